import { connect as connectTcp } from 'node:net'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces, testPassword } from '../../db/seed/places.server.ts'
import { findInLogs } from '../../tools/log-needles.ts'
import { type Session, stranger, type TestApp, testApp, testNow } from '../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../tools/test-database.ts'
import { reportOver, wholeAnswers } from '../../tools/test-notification.ts'
import { makeFamily } from '../../tools/test-patients.ts'
import { enqueue } from '../features/message/enqueue.server.ts'
import { messageDuties } from '../features/message/jobs.server.ts'
import type { Carrier } from '../platform/carrier/carrier.ts'
import { buildApp } from '../platform/http/app.server.tsx'
import { loggerOptions } from '../platform/http/log.server.ts'
import { route } from '../platform/http/route.server.ts'
import { startDuties } from '../platform/jobs/loop.server.ts'
import { allRoutes } from './routes.server.ts'

/** What must never be logged, typed into everything below. */
const secret = {
  family: '架空秘田',
  given: '密子',
  kana: 'カクウヒデン',
  phone: '09098765432',
  dashed: '090-9876-5432',
  email: 'kakuu-himitsu@example.jp',
  birth: '1971-03-07',
  hersysId: '87654321',
  code: '135790',
  address: '秘密町9-9-9',
  passport: 'TZ9876543',
  password: 'Himitsu-Kakuu-9',
}
const everything = Object.values(secret).join(' ')
let db: TestDatabase
let app: TestApp
const workerLines: string[] = []

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db, { settings: { logLevel: 'trace' } })
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

/** Also what the system itself made up or stored on the way: issued IDs, codes in messages, names, session tokens. */
async function allSecrets(sessions: Session[]): Promise<string[]> {
  const rows = await db.sql<{ text: string }[]>`
    select unnest(array[hersys_id, family_name || given_name, family_name || ' ' || given_name, family_kana, birth_on::text, phone]) as text from cases
    union all select unnest(array[recipient, substring(body from '[0-9]{6}')]) from messages
    union all select unnest(array[name, phone]) from staff_accounts
    union all select email from patient_accounts`
  const made = rows.map((row) => row.text).filter((text) => text && text.length > 3)
  return [...Object.values(secret), ...made, ...sessions.flatMap((session) => [...session.cookies.values()])]
}

const forms = { ...secret, ...Object.fromEntries(['name', 'q', 'loginId', 'note', 'reason', 'hersysId'].map((name) => [name, everything])) }

async function everybody(): Promise<Session[]> {
  const family = await makeFamily(db.sql, { now: testNow, names: [[secret.family, secret.given]] })
  const roles = ['doctor@aoba-clinic', 'nurse@aoba', 'manager@aoba', 'officer@prefecture', 'operator@operator', 'analyst@ministry']
  const known = await db.sql<{ loginId: string }[]>`select login_id from staff_accounts where login_id = any(${roles})`
  return [
    stranger(),
    await app.patientSession(family.accountId),
    ...(await Promise.all(known.map(({ loginId }) => app.signedInAs(loginId)))),
  ]
}

test('every route, asked by everybody with personal data in path, query and form, writes none of it into the log', async () => {
  const sessions = await everybody()
  const routes = allRoutes({ settings: app.settings, sql: db.web, clock: app.clock, outage: app.outage }).filter(
    (route) => !route.url.includes('stream'),
  )
  for (const route of routes) {
    const url =
      route.url.replace(/[:*][^/]*/g, () => encodeURIComponent(everything)) +
      (route.method === 'GET' ? `?q=${encodeURIComponent(everything)}` : '')
    for (const session of sessions) {
      if (route.method === 'GET') await Promise.race([app.get(url, session), new Promise((resolve) => setTimeout(resolve, 2_000))])
      else await app.post(url, forms, session)
    }
  }
  expect(app.logs.length).toBeGreaterThan(routes.length)
  expect(findInLogs(app.logs, await allSecrets(sessions))).toEqual([])
})

