import { mostListed } from '../../lib/long-list.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

export type HandOver = {
  id: string
  caseId: string
  fromCentreId: string
  fromName: string
  toCentreId: string
  toName: string
  state: 'pending' | 'accepted' | 'refused' | 'withdrawn'
  reason: string
  askedAt: string
  askedByName: string
  decidedAt: string | null
  decidedByName: string | null
  decisionNote: string | null
  /** Null where this centre may no longer see the case. */
  hersysId: string | null
  familyName: string | null
  givenName: string | null
  level: 'urgent' | 'watch' | 'stable' | null
  periodTo: string | null
}

const select = (sql: Sql) => sql`
  select h.id, h.case_id, h.from_centre_id, f.name as from_name, h.to_centre_id, t.name as to_name, h.state, h.reason, h.asked_at, a.name as asked_by_name,
         h.decided_at, d.name as decided_by_name, h.decision_note, c.hersys_id, c.family_name, c.given_name, w.level, w.period_to
    from hand_overs h
    join organisations f on f.id = h.from_centre_id
    join organisations t on t.id = h.to_centre_id
    join staff_accounts a on a.id = h.asked_by
    left join staff_accounts d on d.id = h.decided_by
    left join cases c on c.id = h.case_id
    left join watches w on w.case_id = h.case_id`

/** What waits for this centre to accept, the longest waiting first. */
export async function listIncoming(sql: Sql, centreId: string): Promise<HandOver[]> {
  return sql<
    HandOver[]
  >`${select(sql)} where h.to_centre_id = ${centreId} and h.state = 'pending' order by h.asked_at, h.id limit ${mostListed}`
}

export async function listIncomingIds(sql: Sql, centreId: string, limit: number): Promise<{ id: string }[]> {
  return sql<{ id: string }[]>`
    select id from hand_overs where to_centre_id = ${centreId} and state = 'pending' order by asked_at, id limit ${limit}`
}

/** What this centre has asked others to take and still owns. */
export async function listOutgoing(sql: Sql, centreId: string): Promise<HandOver[]> {
  return sql<
    HandOver[]
  >`${select(sql)} where h.from_centre_id = ${centreId} and h.state = 'pending' order by h.asked_at, h.id limit ${mostListed}`
}

/** How many cases this centre has asked others to take and still owns. */
export async function countOutgoing(sql: Sql, centreId: string): Promise<number> {
  const [row] = await sql<
    { n: number }[]
  >`select count(*)::int as n from hand_overs where from_centre_id = ${centreId} and state = 'pending'`
  return row!.n
}

/** The last decisions in either direction. */
export async function listDecided(sql: Sql, centreId: string, since: Date): Promise<HandOver[]> {
  return sql<HandOver[]>`${select(sql)}
    where (h.to_centre_id = ${centreId} or h.from_centre_id = ${centreId}) and h.state <> 'pending' and h.decided_at > ${since}
    order by h.decided_at desc, h.id limit 50`
}

export async function listHandOversOfCase(sql: Sql, caseId: string): Promise<HandOver[]> {
  return sql<HandOver[]>`${select(sql)} where h.case_id = ${caseId} order by h.asked_at, h.id`
}

/** The hand-over of this case that waits for this centre to accept; null when there is none. */
export async function findPendingOf(sql: Sql, caseId: string, toCentreId: string): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`
    select id from hand_overs where case_id = ${caseId} and to_centre_id = ${toCentreId} and state = 'pending'`
  return row?.id ?? null
}

export async function findHandOver(sql: Sql, id: string): Promise<HandOver | null> {
  const [row] = await sql<HandOver[]>`${select(sql)} where h.id = ${id}`
  return row ?? null
}

export type Asked = 'ok' | 'not-found' | 'ended' | 'no-such-centre' | 'pending'

/** Asks another centre to take the case over. Nothing moves until it accepts. */
export async function askHandOver(
  sql: Sql,
  { caseId, to, reason, now }: { caseId: string; to: string; reason: string; now: Date },
): Promise<Asked> {
  const [row] = await sql<
    { said: Asked }[]
  >`select ask_hand_over(${uuidv7(now)}, ${uuidv7(now)}, ${caseId}, ${to}, ${reason}, ${now}) as said`
  return row!.said
}

export type Decision = 'accepted' | 'refused' | 'withdrawn'
/** 'ok', or why not: a decision word says how somebody else decided before. */
export type Decided = 'ok' | 'not-found' | 'ended' | Decision

/** Accept or refuse (the receiver), withdraw (the giver): exactly one decision ever wins. */
export async function decideHandOver(
  sql: Sql,
  { id, decision, note, now }: { id: string; decision: Decision; note: string; now: Date },
): Promise<Decided> {
  const [row] = await sql<{ said: Decided }[]>`select decide_hand_over(${id}, ${decision}, ${note}, ${now}) as said`
  return row!.said
}

/** What these centres asked for before an instant of their own and nobody has answered, the longest waiting first. */
export async function listDelayed(sql: Sql, centres: { id: string; before: Date }[]): Promise<HandOver[]> {
  const [ids, instants] = [centres.map(({ id }) => id), centres.map(({ before }) => before.toISOString())]
  return sql<HandOver[]>`
    ${select(sql)} join unnest(${ids}::uuid[], ${instants}::timestamptz[]) late(id, before) on late.id = h.from_centre_id and h.asked_at <= late.before
     where h.state = 'pending' order by h.asked_at, h.id limit ${mostListed}`
}
