import { isDay, japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Reply } from '../../platform/http/route.server.ts'
import { askHandOver } from '../hand-over/queries.server.ts'
import { askInstitution, closeInquiry } from '../inquiry/ask.server.ts'
import { decideStop } from '../notice-stop/queries.server.ts'
import { type OtherChannel, otherChannels } from '../notice-stop/state.ts'
import { decideWithdrawal } from '../notification/withdraw.server.ts'
import { unlockClaim } from '../registration/queries.server.ts'
import { changePeriod, endWatch } from '../watch/end.server.ts'
import { reopenWatch } from '../watch/reopen.server.ts'
import { canDecide, canEnd, canReopen, canRestore, isOwner } from './can.ts'
import { recordDeath, takeBackDeath } from './death.server.ts'
import { deathPlaces } from './death-places.ts'
import { restoreWithdrawn } from './restore.server.ts'
import { type C, fileOf, show, textOf } from './show.server.tsx'

/** The patient was spoken to: the HER-SYS ID may be registered again (C13). */
export async function unlock(c: C): Promise<Reply> {
  const file = await fileOf(c)
  if (!isOwner(c.actor, file)) throw new AppError('not-allowed')
  await unlockClaim(c.sql, file.id, c.now)
  return { redirect: `/centre/cases/${file.id}?done=unlocked` }
}

export async function end(c: C): Promise<Reply> {
  const file = await fileOf(c)
  if (!canDecide(c.actor, file)) throw new AppError('conflict')
  const [kind, note] = [c.body.kind, textOf(c, 'note')]
  if (kind !== 'release' && kind !== 'death') throw new AppError('not-found')
  if (!canEnd(c.actor, file)) {
    c.fails()
    return show(c, '/centre', { fault: '療養解除と死亡の記録は、保健師または管理者が行います。', status: 403 })
  }
  const [diedOn, deathPlace] = [textOf(c, 'diedOn'), textOf(c, 'deathPlace')]
  if (kind === 'death') {
    const fault =
      note === ''
        ? '死亡を記録するときは、メモを入力してください。'
        : diedOn !== '' && (!isDay(diedOn) || diedOn > japaneseDay(c.now))
          ? '死亡日は、今日までの日付を入力してください。'
          : null
    if (fault) return show(c, '/centre', { fault, typed: { form: 'death', note, diedOn, deathPlace }, status: 422 })
  }
  const ended = await endWatch(c.sql, { caseId: file.id, orgId: c.actor.orgId, accountId: c.actor.accountId, now: c.now }, { kind, note })
  if (ended === 'gone') throw new AppError('conflict')
  if (kind === 'death') {
    const place = Object.hasOwn(deathPlaces, deathPlace) ? deathPlace : null
    await recordDeath(c.sql, { caseId: file.id, diedOn: diedOn || null, deathPlace: place, now: c.now })
  }
  return { redirect: `/centre/cases/${file.id}?done=ended` }
}

/** 再開: an end recorded by mistake is taken back, with the reason. */
export async function reopen(c: C): Promise<Reply> {
  const file = await fileOf(c)
  if (!isOwner(c.actor, file) || file.watchState !== 'ended') throw new AppError('conflict')
  if (!canReopen(c.actor, file)) throw new AppError('not-allowed')
  const note = textOf(c, 'note')
  if (note === '') return show(c, '/centre', { fault: '再開の理由を入力してください。', typed: { form: 'reopen' }, status: 422 })
  const by = { caseId: file.id, orgId: c.actor.orgId, accountId: c.actor.accountId, now: c.now }
  if ((await reopenWatch(c.sql, by, note)) === 'gone') throw new AppError('conflict')
  if (file.endKind === 'death') await takeBackDeath(c.sql, file.id, c.now)
  return { redirect: `/centre/cases/${file.id}?done=reopened` }
}

export async function period(c: C): Promise<Reply> {
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
export async function handOver(c: C): Promise<Reply> {
  const file = await fileOf(c)
  const [to, reason] = [textOf(c, 'to'), textOf(c, 'reason')]
  if (!isUuid(to) || reason === '')
    return show(c, '/centre', { fault: '移管先と理由を入力してください。', typed: { form: 'hand-over', to, reason }, status: 422 })
  const said = await askHandOver(c.sql, { caseId: file.id, to, reason, now: c.now })
  if (said === 'not-found' || said === 'no-such-centre') throw new AppError('not-found')
  if (said !== 'ok') throw new AppError('conflict', { said })
  return { redirect: `/centre/cases/${file.id}#hand-over` }
}

export async function withdrawal(c: C): Promise<Reply> {
  const file = await fileOf(c)
  const { answer } = c.body
  if (answer !== 'agree' && answer !== 'refuse') throw new AppError('not-found')
  await decideWithdrawal(c.sql, { caseId: file.id, agreed: answer === 'agree', note: textOf(c, 'note'), actor: c.actor, now: c.now })
  return { redirect: `/centre/cases/${file.id}?done=withdrawal` }
}

/** The daily notice is stopped only with another way to watch this person, or with the reason why there is none (C32). */
export async function noticeStop(c: C): Promise<Reply> {
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

/** 取り下げの取り消し: a 発生届 that was withdrawn by mistake stands again, and somebody observes again. */
export async function restore(c: C): Promise<Reply> {
  const file = await fileOf(c)
  if (!isOwner(c.actor, file) || file.state !== 'withdrawn') throw new AppError('conflict')
  if (!canRestore(c.actor, file)) throw new AppError('not-allowed')
  const note = textOf(c, 'note')
  if (note === '')
    return show(c, '/centre', { fault: '取り下げを取り消す理由を入力してください。', typed: { form: 'restore' }, status: 422 })
  if ((await restoreWithdrawn(c.sql, { caseId: file.id, note, actor: c.actor, now: c.now })) === 'gone') throw new AppError('conflict')
  return { redirect: `/centre/cases/${file.id}?done=restored` }
}

/** 問合せ: a question to the institution that reported. */
export async function ask(c: C): Promise<Reply> {
  const file = await fileOf(c)
  if (!isOwner(c.actor, file) || file.reportingInstitutionId === null) throw new AppError('not-allowed')
  const question = textOf(c, 'question')
  if (question === '') return show(c, '/centre', { fault: '問合せの内容を入力してください。', typed: { form: 'ask' }, status: 422 })
  const said = await askInstitution(c.sql, {
    caseId: file.id,
    institutionId: file.reportingInstitutionId,
    question,
    actor: c.actor,
    now: c.now,
  })
  if (said === 'open') return show(c, '/centre', { fault: '前の問合せが終わっていません。', typed: { form: 'ask', question }, status: 409 })
  return { redirect: `/centre/cases/${file.id}?done=asked#inquiry` }
}

/** A person has read the answer, or needs none any more. */
export async function endInquiry(c: C): Promise<Reply> {
  const file = await fileOf(c)
  if (!isOwner(c.actor, file)) throw new AppError('not-allowed')
  const said = await closeInquiry(c.sql, {
    caseId: file.id,
    inquiryId: textOf(c, 'inquiry'),
    note: textOf(c, 'note'),
    actor: c.actor,
    now: c.now,
  })
  if (said === 'gone') throw new AppError('conflict')
  if (said === 'note-missing')
    return show(c, '/centre', { fault: '回答のないまま終了するときは、理由を入力してください。', typed: { form: 'inquiry' }, status: 422 })
  return { redirect: `/centre/cases/${file.id}?done=inquiry` }
}
