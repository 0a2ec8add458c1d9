import { japaneseDay } from '../lib/japanese-day.ts'
import { shortWhen } from '../lib/staff-time.ts'

export type Point = { at: string; value: number }
type Props = {
  title: string
  unit: string
  points: Point[]
  /** Lowest and highest value of the axis; what lies outside widens it. */
  range: [low: number, high: number]
  step: number
  decimals: number
  /** A line across: at or beyond it somebody looks. */
  limit: { value: number; label: string }
  /** Caption and spoken summary in another language than Japanese; `when` writes the moment of a point. */
  words?: { caption: string; summary: (said: Summary) => string; when: (at: string) => string }
}
type Summary = { count: number; latest: string; at: string; lowest: string; highest: string }

const japanese = (title: string, unit: string): NonNullable<Props['words']> => ({
  caption: `${title}（${unit}）`,
  summary: ({ count, latest, at, lowest, highest }) =>
    `${title}：${count}回の記録。最新 ${latest}（${at}）、最低 ${lowest}、最高 ${highest}`,
  when: shortWhen,
})

const [width, height, left, right, top, bottom] = [640, 200, 48, 16, 16, 28]

/** A small line chart drawn on the server: no script, no inline style. The table beside it says the same in words. */
export function Chart({ title, unit, points, range, step, decimals, limit, words = japanese(title, unit) }: Props) {
  const drawn = [...points].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  if (drawn.length === 0) return null
  const values = drawn.map(({ value }) => value)
  const [low, high] = [Math.min(range[0], Math.floor(Math.min(...values))), Math.max(range[1], Math.ceil(Math.max(...values)))]
  const times = drawn.map(({ at }) => Date.parse(at))
  const [first, last] = [times[0]!, times.at(-1)!]
  const x = (time: number) =>
    first === last ? (left + width - right) / 2 : left + ((time - first) / (last - first)) * (width - left - right)
  const y = (value: number) => top + ((high - value) / (high - low)) * (height - top - bottom)
  const lines = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, n) => low + n * step)
  const days = [...new Map(drawn.map(({ at }) => [japaneseDay(new Date(at)), Date.parse(at)]))]
  const shownDays = days.filter((_, n) => n % Math.ceil(days.length / 8) === 0)
  const latest = drawn.at(-1)!
  const said = (value: number) => value.toFixed(decimals) + unit
  const label = words.summary({
    count: drawn.length,
    latest: said(latest.value),
    at: words.when(latest.at),
    lowest: said(Math.min(...values)),
    highest: said(Math.max(...values)),
  })
  return (
    <figure class="chart">
      <figcaption>{words.caption}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        {lines.map((value) => (
          <g key={value}>
            <line class="grid" x1={left} x2={width - right} y1={y(value)} y2={y(value)} />
            <text class="axis" x={left - 6} y={y(value) + 4} text-anchor="end">
              {value}
            </text>
          </g>
        ))}
        {limit.value >= low && limit.value <= high && (
          <g>
            <line class="limit" x1={left} x2={width - right} y1={y(limit.value)} y2={y(limit.value)} />
            <text class="limit-label" x={left + 4} y={y(limit.value) - 4}>
              {limit.label}
            </text>
          </g>
        )}
        {shownDays.map(([day, time]) => (
          <text key={day} class="axis" x={x(time)} y={height - 8} text-anchor="middle">
            {Number(day.slice(5, 7))}/{Number(day.slice(8))}
          </text>
        ))}
        <polyline class="line" points={drawn.map(({ at, value }) => `${round(x(Date.parse(at)))},${round(y(value))}`).join(' ')} />
        {drawn.map(({ at, value }) => (
          <circle key={at} class="dot" cx={round(x(Date.parse(at)))} cy={round(y(value))} r="4">
            <title>{`${words.when(at)} ${said(value)}`}</title>
          </circle>
        ))}
      </svg>
    </figure>
  )
}

const round = (value: number) => Math.round(value * 10) / 10
