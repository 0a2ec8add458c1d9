import type { ComponentChildren } from 'preact'
import type { Cell, Figure } from './figures.ts'
import { type Shape, shapesFor } from './tiles.ts'

const font = 'Noto Sans JP, Hiragino Sans, Meiryo, sans-serif'
const ink = '#1a1a1a'
const grid = '#d9d9d9'
/** Told apart also without colour: from dark to light. */
const series = ['#00118f', '#c2570c', '#4f8fe8', '#9a9a9a', '#e0b000']
const scale = ['#f0f4ff', '#c5d7fb', '#7096f8', '#264af4', '#00118f']
const wide = 760
const number = (cell: Cell | undefined) => (typeof cell === 'number' ? cell : 0)
const say = (cell: Cell | undefined) => (typeof cell === 'number' ? cell.toLocaleString('ja-JP') : '－')

type Drawn = { figure: Figure; shapes?: Record<string, Shape> }

/** The chart of a figure: nothing but shapes and presentation attributes, so that page, file and PNG are the same drawing. */
export function FigureSvg({ figure, shapes = {} }: Drawn) {
  if (figure.chart === 'map') return <MapSvg figure={figure} shapes={shapes} />
  if (figure.chart === 'curve' || (figure.chart === 'stack' && figure.rows.length > 20)) return <Columns figure={figure} />
  return <Bars figure={figure} />
}

