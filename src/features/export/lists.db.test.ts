import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf, staff } from '../../../db/seed/organisations.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { type TestWorld, testWorld } from '../../../tools/test-world.ts'
import { exportOfPage } from '../../ui/export-links.ts'
import { menuFor } from '../../ui/menu.ts'
import { workExports } from './jobs.server.ts'
import type { ListOrg } from './lists/list.server.ts'
import { exportLists, listsOf } from './lists.server.ts'

let db: TestDatabase
let app: TestApp
let world: TestWorld
const job = () => ({ clock: app.clock, signal: new AbortController().signal })

/** testWorld has one of most things; what no door of it makes is written here. */
beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  world = await testWorld(db, app)
  const [aoba, hospital] = [organisationOf('aoba'), organisationOf('aoba-hospital').id]
  const by = staff.find(({ loginId }) => loginId === 'nurse@aoba')!.id
  const { caseId } = world
  const [contactId, person] = [randomUUID(), randomUUID()]
  await db.sql`insert into persons (id, created_at) values (${person}, ${testNow})`
  await db.sql`insert into cases (id, hersys_id, person_id, disease, kind, state, notified_centre_id, family_name, given_name, created_at, updated_at)
    values (${contactId}, '87654321', ${person}, 'covid-19', 'close-contact', 'contact', ${aoba.id}, '架空秘', '接子', ${testNow}, ${testNow})`
  await db.sql`insert into watches (case_id, kind, owner_centre_id, owner_prefecture_id, began_at, period_from, period_to, updated_at)
    values (${contactId}, 'close-contact', ${aoba.id}, ${aoba.parentId}, ${testNow}, '2022-07-20', '2022-07-27', ${testNow})`
  await db.sql`insert into contacts (id, case_id, index_case_id, last_contact_on, relation, household, entered_at, entered_by, centre_id)
    values (${randomUUID()}, ${contactId}, ${caseId}, '2022-07-19', 'household', true, ${testNow}, ${by}, ${aoba.id})`
  await db.sql`select raise_item(gen_random_uuid(), null, ${caseId}, '', 'sms-undeliverable', false, ${testNow}, '{}', ${testNow})`
  // Once offered to minato, which refused: the row stays, the name does not.
  await db.sql`insert into hand_overs (id, case_id, from_centre_id, to_centre_id, state, reason, asked_at, asked_by, decided_at, decided_by)
    values (${randomUUID()}, ${caseId}, ${aoba.id}, ${organisationOf('minato').id}, 'refused', '架空の理由', ${testNow}, ${by}, ${testNow}, ${by})`
  await db.sql`insert into withdrawals (id, case_id, reason, asked_at, asked_by) values (${randomUUID()}, ${caseId}, '架空の理由', ${testNow}, ${by})`
  await db.sql`insert into likeness_decisions (id, case_id, other_case_id, decision, reason, reasons, decided_at, decided_by, org_id)
    select ${randomUUID()}, case_id, other_case_id, 'other-person', '架空の理由', '{name}', ${testNow}, ${by}, ${aoba.id} from likeness_candidates where id = ${world.pairId}`
  await db.sql`insert into unusual_accesses (id, kind, actor_id, org_id, heard_by, hour, n, found_at)
    values (${randomUUID()}, 'night', ${by}, ${aoba.id}, ${aoba.id}, ${testNow}, 640, ${testNow})`
  await db.sql`insert into daily_counts (id, institution_id, centre_id, on_day, source, counts, total, entered_at, entered_by, changed_at, changed_by)
    values (${randomUUID()}, ${organisationOf('aoba-clinic').id}, ${aoba.id}, '2022-09-26', 'centre', '{"20": 3}', 3, ${testNow}, ${by}, ${testNow}, ${by})`
  await db.sql`insert into case_records (id, entry_id, case_id, tab, revision, form_version, answers, author_kind, author_id, org_id, recorded_at)
    select id, id, ${caseId}, 'medical', 1, 'covid-19.medical/1', ${db.sql.json({ care: 'inpatient', hospital: { id: hospital }, fromOn: '2022-07-20', ward: '3西' })}, 'staff', ${by}, ${aoba.id}, ${testNow}
      from (select gen_random_uuid() as id) x`
  await db.sql`insert into treatments (id, case_id, institution_id, from_on, named_at, named_by, named_org)
    values (${randomUUID()}, ${caseId}, ${hospital}, '2022-07-19', ${testNow}, ${by}, ${aoba.id}) on conflict do nothing`
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const orgOf = (who: string) => organisationOf(who.split('@')[1]!)
const actorOf = (who: string) => ({
  orgKind: orgOf(who).kind,
  institutionKind: orgOf(who).institutionKind ?? null,
  role: who.split('@')[0]!,
})

