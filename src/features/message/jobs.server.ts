import type { Duty } from '../../platform/jobs/loop.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { takeEvents } from './callbacks.server.ts'
import { type Carriers, createCarriers } from './carriers.server.ts'
import { tellOfDelay } from './delayed.server.ts'
import { followUp } from './follow-up.server.ts'
import type { Channel } from './kinds.ts'
import { createOutbox, drain, type OutboxDeps } from './outbox.server.ts'
import { remind } from './remind.server.ts'
import { createSettler } from './settle.server.ts'
import { tallySms } from './tally.server.ts'

/** Tests come with less than all settings. */
const ruled = ({ smsRules }: Partial<Pick<Settings, 'smsRules'>>) =>
  smsRules ? { perSecond: smsRules.perSecond, slots: { sms: smsRules.atOnce, mail: 5, voice: 8 } } : {}

/** The worker's duties around messages: one sender per channel, so that a flood on one never holds up another, and who looks after the rest. */
export function messageDuties(settings: Settings, more: Partial<OutboxDeps> & { carriers?: Carriers; abandonedMs?: number } = {}): Duty[] {
  const carriers = more.carriers ?? createCarriers(settings)
  const outbox = createOutbox({ keepSecrets: settings.demo, ...ruled(settings), ...more, carriers })
  const settler = createSettler(outbox, more.abandonedMs)
  const sender = (channel: Channel): Duty => ({
    name: `message.${channel}`,
    everyMs: 2_000,
    wakeOn: 'messages',
    run: (sql, _now, job) => drain(sql, outbox, channel, job),
    // What a provider is being told just now is finished and written down; nothing else is held.
    end: async () => {
      await Promise.all(outbox.onTheWay[channel].values())
      await carriers[channel].close?.()
    },
  })
  return [
    sender('sms'),
    sender('mail'),
    sender('voice'),
    { name: 'message.settle', everyMs: 5_000, run: (sql, _now, { clock }) => settler(sql, clock) },
    {
      name: 'message.follow-up',
      everyMs: 15_000,
      run: async (sql, _now, { clock, signal }) => {
        while (!signal.aborted && (await followUp(sql, carriers, clock())) > 0);
      },
    },
    { name: 'message.callbacks', everyMs: 5_000, wakeOn: 'sms_events', run: (sql, _now, job) => takeEvents(sql, job.clock, job.signal) },
    { name: 'message.tally', everyMs: 60_000, run: tallySms },
    { name: 'message.tell-of-delay', everyMs: 30_000, run: tellOfDelay },
    {
      name: 'message.remind',
      everyMs: 60_000,
      run: async (sql, now) => {
        await remind(sql, settings.publicUrl, now)
      },
    },
  ]
}
