import { type Column, columnKey } from '../../fields/columns.ts'
import type { Form } from '../../fields/fields.ts'
import type { Day } from '../../lib/japanese-day.ts'
import type { Cell } from '../../platform/excel/spreadsheet.ts'
import { plain } from './cells.ts'
import { columnsByKey } from './headers.ts'

/** Somebody recognisably invented, by column: shows how dates, names and marks are written. */
const invented: Record<string, string> = {
  'doctor.family': '架空',
  'doctor.given': '医師太郎',
  category: '患者(確定例)',
  'name.family': '架空',
  'name.given': '記入例',
  'name.familyKana': 'カクウ',
  'name.givenKana': 'キニュウレイ',
  sex: '女',
  birthOn: '平成11年1月1日',
  postalCode: '0002001',
  prefecture: '架空県',
  municipality: 'みなと市',
  street: '見本町1-2-3',
  phone: '09000000000',
  residenceSame: '○',
  residencePhoneSame: '○',
  vaccineDoses: '2回',
  vaccine: 'コミナティ(ファイザー)',
  riskPresence: '有',
  'riskFactors=diabetes': '○',
  severity: '軽症',
  admissionNeeded: '無',
  admitted: '無',
  invitationLanguage: '日本語',
}

/** Dates as they may be written, one of each kind. They follow the day of the download. */
const dated = (today: Day): Record<string, string> => ({
  reportedOn: today.replaceAll('-', '/'),
  diagnosedOn: today.replaceAll('-', '/'),
  sampledOn: today,
  vaccinatedOn: 'R4.2.1',
})

/** The example's cell of a column; '' where it leaves one blank. */
export function exampleCell(column: Column, today: Day): string {
  const key = columnKey(column)
  return invented[key] ?? dated(today)[key] ?? ''
}

/**
 * Whether a row marked 記入例 is still ours. Somebody may have written a patient over it and left the mark: such a row must not be passed over
 * in silence. The name says whose it is; dates differ from download to download.
 */
export function isExample(form: Form, keys: string[], cells: Cell[]): boolean {
  return columnsByKey(form, keys).every((column, place) => {
    if (!column || (column.question !== 'name' && column.question !== 'phone' && column.question !== 'birthOn')) return true
    const cell = cells[place] ?? null
    return cell === null || (typeof cell === 'string' && (cell === '' || plain(cell) === plain(exampleCell(column, ''))))
  })
}
