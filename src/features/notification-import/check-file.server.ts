import type { AnyAnswers } from '../../fields/fields.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { caseAlike, noNeighbours, rowAlike } from './alike.server.ts'
import { deskOf, formsOfToday, layoutOf } from './desk.server.ts'
import type { ExaminedRow } from './examine-row.ts'
import { examineRow } from './examine-row.ts'
import { isExample } from './example.ts'
import { fingerprintOf } from './fingerprint.server.ts'
import type { Hand } from './jobs.server.ts'
import { type FileRow, readFile } from './read-file.server.ts'
import {
  beginChecking,
  endChecking,
  findBytes,
  insertRows,
  keepInHand,
  listDone,
  listKnown,
  type NewRow,
  refuseImport,
  type Work,
} from './work-queries.server.ts'

/** Rows of one transaction. */
const chunk = 200

/**
 * Reads a file and judges every row of it, chunk by chunk; what is judged is kept. Killed in between, whoever takes it up reads the file anew and
 * goes on with the rows that have no fate yet. Nothing is filed here.
 */
export async function checkFile(sql: Sql, work: Work, hand: Hand): Promise<void> {
  const bytes = await findBytes(sql, work.id)
  const now = hand.clock()
  if (!bytes) return refuseImport(sql, work.id, { refusal: 'damaged', detail: [] }, now)
  const table = await readFile(work.kind, bytes, await formsOfToday(sql, work.orgId, now), isExample)
  if ('refusal' in table) return refuseImport(sql, work.id, table, now)
  if (!(await beginChecking(sql, work.id, table))) return
  const desk = await deskOf(sql, work.orgId, table.form)
  const asked = { ...desk, ...layoutOf(table.form, table.keys, table.isFrom1904), today: japaneseDay(now) }
  const done = await listDone(sql, work.id)
  const neighbours = noNeighbours()
  for (let from = 0; from < table.rows.length && !hand.signal.aborted; from += chunk) {
    const judged = table.rows.slice(from, from + chunk).map((row) => {
      const examined = examineRow(row.cells, asked)
      return { ...row, examined, sameAs: examined.answers ? rowAlike(neighbours, row.row, examined.answers) : null }
    })
    const open = judged.filter(({ row }) => !done.has(row))
    const isOurs = await sql.begin(async (tx) => {
      const mine = tx as unknown as Sql
      if (!(await keepInHand(mine, work, hand.workerId, 'checking', hand.clock()))) return false
      await insertRows(mine, work, await newRows(mine, work, open, (answers) => fingerprintOf(hand.secret, table.form, answers)))
      return true
    })
    if (!isOurs) return
  }
  if (!hand.signal.aborted) await endChecking(sql, work.id)
}

type Judged = FileRow & { examined: ExaminedRow; sameAs: number | null }

async function newRows(sql: Sql, work: Work, rows: Judged[], fingerprint: (answers: AnyAnswers) => string): Promise<NewRow[]> {
  const prints = rows.map(({ examined }) => (examined.answers ? fingerprint(examined.answers) : null))
  const known = await listKnown(
    sql,
    work,
    prints.filter((print) => print !== null),
  )
  const first = new Map<string, { row: number; caseId: string | null }>()
  for (const each of known) if (!first.has(each.fingerprint)) first.set(each.fingerprint, each)
  const made = rows.map(({ row, cells, examined, sameAs }, place): Promise<NewRow> | NewRow => {
    const blank = { row, cells, faults: [], notes: [], fingerprint: null, alike: false, knownRow: null, knownCaseId: null }
    if (examined.answers === null) return { ...blank, state: 'faulty', faults: examined.faults }
    const print = prints[place]!
    const before = first.get(print)
    if (before)
      return { ...blank, state: 'known', fingerprint: print, knownRow: before.caseId ? null : before.row, knownCaseId: before.caseId }
    first.set(print, { row, caseId: null })
    return noted(sql, work, { ...blank, state: 'good', fingerprint: print }, examined, sameAs)
  })
  return Promise.all(made)
}

/** A good row with what is to be looked at again, likely same persons before everything else. */
async function noted(
  sql: Sql,
  { orgId }: Work,
  row: NewRow,
  examined: ExaminedRow & { faults: null },
  sameAs: number | null,
): Promise<NewRow> {
  const hersysId = await caseAlike(sql, orgId, examined.answers)
  const alike = [
    ...(hersysId ? [{ column: null, text: `同じ方かもしれない登録があります(HER-SYS ID ${hersysId})` }] : []),
    ...(sameAs !== null ? [{ column: null, text: `${sameAs}行目と同じ方かもしれません` }] : []),
  ]
  return { ...row, alike: alike.length > 0, notes: [...alike, ...examined.notes] }
}
