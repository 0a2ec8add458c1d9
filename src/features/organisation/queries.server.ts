import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { OrgKind } from '../../platform/http/route.server.ts'
import { centreSettings } from './centre-settings.ts'

export type Organisation = {
  id: string
  kind: OrgKind
  code: string
  name: string
  prefectureCode: string | null
  parentId: string | null
  phone: string | null
  email: string | null
  postalCode: string | null
  address: string | null
  messageNote: string | null
  settings: Record<string, unknown>
}

export async function getOrganisation(sql: Sql, id: string): Promise<Organisation> {
  const [row] = await sql<Organisation[]>`
    select id, kind, code, name, prefecture_code, parent_id, phone, email, postal_code, address, message_note, settings from organisations where id = ${id}`
  if (!row) throw new Error('an organisation named by a foreign key is always there')
  return row
}

/** The organisation of those who run the system; made where there is none yet. Returns its id. */
export async function ensureOperators(sql: Sql, now: Date): Promise<string> {
  const [known] = await sql<{ id: string }[]>`select id from organisations where kind = 'operator' order by created_at limit 1`
  if (known) return known.id
  const id = uuidv7(now)
  await sql`insert into organisations (id, kind, code, name, kana, created_at) values (${id}, 'operator', '1', 'システム運用', 'システムウンヨウ', ${now})`
  return id
}

/** Throws where the list of organisations has brought no ministry yet. */
export async function getMinistry(sql: Sql): Promise<string> {
  const [known] = await sql<{ id: string }[]>`select id from organisations where kind = 'ministry' order by created_at limit 1`
  if (!known) throw new Error('There is no ministry yet: import the organisations first')
  return known.id
}

/** All health centres, by reading. */
export async function listCentres(sql: Sql): Promise<{ id: string; name: string; parentId: string }[]> {
  return sql`select id, name, parent_id from organisations where kind = 'centre' order by kana, id`
}

/** The centre responsible for a municipality (担当保健所), null when no known centre is. */
export async function findCentreOfMunicipality(sql: Sql, municipalityCode: string): Promise<{ id: string; parentId: string } | null> {
  const [row] = await sql<{ id: string; parentId: string }[]>`
    select o.id, o.parent_id from municipalities m join organisations o on o.id = m.centre_id where m.code = ${municipalityCode}`
  return row ?? null
}

export type Place = { municipalityCode: string; prefectureName: string; municipalityName: string; town: string }

/** Every place a postal code (seven digits) may mean; empty when it is unknown. */
export async function listPlacesOfPostalCode(sql: Sql, postalCode: string): Promise<Place[]> {
  return sql<Place[]>`
    select m.code as municipality_code, m.prefecture_name, m.name as municipality_name, p.town
      from postal_codes p join municipalities m on m.code = p.municipality_code
     where p.postal_code = ${postalCode} order by m.code, p.town`
}

/** Municipalities by reading, for the address question. */
export async function listMunicipalities(
  sql: Sql,
): Promise<{ code: string; prefectureName: string; name: string; centreId: string | null }[]> {
  return sql`select code, prefecture_name, name, centre_id from municipalities order by prefecture_code, kana`
}

/**
 * The sentence and the settings a centre's manager may change; other settings stay as they are. Deadlines already set for patients under
 * observation move along while they have not come due: returns how many did.
 */
export async function saveCentreSettings(
  sql: Sql,
  centreId: string,
  { messageNote, reportDeadline, changes }: { messageNote: string; reportDeadline: string; changes: Record<string, unknown> },
  now: Date,
): Promise<number> {
  const rows = await sql`
    update organisations set message_note = ${messageNote || null}, settings = settings || ${sql.json(changes as never)}
     where id = ${centreId} returning id`
  if (rows.length === 0) throw new Error('the settings of a centre that the visitor does not manage')
  const [moved] = await sql<{ items: number }[]>`select move_report_deadlines(${reportDeadline}::text::time, ${now}) as items`
  return moved!.items
}

/** In which hours a centre lets 自動架電 ring anybody. */
export async function getCallHours(sql: Sql, centreId: string): Promise<{ earliest: string; latest: string }> {
  return centreSettings((await getOrganisation(sql, centreId)).settings).calls
}

/** Patients of the centre who agreed upon a time of automatic calls that lies outside its hours ('HH:MM', the last one not included). */
export async function countCalledOutside(sql: Sql, centreId: string, hours: { earliest: string; latest: string }): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from call_plans p join watches w on w.case_id = p.case_id
     where p.ended_at is null and w.owner_centre_id = ${centreId}
       and exists (select from unnest(p.times) time where time < ${hours.earliest} or time >= ${hours.latest})`
  return row!.count
}
