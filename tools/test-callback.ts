import { createHmac } from 'node:crypto'
import type { TestApp } from './test-app.ts'

type Account = { accountSid: string; authToken: string }

/** As a provider calls back: form fields, signed by our own hand (HMAC-SHA1 over the address and the sorted fields), not by the library. */
export async function callBack(
  app: TestApp,
  account: Account,
  path: string,
  fields: Record<string, string>,
  more: { signature?: string; token?: string } = {},
) {
  const params: Record<string, string> = { AccountSid: account.accountSid, ...fields }
  const text = Object.keys(params)
    .sort()
    .reduce((sum, name) => sum + name + params[name], app.settings.publicUrl + path)
  const signature =
    more.signature ??
    createHmac('sha1', more.token ?? account.authToken)
      .update(text, 'utf8')
      .digest('base64')
  const response = await fetch(app.url + path, {
    method: 'POST',
    headers: { 'x-twilio-signature': signature, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(params),
  })
  return { status: response.status, text: await response.text(), signature }
}
