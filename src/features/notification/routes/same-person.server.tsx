import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { type Alike, listAlike, personOf } from '../../same-person/own.server.ts'
import { answers as allAnswers, rememberAnswer } from '../../same-person/queries.server.ts'
import { SamePersonPage } from '../../same-person/SamePersonPage.tsx'
import { institutionStaff } from '../can.ts'
import { caseRowOf } from '../case-row.ts'
import { type Desk, examineDesk, openDesk } from '../desk.server.ts'
import { draftHref } from '../draft-href.ts'
import { type Examined, stepAfter } from '../examine.ts'

type Sound = Extract<Examined, { faults: null }>
type C = Pick<Context<Staff>, 'sql' | 'actor'>

/** Likely the same person among the institution's own cases: asked between 確認 and the other questions, and never in the way. */
export const samePersonRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/institution/drafts/:id/same-person',
    who: institutionStaff,
    audit: 'notification.same-person',
    handle: async (c) => {
      const { at, desk, examined } = await openSound(c)
      if (!examined) return { redirect: at }
      const alike = await alikeTo(c, desk, examined)
      if (alike.length === 0) return { redirect: nextOf(c, desk, examined) }
      c.shows(...alike.map(({ id }) => id))
      const { familyName, givenName, familyKana, givenKana, birthOn, phone } = caseRowOf(examined.answers, null)
      const typed = {
        name: `${familyName} ${givenName}`.trim(),
        kana: [familyKana, givenKana].filter(Boolean).join(' ') || null,
        birthOn,
        phone,
      }
      return { page: <SamePersonPage action={`${at}/same-person`} backHref={`${at}?marked=1`} typed={typed} alike={alike} /> }
    },
  }),
  route({
    method: 'POST',
    url: '/institution/drafts/:id/same-person',
    who: institutionStaff,
    audit: 'notification.say-same-person',
    handle: async (c) => {
      const { at, desk, examined } = await openSound(c)
      if (!examined) return { redirect: at }
      return remember(c, desk, examined)
    },
  }),
]

/** Where 確認 leads: to this question while one of the likely cases has no answer, else on. */
export async function afterConfirm(c: C, desk: Desk, examined: Sound): Promise<string> {
  // A centre sees likely pairs of everybody's cases elsewhere, once both are filed.
  if (c.actor.orgKind === 'centre') return nextOf(c, desk, examined)
  const alike = await alikeTo(c, desk, examined)
  return alike.some(({ answer }) => answer === null) ? `/institution/drafts/${desk.draft.id}/same-person` : nextOf(c, desk, examined)
}

/** Whose case the draft becomes, by what was answered; null: somebody new. */
export function personOfDraft(c: C, desk: Desk, examined: Sound): Promise<string | null> {
  return personOf(c.sql, asked(c, desk, examined))
}

const nextOf = ({ actor }: C, { draft }: Desk, { steps }: Sound) => `${draftHref(actor, draft.id)}/${stepAfter(steps, null)}`

const asked = ({ actor }: C, { draft }: Desk, { answers }: Sound) => ({
  person: caseRowOf(answers, null),
  orgId: actor.orgId,
  draftId: draft.id,
  correctsCaseId: draft.correctsCaseId ?? draft.filesCaseId,
})

const alikeTo = (c: C, desk: Desk, examined: Sound): Promise<Alike[]> => listAlike(c.sql, asked(c, desk, examined))

async function openSound(c: Context<Staff>): Promise<{ at: string; desk: Desk; examined: Sound | null }> {
  const desk = await openDesk(c)
  const at = `/institution/drafts/${desk.draft.id}`
  if (desk.draft.caseId) return { at: `${at}/done`, desk, examined: null }
  if (desk.draft.correctsCaseId) c.shows(desk.draft.correctsCaseId)
  const examined = examineDesk(desk, desk.draft.answers)
  return examined.faults ? { at: `${at}?marked=1`, desk, examined: null } : { at, desk, examined }
}

/** Keeps what was said; what was left open goes on unanswered. 同じ症例 leads to that case, and the draft stays. */
async function remember(c: Context<Staff>, desk: Desk, examined: Sound): Promise<Reply> {
  const { sql, actor, body, now } = c
  const alike = await alikeTo(c, desk, examined)
  let same: Alike | null = null
  for (const each of alike) {
    const answer = allAnswers.find((known) => known === body[`answer.${each.id}`])
    if (answer === undefined) continue
    const { id: draftId, correctsCaseId: caseId } = desk.draft
    await rememberAnswer(sql, { draftId, otherCaseId: each.id, caseId, answer, orgId: actor.orgId, accountId: actor.accountId, now })
    c.shows(each.id)
    if (answer === 'same-case') same ??= each
  }
  return { redirect: same ? `/institution/notifications/${same.id}?done=same-case` : nextOf(c, desk, examined) }
}
