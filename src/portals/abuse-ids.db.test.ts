import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../db/seed/organisations.ts'
import { type Session, type TestApp, testApp, testNow } from '../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../tools/test-database.ts'
import { fill } from '../../tools/test-routes.ts'
import { type TestWorld, testWorld } from '../../tools/test-world.ts'
import type { Route } from '../platform/http/route.server.ts'
import { cookieNames, hashToken } from '../platform/http/session.server.ts'
import { allRoutes } from './routes.server.ts'

// The addresses are one's own; what stands in the form belongs to somebody else. Every form of the authorities, with every ID of the world in it.

let db: TestDatabase
let app: TestApp
let world: TestWorld
let routes: Route[]
let own: TestWorld
let hersysId: string

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  world = await testWorld(db, app)
  routes = allRoutes({ settings: app.settings, sql: db.web, clock: app.clock, outage: app.outage })
  const minato = organisationOf('minato').id
  const [mine] = await db.sql<{ id: string }[]>`select case_id as id from watches where owner_centre_id = ${minato} limit 1`
  const [account] = await db.sql<{ id: string }[]>`select id from staff_accounts where login_id = 'clerk@minato'`
  own = { ...world, caseId: mine!.id, accountId: account!.id }
  hersysId = (await db.sql<{ hersysId: string }[]>`select hersys_id from cases where id = ${world.caseId}`)[0]!.hersysId
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

