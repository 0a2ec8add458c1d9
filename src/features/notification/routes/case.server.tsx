import { refill } from '../../../fields/refill.ts'
import { tidyLines } from '../../../lib/kana.ts'
import { isUuid, uuidv7 } from '../../../lib/uuid.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { formByRef } from '../../../programmes/registry.ts'
import { headOf } from '../../case-record/desk.server.ts'
import { listInquiries } from '../../inquiry/queries.server.ts'
import { CasePage } from '../CasePage.tsx'
import { canAskWithdrawal, canCopy, canCorrect, institutionStaff } from '../can.ts'
import { deleteDraft, findOpenCorrection, insertDraft } from '../queries/drafts.server.ts'
import { type FiledCase, type FiledRevision, findFiledCase, listLatestReports, listRevisions } from '../queries/filed.server.ts'
import { RevisionPage } from '../RevisionPage.tsx'
import { WithdrawPage } from '../WithdrawPage.tsx'
import { askWithdrawal, listWithdrawals } from '../withdraw.server.ts'
import { unfiledPage } from './early.server.tsx'

const notices: Record<string, string> = {
  withdrawal: '取り下げを依頼しました。保健所が確認します。',
  'same-case': '同じ症例として記録しました。この方の発生届は提出されています。入力していた内容は下書き一覧に残っています。',
  led: '開いた登録は、保健所が同じ方の同じ症例と判断し、この登録と1つにまとめました（統合）。',
}

/** One filed 発生届: view, 編集, 削除 (取り下げ). */
export const caseRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/institution/notifications/:caseId',
    who: institutionStaff,
    audit: 'notification.view',
    handle: async (c) => {
      const head = await headOf(c)
      if (head.state === 'draft') return unfiledPage(c, head)
      const { found, revisions } = await openCase(c)
      const [reports, withdrawals] = await Promise.all([listLatestReports(c.sql, found.id), listWithdrawals(c.sql, found.id)])
      const latest = revisions[0]!
      return {
        page: (
          <CasePage
            found={found}
            head={head}
            now={c.now}
            form={formByRef(latest.formVersion)}
            answers={latest.answers}
            revisions={revisions}
            reports={reports}
            withdrawals={withdrawals}
            mayCorrect={canCorrect(c.actor, found)}
            mayWithdraw={canAskWithdrawal(c.actor, found)}
            mayCopy={canCopy(c.actor, found)}
            notice={notices[c.query.done ?? ''] ?? null}
            inquiries={await listInquiries(c.sql, found.id)}
            own={c.actor.orgId}
          />
        ),
      }
    },
  }),
  route({
    method: 'GET',
    url: '/institution/notifications/:caseId/revisions/:revision',
    who: institutionStaff,
    audit: 'notification.view-revision',
    handle: async (c) => {
      const { found, revisions } = await openCase(c)
      const revision = revisions.find((each) => String(each.revision) === c.params.revision)
      if (!revision) throw new AppError('not-found')
      const { formVersion, answers } = revision
      const form = formByRef(formVersion)
      return {
        page: <RevisionPage caseId={found.id} revision={revision} form={form} answers={answers} isLatest={revision === revisions[0]} />,
      }
    },
  }),
  route({
    method: 'POST',
    url: '/institution/notifications/:caseId/edit',
    who: institutionStaff,
    audit: 'notification.begin-correction',
    handle: async (c) => beginCorrection(c),
  }),
  route({
    method: 'GET',
    url: '/institution/notifications/:caseId/withdraw',
    who: institutionStaff,
    audit: 'notification.withdraw-form',
    handle: async (c) => withdrawPage(await openCase(c), c.actor, '', false),
  }),
  route({
    method: 'POST',
    url: '/institution/notifications/:caseId/withdraw',
    who: institutionStaff,
    audit: 'notification.ask-withdrawal',
    handle: async (c) => {
      const opened = await openCase(c)
      const reason = tidyLines(typeof c.body.reason === 'string' ? c.body.reason : '').slice(0, 500)
      if (reason === '') return withdrawPage(opened, c.actor, reason, true)
      await askWithdrawal(c.sql, { caseId: opened.found.id, reason, actor: c.actor, now: c.now })
      return { redirect: `/institution/notifications/${opened.found.id}?done=withdrawal` }
    },
  }),
]

type Opened = { found: FiledCase; revisions: FiledRevision[] }

/** The case of this address with its revisions. Throws 'not-found' for another institution's as for none. */
export async function openCase(c: Context<Staff>): Promise<Opened> {
  const id = c.params.caseId ?? ''
  const found = isUuid(id) ? await findFiledCase(c.sql, id) : null
  const revisions = found ? await listRevisions(c.sql, id) : []
  if (!found || revisions.length === 0) throw new AppError('not-found')
  c.shows(found.id)
  return { found, revisions }
}

function withdrawPage({ found, revisions }: Opened, actor: Staff, reason: string, isReasonMissing: boolean): Reply {
  if (!canAskWithdrawal(actor, found)) throw new AppError('conflict')
  const reportedOn = revisions[0]!.answers.reportedOn
  const page = (
    <WithdrawPage
      found={found}
      reportedOn={typeof reportedOn === 'string' ? reportedOn : null}
      reason={reason}
      isReasonMissing={isReasonMissing}
    />
  )
  return isReasonMissing ? { page, status: 422 } : { page }
}

/** 編集: a draft of the newest revision. One that a colleague has begun is gone on with, unless the case was corrected since. */
async function beginCorrection(c: Context<Staff>): Promise<Reply> {
  const { found, revisions } = await openCase(c)
  if (!canCorrect(c.actor, found)) throw new AppError('not-allowed')
  const latest = revisions[0]!
  const open = await findOpenCorrection(c.sql, found.id)
  if (open && open.baseRevision === latest.revision) return { redirect: `/institution/drafts/${open.id}` }
  // Begun from a revision that is no longer the newest: it would undo what was corrected since.
  if (open) await deleteDraft(c.sql, open.id)
  const id = uuidv7(c.now)
  const answers = refill(formByRef(latest.formVersion), latest.answers)
  const draft = { id, orgId: c.actor.orgId, authorId: c.actor.accountId, formVersion: latest.formVersion, answers }
  const isBegun = await insertDraft(c.sql, { ...draft, correctsCaseId: found.id, baseRevision: latest.revision }, c.now)
  if (!isBegun) return { redirect: `/institution/drafts/${(await findOpenCorrection(c.sql, found.id))?.id ?? id}` }
  return { redirect: `/institution/drafts/${id}` }
}
