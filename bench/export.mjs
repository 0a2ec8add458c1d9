// `npm run bench -- --only=export` (--rows=1000000): 健康観察一覧 as a file, all columns, ordered over its page, written by the worker as it runs in
// production (all duties) and fetched over its page: time, rows a second, and the highest resident memory of worker and web, for ten thousand rows and
// for a million. One Excel file more is longer than a sheet may be.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startSystem } from './system.mjs'
import { send, visit } from './visitors.mjs'

const option = (name, otherwise) => process.argv.find((a) => a.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise
const rows = Number(option('rows', '1000000'))
const few = 10_000
const sheet = 1_048_576
/** So many more stand in the big centre's list before the period that is asked for: with them it is longer than a sheet. */
const before = rows >= 1_000_000 ? sheet + 1_424 - rows : 0
const formats = option('format', 'csv-utf8,csv-sjis,xlsx').split(',')
const round = (x, digits = 1) => Number(x.toFixed(digits))
const say = (text) => console.error(text)

/** Centre 0 has a million under observation (and some whose observation began a day before), centre 1 ten thousand. */
async function fill({ admin }) {
  await admin.unsafe(readFileSync(join(import.meta.dirname, 'places.sql'), 'utf8'))
  await admin.unsafe(`
    set session_replication_role = replica; set synchronous_commit = off;
    create or replace function pg_temp.id(kind int, n bigint) returns uuid language sql immutable as
      $$ select (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
    create temp table people as
      select n, pg_temp.id(2, case when n <= ${rows + before} then 0 else 1 end) as centre, case when n <= ${before} then date '2022-07-11' else '2022-07-12' end as day
        from generate_series(1, ${rows + before + few}) n;
    insert into persons (id, created_at) select pg_temp.id(9, n), '2022-07-12' from people;
    insert into cases (id, hersys_id, person_id, disease, notified_centre_id, responsible_centre_id, case_class, family_name, given_name, family_kana, given_kana,
                       sex, birth_on, phone, phone_kind, address, severity, diagnosed_on, reported_on, created_at, updated_at, confirmed_at)
      select pg_temp.id(10, n), (10000000 + n)::text, pg_temp.id(9, n), 'covid-19', centre, centre, 'confirmed', '架空', '花' || n, 'カクウ', 'ハナ', 'female',
             date '1940-01-01' + (n % 28000)::int, '0908' || lpad((n % 10000000)::text, 7, '1'), 'mobile', '架空県あおば市見本町' || n, 'mild', day, day,
             '2022-07-12 09:00+09', '2022-07-12 09:00+09', '2022-07-12 12:00+09' from people;
    insert into watches (case_id, owner_centre_id, owner_prefecture_id, began_at, period_from, period_to, level, last_report_at, last_temperature, last_spo2,
                         last_channel, updated_at)
      select pg_temp.id(10, n), centre, pg_temp.id(1, 0), '2022-07-12 09:00+09', day, '2022-07-21',
             case when n % 40 = 0 then 'urgent' when n % 8 = 0 then 'watch' else 'stable' end, timestamptz '2022-07-20 06:00+09' + (n % 7200) * interval '1 second',
             36.5 + (n % 25) / 10.0, 96 + n % 4, 'web', '2022-07-20 06:00+09' from people;
    insert into sessions (token_hash, kind, account_id, created_at, last_seen_at, expires_at, ends_at)
      select encode(sha256(('nurse-' || n)::bytea), 'hex'), 'staff', pg_temp.id(4, n), timestamptz '2022-07-20 09:00+09', timestamptz '2022-07-20 10:00+09',
             timestamptz '2022-07-21', timestamptz '2022-07-21' from generate_series(0, 1) n;
    reset session_replication_role; reset synchronous_commit; reset timezone`)
  await admin.unsafe('vacuum analyze')
}

/** Resident memory of a process in MiB: now, and the highest since `forget`. */
const memory = (pid, what) =>
  Math.round(Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024)
const forget = (pid) => writeFileSync(`/proc/${pid}/clear_refs`, '5')

/** As the nurse of that centre: orders, waits, fetches; what it cost. */
async function taken({ admin, url, pids }, { centre, format, from }) {
  const page = await visit(url, 'nurse', centre, '/centre/exports/new?list=watch')
  const columns = [...page.html.matchAll(/name="column" value="([^"]*)"/g)].map(([, name]) => name)
  const { worker, web } = pids()
  const idle = memory(worker, 'VmRSS')
  forget(worker)
  const began = performance.now()
  const form = new URLSearchParams([
    ...columns.map((name) => ['column', name]),
    ['list', 'watch'],
    ['format', format],
    ['from', from],
    ['reason', '架空の測定'],
  ])
  const answer = await send(url, '/centre/exports', page, form)
  if (answer.status !== 303) throw new Error(`the order was answered ${answer.status}`)
  let order
  do {
    await sleep(50)
    ;[order] = await admin`select id, state, rows_done, bytes::float8 as bytes from exports order by ordered_at desc, id desc limit 1`
  } while (order.state === 'waiting' || order.state === 'working')
  if (order.state !== 'done') throw new Error(`the export ended as ${order.state}`)
  const seconds = (performance.now() - began) / 1000
  const workerPeak = memory(worker, 'VmHWM')
  forget(web)
  const asked = performance.now()
  const file = await fetch(`${url}/centre/exports/file?export=${order.id}`, { headers: { cookie: page.cookie } })
  let bytes = 0
  let tail = Buffer.alloc(0)
  for await (const part of file.body) {
    bytes += part.length
    tail = Buffer.concat([tail, part]).subarray(-65_536)
  }
  if (bytes !== order.bytes) throw new Error(`${bytes} of ${order.bytes} bytes came`)
  const sheets = format === 'xlsx' ? new Set(tail.toString('latin1').match(/xl\/worksheets\/sheet\d+\.xml/g)).size : undefined
  return {
    format,
    rows: order.rows_done,
    columns: columns.length,
    seconds: round(seconds),
    rowsPerSecond: Math.round(order.rows_done / seconds),
    mebibytes: round(order.bytes / 2 ** 20),
    sheets,
    workerMiB: { idle, peak: workerPeak },
    fetch: { seconds: round((performance.now() - asked) / 1000), webPeakMiB: memory(web, 'VmHWM') },
  }
}

export async function run() {
  const system = await startSystem()
  const measured = []
  try {
    const began = performance.now()
    await fill(system)
    say(`${rows + before + few} cases made in ${round((performance.now() - began) / 1000)} s`)
    const orders = [
      ...formats.map((format) => ({ centre: 1, format, from: '' })),
      ...formats.map((format) => ({ centre: 0, format, from: '2022-07-12' })),
      ...(before > 0 && formats.includes('xlsx') ? [{ centre: 0, format: 'xlsx', from: '' }] : []),
    ]
    for (const order of orders) {
      measured.push(await taken(system, order))
      say(JSON.stringify(measured.at(-1)))
    }
  } finally {
    await system.stop()
  }
  const figures = {
    what: '健康観察一覧, all columns, ordered and fetched over its page; one worker with all its duties, one web; resident memory in MiB',
    at: new Date().toISOString(),
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    measured,
  }
  console.log(JSON.stringify(figures, null, 2))
  const out = option('json')
  if (out) writeFileSync(out, `${JSON.stringify(figures, null, 2)}\n`)
  return 0
}
