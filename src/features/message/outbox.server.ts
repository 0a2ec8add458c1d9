import { randomUUID } from 'node:crypto'
import { smsSegments } from '../../lib/sms-segments.ts'
import type { Handed } from '../../platform/carrier/carrier.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type Carriers, carrierOf, type Provider } from './carriers.server.ts'
import { noteFallOver } from './fall-over.server.ts'
import { type Gate, gate } from './gate.ts'
import { failed } from './give-up.server.ts'
import { type Channel, type MessageRule, pauseAfter, ruleOf } from './kinds.ts'
import { type Claimed, claim, handOver, record, type Verdict } from './queries.server.ts'
import { takeTurns } from './rate.server.ts'

/** The steps a message passes; tests end the process at each. */
export type Step = 'looking' | 'claimed' | 'handed' | 'answered' | 'recorded'

export type OutboxDeps = {
  carriers: Carriers
  /** Keep the words of codes after they went out: the demo's inbox shows them. */
  keepSecrets: boolean
  /** Messages on their way at once, per channel. */
  slots?: Record<Channel, number>
  /** SMS a second that each provider takes, all workers together; null: as many as we can. */
  perSecond?: Record<Provider, number | null>
  reached?: (step: Step) => void | Promise<void>
}

/** What one worker holds. Everything that must survive it stands in the database. */
export type Outbox = OutboxDeps & {
  /** Names this run of this worker on the rows it holds. */
  claimant: string
  slots: Record<Channel, number>
  gates: Record<Channel, Gate>
  /** Of the second provider of SMS. */
  secondGate: Gate
  /** How many are on their way through the second provider. */
  atSecond: number
  /** By message id. */
  onTheWay: Record<Channel, Map<string, Promise<void>>>
}

export function createOutbox(deps: OutboxDeps): Outbox {
  return {
    ...deps,
    claimant: randomUUID(),
    slots: deps.slots ?? { sms: 24, mail: 5, voice: 8 },
    gates: { sms: gate(), mail: gate(), voice: gate() },
    secondGate: gate(),
    atSecond: 0,
    onTheWay: { sms: new Map(), mail: new Map(), voice: new Map() },
  }
}

type Run = { clock: () => Date; signal: AbortSignal; log: { error: (o: object, m: string) => void; warn: (o: object, m: string) => void } }

type Way = { provider: Provider; gate: Gate; isOneOfTwo: boolean; onTheWay: () => number }

/** The ways of a channel, the preferred one first. */
function waysOf(outbox: Outbox, channel: Channel): Way[] {
  const isOneOfTwo = channel === 'sms' && outbox.carriers.secondSms !== undefined
  const atSecond = () => (isOneOfTwo ? outbox.atSecond : 0)
  const first: Way = {
    provider: 'first',
    gate: outbox.gates[channel],
    isOneOfTwo,
    onTheWay: () => outbox.onTheWay[channel].size - atSecond(),
  }
  return isOneOfTwo ? [first, { provider: 'second', gate: outbox.secondGate, isOneOfTwo, onTheWay: atSecond }] : [first]
}

/** How often, and how long, a run waits for the next second of a provider that takes only so many. */
const turnWaits = { most: 40, ms: 50 }

/**
 * Claims what is due on a channel and sends it, a bounded number at once, until nothing is left to claim. Sending happens outside any
 * transaction. While the first provider of SMS is down, one message at a time tries it and all others go through the second. What is still on
 * its way when this returns finishes by itself (`Outbox.onTheWay`).
 */
export async function drain(sql: Sql, outbox: Outbox, channel: Channel, run: Run): Promise<void> {
  const onTheWay = outbox.onTheWay[channel]
  for (let waits = 0; !run.signal.aborted; ) {
    let [room, got, isHeld] = [0, 0, false]
    for (const way of waysOf(outbox, channel)) {
      const allowed = way.gate.room(performance.now(), way.onTheWay())
      const wanted = Math.min(outbox.slots[channel] - onTheWay.size, allowed)
      const limit = channel === 'sms' ? (outbox.perSecond?.[way.provider] ?? null) : null
      const turns = wanted > 0 ? await takeTurns(sql, way.provider, wanted, limit, run.clock()) : 0
      isHeld ||= turns < wanted
      await outbox.reached?.('looking')
      const isProbe = way.isOneOfTwo && way.provider === 'first' && way.gate.isClosed() && !outbox.secondGate.isClosed()
      const claimed = turns > 0 ? await claim(sql, outbox.claimant, { channel, ...way, isProbe }, turns, run.clock()) : []
      for (const message of claimed) start(sql, outbox, message, run)
      room += turns
      got += claimed.length
      if (!way.gate.isClosed()) break
    }
    if (isHeld && got === room && waits++ < turnWaits.most) {
      await new Promise((resolve) => setTimeout(resolve, turnWaits.ms))
      continue
    }
    if (got < room || onTheWay.size === 0) return
    await Promise.race(onTheWay.values())
  }
}

