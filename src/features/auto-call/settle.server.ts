import type { Sql } from '../../platform/db/sql.server.ts'
import type { Outbound } from '../../platform/voice/caller.ts'
import type { Dialler } from './dial.server.ts'

/** A claim that has not moved for so long belongs to nobody any more. Real milliseconds. */
export const abandonedAfterMs = 60_000
/** So long a provider may be silent until a person hears; it is asked on and on, and the number is not dialled before it has answered. */
const askForMs = 10 * 60_000
/** Where the provider was asked and cannot tell, the line is free again after so long: no call lasts longer. */
export const longestCallMs = 30 * 60_000

type Left = Outbound & { state: 'dialling' | 'unknown'; claimedBy: string | null; dialledAt: string; askAfter: string | null }
type Seen = Map<string, number>

/**
 * Looks after calls of which nobody knows whether they were made: the worker died while telling the provider, or the answer got lost. The
 * provider is asked first; until it has answered, the number keeps its line and is not dialled again. How long a claim has stood still is
 * measured by this process's own steady clock: a jump of the clock takes no call from a living worker.
 */
export function createCallSettler(dialler: Dialler, abandonedMs = abandonedAfterMs) {
  let seen: Seen = new Map()
  return async (sql: Sql, clock: () => Date): Promise<void> => {
    const at = performance.now()
    const still: Seen = new Map()
    const left = await sql<Left[]>`
      select id, phone, language, state, claimed_by, dialled_at, ask_after from calls
       where (state = 'dialling' or state = 'unknown' and provider_code = 'provider-silent') and direction = 'out' and provider_call_id is null order by dialled_at, id limit 1000`
    for (const call of left) {
      if (dialler.onTheWay.has(call.id)) continue
      const key = `${call.id} ${call.claimedBy}`
      const since = seen.get(key) ?? at
      const isParked = call.claimedBy === null
      if (isParked ? clock() >= new Date(call.askAfter ?? 0) : at - since >= abandonedMs) await settle(sql, dialler, call, clock)
      else still.set(key, since)
    }
    seen = still
    await sql`delete from call_lines l using calls c where c.id = l.call_id and c.plan_day = call_day(l.call_id) and c.state = 'unknown'
       and c.provider_code = 'provider-cannot-tell' and c.ended_at <= ${new Date(clock().getTime() - longestCallMs)}`
  }
}

async function settle(sql: Sql, dialler: Dialler, call: Left, clock: () => Date): Promise<void> {
  const { count } = await sql`
    update calls set claimed_by = ${dialler.claimant} where id = ${call.id} and plan_day = call_day(${call.id}) and state = ${call.state}
       and provider_call_id is null and claimed_by is not distinct from ${call.claimedBy}`
  if (count === 0) return
  const verdict = await askProvider(sql, dialler, call, clock())
  await sql.begin(async (tx) => {
    const sql = tx as unknown as Sql
    await sql`select from watches where case_id = (select case_id from calls where id = ${call.id} and plan_day = call_day(${call.id})) for no key update`
    const { count } = await sql`
      update calls set claimed_by = null, ask_after = ${verdict.askAfter ?? null}
       where id = ${call.id} and plan_day = call_day(${call.id}) and claimed_by = ${dialler.claimant}`
    if (count > 0) await sql`select move_call(${call.id}, ${verdict.state}, ${sql.json(verdict.more)}, ${clock()})`
  })
}

type Verdict = { state: 'failed' | 'unknown' | null; more: { code?: string; providerCallId?: string }; askAfter?: Date }

async function askProvider(sql: Sql, { caller }: Dialler, call: Left, now: Date): Promise<Verdict> {
  try {
    const answer = await caller.find(call, new Date(call.dialledAt), (ids) => listKnown(sql, ids))
    if (answer === 'cannot-tell') return { state: call.state === 'unknown' ? 'failed' : 'unknown', more: { code: 'provider-cannot-tell' } }
    if (answer.found) return { state: null, more: { providerCallId: answer.providerCallId } }
    return { state: 'failed', more: { code: 'not-at-provider' } }
  } catch {
    const isTold = now.getTime() - Date.parse(call.dialledAt) > askForMs
    const askAfter = new Date(now.getTime() + 60_000)
    return isTold ? { state: 'unknown', more: { code: 'provider-silent' }, askAfter } : { state: null, more: {}, askAfter }
  }
}

/** Ids of the provider that belong to calls or spoken messages of ours. */
async function listKnown(sql: Sql, ids: string[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }[]>`
    select provider_call_id as id from calls where provider_call_id = any (${ids}) union select provider_id from messages where provider_id = any (${ids})`
  return new Set(rows.map(({ id }) => id))
}
