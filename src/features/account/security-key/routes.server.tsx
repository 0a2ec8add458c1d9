import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { hashToken, newToken } from '../../../platform/http/session.server.ts'
import { mayAddFactor, nextStep } from '../staff/next-step.ts'
import { everyOrg } from '../staff/own-account-routes.server.tsx'
import { ownPasswordFault } from '../staff/own-password.server.ts'
import { countFailure } from '../staff/queries.server.ts'
import { giveStaffCookie, line, type StaffDeps, typed } from '../staff/sign-in-routes.server.tsx'
import { tellOwner } from '../staff/tell.server.ts'
import { checkNewKey, checkSignature, registrationOptions, signInOptions, siteOf } from './ceremony.server.ts'
import { addKey, alertOfCopy, askKey, findAsked, listOwnKeys, passKey, removeKey, takeAsked } from './queries.server.ts'
import { type KeyFault, KeyRegisteredPage, KeySignInPage, NewKeyPage, RemoveKeyPage, TouchPage } from './SecurityKeyPages.tsx'

type StaffContext = Context<Staff>

/** D45: a security key as the second factor, beside the telephone or in its place. */
export function securityKeyRoutes({ settings }: StaffDeps): Route[] {
  // Asked at each request: the address of the site is read once, but a test learns its port late.
  const site = () => siteOf(settings.publicUrl)
  return [
    route({
      method: 'GET',
      url: '/staff/security-key',
      who: 'half-staff',
      audit: 'staff.key-page',
      handle: (c) => (isWaiting(c.actor) ? signInPage(c, site()) : { redirect: nextStep(c.actor) }),
    }),
    route({
      method: 'POST',
      url: '/staff/security-key',
      who: 'half-staff',
      audit: 'staff.key',
      handle: async (c) => {
        if (!isWaiting(c.actor)) return { redirect: nextStep(c.actor) }
        const token = newToken()
        const fault = await signInByKey(c, site(), hashToken(token))
        if (fault) {
          c.fails()
          return signInPage(c, site(), fault)
        }
        giveStaffCookie(c.reply, settings, token)
        return { redirect: nextStep({ ...c.actor, stage: 'full' }) }
      },
    }),
    route({
      method: 'GET',
      url: '/staff/security-keys/new',
      who: 'half-staff',
      audit: 'staff.new-key-page',
      handle: ({ actor }) =>
        mayAddFactor(actor) ? { page: <NewKeyPage name="" faults={{}} first={isFirst(actor)} /> } : { redirect: nextStep(actor) },
    }),
    route({
      method: 'POST',
      url: '/staff/security-keys/new',
      who: 'half-staff',
      audit: 'staff.new-key',
      handle: (c) => (mayAddFactor(c.actor) ? nameKey(c, site()) : { redirect: nextStep(c.actor) }),
    }),
    route({
      method: 'GET',
      url: '/staff/security-keys/touch',
      who: 'half-staff',
      audit: 'staff.touch-page',
      handle: async (c) => {
        const asked = mayAddFactor(c.actor) ? await findAsked(c.sql, 'register', c.now) : null
        if (!asked) return { redirect: '/staff/security-keys/new' }
        const ask = await registrationOptions(site(), c.actor, await listOwnKeys(c.sql), asked.challenge)
        return { page: <TouchPage ask={JSON.stringify(ask)} name={asked.name ?? ''} /> }
      },
    }),
    route({
      method: 'POST',
      url: '/staff/security-keys/touch',
      who: 'half-staff',
      audit: 'staff.add-key',
      handle: (c) => touched(c, site(), settings),
    }),
    route({
      method: 'GET',
      url: '/staff/security-keys/:keyId',
      who: { org: everyOrg },
      audit: 'staff.remove-key-page',
      handle: async (c) => {
        const key = await findOwnKey(c)
        return key ? { page: <RemoveKeyPage id={key.id} name={key.name} /> } : { redirect: '/staff/account' }
      },
    }),
    route({ method: 'POST', url: '/staff/security-keys/:keyId/remove', who: { org: everyOrg }, audit: 'staff.remove-key', handle: remove }),
  ]
}

type Site = ReturnType<typeof siteOf>

/** The password is behind, the key still ahead. */
const isWaiting = (actor: Staff) => actor.stage === 'password' && actor.hasKey
/** The key will be the account's first second factor, at its first sign-in: the password was entered a moment ago. */
const isFirst = (actor: Staff) => actor.stage === 'password'

