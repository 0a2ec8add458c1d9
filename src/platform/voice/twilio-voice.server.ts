import { e164, phoneKind } from '../../lib/phone-number.ts'
import type { Carrier } from '../carrier/carrier.ts'
import { judgeTwilio, type TwilioSettings, twilioClients } from '../twilio/client.server.ts'
import { spoken } from './speech.ts'

/** Says a message by telephone. A call cannot be found again by what it said, so a lost answer cannot be asked for. */
export function twilioVoice(settings: TwilioSettings): Carrier {
  const clientFor = twilioClients(settings)
  return {
    takesKey: settings.takesKey,
    send: async ({ id, recipient, body, language }) => {
      const kind = phoneKind(recipient)
      if (kind === 'invalid' || kind === 'free') return { outcome: 'refused', reason: 'invalid-recipient' }
      try {
        const client = await clientFor(id)
        const { sid } = await client.calls.create({ to: e164(recipient)!, from: settings.from, twiml: spoken(body, language) })
        return { outcome: 'sent', providerId: sid }
      } catch (error) {
        return judgeTwilio(error as Error)
      }
    },
    arrival: async (providerId) => {
      const client = await clientFor()
      const { status } = await client.calls(providerId).fetch()
      if (status === 'completed') return { arrived: true }
      return ['busy', 'failed', 'no-answer', 'canceled'].includes(status) ? { arrived: false, reason: `call-${status}` } : 'under-way'
    },
  }
}
