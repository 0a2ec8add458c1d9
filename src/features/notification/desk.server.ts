import type { Facilities, Form, Raw } from '../../fields/fields.ts'
import { type Day, japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Context, Staff } from '../../platform/http/route.server.ts'
import type { Programme } from '../../programmes/programme.ts'
import { formByRef, notificationFormFor, programmeOf, programmes } from '../../programmes/registry.ts'
import { listCentres } from '../organisation/queries.server.ts'
import { type Examined, examine } from './examine.ts'
import { type Draft, findDraft } from './queries/drafts.server.ts'

/** The disease of a new 発生届 as long as there is one to choose. */
export const disease = programmes[0]!.id

/** What lies on the desk while a draft is worked on. */
export type Desk = { draft: Draft; form: Form; programme: Programme; facilities: Facilities; today: Day }

/** The 発生届 for a report of that day where this institution is. A day before the first form gets the first one. */
export function formOfDay(prefecture: string | null, reportedOn: Day): Form {
  const first = programmeOf(disease).notificationForms.reduce((a, b) => (a.from < b.from ? a : b)).from
  return notificationFormFor({ disease, reportedOn: reportedOn < first ? first : reportedOn, prefecture })
}

/** The health centres to choose from. */
export async function facilitiesOf(sql: Sql): Promise<Facilities> {
  const centres = await listCentres(sql)
  return { 'health-centres': centres.map(({ id, name }) => ({ id, name })) }
}

/** The draft of this address. Throws 'not-found' for another institution's as for none. */
export async function openDesk(c: Pick<Context<Staff>, 'sql' | 'now' | 'params'>): Promise<Desk> {
  const draft = await getDraft(c.sql, c.params.id ?? '')
  return { draft, ...(await deskFor(c.sql, formByRef(draft.formVersion), c.now)) }
}

export async function deskFor(sql: Sql, form: Form, now: Date): Promise<Omit<Desk, 'draft'>> {
  return { form, programme: programmeOf(disease), facilities: await facilitiesOf(sql), today: japaneseDay(now) }
}

export async function getDraft(sql: Sql, id: string): Promise<Draft> {
  const draft = isUuid(id) ? await findDraft(sql, id) : null
  if (!draft) throw new AppError('not-found')
  return draft
}

export function examineDesk({ form, programme, facilities, today }: Omit<Desk, 'draft'>, raw: Raw): Examined {
  return examine(form, programme, raw, { today, facilities })
}
