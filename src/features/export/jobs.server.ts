import { once } from 'node:events'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { audit } from '../../platform/http/serve.server.tsx'
import type { Duty, Job } from '../../platform/jobs/loop.server.ts'
import { startThread } from '../../platform/thread.server.ts'
import type { Column } from './lists/list.server.ts'
import { exportLists, listsOf } from './lists.server.ts'
import { addChunk, type Export, endExport, isAnyFree, putDown, takeUp, wipe } from './queries.server.ts'
import { writePieces } from './write.server.ts'

/** How long a finished file can be fetched. */
export const keptMs = 24 * 3_600_000
const mostTries = 3
/** Rows fetched at a time: so few that they are gone before the collector counts them as old. */
const atOnce = 500
/** Cases named in one row of the audit. */
const toldAtOnce = 2_000

type Writing = Pick<Job, 'clock' | 'signal'>

/** Exports that wait, one after the other; ends when there is none left, or when the worker is told to. */
export async function workExports(sql: Sql, job: Writing): Promise<void> {
  const workerId = uuidv7(job.clock())
  while (!job.signal.aborted) {
    const order = await takeUp(sql, workerId, job.clock())
    if (!order) return
    if (order.tries > mostTries || !mayTake(order)) await endExport(sql, order, workerId, 'failed', null, job.clock())
    else await writeFile(sql, order, workerId, job)
  }
}

/** Who was given another role since is not given the list. */
const mayTake = (order: Export) => listsOf(order).some(([name]) => name === order.list)

/**
 * Reads the list in one snapshot by a cursor and writes the file piece by piece, each in a transaction of its own with its progress. Beside it an
 * audit row names every two thousand cases that have gone into the file: who takes them along has seen them.
 */
async function writeFile(sql: Sql, order: Export, workerId: string, { clock, signal }: Writing): Promise<void> {
  const list = exportLists[order.list]!
  const names = order.columns.filter((name) => list.columns[name])
  const actor = { kind: 'staff', accountId: order.accountId, orgId: order.orgId } as const
  const seen: string[] = []
  let [rows, replaced, n] = [0, 0, 0]
  const tell = async () => {
    if (seen.length > 0) await audit(sql, 'export.rows', actor, 'ok', seen.splice(0), { export: order.id }, order.id, clock())
  }
  const stopped = new Error('stopped')
  try {
    await sql.begin('isolation level repeatable read read only', async (tx) => {
      const reader = tx as unknown as Sql
      await reader`select set_config('app.now', ${order.orderedAt}, true)`
      const wanted = { ...order, now: new Date(order.orderedAt) }
      async function* cells() {
        for await (const batch of (list.rows(reader, wanted) as unknown as Cursors).cursor(atOnce)) {
          for (const row of batch) {
            rows++
            for (const id of [row.caseId, row.otherCaseId]) if (id) seen.push(id)
            yield names.map((name) => said(row[name] ?? null, list.columns[name]!.words))
          }
          if (seen.length >= toldAtOnce) await tell()
        }
        await tell()
      }
      const head = names.map((name) => list.columns[name]!.label)
      for await (const piece of writePieces(order.format, head, cells())) {
        replaced += piece.replaced
        const at = clock()
        const isMine = await sql.begin((own) =>
          addChunk(own as unknown as Sql, order, workerId, { n: n++, bytes: piece.bytes, rows, replaced }, at),
        )
        if (!isMine || signal.aborted) throw stopped
      }
    })
    await endExport(sql, order, workerId, 'done', new Date(clock().getTime() + keptMs), clock())
  } catch (error) {
    if (error !== stopped) throw error
    await putDown(sql, order, workerId, clock())
  }
}

type Cursors = {
  cursor: (rows: number) => AsyncIterable<({ caseId: string | null; otherCaseId?: string | null } & Record<string, string | null>)[]>
}

/** The word for a key; what has none is shown as it is stored. Nothing is nothing: a blank is no word. */
const said = (value: string | null, words: Column['words']) =>
  value === null ? null : typeof words === 'function' ? words(value) : (words?.[value] ?? value)

/** In MiB: what JavaScript may hold while it writes, a list of ten rows or of a million. A writer that needs more ends, and nothing else with it. */
const memory = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 }

/**
 * Writes what waits in a thread with a memory of its own, which the collector must keep within its bound and which is given back at the end. A writer
 * that fell leaves its order to the next, like one that was killed. Rejects with what it fell over. `env` is the thread's environment, by default our own.
 */
export async function writeInThread(sql: Sql, now: Date, signal: AbortSignal, env?: NodeJS.ProcessEnv): Promise<void> {
  if (!(await isAnyFree(sql, now)) || signal.aborted) return
  const thread = startThread('export-thread', { resourceLimits: memory, env })
  const stop = () => thread.postMessage('stop')
  signal.addEventListener('abort', stop)
  try {
    const [code] = await once(thread, 'exit')
    if (code !== 0) throw new Error(`the thread of the exports ended (${code})`)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

export const exportDuties: Duty[] = [
  { name: 'export.work', everyMs: 5_000, wakeOn: 'exports', run: (sql, now, { signal }) => writeInThread(sql, now, signal) },
  { name: 'export.wipe', everyMs: 60_000, run: wipe },
]
