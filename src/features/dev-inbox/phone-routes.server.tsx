import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { signatureOf } from '../../platform/twilio/signature.server.ts'
import { voiceAccount } from '../../platform/voice/account.server.ts'
import { PhonePage } from './PhonePage.tsx'

/** Where the demo's telephone dials when the operator has set no number. Nobody's: 050-0000 is not given out. */
const demoNumber = '05000000000'

/** The demo's telephone. What it says goes to the webhooks of the product, signed as the demo's own provider would sign it: there is no second way in. */
export function phoneRoutes(settings: Settings, worker: () => Sql): Route[] {
  return [
    route({
      method: 'GET',
      url: '/dev/phone',
      who: 'anyone',
      audit: 'dev.phone',
      transaction: 'own',
      handle: () => ({ page: <PhonePage dialled={settings.healthCall?.phone ?? demoNumber} /> }),
    }),
    route({
      method: 'GET',
      url: '/dev/phone/ringing',
      who: 'anyone',
      audit: 'dev.phone',
      transaction: 'own',
      handle: async () => ({
        json: await worker()`
          select id, phone from calls where direction = 'out' and provider = 'demo' and state in ('dialling', 'ringing') order by planned_at, id limit 10`,
      }),
    }),
    route({
      method: 'POST',
      url: '/dev/phone/hook',
      who: 'anyone',
      audit: 'dev.phone',
      transaction: 'own',
      handle: (c) => forward(c, settings),
    }),
  ]
}

async function forward({ body, request }: Context, settings: Settings): Promise<Reply> {
  const { path, _csrf, ...given } = body
  const account = voiceAccount(settings)
  if (!account || typeof path !== 'string' || !/^\/voice\/(in|(out|step|status)\/[\w-]+)(\?step=\d+)?$/.test(path))
    throw new AppError('not-found')
  const params = { ...given, AccountSid: account.accountSid } as Record<string, string>
  const answer = await request.server.inject({
    method: 'POST',
    url: path,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signatureOf(account.authToken, settings.publicUrl + path, params),
    },
    payload: new URLSearchParams(params).toString(),
  })
  return { json: { status: answer.statusCode, text: answer.payload } }
}
