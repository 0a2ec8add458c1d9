import { isLang, type Lang, translate } from '../../i18n/t.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { hashToken, newToken } from '../../platform/http/session.server.ts'
import { enqueue } from '../message/enqueue.server.ts'
import { codeHash, codeLife, issueCode } from './code.server.ts'
import { beginMailProof, type ProofPurpose, proveMail } from './patient-queries.server.ts'
import { type ThrottleRule, throttle } from './throttle.server.ts'

const hour = 3_600_000
/** Codes to one mail address: enough for mails that were lost, too few to guess one of a million or to flood somebody's mailbox. */
const perEmail: ThrottleRule[] = [
  { limit: 6, windowMs: hour, blockMs: hour },
  { limit: 20, windowMs: 24 * hour, blockMs: 24 * hour },
]
/** Codes asked for from one network address. Hospitals and carriers share one: it is slowed, never locked. */
const perAddress: ThrottleRule = { limit: 200, windowMs: 10 * 60_000, blockMs: 30_000 }

type Ask = { purpose: ProofPurpose; email: string; lang: Lang; secret: string; address: string; token?: string | undefined }

/**
 * Sends a code to the address, for a new proof or (with `token`) the one under way. Always the same work and always a mail, whoever has the
 * address: only the right code tells. Returns the token for the cookie, null when too many were asked for.
 */
export async function sendMailCode(sql: Sql, ask: Ask, now: Date): Promise<string | null> {
  const states = [
    await throttle(sql, `mail-code address ${ask.address}`, perAddress, now),
    ...(await Promise.all(perEmail.map((rule) => throttle(sql, `mail-code ${rule.windowMs} ${ask.email}`, rule, now)))),
  ]
  if (states.some((state) => !state.allowed)) return null
  const { purpose, email, lang, secret, token = newToken() } = ask
  const tokenHash = hashToken(token)
  await beginMailProof(sql, { tokenHash, purpose, email, language: lang }, now)
  const code = await issueCode(sql, { purpose, subject: tokenHash, secret }, now)
  const words = (part: string) => translate(lang, `patient.mail.${purpose}-code.${part}`, { code, minutes: codeLife / 60_000 })
  await enqueue(sql, {
    kind: `${purpose}-code`,
    channel: 'mail',
    recipient: email,
    subject: words('subject'),
    body: words('body'),
    language: lang,
    now,
  })
  return token
}

/** As `proveMail`, with the digits as typed. */
export function tryMailCode(
  sql: Sql,
  { purpose, token, code, secret }: { purpose: ProofPurpose; token: string; code: string; secret: string },
  now: Date,
) {
  const tokenHash = hashToken(token)
  return proveMail(sql, tokenHash, purpose, codeHash({ purpose, subject: tokenHash, secret }, code), now)
}

type Notice = 'password-changed' | 'email-changed' | 'account-deleted'

/** Tells the owner of an account what happened to it, at the address that was theirs until now. */
export async function noticeOwner(
  sql: Sql,
  notice: Notice,
  to: { email: string; language: string; accountId: string },
  now: Date,
): Promise<void> {
  const lang = isLang(to.language) ? to.language : 'ja'
  await enqueue(sql, {
    kind: 'account-notice',
    channel: 'mail',
    recipient: to.email,
    subject: translate(lang, `patient.mail.${notice}.subject`),
    body: translate(lang, `patient.mail.${notice}.body`),
    language: lang,
    accountId: to.accountId,
    now,
  })
}
