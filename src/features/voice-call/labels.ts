/** Words of staff for calls. */
export const directionLabels = { out: '自動架電', in: '健康コール' } as const

/** Where a call stood that was cut; questions of the form have their own words. */
export const placeLabels: Record<string, string> = {
  language: '言語の選択',
  ready: 'はじめのあいさつ',
  id: 'HER-SYS IDの入力',
  birth: '生年月日の入力',
  dialling: '保健所への取り次ぎ',
  next: 'ご家族の案内',
  unknown: '不明',
}

/** What was done at a step, for the play-by-play. */
export const deedLabels: Record<string, string> = {
  'identity-right': '本人と確認',
  'identity-wrong': '入力内容に誤り',
  'identity-locked': 'IDの登録がロック中',
  'identity-slow': '誤りが続いたため受け付けず',
  alarm: '要対応に「緊急症状」を登録',
  abort: '途中で終了',
  'lost-staff': '要対応に「電話で相談の希望」を登録',
  'asked-for-staff': '要対応に「電話で相談の希望」を登録',
  'rings-centre': '保健所の電話を呼び出し',
  'rings-duty': '当番の電話を呼び出し',
  reported: '報告を登録',
  'next-person': '次のご家族へ',
}

/** So many happenings stand on the page of one line of time. */
export const timelineLimit = 300
