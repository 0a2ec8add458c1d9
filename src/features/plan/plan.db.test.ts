import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { bulkKinds } from '../../portals/bulk-kinds.server.ts'
import { workBulk } from '../bulk-action/work.server.ts'
import { followPlans } from './jobs.server.ts'

let db: TestDatabase
let app: TestApp
let nurse: Session
beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
  nurse = await app.signedInAs('nurse@aoba')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Wish = { phone?: string | null; birthOn?: string | null; risk?: string[] | null; registered?: boolean; centre?: string }
let serial = 0
/** A case under observation with an account, unless `registered` is false. */
async function patient({
  phone = `0901111${String(++serial).padStart(4, '0')}`,
  birthOn = '1990-07-28',
  risk = null,
  registered = true,
  centre = 'aoba',
}: Wish = {}) {
  const family = await makeFamily(db.sql, { now: testNow, centre })
  const { caseId } = family.people[0]!
  await db.sql`update cases set phone = ${phone}, birth_on = ${birthOn}, risk_factors = ${risk} where id = ${caseId}`
  if (!registered) await db.sql`update registrations set ended_at = ${testNow} where case_id = ${caseId}`
  return caseId
}
const plan = (caseId: string, form: Record<string, string | string[]>, session = nurse) =>
  app.post(`/centre/cases/${caseId}/plan`, form, session)
const planOf = async (caseId: string) =>
  (
    await db.sql`select channels, call_phone, call_times, reason, rule_id, set_by from observation_plans where case_id = ${caseId} and superseded_at is null`
  )[0]
const items = async (caseId: string) =>
  (
    await db.sql`select answered_at is not null as answered from attention_items where case_id = ${caseId} and kind = 'no-channel' and closed_at is null`
  ).map(({ answered }) => answered)
const page = async (caseId: string) => (await app.get(`/centre/cases/${caseId}/plan`, nurse)).text
const log = { error: console.error, warn: () => {} }
const work = async () => {
  await workBulk(db.worker, bulkKinds(app.settings), { clock: app.clock, signal: new AbortController().signal, log })
  await followPlans(db.worker, app.clock())
}

test('C34 C35 the centre sets how a patient is observed, with number, times, language and reason; the calls follow; who, when and why stay', async () => {
  const caseId = await patient()
  expect(await page(caseId)).toContain('まだ決めていません')
  const wrong = await plan(caseId, { channel: ['automatic-call'], phone: '12', time: ['', ''], language: 'xx' })
  expect(wrong.status).toBe(422)
  for (const fault of [
    'かけられる電話番号を入力してください',
    '自動架電の時刻を1つ以上選んでください',
    'この方法にする理由を入力してください',
  ])
    expect(wrong.text).toContain(fault)
  expect(wrong.text).toContain('value="12"')
  const form = {
    channel: ['automatic-call', 'web'],
    phone: '03-1234-5678',
    time: ['14:00', '09:00', '', ''],
    language: 'en',
    reason: '電話を希望',
  }
  expect((await plan(caseId, form)).status).toBe(303)
  expect(await planOf(caseId)).toMatchObject({
    channels: ['automatic-call', 'web'],
    callPhone: '0312345678',
    callTimes: ['09:00', '14:00'],
  })
  const calls = () => db.sql`select phone, language, times, ended_at from call_plans where case_id = ${caseId} and ended_at is null`
  expect(await calls()).toMatchObject([{ phone: '0312345678', language: 'en', times: ['09:00', '14:00'] }])
  expect((await plan(caseId, { channel: 'web', reason: '本人の希望' })).status).toBe(303)
  expect(await calls()).toEqual([])
  const shown = await page(caseId)
  for (const word of ['電話を希望', '本人の希望', '自動架電 09:00、14:00']) expect(shown).toContain(word)
  expect((await plan(caseId, { channel: 'web', reason: '本人の希望' })).location).toContain('done=same')
})

