// `npx tsx bench/export.mjs`: 健康観察一覧 of a million rows, all columns, as each format: seconds and the highest memory of the process that writes it.
import { fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { organisationOf, staff } from '../db/seed/organisations.ts'
import { seedPlaces } from '../db/seed/places.server.ts'
import { workExports } from '../src/features/export/jobs.server.ts'
import { exportLists } from '../src/features/export/lists.server.ts'
import { connect } from '../src/platform/db/sql.server.ts'
import { startTestCluster } from '../tools/test-cluster.ts'
import { testDatabase } from '../tools/test-database.ts'

const rows = Number(process.env.ROWS ?? 1_000_000)
const now = new Date('2022-07-20T10:00:00+09:00')

if (process.argv[2] === 'work') {
  const sql = connect(process.argv[3], 3)
  const began = performance.now()
  await workExports(sql, { clock: () => now, signal: new AbortController().signal, log: { error: console.error, warn: console.error } })
  process.send({
    seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  })
  await sql.end()
  process.exit(0)
}

const cluster = await startTestCluster()
const db = await testDatabase(cluster.url)
try {
  await seedPlaces(db.sql, now)
  const centre = organisationOf('aoba').id
  await db.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`insert into cases (id, hersys_id, person_id, disease, notified_centre_id, responsible_centre_id, family_name, given_name, family_kana, given_kana, birth_on, phone, address, created_at, updated_at)
      select lpad(to_hex(n), 32, '0')::uuid, (10000000 + n)::text, gen_random_uuid(), 'covid-19', ${centre}, ${centre}, '架空', '患者' || n, 'カクウ', 'カンジャ', '1990-01-01', '09000000000', '架空県あおば市見本町' || n, ${now}, ${now}
        from generate_series(1, ${rows}::int) n`
    await tx`insert into watches (case_id, owner_centre_id, began_at, period_from, period_to, updated_at)
      select id, ${centre}, ${now}, '2022-07-20', '2022-07-29', ${now} from cases`
  })
  await db.sql`analyze`
  const account = staff.find(({ loginId }) => loginId === 'nurse@aoba').id
  const measured = []
  for (const format of ['csv-utf8', 'csv-sjis', 'xlsx']) {
    const id = crypto.randomUUID()
    await db.sql`insert into exports (id, account_id, org_id, org_kind, list, columns, format, reason, ordered_at)
      values (${id}, ${account}, ${centre}, 'centre', 'watch', ${Object.keys(exportLists.watch.columns)}, ${format}, '架空の測定', ${now})`
    const child = fork(import.meta.filename, ['work', db.workerUrl], { execArgv: process.execArgv })
    const said = await new Promise((settle) => child.once('message', settle))
    const [made] = await db.sql`select state, rows_done, bytes::float8 as bytes from exports where id = ${id}`
    measured.push({
      format,
      columns: Object.keys(exportLists.watch.columns).length,
      ...said,
      state: made.state,
      rows: made.rowsDone,
      mebibytes: Math.round(made.bytes / 2 ** 20),
    })
    console.log(JSON.stringify(measured.at(-1)))
  }
  mkdirSync('docs/proof/4', { recursive: true })
  const result = {
    what: '健康観察一覧 as a file, written by the worker alone on a quiet machine',
    rows,
    cores: cpus().length,
    node: process.version,
    measured,
  }
  writeFileSync('docs/proof/4/export.json', `${JSON.stringify(result, null, 2)}\n`)
} finally {
  await db.drop()
  await cluster.stop()
}
