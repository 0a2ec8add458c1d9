// `npm run bench -- --only=pdf`: 「PDF（印刷用）」 of one 発生届, of 500 at once, and how long everybody else's pages take meanwhile.

import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileOne } from './measures.mjs'
import { startSystem } from './system.mjs'
import { percentile, send, visit, visitorId } from './visitors.mjs'

const option = (name, otherwise) => process.argv.find((a) => a.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise
const sheets = 500
const doctor = 7
const caseOf = (n) => visitorId(10, n)
const round = (x) => Number(x.toFixed(1))
const spread = (times) => ({
  n: times.length,
  p50: round(percentile(times, 50)),
  p99: round(percentile(times, 99)),
  max: round(Math.max(...times)),
})

/** One 発生届 is filed as a doctor does it; the others of this institution have the same text. */
async function fill({ admin, url }) {
  const text = readFileSync(join(import.meta.dirname, 'volume.sql'), 'utf8')
    .replaceAll('$CASES', '1000')
    .replaceAll('$PASSWORD_HASH', 'nobody signs in here')
  await admin.unsafe(text)
  await fileOne(url, doctor, 1)
  await admin`update cases set reporting_institution_id = ${visitorId(3, doctor)} where id between ${caseOf(1)} and ${caseOf(sheets)}`
  await admin`
    insert into notifications (id, case_id, revision, form_version, answers, document_hash, author_id, org_id, language, filed_at)
    select gen_random_uuid(), c.id, 1, n.form_version, n.answers, n.document_hash, n.author_id, n.org_id, n.language, n.filed_at
      from cases c, (select * from notifications limit 1) n where c.id between ${caseOf(1)} and ${caseOf(sheets)}`
  await admin.unsafe('vacuum analyze')
}

async function timed(ask) {
  const began = performance.now()
  const answer = await ask()
  const bytes = (await answer.arrayBuffer()).byteLength
  if (answer.headers.get('content-type') !== 'application/pdf') throw new Error(`printing answered ${answer.status}`)
  return { ms: performance.now() - began, bytes }
}

/** Somebody else's page, again and again until `isOver`. */
async function pages(url, isOver) {
  const times = []
  while (!isOver()) {
    const began = performance.now()
    await (await fetch(`${url}/centre/notifications`, { headers: { cookie: 'hersys_staff=nurse-7' } })).arrayBuffer()
    times.push(performance.now() - began)
    await sleep(20)
  }
  return spread(times)
}

export async function run() {
  const system = await startSystem()
  const { url } = system
  try {
    await fill(system)
    const page = await visit(url, 'doctor', doctor, '/institution/notifications')
    const one = (n) =>
      timed(() => fetch(`${url}/institution/notifications/${caseOf(n)}/pdf?hersysId=yes`, { headers: { cookie: page.cookie } }))
    const first = await one(1)
    const singles = []
    for (let n = 2; n <= 41; n++) singles.push((await one(n)).ms)
    let over = false
    const until = performance.now() + 5000
    const quiet = await pages(url, () => performance.now() > until)
    const others = pages(url, () => over)
    const form = new URLSearchParams({ which: 'chosen', hersysId: 'yes' })
    for (let n = 1; n <= sheets; n++) form.append('case', caseOf(n))
    const many = await timed(() => send(url, '/institution/notifications/print', page, form))
    over = true
    const figures = {
      at: new Date().toISOString(),
      node: process.version,
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      first: { ms: round(first.ms), bytes: first.bytes },
      one: spread(singles),
      many: { sheets, seconds: round(many.ms / 1000), msEach: round(many.ms / sheets), bytes: many.bytes },
      otherPages: { quiet, meanwhile: await others },
    }
    console.error(`one 発生届 (ms)            p50 ${figures.one.p50}, p99 ${figures.one.p99}; the first after a start ${figures.first.ms}`)
    console.error(`${sheets} at once (s)           ${figures.many.seconds} = ${figures.many.msEach} ms each, ${figures.many.bytes} bytes`)
    console.error(`a centre's list meanwhile  p99 ${quiet.p99} → ${figures.otherPages.meanwhile.p99} ms`)
    console.log(JSON.stringify(figures, null, 2))
    const out = option('json')
    if (out) writeFileSync(out, `${JSON.stringify(figures, null, 2)}\n`)
    return 0
  } finally {
    await system.stop()
  }
}
