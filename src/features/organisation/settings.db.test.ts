import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { checkSilence } from '../../../tools/check-silence.mjs'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { cookieNames, hashToken } from '../../platform/http/session.server.ts'

let db: TestDatabase
let app: TestApp
const at = (text: string) => new Date(`${text}+09:00`)

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const observed = async (centre = 'aoba', now = testNow) => (await makeFamily(db.sql, { now, centre })).people[0]!.caseId
const silence = async (caseId: string) => {
  const [row] =
    await db.sql`select due_at, again_at from attention_items where case_id = ${caseId} and kind = 'no-report' and closed_at is null`
  return row as { dueAt: string; againAt: string | null }
}
const setDeadline = async (reportDeadline: string, now: Date) => {
  app.setNow(now)
  const manager = await app.signedInAs('manager@aoba')
  return app.post('/centre/settings', { messageNote: '', reportDeadline }, manager)
}

test('another deadline moves what has not come due, later and earlier; what has come due stays, and so do other centres', async () => {
  const [early, reported, neighbour] = [
    await observed('aoba', at('2022-07-19T10:00')),
    await observed('aoba', at('2022-07-19T10:00')),
    await observed('minato', at('2022-07-19T10:00')),
  ]
  const due = await observed('aoba', at('2022-07-18T10:00'))
  await storeReport(db.sql, reported, { now: at('2022-07-20T09:00') })
  expect((await setDeadline('20:30', at('2022-07-20T10:00'))).status).toBe(303)
  expect(await silence(early)).toMatchObject({ dueAt: at('2022-07-20T20:30').toISOString() })
  expect(await silence(reported)).toMatchObject({ dueAt: at('2022-07-21T20:30').toISOString() })
  expect(await silence(due)).toMatchObject({ dueAt: at('2022-07-19T18:00').toISOString() })
  expect(await silence(neighbour)).toMatchObject({ dueAt: at('2022-07-20T18:00').toISOString() })

  await setDeadline('12:00', at('2022-07-20T11:59'))
  expect(await silence(early)).toMatchObject({ dueAt: at('2022-07-20T12:00').toISOString() })
  expect((await checkSilence(db.sql as never, at('2022-07-20T11:59'))).filter(({ count }) => count > 0)).toEqual([])
})

test('an hour that has passed already: whoever has not reported stands in the queue at once', async () => {
  await setDeadline('18:00', at('2022-07-21T11:00'))
  const silent = await observed('aoba', at('2022-07-20T10:00'))
  const now = at('2022-07-21T15:00')
  await setDeadline('12:00', now)
  expect(await silence(silent)).toMatchObject({ dueAt: now.toISOString() })
})

test('an acknowledged silence rings again at the new deadline', async () => {
  await setDeadline('18:00', at('2022-07-22T09:00'))
  const silent = await observed('aoba', at('2022-07-20T10:00'))
  const [nurse] = await db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`
  await db.sql`update attention_items set acknowledged_at = ${at('2022-07-22T10:00')}, acknowledged_by = ${nurse!.id}, again_at = ${at('2022-07-22T18:00')}
                where case_id = ${silent} and kind = 'no-report'`
  await setDeadline('21:00', at('2022-07-22T12:00'))
  expect(await silence(silent)).toEqual({ dueAt: at('2022-07-21T18:00').toISOString(), againAt: at('2022-07-22T21:00').toISOString() })
})

test('nobody but a centre’s manager moves deadlines', async () => {
  const nurse = await app.signedInAs('nurse@aoba')
  const moving = db.web.begin(async (tx) => {
    await tx`select set_config('app.session', ${hashToken(nurse.cookies.get(cookieNames.staff)!)}, true), set_config('app.now', ${app.clock().toISOString()}, true)`
    await tx`select move_report_deadlines('09:00', ${app.clock()})`
  })
  await expect(moving).rejects.toMatchObject({ code: '42501' })
  expect((await app.post('/centre/settings', { messageNote: '', reportDeadline: '09:00' }, nurse)).status).toBe(403)
})

test('C31 the manager sets the hour of the daily notice; a night hour is refused, and left out it stays as it is', async () => {
  const manager = await app.signedInAs('manager@aoba')
  const save = (form: Record<string, string>) =>
    app.post('/centre/settings', { messageNote: '', reportDeadline: '18:00', ...form }, manager)
  const hour = async () => {
    const [row] = await db.sql`select settings->>'reminderAt' as hour from organisations where id = ${organisationOf('aoba').id}`
    return row!.hour
  }
  expect((await app.get('/centre/settings', manager)).text).toMatch(/<option value="09:00" selected/)
  expect((await save({ reminderAt: '20:30' })).status).toBe(303)
  expect(await hour()).toBe('20:30')
  for (const reminderAt of ['21:00', '06:30', '25:00']) {
    const refused = await save({ reminderAt })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain(reminderAt)
  }
  await save({})
  expect(await hour()).toBe('20:30')
  expect((await app.get('/centre/settings', manager)).text).toMatch(/<option value="20:30" selected/)
})
