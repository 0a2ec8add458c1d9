import { refill } from '../../fields/refill.ts'
import { tidyLines } from '../../lib/kana.ts'
import { isUuid, uuidv7 } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Context, Reply, Staff } from '../../platform/http/route.server.ts'
import { formByRef } from '../../programmes/registry.ts'
import { confirmCase } from '../case/confirm.server.ts'
import { canCorrectAsOwner } from '../notification/can.ts'
import { correctNotification } from '../notification/correct.server.ts'
import { type Desk, examineDesk } from '../notification/desk.server.ts'
import {
  deleteDraft,
  findOpenCorrection,
  insertDraft,
  lockDraft,
  markDraftFiled,
  updateDraft,
} from '../notification/queries/drafts.server.ts'
import { findFiledCase, listRevisions } from '../notification/queries/filed.server.ts'
import { periodPage } from '../notification/routes/filing.server.tsx'

type C = Context<Staff>

/** 発生届の訂正 by the owner (C28): a draft of the newest revision, on the pages of the form. One that a colleague has begun is gone on with. */
export async function beginCorrection(c: C): Promise<Reply> {
  const { sql, actor, now, params } = c
  const found = params.id && isUuid(params.id) ? await findFiledCase(sql, params.id) : null
  if (!found) throw new AppError('not-found')
  c.shows(found.id)
  const [latest] = await listRevisions(sql, found.id)
  if (!latest || !canCorrectAsOwner(actor, found)) throw new AppError('not-allowed')
  const open = await findOpenCorrection(sql, found.id)
  if (open && open.baseRevision === latest.revision) return { redirect: `/centre/drafts/${open.id}` }
  // Begun from a revision that is no longer the newest: it would undo what was corrected since.
  if (open) await deleteDraft(sql, open.id)
  const answers = refill(formByRef(latest.formVersion), latest.answers)
  const draft = { id: uuidv7(now), orgId: actor.orgId, authorId: actor.accountId, formVersion: latest.formVersion, answers }
  const isBegun = await insertDraft(sql, { ...draft, correctsCaseId: found.id, baseRevision: latest.revision }, now)
  return { redirect: `/centre/drafts/${isBegun ? draft.id : ((await findOpenCorrection(sql, found.id))?.id ?? draft.id)}` }
}

/** 報告 of a correction. Who corrects has read the 発生届: it is confirmed. */
export async function fileCorrection(c: C, desk: Desk, publicUrl: string): Promise<Reply> {
  const { sql, actor, now, body } = c
  const locked = await lockDraft(sql, desk.draft.id)
  if (!locked?.correctsCaseId) throw new AppError('not-found')
  const caseId = locked.correctsCaseId
  if (locked.caseId) return { redirect: `/centre/cases/${caseId}?done=corrected` }
  const reason = tidyLines(typeof body.reason === 'string' ? body.reason : '').slice(0, 500)
  const typed = { ...locked.answers, reason }
  await updateDraft(sql, { id: locked.id, formVersion: locked.formVersion, answers: typed, authorId: actor.accountId }, now)
  const examined = examineDesk(desk, typed)
  if (examined.faults) return { redirect: `/centre/drafts/${locked.id}?marked=1` }
  if (reason === '') return periodPage(c, { ...desk, draft: { ...locked, answers: typed } }, examined, true)
  const correction = {
    caseId,
    baseRevision: locked.baseRevision!,
    form: desk.form,
    answers: examined.answers,
    reason,
    actor,
    publicUrl,
    now,
  }
  await correctNotification(sql, correction)
  await markDraftFiled(sql, locked.id, caseId, now)
  await confirmCase(sql, { caseId, by: actor.accountId, now })
  c.note({ correction: true })
  return { redirect: `/centre/cases/${caseId}?done=corrected` }
}
