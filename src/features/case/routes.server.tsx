import { check } from '../../fields/check.ts'
import type { PersonName } from '../../fields/fields.ts'
import { refill } from '../../fields/refill.ts'
import { cut } from '../../lib/cut.ts'
import { addDays, isDay, japaneseDay } from '../../lib/japanese-day.ts'
import { normalisePhone } from '../../lib/phone-number.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { listItemsOfCase } from '../attention/queries.server.ts'
import { listCorrectionRequests, listReports } from '../daily-report/queries.server.ts'
import { askHandOver, listHandOversOfCase } from '../hand-over/queries.server.ts'
import { decideStop, listStopsOfCase } from '../notice-stop/queries.server.ts'
import { type OtherChannel, otherChannels } from '../notice-stop/state.ts'
import { listClosings } from '../notification/early-close.server.ts'
import { listRevisions } from '../notification/queries/filed.server.ts'
import { decideWithdrawal, listWithdrawals } from '../notification/withdraw.server.ts'
import { listCentres } from '../organisation/queries.server.ts'
import { centreStaff, prefectureStaff } from '../organisation/who.ts'
import { findClaimLock, listRegistrationsOfCase, listRetiredIds, unlockClaim } from '../registration/queries.server.ts'
import { listSurveys } from '../survey/queries.server.ts'
import { changePeriod, endWatch } from '../watch/end.server.ts'
import { listReopenings, reopenWatch } from '../watch/reopen.server.ts'
import { CasePage } from './CasePage.tsx'
import { CorrectPage } from './CorrectPage.tsx'
import { canConfirm, canCorrect, canDecide, canReopen, isOwner } from './can.ts'
import { confirmCase } from './confirm.server.ts'
import { correctIdentity } from './correct.server.ts'
import { identityForm } from './identity-form.ts'
import { NotificationPage, UnfiledPage } from './NotificationPage.tsx'
import { type CaseFile, findCaseFile, listMessagesOfCase } from './queries.server.ts'
import { type Acted, reissueAct, unlinkAct } from './registration-acts.server.ts'

type C = Context<Staff>
type Said = { fault?: string; typed?: Record<string, string>; status?: number }