async function signInPage(c: StaffContext, site: Site, fault?: KeyFault): Promise<Reply> {
  const ask = await signInOptions(site, await listOwnKeys(c.sql))
  await askKey(c.sql, 'sign-in', ask.challenge, null, c.now)
  const page = <KeySignInPage ask={JSON.stringify(ask)} hasPhone={c.actor.phoneVerified} {...(fault ? { fault } : {})} />
  return { page, status: fault ? 422 : 200 }
}

/** Null when the key has opened a full session under `tokenHash`. A wrong answer counts as a wrong code does. */
async function signInByKey(c: StaffContext, site: Site, tokenHash: string): Promise<KeyFault | null> {
  const asked = await takeAsked(c.sql, 'sign-in', c.now)
  if (!asked) return 'late'
  const signed = await checkSignature(site, typed(c.body.credential), asked.challenge, await listOwnKeys(c.sql))
  c.note({ verdict: signed.verdict, ...('key' in signed ? { keyId: signed.key.id } : {}) })
  if (signed.verdict === 'right' && (await passKey(c.sql, signed.key.id, signed.counter, tokenHash, c.now))) return null
  if (signed.verdict === 'copied') {
    await alertOfCopy(c.sql, signed.key.id, c.actor.accountId, c.now)
    return 'copied'
  }
  await countFailure(c.sql, c.actor.accountId, c.now)
  return 'wrong'
}

async function nameKey(c: StaffContext, site: Site): Promise<Reply> {
  const name = line(c.body.name).replace(/\s+/g, ' ')
  const length = [...name].length
  const first = isFirst(c.actor)
  const fault = length === 0 ? '入力してください' : length > 40 ? '40文字以内で入力してください' : undefined
  const wrong = first ? null : await ownPasswordFault(c, typed(c.body.password))
  if (fault || wrong) {
    c.fails()
    const faults = { ...(fault ? { name: fault } : {}), ...(wrong ? { password: wrong } : {}) }
    return { page: <NewKeyPage name={name} faults={faults} first={first} />, status: 422 }
  }
  const ask = await registrationOptions(site, c.actor, [], null)
  if (!(await askKey(c.sql, 'register', ask.challenge, name, c.now))) throw new AppError('conflict')
  return { redirect: '/staff/security-keys/touch' }
}

const refusals = {
  unchecked: 'キーを確認できませんでした。もう一度登録してください。',
  known: 'このキーは、すでに登録されています。別のキーを使ってください。',
  many: '登録できるキーは10本までです。使っていないキーを削除してください。',
  no: 'いまはキーを登録できません。サインインし直してください。',
}

async function touched(c: StaffContext, site: Site, settings: StaffDeps['settings']): Promise<Reply> {
  if (!mayAddFactor(c.actor)) return { redirect: nextStep(c.actor) }
  const first = isFirst(c.actor)
  const asked = await takeAsked(c.sql, 'register', c.now)
  const key = asked ? await checkNewKey(site, typed(c.body.credential), asked.challenge) : null
  const token = newToken()
  // The first one ends this session: whoever is to be told is told before.
  const done = key ? await addKey(c.sql, key, asked!.name!, hashToken(token), c.now) : 'unchecked'
  c.note({ result: done })
  if (done !== 'added') {
    c.fails()
    return { page: <NewKeyPage name={asked?.name ?? ''} faults={{}} first={first} problem={refusals[done]} />, status: 422 }
  }
  if (first) giveStaffCookie(c.reply, settings, token)
  else await tellOwner(c.sql, 'key-added', c.now)
  const next = first ? nextStep({ ...c.actor, stage: 'full', hasKey: true }) : '/staff/account'
  return { page: <KeyRegisteredPage name={asked!.name!} next={next} isFirst={first} /> }
}

async function findOwnKey(c: StaffContext) {
  const key = (await listOwnKeys(c.sql)).find(({ id }) => id === c.params.keyId)
  if (key) c.note({ keyId: key.id })
  return key ?? null
}

async function remove(c: StaffContext): Promise<Reply> {
  const key = await findOwnKey(c)
  if (!key) throw new AppError('not-found')
  const wrong = await ownPasswordFault(c, typed(c.body.password))
  const refuse = (more: { fault?: string; problem?: string }): Reply => {
    c.fails()
    return { page: <RemoveKeyPage id={key.id} name={key.name} {...more} />, status: 422 }
  }
  if (wrong) return refuse({ fault: wrong })
  const done = await removeKey(c.sql, key.id, c.now)
  if (done === 'no') throw new AppError('not-found')
  if (done === 'last') return refuse({ problem: 'これが唯一の二段階認証です。先に、別のキーか電話番号を登録してください。' })
  await tellOwner(c.sql, 'key-removed', c.now)
  return { redirect: '/staff/account' }
}
