import type { Duty } from '../../platform/jobs/loop.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import type { Caller } from '../../platform/voice/caller.ts'
import { demoCaller } from '../../platform/voice/demo-caller.server.ts'
import { twilioCaller } from '../../platform/voice/twilio-calls.server.ts'
import { afterwards } from './afterwards.server.ts'
import { askAbout } from './ask.server.ts'
import { derive } from './derive.server.ts'
import { createDialler, type Dialler, dialDue } from './dial.server.ts'
import { createCallSettler } from './settle.server.ts'

/** Who rings people for this installation. Only the demo goes without settings: there calls ring at /dev/phone. */
export function callerOf({ sms, publicUrl }: Pick<Settings, 'sms' | 'publicUrl'>): Caller {
  return sms ? twilioCaller(sms, publicUrl) : demoCaller()
}

/** The worker's duties around automatic calls. Each may be killed at any step: what is left stands in the database. */
export function autoCallDuties(settings: Settings, more: Partial<Dialler> & { abandonedMs?: number } = {}): Duty[] {
  const dialler = createDialler({ caller: callerOf(settings), caps: settings.calls, ...more })
  const settler = createCallSettler(dialler, more.abandonedMs)
  return [
    { name: 'auto-call.derive', everyMs: 5_000, wakeOn: 'calls', run: async (sql, now) => void (await derive(sql, now)) },
    {
      name: 'auto-call.dial',
      everyMs: 1_000,
      run: (sql, _now, job) => dialDue(sql, dialler, job),
      // What a provider is being told just now is finished and written down; nothing else is held.
      end: async () => void (await Promise.all(dialler.onTheWay.values())),
    },
    { name: 'auto-call.settle', everyMs: 5_000, run: (sql, _now, { clock }) => settler(sql, clock) },
    { name: 'auto-call.ask', everyMs: 5_000, run: async (sql, _now, { clock }) => void (await askAbout(sql, dialler, clock)) },
    { name: 'auto-call.afterwards', everyMs: 2_000, wakeOn: 'calls', run: async (sql, now) => void (await afterwards(sql, now)) },
  ]
}
