import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

export type PhoneFact = 'not-mobile' | 'unreachable' | 'stopped'

/** What codes of the provider's error dictionary say about a number. Any other failure says nothing about it. */
const learned: Record<string, PhoneFact> = {
  21211: 'unreachable', // no such number
  21214: 'unreachable',
  21217: 'unreachable',
  21610: 'stopped', // its owner has answered STOP to the provider
  21614: 'not-mobile',
  30003: 'unreachable', // switched off or out of reach
  30005: 'unreachable', // unknown there
  30006: 'not-mobile', // a landline, or a carrier that takes none
}

/** The fact that a reason such as 'undelivered-30006' or 'http-400-21614' teaches, with the code; null: none. */
export function factOf(reason: string): { fact: PhoneFact; code: string } | null {
  const code = /(\d{5})$/.exec(reason)?.[1]
  return code && learned[code] ? { fact: learned[code], code } : null
}

/** Remembers what a failure tells of a number. Part of the transaction that records the failure. */
export async function learnFrom(sql: Sql, phone: string, reason: string, now: Date): Promise<void> {
  const found = factOf(reason)
  if (found) await learn(sql, phone, found.fact, found.code, now)
}

/** `byWhat`: the provider's code, or 'reply'. What is known already is noted as heard again. */
export async function learn(sql: Sql, phone: string, fact: PhoneFact, byWhat: string, now: Date): Promise<void> {
  await sql`
    insert into phone_facts as f (id, phone, fact, since, latest_at, by_what) values (${uuidv7(now)}, ${phone}, ${fact}, ${now}, ${now}, ${byWhat})
    on conflict (phone, fact) where ended_at is null do update set latest_at = greatest(f.latest_at, excluded.latest_at), times = f.times + 1, by_what = excluded.by_what`
}

/** Undone: 'delivered' (an SMS arrived after all) or 'reply' (START). Says whether there was anything to undo. */
export async function unlearn(sql: Sql, phones: string[], facts: PhoneFact[], byWhat: 'delivered' | 'reply', now: Date): Promise<boolean> {
  const { count } = await sql`
    update phone_facts set ended_at = ${now}, ended_by_what = ${byWhat} where phone = any(${phones}) and fact = any(${facts}) and ended_at is null`
  return count > 0
}
