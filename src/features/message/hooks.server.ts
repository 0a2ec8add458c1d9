import { normalisePhone, phoneKind } from '../../lib/phone-number.ts'
import { isUuid, uuidv7 } from '../../lib/uuid.ts'
import { type Context, type Reply, type Route, route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { isSigned } from '../../platform/twilio/signature.server.ts'
import { voiceAccount } from '../../platform/voice/account.server.ts'
import type { Provider } from './carriers.server.ts'

/** What is final; anything before is no news to us. */
const finals = ['delivered', 'read', 'undelivered', 'failed', 'canceled']
const nothing: Reply = { text: '<?xml version="1.0" encoding="UTF-8"?><Response/>', type: 'text/xml; charset=utf-8' }
const refused: Reply = { text: '', type: 'text/plain', status: 403 }

/**
 * What providers of SMS call back: what became of a message, and what a patient answered. Signed by the account of either provider over address and
 * fields; kept once however often it is said, and acted on by the worker. Nothing of it is answered to whoever replied.
 */
export function smsHooks({ settings }: { settings: Settings }): Route[] {
  const accounts: [Provider, { accountSid: string; authToken: string }][] = []
  const first = voiceAccount(settings)
  if (first) accounts.push(['first', first])
  if (settings.secondSms) accounts.push(['second', settings.secondSms])

  const providerOf = ({ request, body }: Context): Provider | null => {
    const [provider, account] = accounts.find(([, { accountSid }]) => accountSid === body.AccountSid) ?? []
    const signature = [request.headers['x-twilio-signature']].flat()[0]
    return provider && isSigned(account!.authToken, signature, settings.publicUrl + request.url, request.body as Record<string, unknown>)
      ? provider
      : null
  }
  const hook = (url: string, audit: string, take: (c: Context, provider: Provider) => Promise<void>) =>
    route({
      method: 'POST',
      url,
      who: 'anyone',
      audit,
      transaction: 'own',
      signed: true,
      handle: async (c) => {
        const provider = providerOf(c)
        if (!provider || text(c, 'MessageSid') === '') return refused
        await take(c, provider)
        return nothing
      },
    })
  return [
    hook('/sms/status', 'message.status', async (c, provider) => {
      const status = text(c, 'MessageStatus')
      if (!finals.includes(status)) return
      const ours = c.query.m && isUuid(c.query.m) ? c.query.m : null
      const code = /^\d{1,10}$/.test(text(c, 'ErrorCode')) ? text(c, 'ErrorCode') : null
      await keep(c, provider, 'status', { ours, status, code, phone: null, body: null })
    }),
    hook('/sms/in', 'message.reply', async (c, provider) => {
      const from = text(c, 'From')
      if (phoneKind(from) === 'invalid') return
      await keep(c, provider, 'reply', {
        ours: null,
        status: '',
        code: null,
        phone: normalisePhone(from),
        body: text(c, 'Body').slice(0, 2000),
      })
    }),
  ]
}

type Said = { ours: string | null; status: string; code: string | null; phone: string | null; body: string | null }

async function keep(c: Context, provider: Provider, what: 'status' | 'reply', { ours, status, code, phone, body }: Said): Promise<void> {
  const sid = text(c, 'MessageSid').slice(0, 64)
  await c.sql`select take_sms_event(${uuidv7(c.now)}, ${provider}, ${what}, ${sid}, ${ours}, ${status}, ${code}, ${phone}, ${body}, ${c.now})`
}

const text = (c: Context, name: string) => (typeof c.body[name] === 'string' ? c.body[name].trim() : '')
