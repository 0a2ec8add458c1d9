import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Session, stranger, type TestApp, testApp } from '../../tools/test-app.ts'
import { crawl, type FoundForm } from '../../tools/test-crawl.ts'
import { type TestDatabase, testDatabase } from '../../tools/test-database.ts'
import { type TestWorld, testWorld } from '../../tools/test-world.ts'
import { hashPassword } from '../features/account/password.server.ts'

// What nobody types, into every field of every form that can be reached by pressing: a page that answers, never an unexpected error.

let db: TestDatabase
let app: TestApp
let world: TestWorld

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  world = await testWorld(db, app)
  await db.sql`update patient_accounts set password_hash = ${await hashPassword('Kakuu-Mihon-7')}`
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const strange: [string, string][] = [
  ['emoji', '😀👨‍👩‍👧‍👦🏳️‍🌈'.repeat(20)],
  ['right-to-left marks', '\u202eevil\u2066\u200f\u061c'],
  ['NUL and other controls', 'a\0b\u0001\u007f\u0085'],
  ['nothing visible', '\u200b\u2060\ufeff \u3000'],
  ['100 kB', 'x'.repeat(100_000)],
  ['accents without end', `e${'\u0301'.repeat(3_000)}`],
  ['SQL', `'; drop table cases; --`],
  ['a pattern', '(((((.*)*)*)*)*)*$&{0}%s${7*7}'],
  ['numbers out of this world', '-99999999999999999999e999'],
  ['a day that is none', '0000-00-00'],
  ['a day far away', '275760-09-14'],
  ['another format', '{"$ne":null}'],
  ['line breaks', 'x\r\nBcc: kakuu@example.jp\r\n\r\n<b>'],
]

/** Where each visitor begins. Their forms are those they find by pressing. */
const visitors = [
  ['a stranger', ['/', '/sign-up', '/sign-in', '/password-reset']],
  ['a patient', ['/home', '/registrations/new', '/account', '/account/email', '/devices']],
  ['nurse@aoba', ['/centre']],
  ['manager@aoba', ['/centre', '/centre/accounts', '/centre/settings', '/centre/roster']],
  ['doctor@aoba-clinic', ['/institution']],
  ['officer@prefecture', ['/prefecture']],
  ['helpdesk@helpdesk', ['/helpdesk']],
  ['operator@operator', ['/operator']],
] as const

const open = (who: string): Promise<Session> =>
  who === 'a stranger' ? Promise.resolve(stranger()) : who === 'a patient' ? app.patientSession(world.patientId) : app.signedInAs(who)

const filled = (form: FoundForm, text: string) =>
  Object.fromEntries(form.fields.map(({ name, value, isFree }) => [name, isFree ? text : value]))

test.each(visitors)(
  'strange and over-long input into every form of %s',
  async (who, from) => {
    const { forms } = await crawl(app, await open(who), { from: [...from], limit: 60 })
    const worth = forms.filter(({ action, fields }) => !/sign-out/.test(action) && fields.length > 0)
    expect(worth.length).toBeGreaterThan(0)
    const wrong: string[] = []
    for (const form of worth) {
      const session = await open(who)
      for (const [name, text] of strange) {
        const answer = await app.post(form.action, filled(form, text), session)
        if (answer.status >= 500 || (answer.text === '' && answer.location === ''))
          wrong.push(`${form.action} with ${name}: ${answer.status}`)
      }
      const doubled = Object.fromEntries(form.fields.map(({ name, value }) => [name, [value, 'b', '']]))
      const odd = { ...doubled, __proto__: 'x', constructor: 'x', 'name[]': 'x', 'a.b.c': 'x' }
      const answer = await app.post(form.action, odd, session)
      if (answer.status >= 500) wrong.push(`${form.action} with fields that nobody asked for: ${answer.status}`)
    }
    expect(wrong).toEqual([])
  },
  240_000,
)

test('bytes that are no text, in the path, the query and the form', async () => {
  const patient = await app.patientSession(world.patientId)
  const csrf = (await app.get('/test-form', patient)).csrf
  const cookie = app.cookieHeader(patient)
  const send = (path: string, body?: string) =>
    fetch(app.url + path, {
      redirect: 'manual',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      ...(body === undefined ? {} : { method: 'POST', body }),
    })
  for (const bytes of ['%ED%A0%80', '%C0%AF', '%FF%FE', '%E0%A4%A', '%', '%u0000']) {
    for (const path of [`/home/${bytes}`, `/home?person=${bytes}`, `/language/${bytes}?back=${bytes}`]) {
      expect((await send(path)).status, path).toBeLessThan(500)
    }
    const form = `_csrf=${encodeURIComponent(csrf)}&name.family=${bytes}&name.given=${bytes}&hersysId=${bytes}`
    expect((await send('/registrations/new', form)).status, bytes).toBeLessThan(500)
  }
})

test('invisible and direction-changing characters reach no name: what looks alike is alike, and nothing runs backwards through a list', async () => {
  const patient = await app.patientSession(world.patientId)
  const typed = { 'name.family': '架\u200b空\u202e', 'name.given': '太\u2066郎\u0007', 'birthOn.era': 'western', hersysId: '12345678' }
  const day = { 'birthOn.year': '1991', 'birthOn.month': '7', 'birthOn.date': '28' }
  expect((await app.post('/registrations/new', { ...typed, ...day }, patient)).location).toBe('/registrations/new/confirm')
  const [draft] = await db.sql`select typed from registration_drafts`
  expect(draft!.typed).toMatchObject({ 'name.family': '架空', 'name.given': '太郎' })
  const blank = await app.post('/registrations/new', { ...typed, ...day, 'name.family': '\u200b\u2060' }, patient)
  expect([blank.status, blank.text.includes('姓を入力してください')]).toEqual([422, true])
  const family = await app.post('/registrations/new', { ...typed, ...day, 'name.family': '👨‍👩‍👧' }, patient)
  expect(family.location).toBe('/registrations/new/confirm')
  expect((await db.sql`select typed from registration_drafts`)[0]!.typed['name.family']).toBe('👨‍👩‍👧')
})

test('100 kB in a name is refused with a word about it, and what is kept of it is short', async () => {
  const patient = await app.patientSession(world.patientId)
  const day = { 'birthOn.era': 'western', 'birthOn.year': '1991', 'birthOn.month': '7', 'birthOn.date': '28', hersysId: '12345678' }
  const answer = await app.post('/registrations/new', { 'name.family': '架'.repeat(25_000), 'name.given': '', ...day }, patient)
  expect(answer.status).toBe(422)
  expect(answer.text).toMatch(/\d+文字以内で入力してください/)
  expect(answer.text.length).toBeLessThan(30_000)
})
