import { disease } from '../../src/features/notification/desk.server.ts'
import { registerEarly } from '../../src/features/notification/early.server.ts'
import { check } from '../../src/fields/check.ts'
import type { AnyAnswers } from '../../src/fields/fields.ts'
import { japaneseDay } from '../../src/lib/japanese-day.ts'
import { uuidv7 } from '../../src/lib/uuid.ts'
import type { Sql } from '../../src/platform/db/sql.server.ts'
import { recordFormFor } from '../../src/programmes/tabs.ts'
import type { Teller } from './course.server.ts'
import { organisationOf, staff } from './organisations.ts'
import type { SeedPerson } from './people.ts'

const older = (
  n: number,
  institutionKey: string,
  municipality: string,
  more: Pick<SeedPerson, 'given' | 'givenKana' | 'sex' | 'birthOn' | 'reportedOn'>,
): SeedPerson => ({
  phone: `0908200000${n}`,
  postalCode: '0001001',
  municipality,
  street: `見本町${n}-1`,
  institutionKey,
  category: 'confirmed',
  severity: 'mild',
  onsetOn: null,
  riskFactors: [],
  course: 'daily',
  language: 'ja',
  ...more,
})

/** Reported before 2022-06-30, in the form of nineteen items: 旧登録情報一覧 has something to show. Fixed days, because the form had its own. */
export const olderPeople: SeedPerson[] = [
  older(1, 'aoba-clinic', 'あおば市', { given: '水無', givenKana: 'ミナ', sex: 'female', birthOn: '1969-06-01', reportedOn: '2022-06-21' }),
  older(2, 'aoba-clinic', 'あおば市', {
    given: '梅雨彦',
    givenKana: 'ツユヒコ',
    sex: 'male',
    birthOn: '1987-11-23',
    reportedOn: '2022-06-24',
  }),
  older(3, 'aoba-hospital', 'あおば市', {
    given: '紫陽',
    givenKana: 'シヨウ',
    sex: 'female',
    birthOn: '1944-02-29',
    reportedOn: '2022-06-27',
  }),
  older(4, 'minato-clinic', 'みなと市', {
    given: '夏至',
    givenKana: 'ナツシ',
    sex: 'male',
    birthOn: '2001-06-21',
    reportedOn: '2022-06-22',
  }),
  older(5, 'minato-clinic', 'みなと市', {
    given: '早苗',
    givenKana: 'サナエ',
    sex: 'female',
    birthOn: '1978-05-05',
    reportedOn: '2022-06-28',
  }),
]

/** What the older form asks besides; a later form asks none of it. */
export const olderAnswers = ({ reportedOn }: SeedPerson) => ({
  occupation: '架空の職業',
  symptoms: ['fever', 'cough', 'fatigue'],
  spo2: '98',
  pcrSpecimen: ['saliva'],
  pcrSampledOn: reportedOn,
  pcrResult: 'positive',
  firstVisitOn: reportedOn,
  infectionRoute: ['droplet'],
  infectionRouteCertainty: 'estimated',
  infectionPlace: 'japan',
  dose1: 'yes',
  dose2: 'yes',
  dose3: 'unknown',
  immunity: 'no',
  pregnancy: 'no',
})

/** One registration before its 発生届 (D30): somebody whose test is not back yet. */
export async function seedEarly({ now, hersysIdKey, facilities, beStaff }: Omit<Teller, 'sql'>, sql: Sql): Promise<void> {
  const at = new Date(now.getTime() - 90 * 60_000)
  const institution = organisationOf('aoba-clinic')
  const doctor = staff.find(({ orgId, role }) => orgId === institution.id && role === 'doctor')!
  const form = recordFormFor({ disease, tab: 'identity', isFiled: false, on: japaneseDay(at) })!
  const raw = {
    'name.family': '架空',
    'name.given': '検査待',
    'name.familyKana': 'カクウ',
    'name.givenKana': 'ケンサマチ',
    birthOn: '1999-01-01',
    sex: 'male',
    postalCode: '0001001',
    prefecture: '架空県',
    municipality: 'あおば市',
    phone: '09082000009',
  }
  const { answers, faults } = check(form, raw, { today: japaneseDay(at), facilities })
  if (!answers) throw new Error(`the seed's registration has faults: ${Object.keys(faults).join(', ')}`)
  await sql.begin(async (tx) => {
    const own = tx as unknown as Sql
    await beStaff(own, institution.id, at)
    const actor = { accountId: doctor.id, orgId: institution.id, role: doctor.role as 'doctor' }
    await registerEarly(own, { caseId: uuidv7(at), disease, answers: answers as AnyAnswers, actor, hersysIdKey, now: at })
  })
}
