import type { Sql } from '../../platform/db/sql.server.ts'
import type { Duty } from '../../platform/jobs/loop.server.ts'
import { expireAudits } from '../audit/expire.server.ts'
import { retained } from './kinds.ts'
import { readPolicies, retentionDue, retentionStep } from './queries.server.ts'

const atOnce = 100

/** Only where the operator has switched it on. A killed run leaves what it had not reached; the next goes on. */
export async function retain(sql: Sql, now: Date): Promise<void> {
  if ((await readPolicies(sql))['retention-on'] !== 1) return
  await retentionStep(sql, atOnce, now)
}

export const retentionDuties: Duty[] = [{ name: 'retention', everyMs: 10 * 60_000, run: retain }]

/**
 * `npm run cli -- retention --dry-run` prints what would go; `--apply` lets it go, `--audits` the audit's rows too, which no process may take by
 * itself. One of the first two must be said.
 */
export async function retentionCommand(
  sql: Sql,
  stateDir: string,
  now: Date,
  args: string[],
  print: (text: string) => void = console.log,
): Promise<void> {
  const [dry, apply] = [args.includes('--dry-run'), args.includes('--apply')]
  if (dry === apply) throw new Error('retention takes --dry-run or --apply (and --audits, with --apply, for the audit)')
  for (const { kind, days, due, held } of await retentionDue(sql, now))
    print(
      `${retained[kind].label}: ${days} days, ${due}${due >= 100_000 ? ' or more' : ''} due${kind === 'cases' ? `, ${held} old enough but still open` : ''}`,
    )
  if (dry) return print('Nothing was changed.')
  const total: Record<string, number> = {}
  for (let isMore = true; isMore; ) {
    const gone = Object.entries(await retentionStep(sql, atOnce, now))
    for (const [kind, n] of gone) total[kind] = (total[kind] ?? 0) + n
    isMore = gone.some(([, n]) => n > 0)
  }
  const told = Object.entries(total).map(([kind, n]) => `${n} ${kind}`)
  print(`Gone: ${told.join(', ')}.`)
  if (args.includes('--audits')) print(await expireAudits(sql, stateDir, (await readPolicies(sql))['audits-days']!, now))
}