test('calls agreed upon on their own page are part of the plan: shown, kept with their days, and no rule ends them', async () => {
  const caseId = await patient()
  await db.sql`insert into call_plans (id, case_id, phone, language, times, days, set_at, next_at)
    values (gen_random_uuid(), ${caseId}, '0366667777', 'ko', '{11:00}', '{1,3}', ${testNow}, ${new Date(testNow.getTime() + 3_600_000)})`
  const shown = await page(caseId)
  expect(shown).toMatch(/value="automatic-call" checked/)
  expect(shown).toContain('value="0366667777"')
  await followPlans(db.worker, testNow)
  expect(await db.sql`select from call_plans where case_id = ${caseId} and ended_at is null`).toHaveLength(1)
  await plan(caseId, { channel: ['automatic-call'], phone: '0366667777', time: '12:00', language: 'ko', reason: '昼に' })
  expect(await db.sql`select times, days from call_plans where case_id = ${caseId} and ended_at is null`).toEqual([
    { times: ['12:00'], days: [1, 3] },
  ])
})

test('C37 one number, one patient: the second is refused in so many words and nothing of the plan changes', async () => {
  const [first, second] = [await patient(), await patient()]
  const form = { channel: 'automatic-call', phone: '0311112222', time: '09:00', language: 'ja', reason: '固定電話のみ' }
  expect((await plan(first, form)).status).toBe(303)
  const refused = await plan(second, form)
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('1人につき1つの電話番号が必要です')
  expect(await planOf(second)).toBeUndefined()
})

test('a plan that leaves no live channel opens an item at once; a live one answers it; facts that change are looked at again', async () => {
  const caseId = await patient({ phone: '0312340000', birthOn: null, registered: false })
  await plan(caseId, { channel: ['web', 'inbound-call'], reason: 'やってみる' })
  expect(await items(caseId)).toEqual([false])
  const shown = await page(caseId)
  for (const word of ['連絡手段がありません', '生年月日が未記入のため']) expect(shown).toContain(word)
  await db.sql`update cases set birth_on = '1980-01-01' where id = ${caseId}`
  await followPlans(db.worker, testNow)
  expect(await items(caseId)).toEqual([true])
  await db.sql`update cases set birth_on = null where id = ${caseId}`
  await followPlans(db.worker, testNow)
  expect(await items(caseId)).toEqual([false])
  await plan(caseId, { channel: 'staff-call', reason: '電話する' })
  expect(await items(caseId)).toEqual([true])
  await plan(caseId, { reason: '方法なし' })
  expect(await items(caseId)).toEqual([false])
})

test('a number that takes no SMS, a registration that ends, calls that end: each may take the last channel', async () => {
  const texted = await patient({ registered: false, phone: '09099990001' })
  const registered = await patient({ phone: null })
  const called = await patient({ phone: null, registered: false })
  for (const caseId of [texted, registered]) await plan(caseId, { channel: 'web', reason: '若い' })
  await plan(called, { channel: 'automatic-call', phone: '0399998888', time: '09:00', language: 'ja', reason: '電話' })
  await followPlans(db.worker, testNow)
  for (const caseId of [texted, registered, called]) expect(await items(caseId)).toEqual([])
  await db.sql`insert into phone_facts (id, phone, fact, since, latest_at, by_what) values (gen_random_uuid(), '09099990001', 'not-mobile', ${testNow}, ${testNow}, '30006')`
  await db.sql`update registrations set ended_at = ${testNow} where case_id = ${registered}`
  await db.sql`update call_plans set ended_at = ${testNow}, ended_why = 'by-centre' where case_id = ${called}`
  await followPlans(db.worker, testNow)
  for (const caseId of [texted, registered, called]) expect(await items(caseId)).toEqual([false])
})

test('another centre, and a case no longer observed, set no plan', async () => {
  const [theirs, ended] = [await patient({ centre: 'minato' }), await patient()]
  expect((await plan(theirs, { channel: 'web', reason: '越権' })).status).toBe(404)
  const [staff] = await db.sql`select id from staff_accounts limit 1`
  await db.sql`update watches set state = 'ended', ended_at = ${testNow}, ended_by = ${staff!.id}, end_kind = 'release' where case_id = ${ended}`
  expect((await plan(ended, { channel: 'web', reason: '終了後' })).status).toBe(403)
  expect(await planOf(ended)).toBeUndefined()
})

