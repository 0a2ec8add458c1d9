import { japaneseDay } from '../../lib/japanese-day.ts'
import { isOutOfReach } from '../../platform/db/reach.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { audit } from '../../platform/http/serve.server.tsx'
import { formByRef } from '../../programmes/registry.ts'
import { disease } from '../notification/desk.server.ts'
import { fileNotification } from '../notification/file.server.ts'
import { hersysIdKey } from '../notification/hersys-id.server.ts'
import { type Desk, deskOf, layoutOf } from './desk.server.ts'
import { examineRow } from './examine-row.ts'
import { fingerprintOf } from './fingerprint.server.ts'
import type { Hand } from './jobs.server.ts'
import { endFiling, findFiledAlready, type GoodRow, keepInHand, listNextGood, settleRow, type Work } from './work-queries.server.ts'

/** Rows of one transaction: their locks are held no longer than a moment. */
const chunk = 20
/** Chunks before somebody else's import has its turn. */
const turn = 25

/**
 * Files the good rows of an accepted import: each as the form does it, by the same function, in the name of who accepted. A row's fate stands in the
 * transaction of its case, so a worker that is killed has filed it or has not. Up to a turn's worth; the rest stays for the next.
 */
export async function fileRows(sql: Sql, work: Work, hand: Hand): Promise<void> {
  const desk = await deskOf(sql, work.orgId, formByRef(work.formVersion!))
  for (let n = 0; n < turn && !hand.signal.aborted; n++) {
    const now = hand.clock()
    const filed = await sql.begin(async (tx) => {
      const mine = tx as unknown as Sql
      if (!(await keepInHand(mine, work, hand.workerId, 'filing', now))) return null
      await mine`select set_config('app.import', ${work.id}, true), set_config('app.now', ${now.toISOString()}, true)`
      const rows = await listNextGood(mine, work.id, chunk)
      for (const row of rows) await fileRow(mine, work, desk, row, hand, now)
      return rows.length
    })
    if (filed === null) return
    if (filed < chunk) return endFiling(sql, work.id, now)
  }
}

/** One row: filed, or why not. It fails alone, and leaves nothing half done. */
async function fileRow(sql: Sql, work: Work, desk: Desk, row: GoodRow, hand: Hand, now: Date): Promise<void> {
  if (work.leaveAlike && row.alike) return settleRow(sql, work.id, row.row, { state: 'left' })
  const savepoint = (sql as unknown as { savepoint: (run: (sp: Sql) => Promise<void>) => Promise<void> }).savepoint
  try {
    await savepoint((sp) => fileOne(sp, work, desk, row, hand, now))
  } catch (error) {
    if (isOutOfReach(error) || !isRefusal(error)) throw error
    const before = isTwice(error) ? await findFiledAlready(sql, work.orgId, fingerprintOfRow(work, desk, row, hand, now) ?? '') : null
    if (before) await settleRow(sql, work.id, row.row, { state: 'known', knownCaseId: before })
    else {
      // The code alone: what the database says of a refused row may quote it.
      hand.log.error({ code: codeOf(error), import: work.id, row: row.row }, 'row not filed')
      await settleRow(sql, work.id, row.row, { state: 'failed', faults: [{ column: null, text: notFiled }] })
    }
  }
}

const notFiled = 'システムの都合で報告できませんでした。画面から入力してください'

async function fileOne(sql: Sql, work: Work, desk: Desk, row: GoodRow, hand: Hand, now: Date): Promise<void> {
  const examined = examineAgain(work, desk, row, now)
  if (examined.answers === null) return settleRow(sql, work.id, row.row, { state: 'faulty', faults: examined.faults })
  const { answers, language } = examined
  const fingerprint = fingerprintOf(hand.secret, desk.form, answers)
  const before = await findFiledAlready(sql, work.orgId, fingerprint)
  if (before) return settleRow(sql, work.id, row.row, { state: 'known', knownCaseId: before })
  const actor = { kind: 'staff', accountId: work.acceptedBy!, orgId: work.orgId } as const
  const filing = {
    disease,
    form: desk.form,
    answers,
    language,
    channel: 'excel' as const,
    actor,
    hersysIdKey: hersysIdKey(hand.secret),
    publicUrl: hand.publicUrl,
    now,
  }
  const { caseId } = await fileNotification(sql, filing)
  await settleRow(sql, work.id, row.row, { state: 'filed', caseId, fingerprint })
  await audit(sql, 'notification.file', actor, 'ok', [caseId], { import: work.id, row: row.row }, `import-${work.id}`, now)
}

/** As the form does at 報告: judged once more, by the day and the lists of now. */
function examineAgain(work: Work, desk: Desk, row: GoodRow, now: Date) {
  return examineRow(row.cells, { ...desk, ...layoutOf(desk.form, work.columns ?? [], work.isFrom1904), today: japaneseDay(now) })
}

function fingerprintOfRow(work: Work, desk: Desk, row: GoodRow, hand: Hand, now: Date): string | null {
  const { answers } = examineAgain(work, desk, row, now)
  return answers && fingerprintOf(hand.secret, desk.form, answers)
}

const codeOf = (error: unknown) => String((error as { code?: unknown } | null)?.code ?? '')
/** The database looked at it and said no, for good: not a lock, not a lack of room. */
const isRefusal = (error: unknown) => /^(?!40|53|55|57|58)[0-9A-Z]{5}$/.test(codeOf(error))
const isTwice = (error: unknown) =>
  codeOf(error) === '23505' && (error as { constraint_name?: string }).constraint_name === 'import_rows_once'
