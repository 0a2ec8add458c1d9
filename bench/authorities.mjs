// The pages of every role while 450 patients a second report and staff sign in: the morning at which the system must not fall over.
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { signIn } from './measures.mjs'
import { percentile, reportPath, visitAll, visitorId } from './visitors.mjs'

const here = import.meta.dirname
const centres = 470
const perSecond = 30
const round = (x) => Number(x.toFixed(1))
const caseOf = (centre, turn) => visitorId(10, centre + centres * (1 + (turn % 200)))

/** Who opens what. `k`: the centre, prefecture …; `turn` counts. How many there are of each role. */
const roles = {
  nurse: { many: centres, pages: nursePages },
  manager: { many: centres, pages: ['/centre/accounts', '/centre/audit', '/centre/api-keys', '/centre/settings'] },
  doctor: {
    many: centres,
    pages: ['/institution', '/institution/notifications', '/institution/watch-list', '/institution/filed', '/institution/daily-counts'],
  },
  officer: {
    many: 47,
    pages: [
      '/prefecture',
      '/prefecture/centres',
      '/prefecture/watch-list',
      '/prefecture/statistics',
      '/prefecture/daily-counts',
      '/prefecture/places',
      '/prefecture/exports',
    ],
  },
  analyst: { many: 1, pages: ['/ministry'] },
  helpdesk: { many: 1, pages: ['/helpdesk'] },
  operator: { many: 1, pages: ['/operator', '/operator/accounts', '/operator/audit', '/operator/retention'] },
}

function nursePages(k, turn) {
  const id = caseOf(k, turn)
  return [
    '/centre',
    '/centre/watch-list',
    '/centre/watch-list?level=urgent',
    '/centre/notifications',
    '/centre/hand-overs',
    '/centre/contacts',
    '/centre/places',
    '/centre/institutions',
    '/centre/same-person',
    '/centre/faxes',
    '/centre/calls',
    '/centre/call-figures',
    '/centre/messages',
    '/centre/statistics',
    '/centre/daily-counts',
    '/centre/exports',
    '/centre/bulk',
    '/centre/plan-rules',
    `/centre/cases/${id}`,
    `/centre/cases/${id}/plan`,
    `/centre/cases/${id}/timeline`,
  ]
}

/** What a busy day has besides the cases: everyone's session, and the figures counted. */
export async function fillAuthorities(admin) {
  await admin.unsafe(readFileSync(join(here, 'authorities.sql'), 'utf8'))
  for (let taken = 1; taken > 0; ) [{ n: taken }] = await admin`select settle_figures(20000) as n`
  for (let day = 7; day <= 20; day++) {
    await admin`select settle_answers_of(${`2022-07-${day}`}, id) from organisations where kind = 'centre'`
    await admin`select sum_answers(${`2022-07-${day}`})`
  }
  await admin`select settle_queue_ages('2022-07-20T10:00:00+09:00')`
  await admin.unsafe('vacuum analyze')
}

