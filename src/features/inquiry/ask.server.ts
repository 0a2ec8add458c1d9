import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { raise } from '../attention/raise.server.ts'
import { enqueue } from '../message/enqueue.server.ts'
import { getOrganisation } from '../organisation/queries.server.ts'
import { findOpen } from './queries.server.ts'

/** An answer is waited for this long before the question comes due in the centre's own queue. */
const answerHours = 24

type Ask = { caseId: string; institutionId: string; question: string; actor: Pick<Staff, 'accountId' | 'orgId'>; now: Date }

/**
 * 問合せ: the owner asks the institution that reported. It stays open, and in the queue, until a person of the centre closes it: the day after, or at
 * once when an answer comes. The mail says nothing about the patient. 'open': one question at a time.
 */
export async function askInstitution(sql: Sql, { caseId, institutionId, question, actor, now }: Ask): Promise<'asked' | 'open'> {
  await sql`select lock_case(${caseId})`
  if (await findOpen(sql, caseId)) return 'open'
  const id = uuidv7(now)
  await sql`insert into inquiries (id, case_id, institution_id, centre_id, question, asked_at, asked_by)
    values (${id}, ${caseId}, ${institutionId}, ${actor.orgId}, ${question}, ${now}, ${actor.accountId})`
  const dueAt = new Date(now.getTime() + answerHours * 3_600_000)
  await raise(sql, { kind: 'inquiry', caseId, dueAt, detail: { inquiry: id }, now })
  const { email } = await getOrganisation(sql, institutionId)
  if (email === null) return 'asked'
  const subject = '【HER-SYS】発生届について保健所から問合せがあります'
  const body = '発生届について保健所から問合せがあります。\nHER-SYSにサインインし、ホーム画面の「保健所からの問合せ」から回答してください。'
  await enqueue(sql, { kind: 'notification-report', channel: 'mail', recipient: email, subject, body, caseId, orgId: institutionId, now })
  return 'asked'
}

type Answer = { caseId: string; answer: string; actor: Pick<Staff, 'accountId' | 'orgId'>; now: Date }

/** The institution answers; the question is due at once for somebody to read. False: nothing is asked, or a colleague has answered. */
export async function answerInquiry(sql: Sql, { caseId, answer, actor, now }: Answer): Promise<boolean> {
  await sql`select lock_case(${caseId})`
  const { count } = await sql`
    update inquiries set answer = ${answer}, answered_at = ${now}, answered_by = ${actor.accountId}
     where case_id = ${caseId} and institution_id = ${actor.orgId} and answered_at is null and closed_at is null`
  if (count !== 1) return false
  await raise(sql, { kind: 'inquiry', caseId, detail: { answered: true }, now })
  return true
}

type Close = { caseId: string; inquiryId: string; note: string; actor: Pick<Staff, 'accountId' | 'orgId'>; now: Date }

/** A person has read the answer; without an answer only with the reason why none is needed any more. */
export async function closeInquiry(sql: Sql, { caseId, inquiryId, note, actor, now }: Close): Promise<'closed' | 'gone' | 'note-missing'> {
  await sql`select lock_case(${caseId})`
  const open = await findOpen(sql, caseId)
  if (!open || open.id !== inquiryId) return 'gone'
  if (open.answeredAt === null && note === '') return 'note-missing'
  const { count } = await sql`
    update inquiries set closed_at = ${now}, closed_by = ${actor.accountId}, close_note = ${note || null} where id = ${open.id} and closed_at is null`
  if (count !== 1) return 'gone'
  await sql`select settle_items(${caseId}, ${['inquiry']}, 'inquiry-closed', ${note || null}, ${now})`
  return 'closed'
}
