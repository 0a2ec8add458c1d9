import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { settleAnswers } from '../statistics/jobs.server.ts'

let db: TestDatabase
let app: TestApp
let [caseId, otherId] = ['', '']
const as = (who: string) => app.signedInAs(who)
const officer = () => as('officer@prefecture')

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  const family = await makeFamily(db.sql, {
    now: testNow,
    names: [
      ['架空', '離島一'],
      ['架空', '離島二'],
      ['架空', '静か'],
    ],
  })
  ;[caseId, otherId] = family.people.map((person) => person.caseId) as [string, string]
  await storeReport(db.sql, caseId, { now: testNow, level: 'urgent', reasons: ['spo2'] })
  for (const id of [caseId, otherId]) await unsettled(id)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const unsettled = (id: string) =>
  db.sql`select raise_item(gen_random_uuid(), null, ${id}, '', 'owner-to-settle', false, ${testNow}, '{}', ${testNow})`
const settle = async (id: string, to: string, reason = '離島は架空みなと保健所の管轄', who = 'officer@prefecture') =>
  app.post(`/prefecture/cases/${id}/settle`, { to: to && organisationOf(to).id, reason }, await as(who))
const openItems = async (id: string) =>
  (
    await db.sql<
      { kind: string }[]
    >`select kind from attention_items where case_id = ${id} and closed_at is null and kind in ('owner-to-settle', 'hand-over-waiting')`
  ).map(({ kind }) => kind)
const ownerOf = async (id: string) => (await db.sql`select owner_centre_id from watches where case_id = ${id}`)[0]!.ownerCentreId

test('its centres side by side: observed, silent, and how long what is open has waited', async () => {
  await settleAnswers(db.worker, testNow, 1)
  const page = (await app.get('/prefecture/centres', await officer())).text
  const row = page.slice(page.indexOf('架空あおば保健所'), page.indexOf('架空みなと保健所'))
  expect([...row.matchAll(/class="number"[^>]*>(?:<strong>)?([\d,]+)/g)].map(([, n]) => n)).toEqual([
    '3',
    '2',
    '1',
    '3',
    '0',
    '0',
    '0',
    '0',
    '0',
  ])
  expect((await app.get('/prefecture/centres', await as('officer@neighbour'))).text).not.toContain('架空あおば保健所')
})

test('the list of a centre is read-only, in the centre’s order, and of its own centres alone', async () => {
  const page = (await app.get(`/prefecture/watch-list?centre=${organisationOf('aoba').id}`, await officer())).text
  expect(page.indexOf('離島一')).toBeLessThan(page.indexOf('静か'))
  expect(page).not.toContain('/centre/')
  const other = (await app.get(`/prefecture/watch-list?centre=${organisationOf('aoba').id}`, await as('officer@neighbour'))).text
  expect(other).not.toContain('離島一')
  const [audited] = await db.sql<
    { caseIds: string[] }[]
  >`select case_ids from audits where action = 'oversight.watch-list' order by at desc, id desc limit 1`
  expect(audited!.caseIds).toContain(caseId)
})

test('a case is found by its HER-SYS ID, in its own prefecture alone; the ID stands in no address and no log, and a miss is told as none', async () => {
  const { hersysId } = (await db.sql<{ hersysId: string }[]>`select hersys_id from cases where id = ${caseId}`)[0]!
  const find = async (typed: string, who: string) => app.post('/prefecture/centres/find', { hersysId: typed }, await as(who))
  const fullWidth = hersysId.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
  for (const typed of [hersysId, ` ${fullWidth} `])
    expect((await find(typed, 'officer@prefecture')).location).toBe(`/prefecture/cases/${caseId}`)
  for (const [typed, who] of [
    [hersysId, 'officer@neighbour'],
    ['99999999', 'officer@prefecture'],
    ['離島一', 'officer@prefecture'],
  ] as const) {
    const missed = await find(typed, who)
    expect([missed.status, missed.text.includes('管内にありません'), missed.text.includes(`value="${typed}"`)], typed).toEqual([
      422,
      true,
      true,
    ])
  }
  expect((await find('', 'officer@prefecture')).text).toContain('HER-SYS IDを入力してください')
  expect(app.logs.join('')).not.toContain(hersysId)
  const audited = await db.sql`select from audits where action = 'oversight.find' and ${caseId} = any (case_ids) and outcome = 'ok'`
  expect(audited).toHaveLength(2)
})

test('beds of the whole prefecture by kind and place', async () => {
  await db.sql`insert into places (id, centre_id, prefecture_id, kind, name, created_at) values
    ('00000000-0000-7000-8000-00000000aaaa', ${organisationOf('aoba').id}, ${organisationOf('prefecture').id}, 'hotel', '架空ホテル', ${testNow})`
  await db.sql`insert into place_capacities (id, place_id, beds, from_on, set_at, reason)
    values (gen_random_uuid(), '00000000-0000-7000-8000-00000000aaaa', 40, '2022-07-01', ${testNow}, 'x')`
  expect((await app.get('/prefecture/places', await officer())).text).toMatch(/架空ホテル[\s\S]*0 \/ 40|0 \/ 40[\s\S]*架空ホテル/)
  expect((await app.get('/prefecture/places', await as('officer@neighbour'))).text).not.toContain('架空ホテル')
})

test('who belongs to no known municipality: the prefecture names the centre, the present one observes until it accepts', async () => {
  const empty = await settle(caseId, '', '')
  expect([empty.status, empty.text.includes('担当保健所を選んでください'), empty.text.includes('理由を入力してください')]).toEqual([
    422,
    true,
    true,
  ])
  expect((await settle(caseId, 'minato', '隣県', 'officer@neighbour')).status).toBe(404)
  expect((await settle(caseId, 'minato')).status).toBe(303)
  expect(await ownerOf(caseId)).toBe(organisationOf('aoba').id)
  expect(await openItems(caseId)).toEqual(['hand-over-waiting'])
  expect((await settle(caseId, 'yamate')).text).toContain('すでに決まっています')
})

test('the centre refuses: the case is unsettled again; it accepts: it owns it', async () => {
  const decide = async (verb: string) => {
    const [asked] = await db.sql<{ id: string }[]>`select id from hand_overs where case_id = ${caseId} and state = 'pending'`
    return app.post(`/centre/hand-overs/${asked!.id}/${verb}`, { note: '管轄外' }, await as('nurse@minato'))
  }
  expect((await decide('refuse')).status).toBe(303)
  expect(await openItems(caseId)).toEqual(['owner-to-settle'])
  await settle(caseId, 'minato')
  expect((await decide('accept')).status).toBe(303)
  expect([await ownerOf(caseId), await openItems(caseId)]).toEqual([organisationOf('minato').id, []])
})

test('the present owner is the right one: the item is closed by the officer, nothing moves', async () => {
  expect((await settle(otherId, 'aoba', '所在地を確認した')).status).toBe(303)
  expect([await ownerOf(otherId), await openItems(otherId)]).toEqual([organisationOf('aoba').id, []])
  const [item] =
    await db.sql`select outcome, closed_by is not null as is_named from attention_items where case_id = ${otherId} and kind = 'owner-to-settle'`
  expect(item).toEqual({ outcome: 'accepted-here', isNamed: true })
})
