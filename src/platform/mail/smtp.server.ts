import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import type { Carrier, Handed } from '../carrier/carrier.ts'

type MailError = Error & { code?: string; responseCode?: number; command?: string }

/**
 * Mail by SMTP. SMTP has no key and cannot be asked; the Message-ID is made of our id, so that mailboxes which drop a second copy can.
 * `from`: the sender, 'name <address>' or an address alone.
 */
export function smtpCarrier({ url, from }: { url: string; from: string }): Carrier {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 5,
    connectionTimeout: 8_000,
    greetingTimeout: 8_000,
    socketTimeout: 10_000,
    dnsTimeout: 5_000,
  } as never)
  const address = /<([^<>]+)>/.exec(from)?.[1] ?? from
  const host = address.split('@')[1]
  return {
    takesKey: false,
    send: async ({ id, recipient, subject, body }) => {
      if (!/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(recipient)) return { outcome: 'refused', reason: 'invalid-recipient' }
      const raw = await new MailComposer({
        from,
        to: recipient,
        subject: subject ?? '',
        text: body,
        messageId: `<${id}@${host}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
        .compile()
        .build()
      // The content is read only once the server has said 354: before that it surely has nothing.
      let isHandedOver = false
      const content = Readable.from(
        (async function* () {
          isHandedOver = true
          yield raw
        })(),
      )
      try {
        await transport.sendMail({ envelope: { from: address, to: [recipient] }, raw: content })
        return { outcome: 'sent', providerId: id }
      } catch (error) {
        return judge(error as MailError, isHandedOver)
      }
    },
    close: async () => transport.close(),
  }
}

/** RFC 5321: 5yz is for good, 4yz for now. What a server says against our own sign-in or sender is no fault of the recipient. */
function judge({ responseCode, command, code }: MailError, isHandedOver: boolean): Handed {
  const aboutUs = /^(EHLO|HELO|STARTTLS|AUTH|CONN|MAIL FROM)/.test(command ?? '')
  const reason = responseCode ? `smtp-${responseCode}` : `smtp-${(code ?? 'error').toLowerCase()}`
  if (responseCode && responseCode >= 500 && !aboutUs) return { outcome: 'refused', reason }
  if (responseCode || !isHandedOver) return { outcome: 'not-sent', reason }
  return { outcome: 'unclear', reason }
}
