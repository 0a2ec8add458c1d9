import { e164, phoneKind } from '../../lib/phone-number.ts'
import type { Carrier } from '../carrier/carrier.ts'
import { judgeTwilio, type TwilioSettings, twilioClients } from '../twilio/client.server.ts'

/** Clocks of two houses differ: how much earlier than we think a message may have been taken in. */
const clockDifferenceMs = 2 * 60_000

/**
 * SMS by a provider that speaks Twilio's REST convention. It lists what it has, so a lost answer can be asked for. `callBack`: our address to which
 * it reports what became of the message with this id of ours, so that even a message whose answer got lost is known by it.
 */
export function twilioSms(settings: TwilioSettings, callBack?: (id: string) => string): Carrier {
  const clientFor = twilioClients(settings)
  return {
    takesKey: settings.takesKey,
    send: async ({ id, recipient, body }) => {
      const kind = phoneKind(recipient)
      if (kind === 'invalid') return { outcome: 'refused', reason: 'invalid-recipient' }
      if (kind !== 'mobile' && kind !== 'foreign') return { outcome: 'refused', reason: 'not-a-mobile' }
      try {
        const client = await clientFor(id)
        const { sid } = await client.messages.create({
          to: e164(recipient)!,
          from: settings.from,
          body,
          ...(callBack ? { statusCallback: callBack(id) } : {}),
        })
        return { outcome: 'sent', providerId: sid }
      } catch (error) {
        return judgeTwilio(error as Error)
      }
    },
    find: async ({ recipient, body }, handedAt, known) => {
      const client = await clientFor()
      const since = handedAt.getTime() - clockDifferenceMs
      const list = await client.messages.list({ to: e164(recipient)!, dateSentAfter: new Date(since), limit: 200 }).catch((error) => {
        if (error.status === 404 || error.status === 405 || error.status === 501) return null
        throw error
      })
      if (!list || list.length === 200) return 'cannot-tell'
      const same = list.filter((m) => m.body === body && m.direction !== 'inbound' && m.dateCreated.getTime() >= since)
      const others = await known(same.map((m) => m.sid))
      const own = same.find((m) => !others.has(m.sid))
      return own ? { found: true, providerId: own.sid } : { found: false }
    },
    arrival: async (providerId) => {
      const client = await clientFor()
      const { status, errorCode } = await client.messages(providerId).fetch()
      if (status === 'delivered' || status === 'read') return { arrived: true }
      if (status === 'undelivered' || status === 'failed' || status === 'canceled')
        return { arrived: false, reason: errorCode ? `undelivered-${errorCode}` : 'undelivered' }
      return 'under-way'
    },
  }
}