/** Orders every list that is offered, all columns, and fetches each: rows, text, and the cases that the audit names. */
async function takenBy(who: string) {
  const session = await app.signedInAs(who)
  const base = `/${orgOf(who).kind}`
  for (const [list, { columns }] of listsOf(actorOf(who))) {
    app.advance(1000)
    const form = { list, column: Object.keys(columns), format: 'csv-utf8', reason: '架空の訓練' }
    expect((await app.post(`${base}/exports`, form, session)).status, list).toBe(303)
  }
  await workExports(db.worker, job())
  type Order = { id: string; list: string; state: string; rowsDone: number; unseen: number }
  const orders = await db.sql.begin(async (tx) => {
    await tx`select set_config('app.now', ${app.clock().toISOString()}, true)`
    return tx<Order[]>`
      select e.id, e.list, e.state, e.rows_done,
             (select count(*)::int from audits a, unnest(a.case_ids) c where a.action = 'export.rows' and a.detail ->> 'export' = e.id::text
                 and not may_see_case(c, row('staff', s.id, s.org_id, e.org_kind, s.role)::actor)) as unseen
        from exports e join staff_accounts s on s.id = e.account_id where s.login_id = ${who} order by e.ordered_at, e.id`
  })
  const texts = new Map<string, string>()
  for (const { id, list } of orders) texts.set(list, (await app.get(`${base}/exports/file?export=${id}`, session)).text)
  return { orders, texts }
}

const parties = [
  ['doctor@aoba-clinic', 8],
  ['manager@aoba-hospital', 9],
  ['nurse@aoba', 15],
  ['manager@aoba', 18],
  ['officer@prefecture', 11],
  ['manager@prefecture', 12],
  ['operator@operator', 4],
] as const

test.each(parties)(
  '%s takes along each of the %i lists offered: made whole, no case that row-level security would not show',
  async (who, n) => {
    const { orders, texts } = await takenBy(who)
    expect(orders.length).toBe(n)
    for (const { list, state, unseen } of orders) expect([list, state, unseen]).toEqual([list, 'done', 0])
    for (const [list, text] of texts) expect(text.startsWith(`${Object.values(exportLists[list]!.columns)[0]!.label}`), list).toBe(true)
    // There is one of everything, and those who have a part in it find it.
    const without: Record<string, string[]> = {
      'doctor@aoba-clinic': [],
      'manager@aoba-hospital': ['notifications', 'watch', 'inquiries', 'withdrawals', 'doctors', 'daily-counts'],
    }
    const empty = orders.filter(({ rowsDone }) => rowsDone === 0).map(({ list }) => list)
    expect(empty.filter((list) => !(without[who] ?? []).includes(list))).toEqual([])
  },
)

test.each(['manager@minato', 'officer@neighbour', 'doctor@minato-clinic'])(
  '%s, who has no part in it, finds nobody of it in any list',
  async (who) => {
    const { orders, texts } = await takenBy(who)
    expect(orders.length).toBeGreaterThan(7)
    for (const { list, state, unseen } of orders) expect([list, state, unseen]).toEqual([list, 'done', 0])
    for (const [list, text] of texts) for (const secret of world.secrets) expect(text.includes(secret), `${list}: ${secret}`).toBe(false)
    const cases = orders.filter(({ list }) => list in exportLists && exportLists[list]!.columns.hersysId)
    expect(
      cases
        .filter(({ list, rowsDone }) => rowsDone > 0 && !['watch', 'notifications', 'registered', 'hand-overs'].includes(list))
        .map(({ list }) => list),
    ).toEqual([])
  },
)

