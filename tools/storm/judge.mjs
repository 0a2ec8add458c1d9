// The judge of a storm: check-silence.sql, asked again where the worker is given its moment, and the evidence when a rule is broken.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkSilence } from '../check-silence.mjs'

/** After a jump of the clock the worker writes calls that have come due meanwhile; real seconds that it may take, killed once or twice. */
const ofTheWorker = /^(call-|bulk-)/
const patienceMs = 45_000

export function createJudge({ sql, clock, findings, say, logs }) {
  async function settled() {
    for (const since = performance.now(); ; await sleep(500)) {
      const rules = await checkSilence(sql, clock.now())
      const broken = rules.filter(({ count }) => count > 0)
      // What is broken besides takes no time from the worker.
      const isPatient = broken.some(({ rule }) => ofTheWorker.test(rule))
      if (!isPatient || performance.now() - since > patienceMs) return { rules, broken }
    }
  }

  return {
    async now(when) {
      const { rules, broken } = await settled()
      for (const { rule, count, violations } of broken) {
        findings.push({ when, rule, count, violations })
        const examples = violations.slice(0, 3).map(({ caseId, what }) => `${caseId} ${what}`)
        say(`${when}: ${rule} is broken ${count} times, for example ${examples.join('; ')}`)
      }
      if (broken.length > 0) writeFileSync(join(logs, 'evidence.json'), JSON.stringify(await evidenceOf(sql, broken), null, 1))
      else say(`${when}: ${rules.length} rules hold`)
      return rules
    },
    /** What was begun is done in the background: an acknowledged start is looked for when it has had its time. */
    async untilJobsAreDone() {
      for (const since = performance.now(); performance.now() - since < patienceMs; await sleep(250)) {
        const [{ n }] = await sql`select count(*)::int as n from bulk_jobs where state = 'running'`
        if (n === 0) return
      }
    },
    /** What became of the automatic calls and of the rows of bulk actions, in lines. */
    async calls(exchange) {
      const states = await sql`select state, count(*)::int as n from calls group by 1 order by 1`
      const rows =
        await sql`select j.kind, r.state, count(*)::int as n from bulk_rows r join bulk_jobs j on j.id = r.job_id where j.state = 'done' group by 1, 2 order by 1, 2`
      const { dialled, pickedUp, completed } = await exchange.figures()
      return [
        `calls              ${states.map(({ state, n }) => `${state} ${n}`).join(', ')}; the exchange: dialled ${dialled}, picked up ${pickedUp}, reported ${completed}`,
        `rows of bulk       ${rows.map(({ kind, state, n }) => `${kind} ${state} ${n}`).join(', ')}`,
      ]
    },
  }
}

/** What `npm run check:silence` says of this installation. */
export function keepSilence({ url, stateDir, proof }) {
  const env = { ...process.env, DATABASE_URL: url, STATE_DIR: stateDir, WORKER_DATABASE_URL: url }
  const { stdout } = spawnSync(process.execPath, [join(import.meta.dirname, '..', 'check-silence.mjs')], { env, encoding: 'utf8' })
  mkdirSync(proof, { recursive: true })
  writeFileSync(join(proof, 'check-silence.txt'), stdout)
}

/** Everything about the first cases of each broken rule, beside the logs. */
async function evidenceOf(sql, broken) {
  const cases = [...new Set(broken.flatMap(({ violations }) => violations.slice(0, 2).map(({ caseId }) => caseId)))].filter(Boolean)
  const tables = [
    'watches',
    'attention_items',
    'attention_events',
    'hand_overs',
    'withdrawals',
    'daily_reports',
    'notifications',
    'calls',
    'call_plans',
    'bulk_rows',
  ]
  const rows = {}
  for (const table of tables)
    rows[table] = await sql.unsafe(`select to_jsonb(t) - 'answers' as row from ${table} t where case_id = any($1::uuid[])`, [cases])
  return { broken, rows: Object.fromEntries(Object.entries(rows).map(([table, found]) => [table, found.map(({ row }) => row)])) }
}
