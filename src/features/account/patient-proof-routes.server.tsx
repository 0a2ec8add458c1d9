import type { FastifyRequest } from 'fastify'
import { formatInstant } from '../../i18n/format.ts'
import { isLang, wordsIn } from '../../i18n/t.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type Context, type Reply, type Route, route } from '../../platform/http/route.server.ts'
import { audit } from '../../platform/http/serve.server.tsx'
import { hashToken } from '../../platform/http/session.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { CodePage, EmailPage, PasswordPage, proofPaths, WrongDoorPage } from './PatientProofPages.tsx'
import { hashPassword } from './password.server.ts'
import { passwordFaults } from './password-rule.ts'
import { readCode, readEmail } from './patient-email.ts'
import { noticeOwner, sendMailCode, tryMailCode } from './patient-proof.server.ts'
import { findMailProof, finishMailProof, type MailProof } from './patient-queries.server.ts'
import { addressKey, giveCookie, givePatientCookie, openPatientSession, takeCookie } from './patient-session.server.ts'

type Deps = { settings: Settings }
/** What a stranger proves an address for. */
type Purpose = 'sign-up' | 'password-reset'
export const proofCookies: Record<Purpose, string> = { 'sign-up': 'hersys_sign_up', 'password-reset': 'hersys_password_reset' }
/** Where an account goes once it has its password. */
const nextPage: Record<Purpose, string> = { 'sign-up': '/registrations/new', 'password-reset': '/home' }
export const proofLife = 3_600_000

/** Sign-up and password reset are one walk: address → code → password. What lies between the pages stands in the database, behind a cookie. */
export function proofRoutes(purpose: Purpose, { settings }: Deps): Route[] {
  const { secret } = settings
  const start = proofPaths[purpose]
  const senderDomain = domainOf(settings)
  const tokenOf = (request: FastifyRequest) => request.cookies[proofCookies[purpose]] ?? ''
  const proofOf = (c: Context) => findMailProof(c.sql, hashToken(tokenOf(c.request)), purpose, c.now)
  const codePage = (proof: MailProof, fault?: 'wrong' | 'void' | 'too-many'): Reply => ({
    page: (
      <CodePage
        purpose={purpose}
        email={proof.email}
        senderDomain={senderDomain}
        sentAgainAt={sentAgain(proof)}
        {...(fault ? { fault } : {})}
      />
    ),
    status: fault ? (fault === 'too-many' ? 429 : 422) : 200,
  })

  return [
    route({
      method: 'GET',
      url: start,
      who: 'anyone',
      audit: `account.${purpose}`,
      handle: async (c) => {
        if (c.actor?.kind === 'patient' && purpose === 'sign-up') return { redirect: '/home' }
        return { page: <EmailPage purpose={purpose} email={(await proofOf(c))?.email ?? ''} senderDomain={senderDomain} /> }
      },
    }),
    route({
      method: 'POST',
      url: start,
      who: 'anyone',
      audit: `account.${purpose}`,
      handle: async (c) => {
        const typed = text(c.body.email)
        const email = readEmail(typed)
        const again = (fault: 'email' | 'too-many') => (
          <EmailPage purpose={purpose} email={typed} senderDomain={senderDomain} fault={fault} />
        )
        if (!email) return { page: again('email'), status: 422 }
        const token = await sendMailCode(c.sql, { purpose, email, lang: c.lang, secret, address: addressKey(c.request, secret) }, c.now)
        if (!token) return { page: again('too-many'), status: 429 }
        giveCookie(c.reply, settings, proofCookies[purpose], token, proofLife)
        return { redirect: `${start}/code` }
      },
    }),
    route({
      method: 'GET',
      url: `${start}/code`,
      who: 'anyone',
      audit: `account.${purpose}-code`,
      handle: async (c) => {
        const proof = await proofOf(c)
        if (!proof) return { redirect: start }
        return proof.isVerified ? { redirect: `${start}/password` } : codePage(proof)
      },
    }),
    route({
      method: 'POST',
      url: `${start}/code`,
      who: 'anyone',
      audit: `account.${purpose}-code`,
      handle: async (c) => {
        const proof = await proofOf(c)
        if (!proof) return { redirect: start }
        if (proof.isVerified) return { redirect: `${start}/password` }
        const code = readCode(text(c.body.code))
        if (!code) return codePage(proof, 'wrong')
        const verdict = await tryMailCode(c.sql, { purpose, token: tokenOf(c.request), code, secret }, c.now)
        return verdict === 'right' ? { redirect: `${start}/password` } : codePage(proof, verdict)
      },
    }),
    // Where the language link of a refused re-issue leads.
    route({
      method: 'GET',
      url: `${start}/code/again`,
      who: 'anyone',
      audit: `account.${purpose}-code`,
      handle: () => ({ redirect: `${start}/code` }),
    }),
    route({
      method: 'POST',
      url: `${start}/code/again`,
      who: 'anyone',
      audit: `account.${purpose}-code`,
      handle: async (c) => {
        const proof = await proofOf(c)
        if (!proof) return { redirect: start }
        const lang = isLang(proof.language) ? proof.language : c.lang
        const ask = { purpose, email: proof.email, lang, secret, address: addressKey(c.request, secret), token: tokenOf(c.request) }
        if (!proof.isVerified && !(await sendMailCode(c.sql, ask, c.now))) return codePage(proof, 'too-many')
        return { redirect: `${start}/code` }
      },
    }),
    route({
      method: 'GET',
      url: `${start}/password`,
      who: 'anyone',
      audit: `account.${purpose}-password`,
      handle: async (c) => {
        const proof = await proofOf(c)
        return proof?.isVerified ? passwordPage(purpose, proof) : { redirect: `${start}/code` }
      },
    }),
    route({
      method: 'POST',
      url: `${start}/password`,
      who: 'anyone',
      audit: `account.${purpose}-password`,
      // The password is hashed between two short transactions: hashing waits its turn, and a connection must not wait with it.
      transaction: 'own',
      handle: async (c) => {
        const proof = await proofOf(c)
        if (!proof?.isVerified || proof.hasAccount !== (purpose === 'password-reset')) return { redirect: `${start}/password` }
        const password = text(c.body.password)
        const faults = passwordFaults(password, [proof.email])
        if (faults.length > 0) return { page: <PasswordPage purpose={purpose} email={proof.email} faults={faults} />, status: 422 }
        const passwordHash = await hashPassword(password)
        const session = await c.sql.begin((tx) => finish(tx as unknown as Sql, c, purpose, tokenOf(c.request), proof, passwordHash))
        if (!session) return { redirect: `${start}/password` }
        takeCookie(c.reply, settings, proofCookies[purpose])
        givePatientCookie(c.reply, settings, session)
        return { redirect: nextPage[purpose] }
      },
    }),
  ]
}

