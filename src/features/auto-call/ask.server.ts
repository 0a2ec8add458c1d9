import type { Sql } from '../../platform/db/sql.server.ts'
import type { Known } from '../../platform/voice/caller.ts'
import type { Dialler } from './dial.server.ts'
import { hindrance, withPlan } from './hindrance.server.ts'
import { takeStatus } from './provider-status.server.ts'

/** After so much silence about a call the provider is asked how it stands: while it rings, and while somebody speaks. */
const silence = { ringing: 30, speaking: 120 }
/** A call of which nobody has heard anything for so long is over, whatever it was. */
const longestMs = 3_600_000

type Open = Known & { hindrance: string | null; isUp: boolean }

/**
 * Calls whose callbacks may have got lost: asks the provider how they stand. What still rings although the observation, the plan or the patient
 * has ended meanwhile is hung up. Returns how many were looked at.
 */
export async function askAbout(sql: Sql, { caller }: Dialler, clock: () => Date): Promise<number> {
  const now = clock()
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000)
  const open = await sql<Open[]>`
    select c.id, c.phone, c.language, c.provider_call_id, c.state, coalesce(c.dialled_at, c.planned_at) as dialled_at, c.answered_at,
           ${hindrance(sql)} as hindrance, c.state in ('answered', 'identified') as is_up
      from ${withPlan(sql)}
     where c.state in ('dialling', 'unknown', 'ringing', 'answered', 'identified') and c.direction = 'out' and c.provider_call_id is not null
       and c.provider = ${caller.name} and coalesce(c.ask_after, '-infinity') <= ${now}
       and c.updated_at <= case when c.state in ('answered', 'identified') then ${before(silence.speaking)}::timestamptz
                                when ${hindrance(sql)} in ('observation-ended', 'death', 'withdrawn') then 'infinity' else ${before(silence.ringing)}::timestamptz end
     order by c.updated_at, c.id limit 200`
  const ids = open.map(({ id }) => id)
  await sql`update calls set ask_after = ${new Date(now.getTime() + 30_000)} where id = any (${ids}::uuid[]) and plan_day in (select call_day(x) from unnest(${ids}::uuid[]) x)`
  for (const call of open) {
    if (!call.isUp && call.hindrance && call.hindrance !== 'reported' && call.hindrance !== 'plan-ended')
      await caller.hangUp(call.providerCallId)
    const standing = await caller.standing(call, now).catch(() => 'silent' as const)
    if (standing !== null && standing !== 'silent')
      await takeStatus(sql, call.id, standing.status, standing.code ?? null, clock(), { answeredBy: standing.machine ? 'machine' : '' })
    else if (standing === null || now.getTime() - Date.parse(call.dialledAt) >= longestMs)
      await giveUp(sql, call, standing ?? 'not-at-provider', now)
  }
  return open.length
}

/** The provider cannot say any more, or says nothing: a conversation was cut as far as we know, what rang has reached nobody. */
async function giveUp(sql: Sql, { id, state, isUp }: Open, code: string, now: Date): Promise<void> {
  // Silence is no answer: what may still ring keeps its line.
  if (state === 'unknown' && code === 'silent') return
  const to = isUp ? 'aborted' : state === 'dialling' && code === 'silent' ? 'unknown' : 'failed'
  await sql`select move_call(${id}, ${to}, ${sql.json({ code: code === 'silent' ? 'provider-silent' : code })}, ${now})`
}
