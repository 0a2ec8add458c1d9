import { cut } from '../../lib/cut.ts'
import { addDays, japaneseDay } from '../../lib/japanese-day.ts'
import { together } from '../../lib/together.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Context, Reply, Staff } from '../../platform/http/route.server.ts'
import { listItemsOfCase } from '../attention/queries.server.ts'
import { quarantineOf } from '../close-contact/section.server.tsx'
import { listCorrectionRequests, listReports } from '../daily-report/queries.server.ts'
import { listHandOversOfCase } from '../hand-over/queries.server.ts'
import { listInquiries } from '../inquiry/queries.server.ts'
import { listStopsOfCase } from '../notice-stop/queries.server.ts'
import { listWithdrawals } from '../notification/withdraw.server.ts'
import { listCentres } from '../organisation/queries.server.ts'
import { findClaimLock, listRegistrationsOfCase, listRetiredIds } from '../registration/queries.server.ts'
import { findSurvivor } from '../same-person/merges.server.ts'
import { samePersonSection } from '../same-person/section.server.tsx'
import { listSurveys } from '../survey/queries.server.ts'
import { listReopenings } from '../watch/reopen.server.ts'
import { CasePage } from './CasePage.tsx'
import { canConfirm, canCorrect, canDecide, canEnd, canReopen, canRestore, isOwner } from './can.ts'
import { type CaseFile, findCaseFile, listContactCorrections, listMessagesOfCase, listRepliesOfCase } from './queries.server.ts'
import { releaseProposal } from './release-proposal.ts'

export type C = Context<Staff>
export type Said = { fault?: string; typed?: Record<string, string>; status?: number }

/** The case of this address. Throws 'not-found' for one that this actor does not see as for none. */
export async function fileOf(c: C): Promise<CaseFile> {
  const { id } = c.params
  const file = id && isUuid(id) ? await findCaseFile(c.sql, id) : null
  if (!file) throw new AppError('not-found')
  c.shows(file.id)
  return file
}

const dones: Record<string, string> = {
  confirmed: '保健所確認を記録しました。',
  corrected: '訂正を保存しました。電話番号を変えたときは、HER-SYS IDの案内を送り直します。',
  ended: '健康観察を終えました。',
  reopened: '健康観察を再開しました。報告と療養解除の期限を確かめてください。',
  period: '健康観察期間を変更しました。',
  reported: '健康状態を記録しました。',
  revised: '報告の訂正を記録しました。元の報告も残っています。',
  withdrawal: '取り下げ依頼への回答を記録しました。',
  stop: 'お知らせの停止の依頼への回答を記録しました。',
  restored: '発生届の取り下げを取り消し、健康観察を再開しました。',
  contact: '濃厚接触者を登録し、健康観察を始めました。',
  fax: 'FAXの発生届を代行入力しました。健康観察が始まりました。',
  asked: '医療機関へ問合せを送りました。',
  inquiry: '問合せを終了しました。',
  unlocked: 'HER-SYS IDの登録のロックを解除しました。',
  unlinked: 'My HER-SYSの登録を解除し、登録していたアカウントへメールで知らせます。',
  reissued: 'HER-SYS IDを再発行しました。以前のIDは使えません。',
}

/** The case page, also after an act that was refused. */
export async function show(c: C, base: string, said: Said = {}): Promise<Reply> {
  const { sql, now, actor } = c
  // An old link to a case that became part of another leads there.
  const survivor = isUuid(c.params.id ?? '') ? await findSurvivor(sql, c.params.id!) : null
  if (survivor) return { redirect: `${base}/cases/${survivor}` }
  const file = await fileOf(c)
  const from = addDays(file.periodFrom ?? japaneseDay(new Date(file.createdAt)), -31)
  // Twenty questions in one round: one after another, each would wait for its turn among the reports that arrive.
  const found = await together({
    reports: listReports(sql, { caseId: file.id, from, to: japaneseDay(now) }),
    handOvers: listHandOversOfCase(sql, file.id),
    items: listItemsOfCase(sql, file.id, now),
    quarantine: quarantineOf(c, file, base),
    likely: samePersonSection(sql, file.id, base),
    inquiries: listInquiries(sql, file.id),
    contactCorrections: listContactCorrections(sql, file.id),
    messages: listMessagesOfCase(sql, file.id),
    replies: listRepliesOfCase(sql, file.id),
    withdrawals: listWithdrawals(sql, file.id),
    reopenings: listReopenings(sql, file.id),
    stops: listStopsOfCase(sql, file.id),
    surveys: listSurveys(sql, file.id),
    corrections: listCorrectionRequests(sql, file.id),
    claimLockedAt: findClaimLock(sql, file.id),
    registrations: listRegistrationsOfCase(sql, file.id),
    retiredIds: listRetiredIds(sql, file.id),
    centres: listCentres(sql),
  })
  const props = {
    ...found,
    base,
    now,
    file,
    proposal: releaseProposal(file, found.reports, now),
    centres: found.centres.filter(({ id }) => id !== actor.orgId),
    may: {
      confirm: canConfirm(actor, file),
      decide: canDecide(actor, file),
      end: canEnd(actor, file),
      reopen: canReopen(actor, file),
      correct: canCorrect(actor, file),
      restore: canRestore(actor, file),
      ask: isOwner(actor, file) && file.reportingInstitutionId !== null && file.state !== 'withdrawn' && file.state !== 'draft',
      act: isOwner(actor, file) ? ('all' as const) : actor.orgKind === 'prefecture' ? ('watch' as const) : ('none' as const),
      accept: found.handOvers.some(({ state, toCentreId }) => state === 'pending' && toCentreId === actor.orgId),
    },
    fault: said.fault ?? null,
    typed: said.typed ?? {},
    done: dones[c.query.done ?? ''] ?? null,
  }
  return { page: <CasePage {...props} />, ...(said.status ? { status: said.status } : {}) }
}

export const textOf = (c: C, name: string) => (typeof c.body[name] === 'string' ? cut(c.body[name].trim(), 1000) : '')