/** The account, its session and the trace of both, or nothing at all. */
async function finish(
  sql: Sql,
  c: Context,
  purpose: Purpose,
  token: string,
  proof: MailProof,
  passwordHash: string,
): Promise<string | null> {
  const accountId = await finishMailProof(sql, hashToken(token), purpose, passwordHash, c.now)
  if (!accountId) return null
  if (purpose === 'password-reset')
    await noticeOwner(sql, 'password-changed', { email: proof.email, language: proof.language, accountId }, c.now)
  const session = await openPatientSession(sql, accountId, c.request, c.now)
  const actor = { kind: 'patient', accountId, language: proof.language } as const
  await audit(sql, `account.${purpose}`, actor, 'ok', [], {}, c.request.id, c.now)
  return session
}

function passwordPage(purpose: Purpose, proof: MailProof): Reply {
  const fits = proof.hasAccount === (purpose === 'password-reset')
  const Page = fits ? PasswordPage : WrongDoorPage
  return { page: <Page purpose={purpose} email={proof.email} /> }
}

/** When the code was sent once more, in the language of the proof; null for the first one. */
export function sentAgain(proof: MailProof): string | null {
  return proof.sentCount > 1 ? formatInstant(wordsIn(isLang(proof.language) ? proof.language : 'ja'), new Date(proof.sentAt)) : null
}

/** Whose mails must pass the filters of the visitor's carrier (A8, C4). */
export function domainOf(settings: Settings): string {
  return settings.mail?.from.match(/@([\w.-]+)/)?.[1] ?? new URL(settings.publicUrl).hostname
}

const text = (typed: string | string[] | undefined) => [typed ?? ''].flat().at(-1) ?? ''
