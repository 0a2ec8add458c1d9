import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Job } from '../../../tools/crashing-worker.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { fakeMailServer, fakeProvider } from '../../../tools/test-provider.ts'
import { installationFolder } from '../../platform/folder.server.ts'
import { createCarriers } from './carriers.server.ts'
import { enqueue, type NewMessage } from './enqueue.server.ts'
import { createOutbox, drain, type Step } from './outbox.server.ts'
import { createSettler } from './settle.server.ts'

const now = new Date('2022-07-20T10:00:00+09:00')
let db: TestDatabase
let mailServer: Awaited<ReturnType<typeof fakeMailServer>>
const providers: Record<string, Awaited<ReturnType<typeof fakeProvider>>> = {}

/** Bundled once: nine processes that each translate the sources take longer than all they do. */
const worker = join(installationFolder, `.tmp/crashing-worker-${process.pid}.mjs`)

beforeAll(async () => {
  db = await testDatabase()
  await build({
    entryPoints: [join(installationFolder, 'tools/crashing-worker.ts')],
    outfile: worker,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  })
  mailServer = await fakeMailServer()
  providers.neither = await fakeProvider()
  providers.asked = await fakeProvider({ lists: true })
  providers.key = await fakeProvider({ takesKey: true })
})
afterAll(async () => {
  for (const provider of Object.values(providers)) await provider.stop()
  await mailServer.stop()
  rmSync(worker, { force: true })
  await db.drop()
})
afterEach(() => db.sql`delete from messages`)

/** One of each rule: what may be resent, and what is left to the person who waits. Bodies tell the scenarios apart. */
const kinds: [NewMessage['kind'], NewMessage['channel']][] = [
  ['my-hersys-invitation', 'sms'],
  ['duty-alert', 'sms'],
  ['staff-code', 'sms'],
  ['report-reminder', 'sms'],
  ['notification-report', 'mail'],
  ['sign-up-code', 'mail'],
]
type Counts = Record<string, [deliveries: number, state: string]>
const each = (counts: Partial<Counts>, otherwise: [number, string]): Counts =>
  Object.fromEntries(kinds.map(([kind]) => [kind, counts[kind] ?? otherwise]))

async function crashAndRecover(provider: string, step: Step): Promise<Counts> {
  const words = (kind: string) => `${kind} ${provider} ${step}`
  const ids = await Promise.all(
    kinds.map(([kind, channel]) =>
      enqueue(db.sql, { kind, channel, recipient: channel === 'sms' ? '09012345678' : 'kakuu@example.invalid', body: words(kind), now }),
    ),
  )
  const outward = { mail: mailServer.settings, sms: providers[provider]!.sms() }
  const job: Job = { ...outward, url: db.workerUrl, step, count: step === 'looking' ? 1 : kinds.length, now: now.toISOString() }
  const child = spawn(process.execPath, [worker, JSON.stringify(job)], {
    cwd: installationFolder,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [, signal] = await once(child, 'exit')
  expect(signal).toBe('SIGKILL')

  // Another worker finds what was left; its clock runs on by the pauses between tries.
  const outbox = createOutbox({ carriers: createCarriers({ ...outward, demo: false }), keepSecrets: true })
  const settle = createSettler(outbox, 0)
  for (let minute = 0; minute < 4; minute++) {
    const clock = () => new Date(now.getTime() + minute * 60_000)
    await settle(db.worker, clock)
    for (const channel of ['sms', 'mail'] as const) {
      await drain(db.worker, outbox, channel, {
        clock,
        signal: new AbortController().signal,
        log: { error: console.error, warn: () => {} },
      })
      await Promise.all(outbox.onTheWay[channel].values())
    }
  }
  await outbox.carriers.mail.close?.()
  const texts = [...(await providers[provider]!.deliveries()).map((one) => one.body ?? ''), ...mailServer.mails]
  const rows = await db.sql<{ id: string; state: string }[]>`select id, state from messages`
  return Object.fromEntries(
    kinds.map(([kind], n) => [
      kind,
      [texts.filter((text) => text.includes(words(kind))).length, rows.find((row) => row.id === ids[n])!.state],
    ]),
  )
}

const justOnce: [number, string] = [1, 'sent']
const lost: [number, string] = [0, 'unknown']
const unsure: [number, string] = [1, 'unknown']
const twice: [number, string] = [2, 'sent']
const mailsMayBeOut = { 'notification-report': justOnce, 'sign-up-code': lost }
const mailsAreOut = { 'notification-report': twice, 'sign-up-code': unsure }

test.each<[string, Step, Counts]>([
  ['neither', 'looking', each({}, justOnce)],
  ['neither', 'claimed', each({}, justOnce)],
  ['neither', 'handed', each({ ...mailsMayBeOut, 'staff-code': lost, 'report-reminder': lost }, justOnce)],
  ['neither', 'answered', each({ ...mailsAreOut, 'staff-code': unsure, 'report-reminder': unsure }, twice)],
  ['neither', 'recorded', each({}, justOnce)],
  ['asked', 'handed', each(mailsMayBeOut, justOnce)],
  ['asked', 'answered', each(mailsAreOut, justOnce)],
  ['key', 'handed', each(mailsMayBeOut, justOnce)],
  ['key', 'answered', each(mailsAreOut, justOnce)],
])(
  'a worker killed with a provider that can be “%s”, when messages are “%s”: never lost, doubled only by the stated rule',
  async (provider, step, counts) => {
    expect(await crashAndRecover(provider, step)).toEqual(counts)
  },
)
