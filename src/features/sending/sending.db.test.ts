import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { mixUps } from '../../../tools/sending-oracle.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { demoCarrier } from '../../platform/carrier/demo.server.ts'
import { bulkKinds } from '../../portals/bulk-kinds.server.ts'
import { workBulk } from '../bulk-action/work.server.ts'
import { createOutbox, drain } from '../message/outbox.server.ts'

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

let serial = 0
async function patient({ phone = `0903333${String(++serial).padStart(4, '0')}` as string | null, language = 'ja', centre = 'aoba' } = {}) {
  const { people } = await makeFamily(db.sql, { now: testNow, language, centre })
  const { caseId, hersysId } = people[0]!
  await db.sql`update cases set phone = ${phone} where id = ${caseId}`
  return { caseId, hersysId, phone: phone ?? '' }
}
const choose = async (ids: string[]) =>
  (await app.post('/centre/selection', { action: 'message', case: ids, back: '/centre/watch-list' }, nurse)).location
const log = { error: console.error, warn: () => {} }
const signal = new AbortController().signal
const work = () => workBulk(db.worker, bulkKinds(app.settings), { clock: app.clock, signal, log })
async function deliver() {
  const outbox = createOutbox({
    carriers: { sms: demoCarrier('sms'), mail: demoCarrier('mail'), voice: demoCarrier('voice') },
    keepSecrets: true,
  })
  await drain(db.worker, outbox, 'sms', { clock: app.clock, signal, log })
  await Promise.all(outbox.onTheWay.sms.values())
}
const messages = async (jobUrl: string) =>
  (await db.sql`select case_id, recipient, body, language, state, kind, send_after from messages where sending_id = ${jobUrl.split('/')[3]!} order by id`) as unknown as {
    caseId: string
    recipient: string
    body: string
    language: string
    state: string
    kind: string
    sendAfter: string
  }[]
const textOf = (html: string) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

test('C12 a selection is composed, looked at with real values, length and cost, sent by the worker, and each one’s delivery is shown', async () => {
  const ours = [await patient(), await patient({ language: 'en' }), await patient({ phone: '0312345678' }), await patient({ phone: null })]
  const theirs = await patient({ centre: 'minato' })
  const url = await choose([...ours, theirs].map(({ caseId }) => caseId))
  expect(url).toMatch(/^\/centre\/messages\/[0-9a-f-]{36}\/new$/)
  expect(textOf((await app.get(url, nurse)).text)).toContain('選んだ方： 4人')
  const wrong = await app.post(url, { template: 'x', 'own.ja': 'こちら https://example.jp', go: 'preview' }, nurse)
  expect(wrong.status).toBe(422)
  for (const word of ['選択してください', 'リンクや波かっこは入れられません', 'https://example.jp']) expect(wrong.text).toContain(word)
  const form = { template: 'invitation', 'own.ja': '架空の会場が変わりました', 'own.en': 'The imaginary venue has changed' }
  const preview = await app.post(url, { ...form, go: 'preview' }, nurse)
  const shown = textOf(preview.text)
  expect(preview.text).toContain(`HER-SYS ID:${ours[0]!.hersysId}\n`)
  expect(preview.text).toContain('※保健所からのメッセージ\n架空の会場が変わりました')
  expect(preview.text).toContain(`HER-SYS ID: ${ours[1]!.hersysId}\n`)
  expect(preview.text).toContain('The imaginary venue has changed')
  expect(shown).toMatch(/送る人数 2人 、SMS \d+通分 、費用の見込み \d+円 （1通分 10円）/)
  expect(shown).toContain('送らない：2人（SMSを送れる携帯電話番号がありません）')
  expect(preview.text).not.toContain(ours[0]!.phone)
  expect(await messages(url)).toEqual([])
  const sent = await app.post(url, { ...form, go: 'send' }, nurse)
  expect(sent.location).toBe(`${url.replace('/new', '')}?begun=1`)
  expect((await app.post(url, { ...form, go: 'send' }, nurse)).location).toBe(url.replace('/new', ''))
  await Promise.all([work(), work()])
  await deliver()
  const made = await messages(url)
  expect(mixUps(ours, made)).toEqual([])
  expect(made.map(({ language, state }) => [language, state]).sort()).toEqual([
    ['en', 'delivered'],
    ['ja', 'delivered'],
  ])
  const page = textOf((await app.get(url.replace('/new', ''), nurse)).text)
  expect(page).toContain('到達 2人')
  expect(page).toContain('対象外 2人')
  expect(page).toContain('SMSを送れる携帯電話番号がありません')
  expect((await app.get('/centre/messages', nurse)).text).toContain(url.replace('/new', ''))
  const caseText = (await app.get(`/centre/cases/${ours[0]!.caseId}`, nurse)).text
  expect(caseText).toContain('保健所からのメッセージ')
  expect(caseText).toContain(url.replace('/new', ''))
  const [audit] = await db.sql`select count(*)::int as n from audits where action = 'sending.row'`
  expect(audit!.n).toBe(4)
  for (const who of ['nurse@minato', 'manager@aoba'])
    expect((await app.get(url, await app.signedInAs(who))).status).toBe(who === 'nurse@minato' ? 404 : 303)
})