/** Takes the filled, running system; twenty seconds under the whole load come before those that count. Times in ms; `errors` counts answers other than 200. */
export async function authorities({ url, staffUrl }, seconds) {
  const file = join(tmpdir(), `her-sys-reporters-${process.pid}.tsv`)
  const reporters = await visitAll(url, 'patient', 4000, reportPath)
  writeFileSync(file, reporters.map((v) => `${v.cookie}\t${v.csrf}\t${reportPath(v.n)}`).join('\n'))
  const pages = new Map()
  const warmUp = 20
  const reports = steadyReports(url, file, seconds + warmUp)
  await visitors(staffUrl, new Map(), performance.now() + warmUp * 1000)
  const until = performance.now() + (seconds - 1) * 1000
  let signedIn = 0
  const signIns = (async () => {
    // 470 centres with three people each within ten minutes.
    for (let n = 0; performance.now() < until; n++) {
      signIn(staffUrl, n % centres).then(
        () => signedIn++,
        () => {},
      )
      await sleep(425)
    }
  })()
  await Promise.all([visitors(staffUrl, pages, until), signIns])
  const found = [...pages].map(([page, { times, errors }]) => ({
    page,
    asked: times.length,
    errors,
    p50: round(percentile(times, 50)),
    p99: round(percentile(times, 99)),
  }))
  const byRole = Object.fromEntries(
    Object.keys(roles).map((role) => {
      const times = [...pages].filter(([page]) => page.startsWith(`${role} `)).flatMap(([, { times }]) => times)
      return [role, { asked: times.length, p50: round(percentile(times, 50)), p99: round(percentile(times, 99)) }]
    }),
  )
  const all = [...pages].flatMap(([page, { times, at }]) =>
    times.map((ms, n) => ({ page, ms: round(ms), second: Math.round((at[n] - (until - seconds * 1000)) / 1000) })),
  )
  return {
    seconds,
    slowest: all
      .sort((a, b) => b.ms - a.ms)
      .slice(0, 40)
      .sort((a, b) => a.second - b.second),
    pagesPerSecond: perSecond,
    reports: await reports,
    signInsPerSecond: round(signedIn / seconds),
    byRole,
    pages: found.sort((a, b) => b.p99 - a.p99),
  }
}

/**
 * People arrive without waiting for each other, thirty a second on average: as if three of each of 470 centres, and as many elsewhere, opened a page every
 * hundred seconds or so. A time counts from the instant at which the person was to arrive.
 */
async function visitors(url, pages, until) {
  // Health centres are half of those who work.
  const names = [...Array(6).fill('nurse'), ...Object.keys(roles).filter((role) => role !== 'nurse')]
  const under = new Set()
  for (let turn = 0, at = performance.now(); at < until; turn++) {
    at += -Math.log(1 - Math.random()) * (1000 / perSecond)
    await sleep(Math.max(0, at - performance.now()))
    const visit = see(url, pages, names[turn % names.length], turn, turn + Math.floor(turn / names.length), at)
    under.add(visit)
    visit.finally(() => under.delete(visit))
  }
  await Promise.all(under)
}

async function see(url, pages, role, turn, choice, began) {
  const k = (turn * 7) % roles[role].many
  const own = typeof roles[role].pages === 'function' ? roles[role].pages(k, turn) : roles[role].pages
  const path = own[choice % own.length]
  const status = await open(url + path, `hersys_staff=${role}-${k}`)
  const page = `${role} ${path.replace(/[0-9a-f-]{36}/, ':id')}`
  const kept = pages.get(page) ?? { times: [], at: [], errors: 0 }
  pages.set(page, kept)
  kept.times.push(performance.now() - began)
  kept.at.push(began)
  if (status !== 200) kept.errors++
}

const agent = new Agent({ keepAlive: true })
/** A browser would unpack the page on another machine than this. @returns its status when the last byte is here */
function open(address, cookie) {
  return new Promise((resolve, reject) =>
    get(address, { agent, headers: { cookie, 'accept-encoding': 'br, gzip' } }, (answer) => {
      answer
        .resume()
        .once('end', () => resolve(answer.statusCode))
        .once('error', reject)
    }).once('error', reject),
  )
}

/** 450 reports a second: wrk with 475 people who report about once a second each, so that a slow answer hardly holds the others back. */
function steadyReports(url, file, seconds) {
  return new Promise((resolve, reject) =>
    execFile(
      'wrk',
      ['-t1', '-c475', `-d${seconds}s`, '--timeout', '10s', '-s', join(here, 'report.lua'), url],
      { env: { ...process.env, VISITORS: file, PAUSE_MS: '1000' } },
      (error, out) => {
        const line = out?.split('\n').find((l) => l.startsWith('JSON '))
        if (error || !line) return reject(error ?? new Error(out))
        const f = JSON.parse(line.slice(5))
        resolve({ perSecond: round(f.requests / f.seconds), p50: f.p50, p99: f.p99, errors: f.errors })
      },
    ),
  )
}
