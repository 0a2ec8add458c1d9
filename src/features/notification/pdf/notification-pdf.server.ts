import type { AnyAnswers, Form, PersonName } from '../../../fields/fields.ts'
import { formRef } from '../../../fields/fields.ts'
import { formatDay, formatInstant } from '../../../i18n/format.ts'
import { wordsIn } from '../../../i18n/t.ts'
import { printable } from '../../../platform/pdf/fonts.server.ts'
import { type Content, type ContentCanvas, renderPdf, type TableCell } from '../../../platform/pdf/pdf.server.ts'
import { type Cell, columns, sheetOf } from './sheet.ts'

/** One 発生届 to be printed. `hersysId` null: printed without it (「HER-SYS ID印字」 not ticked, D40). Withdrawn ones say so on the paper. */
export type Printed = { form: Form; answers: AnyAnswers; hersysId: string | null; revision: number; isWithdrawn: boolean }

const margin = 30
const width = 595.28 - 2 * margin
const [line, padding] = [0.5, 2.5]
/** Columns are as wide as they are, whatever somebody wrote into them: a word that is wider than its box is broken. */
const columnWidth = (width - (columns + 1) * line) / columns - 2 * padding
const [labelSize, textSize] = [5.5, 8]
const grey = '#555555'

/** Reports as A4 pages, each on pages of its own, in the order given. */
export function notificationsPdf(reports: Printed[], now: Date): Promise<Buffer> {
  return renderPdf({
    title: '発生届',
    now,
    pageMargins: [margin, 26, margin, 30],
    content: reports.map((report, n) => ({ stack: sheet(report), ...(n > 0 ? { pageBreak: 'before' as const } : {}) })),
    footer: (page, pages) => ({
      columns: [
        { text: `印刷日時 ${formatInstant(wordsIn('ja'), now)}` },
        { text: pages > 1 ? `${page} / ${pages}` : '', alignment: 'right' },
      ],
      fontSize: labelSize + 1,
      color: grey,
      margin: [margin, 6, margin, 0],
    }),
  })
}

function sheet({ form, answers, hersysId, revision, isWithdrawn }: Printed): Content[] {
  const lines = sheetOf(form, answers)
  const body = lines.map((each) => ('heading' in each ? headingRow(each.heading) : row(each.cells)))
  // A box taller than a page would end at its foot: then, and only then, boxes go on overleaf.
  const isTall = lines.some((each) => 'cells' in each && each.cells.some((cell) => linesOf(cell) > mostLines))
  return [
    {
      columns: [
        { text: '別記様式', fontSize: labelSize + 1, color: grey },
        { text: isWithdrawn ? '取り下げ済' : '', bold: true, alignment: 'center', fontSize: 10 },
        { text: hersysId === null ? '' : `HER-SYS ID ${hersysId}`, bold: true, alignment: 'right', fontSize: 10 },
      ],
    },
    { text: '新型コロナウイルス感染症 発生届', fontSize: 14, bold: true, alignment: 'center', margin: [0, 0, 0, 3] },
    { text: '都道府県知事（保健所設置市長・特別区長） 殿', fontSize: textSize },
    {
      text: '感染症の予防及び感染症の患者に対する医療に関する法律第12条第1項の規定により、以下のとおり届け出る。',
      fontSize: textSize,
      margin: [0, 0, 0, 4],
    },
    {
      table: {
        widths: Array.from({ length: columns }, () => columnWidth),
        headerRows: 1,
        body: [whose(answers, hersysId), ...body],
        dontBreakRows: !isTall,
      },
      layout: {
        hLineWidth: (above) => (above === 0 ? 0 : line),
        vLineWidth: () => line,
        paddingLeft: () => padding,
        paddingRight: () => padding,
        paddingTop: () => 0.4,
        paddingBottom: () => 0.8,
      },
    },
    { text: `様式 ${formRef(form)} 第${revision}版`, fontSize: labelSize, color: grey, margin: [0, 2, 0, 0] },
  ]
}

/** Above the boxes of every page, so that a second page that got apart still says whose it is. */
function whose({ name, reportedOn }: AnyAnswers, hersysId: string | null): TableCell[] {
  const { family, given } = (name ?? {}) as Partial<PersonName>
  const day = typeof reportedOn === 'string' ? `報告 ${formatDay(wordsIn('ja'), reportedOn)}` : ''
  const text = [[family, given].filter(Boolean).join(' '), hersysId, day].filter(Boolean).join('　')
  const cell = { text: printable(text), colSpan: columns, fontSize: labelSize, color: grey } as TableCell
  return spread(cell, columns).map((each) => ({ ...(each as object), border: [false, false, false, true] }) as TableCell)
}

const mostLines = 40
const linesOf = ({ text, span }: Cell) =>
  text.split('\n').reduce((sum, each) => sum + Math.max(1, Math.ceil(widthOf(each) / innerOf(span))), 0)
const innerOf = (span: number) => (width * span) / columns - 8

const headingRow = (text: string): TableCell[] =>
  spread({ text, colSpan: columns, bold: true, fontSize: textSize, fillColor: '#e6e6e6' } as TableCell, columns)

const row = (cells: Cell[]): TableCell[] => cells.flatMap((cell) => spread(boxOf(cell), cell.span))

/** pdfmake wants an empty cell for every further column that a cell spans. */
const spread = (cell: TableCell, span: number): TableCell[] => [cell, ...Array.from({ length: span - 1 }, () => ({ text: '' }))]

function boxOf({ label, span, text, options }: Cell): TableCell {
  const inner = innerOf(span)
  const content: Content[] = [{ text: label, fontSize: labelSize, color: grey }]
  if (options) content.push(...ticks(options, inner))
  else content.push({ text: text === '' ? ' ' : printable(text), fontSize: textSize })
  return { stack: content, colSpan: span } as TableCell
}

type Column = Content & { width: number }
type Options = NonNullable<Cell['options']>
const boxWidth = 8
const gap = 7

/** Options side by side, in as many lines as they need. The font has no ☑ and ☐: they are drawn. */
function ticks(options: Options, inner: number): Content[] {
  const lines: Options[] = []
  let left = 0
  for (const option of options) {
    const needed = boxWidth + 2 + widthOf(option.text) + gap
    if (needed > left) {
      lines.push([])
      left = inner
    }
    lines.at(-1)!.push(option)
    left -= needed
  }
  return lines.map((each) => ({
    columns: each.flatMap(({ text, isChosen }): Column[] => [
      { ...tickBox(isChosen), width: boxWidth, margin: [0, 2.2, 0, 0] },
      { text, fontSize: textSize, width: Math.min(widthOf(text), inner - boxWidth - 2) + gap - 2, bold: isChosen },
    ]),
    columnGap: 2,
  }))
}

/** Points that a text takes: half-width signs take half (a little generously). */
const widthOf = (text: string) => [...text].reduce((sum, sign) => sum + (/[\x20-\x7e]/.test(sign) ? 0.62 : 1), 0) * textSize

const tickBox = (isChosen: boolean): ContentCanvas => ({
  canvas: [
    { type: 'rect', x: 0.4, y: 0, w: 6.4, h: 6.4, lineWidth: 0.6 },
    ...(isChosen
      ? [{ type: 'polyline' as const, points: [{ x: 1.6, y: 3.2 }, { x: 3.1, y: 4.9 }, { x: 5.7, y: 1.4 }], lineWidth: 1.1 }] // biome-ignore format: three points of one stroke
      : []),
  ],
})
