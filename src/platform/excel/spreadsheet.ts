/** A cell as it stands in the file: text, a number, ticked or not, or the day of a cell formatted as a date. Null is empty. */
export type Cell = string | number | boolean | { day: string } | null

/** Why a file is no workbook that we open. Each has its words where files are taken. */
export type ContainerFault = 'not-a-workbook' | 'old-format' | 'encrypted' | 'macros' | 'too-big-inside'

/** 0 is A, 25 is Z, 26 is AA. */
export function columnLetter(column: number): string {
  const rest = Math.floor(column / 26)
  return (rest > 0 ? columnLetter(rest - 1) : '') + String.fromCharCode(65 + (column % 26))
}
