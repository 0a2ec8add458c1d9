// What is measured. Each takes the running system and returns plain figures: times in ms, rates per second.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile, reportPath, send, visit, visitAll } from './visitors.mjs'

const here = import.meta.dirname
const file = join(tmpdir(), `her-sys-visitors-${process.pid}.tsv`)
const round = (x, digits = 1) => Number(x.toFixed(digits))
const has = (program) => spawnSync('which', [program]).status === 0

function wrk(script, url, connections, seconds) {
  const run = spawnSync('wrk', ['-t2', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', join(here, script), url], {
    encoding: 'utf8',
    env: { ...process.env, VISITORS: file },
  })
  const line = run.stdout.split('\n').find((l) => l.startsWith('JSON '))
  if (!line) throw new Error(`wrk said: ${run.stdout}${run.stderr}`)
  const figures = JSON.parse(line.slice(5))
  return {
    perSecond: round(figures.requests / figures.seconds),
    p50: figures.p50,
    p99: figures.p99,
    max: figures.max,
    errors: figures.errors,
  }
}

const keep = (visitors, pathOf) => writeFileSync(file, visitors.map((v) => `${v.cookie}\t${v.csrf}\t${pathOf(v.n)}`).join('\n'))

/** The floor: the same rows written by pgbench, 32 clients. Without pgbench the bare driver writes them, and the figures say so. */
export async function floor({ admin, database }, seconds) {
  await admin.unsafe(readFileSync(join(here, 'floor.sql'), 'utf8'))
  await admin.unsafe('vacuum analyze floor.watches')
  if (!has('pgbench')) return driverFloor(admin, seconds)
  const run = spawnSync(
    'pgbench',
    ['-n', '-M', 'prepared', '-c', '32', '-j', '2', '-T', String(seconds), '-f', join(here, 'floor-report.sql'), database],
    { encoding: 'utf8' },
  )
  const rate = /tps = ([\d.]+)/.exec(run.stdout)?.[1]
  if (!rate) throw new Error(`pgbench said: ${run.stdout}${run.stderr}`)
  return { by: 'pgbench, 32 clients, one transaction a report', perSecond: round(Number(rate)) }
}

async function driverFloor(admin, seconds) {
  const text = readFileSync(join(here, 'floor-report.sql'), 'utf8').replace(/^\\set.*$/gm, '')
  const until = performance.now() + seconds * 1000
  let done = 0
  const client = async () => {
    while (performance.now() < until) {
      const number = (max) => String(1 + Math.floor(Math.random() * max))
      await admin.unsafe(text.replaceAll(':case', number(100_000)).replaceAll(':key', number(1e9)).replaceAll(':spo2', '97'))
      done++
    }
  }
  await Promise.all(Array.from({ length: 32 }, client))
  return { by: 'the bare driver (pgbench is missing here)', perSecond: round(done / seconds) }
}

/** Daily reports with sessions, CSRF, row-level security and audit. */
export async function reports({ url }, seconds, connections) {
  keep(await visitAll(url, 'patient', 2000, reportPath), reportPath)
  wrk('report.lua', url, connections, 3)
  return wrk('report.lua', url, connections, seconds)
}

/** Reports while staff sign in as fast as the system lets them: what becomes of the reports' p99. */
export async function reportsDuringSignIn({ url }, seconds) {
  keep(await visitAll(url, 'patient', 2000, reportPath), reportPath)
  const quiet = await wrkAsync('report.lua', url, 16, seconds)
  let going = true
  let tried = 0
  const flood = Promise.all(
    Array.from({ length: 16 }, async (_, k) => {
      for (let n = k; going; n += 16) {
        await signIn(url, n % 470).catch(() => {})
        tried++
      }
    }),
  )
  const during = await wrkAsync('report.lua', url, 16, seconds)
  going = false
  await flood
  return { quiet, during, signInsPerSecond: round(tried / seconds), p99Ratio: round(during.p99 / quiet.p99, 2) }
}

