import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { mailAlerts } from './jobs.server.ts'

let db: TestDatabase
const minutes = (count: number) => new Date(testNow.getTime() + count * 60_000)
const settings = { operatorEmail: 'unyo@example.invalid', publicUrl: 'https://hersys.example.jp' }

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
})
afterAll(() => db.drop())
beforeEach(async () => {
  await db.sql`delete from messages`
  await db.sql`delete from system_alerts`
})

const alert = (kind: string, at = testNow, detail = {}) =>
  db.web`insert into system_alerts (id, at, kind, detail) values (${randomUUID()}, ${at}, ${kind}, ${db.web.json(detail)})`
const mails = () =>
  db.sql<{ recipient: string; subject: string; body: string }[]>`select recipient, subject, body from messages order by id`

test('alerts reach the operator by mail: once, together, by kind and number', async () => {
  await alert('staff-locked', testNow, { accountId: '00000000-0000-7000-8000-0000000000aa' })
  await alert('staff-locked')
  await alert('audit-broken')
  await Promise.all([1, 2, 3].map(() => mailAlerts(db.worker, settings, testNow)))
  await mailAlerts(db.worker, settings, minutes(60))
  expect(await mails()).toEqual([
    {
      recipient: 'unyo@example.invalid',
      subject: '【HER-SYS】システム警報 3件',
      body: expect.stringContaining(
        '・監査記録の封印が合いません（1件）\n・職員アカウントがロックされました（2件）\n\n確認: https://hersys.example.jp/operator',
      ),
    },
  ])
  expect((await mails())[0]!.body).not.toContain('0000000000aa')
})

test('a storm of alerts is one mail in five minutes; nothing of it is forgotten', async () => {
  for (let minute = 0; minute < 7; minute++) {
    await alert('message-failed', minutes(minute))
    await mailAlerts(db.worker, settings, minutes(minute))
  }
  expect((await mails()).map(({ subject }) => subject)).toEqual(['【HER-SYS】システム警報 1件', '【HER-SYS】システム警報 5件'])
  await mailAlerts(db.worker, settings, minutes(30))
  expect(await mails()).toHaveLength(3)
})

test('without the setting it goes to the operators’ organisation; without any address it waits for one', async () => {
  await db.sql`update organisations set email = null where kind = 'operator'`
  await alert('claim-failures')
  const unset = { ...settings, operatorEmail: null }
  await mailAlerts(db.worker, unset, testNow)
  expect(await mails()).toEqual([])
  await db.sql`update organisations set email = 'operator@example.invalid' where kind = 'operator'`
  await mailAlerts(db.worker, unset, minutes(1))
  expect(await mails()).toMatchObject([{ recipient: 'operator@example.invalid' }])
})

test('what an operator has seen already is not mailed any more; the web can neither mark nor pre-date', async () => {
  await alert('staff-locked')
  await db.sql`update system_alerts set seen_at = ${testNow}`
  await mailAlerts(db.worker, settings, testNow)
  expect(await mails()).toEqual([])
  await expect(
    db.web`insert into system_alerts (id, at, kind, mailed_at) values (${randomUUID()}, ${testNow}, 'x', ${testNow})`,
  ).rejects.toThrow('row-level security')
})
