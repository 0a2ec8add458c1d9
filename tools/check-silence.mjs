// npm run check:silence: judges by plain SQL (check-silence.sql) that nobody under observation falls silent. Reads only; usable in production.
// DATABASE_URL (owner) or WORKER_DATABASE_URL names the database, else this clone's embedded one is asked; --now=<ISO instant> the moment (default: the installation's clock); --json prints JSON.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { environment } from './installation.mjs'
import { homeFolder } from './postgres.mjs'

const here = import.meta.dirname
const shownPerRule = 20

/** The rules of check-silence.sql: name, what it promises, its query. */
export function readRules(text = readFileSync(join(here, 'check-silence.sql'), 'utf8')) {
  return text
    .split(/^-- rule: /m)
    .slice(1)
    .map((block) => {
      const [head, ...query] = block.split('\n')
      const [name, promise] = head.split(' | ')
      return { name, promise, query: query.join('\n').trim().replaceAll(':now', '$1::timestamptz') }
    })
}

/**
 * Runs every rule on one snapshot, which may not hold anybody up. Resolves to one result per rule.
 * @param {import('postgres').Sql} sql as the owner or the worker role
 * @param {Date} now
 */
export async function checkSilence(sql, now) {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    const results = []
    for (const { name, promise, query } of readRules()) {
      const values = query.includes('$1') ? [now.toISOString()] : []
      const rows = await tx.unsafe(
        `with violations as (${query}) select *, count(*) over ()::int as total from violations limit ${shownPerRule}`,
        values,
      )
      const violations = rows.map((row) => ({ caseId: row.case_id ?? row.caseId, what: row.what }))
      results.push({ rule: name, promise, count: rows[0]?.total ?? 0, violations })
    }
    return results
  })
}

/** The shifted clock of this installation where it has one, else real time. */
function installationNow(stateDir) {
  try {
    const { startAt, anchor, offsetMs } = JSON.parse(readFileSync(join(stateDir, 'clock.json'), 'utf8'))
    return new Date(Date.now() + Date.parse(startAt) - Date.parse(anchor) + offsetMs)
  } catch {
    return new Date()
  }
}

function print(results, now, asJson) {
  const broken = results.filter(({ count }) => count > 0)
  if (asJson)
    return console.log(JSON.stringify({ now, violations: broken.reduce((sum, { count }) => sum + count, 0), rules: results }, null, 2))
  const width = Math.max(...results.map(({ rule }) => rule.length))
  for (const { rule, promise, count, violations } of results) {
    console.log(`${count === 0 ? 'ok  ' : 'FAIL'} ${rule.padEnd(width)} ${String(count).padStart(6)}  ${promise}`)
    for (const { caseId, what } of violations) console.log(`       ${caseId ?? '-'}  ${what}`)
    if (count > violations.length) console.log(`       … and ${count - violations.length} more`)
  }
  console.log(
    `\n${results.length} rules judged at ${now.toISOString()}: ${broken.length === 0 ? 'nobody is silent' : `${broken.length} broken`}`,
  )
}

async function main() {
  const env = process.env.WORKER_DATABASE_URL ? process.env : environment(homeFolder())
  const url = env.DATABASE_URL ?? env.WORKER_DATABASE_URL
  const given = process.argv.find((arg) => arg.startsWith('--now='))?.slice(6)
  const now = given ? new Date(given) : installationNow(env.STATE_DIR ?? '')
  if (Number.isNaN(now.getTime())) throw new Error('--now takes an instant such as 2022-07-20T10:00:00+09:00')
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const [{ hidden }] = await sql`
      select not (r.rolsuper or r.rolbypassrls or r.rolname = 'hersys_worker' or pg_has_role(current_user, 'hersys_system', 'member')) as hidden
        from pg_roles r where r.rolname = current_user`
    if (hidden) throw new Error('This role does not see every row: use the owner or hersys_worker')
    const results = await checkSilence(sql, now)
    print(results, now, process.argv.includes('--json'))
    if (results.some(({ count }) => count > 0)) process.exitCode = 1
  } finally {
    await sql.end()
  }
}

if (process.argv[1] === import.meta.filename) {
  await main().catch((error) => {
    console.error(error.message)
    process.exitCode = 2
  })
}
