export type Counts = Record<string, number>
export type Source = 'institution' | 'centre'
/** What one source says of one institution's day. */
export type Entry = { institutionId: string; onDay: string; source: Source; counts: Counts; total: number }

export type Reconciled = {
  institutionId: string
  onDay: string
  /** What goes into the sum: the institution's own count where there is one. */
  counted: Entry | null
  /** The other source's count of the same day: left out of the sum, shown as 二重. */
  double: Entry | null
  /** 発生届 of patients diagnosed there that day. They are among the counted, never added to them. */
  notified: number
  doubts: Doubt[]
}
export type Doubt = 'double' | 'fewer-than-notified' | 'notified-only'

export const doubtWords: Record<Doubt, string> = {
  double: '二重：医療機関と保健所の両方が入力',
  'fewer-than-notified': '発生届の件数より少ない',
  'notified-only': '発生届があるのに日次報告なし',
}

/**
 * One line for each institution and day. Twice counted is counted once and said; a count below the number of 発生届 has left those out, which
 * the count includes (4.1).
 */
export function reconcile(entries: Entry[], notified: { institutionId: string; onDay: string; n: number }[]): Reconciled[] {
  const lines = new Map<string, Reconciled>()
  const lineOf = (institutionId: string, onDay: string) => {
    const key = `${onDay} ${institutionId}`
    const line = lines.get(key) ?? { institutionId, onDay, counted: null, double: null, notified: 0, doubts: [] }
    lines.set(key, line)
    return line
  }
  for (const entry of [...entries].sort((a, b) => order[a.source] - order[b.source])) {
    const line = lineOf(entry.institutionId, entry.onDay)
    if (line.counted) line.double = entry
    else line.counted = entry
  }
  for (const { institutionId, onDay, n } of notified) lineOf(institutionId, onDay).notified = n
  for (const line of lines.values()) {
    if (line.double) line.doubts.push('double')
    if (!line.counted && line.notified > 0) line.doubts.push('notified-only')
    else if (line.counted && line.counted.total < line.notified) line.doubts.push('fewer-than-notified')
  }
  return [...lines.values()].sort((a, b) => b.onDay.localeCompare(a.onDay) || a.institutionId.localeCompare(b.institutionId))
}

const order: Record<Source, number> = { institution: 0, centre: 1 }

/** The sum by band of what counts. */
export function sumOf(lines: Reconciled[]): Counts {
  const sum: Counts = {}
  for (const { counted } of lines) for (const [band, n] of Object.entries(counted?.counts ?? {})) sum[band] = (sum[band] ?? 0) + n
  return sum
}
