import { randomUUID } from 'node:crypto'
import type { Handed } from '../../platform/carrier/carrier.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Carriers } from './carriers.server.ts'
import { type Gate, gate } from './gate.ts'
import { raiseFailure } from './give-up.server.ts'
import { type Channel, type MessageRule, pauseAfter, ruleOf } from './kinds.ts'
import { type Claimed, claim, handOver, record, type Verdict } from './queries.server.ts'

/** The steps a message passes; tests end the process at each. */
export type Step = 'looking' | 'claimed' | 'handed' | 'answered' | 'recorded'

export type OutboxDeps = {
  carriers: Carriers
  /** Keep the words of codes after they went out: the demo's inbox shows them. */
  keepSecrets: boolean
  /** Messages on their way at once, per channel. */
  slots?: Record<Channel, number>
  reached?: (step: Step) => void | Promise<void>
}

/** What one worker holds. Everything that must survive it stands in the database. */
export type Outbox = OutboxDeps & {
  /** Names this run of this worker on the rows it holds. */
  claimant: string
  slots: Record<Channel, number>
  gates: Record<Channel, Gate>
  /** By message id. */
  onTheWay: Record<Channel, Map<string, Promise<void>>>
}

export function createOutbox(deps: OutboxDeps): Outbox {
  return {
    ...deps,
    claimant: randomUUID(),
    slots: deps.slots ?? { sms: 24, mail: 5, voice: 8 },
    gates: { sms: gate(), mail: gate(), voice: gate() },
    onTheWay: { sms: new Map(), mail: new Map(), voice: new Map() },
  }
}

type Run = { clock: () => Date; signal: AbortSignal; log: { error: (o: object, m: string) => void; warn: (o: object, m: string) => void } }

/**
 * Claims what is due on a channel and sends it, a bounded number at once, until nothing is left to claim. Sending happens outside any
 * transaction. What is still on its way when this returns finishes by itself (`Outbox.onTheWay`).
 */
export async function drain(sql: Sql, outbox: Outbox, channel: Channel, run: Run): Promise<void> {
  const onTheWay = outbox.onTheWay[channel]
  while (!run.signal.aborted) {
    const allowed = outbox.gates[channel].room(performance.now(), onTheWay.size)
    const room = Math.min(outbox.slots[channel] - onTheWay.size, allowed)
    await outbox.reached?.('looking')
    const claimed = room > 0 ? await claim(sql, outbox.claimant, channel, room, run.clock()) : []
    for (const message of claimed) {
      const sending = send(sql, outbox, message, run)
        .catch((err) => run.log.error({ err, message: message.id, kind: message.kind }, 'message left to be settled'))
        .finally(() => onTheWay.delete(message.id))
      onTheWay.set(message.id, sending)
    }
    if (claimed.length < room || onTheWay.size === 0) return
    await Promise.race(onTheWay.values())
  }
}

async function send(sql: Sql, outbox: Outbox, m: Claimed, run: Run): Promise<void> {
  const rule = ruleOf(m.kind)
  await outbox.reached?.('claimed')
  const wipe = rule.secret && !outbox.keepSecrets
  const handed = await handOver(sql, m, rule, wipe, run.clock())
  if (!handed.go) return
  await outbox.reached?.('handed')
  const answer = await outbox.carriers[m.channel].send(m)
  await outbox.reached?.('answered')
  if (outbox.gates[m.channel].note(answer.outcome !== 'not-sent' && answer.outcome !== 'unclear', performance.now()))
    run.log.warn({ channel: m.channel, reason: 'reason' in answer ? answer.reason : null }, 'channel is down')
  const now = run.clock()
  const verdict = judge(answer, rule, { ...m, attempts: handed.attempts }, outbox, now)
  await persist(() => conclude(sql, m, { ...verdict, wipe: wipe && isOver(verdict) }, run.clock()))
  await outbox.reached?.('recorded')
}

/** What an answer of a provider means for the message. */
export function judge(answer: Handed, rule: MessageRule, m: Claimed, outbox: Pick<Outbox, 'carriers'>, now: Date): Verdict {
  if ('providerId' in answer) {
    if (answer.outcome === 'arrived') return { state: 'delivered', providerId: answer.providerId }
    return { state: 'sent', providerId: answer.providerId, ...checks(rule, m, outbox, now) }
  }
  if (answer.outcome === 'refused') return { state: 'failed', reason: answer.reason }
  if (answer.outcome === 'not-sent') return again(rule, m, answer.reason, now)
  const carrier = outbox.carriers[m.channel]
  if (carrier.takesKey) return again(rule, m, answer.reason, now)
  // It may take the provider a moment until its list shows what it has taken in.
  if (carrier.find) return { state: 'sending', reason: answer.reason, keepHanded: true, sendAfter: new Date(now.getTime() + 10_000) }
  return byRule(rule, m, answer.reason, now)
}

/** When to ask first whether a message just sent has arrived, where its kind wants to know and the provider can tell. */
export function checks(rule: MessageRule, m: Claimed, { carriers }: Pick<Outbox, 'carriers'>, now: Date): Pick<Verdict, 'checkAfter'> {
  return rule.followUp && carriers[m.channel].arrival ? { checkAfter: new Date(now.getTime() + 30_000) } : {}
}

/** Nobody can say whether it went out: the kind's own rule decides. */
export function byRule(rule: MessageRule, m: Claimed, reason: string, now: Date): Verdict {
  return rule.whenUnclear === 'resend' ? again(rule, m, reason, now) : { state: 'unknown', reason }
}

/** Once more, later; or never, when it was tried often enough. */
export function again(rule: MessageRule, m: Claimed, reason: string, now: Date): Verdict {
  if (m.attempts >= rule.tries) return { state: 'failed', reason }
  return { state: 'queued', reason, sendAfter: new Date(now.getTime() + pauseAfter(rule, Math.max(m.attempts, 1))) }
}

/** Records, and where it is for good lets a person hear: one transaction. */
export async function conclude(sql: Sql, m: Claimed, verdict: Verdict, now: Date): Promise<boolean> {
  if (verdict.state !== 'failed') return record(sql, m, verdict, now)
  return sql
    .begin(async (tx) => {
      const sql = tx as unknown as Sql
      await raiseFailure(sql, m, verdict.reason ?? 'failed', now)
      if (await record(sql, m, verdict, now)) return true
      throw lost
    })
    .catch((error) => {
      if (error === lost) return false
      throw error
    }) as Promise<boolean>
}

const lost = new Error('claim lost')
export const isOver = (v: Verdict) => v.state !== 'queued' && v.state !== 'sending'

/** The message is out: what is known about it is worth trying for a while to write down, also when the database is just restarting. */
async function persist(write: () => Promise<boolean>): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write()
    } catch (error) {
      if (attempt === 8) throw error
      await new Promise((resolve) => setTimeout(resolve, 250 * attempt))
    }
  }
}
