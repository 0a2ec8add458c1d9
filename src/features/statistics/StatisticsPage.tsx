import { shortWhen } from '../../lib/staff-time.ts'
import { Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { FigureSvg } from './FigureSvg.tsx'
import type { Cell, Figure, Period } from './figures.ts'
import type { Shape } from './tiles.ts'

type Props = {
  title: string
  base: '/centre' | '/prefecture' | '/ministry'
  /** What the figures are of, in words. */
  scope: string
  period: Period
  /** Scopes to choose from besides the whole; the first is the whole. */
  choices: { value: string; label: string }[]
  chosen: string
  figures: Figure[]
  shapes: Record<string, Shape>
  now: Date
  lead?: string
}

const shownRows = 200

/** Figures with their charts and tables, and the ways to take each along. */
export function StatisticsPage({ title, base, scope, period, choices, chosen, figures, shapes, now, lead }: Props) {
  const query = (figure: string, as: string) => {
    const params = new URLSearchParams({ figure, as, from: period.from, to: period.to, ...(chosen ? { of: chosen } : {}) })
    return `${base}/statistics/file?${params}`
  }
  return (
    <StaffLayout title={title} wide>
      <form method="get" action={base === '/ministry' ? '/ministry' : `${base}/statistics`} class="filters" aria-label="期間と範囲">
        <label>
          から
          <input type="date" name="from" value={period.from} />
        </label>
        <label>
          まで
          <input type="date" name="to" value={period.to} />
        </label>
        {choices.length > 1 && (
          <label>
            範囲
            <select name="of">
              {choices.map(({ value, label }) => (
                <option key={value} value={value} selected={value === chosen}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        )}
        <button>表示</button>
      </form>
      <p class="minor">
        {scope}・{shortWhen(now.toISOString())}現在。取り下げられた発生届と、統合された登録は数えていません。
      </p>
      {lead && <p>{lead}</p>}
      <nav aria-label="図表" class="figure-tools">
        {figures.map(({ id, title }) => (
          <a key={id} href={`#${id}`}>
            {title}
          </a>
        ))}
      </nav>
      <div class="figures-two">
        {figures.map((figure) => (
          <section key={figure.id} class="figure" id={figure.id} aria-labelledby={`${figure.id}-title`}>
            <h2 id={`${figure.id}-title`}>{figure.title}</h2>
            {figure.chart !== 'none' && <FigureSvg figure={figure} shapes={shapes} />}
            {figure.note && <p class="minor">{figure.note}</p>}
            <p class="figure-tools">
              {(figure.chart === 'none' ? ['csv', 'xlsx'] : ['csv', 'xlsx', 'png', 'svg']).map((as) => (
                <a key={as} href={query(figure.id, as)}>
                  <span class="visually-hidden">{figure.title}：</span>
                  {as === 'xlsx' ? 'Excel' : as.toUpperCase()}
                </a>
              ))}
            </p>
            <details>
              <summary>
                表で見る<span class="visually-hidden">：{figure.title}</span>
              </summary>
              <Table caption={`${figure.title}の表`} head={figure.head}>
                {figure.rows.slice(0, shownRows).map((row, n) => (
                  <tr key={n}>
                    {figure.head.map((_, k) => (
                      <td key={k} class={typeof row[k] === 'number' || row[k] === null ? 'number' : undefined}>
                        {said(row[k])}
                      </td>
                    ))}
                  </tr>
                ))}
              </Table>
              {figure.rows.length > shownRows && <p class="minor">はじめの{shownRows}行です。すべての行はCSVまたはExcelで受け取れます。</p>}
            </details>
          </section>
        ))}
      </div>
    </StaffLayout>
  )
}

const said = (cell: Cell | undefined) =>
  cell === null || cell === undefined ? '－' : typeof cell === 'number' ? cell.toLocaleString('ja-JP') : cell
