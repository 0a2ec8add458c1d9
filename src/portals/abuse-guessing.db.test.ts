import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../db/seed/places.server.ts'
import { type Answer, stranger, type TestApp, testApp, testNow } from '../../tools/test-app.ts'
import { claims, wrongBirth } from '../../tools/test-claims.ts'
import { type TestDatabase, testDatabase } from '../../tools/test-database.ts'
import { newEmail, testPatientPassword as password, signUps, wrongOf } from '../../tools/test-sign-up.ts'

// Somebody who guesses codes, passwords and HER-SYS IDs, or asks the pages who is registered.

let db: TestDatabase
let app: TestApp
let by: ReturnType<typeof signUps>
let to: ReturnType<typeof claims>
const minute = 60_000
const hour = 60 * minute

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  by = signUps(db, app)
  to = claims(db, app)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
beforeEach(async () => {
  app.setNow(testNow)
  await db.sql`delete from throttles`
  await db.sql`delete from claim_failures`
})

test('guessing the code of somebody’s password reset from any number of browsers: at most thirty guesses an hour of a million, a hundred a day', async () => {
  const { email } = await by.makeAccount()
  await db.sql`delete from throttles`
  const guesses: number[] = []
  for (let browser = 0; browser < 30; browser++) {
    const attacker = stranger()
    if ((await app.post('/password-reset', { email }, attacker)).status !== 303) continue
    const code = await by.codeFor(email)
    let looked = 0
    // Six tries each: the sixth is never looked at, even if it were right.
    for (let n = 0; n < 5; n++) looked += (await app.post('/password-reset/code', { code: wrongOf(code) }, attacker)).status === 422 ? 1 : 0
    expect((await app.post('/password-reset/code', { code }, attacker)).status).toBe(422)
    guesses.push(looked)
  }
  expect(guesses).toEqual([5, 5, 5, 5, 5, 5])
  for (let h = 1; h < 24; h++) {
    app.setNow(new Date(testNow.getTime() + h * hour))
    for (let n = 0; n < 7; n++) if ((await app.post('/password-reset', { email }, stranger())).status === 303) guesses.push(5)
  }
  expect(guesses.reduce((a, b) => a + b)).toBeLessThanOrEqual(100)
})

test('guessing does not lock out the one who has the right code in another browser', async () => {
  const { email, session } = await by.makeAccount()
  await db.sql`delete from throttles`
  const mine = stranger()
  await app.post('/password-reset', { email }, mine)
  const code = await by.codeFor(email)
  const attacker = stranger()
  await app.post('/password-reset', { email }, attacker)
  for (let n = 0; n < 6; n++) await app.post('/password-reset/code', { code: '000000' }, attacker)
  expect((await app.post('/password-reset/code', { code }, mine)).location).toBe('/password-reset/password')
  expect((await app.get('/home', session)).status).toBe(200)
})

test('guessing a password that waits as long as it is told: about ten looks an hour, whoever’s address it comes from', async () => {
  const { email } = await by.makeAccount()
  let looks = 0
  for (let n = 0; n < 60; n++) {
    app.setNow(new Date(testNow.getTime() + n * minute))
    const { status } = await app.post('/sign-in', { email, password: `Kakuu-Chigau-${n}` })
    if (status === 422) looks++
  }
  expect(looks).toBeLessThanOrEqual(40)
  app.setNow(new Date(testNow.getTime() + 3 * hour))
  expect((await app.post('/sign-in', { email, password })).location).toBe('/home')
})

test('guessing IDs from one account for a whole day, waiting exactly as long as told: no forty tries of ninety million', async () => {
  const attacker = await to.newPatient()
  let tries = 0
  let now = testNow.getTime()
  while (now < testNow.getTime() + 24 * hour) {
    app.setNow(new Date(now))
    const answer = await to.claim(attacker, String(30_000_000 + tries))
    if (answer.status === 422) tries++
    now += answer.status === 429 ? Number(/(\d+)分ほどしてから/.exec(answer.text)![1]) * minute : 1000
  }
  expect(tries).toBeGreaterThan(5)
  expect(tries).toBeLessThan(40)
})

test('guessing the birth date of a known ID from ever new accounts: ten tries of forty thousand days, then the ID is closed and its centre hears', async () => {
  const { caseId, hersysId } = await to.makeCase()
  const answers: Answer[] = []
  for (let n = 0; n < 14; n++) answers.push(await to.claim(await to.newPatient(), hersysId, wrongBirth))
  expect(answers.filter(({ text }) => text.includes('生年月日もしくはHER-SYS IDに誤りがあります'))).toHaveLength(10)
  expect((await to.claim(await to.newPatient(), hersysId)).text).toContain('登録を止めています')
  expect(await to.registrationsOf(caseId)).toEqual([])
  expect(await to.itemsOf(caseId, 'claim-locked')).toMatchObject([{ closedAt: null }])
})

/** What a page says beyond the address that was typed into it: status, where it leads, headers, which cookies, words. */
function said({ status, location, headers, text }: Answer) {
  const cookies = headers.getSetCookie().map((line) => line.replace(/=[^;]*/, '=…').replace(/Expires=[^;]*/i, ''))
  const names = [...headers.keys()].filter((name) => !['date', 'content-length', 'set-cookie'].includes(name))
  const words = text.replace(/name="_csrf" value="[^"]*"/g, '').replace(/kakuu-\d+@example\.jp/g, 'ADDRESS')
  return { status, location, cookies, names, words }
}

test.each([
  ['/sign-up', {}],
  ['/password-reset', {}],
  ['/sign-in', { password: 'Kakuu-Chigau-9' }],
] as const)(
  'asking %s who is registered: a known and an unknown address get the same answer, headers, cookies, mail and trace',
  async (door, form) => {
    const { email } = await by.makeAccount()
    const seen = []
    for (const address of [email, newEmail()]) {
      await db.sql`delete from throttles`
      const before = (await by.mailsTo(address)).length
      const visitor = stranger()
      const pages = [said(await app.post(door, { email: address, ...form }, visitor)), said(await app.get(`${door}/code`, visitor))]
      const mails = (await by.mailsTo(address))
        .slice(before)
        .map(({ kind, subject, body }) => ({ kind, subject, body: body.replace(/\d{6}/, 'CODE') }))
      const [trace] = await db.sql`select action, outcome, detail, actor_id from audits order by at desc, id desc limit 1`
      seen.push({ pages, mails, trace: door === '/sign-in' ? trace : null })
    }
    expect(seen[0]).toEqual(seen[1])
  },
)

test('asking a new address page of one’s own account who is registered elsewhere says nothing either', async () => {
  const [me, other] = [await by.makeAccount(), await by.makeAccount()]
  const seen = []
  for (const email of [other.email, newEmail()]) {
    seen.push([
      said(await app.post('/account/email', { email, password }, me.session)),
      said(await app.get('/account/email/code', me.session)),
    ])
    expect((await by.mailsTo(email)).at(-1)).toMatchObject({ kind: 'email-change-code' })
  }
  expect(seen[0]).toEqual(seen[1])
})
