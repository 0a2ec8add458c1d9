import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { enqueue } from './enqueue.server.ts'

const now = new Date('2022-07-20T10:00:00.123+09:00')
let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.drop())

test('a stranger’s request may queue a code and cannot read it back', async () => {
  const id = await enqueue(db.web, {
    kind: 'sign-up-code',
    channel: 'mail',
    recipient: 'kakuu@example.invalid',
    body: '確認コード 123456',
    now,
  })
  expect(await db.web`select * from messages`).toEqual([])
  expect(await db.worker`select id, state, created_at, valid_until, send_after from messages`).toEqual([
    {
      id,
      state: 'queued',
      createdAt: now.toISOString(),
      sendAfter: now.toISOString(),
      validUntil: '2022-07-20T01:10:00.123Z',
    },
  ])
})

test('a message of a transaction that fails was never queued', async () => {
  const failing = db.web.begin(async (tx) => {
    await enqueue(tx as never, { kind: 'account-notice', channel: 'mail', recipient: 'other@example.invalid', body: '通知', now })
    throw new Error('the rest failed')
  })
  await expect(failing).rejects.toThrow('the rest failed')
  expect(await db.worker`select from messages where recipient = 'other@example.invalid'`).toEqual([])
})
