import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type Session, type TestApp, testApp } from '../../tools/test-app.ts'
import { claims } from '../../tools/test-claims.ts'
import { type Crawled, crawl } from '../../tools/test-crawl.ts'
import { type TestDatabase, testDatabase } from '../../tools/test-database.ts'
import { reportOver, wholeAnswers } from '../../tools/test-notification.ts'
import { type TestWorld, testWorld } from '../../tools/test-world.ts'

// Names and free text that are scripts, typed by everybody who can type; then every page that can be reached by pressing is looked at.

let db: TestDatabase
let app: TestApp
let world: TestWorld
const attack = `"'></textarea></title></script><img src=x onerror=alert(1)><a href="javascript:alert(1)">`
const short = `"><img src=x onerror=alert(1)>`

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  world = await testWorld(db, app)
  await typeIt()
}, 60_000)
afterAll(async () => {
  await app.close()
  await db.drop()
})

/** Through the pages where they let it in, then straight into every column that holds somebody's words. */
async function typeIt() {
  const [patient, nurse, doctor] = [
    await app.patientSession(world.patientId),
    await app.signedInAs('nurse@aoba'),
    await app.signedInAs('doctor@aoba-clinic'),
  ]
  const to = claims(db, app)
  const { hersysId } = await to.makeCase()
  expect((await to.claim(patient, hersysId, { 'name.family': short, 'name.given': short })).location).toBe('/home')
  await app.post(`/report/${world.registrationId}`, { temperature: '36.5', note: attack, other: attack, freeText: attack }, patient)
  await app.post(`/history/${world.registrationId}`, { text: attack }, patient)
  await app.post(`/centre/items/${world.itemId}/note`, { note: attack }, nurse)
  await reportOver(app, doctor, {
    ...wholeAnswers,
    'name.family': short,
    'name.given': short,
    street: attack,
    municipality: 'あおば市',
    postalCode: '000-1001',
  })
  for (const [table, columns] of Object.entries({
    cases: ['family_name', 'given_name', 'family_kana', 'given_kana', 'address', 'centre_number'],
    registrations: ['family_name', 'given_name'],
    hand_overs: ['reason'],
    correction_requests: ['text'],
    organisations: ['message_note', 'address', 'name'],
    doctors: ['name'],
    staff_accounts: ['name'],
    duty_roster: ['name'],
    attention_items: ['note'],
    sessions: ['device'],
  }))
    for (const column of columns) await db.sql.unsafe(`update ${table} set ${column} = $1`, [`${attack} ${column}`])
  await db.sql`update daily_reports set answers = answers || ${db.sql.json({ note: attack })}`
  await db.sql`update notifications set answers = answers || ${db.sql.json({ name: { family: attack, given: attack }, street: attack })}`
  await db.sql`update notification_drafts set answers = answers || ${db.sql.json({ name: { family: attack, given: attack }, street: attack })}`
}

/** Markup that came from somebody's words: unescaped, or in an attribute that it left. */
function scriptsIn({ pages }: Crawled): string[] {
  return pages.flatMap(({ path, answer }) => {
    // A download is saved, never shown: it must not be a page.
    if (/^attachment/.test(answer.headers?.get('content-disposition') ?? ''))
      return /text\/html/.test(answer.headers.get('content-type') ?? '') ? [`${path}: a page as download`] : []
    const found = [
      /<img src=x/,
      /<a href="javascript:/,
      /href="javascript:/i,
      /"'><\/textarea>/,
      /<script(?![^>]* src="\/assets\/)[^>]*>/,
    ].filter((pattern) => pattern.test(answer.text))
    return found.map((pattern) => `${path}: ${pattern}`)
  })
}

const portals: [string, string[], RegExp[]][] = [
  ['a patient', ['/home', '/account', '/registrations/new', '/devices'], [/^\/home/, /^\/history\//, /^\/account$/, /^\/report\//]],
  [
    'nurse@aoba',
    ['/centre'],
    [/^\/centre\/cases\/[^/]+$/, /^\/centre\/items\//, /^\/centre\/watch-list/, /^\/centre\/cases\/[^/]+\/notification/],
  ],
  ['manager@aoba', ['/centre/accounts', '/centre/settings', '/centre/roster', '/centre/hand-overs'], [/^\/centre\/accounts/]],
  ['nurse@yamate', ['/centre', '/centre/hand-overs'], [/^\/centre\/hand-overs/]],
  ['doctor@aoba-clinic', ['/institution', '/institution/notifications', '/institution/drafts'], [/^\/institution\/notifications/]],
  ['officer@prefecture', ['/prefecture', '/prefecture/cases/:case'], [/^\/prefecture\/cases\//]],
  ['operator@operator', ['/operator'], [/^\/operator/]],
]

test.each(portals)(
  'names and free text that are scripts stay text on every page of %s',
  async (who, from, expected) => {
    const session: Session = who === 'a patient' ? await app.patientSession(world.patientId) : await app.signedInAs(who)
    const crawled = await crawl(app, session, { from: from.map((path) => path.replace(':case', world.caseId)), limit: 90 })
    expect(scriptsIn(crawled)).toEqual([])
    for (const pattern of expected)
      expect(
        crawled.pages.map(({ path }) => path).some((path) => pattern.test(path)),
        String(pattern),
      ).toBe(true)
    // It was there to be shown: escaped, as text.
    if (who !== 'operator@operator')
      expect(crawled.pages.some(({ answer }) => answer.text.includes('&lt;img src=x onerror=alert(1)>'))).toBe(true)
  },
  60_000,
)

test('every page forbids inline scripts, foreign scripts and being framed, whoever asks and also where it refuses', async () => {
  const nurse = await app.signedInAs('nurse@aoba')
  for (const [path, session] of [
    ['/', undefined],
    ['/no-such-page', undefined],
    ['/sign-in', undefined],
    [`/centre/cases/${world.caseId}`, nurse],
    ['/operator', nurse],
  ] as const) {
    const { headers } = await app.get(path, session)
    const policy = headers.get('content-security-policy') ?? ''
    for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"])
      expect(policy, path).toContain(rule)
    expect(policy).not.toMatch(/unsafe-(inline|eval)/)
    expect(headers.get('x-content-type-options'), path).toBe('nosniff')
  }
})

test('a name that is a script is text in a mail and in an SMS, and starts no second header', async () => {
  const [bad] = await db.sql`select count(*)::int as n from messages where subject ~ '[\r\n<>]' or recipient ~ '[\r\n]'`
  expect(bad!.n).toBe(0)
})

test('the look itself finds a script that got through', () => {
  const page = (text: string) => ({ pages: [{ path: '/x', answer: { text } as Answer }], forms: [] })
  expect(scriptsIn(page(`<p>${attack}</p>`))).not.toEqual([])
  expect(scriptsIn(page('<script>alert(1)</script>'))).not.toEqual([])
  expect(scriptsIn(page('<script type="module" src="/assets/report.js?1"></script>&lt;img src=x'))).toEqual([])
})
