import { japaneseTime } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type Limits, type UnusualKind, unusualIn, unusualKinds } from './unusual.ts'

const hourMs = 3_600_000
/** A transaction that is still open may yet add rows to its hour. */
const settleMs = 5 * 60_000
const hoursAtOnce = 6

export async function readLimits(sql: Sql): Promise<Limits> {
  const rows = await sql<{ name: string; value: number }[]>`select name, value from policies`
  const of = (name: string) => rows.find((row) => row.name === name)?.value ?? 0
  return {
    manyRecords: of('many-records'),
    nightFrom: of('night-from'),
    nightTo: of('night-to'),
    nightRecords: of('night-records'),
    surnameRecords: of('surname-records'),
  }
}

/**
 * Judges each hour that is over and has not been judged, of the last day. What is out of the ordinary is kept once, and rings in the queue of the
 * centre, or of the prefecture for its own staff, without a name: who and what is for its manager. Several workers: an hour is one row, taken by whoever inserts it.
 */
export async function findUnusual(sql: Sql, now: Date): Promise<void> {
  const last = new Date(Math.floor((now.getTime() - settleMs) / hourMs) * hourMs - hourMs)
  const limits = await readLimits(sql)
  const done = await sql<{ hour: string }[]>`select hour from unusual_runs where hour > ${new Date(last.getTime() - 24 * hourMs)}`
  const judged = new Set(done.map(({ hour }) => new Date(hour).getTime()))
  const waiting = Array.from({ length: 24 }, (_, n) => last.getTime() - n * hourMs).filter((at) => !judged.has(at))
  for (const at of waiting.slice(0, hoursAtOnce)) await judgeHour(sql, new Date(at), limits, now)
}

type Row = { actorId: string; orgId: string; heardBy: string | null; cases: number; ownName: number; sameSurname: number }

async function judgeHour(sql: Sql, hour: Date, limits: Limits, now: Date): Promise<void> {
  await sql.begin(async (tx) => {
    const sql = tx as unknown as Sql
    const taken = await sql`insert into unusual_runs (hour, ran_at) values (${hour}, ${now}) on conflict do nothing returning hour`
    if (taken.length === 0) return
    const rows = await sql<Row[]>`select * from work_of_hour(${hour})`
    for (const row of rows) {
      for (const { kind, n } of unusualIn({ ...row, hour: Number(japaneseTime(hour).slice(0, 2)) }, limits))
        await keep(sql, { ...row, kind, n, hour, now })
    }
  })
}

async function keep(sql: Sql, f: Row & { kind: UnusualKind; n: number; hour: Date; now: Date }): Promise<void> {
  const id = uuidv7(f.now)
  const kept = await sql`
    insert into unusual_accesses (id, kind, actor_id, org_id, heard_by, hour, n, found_at)
    values (${id}, ${f.kind}, ${f.actorId}, ${f.orgId}, ${f.heardBy}, ${f.hour}, ${f.n}, ${f.now}) on conflict do nothing returning id`
  if (kept.length === 0 || !unusualKinds[f.kind].rings) return
  await sql`
    select raise_item(${uuidv7(f.now)}, o.id, null, ${id}, 'unusual-access', false, ${f.now}, ${sql.json({ access: id })}, ${f.now})
      from organisations o where o.id = ${f.heardBy} and o.kind in ('centre', 'prefecture')`
}
