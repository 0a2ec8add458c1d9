import type { Sql } from '../../platform/db/sql.server.ts'
import { carrierOf } from './carriers.server.ts'
import { ruleOf } from './kinds.ts'
import { again, byRule, checks, conclude, isOver, type Outbox } from './outbox.server.ts'
import { type Claimed, hasTwin, listKnownProviderIds, listSending, takeOver, type Verdict } from './queries.server.ts'

/** A claim that has not moved for so long belongs to nobody any more: three times what a provider may take. Real milliseconds. */
export const abandonedAfterMs = 60_000
/** After a day of asking in vain the kind's rule decides. */
const askForMs = 24 * 3_600_000

type Seen = Map<string, number>

/**
 * Looks after what was left in the middle: claims of a worker that died, and messages whose outcome is unclear. How long a claim has stood
 * still is measured by this process's own steady clock, so that neither a jump of the clock nor two machines' clocks can take a message
 * from a living worker.
 */
export function createSettler(outbox: Outbox, abandonedMs = abandonedAfterMs) {
  let seen: Seen = new Map()
  return async (sql: Sql, clock: () => Date): Promise<void> => {
    const at = performance.now()
    const still: Seen = new Map()
    for (const m of await listSending(sql, 1_000)) {
      if (outbox.onTheWay[m.channel].has(m.id)) continue
      const isParked = m.claimedBy === null
      const key = `${m.id} ${m.claimedBy} ${m.handedAt}`
      const since = seen.get(key) ?? at
      if (isParked ? clock() >= new Date(m.sendAfter) : at - since >= abandonedMs) await settle(sql, outbox, m, clock)
      else still.set(key, since)
    }
    seen = still
  }
}

async function settle(sql: Sql, outbox: Outbox, found: Claimed, clock: () => Date): Promise<void> {
  const m = await takeOver(sql, found, outbox.claimant, clock())
  if (!m) return
  const verdict = await verdictOn(sql, outbox, m, clock())
  const wipe = ruleOf(m.kind).secret && !outbox.keepSecrets && isOver(verdict)
  await conclude(sql, m, { ...verdict, wipe }, clock())
}

async function verdictOn(sql: Sql, outbox: Outbox, m: Claimed, now: Date): Promise<Verdict> {
  const rule = ruleOf(m.kind)
  const carrier = carrierOf(outbox.carriers, m)
  // Never handed over: as good as never claimed.
  if (!m.handedAt) return { state: 'queued', reason: 'released', sendAfter: now }
  if (carrier.takesKey) return { ...again(rule, m, 'worker-stopped', now), keepProvider: true }
  if (!carrier.find) return byRule(rule, m, 'worker-stopped', now)
  const handedAt = new Date(m.handedAt)
  try {
    const answer = await carrier.find(m, handedAt, (ids) => listKnownProviderIds(sql, ids))
    if (answer === 'cannot-tell' || (await hasTwin(sql, m))) return byRule(rule, m, 'provider-cannot-tell', now)
    if (!answer.found) return again(rule, m, 'not-at-provider', now)
    return { state: 'sent', providerId: answer.providerId, reason: 'found-at-provider', ...checks(rule, m, outbox, now) }
  } catch {
    if (now.getTime() - handedAt.getTime() > askForMs) return byRule(rule, m, 'provider-silent', now)
    return { state: 'sending', reason: 'provider-silent', keepHanded: true, sendAfter: new Date(now.getTime() + 60_000) }
  }
}
