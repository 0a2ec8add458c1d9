import type { Column } from '../../fields/columns.ts'
import { faultText } from '../../fields/faults.ts'
import type { AnyAnswers, Facilities, Form, Raw } from '../../fields/fields.ts'
import { formWords } from '../../fields/words.ts'
import { wordsIn } from '../../i18n/t.ts'
import type { Day } from '../../lib/japanese-day.ts'
import { tidy } from '../../lib/kana.ts'
import type { Cell } from '../../platform/excel/spreadsheet.ts'
import type { Programme } from '../../programmes/programme.ts'
import { prefill } from '../notification/draft.ts'
import { examine } from '../notification/examine.ts'
import { phoneDoubt } from '../notification/phone-doubt.ts'
import { type CellFault, rawOfRow } from './cells.ts'
import { filledIn } from './headers.ts'

/** What is said of a row: of which column (place in the file, null where the file has none), and in words without anything typed. */
export type Remark = { column: number | null; text: string }

export type Asked = {
  form: Form
  programme: Programme
  columns: readonly (Column | null)[]
  /** Where 区分 stands; -1: the file has none. */
  markAt: number
  isFrom1904: boolean
  institution: { name: string; address: string | null; phone: string | null; parentId: string | null }
  facilities: Facilities
  today: Day
  /** The form for a report of that day: a row of another day may need another version. */
  formOf: (reportedOn: Day) => Form
}
export type ExaminedRow = { answers: null; faults: Remark[] } | { answers: AnyAnswers; language: string; notes: Remark[]; faults: null }

const cellTexts: Record<CellFault, string> = {
  'cell-error': 'セルがエラー(#N/A など)になっています。値を入力してください',
  'cell-date': 'セルが日付に変わっています。セルの書式を「文字列」にして入力し直してください',
  'cell-mark': '当てはまるときは○、当てはまらないときは空欄にしてください',
}
const words = wordsIn('ja')

/** A row read as the form reads what is posted, with the same checks; every fault at once. */
export function examineRow(cells: readonly Cell[], asked: Asked): ExaminedRow {
  const { form, programme, columns, facilities, today } = asked
  const own = formWords(form, words)
  const { raw: typed, faults: unreadable } = rawOfRow(columns, cells, asked.isFrom1904)
  const raw = { ...ofInstitution(asked), ...typed }
  const examined = examine(form, programme, raw, { today, facilities })
  const faults: Remark[] = unreadable.map(({ column, fault }) => ({ column, text: cellTexts[fault] }))
  const mark = cells[asked.markAt]
  if (typeof mark === 'string' && tidy(mark) !== '')
    faults.push({ column: asked.markAt, text: '報告する行では「区分」を空欄にしてください(「説明」「記入例」の行は取り込まれません)' })
  const isUnread = (question: string) => unreadable.some(({ column }) => columns[column]?.question === question)
  for (const [question, fault] of Object.entries(examined.faults ?? {})) {
    if (isUnread(question)) continue
    const column = placeOf(columns, question, fault.part)
    const name = (column === null ? null : columns[column]?.header) ?? own.label(question)
    faults.push({ column, text: `${name}: ${faultText(fault, words)}` })
  }
  const language = typeof raw.invitationLanguage === 'string' ? raw.invitationLanguage : 'ja'
  if (!languageKnown(columns, language)) faults.push({ column: placeOf(columns, 'invitationLanguage'), text: words('fault.choice') })
  if (examined.answers === null) return { answers: null, faults: inOrder(faults) }
  const { answers } = examined
  const reportedOn = answers.reportedOn
  if (typeof reportedOn === 'string' && asked.formOf(reportedOn) !== form)
    faults.push({
      column: placeOf(columns, 'reportedOn'),
      text: `この報告年月日の発生届は別の様式(${asked.formOf(reportedOn).title})です。画面から入力してください`,
    })
  if (faults.length > 0) return { answers: null, faults: inOrder(faults) }
  const at = (question: string) => placeOf(columns, question)
  const phone = phoneDoubt(typeof answers.phone === 'string' ? answers.phone : null)
  const wrong = examined.dates.filter((line) => line.wrong)
  const notes: Remark[] = [
    ...(phone ? [{ column: at('phone'), text: phone }] : []),
    ...examined.oddities.map(({ question, text }) => ({ column: at(question), text })),
    ...(wrong.length > 0
      ? [
          {
            column: at(wrong[0]!.question),
            text: `日付の整合性確認: ${wrong.map(({ label }) => label).join('、')}の前後関係が正しくありません`,
          },
        ]
      : []),
    ...(examined.missing.length > 0
      ? [
          {
            column: null,
            text: `任意入力の確認: ${examined.missing.length}項目が入力されていません(${examined.missing.map(own.label).join('、')})`,
          },
        ]
      : []),
  ]
  return { answers, language, notes, faults: null }
}

/** What the form has filled in already when it is opened; the row comes first. */
function ofInstitution({ form, institution, today }: Asked): Raw {
  const given = prefill(form, { institution, doctor: null, today })
  return Object.fromEntries(filledIn.flatMap((question) => (given[question] ? [[question, given[question]]] : [])))
}

function languageKnown(columns: readonly (Column | null)[], language: string): boolean {
  const choices = columns.find((column) => column?.question === 'invitationLanguage')?.choices
  return !choices || Object.values(choices).includes(language)
}

/** The column of that input of the question, else of the question; a date is one column here. */
function placeOf(columns: readonly (Column | null)[], question: string, part = ''): number | null {
  const exact = columns.findIndex((column) => column?.question === question && column.part === part)
  const place = exact >= 0 ? exact : columns.findIndex((column) => column?.question === question)
  return place < 0 ? null : place
}

const inOrder = (remarks: Remark[]) => remarks.sort((a, b) => (a.column ?? 999) - (b.column ?? 999))