/** Every row of every table in which one of these IDs stands, except what notes the attempt itself. */
async function rowsOf(ids: string[]): Promise<Record<string, string>> {
  const tables = await db.sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
       and relname not in ('audits', 'throttles', 'sessions', 'schema_migrations') order by 1`
  const found: Record<string, string> = {}
  for (const { name } of tables) {
    const [row] = await db.sql.unsafe(
      `select coalesce(string_agg(t::text, '|' order by t::text), '') as text from ${name} t where t::text ~ $1`,
      [ids.join('|')],
    )
    found[name] = row!.text
  }
  return found
}

/** Names under which forms of ours carry IDs, each with somebody else's. */
function foreign(): Record<string, string | string[]> {
  const { caseId, itemId, handOverId, placeId, faxId, callId, pairId, mergeId, doctorId, keyId, accountId, registrationId, reportId } =
    world
  const cases = Object.fromEntries(
    ['case', 'cases', 'caseId', 'id', 'ids', 'other', 'with', 'infected', 'contact', 'survivor', 'absorbed', 'keep'].map((name) => [
      name,
      caseId,
    ]),
  )
  return {
    ...cases,
    item: itemId,
    items: itemId,
    handOver: handOverId,
    place: placeId,
    placeId,
    fax: faxId,
    call: callId,
    pair: pairId,
    merge: mergeId,
    doctor: doctorId,
    key: keyId,
    account: accountId,
    accountId,
    registration: registrationId,
    report: reportId,
    entry: world.recordId,
    hersysId,
    loginId: 'nurse@aoba',
    orgId: organisationOf('aoba').id,
    institution: organisationOf('aoba-clinic').id,
    institutionId: organisationOf('aoba-clinic').id,
    centre: organisationOf('aoba').id,
    to: organisationOf('minato').id,
    reason: '転居',
    note: '記録',
    sure: 'yes',
    role: 'clerk',
    checked: ['in-person', 'org-name', 'callback'],
    decision: 'accepted',
    outcome: 'other',
    answer: 'same-person',
    verdict: 'same-case',
    thing: 'case',
  }
}

const attack = async (session: Session, prefix: RegExp, things: TestWorld) => {
  const wrong: string[] = []
  const ids = [world.caseId, world.itemId, world.faxId, world.placeId, world.callId, world.handOverId]
  let before = await rowsOf(ids)
  for (const action of ['items-take', 'confirm', 'release', 'hand-over-ask', 'hand-over-accept', 'plan', 'message', '']) {
    for (const route of routes.filter(({ method, url }) => method === 'POST' && prefix.test(url))) {
      // The table of bulk actions alone has many kinds behind one address.
      if (action !== '' && route.url !== '/centre/selection') continue
      const answer = await app.post(fill(route.url, things), { ...foreign(), action }, session)
      if (answer.status >= 500) wrong.push(`${route.url}: ${answer.status}`)
      for (const secret of world.secrets.filter((one) => one !== hersysId))
        if (answer.text.includes(secret)) wrong.push(`${route.url} ${action} shows ${world.secrets.indexOf(secret)}`)
      const after = await rowsOf(ids)
      for (const [table, text] of Object.entries(after)) if (before[table] !== text) wrong.push(`${route.url} ${action} changes ${table}`)
      before = after
    }
  }
  return wrong
}

test('a manager of another centre changes and sees nothing of a case by naming it in a form', async () => {
  expect(await attack(await app.signedInAs('manager@minato'), /^\/centre(\/|$)/, own)).toEqual([])
}, 120_000)

test('nor does a nurse, a prefecture next door, the ministry, the helpdesk', async () => {
  const wrong = [
    ...(await attack(await app.signedInAs('manager@neighbour'), /^\/prefecture(\/|$)/, own)),
    ...(await attack(await app.signedInAs('analyst@ministry'), /^\/ministry(\/|$)/, own)),
    ...(await attack(await app.signedInAs('doctor@minato-clinic'), /^\/institution(\/|$)/, own)),
  ]
  expect(wrong).toEqual([])
}, 120_000)

test('a colleague stops a bulk action, and neither starts nor changes one in another’s name, whatever the application above asks for', async () => {
  const clerk = await app.signedInAs('clerk@aoba')
  const tried = (set: string) =>
    db.web.begin(async (sql) => {
      await sql`select set_config('app.session', ${hashToken(clerk.cookies.get(cookieNames.staff)!)}, true), set_config('app.now', ${testNow.toISOString()}, true)`
      return (await sql.unsafe(`update bulk_jobs set ${set} where id = '${world.bulkId}'`)).count
    })
  await db.sql`update bulk_jobs set state = 'running', started_at = ${testNow}, finished_at = null where id = ${world.bulkId}`
  for (const set of [`params = '{"reason": "x"}'`, `state = 'running', started_at = '2022-07-20'`])
    await expect(tried(set), set).rejects.toMatchObject({ code: '42501' })
  expect(await tried(`state = 'stopped', finished_at = '2022-07-20', stopped_by = (select account_id from session_context())`)).toBe(1)
})

test('webhooks of the telephone refuse whoever does not sign', async () => {
  const before = await rowsOf([world.caseId, world.callId])
  const hooks = routes.filter(({ method, url }) => method === 'POST' && /^\/(voice|sms)\//.test(url))
  expect(hooks.length).toBeGreaterThan(0)
  const wrong: string[] = []
  for (const { url } of hooks) {
    const path = fill(url, world)
    const form = new URLSearchParams({
      CallSid: 'CAxxxxxxxx',
      From: '+819090000001',
      CallStatus: 'completed',
      Digits: hersysId,
      MessageSid: 'SMx',
      Body: 'STOP',
    })
    for (const headers of [{}, { 'x-twilio-signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }, { authorization: 'Basic eDp4' }] as Record<
      string,
      string
    >[]) {
      const answer = await fetch(app.url + path, { method: 'POST', body: form, headers })
      if (answer.status < 400) wrong.push(`${url} ${JSON.stringify(headers)}: ${answer.status}`)
    }
  }
  expect(wrong).toEqual([])
  expect(await rowsOf([world.caseId, world.callId])).toEqual(before)
}, 60_000)

test('the very same forms in the hands of the centre that owns the case do change it: the attempts above were real', async () => {
  expect((await attack(await app.signedInAs('manager@aoba'), /^\/centre\/(selection|drafts)/, world)).length).toBeGreaterThan(0)
}, 120_000)
