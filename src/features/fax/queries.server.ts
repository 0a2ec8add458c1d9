import { mostListed } from '../../lib/long-list.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Paper } from '../../platform/picture/pages.server.ts'
import type { Taken } from './intake.ts'

export type Fax = {
  id: string
  centreId: string
  institutionId: string | null
  institutionName: string
  receivedAt: string
  uploadedAt: string
  uploadedByName: string
  centreNumber: string | null
  caseId: string | null
  enteredAt: string | null
  enteredByName: string | null
  discardedAt: string | null
  discardedByName: string | null
  discardReason: string | null
  pages: number
  hasOriginal: boolean
}

const faxes = (sql: Sql) => sql`
  select f.id, f.centre_id, f.institution_id, f.institution_name, f.received_at, f.uploaded_at, u.name as uploaded_by_name, f.centre_number, f.case_id, f.entered_at,
         e.name as entered_by_name, f.discarded_at, d.name as discarded_by_name, f.discard_reason,
         (select count(*)::int from fax_pages p where p.fax_id = f.id) as pages,
         exists (select from fax_originals o where o.fax_id = f.id) as has_original
    from faxes f join staff_accounts u on u.id = f.uploaded_by
    left join staff_accounts e on e.id = f.entered_by left join staff_accounts d on d.id = f.discarded_by`

/** What nobody has typed yet, the oldest first; at most `mostListed`. */
export async function listWaiting(sql: Sql, centreId: string): Promise<Fax[]> {
  return sql<
    Fax[]
  >`${faxes(sql)} where f.centre_id = ${centreId} and f.entered_at is null and f.discarded_at is null order by f.received_at, f.id limit ${mostListed}`
}

/** What became of the last fifty. */
export async function listDone(sql: Sql, centreId: string): Promise<Fax[]> {
  return sql<Fax[]>`${faxes(sql)} where f.centre_id = ${centreId} and (f.entered_at is not null or f.discarded_at is not null)
    order by f.uploaded_at desc, f.id desc limit 50`
}

export async function findFax(sql: Sql, id: string): Promise<Fax | null> {
  const [row] = await sql<Fax[]>`${faxes(sql)} where f.id = ${id}`
  return row ?? null
}

/** Faxes out of which a case was typed. */
export async function listFaxesOfCase(sql: Sql, caseId: string): Promise<Fax[]> {
  return sql<Fax[]>`${faxes(sql)} where f.case_id = ${caseId} order by f.received_at, f.id`
}

/** As `findFax`, and nobody else types or discards it until this transaction ends. */
export async function lockFax(sql: Sql, id: string): Promise<void> {
  await sql`select 1 from faxes where id = ${id} for update`
}

export async function findPage(sql: Sql, faxId: string, page: number): Promise<Buffer | null> {
  const [row] = await sql<{ bytes: Buffer }[]>`select bytes from fax_pages where fax_id = ${faxId} and page = ${page}`
  return row?.bytes ?? null
}

export async function findOriginal(sql: Sql, faxId: string): Promise<Buffer | null> {
  const [row] = await sql<{ bytes: Buffer }[]>`select bytes from fax_originals where fax_id = ${faxId}`
  return row?.bytes ?? null
}

type NewFax = Taken & { id: string; centreId: string; by: string; paper: Paper; original: Buffer | null }

export async function insertFax(sql: Sql, { id, centreId, by, paper, original, ...taken }: NewFax, now: Date): Promise<void> {
  await sql`insert into faxes ${sql({ id, centreId, ...taken, uploadedAt: now, uploadedBy: by } as never)}`
  for (const [n, { bytes, width, height }] of paper.pages.entries())
    await sql`insert into fax_pages (fax_id, page, type, bytes, width, height)
      values (${id}, ${n + 1}, 'image/webp', ${Buffer.from(bytes)}, ${width}, ${height})`
  if (original) await sql`insert into fax_originals (fax_id, type, bytes) values (${id}, 'application/pdf', ${original})`
}

/** False where somebody was faster. */
export async function settleFax(
  sql: Sql,
  id: string,
  by: string,
  how: { caseId: string } | { reason: string },
  now: Date,
): Promise<boolean> {
  const { count } =
    'caseId' in how
      ? await sql`update faxes set case_id = ${how.caseId}, entered_at = ${now}, entered_by = ${by}
                   where id = ${id} and entered_at is null and discarded_at is null`
      : await sql`update faxes set discarded_at = ${now}, discarded_by = ${by}, discard_reason = ${how.reason}
                   where id = ${id} and entered_at is null and discarded_at is null`
  return count === 1
}

/** Institutions whose 届出先 is this centre, by reading. */
export async function listInstitutions(sql: Sql, centreId: string): Promise<{ id: string; name: string }[]> {
  return sql`select id, name from organisations where kind = 'institution' and parent_id = ${centreId} order by kana, id`
}
