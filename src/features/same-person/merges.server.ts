import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Level } from '../../programmes/triage.ts'

export type Joined = { said: 'ok'; id: string } | { said: 'not-found' | 'state' | 'disease' | 'death' | 'again' | 'already' }

/** 同一の症例: `absorbed` becomes part of `survivor`, with everything that leads to it. In the name of a nurse or manager of one of the two centres. */
export async function mergeCases(
  sql: Sql,
  { survivor, absorbed, reason, now }: { survivor: string; absorbed: string; reason: string; now: Date },
): Promise<Joined> {
  const id = uuidv7(now)
  const [row] = await sql<{ said: Joined['said'] }[]>`select merge_cases(${id}, ${survivor}, ${absorbed}, ${reason}, ${now}) as said`
  return row!.said === 'ok' ? { said: 'ok', id } : { said: row!.said }
}

/** 同一人物: the cases stay two and become one person's. */
export async function linkPersons(sql: Sql, caseId: string, otherCaseId: string, reason: string, now: Date): Promise<Joined> {
  const id = uuidv7(now)
  const [row] = await sql<{ said: Joined['said'] }[]>`select link_persons(${id}, ${caseId}, ${otherCaseId}, ${reason}, ${now}) as said`
  return row!.said === 'ok' ? { said: 'ok', id } : { said: row!.said }
}

export type Undone = 'ok' | 'not-found' | 'undone' | 'later' | 'expired' | 'again'

export async function undoMerge(sql: Sql, id: string, reason: string, now: Date): Promise<Undone> {
  const [row] = await sql<{ said: Undone }[]>`select undo_merge(${id}, ${reason}, ${now}) as said`
  return row!.said
}

/** What a case was when it was merged. */
export type Was = {
  hersysId?: string
  phone?: string | null
  owner?: string
  state?: 'observing' | 'ended'
  periodFrom?: string
  periodTo?: string
  level?: Level
  items?: number
}
export type Merge = {
  id: string
  kind: 'same-case' | 'same-person'
  survivorId: string
  absorbedId: string
  reason: string
  mergedAt: string
  mergedByName: string
  centre: string
  survivorWas: Was
  absorbedWas: Was
  undoneAt: string | null
  undoneByName: string | null
  undoReason: string | null
  stayed: { table: string; n: number }[] | null
  undoDays: number
}

const select = (sql: Sql) => sql`
  select m.id, m.kind, m.survivor_id, m.absorbed_id, m.reason, m.merged_at, s.name as merged_by_name, o.name as centre, m.survivor_was, m.absorbed_was,
         m.undone_at, u.name as undone_by_name, m.undo_reason, m.stayed, policy('merge-undo-days') as undo_days
    from case_merges m join staff_accounts s on s.id = m.merged_by join organisations o on o.id = m.org_id left join staff_accounts u on u.id = m.undone_by`

export async function findMerge(sql: Sql, id: string): Promise<Merge | null> {
  const [row] = await sql<Merge[]>`${select(sql)} where m.id = ${id}`
  return row ?? null
}

/** What became part of this case, and what was taken apart again, the newest first. */
export async function listMergesOfCase(sql: Sql, caseId: string): Promise<Merge[]> {
  return sql<Merge[]>`${select(sql)} where m.survivor_id = ${caseId} order by m.merged_at desc, m.id desc limit 20`
}

export type Stayed = { tableName: string; n: number; latest: string }

/** What has come to the remaining case since: an undo leaves it there. */
export async function listStayed(sql: Sql, mergeId: string): Promise<Stayed[]> {
  return sql<Stayed[]>`select table_name, n, latest from stayed_since_merge(${mergeId})`
}

/** The remaining case of one that was merged, for whoever follows an old link and may see the remaining one. */
export async function findSurvivor(sql: Sql, caseId: string): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`
    select m.survivor_id as id from case_merges m where m.absorbed_id = ${caseId} and m.kind = 'same-case' and m.undone_at is null`
  return row?.id ?? null
}

/** What became of a case that nobody finds any more; null: nothing, or it is not the asker's to know. `survivorId` is null where they may not see it. */
export async function findMergedAway(sql: Sql, caseId: string): Promise<{ survivorId: string | null; mergedAt: string } | null> {
  const [row] = await sql<{ survivorId: string | null; mergedAt: string }[]>`select survivor_id, merged_at from merged_away(${caseId})`
  return row ?? null
}
