import type { Facilities, Form } from '../../fields/fields.ts'
import { type Day, japaneseDay } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Programme } from '../../programmes/programme.ts'
import { programmeOf } from '../../programmes/registry.ts'
import { disease, facilitiesOf, formOfDay } from '../notification/desk.server.ts'
import { getOrganisation, type Organisation } from '../organisation/queries.server.ts'
import { columnsByKey, markKey } from './headers.ts'

export type Desk = {
  form: Form
  programme: Programme
  facilities: Facilities
  institution: Organisation
  formOf: (reportedOn: Day) => Form
}

/** Every version of the 発生届, the one for a report of today first: a sheet made earlier, or for late reports, is known by its headers. */
export async function formsOfToday(sql: Sql, orgId: string, now: Date): Promise<Form[]> {
  const { prefectureCode } = await getOrganisation(sql, orgId)
  const current = formOfDay(prefectureCode, japaneseDay(now))
  const all = programmeOf(disease).notificationForms.map(({ form }) => form)
  return [current, ...all.filter((form) => form !== current)]
}

/** How the columns of this file are read. */
export function layoutOf(form: Form, keys: readonly string[], isFrom1904: boolean) {
  return { columns: columnsByKey(form, keys), markAt: keys.indexOf(markKey), isFrom1904 }
}

/** What rows of this form are judged by at this institution. */
export async function deskOf(sql: Sql, orgId: string, form: Form): Promise<Desk> {
  const [institution, facilities] = await Promise.all([getOrganisation(sql, orgId), facilitiesOf(sql)])
  return {
    form,
    programme: programmeOf(disease),
    facilities,
    institution,
    formOf: (reportedOn) => formOfDay(institution.prefectureCode, reportedOn),
  }
}