function start(sql: Sql, outbox: Outbox, m: Claimed, run: Run): void {
  const isSecond = m.channel === 'sms' && m.provider === 'second'
  if (isSecond) outbox.atSecond++
  const sending = send(sql, outbox, m, run)
    .catch((err) => run.log.error({ err, message: m.id, kind: m.kind }, 'message left to be settled'))
    .finally(() => {
      outbox.onTheWay[m.channel].delete(m.id)
      if (isSecond) outbox.atSecond--
    })
  outbox.onTheWay[m.channel].set(m.id, sending)
}

async function send(sql: Sql, outbox: Outbox, m: Claimed, run: Run): Promise<void> {
  const rule = ruleOf(m.kind)
  await outbox.reached?.('claimed')
  const wipe = rule.secret && !outbox.keepSecrets
  const handed = await handOver(sql, m, rule, wipe, run.clock())
  if (!handed.go) return
  await outbox.reached?.('handed')
  const answer = await carrierOf(outbox.carriers, m).send(m)
  await outbox.reached?.('answered')
  await noteHealth(sql, outbox, m, answer, run)
  const now = run.clock()
  const verdict = judge(answer, rule, { ...m, attempts: handed.attempts }, outbox, now)
  await persist(() => conclude(sql, m, { ...verdict, ...segments(m), wipe: wipe && isOver(verdict) }, run.clock()))
  await outbox.reached?.('recorded')
}

const segments = ({ channel, body }: Claimed) => (channel === 'sms' ? { segments: smsSegments(body) } : {})

/** What an answer says about the provider itself: three failures in a row close its way, and an operator hears when that begins and ends. */
async function noteHealth(sql: Sql, outbox: Outbox, m: Claimed, answer: Handed, run: Run): Promise<void> {
  const gateOf = m.channel === 'sms' && m.provider === 'second' ? outbox.secondGate : outbox.gates[m.channel]
  const was = gateOf.isClosed()
  const reason = 'reason' in answer ? answer.reason : null
  if (gateOf.note(answer.outcome !== 'not-sent' && answer.outcome !== 'unclear', performance.now()))
    run.log.warn({ channel: m.channel, provider: m.provider, reason }, 'channel is down')
  if (m.channel === 'sms' && was !== gateOf.isClosed())
    await noteFallOver(
      sql,
      { provider: m.provider ?? 'first', isDown: !was, hasSecond: outbox.carriers.secondSms !== undefined, reason },
      run.clock(),
    )
}

/** What a verdict needs to know of the ways out. */
type Outlook = Pick<Outbox, 'carriers'> & Partial<Pick<Outbox, 'gates' | 'secondGate'>>

/** What an answer of a provider means for the message. */
export function judge(answer: Handed, rule: MessageRule, m: Claimed, outbox: Outlook, now: Date): Verdict {
  if ('providerId' in answer) {
    if (answer.outcome === 'arrived') return { state: 'delivered', providerId: answer.providerId }
    return { state: 'sent', providerId: answer.providerId, ...checks(rule, m, outbox, now) }
  }
  if (answer.outcome === 'refused') return { state: 'failed', reason: answer.reason }
  if (answer.outcome === 'not-sent') return otherWay(again(rule, m, answer.reason, now), m, outbox, now)
  const carrier = carrierOf(outbox.carriers, m)
  // The key protects at that provider alone: the other one would send it a second time.
  if (carrier.takesKey) return { ...again(rule, m, answer.reason, now), keepProvider: true }
  // It may take the provider a moment until its list shows what it has taken in.
  if (carrier.find) return { state: 'sending', reason: answer.reason, keepHanded: true, sendAfter: new Date(now.getTime() + 10_000) }
  return byRule(rule, m, answer.reason, now)
}

/** Surely not sent, and the other provider answers: it gets the message at once. */
function otherWay(verdict: Verdict, m: Claimed, outbox: Outlook, now: Date): Verdict {
  if (verdict.state !== 'queued' || m.channel !== 'sms' || !outbox.carriers.secondSms) return verdict
  const other = m.provider === 'second' ? outbox.gates?.sms : outbox.secondGate
  return other && !other.isClosed() ? { ...verdict, sendAfter: now } : verdict
}

/** When to ask first whether a message just sent has arrived, where its kind wants to know and the provider can tell. */
export function checks(rule: MessageRule, m: Claimed, { carriers }: Pick<Outbox, 'carriers'>, now: Date): Pick<Verdict, 'checkAfter'> {
  return rule.followUp && carrierOf(carriers, m).arrival ? { checkAfter: new Date(now.getTime() + 30_000) } : {}
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
      await failed(sql, m, verdict.reason ?? 'failed', now)
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
