/** Every spelling in which a piece of personal data could slip into a log: as it is, in a URL, with full-width digits, in JSON escapes. */
export function spellings(secret: string): string[] {
  const wide = secret.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
  const escaped = JSON.stringify(secret).slice(1, -1)
  const ascii = escaped.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return [...new Set([secret, encodeURIComponent(secret), encodeURIComponent(secret).replaceAll('%20', '+'), wide, escaped, ascii])]
}

/** The log lines that hold any of these, each with what it holds. Digits count only where no further digit stands beside them. */
export function findInLogs(lines: string[], secrets: string[]): string[] {
  const needles = secrets.filter((secret) => secret.trim().length > 1).flatMap(spellings)
  return lines.flatMap((line) => needles.filter((needle) => holds(line, needle)).map((needle) => `${needle}: ${line.slice(0, 300)}`))
}

function holds(line: string, needle: string): boolean {
  if (!/^\d+$/.test(needle)) return line.includes(needle)
  for (let at = line.indexOf(needle); at !== -1; at = line.indexOf(needle, at + 1)) {
    if (!/\d/.test(line[at - 1] ?? '') && !/\d/.test(line[at + needle.length] ?? '')) return true
  }
  return false
}
