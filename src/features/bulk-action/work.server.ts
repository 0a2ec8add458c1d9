import { isOutOfReach } from '../../platform/db/reach.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError, type ErrorCode } from '../../platform/http/errors.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { audit } from '../../platform/http/serve.server.tsx'
import type { Job } from '../../platform/jobs/loop.server.ts'
import type { BulkKind, BulkKinds, Outcome } from './kind.ts'
import { endIfDone, findOrder, listRunning, type Order, settle, takeRow, type Waiting } from './work-queries.server.ts'

/** Rows of one job before another's has its turn. */
const turn = 25
/** How often a row is tried that another transaction stood in the way of. */
const mostTries = 3

/** Does what waits, job by job in turns, until nothing is left or the worker is told to end. Several workers share a job row by row. */
export async function workBulk(sql: Sql, kinds: BulkKinds, job: Job): Promise<void> {
  for (let moved = 1; moved > 0 && !job.signal.aborted; ) {
    moved = 0
    for (const id of await listRunning(sql)) moved += await workTurn(sql, kinds, id, job)
  }
}

async function workTurn(sql: Sql, kinds: BulkKinds, jobId: string, job: Job): Promise<number> {
  const order = await findOrder(sql, jobId)
  if (!order) return 0
  for (let n = 0; n < turn && !job.signal.aborted; n++) {
    if (await workRow(sql, kinds, order, job)) continue
    await endIfDone(sql, order, job.clock())
    return n
  }
  return turn
}

/** One row, in a transaction of its own with its fate: it is done and says so, or neither. False when none waits. */
async function workRow(sql: Sql, kinds: BulkKinds, order: Order, job: Job): Promise<boolean> {
  let row: Waiting | null = null
  for (let attempt = 1; ; attempt++) {
    try {
      return await sql.begin(async (tx) => {
        const mine = tx as unknown as Sql
        row = await takeRow(mine, order.id)
        if (row) await settleAs(mine, kinds, order, row, await outcomeOf(mine, kinds[order.kind], order, row, job.clock()), job.clock())
        return row !== null
      })
    } catch (error) {
      if (isOutOfReach(error) || row === null) throw error
      if (isPassing(error) && attempt < mostTries) continue
      const refusal = error instanceof AppError ? refusals[error.code] : undefined
      // The code alone: what the database says of a refused row may quote it.
      if (!refusal) job.log.error({ code: codeOf(error), bulk: order.id, row: (row as Waiting).n }, 'row of a bulk action not done')
      await sql.begin((tx) => settleAs(tx as unknown as Sql, kinds, order, row!, refusal ? { refused: refusal } : 'failed', job.clock()))
      return true
    }
  }
}

async function outcomeOf(sql: Sql, kind: BulkKind | undefined, order: Order, row: Waiting, now: Date): Promise<Outcome> {
  if (!order.actor) return { refused: '始めた方のアカウントが終了したため、行いませんでした' }
  if (!kind?.can(order.actor)) return { refused: '始めた方は、この操作を行えません' }
  const of = { jobId: order.id, n: row.n, thing: order.thing, thingId: row.thingId, seen: row.seen }
  return inTheNameOf(sql, order, now, () => kind.run(sql, row.caseId ?? '', order.params, order.actor as Staff, now, of))
}

/** As the role of the web, under its row-level security, as the person who started the job; then as the worker again. */
async function inTheNameOf<T>(sql: Sql, order: Order, now: Date, run: () => Promise<T>): Promise<T> {
  await sql`select set_config('app.bulk', ${order.id}, true), set_config('app.now', ${now.toISOString()}, true)`
  await sql`set local role hersys_web`
  const done = await run()
  await sql`set local role none`
  return done
}

async function settleAs(sql: Sql, kinds: BulkKinds, order: Order, row: Waiting, outcome: Outcome | 'failed', now: Date): Promise<void> {
  const fate = fateOf(outcome)
  if (!(await settle(sql, order.id, row.n, fate, now))) return
  const by = { kind: 'staff', accountId: order.createdBy, orgId: order.orgId } as const
  const said = fate.state === 'refused' ? 'refused' : fate.state === 'failed' ? 'failed' : 'ok'
  const detail = { bulk: order.id, row: row.n, state: fate.state }
  await audit(sql, kinds[order.kind]?.audit ?? 'bulk-action.row', by, said, row.caseId ? [row.caseId] : [], detail, `bulk-${order.id}`, now)
}

function fateOf(outcome: Outcome | 'failed') {
  if (outcome === 'done') return { state: 'done', reason: null } as const
  if (outcome === 'failed') return { state: 'failed', reason: 'システムの都合で行えませんでした。画面から操作してください' } as const
  if ('done' in outcome) return { state: 'done', reason: outcome.done } as const
  return 'refused' in outcome
    ? ({ state: 'refused', reason: outcome.refused } as const)
    : ({ state: 'unchanged', reason: outcome.unchanged } as const)
}

/** What a use case says no with, in words for the row. Anything else is a fault of ours. */
const refusals: Partial<Record<ErrorCode, string>> = {
  'not-found': '見つからないか、この保健所では操作できません',
  'not-allowed': 'この操作は認められていません',
  conflict: 'ほかの操作が先に行われました。画面で確かめてください',
}

const codeOf = (error: unknown) => String((error as { code?: unknown } | null)?.code ?? '')
/** Somebody stood in the way for a moment: deadlock, serialisation, a lock. */
const isPassing = (error: unknown) => /^(40|55P03)/.test(codeOf(error))