function Frame({ figure, height, children }: { figure: Figure; height: number; children: ComponentChildren }) {
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${wide} ${height}`}
      width={wide}
      height={height}
      role="img"
      aria-label={`${figure.title}。数値は表にあります。`}
      font-family={font}
      font-size="12"
      fill={ink}
    >
      <title>{figure.title}</title>
      <text x="8" y="20" font-size="15" font-weight="bold">
        {figure.title}
      </text>
      {children}
    </svg>
  )
}

/** Steps of 1, 2 or 5 times a power of ten, about five of them. */
export function axisSteps(most: number): number[] {
  const rough = Math.max(1, most / 5)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough)!
  return Array.from({ length: Math.floor(Math.max(most, 1) / step) + 1 }, (_, n) => n * step)
}

/** Numbers by day: columns (stacked where there are several) and, on a curve, the mean as a line. */
function Columns({ figure }: { figure: Figure }) {
  const { rows, head, chart } = figure
  const [left, right, top, bottom, height] = [56, 12, 44, 36, 300]
  const parts = chart === 'curve' ? 1 : head.length - 1
  const sums = rows.map((row) => row.slice(1, 1 + parts).reduce<number>((sum, cell) => sum + number(cell), 0))
  const steps = axisSteps(Math.max(1, ...sums))
  const most = Math.max(steps.at(-1)!, ...sums)
  const y = (n: number) => round(height - bottom - (n / most) * (height - top - bottom))
  const each = (wide - left - right) / Math.max(1, rows.length)
  const x = (n: number) => round(left + n * each)
  const every = Math.ceil(rows.length / 10)
  const mean =
    chart === 'curve' ? rows.flatMap((row, n) => (typeof row[2] === 'number' ? [`${round(x(n) + each / 2)},${y(row[2])}`] : [])) : []
  return (
    <Frame figure={figure} height={height}>
      <Legend
        labels={chart === 'curve' ? head.slice(1, 3) : head.slice(1)}
        colours={chart === 'curve' ? [series[2]!, series[1]!] : series}
      />
      {steps.map((n) => (
        <g key={n}>
          <line x1={left} x2={wide - right} y1={y(n)} y2={y(n)} stroke={grid} />
          <text x={left - 6} y={y(n) + 4} text-anchor="end">
            {say(n)}
          </text>
        </g>
      ))}
      {rows.map((row, n) => {
        let below = 0
        return row.slice(1, 1 + parts).map((cell, k) => {
          const from = below
          below += number(cell)
          return number(cell) > 0 ? (
            <rect
              key={`${n}-${k}`}
              x={x(n) + 0.5}
              y={y(below)}
              width={Math.max(0.5, round(each - 1))}
              height={round(y(from) - y(below))}
              fill={chart === 'curve' ? series[2] : series[k]}
            />
          ) : null
        })
      })}
      {mean.length > 1 && <polyline points={mean.join(' ')} fill="none" stroke={series[1]} stroke-width="2.5" />}
      {rows.map((row, n) =>
        n % every === 0 ? (
          <text key={n} x={round(x(n) + each / 2)} y={height - 14} text-anchor="middle">
            {dayLabel(row[0])}
          </text>
        ) : null,
      )}
    </Frame>
  )
}

const dayLabel = (cell: Cell | undefined) => {
  const [, month, date] = /^\d{4}-(\d\d)-(\d\d)/.exec(String(cell ?? '')) ?? []
  return month ? `${Number(month)}/${Number(date)}` : String(cell ?? '')
}

function Legend({ labels, colours }: { labels: string[]; colours: string[] }) {
  if (labels.length < 2) return null
  return (
    <g>
      {labels.map((label, n) => (
        <g key={label}>
          <rect x={wide - 12 - (labels.length - n) * 110} y="10" width="12" height="12" fill={colours[n % colours.length]} />
          <text x={wide - 12 - (labels.length - n) * 110 + 17} y="20">
            {label}
          </text>
        </g>
      ))}
    </g>
  )
}

/** One bar a row, its number at the end. */
function Bars({ figure }: { figure: Figure }) {
  const { rows, head, chart } = figure
  const [left, right, top, row] = [170, 80, 40, 24]
  const parts = chart === 'stack' ? head.length - 1 : 1
  const sums = rows.map((cells) => cells.slice(1, 1 + parts).reduce<number>((sum, cell) => sum + number(cell), 0))
  const most = Math.max(1, ...sums)
  const length = (n: number) => round((n / most) * (wide - left - right))
  return (
    <Frame figure={figure} height={top + rows.length * row + 12}>
      {parts > 1 && <Legend labels={head.slice(1)} colours={series} />}
      {rows.map((cells, n) => {
        let at = left
        const isTold = cells.slice(1, 1 + parts).some((cell) => typeof cell === 'number')
        return (
          <g key={n}>
            <text x={left - 8} y={top + n * row + 15} text-anchor="end">
              {String(cells[0] ?? '')}
            </text>
            {cells.slice(1, 1 + parts).map((cell, k) => {
              const from = at
              at += length(number(cell))
              return number(cell) > 0 ? (
                <rect
                  key={k}
                  x={round(from)}
                  y={top + n * row + 3}
                  width={Math.max(1, length(number(cell)))}
                  height={row - 7}
                  fill={parts > 1 ? series[k % series.length] : series[2]}
                />
              ) : null
            })}
            <text x={round(at) + 6} y={top + n * row + 15}>
              {isTold ? say(sums[n]) : '非表示'}
            </text>
          </g>
        )
      })}
    </Frame>
  )
}

/** Places in five shades; each with its name and number. */
function MapSvg({ figure, shapes }: { figure: Figure; shapes: Record<string, Shape> }) {
  const areas = figure.rows.filter(([code]) => code !== '')
  const drawn = shapesFor(
    areas.map(([code]) => String(code)),
    shapes,
  )
  const most = Math.max(1, ...areas.map((area) => number(area[2])))
  const shade = (n: number) => (n === 0 ? 0 : Math.min(4, 1 + Math.floor((n / most) * 3.999)))
  const height = 560
  const isSmall = areas.length > 20
  return (
    <Frame figure={figure} height={height}>
      <g transform={`translate(${(wide - 510) / 2} 36) scale(0.51)`}>
        {areas.map(([code, name, n]) => {
          const shape = drawn[String(code)]!
          const tone = n === null ? null : shade(number(n))
          const ground = tone === null ? '#ffffff' : scale[tone]
          const letters = tone !== null && tone >= 3 ? '#ffffff' : ink
          return (
            <g key={String(code)}>
              <path d={shape.path} fill={ground} stroke="#555555" stroke-width="2" />
              <text x={shape.labelX} y={shape.labelY - 4} text-anchor="middle" font-size={isSmall ? 19 : 30} fill={letters}>
                {String(name)}
              </text>
              <text
                x={shape.labelX}
                y={shape.labelY + (isSmall ? 20 : 32)}
                text-anchor="middle"
                font-size={isSmall ? 17 : 30}
                fill={letters}
              >
                {n === null ? '…' : say(n)}
              </text>
            </g>
          )
        })}
      </g>
    </Frame>
  )
}

const round = (n: number) => Math.round(n * 10) / 10
