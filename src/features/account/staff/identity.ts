/** How a keeper made sure that whoever asks for a new second factor is who they say; at least one. */
export const identityChecks = {
  'in-person': '対面で本人と確認した',
  callback: '所属の代表電話に折り返して、本人と確認した',
  document: '身分証または職員証を確認した',
  supervisor: '所属の責任者に確認した',
} as const

/** What the helpdesk asks before it unlocks (D5 医療機関名等); the first and one more. */
export const callerChecks = {
  'org-name': '所属（医療機関名等）を、相手から聞いて確認した',
  centre: '管轄の保健所を、相手から聞いて確認した',
  callback: '所属の代表電話に折り返した',
} as const

/** Which of a table's checks were ticked, in the table's order. */
export function ticked<T extends Record<string, string>>(checks: T, given: string | string[] | undefined): (keyof T & string)[] {
  const names = [given ?? []].flat()
  return (Object.keys(checks) as (keyof T & string)[]).filter((name) => names.includes(name))
}

/** Enough to unlock: the organisation, and something that not everybody knows of it. */
export const isCallerKnown = (checked: readonly string[]) => checked.includes('org-name') && checked.length >= 2
