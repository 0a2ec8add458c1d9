import type { CentreSettings } from './centre-settings.ts'

type Frame = {
  label: string
  hint?: string
  /** Where `organisations.settings` keeps it: the key, or group and key. */
  at: readonly [keyof CentreSettings] | readonly [keyof CentreSettings, string]
}
type Time = Frame & { is: 'time'; times: readonly string[] }
type Count = Frame & { is: 'number'; least: number; most: number }
type Choice = Frame & { is: 'yes-no'; yes: string; no: string }
export type SettingField = Time | Count | Choice

/** Steps of so many minutes from one full hour to before another. */
const steps = (from: number, to: number, minutes: number) =>
  Array.from({ length: ((to - from) * 60) / minutes }, (_, n) => {
    const at = from * 60 + n * minutes
    return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
  })

/** Hours in which the plan of a patient may name a time for 自動架電 begin at the earliest and end at the latest here. */
const callHours = [...steps(8, 21, 30), '21:00']

/** What a manager sets for the centre, one line a setting: page, check and storage read this table. */
export const settingFields = {
  reminderAt: {
    is: 'time',
    at: ['reminderAt'],
    // Nobody is texted at night: the last round begins half an hour before nine.
    times: steps(7, 21, 30),
    label: '毎日のお知らせを送る時刻',
    hint: '健康観察中の患者に、この時刻にMy HER-SYSの案内を送ります。報告の有無にかかわらず、健康観察の終了まで毎日送ります。次の回から適用されます。',
  },
  quietFrom: {
    is: 'time',
    at: ['quietFrom'],
    times: steps(18, 24, 30),
    label: '夜間の始まり',
    hint: '保健所からのメッセージは、緊急のものを除き、この時刻から夜間の終わりまで送らずに待ちます。',
  },
  quietTo: {
    is: 'time',
    at: ['quietTo'],
    times: steps(6, 12, 30),
    label: '夜間の終わり',
    hint: '待っていたメッセージを、この時刻から送ります。',
  },
  reportDeadline: {
    is: 'time',
    at: ['reportDeadline'],
    times: steps(8, 24, 30),
    label: '健康観察の報告の締め切り',
    hint: 'この時刻までにその日の報告がない患者を、要対応に載せます。保存するとすぐに、まだ締め切りが来ていない全員に適用されます。',
  },
  phoneFrom: {
    is: 'time',
    at: ['phoneHours', 'from'],
    times: steps(0, 24, 15),
    label: '電話に出られる時間の始まり',
    hint: '自動架電・健康コールで「保健所と話す」を選んだ方の電話を、この時間は保健所へつなぎます。そのほかの時間は当番へつなぎ、要対応に載せます。',
  },
  phoneTo: {
    is: 'time',
    at: ['phoneHours', 'to'],
    times: [...steps(0, 24, 15).slice(1), '23:59'],
    label: '電話に出られる時間の終わり',
  },
  incompleteMinutes: {
    is: 'number',
    at: ['incompleteMinutes'],
    least: 5,
    most: 240,
    label: '途中で切れた電話を要対応に載せるまでの分数',
    hint: 'この間にどの方法でも報告がなければ、要対応に載せます。5から240まで。これから切れる電話に適用されます。',
  },
  callsFrom: {
    is: 'time',
    at: ['calls', 'earliest'],
    times: callHours.slice(0, -1),
    label: '自動架電をかけてよい時間の始まり',
    hint: '始まりより前の約束は、始まりを待ってかけます。終わりより後の約束は、かけずに要対応に載せます。',
  },
  callsTo: { is: 'time', at: ['calls', 'latest'], times: callHours.slice(1), label: '自動架電をかけてよい時間の終わり' },
  spreadMinutes: {
    is: 'number',
    at: ['calls', 'spreadMinutes'],
    least: 0,
    most: 60,
    label: '同じ時刻の電話を散らす分数',
    hint: '同じ時刻の約束を、この間に散らしてかけます。同じ方へは毎日同じころにかかります。0から60まで。',
  },
  windowMinutes: {
    is: 'number',
    at: ['calls', 'windowMinutes'],
    least: 10,
    most: 360,
    label: '約束の時刻からかけてよい分数',
    hint: 'かけ直しもこの間にします。過ぎたらかけずに要対応に載せます。10から360まで。',
  },
  tries: {
    is: 'number',
    at: ['calls', 'tries'],
    least: 1,
    most: 10,
    label: '1回の約束でかける回数',
    hint: '応答・本人確認がなければ、この回数までかけ、その後は要対応に載せます。1から10まで。',
  },
  pauseMinutes: {
    is: 'number',
    at: ['calls', 'pauseMinutes'],
    least: 1,
    most: 120,
    label: 'かけ直すまでの分数',
    hint: '1から120まで。',
  },
  callUnlessReported: {
    is: 'yes-no',
    at: ['callUnlessReported'],
    yes: 'その日はもうかけない',
    no: '約束どおりかける',
    label: 'ほかの方法で報告があった日の自動架電',
  },
  issueDays: {
    is: 'number',
    at: ['unusedAccountDays', 'issue'],
    least: 1,
    most: 365,
    label: '発行後にサインインがないアカウントを知らせるまでの日数',
    hint: 'アカウントの一覧で知らせます。不要なアカウントは終了してください。',
  },
  idleDays: {
    is: 'number',
    at: ['unusedAccountDays', 'idle'],
    least: 1,
    most: 365,
    label: '長くサインインがないアカウントを知らせるまでの日数',
  },
} as const satisfies Record<string, SettingField>
export type SettingName = keyof typeof settingFields
export const settingNames = Object.keys(settingFields) as SettingName[]