/** A nurse's way to the second factor: two pages and the password. */
export async function signIn(url, n) {
  const jar = new Map()
  const ask = async (path, form) => {
    const headers = { cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') }
    const answer = await fetch(url + path, {
      redirect: 'manual',
      headers: form ? { ...headers, 'content-type': 'application/x-www-form-urlencoded' } : headers,
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
    })
    for (const line of answer.headers.getSetCookie()) jar.set(...line.split(';')[0].split(/=(.*)/s).slice(0, 2))
    const html = await answer.text()
    return { location: answer.headers.get('location'), csrf: /name="_csrf" value="([^"]*)"/.exec(html)?.[1] }
  }
  const first = await ask('/staff/sign-in')
  const next = await ask('/staff/sign-in', { _csrf: first.csrf, loginId: `nurse@${n}` })
  const password = await ask(next.location ?? '/staff/sign-in/password')
  await ask('/staff/sign-in/password', { _csrf: password.csrf, password: 'Kakuu-Bench-2022' })
}

function wrkAsync(script, url, connections, seconds) {
  // In a process of its own, so that this one can go on making load.
  return import('node:child_process').then(
    ({ execFile }) =>
      new Promise((resolve, reject) =>
        execFile(
          'wrk',
          ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', join(here, script), url],
          { env: { ...process.env, VISITORS: file } },
          (error, out) => {
            const line = out?.split('\n').find((l) => l.startsWith('JSON '))
            if (error || !line) return reject(error ?? new Error(out))
            const f = JSON.parse(line.slice(5))
            resolve({ perSecond: round(f.requests / f.seconds), p50: f.p50, p99: f.p99, errors: f.errors })
          },
        ),
      ),
  )
}

/** From the answer to a patient's report until its row stands in 50 open lists. */
export async function live({ url }, rounds) {
  const centre = 7
  const lists = await Promise.all(Array.from({ length: 50 }, () => openList(url, centre)))
  const waits = []
  for (let k = 0; k < rounds; k++) {
    const n = centre + 470 * (k + 1)
    const visitor = await visit(url, 'patient', n, reportPath(n))
    const mark = `${41 + (k % 3)}.${k % 10}`
    const key = /name="key" value="([^"]*)"/.exec(visitor.html)[1]
    const answer = await send(url, reportPath(n), visitor, { key, urgentSigns: 'chestPain', temperature: mark, spo2: '90' })
    if (answer.status !== 303) throw new Error(`the report was answered ${answer.status}`)
    const at = performance.now()
    const hersysId = String(10_000_000 + n)
    waits.push(...(await Promise.all(lists.map((list) => list.shows(hersysId, mark).then((seen) => Math.max(0, seen - at))))))
  }
  for (const list of lists) list.close()
  return {
    lists: 50,
    reports: rounds,
    p50: round(percentile(waits, 50)),
    p99: round(percentile(waits, 99)),
    max: round(Math.max(...waits)),
  }
}

async function openList(url, centre) {
  const cookie = `hersys_staff=nurse-${centre}`
  const stop = new AbortController()
  const answer = await fetch(`${url}/centre/watch-list/stream`, { headers: { cookie }, signal: stop.signal })
  if (answer.status !== 200) throw new Error(`the stream answered ${answer.status}`)
  let stream = ''
  let rows = ''
  let seenAt = 0
  let waiting = []
  let isFetching = false
  let isStale = false
  const refresh = async () => {
    if (isFetching) {
      isStale = true
      return
    }
    isFetching = true
    rows = await (await fetch(`${url}/centre/watch-list/rows?stream=${encodeURIComponent(stream)}`, { headers: { cookie } })).text()
    seenAt = performance.now()
    waiting = waiting.filter((ask) => !ask())
    isFetching = false
    if (isStale) {
      isStale = false
      refresh()
    }
  }
  ;(async () => {
    let text = ''
    for await (const chunk of answer.body) {
      text += Buffer.from(chunk).toString()
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const event = text.slice(0, end)
        text = text.slice(end + 2)
        if (event.startsWith('event: hello')) stream = /data: (.*)/.exec(event)[1]
        if (/event: (hello|changed)/.test(event)) refresh()
      }
    }
  })().catch(() => {})
  await sleep(200)
  const has = (id, mark) => {
    const row = rows.split('<tr').find((part) => part.includes(id))
    return row?.includes(mark) ?? false
  }
  return {
    close: () => stop.abort(),
    shows: (id, mark) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('a list never showed the report')), 20_000)
        const ask = () => {
          if (!has(id, mark)) return false
          clearTimeout(timer)
          resolve(seenAt)
          return true
        }
        if (!ask()) waiting.push(ask)
      }),
  }
}

