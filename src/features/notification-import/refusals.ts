import { type ContainerFault, columnLetter } from '../../platform/excel/spreadsheet.ts'
import type { HeaderFault } from './headers.ts'

export const maxRows = 5_000
export const maxBytes = 10 * 2 ** 20
/** Days after which file and rows are thrown away; what was filed stays a case. */
export const keptDays = 7
/** Files of one institution that may wait for the worker at the same time. */
export const maxWaiting = 5
export const sheetName = '発生届'

/** Why a whole file is not taken. */
export type Refusal =
  | ContainerFault
  | HeaderFault['code']
  | 'no-file'
  | 'wrong-type'
  | 'too-large'
  | 'too-many-waiting'
  | 'empty'
  | 'not-text'
  | 'damaged'
  | 'nameless-column'
  | 'no-rows'
  | 'too-many-rows'

const template = '「ひな形をダウンロード」のファイルに入力し直してください。'
const named = (detail: readonly string[]) => detail.map((header) => `「${header}」`).join('、')

/** In the words of who chose the file: what is wrong with it, and what to do. */
const texts: Record<Refusal, (detail: readonly string[]) => string> = {
  'no-file': () => 'ファイルを選択してください。',
  'wrong-type': () => 'この種類のファイルは取り込めません。Excelブック(.xlsx)またはCSV(.csv)を選択してください。',
  'too-large': () => `ファイルが大きすぎます。${maxBytes / 2 ** 20}MB以下に分けてください。`,
  'too-many-waiting': () => '確認の終わっていないファイルがいくつもあります。終わってから、もう一度お試しください。',
  empty: () => 'ファイルの中身が空です。',
  'not-text': () => 'CSVの文字コードを読み取れません。UTF-8またはShift_JISで保存し直してください。',
  'not-a-workbook': () => 'Excelブック(.xlsx)として読み取れません。Excelで開き、「Excelブック(*.xlsx)」として保存し直してください。',
  'old-format': () => '古い形式(.xls)のファイルです。Excelで開き、「Excelブック(*.xlsx)」として保存し直してください。',
  encrypted: () => 'パスワードで保護されたファイルは取り込めません。保護を解除して保存し直してください。',
  macros: () => 'マクロを含むファイルは取り込めません。「Excelブック(*.xlsx)」として保存し直してください。',
  'too-big-inside': () => `展開すると大きくなりすぎるファイルです。${template}`,
  damaged: () =>
    'ファイルが壊れているか、使われている範囲が広すぎるため読み取れません。余分な行・列・シートを削除して保存し直してください。',
  'no-headers': () => `見出しの行がありません。1行目に発生届の項目名が必要です。${template}`,
  'unknown-headers': (detail) => `発生届の項目にない見出しがあります: ${named(detail)}。列を削除するか、${template}`,
  'double-headers': (detail) => `同じ見出しの列が2つ以上あります: ${named(detail)}。`,
  'missing-headers': (detail) => `必須の項目の列がありません: ${named(detail)}。${template}`,
  'nameless-column': ([place]) =>
    `${columnLetter(Number(place))}列に見出しがありませんが、値が入っています。見出しを付けるか、列を削除してください。`,
  'no-rows': () => '取り込む行がありません。「説明」「記入例」の行の下に、1人1行で入力してください。',
  'too-many-rows': ([rows]) =>
    `${Number(rows).toLocaleString('ja-JP')}行あります。一度に取り込めるのは${maxRows.toLocaleString('ja-JP')}行までです。ファイルを分けてください。`,
}

export const refusalText = (refusal: string, detail: readonly string[]): string =>
  texts[refusal as Refusal]?.(detail) ?? '取り込めないファイルです。'
