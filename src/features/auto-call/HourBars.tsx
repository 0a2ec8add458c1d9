import type { HourFigures } from './list.server.ts'

const [width, height, left, right, top, bottom] = [640, 180, 40, 8, 12, 26]
const series = [
  { key: 'dialled', label: '発信', class: 'bar-dialled' },
  { key: 'pickedUp', label: '応答', class: 'bar-picked-up' },
  { key: 'completed', label: '回答完了', class: 'bar-completed' },
] as const

/** Bars for each hour, drawn on the server: dialled, picked up, answered to the end. The table beside it says the same in numbers. */
export function HourBars({ hours }: { hours: HourFigures[] }) {
  if (hours.length === 0) return null
  const first = Math.min(...hours.map(({ hour }) => hour))
  const last = Math.max(...hours.map(({ hour }) => hour))
  const most = Math.max(1, ...hours.map(({ dialled }) => dialled))
  const slot = Math.min((width - left - right) / (last - first + 1), 96)
  const bar = Math.min(slot / 4, 20)
  const y = (value: number) => Math.round(top + (1 - value / most) * (height - top - bottom))
  const x = (hour: number, n: number) => Math.round((left + (hour - first) * slot + slot / 2 + (n - 1.5) * bar) * 10) / 10
  const all = hours.reduce(
    (sum, one) => ({ dialled: sum.dialled + one.dialled, pickedUp: sum.pickedUp + one.pickedUp, completed: sum.completed + one.completed }),
    {
      dialled: 0,
      pickedUp: 0,
      completed: 0,
    },
  )
  return (
    <figure class="chart bars">
      <figcaption>
        時間帯ごとの発信・応答・回答完了（件）
        <span class="legend">
          {series.map((one) => (
            <span key={one.key}>
              <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
                <rect class={one.class} width="12" height="12" />
              </svg>{' '}
              {one.label}
            </span>
          ))}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`発信${all.dialled}件、応答${all.pickedUp}件、回答完了${all.completed}件`}
      >
        {[...new Set([0, Math.ceil(most / 2), most])].map((value) => (
          <g key={value}>
            <line class="grid" x1={left} x2={width - right} y1={y(value)} y2={y(value)} />
            <text class="axis" x={left - 6} y={y(value) + 4} text-anchor="end">
              {value}
            </text>
          </g>
        ))}
        {hours.map((one) => (
          <g key={one.hour}>
            {series.map(({ key, label, class: look }, n) => (
              <rect key={key} class={look} x={x(one.hour, n)} y={y(one[key])} width={bar - 1} height={height - bottom - y(one[key])}>
                <title>{`${one.hour}時台 ${label} ${one[key]}件`}</title>
              </rect>
            ))}
            <text class="axis" x={x(one.hour, 1.5)} y={height - 8} text-anchor="middle">
              {one.hour}時
            </text>
          </g>
        ))}
      </svg>
    </figure>
  )
}
