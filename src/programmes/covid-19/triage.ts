import { judge, type Previous, type Rule, type Triage, type TriageContext } from '../triage.ts'
import type { DailyAnswers } from './daily.ts'

/** Makers of pulse oximeters state an accuracy of ±2 points: three is the smallest fall that is no noise. */
const fallPoints = 3
const fallHours = 48

/** People write what the questions did not ask: 2021 a patient wrote of breathlessness three times and nobody read it. */
const redWords =
  /息(が|も|を)?(苦|ぐる|でき|切れ|荒|する)|呼吸|苦し|くるし|胸(が|の|も)?(痛|いた|苦)|意識|もうろう|朦朧|breath|chest pain|unconscious|faint/i

/**
 * Sources. Signs: 厚生労働省 2020-04-28 「緊急性の高い症状」, any one → contact at once. SpO2: 診療の手引き, ≤ 93 中等症II, 94–95 中等症I.
 * Fall: 滋賀県 oximeter leaflet, "≤ 93 or falling (95/94)" → call the health centre. Hence 94–95 is 'watch', and 'urgent' when it was reached
 * by a fall: the same leaflet calls for the fall itself, and at 94 the next point is 中等症II. A fall that stays at 96 or more is watched.
 * わからない on a red sign is not "no": somebody asks. Rules marked "own" have no published source.
 */
const rules: Rule<DailyAnswers>[] = [
  { level: 'urgent', reason: 'urgent-sign', label: '緊急性の高い症状がある', matches: (a) => signsOf(a).length > 0 },
  { level: 'urgent', reason: 'spo2-93-or-lower', label: 'SpO2が93％以下', matches: (a) => a.spo2 !== null && a.spo2 <= 93 },
  {
    level: 'urgent',
    reason: 'spo2-fell-to-94-95',
    label: 'SpO2が94～95％に低下した(48時間以内に3ポイント以上)',
    matches: (a, context) => isMildlyLow(a) && hasFallen(a, context),
  },
  { level: 'urgent', reason: 'breathless', label: '息苦しさがある', matches: (a) => a.breathless === 'yes' },
  { level: 'urgent', reason: 'consciousness', label: '意識障害がある', matches: (a) => a.consciousness === 'yes' },
  { level: 'urgent', reason: 'face', label: '表情・顔色が悪い', matches: (a) => a.face === 'yes' },
  { level: 'watch', reason: 'spo2-94-95', label: 'SpO2が94～95％', matches: (a) => isMildlyLow(a) },
  {
    level: 'watch',
    reason: 'spo2-falling',
    label: 'SpO2が低下している(48時間以内に3ポイント以上)',
    matches: (a, context) => a.spo2 !== null && a.spo2 >= 96 && hasFallen(a, context),
  },
  {
    level: 'watch',
    reason: 'red-sign-unknown',
    label: '緊急性の高い症状が「わからない」',
    matches: (a) => a.urgentSigns?.includes('unknown') === true || [a.face, a.breathless, a.consciousness].includes('unknown'),
  },
  { level: 'watch', reason: 'cannot-eat', label: '食事がとれない', matches: (a) => a.cannotEat === 'yes' },
  { level: 'watch', reason: 'no-urine', label: '半日以上、排尿がない', matches: (a) => a.noUrine === 'yes' },
  {
    level: 'watch',
    reason: 'severe-symptom-unknown',
    label: '食事・排尿が「わからない」',
    matches: (a) => [a.cannotEat, a.noUrine].includes('unknown'),
  },
  { level: 'watch', reason: 'fever', label: '体温が38.0℃以上', matches: (a) => a.temperature !== null && a.temperature >= 38 },
  // Own: below 35 ℃ is hypothermia or mistyping; both want a look.
  {
    level: 'watch',
    reason: 'temperature-below-35',
    label: '体温が35.0℃未満',
    matches: (a) => a.temperature !== null && a.temperature < 35,
  },
  // Own: words cannot be judged by a machine ("息苦しくない"), so they raise no alarm, but a person reads them.
  {
    level: 'watch',
    reason: 'red-words-in-note',
    label: '自由記載に緊急性の高い症状の言葉がある',
    matches: (a) => redWords.test(a.note ?? ''),
  },
]

/** How urgent a daily report is. `previous` is the last earlier report with an SpO2; without it no fall can be seen. */
export function triage(answers: DailyAnswers, context: TriageContext): Triage {
  return judge(rules, answers, context)
}

/** Japanese words for the reasons. */
export const triageReasons: Record<string, string> = Object.fromEntries(rules.map(({ reason, label }) => [reason, label]))

/** Those that make a report urgent by themselves. */
export const urgentReasons = rules.filter(({ level }) => level === 'urgent').map(({ reason }) => reason)

const signsOf = (a: DailyAnswers) => (a.urgentSigns ?? []).filter((sign) => sign !== 'none' && sign !== 'unknown')
const isMildlyLow = (a: DailyAnswers) => a.spo2 !== null && a.spo2 >= 94 && a.spo2 <= 95

function hasFallen(a: DailyAnswers, { at, previous }: TriageContext): boolean {
  if (a.spo2 === null || previous?.spo2 == null) return false
  const hours = (at.getTime() - instantOf(previous)) / 3_600_000
  return hours >= 0 && hours <= fallHours && previous.spo2 - a.spo2 >= fallPoints
}

const instantOf = ({ at }: Previous) => (typeof at === 'string' ? Date.parse(at) : at.getTime())
