import { expect, test } from 'vitest'
import { covid19 } from '../../programmes/covid-19/programme.ts'
import { type CertifiableCase, lacksBirthDate, printedOf } from './printed.ts'

const subject: CertifiableCase = {
  caseId: 'case',
  hersysId: '12345678',
  familyName: '架空',
  givenName: '花子',
  birthOn: '1990-09-09',
  diagnosedOn: '2022-07-20',
  diedOn: null,
  disease: 'covid-19',
  state: 'filed',
  endKind: null,
  centreName: '架空みなと保健所',
  centrePhone: null,
  answers: { category: 'confirmed', diagnosedOn: '2022-07-20', birthOn: '1990-09-09' },
}
const september = { diagnosedOn: '2022-09-26', answers: { ...subject.answers, diagnosedOn: '2022-09-26' } }

test('C25 the six fields, from what institution and centre keep', () => {
  expect(printedOf(subject, covid19)).toEqual({
    name: '架空 花子',
    birthOn: '1990-09-09',
    hersysId: '12345678',
    disease: '新型コロナウイルス (COVID-19) 感染症',
    diagnosedOn: '2022-07-20',
    centre: '架空みなと保健所',
  })
  expect(printedOf({ ...subject, givenName: '' }, covid19)!.name).toBe('架空')
})

test.each<[string, Partial<CertifiableCase>, boolean]>([
  ['while a withdrawal is only asked for', { state: 'withdrawal-asked' }, true],
  ['after a withdrawal', { state: 'withdrawn' }, false],
  ['before the 発生届', { state: 'draft' }, false],
  ['after release', { endKind: 'release' }, true],
  ['after a death in observation', { endKind: 'death' }, false],
  ['after a death reported', { diedOn: '2022-07-25' }, false],
  ['whose observation a withdrawal ended', { endKind: 'withdrawal' }, false],
  ['C24 without birth date', { birthOn: null }, false],
  ['without diagnosis date', { diagnosedOn: null }, false],
  ['without 発生届', { answers: null }, false],
  ['C23 diagnosed from 2022-09-26 on and no subject', september, false],
  [
    'C23 diagnosed from 2022-09-26 on and in need of hospital',
    { ...september, answers: { ...september.answers, admissionNeeded: 'yes' } },
    true,
  ],
])('a case %s', (_, change, has) => {
  expect(printedOf({ ...subject, ...change }, covid19) !== null).toBe(has)
})

test('C24 a missing birth date is named only where it is what is missing', () => {
  expect(lacksBirthDate({ ...subject, birthOn: null }, covid19)).toBe(true)
  expect(lacksBirthDate(subject, covid19)).toBe(false)
  expect(lacksBirthDate({ ...subject, birthOn: null, state: 'withdrawn' }, covid19)).toBe(false)
})