test('a selection gets its plan in one action, each in the name of who started it; a taken or absent number is said of that row alone', async () => {
  const [one, two, phoneless] = [
    await patient({ phone: '0355550001' }),
    await patient({ phone: '0355550001' }),
    await patient({ phone: null }),
  ]
  const chosen = await app.post('/centre/selection', { action: 'plan', case: [one, two, phoneless], back: '/centre/watch-list' }, nurse)
  expect((await app.get(chosen.location, nurse)).text).toContain('方法（いくつでも）')
  const blank = await app.post(`${chosen.location}/start`, { channel: 'automatic-call' }, nurse)
  expect(blank.status).toBe(422)
  expect(blank.text).toMatch(/value="automatic-call" checked/)
  await app.post(`${chosen.location}/start`, { channel: ['automatic-call'], time: '10:00', reason: '一斉に' }, nurse)
  await work()
  const done = (await Promise.all([one, two].map(planOf))).filter(Boolean)
  expect(done).toMatchObject([{ channels: ['automatic-call'], callPhone: '0355550001', reason: '一斉に' }])
  expect(await planOf(phoneless)).toBeUndefined()
  const shown = (await app.get(chosen.location, nurse)).text
  expect(shown).toContain('ほかの療養者の自動架電に使われている電話番号')
  expect(shown).toContain('自動架電をかけられる電話番号がありません')
})

