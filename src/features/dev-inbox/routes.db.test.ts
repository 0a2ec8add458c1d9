import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { enqueue } from '../message/enqueue.server.ts'
import { devRoutes } from './routes.server.tsx'

let db: TestDatabase
let app: TestApp

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

test('outside a demo the pages of the demo are not even registered', async () => {
  expect(devRoutes({ ...app.settings, demo: false })).toEqual([])
  const operated = await testApp(db, { settings: { demo: false } })
  for (const path of ['/dev', '/dev/inbox', '/dev/phone', '/dev/phone/ringing']) expect((await operated.get(path)).status).toBe(404)
  await operated.close()
})

test('the inbox shows every text, mail and spoken code, the newest first, with addresses to click', async () => {
  const message = { recipient: '09012345678', now: testNow } as const
  await enqueue(db.sql, { ...message, kind: 'my-hersys-invitation', channel: 'sms', body: 'URL:http://localhost:4300\nID:12345678' })
  const later = new Date(testNow.getTime() + 1000)
  const mail = { kind: 'sign-up-code', channel: 'mail', recipient: 'kakuu@example.invalid', subject: '確認コード' } as const
  await enqueue(db.sql, { ...mail, body: 'コードは 654321 です <b>', now: later })
  await enqueue(db.sql, { ...message, kind: 'staff-code', channel: 'voice', body: '111222', now: new Date(testNow.getTime() + 2000) })
  const { text } = await app.get('/dev/inbox')
  expect(text).toContain('<a href="http://localhost:4300">http://localhost:4300</a>')
  expect(text).toContain('<strong class="code">654321</strong>')
  expect(text).toContain('&lt;b')
  expect(text.indexOf('111222')).toBeLessThan(text.indexOf('654321'))
  expect(text.indexOf('654321')).toBeLessThan(text.indexOf('ID:12345678'))
  const mails = await app.get('/dev/inbox?channel=mail')
  expect(mails.text).toContain('654321')
  expect(mails.text).not.toContain('111222')
})

test('the tour names the accounts of this demo, and does without when there are none', async () => {
  expect((await app.get('/dev')).text).toContain('まだありません')
  const account = { loginId: 'doctor@kakuu', password: 'made-for-this-install', role: '医師', organisation: '架空医院' }
  writeFileSync(join(app.settings.stateDir, 'demo-accounts.json'), JSON.stringify([account]))
  const { text } = await app.get('/dev')
  for (const word of Object.values(account)) expect(text).toContain(word)
})
