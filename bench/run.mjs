// `npm run bench`: measures the product against a floor taken in the same run. Prints a table; `--json=FILE` keeps the figures.
// --cases=100000 (10 reports each; 1000000 takes some minutes to make) · --seconds=10 · --only=reports,live,list,signin,pages,filing,weight,authorities (--load=60 seconds of it)
// By themselves: --only=calls · --only=export (--rows=1000000 --format=csv-utf8) · --only=duplicates,search · --only=pdf · --only=import (5,000 rows of Excel)
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { hash } from '@node-rs/argon2'
import { authorities, fillAuthorities } from './authorities.mjs'
import { importing } from './import.mjs'
import * as measure from './measures.mjs'
import { startSystem } from './system.mjs'
import { weight } from './weight.mjs'

const option = (name, otherwise) => process.argv.find((a) => a.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise
if (/^(duplicates|search)(,(duplicates|search))?$/.test(option('only', ''))) process.exit(await (await import('./duplicates.mjs')).run())
if (option('only', '') === 'calls') process.exit(await (await import('./calls.mjs')).run())
if (option('only', '') === 'notices') process.exit(await (await import('./notices.mjs')).run())
if (option('only', '') === 'export') process.exit(await (await import('./export.mjs')).run())
if (option('only', '') === 'pdf') process.exit(await (await import('./pdf.mjs')).run())
const cases = Number(option('cases', '100000'))
const seconds = Number(option('seconds', '10'))
const only = option('only', 'reports,live,list,signin,pages,filing,weight,authorities').split(',')
const wants = (name) => only.includes(name)
const say = (text) => console.error(text)

async function fill(admin) {
  const began = performance.now()
  const passwordHash = await hash('Kakuu-Bench-2022', { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
  const text = readFileSync(join(import.meta.dirname, 'volume.sql'), 'utf8')
    .replaceAll('$CASES', String(cases))
    .replaceAll('$PASSWORD_HASH', passwordHash)
  await admin.unsafe(text)
  await admin.unsafe('vacuum analyze')
  say(`${cases} cases with ${cases * 10} reports made in ${Math.round((performance.now() - began) / 1000)} s`)
}

const system = await startSystem({ web: false, staffWeb: wants('authorities') })
const figures = {
  at: new Date().toISOString(),
  node: process.version,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  cases,
  reports: cases * 10,
  seconds,
}
try {
  say('Filling …')
  await fill(system.admin)
  if (wants('authorities')) await fillAuthorities(system.admin)
  await system.startServers()
  const steps = [
    ['floor', 'reports', () => measure.floor(system, seconds)],
    ['reports32', 'reports', () => measure.reports(system, seconds, 32)],
    ['reports128', 'reports', () => measure.reports(system, seconds, 128)],
    ['live', 'live', () => measure.live(system, 20)],
    ['watchList', 'list', () => measure.watchList(system, seconds)],
    ['signIn', 'signin', () => measure.reportsDuringSignIn(system, seconds)],
    ['pages', 'pages', () => measure.patientPages(system, seconds)],
    ['filing', 'filing', () => measure.filing(system, 200)],
    ['import', 'import', () => importing(system)],
    ['weight', 'weight', () => weight(system)],
    ['authorities', 'authorities', () => authorities(system, Number(option('load', '60')))],
  ]
  for (const [name, group, run] of steps) {
    if (!wants(group)) continue
    say(`${name} …`)
    figures[name] = await run()
  }
  if (figures.floor)
    for (const name of ['reports32', 'reports128'])
      figures[name].toFloor = Number((figures[name].perSecond / figures.floor.perSecond).toFixed(2))
} finally {
  await system.stop()
}

const rows = {
  'floor, one report a transaction (/s)': figures.floor?.perSecond,
  'daily reports, 32 connections (/s)':
    figures.reports32 &&
    `${figures.reports32.perSecond} = ${figures.reports32.toFloor} × floor, p99 ${figures.reports32.p99} ms, errors ${figures.reports32.errors}`,
  'daily reports, 128 connections (/s)':
    figures.reports128 &&
    `${figures.reports128.perSecond} = ${figures.reports128.toFloor} × floor, p99 ${figures.reports128.p99} ms, errors ${figures.reports128.errors}`,
  'report → its row on 50 open lists (ms)': figures.live && `p50 ${figures.live.p50}, p99 ${figures.live.p99}`,
  '健康観察一覧, 4 at once (ms)':
    figures.watchList && `p50 ${figures.watchList.alone.p50}, p99 ${figures.watchList.alone.p99}, ${figures.watchList.alone.perSecond}/s`,
  '健康観察一覧, 16 at once (ms)':
    figures.watchList && `p50 ${figures.watchList.busy.p50}, p99 ${figures.watchList.busy.p99}, ${figures.watchList.busy.perSecond}/s`,
  'reports p99 during a sign-in flood':
    figures.signIn &&
    `${figures.signIn.quiet.p99} → ${figures.signIn.during.p99} ms = × ${figures.signIn.p99Ratio}, ${figures.signIn.signInsPerSecond} sign-ins/s`,
  "patient's home, 32 connections": figures.pages && `${figures.pages.home.perSecond}/s, p99 ${figures.pages.home.p99} ms`,
  "patient's form, 32 connections": figures.pages && `${figures.pages.form.perSecond}/s, p99 ${figures.pages.form.p99} ms`,
  'filing a 発生届': figures.filing && `${figures.filing.perSecond}/s by four doctors, 報告 p99 ${figures.filing.fileStep.p99} ms`,
  'エクセルインポート, 5,000 rows':
    figures.import &&
    `read and checked in ${figures.import.checkSeconds} s, ${figures.import.filed} filed in ${figures.import.fileSeconds} s (${figures.import.filedPerSecond}/s), worker ${figures.import.workerMiB.before} → ${Math.max(figures.import.workerMiB.peakChecking, figures.import.workerMiB.peakFiling)} MiB`,
  ...Object.fromEntries(
    Object.entries(figures.authorities?.byRole ?? {}).map(([role, { p50, p99 }]) => [
      `pages of ${role} at ${figures.authorities.reports.perSecond} reports/s`,
      `p50 ${p50} ms, p99 ${p99} ms`,
    ]),
  ),
  'home with style sheet (bytes, brotli)': figures.weight?.homeWithSheet,
  'form with style sheet (bytes, brotli)': figures.weight?.formWithSheet,
}
console.error('')
for (const [name, value] of Object.entries(rows)) if (value !== undefined) console.error(`${name.padEnd(42)} ${value}`)
console.log(JSON.stringify(figures, null, 2))
const out = option('json')
if (out) writeFileSync(out, `${JSON.stringify(figures, null, 2)}\n`)