/** 健康観察一覧 with a filter, first pages of all 470 centres, some at once. */
export async function watchList({ url }, seconds) {
  const pages = ['/centre/watch-list', '/centre/watch-list?level=urgent', '/centre/watch-list?level=watch', '/centre/watch-list?silent=1']
  const pathOf = (n) => pages[n % pages.length]
  keep(await visitAll(url, 'nurse', 470, () => '/centre/watch-list', 0), pathOf)
  wrk('get.lua', url, 4, 3)
  return { alone: wrk('get.lua', url, 4, seconds), busy: wrk('get.lua', url, 16, seconds) }
}

/** Patients' pages: home and form. */
export async function patientPages({ url }, seconds) {
  const visitors = await visitAll(url, 'patient', 1000, () => '/home')
  keep(visitors, () => '/home')
  const home = wrk('get.lua', url, 32, seconds)
  keep(visitors, reportPath)
  return { home, form: wrk('get.lua', url, 32, seconds) }
}

/** Filing a 発生届: 確認, the questions between, 報告; from the doctor's first POST to 完了. Four doctors at once. */
export async function filing({ url }, count) {
  const times = []
  const whole = []
  let next = 0
  const doctor = async () => {
    for (let n = next++; n < count; n = next++) {
      const began = performance.now()
      times.push(await fileOne(url, n % 470, n))
      whole.push(performance.now() - began)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: 4 }, doctor))
  return {
    filed: count,
    perSecond: round(count / ((performance.now() - began) / 1000)),
    fileStep: { p50: round(percentile(times, 50)), p99: round(percentile(times, 99)) },
    wholeFlow: { p50: round(percentile(whole, 50)), p99: round(percentile(whole, 99)) },
  }
}

/** @returns {Promise<number>} how long 報告 took, in ms. Doctor n files; `serial` makes the patient's telephone. */
export async function fileOne(url, n, serial) {
  const page = await visit(url, 'doctor', n, '/institution/notifications/new')
  const path = /action="(\/institution\/drafts\/[0-9a-f-]{36})"/.exec(page.html)[1]
  const form = {
    reportedOn: '2022-07-20',
    'doctor.family': '架空',
    institutionName: '架空医院',
    category: 'confirmed',
    'name.family': '架空',
    'name.given': '太郎',
    'name.familyKana': 'カクウ',
    'name.givenKana': 'タロウ',
    sex: 'male',
    birthOn: '1980-01-01',
    prefecture: '架空県',
    municipality: 'あおば市',
    diagnosedOn: '2022-07-20',
    onsetOn: '2022-07-19',
    sampledOn: '2022-07-20',
    phone: `0907${String(1_000_000 + serial)}`,
    severity: 'mild',
  }
  const confirmed = await send(url, path, page, { ...form, go: 'confirm' })
  if (confirmed.status !== 303) throw new Error(`the form was answered ${confirmed.status}`)
  const began = performance.now()
  const answer = await send(url, `${path}/file`, page)
  if (answer.status !== 303) throw new Error(`filing answered ${answer.status}`)
  return performance.now() - began
}
