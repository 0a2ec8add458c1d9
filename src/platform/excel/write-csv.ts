/**
 * What a spreadsheet would take for a formula (= + - @, and tab or return before one) gets an apostrophe in front, which it shows as text.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export const safeCell = (text: string): string => (/^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text)

/** One line of a CSV file (RFC 4180), every cell safe to open in a spreadsheet. */
export const csvLine = (cells: (string | null)[]): string => `${cells.map((cell) => quoted(safeCell(cell ?? ''))).join(',')}\r\n`

const quoted = (text: string) => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
