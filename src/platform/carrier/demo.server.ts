import { phoneKind } from '../../lib/phone-number.ts'
import type { Carrier } from './carrier.ts'

/** Nothing leaves the machine: what it was given stands in `messages`, where /dev/inbox shows it. Wrong numbers fail as they would outside. */
export function demoCarrier(channel: 'sms' | 'mail' | 'voice'): Carrier {
  return {
    takesKey: true,
    send: async ({ id, recipient }) => {
      if (channel === 'mail' ? !recipient.includes('@') : phoneKind(recipient) === 'invalid')
        return { outcome: 'refused', reason: 'invalid-recipient' }
      if (channel === 'sms' && phoneKind(recipient) === 'fixed') return { outcome: 'refused', reason: 'not-a-mobile' }
      return { outcome: 'arrived', providerId: `demo-${id}` }
    },
  }
}
