import { afterAll, beforeAll, expect, test } from 'vitest'
import { municipalities, organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { allRoutes } from '../../portals/routes.server.ts'
import { settleAnswers, settleFigures } from './jobs.server.ts'

let db: TestDatabase
let app: TestApp
const as = (who: string) => app.signedInAs(who)

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  const names = (n: number, what: string) => Array.from({ length: n }, (_, k): [string, string] => ['架空', `${what}${k}`])
  await makeFamily(db.sql, { now: testNow, centre: 'aoba', names: names(14, '青') })
  await makeFamily(db.sql, { now: testNow, centre: 'minato', names: names(24, '港') })
  await db.sql`update cases set sex = 'male', severity = 'mild', onset_on = '2022-07-18', diagnosed_on = '2022-07-20', municipality_code = ${municipalities[0].code}
    where given_name like '青%' and given_name not in ('青0', '青1')`
  await db.sql`update cases set sex = 'female' where given_name in ('港0', '港1', '港2', '港3')`
  await db.sql`update cases set sex = 'other' where given_name like '港1_' and given_name < '港17'`
  await settleFigures(db.worker)
  await settleAnswers(db.worker, testNow, 1)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const csv = async (who: string, base: string, figure: string, more = '') =>
  (await app.get(`${base}/statistics/file?figure=${figure}&as=csv${more}`, await as(who))).text

test('a centre sees its own figures, the prefecture all of its centres’ and each, the neighbour none', async () => {
  expect(await csv('nurse@aoba', '/centre', 'severity')).toContain('軽症,12\r\n')
  expect(await csv('nurse@aoba', '/centre', 'severity')).toContain('未記入,2\r\n')
  expect(await csv('nurse@minato', '/centre', 'severity')).toContain('未記入,24\r\n')
  expect(await csv('officer@prefecture', '/prefecture', 'severity')).toContain('未記入,26\r\n')
  expect(await csv('officer@prefecture', '/prefecture', 'severity', `&of=${organisationOf('minato').id}`)).toContain('未記入,24\r\n')
  expect(await csv('officer@neighbour', '/prefecture', 'severity')).toContain('未記入,0\r\n')
  expect(await csv('officer@neighbour', '/prefecture', 'severity', `&of=${organisationOf('minato').id}`)).toContain('未記入,0\r\n')
})

test('every figure stands on the page as a drawing and as a table, and can be taken along as CSV, Excel, PNG and SVG', async () => {
  const session = await as('nurse@aoba')
  const page = (await app.get('/centre/statistics', session)).text
  const ids = [...page.matchAll(/<section class="figure" id="([^"]+)"/g)].map(([, id]) => id!)
  expect(ids).toHaveLength(16)
  expect(page.match(/<svg /g)?.length).toBe(16)
  expect(page.match(/の表<\/caption>/g)?.length).toBe(16)
  for (const id of ids) {
    const svg = await app.get(`/centre/statistics/file?figure=${id}&as=svg`, session)
    expect([svg.status, svg.headers.get('content-type'), svg.text.startsWith('<?xml')], id).toEqual([200, 'image/svg+xml', true])
    expect(svg.text, id).not.toMatch(/style=|<script|NaN/)
  }
  const bytes = async (as: string) =>
    Buffer.from(
      await (
        await fetch(`${app.url}/centre/statistics/file?figure=map&as=${as}`, { headers: { cookie: app.cookieHeader(session) } })
      ).arrayBuffer(),
    )
  expect((await bytes('png')).subarray(1, 4).toString()).toBe('PNG')
  expect((await bytes('xlsx')).subarray(0, 2).toString()).toBe('PK')
})

test('the ministry sees prefectures and weeks; what is under ten is pooled, and no name, day or number of anybody is there (C2)', async () => {
  const session = await as('analyst@ministry')
  const page = (await app.get('/ministry', session)).text
  const cells = await csv('analyst@ministry', '/ministry', 'cells')
  expect(page).toContain('厚生労働省では、個別のHER-SYS情報を操作・修正できません。')
  expect(cells).not.toMatch(/,[1-9]\r\n/)
  expect(cells.trim().split('\r\n').slice(1)).toEqual([
    '架空県,2022-W29,未記入,30代,未記入,観察中,15',
    '架空県,2022-W29,男,30代,軽症,観察中,12',
    '架空県,2022-W29,非表示（10人未満）,,,,11',
  ])
  for (const secret of ['架空 青', '青0', '架空あおば保健所', municipalities[0].name]) expect(page, secret).not.toContain(secret)
  const total = await csv('analyst@ministry', '/ministry', 'reported')
  expect(total).toContain('2022-07-18,38\r\n')
})

test('every address of the ministry runs as the role that has no grant on a table with a person, case or account (C2)', async () => {
  const routes = allRoutes({ settings: app.settings, sql: db.web, clock: app.clock, outage: app.outage })
  const own = routes.filter(({ url }) => url.startsWith('/ministry'))
  expect(own.length).toBeGreaterThan(1)
  expect(own.filter(({ databaseRole }) => databaseRole !== 'hersys_ministry').map(({ url }) => url)).toEqual([])
  const columns = await db.sql<{ name: string }[]>`
    select c.relname || '.' || a.attname as name
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
       and has_column_privilege('hersys_ministry', c.oid, a.attnum, 'select, insert, update, references') order by 1`
  expect(columns.map(({ name }) => name)).toEqual([
    'daily_count_divisions.from_on',
    'daily_count_divisions.starts',
    'figures.day',
    'figures.key',
    'figures.kind',
    'figures.level',
    'figures.n',
    'figures.scope',
    'organisations.kind',
    'organisations.name',
    'organisations.prefecture_code',
  ])
  const functions = await db.sql<{ name: string }[]>`
    select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'public' and p.prosecdef and has_function_privilege('hersys_ministry', p.oid, 'execute')`
  expect(functions).toEqual([{ name: 'ministry_daily_counts' }])
  await expect(
    db.web.begin(async (tx) => {
      await tx`set local role hersys_ministry`
      return tx`select count(*) from cases`
    }),
  ).rejects.toThrow('permission denied')
})

test('as the ministry’s role the nation and the weeks of prefectures are all there is', async () => {
  const seen = await db.web.begin(async (tx) => {
    await tx`set local role hersys_ministry`
    return tx`select distinct level, case level when 'prefecture' then kind else 'any' end as kind from figures order by 1, 2`
  })
  expect([...seen]).toEqual([
    { level: 'nation', kind: 'any' },
    { level: 'prefecture', kind: 'cell' },
  ])
  expect(await db.web`select from figures`).toEqual([])
})
