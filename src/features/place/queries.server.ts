import type { Day } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { PlaceKind } from './fields.ts'
import type { PlaceDay } from './fullness.ts'

export type Place = {
  id: string
  kind: PlaceKind
  name: string
  address: string | null
  phone: string | null
  centreId: string
  centreName: string
  closedOn: Day | null
}

/** Places of the prefecture of this centre: one's own first, then by kind and name. */
export async function listPlaces(sql: Sql, centreId: string): Promise<Place[]> {
  return sql<Place[]>`
    select p.id, p.kind, p.name, p.address, p.phone, p.centre_id, o.name as centre_name, p.closed_on
      from places p join organisations o on o.id = p.centre_id join organisations me on me.id = ${centreId}
     where p.prefecture_id is not distinct from me.parent_id
     order by p.centre_id <> ${centreId}, p.kind, p.name, p.id limit 500`
}

/** Beds and people, a row for each place and day. */
export async function listPlaceDays(sql: Sql, from: Day, days: number): Promise<PlaceDay[]> {
  return sql<PlaceDay[]>`select place_id, day, beds, occupied from place_days(${from}, ${days}) order by place_id, day`
}

export async function findPlace(sql: Sql, id: string): Promise<Place | null> {
  const [row] = await sql<Place[]>`
    select p.id, p.kind, p.name, p.address, p.phone, p.centre_id, o.name as centre_name, p.closed_on
      from places p join organisations o on o.id = p.centre_id where p.id = ${id}`
  return row ?? null
}

export type Capacity = { id: string; beds: number; fromOn: Day; setAt: string; setByName: string | null; reason: string }

/** Every capacity that was ever set, the newest first. */
export async function listCapacities(sql: Sql, placeId: string): Promise<Capacity[]> {
  return sql<Capacity[]>`
    select c.id, c.beds, c.from_on, c.set_at, s.name as set_by_name, c.reason
      from place_capacities c left join staff_accounts s on s.id = c.set_by where c.place_id = ${placeId} order by c.set_at desc, c.id desc limit 200`
}

export type Resident = {
  caseId: string
  hersysId: string
  familyName: string
  givenName: string
  kind: string
  fromOn: Day
  untilOn: Day | null
}

/** Who stays there on that day, as far as this actor sees them: the numbers of `place_days` may be higher. */
export async function listResidents(sql: Sql, placeId: string, day: Day): Promise<Resident[]> {
  return sql<Resident[]>`
    select distinct on (c.family_kana, c.id) c.id as case_id, c.hersys_id, c.family_name, c.given_name, c.kind, s.from_on, s.until_on
      from place_stays s join cases c on c.id = s.case_id left join watches w on w.case_id = c.id
     where s.place_id = ${placeId} and s.from_on <= ${day} and coalesce(s.until_on, 'infinity') > ${day} and w.state is distinct from 'ended'
     order by c.family_kana, c.id, s.from_on limit 1000`
}

type NewPlace = {
  id: string
  centreId: string
  prefectureId: string | null
  kind: PlaceKind
  name: string
  address: string | null
  phone: string | null
  hospitalId: string | null
  by: string
}

/** False where this hospital is a place already. */
export async function insertPlace(sql: Sql, place: NewPlace, now: Date): Promise<boolean> {
  const { by, ...row } = place
  const { count } =
    await sql`insert into places ${sql({ ...row, createdAt: now, createdBy: by } as never)} on conflict (hospital_id) do nothing`
  return count === 1
}

export async function insertCapacity(
  sql: Sql,
  { placeId, beds, fromOn, by, reason }: { placeId: string; beds: number; fromOn: Day; by: string; reason: string },
  now: Date,
): Promise<void> {
  await sql`insert into place_capacities (id, place_id, beds, from_on, set_at, set_by, reason)
    values (${uuidv7(now)}, ${placeId}, ${beds}, ${fromOn}, ${now}, ${by}, ${reason})`
}

/** Nobody is placed there from that day on; null takes it back. */
export async function closePlace(sql: Sql, id: string, closedOn: Day | null): Promise<boolean> {
  const { count } = await sql`update places set closed_on = ${closedOn} where id = ${id}`
  return count === 1
}

/** Hospitals of the prefecture of this centre. */
export async function listHospitals(sql: Sql, centreId: string): Promise<{ id: string; name: string }[]> {
  return sql`select h.id, h.name from organisations h join organisations o on o.id = ${centreId}
    where h.kind = 'institution' and h.institution_kind = 'inpatient' and h.prefecture_code = o.prefecture_code order by h.kana, h.id`
}
