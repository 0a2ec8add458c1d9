import type { Sql } from '../../platform/db/sql.server.ts'
import { closeSubject } from '../attention/act.server.ts'
import { type Block, chainFaults } from './chain.server.ts'
import type { UnusualKind } from './unusual.ts'

export type Search = {
  from: Date
  to: Date
  hersysId: string
  loginId: string
  orgId: string | null
  before: { at: string; id: string } | null
}
export type Entry = {
  id: string
  at: string
  actorKind: 'staff' | 'patient' | 'system' | 'nobody' | 'record-system'
  actorName: string | null
  loginId: string | null
  orgName: string | null
  action: string
  outcome: 'ok' | 'refused' | 'failed'
  cases: number
}
export const entriesPerPage = 50

/** What the asker may see of the audit, the newest first; one more than a page where there is more. Who may see what is said in the database. */
export async function searchAudits(sql: Sql, { from, to, hersysId, loginId, orgId, before }: Search): Promise<Entry[]> {
  return sql<Entry[]>`
    select * from search_audits(${from}, ${to}, ${hersysId}, ${loginId}, ${orgId}, ${before?.at ?? null}, ${before?.id ?? null}, ${entriesPerPage + 1})`
}

export type AuditState = {
  height: number | null
  sealedAt: string | null
  rows: number | null
  hash: string | null
  unsealed: number
  oldest: string | null
  /** An alert that the chain does not fit, which nobody has seen yet. */
  alertedAt: string | null
  /** What is wrong with the newest links by themselves. */
  faults: string[]
}
const linksLooked = 100

/** The last head, what waits to be sealed, and whether the newest hundred links fit. Row by row it is compared by `npm run audit:verify` alone. */
export async function auditState(sql: Sql): Promise<AuditState> {
  const [state] = await sql<Omit<AuditState, 'faults'>[]>`select * from audit_state()`
  const blocks = state?.height
    ? await sql<Block[]>`
        select height::int, chain, sealed_at, from_tx::text as from_tx, below_tx::text as below_tx, rows, rows_hash, previous_hash, lost, hash
          from audit_blocks_before(${state.height}, ${linksLooked}) order by height`
    : []
  return { ...state!, faults: chainFaults(blocks, blocks[0]?.height) }
}

export type Unusual = {
  id: string
  kind: UnusualKind
  hour: string
  n: number
  actorId: string
  actorName: string
  loginId: string
  orgName: string
  seenAt: string | null
  seenByName: string | null
  note: string | null
}

/** Access out of the ordinary of the last 90 days, as far as the asker may see it; unseen ones first. */
export async function listUnusual(sql: Sql, now: Date): Promise<Unusual[]> {
  return sql<Unusual[]>`select * from list_unusual(${new Date(now.getTime() - 90 * 86_400_000)})`
}

/** Those that this manager may mark as seen: of their own organisation's hearing, unseen, and not what they did themselves. */
export async function listMarkable(sql: Sql, orgId: string, accountId: string): Promise<Set<string>> {
  const rows = await sql<{ id: string }[]>`
    select id from unusual_accesses where heard_by = ${orgId} and seen_at is null and actor_id <> ${accountId}`
  return new Set(rows.map(({ id }) => id))
}

/** The item that rang is closed with it. False: not theirs, seen before, or about themselves. */
export async function markSeenUnusual(
  sql: Sql,
  id: string,
  { orgId, accountId }: { orgId: string; accountId: string },
  note: string,
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    update unusual_accesses set seen_at = ${now}, seen_by = ${accountId}, note = ${note}
     where id = ${id} and heard_by = ${orgId} and seen_at is null and actor_id <> ${accountId} returning id`
  if (rows.length === 0) return false
  await closeSubject(sql, { orgId, kind: 'unusual-access', subject: id, by: { accountId }, now }, { outcome: 'checked', note })
  return true
}

/** Whose staff may be searched for: a prefecture and its centres; null: every organisation but the institutions, which are found by login ID. */
export async function listSearchable(sql: Sql, prefectureId: string | null): Promise<{ id: string; name: string }[]> {
  return sql`
    select id, name from organisations
     where kind <> 'institution' and (${prefectureId}::uuid is null or id = ${prefectureId} or parent_id = ${prefectureId}) order by kind, kana, id limit 1000`
}
