import type { Day } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Division } from '../../programmes/covid-19/daily-count.ts'
import type { Counts, Entry, Source } from './reconcile.ts'

export type Institution = { id: string; name: string; centreId: string; centreName: string }
export type Stored = Entry & { id: string; revision: number; changedAt: string }
type Days = { from: string; to: string }

/** What this actor may see of these days (an institution its own, a centre its institutions', a prefecture its centres'). */
export async function listEntries(sql: Sql, { from, to }: Days, of: { centreId?: string; institutionId?: string } = {}): Promise<Stored[]> {
  return sql<Stored[]>`
    select id, institution_id, on_day, source, counts, total, revision, changed_at from daily_counts
     where on_day between ${from} and ${to} and deleted_at is null
       ${of.centreId ? sql`and centre_id = ${of.centreId}` : sql``} ${of.institutionId ? sql`and institution_id = ${of.institutionId}` : sql``}
     order by on_day desc, institution_id, source desc`
}

/** 発生届 of patients diagnosed on these days, by institution and day; of one's own institutions. */
export async function listNotified(sql: Sql, { from, to }: Days): Promise<{ institutionId: string; onDay: string; n: number }[]> {
  return sql<{ institutionId: string; onDay: string; n: number }[]>`select * from notified_by_institution(${from}, ${to})`
}

/** The institutions of a centre, or of every centre of a prefecture, by centre and reading. */
export async function listInstitutions(sql: Sql, orgId: string): Promise<Institution[]> {
  return sql<Institution[]>`
    select i.id, i.name, c.id as centre_id, c.name as centre_name
      from organisations i join organisations c on c.id = i.parent_id
     where i.kind = 'institution' and (c.id = ${orgId} or c.parent_id = ${orgId}) order by c.code, i.kana, i.id`
}

export type Sum = { centreId: string; onDay: string; band: string; atCut: number; atNow: number }

/** By centre, day and band: at the day's 24:00, and now. */
export async function listSums(sql: Sql, { from, to }: Days): Promise<Sum[]> {
  return sql<Sum[]>`select * from own_daily_count_sums(${from}, ${to}) order by on_day desc, centre_id, band`
}

export type Logged = {
  at: string
  byName: string
  orgName: string
  what: 'entered' | 'changed' | 'deleted'
  source: Source
  isLate: boolean
  before: Counts | null
  after: Counts | null
  reason: string | null
}

/** Everything that was done to an institution's day, newest first. */
export async function listLog(sql: Sql, institutionId: string, onDay: string): Promise<Logged[]> {
  return sql<Logged[]>`
    select l.at, coalesce(s.name, '') as by_name, o.name as org_name, l.what, d.source, l.is_late, l.before, l.after, l.reason
      from daily_count_log l join daily_counts d on d.id = l.count_id join organisations o on o.id = l.org_id left join staff_accounts s on s.id = l.by_account
     where d.institution_id = ${institutionId} and d.on_day = ${onDay} order by l.at desc, l.revision desc, l.id desc`
}

/** How the ages are divided, by the day from which each division holds; the oldest first. */
export async function listDivisions(sql: Sql): Promise<Division[]> {
  return sql<Division[]>`select from_on as "from", starts from daily_count_divisions order by from_on`
}

export type Divided = 'stored' | 'nothing' | 'past' | 'wrong'
/** In the name of an operator: from a day to come on; without starts what was set for that day is taken back. */
export async function setDivision(sql: Sql, from: Day, starts: readonly number[] | null): Promise<Divided> {
  const [row] = await sql<{ said: Divided }[]>`select set_daily_count_division(${from}, ${starts as number[] | null}::int[]) as said`
  return row!.said
}

export type Kept = 'stored' | 'nothing' | 'refused' | 'closed' | 'reason' | 'conflict'
type Said = { institutionId: string; onDay: string; source: Source; counts: Counts | null; revision: number; reason: string; now: Date }

/** Enters, changes or (counts null or all zero) takes back a count. The database looks at the clock and at whose it is once more. */
export async function keepCount(sql: Sql, said: Said): Promise<Kept> {
  const { institutionId, onDay, source, counts, revision, reason, now } = said
  const [row] = await sql<{ kept: Kept }[]>`
    select keep_daily_count(${uuidv7(now)}, ${uuidv7(now)}, ${institutionId}, ${onDay}, ${source}, ${counts ? sql.json(counts) : null}, ${revision}, ${reason}) as kept`
  return row!.kept
}
