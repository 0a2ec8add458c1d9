import { japaneseDay, japaneseTime } from '../../lib/japanese-day.ts'
import type { Printed } from './printed.ts'
import { writtenDay } from './written-day.ts'

// The certificate is a Japanese document for Japanese insurers and employers, whatever language its owner reads: C26's words, with English beneath.

export const title = { ja: '療養証明書', en: 'Certificate of recovery' }
export const motto = '療養中の健康状態を記録します'

type Line = { field: keyof Printed; ja: string; en: string; text: (printed: Printed) => string }
/** The six fields in the order of C26. */
export const lines: readonly Line[] = [
  { field: 'name', ja: '氏名', en: 'Name', text: ({ name }) => name },
  { field: 'birthOn', ja: '生年月日', en: 'Date of birth', text: ({ birthOn }) => writtenDay(birthOn) },
  { field: 'hersysId', ja: 'HER-SYS ID', en: 'HER-SYS ID', text: ({ hersysId }) => hersysId },
  { field: 'disease', ja: '傷病名', en: 'Disease', text: ({ disease }) => disease },
  { field: 'diagnosedOn', ja: '診断年月日', en: 'Date of diagnosis', text: ({ diagnosedOn }) => writtenDay(diagnosedOn) },
  { field: 'centre', ja: '担当保健所', en: 'Public health center in charge', text: ({ centre }) => centre },
]

/** C27, word for word. */
export const periodNote = '(注) 現行の療養期間は、下記URL先の「陽性だった場合の療養解除について」をご参照ください。'
export const periodUrl = 'https://www.mhlw.go.jp/stf/covid-19/kenkou-iryousoudan.html'
export const meaningNote = '(注) 療養期間は、当該感染症の感染性を有すると考えられる期間であって、症状を有した期間とは必ずしも一致しません。'

/** '(表示日時: 2022/4/21 14:07)' (C26), Japanese time. */
export function shownAt(now: Date): string {
  const [year, month, date] = japaneseDay(now).split('-').map(Number)
  return `(表示日時: ${year}/${month}/${date} ${japaneseTime(now)})`
}