test('what is no request at all leaves no personal data either', async () => {
  const send = (init: RequestInit, path = '/staff/sign-in') =>
    fetch(app.url + path, { method: 'POST', ...init }).then((answer) => answer.text())
  await app.get(`/${encodeURIComponent(everything)}/x?${encodeURIComponent(everything)}`)
  await app.get(`/assets/${encodeURIComponent(secret.family)}.js`)
  await app.get(`/%E0%A4%A/${secret.phone}`)
  await send({ body: `{"name":"${secret.family}`, headers: { 'content-type': 'application/json' } })
  await send({ body: everything, headers: { 'content-type': 'text/xml' } })
  await send({ body: `name=${everything.repeat(8_000)}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  await send({
    body: everything,
    headers: { 'content-type': 'multipart/form-data; boundary=x', cookie: `hersys_staff=${secret.password}` },
  })
  await app.get('/', stranger(), {
    'accept-language': secret.phone,
    referer: `http://x/${encodeURIComponent(everything)}`,
    'user-agent': secret.email,
  })
  await new Promise<void>((resolve) => {
    const socket = connectTcp(Number(new URL(app.url).port), '127.0.0.1', () => socket.end(`NAME ${secret.phone} ${secret.email}\r\n\r\n`))
    socket.on('close', () => resolve())
    socket.resume()
  })
  expect(findInLogs(app.logs, await allSecrets([]))).toEqual([])
})

test('a failed sign-in and a filing', async () => {
  await app.post('/staff/sign-in', { loginId: 'doctor@aoba-clinic', password: secret.password })
  await app.post('/staff/sign-in', { loginId: secret.email, password: testPassword })
  const doctor = await app.signedInAs('doctor@aoba-clinic')
  const answers = {
    ...wholeAnswers,
    'name.family': secret.family,
    'name.given': secret.given,
    'name.familyKana': secret.kana,
    phone: secret.dashed,
    street: secret.address,
    'birthOn.era': 'western',
    'birthOn.year': '1971',
    'birthOn.month': '3',
    'birthOn.date': '7',
  }
  await reportOver(app, doctor, answers)
  expect(await db.sql`select from cases where family_name = ${secret.family} and phone = ${secret.phone}`).toHaveLength(1)
  expect(findInLogs(app.logs, await allSecrets([doctor]))).toEqual([])
}, 60_000)

test('a handler that fails with the row, the answers and a forged place in its error', async () => {
  const lines: string[] = []
  const broken = route({
    method: 'GET',
    url: '/broken',
    who: 'anyone',
    audit: 'test.broken',
    handle: () => {
      const message = `new row violates check: ${everything}\n    at ${secret.family} (/somewhere:1:1)`
      throw Object.assign(new Error(message), { code: '23514', detail: `Failing row contains (${everything})`, parameters: [everything] })
    },
  })
  const one = await buildApp({ ...app.settings, sql: db.web, clock: app.clock, logStream: { write: (line) => lines.push(line) } }, [broken])
  expect((await one.inject('/broken')).statusCode).toBe(500)
  await one.close()
  expect(lines.join('')).toContain('23514')
  expect(findInLogs(lines, await allSecrets([]))).toEqual([])
})

test('the worker, when providers throw what they were given and the database quotes the row', async () => {
  const fault = (channel: string): Carrier => ({
    takesKey: false,
    send: async ({ recipient, body }) => {
      if (channel === 'mail') throw new Error(`no way to ${recipient}:\n    at ${body} (/somewhere:1:1)`)
      return { outcome: 'sent', providerId: null }
    },
  })
  await db.sql`delete from messages`
  for (const channel of ['sms', 'mail'] as const) {
    await enqueue(db.sql, {
      kind: 'sign-up-code',
      channel,
      recipient: channel === 'sms' ? secret.phone : secret.email,
      body: `${secret.code} ${secret.family}`,
      now: testNow,
    })
  }
  await db.sql`alter table messages add constraint never check (state <> 'sent') not valid`
  const log = pino(loggerOptions('trace') as never, { write: (line: string) => workerLines.push(line) })
  const carriers = { sms: fault('sms'), mail: fault('mail'), voice: fault('voice') }
  const stop = startDuties(messageDuties(app.settings, { carriers }), { sql: db.worker, clock: app.clock, log })
  while (!workerLines.join('').includes('23514')) await new Promise((resolve) => setTimeout(resolve, 100))
  await stop()
  await db.sql`alter table messages drop constraint never`
  expect(findInLogs(workerLines, await allSecrets([]))).toEqual([])
})

test('the search itself finds what it should', () => {
  for (const text of Object.values(secret)) expect(findInLogs([`{"x":"${encodeURIComponent(text)}"}`], [text]), text).toHaveLength(1)
  expect(findInLogs(['{"time":1658278809098765432}'], [secret.phone])).toEqual([])
})