test('one patient, from the page of the case; the centre’s words alone', async () => {
  const one = await patient()
  const { location } = await app.post(`/centre/cases/${one.caseId}/message`, {}, nurse)
  expect((await app.post(location, { template: 'own', go: 'send' }, nurse)).text).toContain('日本語の文を入力してください')
  await app.post(location, { template: 'own', 'own.ja': '今日の午後、訪問します', go: 'send' }, nurse)
  await work()
  expect(await messages(location)).toMatchObject([{ recipient: one.phone, body: expect.stringContaining('今日の午後、訪問します') }])
  const stranger = await app.signedInAs('nurse@minato')
  expect((await app.post(`/centre/cases/${one.caseId}/message`, {}, stranger)).status).toBe(404)
})

test('who has answered STOP gets none; who answers it after that neither', async () => {
  const [before, after] = [await patient(), await patient()]
  const stop = (phone: string) =>
    db.sql`insert into phone_facts (id, phone, fact, since, latest_at, by_what) values (gen_random_uuid(), ${phone}, 'stopped', ${testNow}, ${testNow}, 'reply')`
  await stop(before.phone)
  const url = await choose([before.caseId, after.caseId])
  await app.post(url, { template: 'report', go: 'send' }, nurse)
  await work()
  await stop(after.phone)
  await deliver()
  expect(await messages(url)).toMatchObject([{ caseId: after.caseId, state: 'suppressed' }])
  expect((await app.get(url.replace('/new', ''), nurse)).text).toContain('本人がSMSの停止を返信しています')
})

test.each([
  ['21:00', false, 'queued', '2022-07-20T23:00:00.000Z'],
  ['20:59', false, 'delivered', null],
  ['07:59', false, 'queued', '2022-07-19T23:00:00.000Z'],
  ['08:00', false, 'delivered', null],
  ['23:30', true, 'delivered', null],
])('not between nine in the evening and eight unless urgent: at %s, urgent %s, it is %s', async (time, urgent, state, waits) => {
  const one = await patient()
  app.setNow(new Date(`2022-07-20T${time}:00+09:00`))
  const session = await app.signedInAs('nurse@aoba')
  const { location } = await app.post(`/centre/cases/${one.caseId}/message`, {}, session)
  const form = { template: 'call-us', ...(urgent ? { urgent: '1' } : {}) }
  const preview = await app.post(location, { ...form, go: 'preview' }, session)
  expect(preview.text.includes('いまは夜間のため')).toBe(waits !== null)
  await app.post(location, { ...form, go: 'send' }, session)
  await work()
  await deliver()
  app.setNow(testNow)
  const [message] = await messages(location)
  expect(message).toMatchObject({ state, ...(waits ? { sendAfter: waits } : {}) })
})

