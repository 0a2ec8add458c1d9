import type { AttentionKind } from './kinds.ts'

/** One open or closed item with the words a screen needs around it. Instants are ISO strings. */
export type Item = {
  id: string
  caseId: string | null
  centreId: string
  centreName: string
  kind: AttentionKind
  urgent: boolean
  raisedAt: string
  latestAt: string
  dueAt: string
  againAt: string | null
  occurrences: number
  detail: Record<string, unknown>
  takenAt: string | null
  takenBy: string | null
  takenByName: string | null
  acknowledgedAt: string | null
  acknowledgedBy: string | null
  acknowledgedByName: string | null
  answeredAt: string | null
  closedAt: string | null
  closedByName: string | null
  outcome: string | null
  note: string | null
  hersysId: string | null
  familyName: string | null
  givenName: string | null
}

/** Of which cases these tell: what is shown of them is audited. */
export const caseIdsOf = (items: { caseId: string | null }[]): string[] => items.flatMap(({ caseId }) => (caseId ? [caseId] : []))

type Times = Pick<Item, 'acknowledgedAt' | 'answeredAt' | 'againAt'>

/** An acknowledgement or an answer counts until `againAt`: the next silent day undoes it by the clock alone. */
export function isQuiet(item: Times, now: Date): boolean {
  return (item.acknowledgedAt !== null || item.answeredAt !== null) && (item.againAt === null || new Date(item.againAt) > now)
}

export function isAcknowledged(item: Times, now: Date): boolean {
  return item.acknowledgedAt !== null && isQuiet(item, now)
}

export function isAnswered(item: Times, now: Date): boolean {
  return item.answeredAt !== null && isQuiet(item, now)
}

/** Since when it waits: what was planned for a deadline waits since that deadline. */
export function waitingSince(item: Pick<Item, 'raisedAt' | 'dueAt'>): string {
  return [item.raisedAt, item.dueAt].sort()[1]!
}

/**
 * What the person acting had before their eyes: a new occurrence, or another's act, makes it different. A form carries it, so that nobody
 * acknowledges a second red flag that they never saw.
 */
export function seenOf(item: Pick<Item, 'occurrences' | 'takenAt' | 'acknowledgedAt' | 'answeredAt'>): string {
  const times = [item.takenAt, item.acknowledgedAt, item.answeredAt].map((at) => (at ? new Date(at).getTime().toString(36) : ''))
  return [item.occurrences, ...times].join('.')
}
