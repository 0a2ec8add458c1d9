import type { Column } from '../../fields/columns.ts'
import type { Facilities, Form } from '../../fields/fields.ts'
import type { Day } from '../../lib/japanese-day.ts'
import { columnLetter } from '../../platform/excel/spreadsheet.ts'
import { type BookSheet, writeWorkbook } from '../../platform/excel/workbook.server.ts'
import { exampleCell } from './example.ts'
import { askedColumns, isFilledIn, marks, ownHeaders } from './headers.ts'
import { maxRows, sheetName } from './refusals.ts'

const choicesSheet = '選択肢'
/** Rows made ready for typing; further ones are read all the same. */
const readyRows = 300

/** The form of today as a workbook to fill in: headers, hints, drop-downs, and one invented example that the import passes over. */
export function importTemplate(form: Form, facilities: Facilities, today: Day): Promise<Buffer> {
  const asked = askedColumns(form)
  const lists = asked.map((column) => choicesOf(column, facilities))
  const sheet: BookSheet = {
    name: sheetName,
    rows: [
      [ownHeaders.mark, ...asked.map(({ header }) => header)],
      [marks.hint, ...asked.map(hintOf)],
      [marks.example, ...asked.map((column) => exampleCell(column, today) || null)],
    ],
    columns: [
      { width: 8, choices: { from: rangeOf(0, 2), message: '「説明」「記入例」の行は取り込まれません。' } },
      ...asked.map((column, place) => ({
        width: column.kind === 'mark' ? 12 : 18,
        choices:
          lists[place]!.length === 0 ? null : { from: rangeOf(place + 1, lists[place]!.length), message: '選択肢の中から選んでください。' },
      })),
    ],
    frozen: { rows: 1, columns: 1 },
    looks: { 0: 'head', 1: 'hint', 2: 'hint' },
    ready: readyRows,
  }
  return writeWorkbook([sheet, guide(form, asked, lists), choices([[marks.hint, marks.example], ...lists])])
}

const rangeOf = (place: number, length: number) => `${choicesSheet}!$${columnLetter(place)}$1:$${columnLetter(place)}$${length}`

export function choicesOf({ kind, choices, list }: Column, facilities: Facilities): string[] {
  if (kind === 'mark') return ['○']
  return choices ? Object.keys(choices) : list ? (facilities[list] ?? []).map(({ name }) => name) : []
}

/** One column a list, in the order of the columns: where the drop-downs look. */
function choices(lists: string[][]): BookSheet {
  const longest = Math.max(...lists.map((list) => list.length))
  const rows = Array.from({ length: longest }, (_, row) => lists.map((list) => list[row] ?? null))
  return { name: choicesSheet, rows, columns: lists.map(() => ({ width: 16 })), hidden: true }
}

const howTo: Record<Column['kind'], string> = {
  text: '',
  digits: '数字(先頭の0も入力)',
  day: '日付(2022/7/20、令和4年7月20日、R4.7.20 など)',
  choice: '選択肢から1つ',
  mark: '当てはまるときは○、当てはまらないときは空欄',
}

function hintOf(column: Column): string | null {
  const { required, kind, hint, part } = column
  const parts = [
    required ? '【必須】' : '',
    howTo[kind],
    part.endsWith('Kana') ? 'カタカナ' : '',
    isFilledIn(column) ? '空欄のときは貴院の登録内容になります' : '',
    hint ?? '',
  ]
  return parts.filter((text) => text !== '').join(' ') || null
}

/** What to know before typing, and every column with its hint and its choices. */
function guide(form: Form, asked: Column[], lists: string[][]): BookSheet {
  const rules = [
    `${form.title}のひな形です。「${sheetName}」シートに、1人1行で入力してください(${maxRows.toLocaleString('ja-JP')}行まで)。`,
    '「区分」が「説明」「記入例」の行は取り込まれません。報告する行では「区分」を空欄にしてください。',
    '1行目の見出しは変えないでください。列の順序は変えても、必須でない列は削除してもかまいません。',
    '分からない項目は空欄にしてください。空欄は「無」としては扱われません。',
    '数式は計算の結果だけを読み取ります。マクロを含むファイルは取り込めません。「=」「+」「-」「@」で始まる文字は、そのまま文字として扱います。',
  ]
  const head = ['列', '項目', '入力のしかた', '選択肢']
  const rows = asked.map((column, place) => [columnLetter(place + 1), column.header, hintOf(column), lists[place]!.join(' / ') || null])
  return {
    name: '入力のしかた',
    rows: [...rules.map((rule) => [null, rule, null, null]), head, ...rows],
    columns: [{ width: 6 }, { width: 60 }, { width: 60 }, { width: 60 }],
    looks: { [rules.length]: 'head' },
  }
}