/** The page in parts, in the order of the day. */
export const settingParts: { id: string; title: string; fields: SettingName[] }[] = [
  { id: 'messages', title: 'お知らせとメッセージ', fields: ['reminderAt', 'quietFrom', 'quietTo'] },
  { id: 'reports', title: '健康観察の報告', fields: ['reportDeadline'] },
  { id: 'telephone', title: '電話', fields: ['phoneFrom', 'phoneTo', 'incompleteMinutes'] },
  {
    id: 'calls',
    title: '自動架電',
    fields: ['callsFrom', 'callsTo', 'spreadMinutes', 'windowMinutes', 'tries', 'pauseMinutes', 'callUnlessReported'],
  },
  { id: 'accounts', title: 'アカウント', fields: ['issueDays', 'idleDays'] },
]

/** What is in force, as the page shows it. */
export function givenOf(settings: CentreSettings): Record<SettingName, string> {
  const one = (name: SettingName) => {
    const { at, is } = settingFields[name] as SettingField
    const kept = settings[at[0]] as unknown
    const value = at[1] === undefined ? kept : (kept as Record<string, unknown>)[at[1]]
    return is === 'yes-no' ? (value === true ? 'yes' : 'no') : String(value)
  }
  return Object.fromEntries(settingNames.map((name) => [name, one(name)])) as Record<SettingName, string>
}

/**
 * What `organisations.settings` is to take in: each key whose value is no longer the one in force, groups whole. What nobody changed is not
 * written, so it goes on following the default.
 */
export function changesOf(now: CentreSettings, given: Record<SettingName, string>): Record<string, unknown> {
  const before = givenOf(now)
  const changed = new Set(settingNames.filter((name) => before[name] !== given[name]).map((name) => settingFields[name].at[0]))
  const patch: Record<string, unknown> = {}
  for (const name of settingNames) {
    const { at, is } = settingFields[name] as SettingField
    if (!changed.has(at[0] as never)) continue
    const value = is === 'number' ? Number(given[name]) : is === 'yes-no' ? given[name] === 'yes' : given[name]
    if (at[1] === undefined) patch[at[0]] = value
    else patch[at[0]] = { ...(patch[at[0]] as object), [at[1]]: value }
  }
  return patch
}
