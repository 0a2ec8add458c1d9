import { questionAndAnswerText } from '../../fields/document.ts'
import { documentHash } from '../../fields/document-hash.server.ts'
import { type AnyAnswers, type Form, formRef } from '../../fields/fields.ts'
import { wordsIn } from '../../i18n/t.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { answersFor, type RecordTab, singleTabs } from '../../programmes/tabs.ts'
import { renewKeys } from '../same-person/keys.server.ts'
import { changesBetween } from './checks.ts'
import type { CaseHead } from './head.server.ts'
import { type CaseRecord, currentRecord, findStanding, insertRecord, isInHospital, lockForRecord } from './queries.server.ts'
import { tellCentre } from './tell-centre.server.ts'

export type Save = {
  head: CaseHead
  tab: RecordTab
  /** The entry that is corrected and the revision the page showed; null: a new entry. */
  base: { entryId: string; revision: number } | null
  form: Form
  answers: AnyAnswers
  reason: string
  actor: Pick<Staff, 'accountId' | 'orgId' | 'role'>
  now: Date
}

/**
 * Adds an entry to a tab, or a revision to one. 'conflict': somebody recorded meanwhile, nothing is written. 'reason-missing': an answer that
 * stood would change. What is the same as before writes nothing.
 */
export async function saveRecord(sql: Sql, save: Save): Promise<'saved' | 'unchanged' | 'conflict' | 'reason-missing'> {
  const { head, tab, base, form, answers, reason } = save
  await lockOpen(sql, head.id)
  const before = base && (await findStanding(sql, head.id, base.entryId))
  if (base && (before?.tab !== tab || before.revision !== base.revision || before.struck)) return 'conflict'
  if (!before && singleTabs.includes(tab) && (await currentRecord(sql, head.id, tab))) return 'conflict'
  if (before) {
    const { changed, overwritten } = changesBetween(form, answersFor(form, before), answers)
    if (changed.length === 0) return 'unchanged'
    if (overwritten.length > 0 && reason === '') return 'reason-missing'
  }
  const wasInHospital = await isInHospital(sql, head.id)
  await insertRecord(
    sql,
    { ...next(save, before), formVersion: formRef(form), answers, documentHash: hashOf(form, answers), struck: false },
    save.now,
  )
  await tellCentre(sql, { head, tab, answers, wasInHospital, now: save.now })
  // Until the 発生届 is filed ID管理 says whose case it is: found by the new name at once.
  if (tab === 'identity' && head.state === 'draft') await renewKeys(sql, head.id)
  return 'saved'
}

/** 取り消し: an entry recorded by mistake counts for nothing from now on. It stays to be read, with the reason. */
export async function strikeRecord(
  sql: Sql,
  { head, record, reason, actor, now }: Pick<Save, 'head' | 'reason' | 'actor' | 'now'> & { record: CaseRecord },
): Promise<'struck' | 'conflict'> {
  await lockOpen(sql, head.id)
  const before = await findStanding(sql, head.id, record.entryId)
  if (!before || before.struck || before.revision !== record.revision) return 'conflict'
  const { formVersion, answers } = before
  const wasInHospital = await isInHospital(sql, head.id)
  await insertRecord(
    sql,
    { ...next({ head, tab: before.tab, reason, actor, now }, before), formVersion, answers, documentHash: null, struck: true },
    now,
  )
  await tellCentre(sql, { head, tab: before.tab, answers: null, wasInHospital, now })
  return 'struck'
}

/** Throws 'conflict' where the registration was closed while the page stood open. */
async function lockOpen(sql: Sql, caseId: string): Promise<void> {
  await lockForRecord(sql, caseId)
  const closed = await sql`select 1 from cases where id = ${caseId} and early_closed_at is not null`
  if (closed.length > 0) throw new AppError('conflict')
}

function next({ head, tab, reason, actor, now }: Pick<Save, 'head' | 'tab' | 'reason' | 'actor' | 'now'>, before: CaseRecord | null) {
  const id = uuidv7(now)
  return {
    id,
    entryId: before?.entryId ?? id,
    caseId: head.id,
    tab,
    revision: (before?.revision ?? 0) + 1,
    authorKind: 'staff' as const,
    authorId: actor.accountId,
    authorRole: actor.role,
    orgId: actor.orgId,
    reason: reason === '' ? null : reason,
  }
}

const hashOf = (form: Form, answers: AnyAnswers) => documentHash(questionAndAnswerText(form, answers, wordsIn('ja')))
