import { e164, phoneKind } from '../../lib/phone-number.ts'
import { judgeTwilio, type TwilioSettings, twilioClients } from '../twilio/client.server.ts'
import { type Caller, type ProviderStatus, ringSeconds } from './caller.ts'

/** Clocks of two houses differ: how much earlier than we think a call may have been taken in. */
const clockDifferenceMs = 2 * 60_000
const listed = 50

/**
 * Calls by a provider that speaks Twilio's REST convention. The call's own id stands in the addresses it asks (`/voice/out/…`), and it says
 * by `/voice/status/…` how the call goes. Machine detection is on: an answering machine hears nothing about health.
 */
export function twilioCaller(settings: TwilioSettings, publicUrl: string): Caller {
  const clientFor = twilioClients(settings)
  return {
    name: 'twilio',
    dial: async ({ id, phone }) => {
      const kind = phoneKind(phone)
      if (kind === 'invalid' || kind === 'free') return { outcome: 'refused', reason: 'invalid-recipient' }
      try {
        const client = await clientFor(id)
        const { sid } = await client.calls.create({
          to: e164(phone)!,
          from: settings.from,
          url: `${publicUrl}/voice/out/${id}`,
          statusCallback: `${publicUrl}/voice/status/${id}`,
          statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          machineDetection: 'Enable',
          timeout: ringSeconds,
        })
        return { outcome: 'dialled', providerCallId: sid }
      } catch (error) {
        const judged = judgeTwilio(error as Error)
        return 'reason' in judged ? judged : { outcome: 'unclear', reason: 'no-id' }
      }
    },
    find: async ({ phone }, dialledAt, known) => {
      const client = await clientFor()
      const since = dialledAt.getTime() - clockDifferenceMs
      const list = await client.calls.list({ to: e164(phone)!, limit: listed }).catch((error) => {
        if (error.status === 404 || error.status === 405 || error.status === 501) return null
        throw error
      })
      if (!list) return 'cannot-tell'
      const near = list.filter((call) => call.direction !== 'inbound' && call.dateCreated.getTime() >= since)
      if (near.length === listed) return 'cannot-tell'
      const others = await known(near.map((call) => call.sid))
      const own = near.filter((call) => !others.has(call.sid))
      if (own.length > 1) return 'cannot-tell'
      return own[0] ? { found: true, providerCallId: own[0].sid } : { found: false }
    },
    standing: async ({ providerCallId }) => {
      const client = await clientFor()
      const call = await client
        .calls(providerCallId)
        .fetch()
        .catch((error) => {
          if (error.status === 404) return null
          throw error
        })
      if (!call) return null
      return { status: call.status as ProviderStatus, machine: /^(machine|fax)/.test(call.answeredBy ?? '') }
    },
    hangUp: async (providerCallId) => {
      const client = await clientFor()
      // 'canceled' ends what has not been picked up; a conversation goes on.
      await client
        .calls(providerCallId)
        .update({ status: 'canceled' })
        .catch(() => {})
    },
  }
}
