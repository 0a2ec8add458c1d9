import { addDays, type Day } from '../../src/lib/japanese-day.ts'
import { type Dice, dice } from './dice.ts'
import { municipalities, organisations } from './organisations.ts'

/** A person of the invented wave as the doctor's form would tell them. Everybody's family name is 架空. */
export type SeedPerson = {
  given: string
  givenKana: string
  sex: 'male' | 'female'
  birthOn: Day
  phone: string | null
  postalCode: string
  municipality: string
  street: string
  institutionKey: string
  category: 'confirmed' | 'asymptomatic' | 'suspected'
  severity: 'mild' | 'moderateOne' | 'moderateTwo' | 'asymptomatic'
  reportedOn: Day
  onsetOn: Day | null
  riskFactors: string[]
  /** How this patient will behave: reports daily, falls silent, never registers, gets worse, needs a home visit. */
  course: 'daily' | 'silent' | 'unregistered' | 'worse' | 'landline'
  language: 'ja' | 'en'
}

const first: [string, string][] = [
  ['陽', 'ハル'],
  ['結', 'ユイ'],
  ['蒼', 'アオ'],
  ['千', 'チ'],
  ['美', 'ミ'],
  ['健', 'ケン'],
  ['紗', 'サ'],
  ['大', 'ダイ'],
  ['文', 'フミ'],
  ['奈', 'ナ'],
  ['悠', 'ユウ'],
  ['幸', 'ユキ'],
]
const lastMale: [string, string][] = [
  ['斗', 'ト'],
  ['介', 'スケ'],
  ['之', 'ユキ'],
  ['平', 'ヘイ'],
  ['吾', 'ゴ'],
  ['彦', 'ヒコ'],
]
const lastFemale: [string, string][] = [
  ['子', 'コ'],
  ['花', 'カ'],
  ['香', 'カ'],
  ['乃', 'ノ'],
  ['世', 'ヨ'],
  ['音', 'ネ'],
]
const towns = ['見本町', '例示台', '仮名川']
const risks = ['hypertension', 'diabetes', 'respiratory', 'smoking', 'obesity', 'lipids']

/** How many of a hundred are so many days back: a wave that is still rising. */
const daysBack = [...Array(21).keys()].flatMap((d) => Array.from({ length: 22 - d }, () => d))

function age(d: Dice): number {
  return d.pick([
    () => d.between(0, 9),
    () => d.between(10, 39),
    () => d.between(10, 39),
    () => d.between(40, 64),
    () => d.between(65, 94),
  ])()
}

function person(d: Dice, n: number, today: Day): SeedPerson {
  const female = d.chance(0.52)
  const [a, aKana] = d.pick(first)
  const [b, bKana] = d.pick(female ? lastFemale : lastMale)
  const institution = d.pick(organisations.filter((o) => o.kind === 'institution'))
  const home = municipalities.findIndex((m) => m.centre === organisations.find((o) => o.id === institution.parentId)?.key)
  const place = d.chance(0.004) ? municipalities.length - 1 : d.chance(0.08) ? d.between(0, municipalities.length - 2) : home
  const town = d.between(0, towns.length - 1)
  const years = age(d)
  const category = d.pick([
    'confirmed',
    'confirmed',
    'confirmed',
    'confirmed',
    'confirmed',
    'confirmed',
    'confirmed',
    'asymptomatic',
    'suspected',
  ] as const)
  const reportedOn = addDays(today, -d.pick(daysBack))
  const roll = d.next()
  const course = roll < 0.05 ? 'silent' : roll < 0.12 ? 'unregistered' : roll < 0.15 ? 'worse' : roll < 0.18 ? 'landline' : 'daily'
  return {
    given: a + b,
    givenKana: aKana + bKana,
    sex: female ? 'female' : 'male',
    birthOn: addDays(reportedOn, -(years * 365 + Math.floor(years / 4) + d.between(1, 364))),
    phone: course === 'landline' ? `0482${String(100000 + n)}` : `0908${String(1000000 + n)}`,
    postalCode: `000${place + 1}00${town + 1}`,
    municipality: municipalities[place]!.name,
    street: `${towns[town]}${d.between(1, 9)}-${d.between(1, 30)}`,
    institutionKey: institution.key,
    category,
    severity: category === 'asymptomatic' ? 'asymptomatic' : d.chance(0.04) ? 'moderateOne' : 'mild',
    reportedOn,
    onsetOn: category === 'asymptomatic' ? null : addDays(reportedOn, -d.between(0, 3)),
    riskFactors: years >= 40 && d.chance(0.35) ? [d.pick(risks)] : [],
    course,
    language: d.chance(0.03) ? 'en' : 'ja',
  }
}

/** The same people on every machine for the same `today`, oldest report first. */
export function inventPeople(count: number, today: Day): SeedPerson[] {
  const d = dice(20220720)
  return Array.from({ length: count }, (_, n) => person(d, n, today)).sort((a, b) =>
    a.reportedOn < b.reportedOn ? -1 : a.reportedOn > b.reportedOn ? 1 : 0,
  )
}
