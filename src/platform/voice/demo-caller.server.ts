import { phoneKind } from '../../lib/phone-number.ts'
import { type Caller, ringSeconds } from './caller.ts'

/** So long after it was picked up a demo call whose page was closed counts as ended. */
const forgottenMs = 15 * 60_000

/** The demo's telephone company: a call rings at /dev/phone. Nobody there picks up: no answer after half a minute. */
export function demoCaller(): Caller {
  return {
    name: 'demo',
    dial: async ({ id, phone }) => {
      const kind = phoneKind(phone)
      if (kind === 'invalid' || kind === 'free') return { outcome: 'refused', reason: 'invalid-recipient' }
      return { outcome: 'dialled', providerCallId: `demo-${id}`, ringing: true }
    },
    find: async ({ id }) => ({ found: true, providerCallId: `demo-${id}` }),
    standing: async ({ state, dialledAt, answeredAt }, now) => {
      const isPickedUp = state === 'answered' || state === 'identified'
      if (isPickedUp) return { status: now.getTime() - Date.parse(answeredAt ?? dialledAt) >= forgottenMs ? 'completed' : 'in-progress' }
      return { status: now.getTime() - Date.parse(dialledAt) >= ringSeconds * 1000 ? 'no-answer' : 'ringing' }
    },
    hangUp: async () => {},
  }
}
