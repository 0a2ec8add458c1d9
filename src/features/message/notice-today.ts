import type { PhoneKind } from '../../lib/phone-number.ts'

/** All that decides about the daily notice of one patient, as it stands now. */
export type NoticeFacts = {
  /** null: no observation here. */
  watch: 'observing' | 'ended' | null
  isWithdrawn: boolean
  /** The observation began before today's round. */
  beganBefore: boolean
  /** Where the day of the centre stands: before its hour, in its round, or after nine in the evening. */
  round: 'before' | 'open' | 'over'
  /** The centre's plan for this patient holds My HER-SYS; without a plan it does. */
  planHasWeb: boolean
  /** The centre accepted a stop (C32). */
  isStopped: boolean
  phone: PhoneKind | 'absent'
  /** What is known against texting this number. */
  known: 'not-mobile' | 'stopped' | null
  /** An SMS did not arrive, and nobody has dealt with it yet. */
  isUndeliverable: boolean
  /** A registered account with a mail address. */
  hasMail: boolean
  /** Today's notice was made already. */
  isMade: boolean
}

export type NoticeWay = 'sms' | 'mail'
export type NoticeReason =
  | 'withdrawn'
  | 'not-observed'
  | 'ended'
  | 'made'
  | 'notice-stopped'
  | 'plan-without-web'
  | 'sms-stopped'
  | 'undeliverable'
  | 'not-a-mobile'
  | 'no-number'
  | 'begins-tomorrow'
  | 'too-late'
export type NoticeToday = { gets: true; way: NoticeWay; when: 'now' | 'later' } | { gets: false; reason: NoticeReason }

const no = (reason: NoticeReason): NoticeToday => ({ gets: false, reason })

/**
 * Whether this patient gets the daily notice today, by which way, or why not (C31–C33). The round of the centre decides the same in one
 * statement for all (`remind.server.ts`); a test puts every combination of facts before both.
 */
export function noticeToday(f: NoticeFacts): NoticeToday {
  if (f.isWithdrawn) return no('withdrawn')
  if (f.watch === null) return no('not-observed')
  if (f.watch === 'ended') return no('ended')
  if (f.isMade) return no('made')
  if (f.isStopped) return no('notice-stopped')
  if (!f.planHasWeb) return no('plan-without-web')
  const way = wayOf(f)
  if (way !== 'sms' && way !== 'mail') return no(way)
  if (!f.beganBefore) return no('begins-tomorrow')
  if (f.round === 'over') return no('too-late')
  return { gets: true, way, when: f.round === 'open' ? 'now' : 'later' }
}

/** By SMS on a mobile that takes it; else by mail where there is an account; a STOP is respected on either. */
function wayOf({ phone, known, isUndeliverable, hasMail }: NoticeFacts): NoticeWay | NoticeReason {
  if (phone === 'mobile' && known === 'stopped') return 'sms-stopped'
  if (phone === 'mobile' && known === null && !isUndeliverable) return 'sms'
  if (hasMail) return 'mail'
  if (phone === 'absent') return 'no-number'
  return phone === 'mobile' && known === null ? 'undeliverable' : 'not-a-mobile'
}

/** For staff, in a sentence. */
export const noticeSentences: Record<NoticeReason, string> = {
  withdrawn: '発生届が取り下げられたため、送りません。',
  'not-observed': '当保健所では健康観察をしていないため、送りません。',
  ended: '健康観察が終わっているため、送りません。',
  made: '今日のお知らせは、もう送る手続きを済ませました。',
  'notice-stopped': '本人の依頼を受けて停止したため、送りません。',
  'plan-without-web': '健康観察の方法にMy HER-SYSが入っていないため、送りません。',
  'sms-stopped': '本人がSMSに「停止」と返信したため、送りません。',
  undeliverable: 'SMSが届かなかったため、「SMS不達」への対応が終わるまで送りません。',
  'not-a-mobile': 'SMSを受け取れない電話番号で、My HER-SYSにも登録がないため、送れません。',
  'no-number': '電話番号が未記入で、My HER-SYSにも登録がないため、送れません。',
  'begins-tomorrow': '今日のお知らせの時刻より後に健康観察が始まったため、明日から送ります。',
  'too-late': '夜9時を過ぎたため、今日は送りません。',
}
