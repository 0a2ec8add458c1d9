// `npm run bench -- --only=calls`: automatic calls through the real dialler and the real webhooks against a telephone company in a process of its
// own (tools/fake-exchange.mjs: people who pick up or not, listen, press, hang up). How many calls begin in a second, how many requests of the
// provider one web process answers against a bare server that writes one row for each, and 1,700 calls at once: their p99 and their memory.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { clone } from '../tools/installation.mjs'
import { startSystem } from './system.mjs'

const option = (name, otherwise) => process.argv.find((a) => a.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise
const nation = 1_700
const accountSid = `AC${'0'.repeat(32)}`
const authToken = 'bench'
const birth = '19900728'
const round = (x, digits = 1) => Number(x.toFixed(digits))
const say = (text) => console.error(text)
const children = []

async function exchange() {
  const given = { accountSid, authToken, birth, pace: 0.001 }
  const child = spawn(process.execPath, [join(clone, 'tools/fake-exchange.mjs'), JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const [port] = await once(createInterface(child.stdout), 'line')
  const url = `http://127.0.0.1:${port}`
  const ask = async (path, body) => (await fetch(url + path, body ? { method: 'POST', body: JSON.stringify(body) } : {})).json()
  return { url, ask, figures: () => ask('/figures'), set: (wish) => ask('/set', wish) }
}

/** So many patients agreed to be called at ten o'clock, and it is ten. */
const due = ({ admin }, from, count) =>
  admin.unsafe(`
  insert into call_plans (id, case_id, phone, language, times, set_at, next_at)
  select gen_random_uuid(), ('0000000a-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '0907' || (1000000 + n), 'ja', '{10:00}',
         '2022-07-19 12:00+09', '2022-07-20 10:00+09' from generate_series(${from}, ${from + count - 1}) n`)

async function fill({ admin }) {
  const text = readFileSync(join(import.meta.dirname, 'volume.sql'), 'utf8')
    .replaceAll('$CASES', '8000')
    .replaceAll('$PASSWORD_HASH', 'nobody')
  await admin.unsafe(text)
  await admin.unsafe(
    `update cases set birth_on = '1990-07-28'; update organisations set settings = settings || '{"calls": {"spreadMinutes": 0}}'; notify calls`,
  )
  await admin.unsafe('vacuum analyze')
}

const memory = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
const memoryOf = ({ pids }) => ({ web: memory(pids().web), worker: memory(pids().worker) })

async function until(company, done, seconds) {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const figures = await company.figures()
    if (done(figures) || performance.now() > end) return figures
    await sleep(100)
  }
}

/** Nobody picks up, and it is over at once: what the worker begins in a second. */
async function dialRate(system, company) {
  await company.set({ pace: 0.001, habits: { pickUp: 0, busy: 0, machine: 0 } })
  await due(system, 2, 1500)
  const { dialled, seconds } = await until(company, ({ dialled, open }) => dialled >= 1500 && open === 0, 25)
  return { calls: dialled, perSecond: round(dialled / seconds) }
}

/** Everybody picks up and presses without listening: what one web process answers in a second. */
async function webhookRate(system, company) {
  await company.set({ pace: 0.001, habits: { pickUp: 100, busy: 0, machine: 0, hangUpPerStep: 0 } })
  await due(system, 1600, 150)
  const { webhooks, webhookErrors, completed, seconds, webhookMs } = await until(
    company,
    ({ dialled, open }) => dialled >= 150 && open === 0,
    25,
  )
  return { calls: 150, completed, errors: webhookErrors, perSecond: round(webhooks / seconds), ...webhookMs }
}

/** The same company and as many turns, but a bare server that writes one row for each request. */
async function floor(system, company, turns) {
  const sql = postgres(system.database, { max: 12, onnotice: () => {} })
  await sql`create table if not exists bench_floor (id bigserial primary key, at timestamptz not null, url text not null, body text not null)`
  const seen = new Map()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    await sql`insert into bench_floor (at, url, body) values (${new Date()}, ${request.url}, ${body})`
    const id = request.url.split('/').at(-1)
    const turn = (seen.get(id) ?? 0) + 1
    if (!request.url.includes('status')) seen.set(id, turn)
    const gather = `<Gather action="http://127.0.0.1:${server.address().port}/step/${id}"></Gather>`
    response.writeHead(200, { 'content-type': 'text/xml' }).end(`<Response>${turn < turns ? gather : '<Hangup/>'}</Response>`)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const base = `http://127.0.0.1:${server.address().port}`
  await company.set({ pace: 0.001, habits: { pickUp: 100, busy: 0, machine: 0, hangUpPerStep: 0 } })
  const dial = (n) =>
    fetch(`${company.url}/2010-04-01/Accounts/${accountSid}/Calls.json`, {
      method: 'POST',
      body: new URLSearchParams({
        To: `+8190${n + 20000}`,
        From: '+815000000000',
        Url: `${base}/out/${n}`,
        StatusCallback: `${base}/status/${n}`,
      }),
    })
  for (let n = 0; n < 150; n += 25) await Promise.all(Array.from({ length: 25 }, (_, k) => dial(n + k)))
  const { webhooks, seconds, webhookMs } = await until(company, ({ open }) => open === 0, 20)
  server.close()
  await sql.end()
  return { by: 'a bare server on the same company, one row a request, 12 connections', perSecond: round(webhooks / seconds), ...webhookMs }
}

/** People as they are: the calls of a nation's hour at once. */
async function hold(system, company, seconds) {
  const before = memoryOf(system)
  await company.set({ pace: 1 })
  const peak = { ...before }
  const began = performance.now()
  let next = 1800
  for (;;) {
    const { open } = await company.figures()
    const room = Math.min(nation + 40 - open, 40)
    if (room > 0 && next < 7900) {
      await due(system, next, room)
      next += room
    }
    const now = memoryOf(system)
    for (const name of ['web', 'worker']) peak[name] = Math.max(peak[name], now[name])
    if (performance.now() - began > seconds * 1000) break
    await sleep(700)
  }
  const { mostOpen, mostTalking, dialled, pickedUp, completed, hungUp, noAnswer, busy, machine, webhooks, webhookErrors, webhookMs } =
    await company.figures()
  const perCall = (name) => round(((peak[name] - before[name]) * 1024) / mostOpen)
  return {
    seconds,
    simultaneous: mostOpen,
    talking: mostTalking,
    toNation: round(mostOpen / nation, 2),
    outcomes: { dialled, pickedUp, completed, hungUp, noAnswer, busy, machine },
    webhooksPerSecond: round(webhooks / seconds),
    webhookErrors,
    webhookMs,
    memoryMiB: {
      before: { web: round(before.web), worker: round(before.worker) },
      peak: { web: round(peak.web), worker: round(peak.worker) },
    },
    kibPerCall: { web: perCall('web'), worker: perCall('worker') },
  }
}

/** @returns the exit code */
export async function run() {
  const company = await exchange()
  const system = await startSystem({
    web: false,
    env: async (url) => ({
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_FROM: '+815000000000',
      TWILIO_BASE_URL: company.url,
      PUBLIC_URL: url,
      CALLS_AT_ONCE: '2000',
      CALLS_PER_SECOND: '1000',
    }),
  })
  try {
    say('Filling …')
    await fill(system)
    await system.startServers()
    const figures = {
      at: new Date().toISOString(),
      node: process.version,
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
    }
    for (const [name, measure] of [
      ['dialling', () => dialRate(system, company)],
      ['webhooks', () => webhookRate(system, company)],
      ['floor', () => floor(system, company, 20)],
      ['hold', () => hold(system, company, Number(option('load', '48')))],
    ]) {
      say(`${name} …`)
      figures[name] = await measure()
    }
    figures.webhooks.toFloor = round(figures.webhooks.perSecond / figures.floor.perSecond, 2)
    console.log(JSON.stringify(figures, null, 2))
    if (option('json')) writeFileSync(option('json'), `${JSON.stringify(figures, null, 2)}\n`)
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await system.stop()
  }
  return 0
}
