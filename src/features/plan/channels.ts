/** The ways by which a patient can be observed, as the centre chooses them (domain: 健康観察の方法). A plan names one or more. */
export const planChannels = {
  web: 'My HER-SYS（毎日のお知らせを含む）',
  'automatic-call': '自動架電',
  'inbound-call': '健康コール（本人からかける）',
  'staff-call': '保健所から電話する',
} as const
export type PlanChannel = keyof typeof planChannels

/** Short names for a table. */
export const channelNames: Record<PlanChannel, string> = {
  web: 'My HER-SYS',
  'automatic-call': '自動架電',
  'inbound-call': '健康コール',
  'staff-call': '保健所の電話',
}

export const isChannel = (text: string): text is PlanChannel => Object.hasOwn(planChannels, text)

/** Why a chosen channel reaches nobody; what to do about it stands in the same breath. */
export const whyDead: Record<PlanChannel, string> = {
  web: 'My HER-SYSに登録がなく、SMSも届きません。携帯電話の番号を確かめるか、ほかの方法を選んでください。',
  'automatic-call': '自動架電の電話番号か時刻が決まっていません。',
  'inbound-call': '生年月日が未記入のため、健康コールで本人確認ができません。',
  'staff-call': '電話番号が未記入か、かけられない番号です。',
}

/** Times at which a patient may be rung: every half hour of the waking day (C35). */
export const callTimes = Array.from({ length: 27 }, (_, n) => `${String(8 + Math.floor(n / 2)).padStart(2, '0')}:${n % 2 ? '30' : '00'}`)
export const mostCalls = 4
