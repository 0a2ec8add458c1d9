import type { RowLine } from './queries.server.ts'

/** What became of a row, in the file's column 結果. */
export const resultWords: Record<RowLine['state'], string> = {
  faulty: '誤りあり',
  good: '誤りなし',
  known: '重複',
  filed: '報告済み',
  left: '報告しない',
  failed: '報告できませんでした',
}

/** Of a row that says what another has said before: which. */
export const knownText = ({ knownRow, knownHersysId }: Pick<RowLine, 'knownRow' | 'knownHersysId'>) =>
  knownRow === null
    ? `同じ内容の発生届を報告済みです${knownHersysId ? `(HER-SYS ID ${knownHersysId})` : ''}`
    : `${knownRow}行目と同じ内容です`
