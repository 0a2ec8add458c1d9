import type { ComponentChildren } from 'preact'
import { isUuid } from '../../lib/uuid.ts'
import type { Context, Reply, Staff } from '../../platform/http/route.server.ts'
import { mostPrinted, type PrintFault, PrintRefusedPage } from './PrintForms.tsx'
import { listPrintable, print, printedOf } from './pdf/print.server.ts'

/** The cases ticked in a list, each once, in the order of the list. */
export const chosenCases = ({ case: ticked }: Context['body']): string[] => [...new Set([ticked ?? []].flat().filter(isUuid))]

/** What the tick 「HER-SYS ID印字」 says, in an address or a form. */
export const isIdWanted = (given: { hersysId?: string | string[] | undefined }): boolean => given.hersysId === 'yes'

/**
 * Several 発生届 as one PDF, in the order given (D40): all of them or, with a page that says why, none. It is made after the transaction and
 * its audit row, which names every case. `back` is the way back to the list.
 */
export async function printMany(c: Context<Staff>, ids: string[], back: ComponentChildren): Promise<Reply> {
  const refused = (fault: PrintFault): Reply => ({ page: <PrintRefusedPage fault={fault}>{back}</PrintRefusedPage>, status: 422 })
  if (ids.length === 0) return refused('none')
  if (ids.length > mostPrinted) return refused('many')
  const rows = await listPrintable(c.sql, ids)
  if (rows.length < ids.length) return refused('gone')
  c.shows(...ids)
  const reports = rows.map((row) => printedOf(row, isIdWanted(c.body)))
  return { file: () => print(reports, c.now), type: 'application/pdf', name: 'hasseitodoke.pdf' }
}
