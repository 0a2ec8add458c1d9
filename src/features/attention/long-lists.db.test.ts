import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'

let db: TestDatabase
let app: TestApp
const aoba = organisationOf('aoba').id
const minato = organisationOf('minato').id
const minutes = (count: number) => new Date(testNow.getTime() + count * 60_000)
/** So many items without a case, one minute after the other from `first` on. Their ids, the oldest first. */
async function raise(centreId: string, kind: string, urgent: boolean, many: number, first: Date): Promise<string[]> {
  const rows = await db.sql<{ id: string }[]>`
    insert into attention_items (id, centre_id, subject, kind, urgent, raised_at, latest_at, due_at)
    select gen_random_uuid(), ${centreId}, 'n' || n, ${kind}, ${urgent}, at, at, at
      from generate_series(0, ${many - 1}::int) n cross join lateral (select ${first}::timestamptz + n * interval '1 minute' as at) t returning id`
  return rows.map(({ id }) => id)
}
const shown = (html: string) => [...html.matchAll(/data-item="([0-9a-f-]{36})"/g)].map(([, id]) => id!)
const nextOf = (html: string) => html.match(/href="([^"]+)">次の50件/)?.[1]?.replaceAll('&amp;', '&')

let red: string[]
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  await db.sql`update attention_items set closed_at = raised_at, closed_by = (select id from staff_accounts limit 1), outcome = 'other' where closed_at is null`
  // 570 red items from two hours before until then: more than any page holds
  red = await raise(aoba, 'red-flag', true, 570, minutes(-1000))
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

test('a centre with hundreds of red items: all are counted, the first fifty stand on the page, every other one behind it, none twice', async () => {
  const nurse = await app.signedInAs('nurse@aoba')
  const first = await app.get('/centre', nurse)
  expect(first.text).toContain('緊急の570件すべてを表示')
  expect(first.text).toContain('未確認 570件')
  expect(shown(first.text.split('id="routine-title"')[0]!)).toEqual(red.slice(0, 50))
  const seen: string[] = []
  let pages = 0
  for (let address: string | undefined = '/centre/urgent'; address; pages++) {
    const page = await app.get(address, nurse)
    seen.push(...shown(page.text))
    address = nextOf(page.text)
  }
  expect(pages).toBe(12)
  expect(seen).toEqual(red)
})

test('whoever confirms one on a later page comes back to that page, where it stands behind those nobody has confirmed', async () => {
  const nurse = await app.signedInAs('nurse@aoba')
  const second = nextOf((await app.get('/centre/urgent', nurse)).text)!
  const page = (await app.get(second, nurse)).text
  const [id] = shown(page)
  const card = page.split(`data-item="${id}"`)[1]!.split('</li>')[0]!
  const [seen, back] = ['seen', 'back'].map((name) =>
    card.match(new RegExp(`name="${name}" value="([^"]+)"`))![1]!.replaceAll('&amp;', '&'),
  )
  const answer = await app.post(`/centre/items/${id}/acknowledge`, { seen: seen!, back: back! }, nurse)
  expect([answer.status, answer.location]).toEqual([303, second])
  expect(shown((await app.get(second, nurse)).text)).not.toContain(id)
  expect((await app.get('/centre', nurse)).text).toContain('未確認 569件')
  await db.sql`update attention_items set acknowledged_at = null, acknowledged_by = null where id = ${id!}`
})

test('however much is red, the prefecture sees whose owner is to settle, and how much is red in which centre', async () => {
  const [toSettle] = await raise(minato, 'owner-to-settle', false, 1, minutes(-1))
  const late = await raise(minato, 'red-flag', true, 2, minutes(-41))
  const officer = await app.signedInAs('officer@prefecture')
  const page = (await app.get('/prefecture', officer)).text
  expect(shown(page)).toEqual([...red.slice(0, 20), toSettle])
  // 40 minutes before now the last of them began to wait; those of minato 41 and 40 minutes ago
  expect(page).toContain('572件すべてを表示')
  expect(page).toMatch(new RegExp(`centre=${minato}[^<]*>[^<]*<span class="count">2</span>`))
  const [ofAll, ofMinato] = await Promise.all([
    app.get('/prefecture/urgent', officer),
    app.get(`/prefecture/urgent?centre=${minato}`, officer),
  ])
  expect(shown(ofAll.text)).toEqual(red.slice(0, 50))
  expect(shown(ofMinato.text)).toEqual(late)
  expect(shown((await app.get('/prefecture/to-settle', officer)).text)).toEqual([toSettle])
})

