import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import { installationFolder } from '../../platform/folder.server.ts'
import { twilioCaller } from '../../platform/voice/twilio-calls.server.ts'
import { derive } from './derive.server.ts'
import { createDialler, dialDue } from './dial.server.ts'
import { setCallPlan } from './plan.server.ts'

// The dialler and the real webhooks with a telephone company in a process of its own (tools/fake-exchange.mjs): REST out, signed requests in.

const accountSid = `AC${'0'.repeat(32)}`
const children: ChildProcess[] = []
let db: TestDatabase
let app: TestApp
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await app?.close()
  await db.drop()
})

async function exchange(options: object) {
  const child = spawn(
    process.execPath,
    [join(installationFolder, 'tools/fake-exchange.mjs'), JSON.stringify({ accountSid, authToken: 'token', ...options })],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  children.push(child)
  const [port] = await once(createInterface(child.stdout!), 'line')
  const settings = { accountSid, authToken: 'token', from: '+815000000000', baseUrl: `http://127.0.0.1:${port}`, takesKey: false }
  const ask = async <T>(path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).json() as Promise<T>
  return { settings, ask }
}
const nobody = async () => new Set<string>()

test('a call goes to the international form of the number, with our addresses and machine detection; it is found again, asked about and hung up', async () => {
  const { settings, ask } = await exchange({ pace: 1 })
  const caller = twilioCaller(settings, 'http://127.0.0.1:1')
  const call = { id: uuidv7(testNow), phone: '09012345678', language: 'ja' }
  const dialled = await caller.dial(call)
  expect(dialled).toMatchObject({ outcome: 'dialled', providerCallId: expect.stringMatching(/^CA/) })
  const { providerCallId } = dialled as { providerCallId: string }
  expect(await ask('/calls')).toMatchObject([{ sid: providerCallId, to: '+819012345678', callId: call.id }])
  const justNow = new Date('2020-01-01T00:00:00Z')
  expect(await caller.find(call, justNow, nobody)).toEqual({ found: true, providerCallId })
  expect(await caller.find(call, justNow, async () => new Set([providerCallId]))).toEqual({ found: false })
  expect(await caller.find({ ...call, phone: '09012340009' }, justNow, nobody)).toEqual({ found: false })
  const known = { ...call, providerCallId, state: 'ringing', dialledAt: testNow.toISOString(), answeredAt: null }
  expect(['queued', 'ringing']).toContain((await caller.standing(known, testNow))!.status)
  await caller.hangUp(providerCallId)
  expect((await caller.standing(known, testNow))!.status).toBe('canceled')
  expect(await caller.standing({ ...known, providerCallId: 'CAnone' }, testNow)).toBeNull()
  await caller.dial({ ...call, id: uuidv7(testNow) })
  expect(await caller.find(call, justNow, nobody)).toBe('cannot-tell')
})

test.each([
  ['09012340001', 'refused', 'http-400-21211'],
  ['12', 'refused', 'invalid-recipient'],
  ['0120111222', 'refused', 'invalid-recipient'],
])('a call to %s is %s: %s', async (phone, outcome, reason) => {
  const { settings } = await exchange({})
  expect(await twilioCaller(settings, 'http://127.0.0.1:1').dial({ id: uuidv7(testNow), phone, language: 'ja' })).toEqual({
    outcome,
    reason,
  })
})

test('a provider that is not there has surely dialled nobody, and cannot be asked', async () => {
  const caller = twilioCaller(
    { accountSid, authToken: 'token', from: '+815000000000', baseUrl: 'http://127.0.0.1:1', takesKey: false },
    'http://x',
  )
  const call = { id: uuidv7(testNow), phone: '09012345678', language: 'ja' }
  expect(await caller.dial(call)).toMatchObject({ outcome: 'not-sent' })
  await expect(caller.find(call, testNow, nobody)).rejects.toThrow()
})

test('C35 from the time agreed upon to the report: dialled, rung, picked up, identified, answered by keys, complete', async () => {
  const { settings, ask } = await exchange({
    birth: '19900728',
    pace: 0.002,
    habits: { pickUp: 100, busy: 0, machine: 0, hangUpPerStep: 0 },
  })
  app = await testApp(db, { settings: { sms: settings } })
  app.settings.publicUrl = app.url
  const [nurse] = await db.sql<{ id: string }[]>`select id from staff_accounts where login_id = 'nurse@aoba'`
  const cases: string[] = []
  for (let n = 0; n < 3; n++) {
    const { caseId } = (await makeFamily(db.sql, { now: testNow })).people[0]!
    cases.push(caseId)
    const now = new Date('2022-07-20T08:00:00+09:00')
    await setCallPlan(db.worker, { caseId, phone: `0901234010${n + 2}`, language: 'ja', times: ['09:00'], days: null, by: nurse!.id, now })
  }
  await derive(db.worker, testNow)
  const dialler = createDialler({ caller: twilioCaller(settings, app.url), caps: { atOnce: 10, perSecond: 10 } })
  await dialDue(db.worker, dialler, { clock: app.clock, signal: new AbortController().signal, log: { error: console.error } })
  await Promise.all(dialler.onTheWay.values())
  const figures = () => ask<{ open: number; pickedUp: number; completed: number; webhookErrors: number }>('/figures')
  while ((await figures()).open > 0) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(await figures()).toMatchObject({ pickedUp: 3, completed: 3, webhookErrors: 0 })
  const calls = await db.sql`select state, provider, dialled_at, ringing_at, answered_at, identified_at, ended_at, report_id from calls`
  expect(calls).toHaveLength(3)
  for (const call of calls)
    expect(call).toMatchObject({
      state: 'completed',
      provider: 'twilio',
      identifiedAt: testNow.toISOString(),
      reportId: expect.any(String),
    })
  expect(await db.sql`select channel, temperature, spo2 from daily_reports where case_id = any (${cases}::uuid[])`).toEqual(
    cases.map(() => ({ channel: 'call', temperature: 36.7, spo2: 98 })),
  )
  expect(await db.sql`select from call_lines`).toEqual([])
})