test('a saved rule: preview, first match wins, blank is not “no”, applied when the observation begins and on demand; a hand’s plan stays', async () => {
  const manager = await app.signedInAs('nurse@yamate')
  const mine = (wish: Wish) => patient({ ...wish, centre: 'yamate' })
  const young = await mine({ birthOn: '1980-01-01', risk: [] })
  const blank = await mine({ birthOn: '1980-01-01', risk: null })
  const old = await mine({ birthOn: '1950-01-01', risk: ['diabetes'] })
  const unborn = await mine({ birthOn: null, risk: [] })
  const byHand = await mine({ birthOn: '1985-01-01', risk: [] })
  await plan(byHand, { channel: 'staff-call', reason: '外国語のため' }, manager)
  await followPlans(db.worker, testNow)
  expect(await planOf(young)).toBeUndefined()
  const bad = await app.post('/centre/plan-rules', { name: '', ageFrom: '50', ageBelow: '40' }, manager)
  expect(bad.status).toBe(422)
  for (const fault of ['60文字以内の名前', '「未満」の年齢を', '方法を1つ以上']) expect(bad.text).toContain(fault)
  await app.post(
    '/centre/plan-rules',
    { name: '50歳未満でリスク因子なし: Webのみ', ageBelow: '５０', risk: 'none', channel: 'web' },
    manager,
  )
  await app.post('/centre/plan-rules', { name: '残り', channel: ['web', 'staff-call'] }, manager)
  const preview = (await app.get('/centre/plan-rules', manager)).text.replaceAll(/<[^>]*>/g, ' ')
  expect(preview).toMatch(/50歳未満・リスク因子なし\s+My HER-SYS\s+2人\s*（うち1人は職員が決定済/)
  expect(preview).toMatch(/条件なし（残り全員）\s+My HER-SYS、保健所の電話\s+3人/)
  const job = await app.post('/centre/plan-rules/apply', {}, manager)
  expect(job.location).toMatch(/^\/centre\/bulk\//)
  // A colleague decides before its turn comes.
  const meanwhile = await mine({ birthOn: null, risk: [] })
  await db.sql`insert into bulk_rows (job_id, n, org_id, thing_id, case_id) select job_id, max(n) + 1, org_id, ${meanwhile}, ${meanwhile} from bulk_rows where job_id = ${job.location.split('/').at(-1)!} group by job_id, org_id`
  await plan(meanwhile, { channel: 'staff-call', reason: '耳が遠いため' }, manager)
  await work()
  expect(await planOf(meanwhile)).toMatchObject({ channels: ['staff-call'], ruleId: null })
  expect(await planOf(young)).toMatchObject({ channels: ['web'] })
  for (const caseId of [blank, old, unborn]) expect(await planOf(caseId)).toMatchObject({ channels: ['staff-call', 'web'] })
  expect(await planOf(byHand)).toMatchObject({ channels: ['staff-call'], ruleId: null })
  const fresh = await mine({ birthOn: '1990-01-01', risk: [] })
  await followPlans(db.worker, testNow)
  expect(await planOf(fresh)).toMatchObject({ channels: ['web'], setBy: null })
  expect((await app.get(`/centre/cases/${fresh}/plan`, manager)).text).toContain('ルール「50歳未満でリスク因子なし: Webのみ」による')
  const rules = await db.sql`select id from plan_rules where ended_at is null order by place`
  await app.post(`/centre/plan-rules/${rules[1]!.id}/up`, {}, manager)
  const late = await mine({ birthOn: '1990-01-01', risk: [] })
  await followPlans(db.worker, testNow)
  expect(await planOf(late)).toMatchObject({ ruleId: rules[1]!.id })
  expect((await app.post(`/centre/plan-rules/${rules[0]!.id}/end`, {}, nurse)).status).toBe(404)
})

test.each([
  ['1972-07-21', '50', 49],
  ['1972-07-20', '50', 50],
  ['2000-02-29', '29 February', 22],
])('a rule counts completed years: %s (%s)', async (birth, _, age) => {
  expect(await db.sql`select age_on(${birth}::date, '2022-07-20'::date) as age`).toMatchObject([{ age }])
})

test('an accepted stop is taken back by the centre, with a reason and in a name; the patient may ask again', async () => {
  const family = await makeFamily(db.sql, { now: testNow })
  const { caseId, registrationId } = family.people[0]!
  const session = await app.patientSession(family.accountId)
  await app.post('/notices', { person: registrationId }, session)
  await app.post(`/centre/cases/${caseId}/notice-stop`, { answer: 'accept', channel: 'call' }, nurse)
  expect(await page(caseId)).toContain('本人の依頼を受けて停止したため、送りません')
  const blank = await app.post(`/centre/cases/${caseId}/plan/resume`, { note: ' ' }, nurse)
  expect(blank.status).toBe(422)
  expect(blank.text).toContain('再開の理由を入力してください')
  expect((await app.post(`/centre/cases/${caseId}/plan/resume`, { note: '本人から電話' }, nurse)).status).toBe(303)
  expect((await app.post(`/centre/cases/${caseId}/plan/resume`, { note: 'もう一度' }, nurse)).status).toBe(409)
  expect(await page(caseId)).not.toContain('停止したため')
  expect((await app.get(`/centre/cases/${caseId}`, nurse)).text).toContain('お知らせを再開した')
  expect((await app.get('/notices', session)).text).not.toContain('停止済み（')
  await app.post('/notices', { person: registrationId }, session)
  expect(await db.sql`select state from notice_stops where case_id = ${caseId} order by asked_at, state`).toMatchObject([
    { state: 'asked' },
    { state: 'resumed' },
  ])
})

test('the worker locks a watch before its rows of the queue: whoever holds the watch takes them away without waiting', async () => {
  const caseId = await patient()
  await db.sql`insert into plan_queue (case_id) values (${caseId})`
  const { following } = await db.sql.begin(async (tx) => {
    await tx`select from watches where case_id = ${caseId} for no key update`
    const following = followPlans(db.worker, testNow)
    const isHeld = async () =>
      (await tx`select from pg_stat_activity where datname = current_database() and usename = 'hersys_worker' and wait_event_type = 'Lock'`)
        .length > 0
    await expect.poll(isHeld, { timeout: 30_000 }).toBe(true)
    // Shorter than the second after which PostgreSQL ends a deadlock: it would end the worker, who begins again.
    await tx`set local lock_timeout = '500ms'`
    await tx`delete from plan_queue where case_id = ${caseId}`
    return { following }
  })
  await following
  expect(await db.sql`select from plan_queue`).toEqual([])
})
