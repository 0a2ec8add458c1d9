import { randomUUID } from 'node:crypto'
import { organisationOf } from '../db/seed/organisations.ts'
import { testNow } from './test-app.ts'
import type { TestDatabase } from './test-database.ts'

/** A fax that aoba has before it, with its draft, which names the patient; a place that aoba keeps; and a question that nobody has answered. */
export type CentreThings = { faxId: string; placeId: string }

export async function centreThings(sql: TestDatabase['sql'], caseId: string): Promise<CentreThings> {
  const [faxId, placeId] = [randomUUID(), randomUUID()]
  const { id: centre, parentId } = organisationOf('aoba')
  const institution = organisationOf('aoba-clinic').id
  const [nurse] = await sql<{ id: string }[]>`select id from staff_accounts where login_id = 'nurse@aoba'`
  const by = nurse!.id
  await sql`insert into faxes (id, centre_id, institution_id, institution_name, received_at, uploaded_at, uploaded_by)
    values (${faxId}, ${centre}, ${institution}, '架空クリニック', ${testNow}, ${testNow}, ${by})`
  await sql`insert into fax_pages (fax_id, page, type, bytes, width, height) values (${faxId}, 1, 'image/webp', 'x', 1, 1)`
  await sql`insert into fax_originals (fax_id, type, bytes) values (${faxId}, 'application/pdf', '%PDF-')`
  await sql`insert into notification_drafts (id, org_id, author_id, form_version, answers, created_at, updated_at)
    values (${faxId}, ${centre}, ${by}, 'covid-19.notification/2', '{"name.family": "架空秘"}', ${testNow}, ${testNow})`
  await sql`insert into places (id, centre_id, prefecture_id, kind, name, created_at) values (${placeId}, ${centre}, ${parentId}, 'hotel', '架空ホテル', ${testNow})`
  await sql`insert into inquiries (id, case_id, institution_id, centre_id, question, asked_at, asked_by)
    values (${randomUUID()}, ${caseId}, ${institution}, ${centre}, '架空の問合せ', ${testNow}, ${by})`
  return { faxId, placeId }
}
