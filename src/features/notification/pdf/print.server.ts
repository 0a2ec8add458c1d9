import type { AnyAnswers } from '../../../fields/fields.ts'
import type { Sql } from '../../../platform/db/sql.server.ts'
import { pdfQueue } from '../../../platform/pdf/thread.server.ts'
import { formByRef } from '../../../programmes/registry.ts'
import type { Printed } from './notification-pdf.server.ts'

/** A 発生届 to be printed as the thread gets it: the version of its form by name. */
export type PrintedRef = Omit<Printed, 'form'> & { formVersion: string }
export type PrintJob = { reports: PrintedRef[]; now: Date }

export const sheetsOf = (reports: PrintedRef[]): Printed[] =>
  reports.map(({ formVersion, ...rest }) => ({ ...rest, form: formByRef(formVersion) }))

/** A single sheet never waits for somebody's five hundred. */
const printOne = pdfQueue<PrintJob>()
const printMany = pdfQueue<PrintJob>()

/** The sheets as one PDF, made beside the loop that answers requests. Throws 'busy' when many wait already. */
export const print = (reports: PrintedRef[], now: Date): Promise<Buffer> => (reports.length > 1 ? printMany : printOne)({ reports, now })

type Row = { id: string; hersysId: string; state: string; formVersion: string; answers: AnyAnswers; revision: number }

/** The newest revision of each of these cases that this actor may see and that has a 発生届, in the order asked for. */
export async function listPrintable(sql: Sql, ids: string[]): Promise<Row[]> {
  return sql<Row[]>`
    select c.id, c.hersys_id, c.state, n.form_version, n.answers, n.revision
      from unnest(${ids}::uuid[]) with ordinality as asked (id, place)
      join cases c on c.id = asked.id
      join lateral (
        select x.form_version, x.answers, x.revision from notifications x where x.case_id = c.id order by x.revision desc limit 1) n on true
     order by asked.place`
}

/** What a sheet says of its case. Withdrawn ones are printed, and say so. */
export const printedOf = ({ hersysId, ...row }: Omit<Row, 'id'>, withId: boolean): PrintedRef => ({
  formVersion: row.formVersion,
  answers: row.answers,
  revision: row.revision,
  hersysId: withId ? hersysId : null,
  isWithdrawn: row.state === 'withdrawn',
})
