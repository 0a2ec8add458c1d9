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

/** Times at which a patient may be rung: every half hour of the waking day (C35). A centre may narrow it. */
export const callTimes = Array.from({ length: 26 }, (_, n) => `${String(8 + Math.floor(n / 2)).padStart(2, '0')}:${n % 2 ? '30' : '00'}`)
export const mostCalls = 4

/** In which hours a centre calls at all: from the first to before the last, 'HH:MM'. */
export type CallHours = { earliest: string; latest: string }

/** What is wrong with the times somebody chose for 自動架電, null when nothing is. */
export function timesFault(times: readonly string[], { earliest, latest }: CallHours): string | null {
  if (times.length === 0) return '自動架電の時刻を1つ以上選んでください'
  if (times.length > mostCalls) return `自動架電は1日${mostCalls}回までです`
  if (!times.every((time) => callTimes.includes(time))) return '選択してください'
  if (!times.every((time) => earliest <= time && time < latest))
    return `この保健所が自動架電をかける時間（${earliest}から${latest}の前まで）から選んでください`
  return null
}
