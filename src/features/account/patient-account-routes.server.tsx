import type { FastifyRequest } from 'fastify'
import { isLang } from '../../i18n/t.ts'
import { type Context, type Patient, type Reply, type Route, route } from '../../platform/http/route.server.ts'
import { cookieNames, hashToken } from '../../platform/http/session.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { AccountPage, DeleteAccountPage, EmailChangePage, type EmailFault, type PasswordNowFault } from './PatientAccountPages.tsx'
import { CodePage, WrongDoorPage } from './PatientProofPages.tsx'
import { withPassword } from './patient-account.server.ts'
import { deleteOwnAccount, findOwnAccount, finishEmailChange, listOwnNames } from './patient-account-queries.server.ts'
import { readCode, readEmail } from './patient-email.ts'
import { noticeOwner, sendMailCode, tryMailCode } from './patient-proof.server.ts'
import { domainOf, proofLife, sentAgain } from './patient-proof-routes.server.tsx'
import { findMailProof, type MailProof } from './patient-queries.server.ts'
import { addressKey, giveCookie, takeCookie } from './patient-session.server.ts'

const cookie = 'hersys_email_change'
const purpose = 'email-change'

/** What the menu at the upper right opens: the account, another address for it, its end. */
export function patientAccountSettingRoutes({ settings }: { settings: Settings }): Route[] {
  const { secret } = settings
  const senderDomain = domainOf(settings)
  const tokenOf = (request: FastifyRequest) => request.cookies[cookie] ?? ''
  const proofOf = (c: Context<Patient>) => findMailProof(c.sql, hashToken(tokenOf(c.request)), purpose, c.now)
  const emailPage = (email: string, fault: { emailFault?: EmailFault | null; passwordFault?: PasswordNowFault | null } = {}) => (
    <EmailChangePage email={email} senderDomain={senderDomain} {...fault} />
  )
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
  const wrongDoor = (proof: MailProof): Reply => ({ page: <WrongDoorPage purpose={purpose} email={proof.email} />, status: 422 })

  return [
    route({
      method: 'GET',
      url: '/account',
      who: 'patient',
      audit: 'account.show',
      handle: async (c) => {
        const account = await findOwnAccount(c.sql, c.actor.accountId)
        const people = await listOwnNames(c.sql, c.actor.accountId)
        c.shows(...people.map(({ caseId }) => caseId))
        const names = people.map(({ name }) => name)
        return { page: <AccountPage email={account?.email ?? ''} names={names} changed={c.query.done === 'email'} /> }
      },
    }),
    route({
      method: 'GET',
      url: '/account/email',
      who: 'patient',
      audit: 'account.email-change',
      handle: async (c) => ({ page: emailPage((await proofOf(c))?.email ?? '') }),
    }),
    route({
      method: 'POST',
      url: '/account/email',
      // Checks who comes in itself: the password is compared between two short transactions.
      who: 'anyone',
      transaction: 'own',
      audit: 'account.email-change',
      handle: (c) =>
        withPassword(c, 'account.email-change', async ({ sql, account, passwordFault }) => {
          const typed = text(c.body.email)
          const email = readEmail(typed)
          const emailFault = !email ? 'email' : email === account.email ? 'same' : null
          if (!email || emailFault || passwordFault) {
            return { page: emailPage(typed, { emailFault, passwordFault }), status: passwordFault === 'many' ? 429 : 422 }
          }
          const token = await sendMailCode(sql, { purpose, email, lang: c.lang, secret, address: addressKey(c.request, secret) }, c.now)
          if (!token) return { page: emailPage(typed, { emailFault: 'too-many' }), status: 429 }
          giveCookie(c.reply, settings, cookie, token, proofLife)
          return { redirect: '/account/email/code' }
        }),
    }),
    route({
      method: 'GET',
      url: '/account/email/code',
      who: 'patient',
      audit: 'account.email-change-code',
      handle: async (c) => {
        const proof = await proofOf(c)
        if (!proof) return { redirect: '/account/email' }
        return proof.isVerified ? wrongDoor(proof) : codePage(proof)
      },
    }),
    route({
      method: 'POST',
      url: '/account/email/code',
      who: 'patient',
      audit: 'account.email-change-code',
      handle: async (c) => {
        const proof = await proofOf(c)
        if (!proof) return { redirect: '/account' }
        const code = readCode(text(c.body.code))
        const verdict =
          proof.isVerified || (code ? await tryMailCode(c.sql, { purpose, token: tokenOf(c.request), code, secret }, c.now) : 'wrong')
        if (verdict === 'wrong' || verdict === 'void') {
          c.fails()
          return codePage(proof, verdict)
        }
        const { outcome, former } = await finishEmailChange(c.sql, hashToken(tokenOf(c.request)), c.now)
        c.note({ outcome })
        if (outcome === 'taken') return wrongDoor(proof)
        if (former) await noticeOwner(c.sql, 'email-changed', { email: former, language: c.lang, accountId: c.actor.accountId }, c.now)
        takeCookie(c.reply, settings, cookie)
        return { redirect: '/account?done=email' }
      },
    }),
    // Where the language link of a refused re-issue leads.
    route({
      method: 'GET',
      url: '/account/email/code/again',
      who: 'patient',
      audit: 'account.email-change-code',
      handle: () => ({ redirect: '/account/email/code' }),
    }),
    route({
      method: 'POST',
      url: '/account/email/code/again',
      who: 'patient',
      audit: 'account.email-change-code',
      handle: async (c) => {
        const proof = await proofOf(c)
        if (!proof) return { redirect: '/account/email' }
        const lang = isLang(proof.language) ? proof.language : c.lang
        const ask = {
          purpose,
          email: proof.email,
          lang,
          secret,
          address: addressKey(c.request, secret),
          token: tokenOf(c.request),
        } as const
        if (!proof.isVerified && !(await sendMailCode(c.sql, ask, c.now))) return codePage(proof, 'too-many')
        return { redirect: '/account/email/code' }
      },
    }),
    route({
      method: 'GET',
      url: '/account/delete',
      who: 'patient',
      audit: 'account.delete',
      handle: async (c) => {
        const people = await listOwnNames(c.sql, c.actor.accountId)
        c.shows(...people.map(({ caseId }) => caseId))
        return { page: <DeleteAccountPage names={people.map(({ name }) => name)} /> }
      },
    }),
    route({
      method: 'POST',
      url: '/account/delete',
      who: 'anyone',
      transaction: 'own',
      audit: 'account.delete',
      handle: (c) =>
        withPassword(c, 'account.delete', async ({ sql, actor, passwordFault, shows }) => {
          const people = await listOwnNames(sql, actor.accountId)
          if (passwordFault) {
            const page = <DeleteAccountPage names={people.map(({ name }) => name)} fault={passwordFault} />
            return { page, status: passwordFault === 'many' ? 429 : 422 }
          }
          const gone = await deleteOwnAccount(sql, c.now)
          if (gone) {
            shows(gone.caseIds)
            await noticeOwner(sql, 'account-deleted', { ...gone, accountId: actor.accountId }, c.now)
          }
          takeCookie(c.reply, settings, cookieNames.patient)
          return { redirect: '/?done=account-deleted' }
        }),
    }),
  ]
}

const text = (typed: string | string[] | undefined) => [typed ?? ''].flat().at(-1) ?? ''
