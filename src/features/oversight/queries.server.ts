import type { Day } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

export type CentreState = {
  id: string
  name: string
  observed: number
  silent: number
  /** Open and due, by how long they have waited; red-flag and other urgent kinds are among them. */
  queue: Record<string, number>
  redFlags: number
  handOvers: number
}

/** Each centre of a prefecture as the read model has it of that day; it is renewed every ten minutes. */
export async function listCentreStates(sql: Sql, prefectureId: string, day: Day): Promise<CentreState[]> {
  const [centres, figures] = await Promise.all([
    sql<{ id: string; name: string; handOvers: number }[]>`
      select o.id, o.name, (select count(*)::int from hand_overs h where h.from_centre_id = o.id and h.state = 'pending') as hand_overs
        from organisations o where o.kind = 'centre' and o.parent_id = ${prefectureId} order by o.code`,
    sql<{ scope: string; kind: string; key: string; n: number }[]>`
      select f.scope, f.kind, f.key, f.n from figures f
       where f.level = 'centre' and f.kind in ('answers', 'queue') and f.day = ${day} and f.n > 0
         and f.scope in (select o.id::text from organisations o where o.kind = 'centre' and o.parent_id = ${prefectureId})`,
  ])
  return centres.map((centre) => {
    const own = figures.filter(({ scope }) => scope === centre.id)
    const sum = (rows: { n: number }[]) => rows.reduce((all, { n }) => all + n, 0)
    const items = own.filter(({ kind }) => kind === 'queue')
    const queue: Record<string, number> = {}
    for (const { key, n } of items) queue[key.split('|')[1]!] = (queue[key.split('|')[1]!] ?? 0) + n
    return {
      ...centre,
      observed: sum(own.filter(({ kind }) => kind === 'answers')),
      silent: sum(own.filter(({ kind, key }) => kind === 'answers' && key === 'none')),
      queue,
      redFlags: sum(items.filter(({ key }) => key.startsWith('red-flag|') || key.startsWith('report-without-watch|'))),
    }
  })
}

export type PlaceLine = { id: string; centreId: string; centreName: string; kind: string; name: string; closedOn: Day | null }
export async function listPrefecturePlaces(sql: Sql, prefectureId: string): Promise<PlaceLine[]> {
  return sql<PlaceLine[]>`
    select p.id, p.centre_id, o.name as centre_name, p.kind, p.name, p.closed_on from places p join organisations o on o.id = p.centre_id
     where p.prefecture_id = ${prefectureId} order by p.kind, o.code, p.name, p.id limit 2000`
}

/** The case of this HER-SYS ID, if it is one that this actor sees; null for none as for another's. */
export async function findByHersysId(sql: Sql, hersysId: string): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`select id from cases where hersys_id = ${hersysId} and state not in ('draft', 'expired')`
  return row?.id ?? null
}

export type ToSettle = {
  caseId: string
  hersysId: string
  familyName: string
  givenName: string
  postalCode: string | null
  address: string | null
  ownerCentreId: string
  ownerName: string
  isOpen: boolean
}

/** A case of this prefecture, with what says where its patient is; null when it is none of its own. */
export async function findToSettle(sql: Sql, caseId: string): Promise<ToSettle | null> {
  const [row] = await sql<ToSettle[]>`
    select c.id as case_id, c.hersys_id, c.family_name, c.given_name, c.postal_code, c.address, w.owner_centre_id, o.name as owner_name,
           exists (select from attention_items i where i.case_id = c.id and i.kind = 'owner-to-settle' and i.closed_at is null) as is_open
      from cases c join watches w on w.case_id = c.id join organisations o on o.id = w.owner_centre_id where c.id = ${caseId}`
  return row ?? null
}

export type Settled = 'ok' | 'not-found' | 'ended' | 'no-such-centre' | 'settled' | 'pending'
export async function settleOwner(
  sql: Sql,
  { caseId, to, reason, now }: { caseId: string; to: string; reason: string; now: Date },
): Promise<Settled> {
  const [row] = await sql<
    { said: Settled }[]
  >`select settle_owner(${uuidv7(now)}, ${uuidv7(now)}, ${caseId}, ${to}, ${reason}, ${now}) as said`
  return row!.said
}
