import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { kindsByRank } from '../attention/kinds.ts'
import { raise } from '../attention/raise.server.ts'
import { enqueue } from '../message/enqueue.server.ts'
import { getOrganisation } from '../organisation/queries.server.ts'
import { canAskWithdrawal, canDecideWithdrawal } from './can.ts'
import { findFiledCase } from './queries/filed.server.ts'

type Ask = { caseId: string; reason: string; actor: Pick<Staff, 'accountId' | 'orgId' | 'orgKind'>; now: Date }

/**
 * 取り下げ (D38): the institution asks, observation goes on, the owning centre decides. Throws 'not-found' for a case of others and
 * 'conflict' when it has been asked already or is withdrawn.
 */
export async function askWithdrawal(sql: Sql, { caseId, reason, actor, now }: Ask): Promise<void> {
  await sql`select lock_case(${caseId})`
  const found = await findFiledCase(sql, caseId)
  if (!found) throw new AppError('not-found')
  if (!canAskWithdrawal(actor, found)) throw new AppError('conflict')
  const id = uuidv7(now)
  await sql`insert into withdrawals (id, case_id, reason, asked_at, asked_by) values (${id}, ${caseId}, ${reason}, ${now}, ${actor.accountId})`
  await setCaseState(sql, caseId, 'withdrawal-asked', now)
  await raise(sql, { kind: 'withdrawal-asked', caseId, detail: { withdrawal: id }, now })
}

type Decide = {
  caseId: string
  agreed: boolean
  /** Why; may be empty when agreed. */
  note: string
  actor: Pick<Staff, 'accountId' | 'orgId' | 'orgKind'>
  now: Date
}

/**
 * The centre agrees: observation ends with this person's name, and every open item of the case closes with it. Or refuses: the case stays
 * as it was. The institution gets a mail without a word about the patient. Throws 'not-found' unless this centre owns the case now, and
 * 'conflict' when nothing is asked.
 */
export async function decideWithdrawal(sql: Sql, { caseId, agreed, note, actor, now }: Decide): Promise<void> {
  const [watch] = await sql<{ ownerCentreId: string }[]>`
    select owner_centre_id from watches where case_id = ${caseId} and owner_centre_id = ${actor.orgId} for no key update`
  const found = await findFiledCase(sql, caseId)
  if (!watch || !found) throw new AppError('not-found')
  if (!canDecideWithdrawal(actor, { ...watch, state: found.state })) throw new AppError('conflict')
  const { count } = await sql`
    update withdrawals set state = ${agreed ? 'agreed' : 'refused'}, decided_at = ${now}, decided_by = ${actor.accountId}, decision_note = ${note}
     where case_id = ${caseId} and state = 'asked'`
  if (count !== 1) throw new AppError('conflict')
  await setCaseState(sql, caseId, agreed ? 'withdrawn' : 'filed', now)
  if (agreed) await endWatch(sql, caseId, actor.accountId, note, now)
  await settle(sql, caseId, agreed ? kindsByRank : ['withdrawal-asked'], agreed ? 'withdrawal' : 'refused', note, now)
  await sql`select pg_notify('centre', ${watch.ownerCentreId})`
  if (found.reportingInstitutionId) await tellInstitution(sql, caseId, found.reportingInstitutionId, agreed, now)
}

async function setCaseState(sql: Sql, caseId: string, state: string, now: Date): Promise<void> {
  const { count } = await sql`update cases set state = ${state}, updated_at = ${now} where id = ${caseId}`
  if (count !== 1) throw new Error('the case is gone')
}

/** In the name of whoever is signed in, also items that stand in the queue of a centre that was to take the case over. */
async function settle(sql: Sql, caseId: string, kinds: string[], outcome: string, note: string, now: Date): Promise<void> {
  await sql`select settle_items(${caseId}, ${kinds}, ${outcome}, ${note === '' ? null : note}, ${now})`
}

async function endWatch(sql: Sql, caseId: string, by: string, note: string, now: Date): Promise<void> {
  await sql`
    update watches set state = 'ended', ended_at = ${now}, ended_by = ${by}, end_kind = 'withdrawal', end_note = ${note}, updated_at = ${now}
     where case_id = ${caseId} and state = 'observing'`
  await sql`
    update hand_overs set state = 'withdrawn', decided_at = ${now}, decided_by = ${by}, decision_note = '発生届の取り下げ'
     where case_id = ${caseId} and state = 'pending'`
}

async function tellInstitution(sql: Sql, caseId: string, orgId: string, agreed: boolean, now: Date): Promise<void> {
  const { email } = await getOrganisation(sql, orgId)
  if (email === null) return
  const subject = '【HER-SYS】発生届の取り下げについて'
  const body = `発生届の取り下げの依頼が保健所で${agreed ? '承認されました' : '見送られました'}。\nHER-SYSにサインインして内容を確認してください。`
  await enqueue(sql, { kind: 'notification-report', channel: 'mail', recipient: email, subject, body, caseId, orgId, now })
}

/** The institution hears that the 発生届 stands again. */
export async function tellRestored(sql: Sql, caseId: string, now: Date): Promise<void> {
  const found = await findFiledCase(sql, caseId)
  if (!found?.reportingInstitutionId) return
  const { id: orgId, email } = await getOrganisation(sql, found.reportingInstitutionId)
  if (email === null) return
  const subject = '【HER-SYS】発生届の取り下げについて'
  const body = '保健所が発生届の取り下げを取り消し、発生届を元に戻しました。\nHER-SYSにサインインして内容を確認してください。'
  await enqueue(sql, { kind: 'notification-report', channel: 'mail', recipient: email, subject, body, caseId, orgId, now })
}

export type Withdrawal = {
  id: string
  reason: string
  state: 'asked' | 'agreed' | 'refused'
  askedAt: string
  askedByName: string
  decidedAt: string | null
  decisionNote: string | null
  /** The agreement was taken back: the 発生届 stands. */
  restoredAt: string | null
  restoredByName: string | null
  restoreNote: string | null
}

/** Every request for this case, the newest first. */
export async function listWithdrawals(sql: Sql, caseId: string): Promise<Withdrawal[]> {
  return sql<Withdrawal[]>`
    select w.id, w.reason, w.state, w.asked_at, a.name as asked_by_name, w.decided_at, w.decision_note,
           w.restored_at, r.name as restored_by_name, w.restore_note
      from withdrawals w join staff_accounts a on a.id = w.asked_by left join staff_accounts r on r.id = w.restored_by where w.case_id = ${caseId} order by w.asked_at desc, w.id desc`
}