test('accounts and audit in a file are those of the page: a manager’s own house and its institutions, an operator’s authorities and managers', async () => {
  const ofManager = await takenBy('manager@minato')
  const accounts = ofManager.texts.get('accounts')!
  for (const login of ['nurse@minato', 'doctor@minato-clinic']) expect(accounts).toContain(login)
  for (const login of ['nurse@aoba', 'officer@prefecture']) expect(accounts).not.toContain(login)
  const rows = ofManager.texts.get('audit')!.trim().split('\r\n').slice(1)
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.filter((row) => !row.includes('架空みなと保健所'))).toEqual([])
  const ofOperator = (await takenBy('operator@operator')).texts.get('accounts')!
  for (const login of ['manager@aoba', 'helpdesk@helpdesk', 'officer@prefecture']) expect(ofOperator).toContain(login)
  for (const login of ['nurse@aoba', 'doctor@aoba-clinic']) expect(ofOperator).not.toContain(login)
})

test('a list that is not offered opens no form and takes no order, also for who once had it', async () => {
  const nurse = await app.signedInAs('nurse@minato')
  for (const list of ['audit', 'accounts', 'alerts', 'tests', 'toString', '']) {
    expect((await app.get(`/centre/exports/new?list=${list}`, nurse)).location, list).toBe('/centre/exports')
    const before = await db.sql`select id from exports`
    expect((await app.post('/centre/exports', { list, column: ['at'], format: 'xlsx', reason: 'x' }, nurse)).location).toBe(
      '/centre/exports',
    )
    expect((await db.sql`select id from exports`).length).toBe(before.length)
  }
  const manager = await app.signedInAs('manager@yamate')
  app.advance(1000)
  const order = () => app.post('/centre/exports', { list: 'audit', column: ['at'], format: 'csv-utf8', reason: '架空の訓練' }, manager)
  const newest = async () => (await db.sql`select id, state from exports order by ordered_at desc, id desc limit 1`)[0]!
  await order()
  await workExports(db.worker, job())
  const { id } = await newest()
  expect((await app.get(`/centre/exports/file?export=${id}`, manager)).status).toBe(200)
  app.advance(1000)
  await order()
  await db.sql`update staff_accounts set role = 'nurse' where login_id = 'manager@yamate'`
  await workExports(db.worker, job())
  expect((await newest()).state).toBe('failed')
  expect((await app.get(`/centre/exports/file?export=${id}`, manager)).status).toBe(303)
})

test('each page of a list has its link, to a form that opens; every list has columns, and a page or none by decision', async () => {
  const who: Record<string, string> = {
    institution: 'manager@aoba-hospital',
    centre: 'manager@aoba',
    prefecture: 'manager@prefecture',
    operator: 'operator@operator',
  }
  for (const [page, list] of Object.entries(exportOfPage)) {
    const org = page.split('/')[1]!
    const session = await app.signedInAs(who[org]!)
    const href = `/${org}/exports/new?list=${list}`
    expect((await app.get(page, session)).text, page).toContain(`<a href="${href}">この一覧を出力</a>`)
    expect((await app.get(href, session)).text, href).toContain(`書き出し：${exportLists[list]!.label}`)
    const items = menuFor({ orgKind: org, institutionKind: 'inpatient', role: 'manager' }).flatMap((group) => group.items)
    expect(
      items.some(({ href: at }) => at === `/${org}/exports`),
      page,
    ).toBe(true)
  }
  const linked = new Set(Object.entries(exportOfPage).map(([page, list]) => `${page.split('/')[1]}: ${list}`))
  const unlinked = Object.entries(exportLists).flatMap(([name, { who: takers, columns, label }]) => {
    expect([name, Object.keys(columns).length > 2, label !== '']).toEqual([name, true, true])
    return (Object.keys(takers) as ListOrg[]).map((org) => `${org}: ${name}`).filter((each) => !linked.has(each))
  })
  // Their rows stand on other pages: of the case, of the day, of the audit.
  expect(unlinked.sort()).toEqual(
    [
      'centre: registered',
      'prefecture: notifications',
      'prefecture: hand-overs',
      ...['institution', 'centre', 'prefecture'].flatMap((org) => [`${org}: inquiries`, `${org}: withdrawals`]),
      ...['centre', 'prefecture', 'operator'].map((org) => `${org}: unusual`),
    ].sort(),
  )
})
