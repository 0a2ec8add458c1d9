import { randomUUID } from 'node:crypto'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Caller, Dialled, Outbound } from '../../platform/voice/caller.ts'
import type { Caps } from './claim.server.ts'
import { claim } from './claim.server.ts'

/** The steps a call passes on its way out; tests end the process at each. */
export type Step = 'looking' | 'claimed' | 'answered' | 'recorded'

/** What one worker holds. Everything that must survive it stands in the database. */
export type Dialler = {
  caller: Caller
  caps: Caps
  /** Names this run of this worker on the calls it is just dialling. */
  claimant: string
  /** Requests to the provider at once. */
  slots: number
  /** By call id. */
  onTheWay: Map<string, Promise<void>>
  reached?: (step: Step) => void | Promise<void>
}

export function createDialler(deps: Pick<Dialler, 'caller' | 'caps'> & Partial<Dialler>): Dialler {
  return { claimant: randomUUID(), slots: 50, onTheWay: new Map(), ...deps }
}

type Run = { clock: () => Date; signal: AbortSignal; log: { error: (o: object, m: string) => void } }

/** Claims what is due and dials it, a bounded number at once, until nothing is left to claim or the caps are reached. Dialling happens outside any transaction. */
export async function dialDue(sql: Sql, dialler: Dialler, run: Run): Promise<void> {
  const { onTheWay, caller, caps, claimant } = dialler
  while (!run.signal.aborted) {
    const room = dialler.slots - onTheWay.size
    await dialler.reached?.('looking')
    const { calls, looked } = await claim(sql, { by: claimant, limit: room, caps, provider: caller.name, now: run.clock() })
    for (const call of calls) {
      const dialling = dialOne(sql, dialler, call, run)
        .catch((err) => run.log.error({ err, call: call.id }, 'call left to be settled'))
        .finally(() => onTheWay.delete(call.id))
      onTheWay.set(call.id, dialling)
    }
    if (looked === 0) return
    if (onTheWay.size >= dialler.slots) await Promise.race(onTheWay.values())
  }
}

async function dialOne(sql: Sql, dialler: Dialler, call: Outbound, { clock }: Run): Promise<void> {
  await dialler.reached?.('claimed')
  const answer = await dialler.caller.dial(call)
  await dialler.reached?.('answered')
  const isOurs = await noteDialled(sql, dialler, call.id, answer, clock())
  // Somebody thought this worker dead and has asked the provider already: two must not ring.
  if (!isOurs && answer.outcome === 'dialled') await dialler.caller.hangUp(answer.providerCallId)
  await dialler.reached?.('recorded')
}

/** Writes down what the provider said and lets go of the call. False when the claim was no longer this worker's. */
export async function noteDialled(
  sql: Sql,
  dialler: Pick<Dialler, 'claimant'>,
  callId: string,
  answer: Dialled,
  now: Date,
): Promise<boolean> {
  return sql.begin(async (tx) => {
    const sql = tx as unknown as Sql
    await sql`select from watches where case_id = (select case_id from calls where id = ${callId} and plan_day = call_day(${callId})) for no key update`
    const { count } = await sql`
      update calls set claimed_by = null, ask_after = ${answer.outcome === 'unclear' ? new Date(now.getTime() + 10_000) : null}
       where id = ${callId} and plan_day = call_day(${callId}) and claimed_by = ${dialler.claimant}`
    if (count === 0) return false
    await moved[answer.outcome](sql, callId, answer as never, now)
    return true
  }) as Promise<boolean>
}

type Of<O extends Dialled['outcome']> = Extract<Dialled, { outcome: O }>
const failed = async (sql: Sql, id: string, { reason }: { reason: string }, now: Date) => {
  await sql`select move_call(${id}, 'failed', ${sql.json({ code: reason })}, ${now})`
}
const moved: { [O in Dialled['outcome']]: (sql: Sql, id: string, answer: Of<O>, now: Date) => Promise<void> } = {
  dialled: async (sql, id, { providerCallId, ringing }, now) => {
    await sql`select move_call(${id}, ${ringing ? 'ringing' : null}, ${sql.json({ providerCallId })}, ${now})`
  },
  refused: failed,
  'not-sent': failed,
  // Nobody knows: it keeps its line, and the provider is asked before anything else happens.
  unclear: async () => {},
}
