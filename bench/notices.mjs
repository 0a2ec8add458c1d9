// The daily notice of a morning (C31): made by the worker, sent through a simulated provider of realistic latency, its callbacks taken. Says the rate
// of one and of two workers, and how many workers 1,544,000 notices (everybody at home on 2022-08-10) need within three hours. `npm run bench -- --only=notices`
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { startSystem } from './system.mjs'

const notices = 1_544_000
const hours = 3
const cases = 24_000
const account = { sid: `AC${'b'.repeat(32)}`, token: 'bench' }
const say = (text) => console.error(text)
const quantile = (list, q) => Math.round(list.toSorted((a, b) => a - b)[Math.floor(q * (list.length - 1))] ?? 0)

/** Everybody of volume.sql without their reports; the morning's round is still to come. */
async function fill(admin) {
  const text = readFileSync(join(import.meta.dirname, 'volume.sql'), 'utf8')
  await admin.unsafe(
    text
      .replaceAll('generate_series(0, 9) d', 'generate_series(1, 0) d')
      .replaceAll('$CASES', String(cases))
      .replaceAll('$PASSWORD_HASH', '-'),
  )
  await admin.unsafe(
    `delete from message_marks; delete from reminder_runs; delete from plan_queue; update organisations set settings = '{}' where kind = 'centre'`,
  )
  await admin.unsafe('vacuum analyze')
}

export async function run() {
  const provider = spawn(process.execPath, [join(import.meta.dirname, 'slow-provider.mjs'), account.sid, account.token], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [port] = await once(createInterface(provider.stdout), 'line')
  const counts = async () => (await fetch(`http://127.0.0.1:${port}/counts`)).json()
  const env = async (url) => ({
    PUBLIC_URL: url,
    TWILIO_ACCOUNT_SID: account.sid,
    TWILIO_AUTH_TOKEN: account.token,
    TWILIO_FROM: '+815000000000',
    TWILIO_BASE_URL: `http://127.0.0.1:${port}`,
  })
  const system = await startSystem({ web: false, env })
  try {
    await fill(system.admin)
    say(`${cases} under observation`)
    const began = performance.now()
    await system.startServers()
    const queued = async () => (await system.admin`select count(*)::int as n from messages`)[0].n
    while ((await queued()) < cases && performance.now() - began < 20_000) await sleep(100)
    const made = { n: await queued(), seconds: (performance.now() - began) / 1000 }
    const rate = async (seconds) => {
      await sleep(1000)
      const before = await counts()
      const at = performance.now()
      await sleep(seconds * 1000)
      const after = await counts()
      return { perSecond: Math.round((after.taken - before.taken) / ((performance.now() - at) / 1000)), latencies: after.latencies }
    }
    const one = await rate(8)
    await system.startWorker()
    await sleep(2000)
    const two = await rate(8)
    await sleep(3000)
    const [states] = await system.admin`
      select count(*) filter (where state = 'delivered')::int as delivered, count(*) filter (where state = 'failed')::int as failed,
             count(*) filter (where state = 'unknown')::int as unknown, count(*) filter (where state = 'queued')::int as queued from messages`
    const [{ waiting }] = await system.admin`select count(*)::int as waiting from sms_events where handled_at is null`
    const [{ doubled }] =
      await system.admin`select count(*)::int as doubled from (select from messages where kind = 'report-reminder' group by case_id having count(*) > 1) x`
    const said = await counts()
    const needed = Math.ceil(notices / (hours * 3600))
    const figures = {
      at: new Date().toISOString(),
      node: process.version,
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      notices,
      hours,
      neededPerSecond: needed,
      made: made.n,
      madeInSeconds: Math.round(made.seconds),
      provider: { medianMs: quantile(one.latencies, 0.5), p99Ms: quantile(one.latencies, 0.99) },
      oneWorkerPerSecond: one.perSecond,
      twoWorkersPerSecond: two.perSecond,
      workersNeeded: Math.ceil(needed / one.perSecond),
      minutesWithTwoWorkers: Math.round(notices / two.perSecond / 60),
      callbacks: { taken: said.calledBack, refused: said.refusedBack, waiting },
      states,
      doubled,
    }
    say(
      `one worker ${one.perSecond}/s, two ${two.perSecond}/s; ${needed}/s are needed: ${figures.workersNeeded} worker(s), ${figures.minutesWithTwoWorkers} min with two`,
    )
    console.log(JSON.stringify(figures, null, 2))
    const out = process.argv.find((a) => a.startsWith('--json='))?.split('=')[1]
    if (out) writeFileSync(out, `${JSON.stringify(figures, null, 2)}\n`)
    return 0
  } finally {
    provider.kill()
    await system.stop()
  }
}

if (process.argv[1] === import.meta.filename) process.exit(await run())
