import { formatInstant } from '../../i18n/format.ts'
import { htmlLang, type Lang, wordsIn } from '../../i18n/t.ts'
import { printable } from '../../platform/pdf/fonts.server.ts'
import { type Content, renderPdf, type TableCell } from '../../platform/pdf/pdf.server.ts'
import { sectionsOf } from './document.ts'
import type { Kind } from './kind.ts'
import type { MyData } from './record.ts'

/** Languages whose every sign the font has; the others get English labels around what was written. */
const printed: readonly Lang[] = ['ja', 'ja-easy', 'en', 'es', 'pt']

/** Everything of this account on paper. */
export function myDataPdf(data: MyData, lang: Lang, kindOf: (action: string) => Kind, now: Date): Promise<Buffer> {
  const paper = printed.includes(lang) ? lang : 'en'
  const t = wordsIn(paper)
  const account: Content[] = [
    { text: t('my-data.title'), fontSize: 18, bold: true, headlineLevel: 1 },
    { text: `HER-SYS ${formatInstant(t, now)}`, margin: [0, 2, 0, 2] },
    { text: data.account.email, margin: [0, 0, 0, 2] },
    { text: t('my-data.paper.signs'), fontSize: 8, margin: [0, 0, 0, 8] },
  ]
  const people = data.people.map((person, n): Content => {
    const heading: Content = { text: printable(person.registeredName), fontSize: 15, bold: true, margin: [0, 12, 0, 0] }
    return {
      stack: [heading, ...sectionsOf(person, paper, kindOf).map(({ title, rows }) => table(title, rows))],
      pageBreak: n > 0 ? 'before' : undefined,
    }
  })
  return renderPdf({
    title: t('my-data.title'),
    now,
    language: htmlLang(paper),
    pageMargins: [48, 48, 48, 48],
    content: [...account, ...people],
    footer: (page, pages) => ({ text: `${page} / ${pages}`, alignment: 'center', fontSize: 8, margin: [0, 16, 0, 0] }),
  })
}

function table(title: string, rows: [string, string][]): Content {
  const body: TableCell[][] = rows.map(([label, value]) => [{ text: printable(label), fontSize: 9 }, { text: printable(value) }])
  const layout = { hLineColor: () => '#aaaaaa', hLineWidth: () => 0.5, vLineWidth: () => 0 }
  return {
    stack: [
      { text: printable(title), bold: true, fontSize: 12, margin: [0, 12, 0, 4] },
      { table: { widths: [170, '*'], body }, layout },
    ],
  }
}
