import { formRef } from '../../../fields/fields.ts'
import { japaneseDay } from '../../../lib/japanese-day.ts'
import { isUuid, uuidv7 } from '../../../lib/uuid.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { getOrganisation } from '../../organisation/queries.server.ts'
import { rememberAnswer } from '../../same-person/queries.server.ts'
import { canCopy, institutionStaff } from '../can.ts'
import { type CopyKind, copiedAnswers } from '../copy.ts'
import { formOfDay } from '../desk.server.ts'
import { prefill } from '../draft.ts'
import { insertDraft } from '../queries/drafts.server.ts'
import { findFiledCase, listRevisions } from '../queries/filed.server.ts'

/** 「追加登録」 and 「コピーして追加登録」 (D38): a draft that becomes another case, with a HER-SYS ID of its own, of the same person. */
export const copyRoutes: Route[] = (['add', 'copy'] as const).map((kind) =>
  route({
    method: 'POST',
    url: `/institution/notifications/:caseId/${kind}`,
    who: institutionStaff,
    audit: `notification.${kind}`,
    handle: (c) => beginCopy(c, kind),
  }),
)

/** That it is a new infection of this person is said by the button, so nobody is asked again; under another name it is another person after all. */
async function beginCopy(c: Context<Staff>, kind: CopyKind): Promise<Reply> {
  const { sql, actor, now } = c
  const caseId = c.params.caseId ?? ''
  const found = isUuid(caseId) ? await findFiledCase(sql, caseId) : null
  const [latest] = found ? await listRevisions(sql, caseId) : []
  if (!found || !latest) throw new AppError('not-found')
  c.shows(found.id)
  if (!canCopy(actor, found)) throw new AppError('not-allowed')
  const institution = await getOrganisation(sql, actor.orgId)
  const today = japaneseDay(now)
  const form = formOfDay(institution.prefectureCode, today)
  const doctor = actor.role === 'doctor' ? actor.name : null
  const answers = { ...prefill(form, { institution, doctor, today }), ...copiedAnswers(form, latest.answers, kind, today) }
  const id = uuidv7(now)
  await insertDraft(sql, { id, orgId: actor.orgId, authorId: actor.accountId, formVersion: formRef(form), answers }, now)
  const said = { draftId: id, otherCaseId: caseId, caseId: null, answer: 'new-infection' as const, orgId: actor.orgId }
  await rememberAnswer(sql, { ...said, accountId: actor.accountId, now })
  return { redirect: `/institution/drafts/${id}?copied=${kind}` }
}
