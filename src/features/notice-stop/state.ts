/** Newest request of a case; null: none was ever made. */
export type Stop = {
  caseId: string
  /** 'resumed': it was accepted once, and the centre sends again. */
  state: 'asked' | 'accepted' | 'refused' | 'resumed'
  askedAt: string
  decidedAt: string | null
}

/** What the patient sees: 'on' gets the notice every day, 'over' gets none because nobody observes any more. */
export type NoticeState = 'on' | 'asked' | 'accepted' | 'refused' | 'over'

/** Where the daily notice of one person stands. Only an accepted stop stops, and only the end of observation ends (C31–C33). */
export function noticeStateOf(watchState: 'observing' | 'ended' | null, stop: Pick<Stop, 'state'> | null): NoticeState {
  if (watchState !== 'observing') return 'over'
  return stop && stop.state !== 'resumed' ? stop.state : 'on'
}

/** 停止依頼中または停止済みの方は、✓を選択できません (C32). Who was refused may ask again. */
export const mayAsk = (state: NoticeState) => state === 'on' || state === 'refused'

/** How the centre watches somebody who gets no notices any more. Words for staff. */
export const otherChannels = {
  call: '保健所から電話する',
  'automatic-call': '自動架電',
  'inbound-call': '健康コール（本人からかける）',
  visit: '訪問する',
  none: 'なし（理由を記入）',
} as const
export type OtherChannel = keyof typeof otherChannels
