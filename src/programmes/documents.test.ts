import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { check } from '../fields/check.ts'
import { questionAndAnswerText } from '../fields/document.ts'
import { documentHash } from '../fields/document-hash.server.ts'
import type { Form } from '../fields/fields.ts'
import { sourceWordsOf } from '../fields/words.ts'
import { type Lang, wordsIn } from '../i18n/t.ts'
import { dailyForm } from './covid-19/daily.ts'
import { notification1 } from './covid-19/notification-1.ts'
import { notification2 } from './covid-19/notification-2.ts'
import { notification3 } from './covid-19/notification-3.ts'
import { surveyForm } from './covid-19/survey.ts'

/** Every question answered, so that every word of the version stands in the golden file. */
const daily = {
  urgentSigns: Object.keys(dailyForm.fields.urgentSigns.options).filter((sign) => sign !== 'none' && sign !== 'unknown'),
  temperature: '36.5',
  spo2: '98',
  face: 'no',
  cough: 'yes',
  breathless: 'unknown',
  note: '架空の連絡\n2行目',
}
const notMeasured = { urgentSigns: 'none', temperatureNotMeasured: 'yes', spo2NotMeasured: 'yes' }
const survey = { birthOn: '1990-09-09', phone: '09012345678', height: '170.5', weight: '60', riskFactors: ['smoking', 'obesity'] }
const notification = {
  reportedOn: '2022-06-27',
  'doctor.family': '架空',
  'doctor.given': '医師',
  rememberDoctor: 'yes',
  institutionName: '架空病院',
  category: 'confirmed',
  'name.family': '架空',
  'name.given': '花子',
  'name.familyKana': 'カクウ',
  'name.givenKana': 'ハナコ',
  sex: 'female',
  birthOn: '2022-01-09',
  postalCode: '0000000',
  prefecture: '架空県',
  municipality: '架空市',
  street: '架空1-1',
  phone: '09012345678',
  residenceSame: 'yes',
  guardian: { family: '架空', given: '父' },
  guardianPhoneSame: 'yes',
  diagnosedOn: '2022-06-26',
  sampledOn: '2022-06-26',
  onsetOn: '2022-06-25',
  vaccineDoses: 'd5',
  vaccinatedOn: '2022-06-01',
  vaccine: 'other',
  vaccineOther: '架空ワクチン',
  riskPresence: 'yes',
  riskFactors: Object.keys(notification2.fields.riskFactors.options),
  severity: 'mild',
  admissionNeeded: 'no',
  notifiedCentre: 'c1',
}
const older = {
  ...notification,
  reportedOn: '2022-06-20',
  occupation: '架空の会社員',
  guardianAddress: '架空県架空市1-1',
  guardianPhone: '09012345678',
  symptoms: ['fever', 'cough', 'other'],
  symptomsOther: '架空の症状',
  spo2: '97',
  isolationSpecimen: '架空の検体',
  isolationSampledOn: '2022-06-18',
  isolationResult: 'negative',
  pcrSpecimen: ['saliva', 'other'],
  pcrSampledOn: '2022-06-19',
  pcrResult: 'positive',
  quantitativeSpecimen: 'saliva',
  firstVisitOn: '2022-06-19',
  infectedOn: '2022-06-15',
  infectionRoute: ['droplet', 'contact'],
  infectionRouteCertainty: 'estimated',
  infectionPlace: 'abroad',
  infectionCountry: '架空国',
  departedOn: '2022-06-01',
  returnedOn: '2022-06-14',
  dose1: 'yes',
  dose1Age: '0',
  dose1Vaccine: 'pfizer',
  dose1Maker: '架空製薬',
  dose1OnUnknown: 'yes',
  dose2: 'unknown',
  dose3: 'no',
  admitted: 'yes',
  admittedOn: '2022-06-20',
  riskFactors: ['cancer', 'smoking'],
  immunity: 'no',
  pregnancy: 'no',
  remote: 'yes',
}
const newer = { ...notification, reportedOn: '2022-09-27', medicineNeeded: 'yes', medicines: ['paxlovid', 'veklury'], oxygenNeeded: 'no' }
const context = { facilities: { 'health-centres': [{ id: 'c1', name: '架空第一保健所' }] } }