test('an item comes up to the prefecture at the minute the centre’s settings say, not before, and leaves when it is confirmed', async () => {
  const [id] = await raise(minato, 'call-identity', true, 1, testNow)
  /** As an officer sees it who signs in at that moment. */
  const seenAt = async (now: Date) => {
    app.setNow(now)
    return shown((await app.get(`/prefecture/urgent?centre=${minato}`, await app.signedInAs('officer@prefecture'))).text)
  }
  expect(await seenAt(new Date(minutes(40).getTime() - 1))).not.toContain(id)
  expect(await seenAt(minutes(40))).toContain(id)
  await db.sql`update attention_items set acknowledged_at = ${testNow}, acknowledged_by = (select id from staff_accounts limit 1) where id = ${id!}`
  expect(await seenAt(minutes(40))).not.toContain(id)
  app.setNow(testNow)
})

test('a hand-over that is late where it comes from stands with the prefecture, however many older ones elsewhere are not yet late', async () => {
  await db.sql`update organisations set settings = settings || '{"handOverHours": 48}' where id = ${aoba}`
  const [by] = await db.sql<{ id: string }[]>`select id from staff_accounts limit 1`
  // 201 asked for by aoba three hours ago, one by minato exactly two hours ago, one a millisecond after
  await db.sql`
    with made as (insert into persons (id, created_at) select gen_random_uuid(), ${testNow} from generate_series(1, 203) returning id),
         sick as (insert into cases (id, hersys_id, person_id, disease, notified_centre_id, responsible_centre_id, family_name, given_name, created_at, updated_at)
                  select id, (20000000 + row_number() over ())::text, id, 'covid-19', ${aoba}, ${aoba}, '架空', '移' || row_number() over (), ${testNow}, ${testNow} from made
                  returning id, hersys_id::int - 20000000 as n)
    insert into hand_overs (id, case_id, from_centre_id, to_centre_id, state, reason, asked_at, asked_by)
    select gen_random_uuid(), id, case when n > 201 then ${minato}::uuid else ${aoba}::uuid end, case when n > 201 then ${aoba}::uuid else ${minato}::uuid end, 'pending', '架空の理由',
           case n when 202 then ${minutes(-120)}::timestamptz when 203 then ${new Date(minutes(-120).getTime() + 1)} else ${minutes(-180)} end, ${by!.id} from sick`
  const page = (await app.get('/prefecture', await app.signedInAs('officer@prefecture'))).text
  expect(page).toMatch(/受け入れが遅れている移管 <span class="count">1件/)
  expect(page.split('受け入れが遅れている移管')[1]).toMatch(/架空みなと保健所 → 架空あおば保健所・7\/20\(水\) 08:00から <strong>2時間</)
})

test('a centre of another prefecture, and an address that is none, show nothing of others', async () => {
  const officer = await app.signedInAs('officer@prefecture')
  const [foreign] = await db.sql<
    { id: string }[]
  >`select id from organisations where kind = 'centre' and parent_id is distinct from (select parent_id from organisations where id = ${aoba}) limit 1`
  const elsewhere = await app.get(`/prefecture/urgent?centre=${foreign?.id ?? organisationOf('prefecture').id}`, officer)
  expect([elsewhere.status, shown(elsewhere.text)]).toEqual([200, []])
  const odd = await app.get('/prefecture/urgent?after=bm9uZQ&centre=%27', officer)
  expect([odd.status, shown(odd.text).length]).toEqual([200, 50])
})
