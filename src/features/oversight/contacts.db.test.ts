import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf, staff } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'

let db: TestDatabase
let app: TestApp
const ids: Record<string, string> = {}

/** In each of two centres one contact is observed; aoba has ended another's observation, and knows the infected person. */
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  const by = staff.find(({ loginId }) => loginId === 'nurse@aoba')!.id
  const [index] = (await makeFamily(db.sql, { now: testNow, names: [['架空', '感染']] })).people
  for (const [centre, names] of [
    ['aoba', ['青子', '終子']],
    ['minato', ['港子']],
  ] as const) {
    const { people } = await makeFamily(db.sql, { now: testNow, centre, names: names.map((name) => ['架空接触', name]) })
    for (const [n, { caseId }] of people.entries()) {
      ids[names[n]!] = caseId
      await db.sql`update cases set kind = 'close-contact', state = 'contact' where id = ${caseId}`
      await db.sql`update watches set kind = 'close-contact' where case_id = ${caseId}`
      await db.sql`insert into contacts (id, case_id, index_case_id, last_contact_on, relation, household, entered_at, entered_by, centre_id)
        values (${randomUUID()}, ${caseId}, ${index!.caseId}, '2022-07-19', 'household', true, ${testNow}, ${by}, ${organisationOf(centre).id})`
    }
  }
  ids.index = index!.caseId
  await db.sql`update watches set state = 'ended', end_kind = 'release', ended_at = ${testNow}, ended_by = ${by} where case_id = ${ids.終子!}`
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const list = async (who: string, query = '') => (await app.get(`/prefecture/contacts${query}`, await app.signedInAs(who))).text
const named = (page: string) => ['青子', '終子', '港子'].filter((name) => page.includes(name))

test('a prefecture reads the contacts of each of its centres, observed and ended; nothing is there to press', async () => {
  const first = await list('officer@prefecture')
  expect(named(first)).toEqual(['青子'])
  expect(first).toContain(`<a href="/prefecture/cases/${ids.青子}"`)
  expect(first).toContain(`<a href="/prefecture/cases/${ids.index}"`)
  expect(
    [...first.matchAll(/<form[^>]*method="post"[^>]*action="([^"]*)"|<form[^>]*action="([^"]*)"[^>]*method="post"/g)].map(
      (m) => m[1] ?? m[2],
    ),
  ).toEqual(['/staff/sign-out'])
  expect(named(await list('officer@prefecture', '?show=ended'))).toEqual(['終子'])
  expect(named(await list('manager@prefecture', `?centre=${organisationOf('minato').id}`))).toEqual(['港子'])
  const opened = await app.get(`/prefecture/cases/${ids.青子}`, await app.signedInAs('officer@prefecture'))
  expect([opened.status, opened.text.includes('青子')]).toEqual([200, true])
})

test('another prefecture reads none of them, whatever centre it asks for; each look is audited with whom it showed', async () => {
  for (const query of ['', `?centre=${organisationOf('aoba').id}`, '?show=ended'])
    expect(named(await list('officer@neighbour', query))).toEqual([])
  // A prefecture without centres has a page too.
  expect((await app.get('/prefecture/contacts', await app.signedInAs('officer@neighbour'))).status).toBe(200)
  for (const after of ['x', '2022-07-01_x', `abc_${ids.青子}`])
    expect(named(await list('officer@prefecture', `?after=${after}`))).toEqual(['青子'])
  expect(await list('officer@prefecture', `?after=2022-07-29_ffffffff-ffff-4fff-bfff-ffffffffffff`)).toContain(
    'この先に該当する方はいません',
  )
  const [row] = await db.sql<{ caseIds: string[] }[]>`
    select case_ids from audits where action = 'oversight.contacts' and org_id = ${organisationOf('prefecture').id} order by at, id limit 1`
  expect(row!.caseIds).toContain(ids.青子)
})