type Golden = [file: string, form: Form, given: Record<string, unknown>, lang: Lang, sha256: string]

test.each<Golden>([
  ['daily-1.ja.txt', dailyForm, daily, 'ja', '234fea3f64e043be2e37f13a525fda333fc821cad37934f196e00eab8a35f3a8'],
  ['daily-1.en.txt', dailyForm, daily, 'en', '4e61b358cdf0617b63b518128df5d952d407ff93a1a5be1905c78220b65fcf14'],
  ['daily-1-not-measured.ja.txt', dailyForm, notMeasured, 'ja', '3c5a93131fe5292dbf31b1b00f51c4c77f748cb47fd357c854858877b0b3e9fe'],
  ['survey-1.ja.txt', surveyForm, survey, 'ja', '567ca3ed55a934bd74d63f072bd5b2bdd689eeb72ad90b669ce29d015e0adf08'],
  ['survey-1.en.txt', surveyForm, survey, 'en', '680aa256104e786347f89649779f0da9b782b3be48a7fe890fbbba1205ff0cce'],
  ['notification-2.ja.txt', notification2, notification, 'ja', '1c87d201fd91a970fb19eab6ba1e261aa2101bd0ccde7f612a13cdbc1606144f'],
  ['notification-1.ja.txt', notification1, older, 'ja', 'c6bf52909c781a74d55bb7dfad721728dc062939814d9e611565c31582f7685e'],
  ['notification-3.ja.txt', notification3, newer, 'ja', '017f6b3725c704d66c649887750b833f65be8c845ec628b69f66155264df0fe5'],
])('the document %s reads the same for ever; a changed word needs a new form version', (file, form, given, lang, sha256) => {
  const golden = readFileSync(join(import.meta.dirname, 'covid-19/golden', file), 'utf8')
  const { answers } = check(form, given, context)
  const text = questionAndAnswerText(form, answers!, wordsIn(lang))
  expect(text).toBe(golden)
  expect(documentHash(text)).toBe(sha256)
  // Answers come back from the database as JSON; that must change nothing.
  expect(questionAndAnswerText(form, JSON.parse(JSON.stringify(answers)), wordsIn(lang))).toBe(golden)
})

test.each<[form: Form, lang: Lang, sha256: string]>([
  [dailyForm, 'ja', 'e963ee86a4de0304e31c3d97ee5f584d0f174c7fb2f66a315800961d74f214d4'],
  [dailyForm, 'en', '1520be7d40c78d19095d12529c122595613c39abb42f5cfa4e64fc35796d69ed'],
  [surveyForm, 'ja', 'f6cc3e23e2a49324e2c31d97b411af628d5e5371c03b66c22aaec91951c1dfe1'],
  [surveyForm, 'en', '37146aa19881ca61cef9a2de6d4abae3d0e8aac5038696d3aa0731727c8c0df7'],
  [notification2, 'ja', 'e274023652e02cfe1aadfb9c4ff5f06547be98edaa95fa3ef0ebd5829c8c10ba'],
  [notification1, 'ja', '82bffff1ede6157a7c104b22181f3255d6a77ea0f3c07da680840efe86593aff'],
  [notification3, 'ja', '9593d4c69df80a6f255d4adb1c3a966d31142b317cf50702b209a05403aeeff5'],
])('every word of form %#, chosen or not, stays as it is', (form, lang, sha256) => {
  const words = wordsIn(lang)
  const sources = Object.entries(sourceWordsOf(form)).filter(([key]) => !key.endsWith('.hint'))
  const shown = sources.map(([key, source]) => `${key}=${words(key) === key ? source : words(key)}`)
  expect(documentHash(shown.join('\n'))).toBe(sha256)
})

test('nobody can write a question of his own into a document', () => {
  const { answers } = check(dailyForm, { note: '架空\nQ 息苦しさ\nA なし' })
  const lines = questionAndAnswerText(dailyForm, answers!, wordsIn('ja')).split('\n')
  expect(lines.filter((line) => line.startsWith('Q 息苦しさ'))).toHaveLength(1)
})