/** A small generator of our own: the same numbers on every machine. */
function dice(seed: number) {
  let state = seed
  return (sides: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

test('nobody ever gets another’s ID or a text at another’s number, however lists are shuffled and facts change in between', async () => {
  const throws = dice(20_220_720)
  const pick = <T>(list: T[]) => list[throws(list.length)]!
  const people = await Promise.all(Array.from({ length: 40 }, () => patient({ language: ['ja', 'en', 'ko', 'xx'][throws(4)]! })))
  const histories = new Map(people.map(({ caseId, phone }) => [caseId, [phone]]))
  let left = 0
  for (let round = 0; round < 8; round++) {
    const chosen = people.map(({ caseId }) => caseId).sort(() => throws(3) - 1)
    const url = await choose(chosen.slice(0, 5 + throws(35)))
    await app.post(
      url,
      { template: pick(['report', 'invitation', 'call-us', 'own']), 'own.ja': `架空 ${round}`, urgent: '1', go: 'send' },
      nurse,
    )
    const change = async () => {
      const [one, other] = [pick(people), pick(people)]
      const what = throws(3)
      if (what === 0 && one !== other) {
        // Two numbers had been swapped: they are corrected.
        await db.sql`update cases set phone = case id when ${one.caseId} then ${other.phone} else ${one.phone} end where id in (${one.caseId}, ${other.caseId})`
        ;[one.phone, other.phone] = [other.phone, one.phone]
      } else if (what === 1) {
        one.phone = `0904444${String(++serial).padStart(4, '0')}`
        await db.sql`update cases set phone = ${one.phone} where id = ${one.caseId}`
      }
      for (const person of [one, other]) histories.get(person.caseId)!.push(person.phone)
    }
    for (let n = 0; n < 4; n++) await change()
    await Promise.all([work(), work()])
    for (let n = 0; n < 4; n++) await change()
    await deliver()
    const out = (await messages(url)).filter(({ state }) => state === 'delivered')
    left += out.length
    expect(mixUps(people, out)).toEqual([])
  }
  expect(left).toBeGreaterThan(60)
  expect(mixUps(people, [{ caseId: people[0]!.caseId, recipient: people[1]!.phone, body: people[1]!.hersysId }])).toHaveLength(2)
})

test('a message that holds another’s ID is stopped at the door, whatever made it', async () => {
  const [one, other] = [await patient(), await patient()]
  const { location } = await app.post(`/centre/cases/${one.caseId}/message`, {}, nurse)
  await app.post(location, { template: 'report', go: 'send' }, nurse)
  await work()
  await db.sql`update messages set body = replace(body, ${one.hersysId}, ${other.hersysId}) where case_id = ${one.caseId} and state = 'queued'`
  await deliver()
  expect(await db.sql`select state, state_reason from messages where case_id = ${one.caseId}`).toEqual([
    { state: 'suppressed', stateReason: 'id-mixed-up' },
  ])
})

test('the quiet hours are a setting of the centre', async () => {
  const manager = await app.signedInAs('manager@minato')
  const saved = await app.post(
    '/centre/settings',
    { messageNote: '', reportDeadline: '18:00', quietFrom: '18:30', quietTo: '10:00' },
    manager,
  )
  expect(saved.status).toBe(303)
  expect((await app.get('/centre/settings', manager)).text).toMatch(/<option value="18:30" selected/)
  const wrong = await app.post('/centre/settings', { messageNote: '', reportDeadline: '18:00', quietFrom: '03:00' }, manager)
  expect(wrong.status).toBe(422)
  const until = async (time: string) =>
    (
      await db.sql`select quiet_until(settings, ${new Date(`2022-07-20T${time}:00+09:00`)}) as until from organisations where name = '架空みなと保健所'`
    )[0]?.until
  expect(await until('18:29')).toBeNull()
  expect(await until('18:30')).toBe('2022-07-21T01:00:00.000Z')
  expect(await until('09:59')).toBe('2022-07-20T01:00:00.000Z')
  expect(await until('10:00')).toBeNull()
})