/** The case as the centre works on it, and as the prefecture over it reads it. */
export function centreCaseRoutes({ settings }: { settings: Settings }): Route[] {
  const post = (verb: string, handle: (c: C) => Promise<Reply>) =>
    route({ method: 'POST', url: `/centre/cases/:id/${verb}`, who: centreStaff, audit: `case.${verb}`, handle })
  return [
    route({ method: 'GET', url: '/centre/cases/:id', who: centreStaff, audit: 'case.show', handle: (c) => show(c, '/centre') }),
    route({ method: 'GET', url: '/prefecture/cases/:id', who: prefectureStaff, audit: 'case.show', handle: (c) => show(c, '/prefecture') }),
    route({
      method: 'GET',
      url: '/centre/cases/:id/notification',
      who: centreStaff,
      audit: 'case.notification',
      handle: (c) => notification(c, '/centre'),
    }),
    route({
      method: 'GET',
      url: '/prefecture/cases/:id/notification',
      who: prefectureStaff,
      audit: 'case.notification',
      handle: (c) => notification(c, '/prefecture'),
    }),
    route({ method: 'GET', url: '/centre/cases/:id/correct', who: centreStaff, audit: 'case.correct', handle: correction }),
    post('correct', (c) => correct(c, settings.publicUrl)),
    post('confirm', confirm),
    post('end', end),
    post('reopen', reopen),
    post('period', period),
    post('hand-over', handOver),
    post('withdrawal', withdrawal),
    post('unlock', unlock),
    post('unlink', async (c) => after(c, await unlinkAct(c, await fileOf(c)))),
    post('reissue', async (c) => after(c, await reissueAct(c, await fileOf(c), settings))),
    post('notice-stop', noticeStop),
  ]
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function fileOf(c: C): Promise<CaseFile> {
  const { id } = c.params
  const file = id && uuid.test(id) ? await findCaseFile(c.sql, id) : null
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
  unlocked: 'HER-SYS IDの登録のロックを解除しました。',
  unlinked: 'My HER-SYSの登録を解除し、登録していたアカウントへメールで知らせます。',
  reissued: 'HER-SYS IDを再発行しました。以前のIDは使えません。',
}

async function show(c: C, base: string, said: Said = {}): Promise<Reply> {
  const { sql, now, actor } = c
  const file = await fileOf(c)
  const from = addDays(file.periodFrom ?? japaneseDay(new Date(file.createdAt)), -31)
  const handOvers = await listHandOversOfCase(sql, file.id)
  const props = {
    base,
    now,
    file,
    handOvers,
    items: await listItemsOfCase(sql, file.id, now),
    reports: await listReports(sql, { caseId: file.id, from, to: japaneseDay(now) }),
    messages: await listMessagesOfCase(sql, file.id),
    withdrawals: await listWithdrawals(sql, file.id),
    reopenings: await listReopenings(sql, file.id),
    stops: await listStopsOfCase(sql, file.id),
    surveys: await listSurveys(sql, file.id),
    corrections: await listCorrectionRequests(sql, file.id),
    claimLockedAt: await findClaimLock(sql, file.id),
    registrations: await listRegistrationsOfCase(sql, file.id),
    retiredIds: await listRetiredIds(sql, file.id),
    centres: (await listCentres(sql)).filter(({ id }) => id !== actor.orgId),
    may: {
      confirm: canConfirm(actor, file),
      decide: canDecide(actor, file),
      reopen: canReopen(actor, file),
      correct: canCorrect(actor, file),
      act: isOwner(actor, file) ? ('all' as const) : actor.orgKind === 'prefecture' ? ('watch' as const) : ('none' as const),
      accept: handOvers.some(({ state, toCentreId }) => state === 'pending' && toCentreId === actor.orgId),
    },
    fault: said.fault ?? null,
    typed: said.typed ?? {},
    done: dones[c.query.done ?? ''] ?? null,
  }
  return { page: <CasePage {...props} />, ...(said.status ? { status: said.status } : {}) }
}

async function notification(c: C, base: string): Promise<Reply> {
  const file = await fileOf(c)
  const revisions = await listRevisions(c.sql, file.id)
  const shown = revisions.find(({ revision }) => String(revision) === c.query.revision) ?? revisions[0]
  if (file.state === 'draft') {
    const closings = await listClosings(c.sql, file.id)
    return { page: <UnfiledPage file={file} now={c.now} base={base} closings={closings} /> }
  }
  if (!shown) throw new AppError('not-found')
  return { page: <NotificationPage file={file} now={c.now} base={base} revisions={revisions} shown={shown} /> }
}

async function confirm(c: C): Promise<Reply> {
  const file = await fileOf(c)
  if (!canConfirm(c.actor, file)) throw new AppError('not-allowed')
  await confirmCase(c.sql, { caseId: file.id, by: c.actor.accountId, now: c.now })
  const back = typeof c.body.back === 'string' && c.body.back.startsWith('/centre/notifications') ? c.body.back : null
  return { redirect: back ?? `/centre/cases/${file.id}?done=confirmed` }
}

/** The patient was spoken to: the HER-SYS ID may be registered again (C13). */
async function unlock(c: C): Promise<Reply> {
  const file = await fileOf(c)
  if (!isOwner(c.actor, file)) throw new AppError('not-allowed')
  await unlockClaim(c.sql, file.id, c.now)
  return { redirect: `/centre/cases/${file.id}?done=unlocked` }
}

async function after(c: C, acted: Acted): Promise<Reply> {
  return 'done' in acted ? { redirect: `/centre/cases/${c.params.id}?done=${acted.done}` } : show(c, '/centre', acted)
}

async function end(c: C): Promise<Reply> {
  const file = await fileOf(c)
  if (!canDecide(c.actor, file)) throw new AppError('conflict')
  const [kind, note] = [c.body.kind, textOf(c, 'note')]
  if (kind !== 'release' && kind !== 'death') throw new AppError('not-found')
  if (kind === 'death' && note === '')
    return show(c, '/centre', { fault: '死亡を記録するときは、メモを入力してください。', typed: { form: 'death' }, status: 422 })
  const ended = await endWatch(c.sql, { caseId: file.id, orgId: c.actor.orgId, accountId: c.actor.accountId, now: c.now }, { kind, note })
  if (ended === 'gone') throw new AppError('conflict')
  return { redirect: `/centre/cases/${file.id}?done=ended` }
}

/** 再開: an end recorded by mistake is taken back, with the reason. */
async function reopen(c: C): Promise<Reply> {
  const file = await fileOf(c)
  if (!isOwner(c.actor, file) || file.watchState !== 'ended') throw new AppError('conflict')
  if (!canReopen(c.actor, file)) throw new AppError('not-allowed')
  const note = textOf(c, 'note')
  if (note === '') return show(c, '/centre', { fault: '再開の理由を入力してください。', typed: { form: 'reopen' }, status: 422 })
  const by = { caseId: file.id, orgId: c.actor.orgId, accountId: c.actor.accountId, now: c.now }
  if ((await reopenWatch(c.sql, by, note)) === 'gone') throw new AppError('conflict')
  return { redirect: `/centre/cases/${file.id}?done=reopened` }
}

async function period(c: C): Promise<Reply> {
  const file = await fileOf(c)
  if (!canDecide(c.actor, file)) throw new AppError('conflict')
  const [periodTo, note] = [textOf(c, 'periodTo'), textOf(c, 'note')]
  if (!isDay(periodTo) || periodTo < japaneseDay(c.now) || periodTo < file.periodFrom! || note === '')
    return show(c, '/centre', {
      fault: '期間の変更には、今日以降の最終日と理由が必要です。',
      typed: { form: 'period', periodTo, note },
      status: 422,
    })
  const by = { caseId: file.id, orgId: c.actor.orgId, accountId: c.actor.accountId, now: c.now }
  if ((await changePeriod(c.sql, by, { periodTo, note })) === 'gone') throw new AppError('conflict')
  return { redirect: `/centre/cases/${file.id}?done=period` }
}

/** 移管: another centre is asked; nothing moves until it accepts. */
async function handOver(c: C): Promise<Reply> {
  const file = await fileOf(c)
  const [to, reason] = [textOf(c, 'to'), textOf(c, 'reason')]
  if (!uuid.test(to) || reason === '')
    return show(c, '/centre', { fault: '移管先と理由を入力してください。', typed: { form: 'hand-over', to, reason }, status: 422 })
  const said = await askHandOver(c.sql, { caseId: file.id, to, reason, now: c.now })
  if (said === 'not-found' || said === 'no-such-centre') throw new AppError('not-found')
  if (said !== 'ok') throw new AppError('conflict', { said })
  return { redirect: `/centre/cases/${file.id}#hand-over` }
}

async function withdrawal(c: C): Promise<Reply> {
  const file = await fileOf(c)
  const { answer } = c.body
  if (answer !== 'agree' && answer !== 'refuse') throw new AppError('not-found')
  await decideWithdrawal(c.sql, { caseId: file.id, agreed: answer === 'agree', note: textOf(c, 'note'), actor: c.actor, now: c.now })
  return { redirect: `/centre/cases/${file.id}?done=withdrawal` }
}

/** The daily notice is stopped only with another way to watch this person, or with the reason why there is none (C32). */
async function noticeStop(c: C): Promise<Reply> {
  const file = await fileOf(c)
  const [channel, note] = [textOf(c, 'channel'), textOf(c, 'note')]
  const { answer } = c.body
  if (answer !== 'accept' && answer !== 'refuse') throw new AppError('not-found')
  const fault =
    answer === 'refuse'
      ? null
      : !Object.hasOwn(otherChannels, channel)
        ? '停止するときは、今後の健康観察の方法を選んでください。'
        : channel === 'none' && note === ''
          ? 'ほかの方法が「なし」のときは、理由を入力してください。'
          : null
  if (fault) return show(c, '/centre', { fault, typed: { form: 'notice-stop', channel, note }, status: 422 })
  const [state, other] = answer === 'accept' ? (['accepted', channel as OtherChannel] as const) : (['refused', null] as const)
  const said = await decideStop(c.sql, { caseId: file.id, state, channel: other, note, now: c.now })
  if (said !== 'ok') throw new AppError(said === 'gone' ? 'conflict' : 'not-found')
  c.note({ state })
  return { redirect: `/centre/cases/${file.id}?done=stop` }
}

async function correction(c: C): Promise<Reply> {
  const file = await fileOf(c)
  if (!canCorrect(c.actor, file)) throw new AppError('not-allowed')
  const [latest] = await listRevisions(c.sql, file.id)
  if (!latest) throw new AppError('not-found')
  const given = refill(identityForm, {
    name: { family: file.familyName, given: file.givenName || null, familyKana: file.familyKana, givenKana: file.givenKana },
    birthOn: file.birthOn,
    phone: file.phone,
    reason: null,
  })
  return { page: <CorrectPage file={file} now={c.now} given={given} baseRevision={latest.revision} /> }
}

async function correct(c: C, publicUrl: string): Promise<Reply> {
  const file = await fileOf(c)
  if (!canCorrect(c.actor, file)) throw new AppError('not-allowed')
  const baseRevision = Number(c.body.baseRevision)
  const { answers, faults: wrong } = check(identityForm, c.body, { today: japaneseDay(c.now) })
  if (wrong) return { page: <CorrectPage file={file} now={c.now} given={c.body} baseRevision={baseRevision} faults={wrong} />, status: 422 }
  const phone = answers.phone === null ? null : normalisePhone(answers.phone)
  const identity = { name: answers.name as PersonName, birthOn: answers.birthOn, phone }
  const said = await correctIdentity(c.sql, {
    caseId: file.id,
    baseRevision,
    identity,
    reason: answers.reason,
    actor: c.actor,
    publicUrl,
    now: c.now,
  })
  if (said === 'not-found') throw new AppError('not-found')
  if (said === 'done') return { redirect: `/centre/cases/${file.id}?done=corrected` }
  const [latest] = await listRevisions(c.sql, file.id)
  return { page: <CorrectPage file={file} now={c.now} given={c.body} baseRevision={latest?.revision ?? 0} conflict />, status: 409 }
}

const textOf = (c: C, name: string) => (typeof c.body[name] === 'string' ? cut(c.body[name].trim(), 1000) : '')
