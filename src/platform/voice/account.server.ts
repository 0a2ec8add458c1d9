import { createHmac } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Settings } from '../settings.server.ts'
import { isSigned } from '../twilio/signature.server.ts'

export type VoiceAccount = { accountSid: string; authToken: string }

/** Who may send us calls: the provider's account, in the demo an account of its own. Null: there are no telephones. */
export function voiceAccount(settings: Pick<Settings, 'sms' | 'demo' | 'secret'>): VoiceAccount | null {
  if (settings.sms) return settings.sms
  if (!settings.demo) return null
  const made = (what: string) => createHmac('sha256', settings.secret).update(`demo telephone ${what}`).digest('hex').slice(0, 32)
  return { accountSid: `AC${made('account')}`, authToken: made('token') }
}

/** True for a request of that account, with its signature over the very address and everything that was posted. */
export function comesFromProvider(settings: Pick<Settings, 'sms' | 'demo' | 'secret' | 'publicUrl'>) {
  const account = voiceAccount(settings)
  return ({ url, headers, body }: FastifyRequest): boolean => {
    if (!account || typeof body !== 'object' || body === null) return false
    const params = body as Record<string, unknown>
    if (params.AccountSid !== account.accountSid) return false
    return isSigned(account.authToken, [headers['x-twilio-signature']].flat()[0], settings.publicUrl + url, params)
  }
}
