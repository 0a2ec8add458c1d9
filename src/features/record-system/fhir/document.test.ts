import { expect, test } from 'vitest'
import { faultsOfResource } from '../../../../tools/fhir-r4.ts'
import { wholeJson } from '../../../../tools/test-api.ts'
import { check } from '../../../fields/check.ts'
import { Problem, problemDocument, problems } from '../../../platform/http/problem.ts'
import { notification2 } from '../../../programmes/covid-19/notification-2.ts'
import { capabilityStatement } from '../capability.ts'
import { jsonPointer, wrong } from '../wrongs.ts'
import { openDocument, questionnaireResponse } from './document.ts'
import { fhirFormat } from './format.ts'
import { patientOf, readPatient } from './patient.ts'

const base = 'https://her-sys.example/api/v1/fhir'
const form = notification2
const today = '2022-07-20'
const answers = check(form, wholeJson, { today }).answers!
const filed = { id: '019a0000-0000-7000-8000-000000000002', hersysId: '12345678', form, answers, filedAt: '2022-07-20T01:00:00.000Z' }
const document = questionnaireResponse(filed, base)

test('a filed report with its Patient holds to the definitions of FHIR R4', () => {
  expect(faultsOfResource(document)).toEqual([])
  expect(document.identifier).toEqual({ system: `${base}/sid/hersys-id`, value: '12345678' })
  expect(document.questionnaire).toBe(`${base}/Questionnaire/covid-19.notification|2`)
})

test('the name is told by JP Core: kanji as IDE, kana as SYL, text with one half-width space', () => {
  const { name, gender, birthDate, address } = patientOf(answers)
  expect(name?.map(({ extension, text, family, given }) => [extension?.[0]?.valueCode, text, family, given])).toEqual([
    ['IDE', '架空 花子', '架空', ['花子']],
    ['SYL', 'カクウ ハナコ', 'カクウ', ['ハナコ']],
  ])
  expect([gender, birthDate]).toEqual(['female', '1990-09-09'])
  expect(address).toEqual([{ postalCode: '0002001', state: '架空県', city: 'みなと市', line: ['見本町1-2-3'], country: 'JP' }])
})

test('Patient → form → Patient is the same person', () => {
  const raw = readPatient(form, patientOf(answers))
  expect(patientOf(check(form, { ...wholeJson, ...raw }, { today }).answers!)).toEqual(patientOf(answers))
})

test.each([
  [{ name: [{ text: '架空 花子' }] }, { 'name.family': '架空', 'name.given': '花子' }],
  [{ name: [{ text: '架空　花子' }] }, { 'name.family': '架空', 'name.given': '花子' }],
  [{ name: [{ family: '架空' }] }, { 'name.family': '架空' }],
  [{ name: [{ family: '架空', given: ['花', '子'] }] }, { 'name.family': '架空', 'name.given': '花 子' }],
  [{ gender: 'unknown' }, {}],
  [
    {
      telecom: [
        { system: 'email', value: 'a@example.com' },
        { system: 'phone', value: '09090000001' },
      ],
    },
    { phone: '09090000001' },
  ],
  [null, {}],
  [{ name: 'x', telecom: 3, address: [null], birthDate: {} }, {}],
])('a Patient of another make is read as far as it goes: %j', (patient, raw) => {
  expect(readPatient(form, patient)).toEqual(raw)
})

const patient = { resourceType: 'Patient', id: 'p', name: [{ family: '架空', given: ['花子'] }], gender: 'female', birthDate: '1990-09-09' }
const response = { resourceType: 'QuestionnaireResponse', status: 'completed', questionnaire: document.questionnaire, item: document.item }
const read = (body: unknown) => fhirFormat(base).read(form, body)
const codes = (body: unknown) => read(body).wrongs.map(({ code, question }) => [code, question])

test.each([
  ['contained', { ...response, contained: [patient], subject: { reference: '#p' } }],
  [
    'a Bundle by fullUrl',
    {
      resourceType: 'Bundle',
      entry: [{ resource: { ...response, subject: { reference: 'urn:uuid:1' } } }, { fullUrl: 'urn:uuid:1', resource: patient }],
    },
  ],
  [
    'a Bundle by id',
    { resourceType: 'Bundle', entry: [{ resource: patient }, { resource: { ...response, subject: { reference: 'Patient/p' } } }] },
  ],
])('the Patient is found: %s', (_how, body) => {
  expect(openDocument(body)?.patient).toEqual(patient)
  expect(codes(body)).toEqual([])
})

test('items come before the Patient, and what they leave blank the Patient says', () => {
  const subject = document.item.find(({ linkId }) => linkId === 'group_Subject')!
  const withoutSex = { ...subject, item: subject.item!.filter(({ linkId }) => linkId !== 'i1_3') }
  const body = { ...response, item: document.item.map((group) => (group === subject ? withoutSex : group)), contained: [patient] }
  expect(read(body).raw.sex).toBe('female')
  expect(read({ ...body, contained: [{ ...patient, telecom: [{ system: 'phone', value: '111' }] }] }).raw.phone).toBe('09090000001')
})

test.each([
  [{ gender: 'male' }, 'sex'],
  [{ birthDate: '1990-09-08' }, 'birthOn'],
  [{ name: [{ family: '別名', given: ['花子'] }] }, 'name'],
])('a Patient who is somebody else is refused: %j', (other, question) => {
  expect(codes({ ...response, contained: [{ ...patient, ...other }] })).toEqual([['patient-differs', question]])
})

test.each([
  [{ questionnaire: 'https://other.example/Questionnaire/x|2' }, 'wrong-form'],
  [{ questionnaire: `${base}/Questionnaire/covid-19.notification|3` }, 'wrong-form'],
  [{ questionnaire: undefined }, 'wrong-form'],
  [{ status: 'in-progress' }, 'wrong-type'],
  [{ modifierExtension: [{ url: 'x' }] }, 'unknown-part'],
])('another form, unfinished, or changed in meaning: %j', (change, code) => {
  expect(codes({ ...response, ...change })).toEqual([[code, undefined]])
})

test('a form without its version is the one in force', () => {
  expect(codes({ ...response, questionnaire: `${base}/Questionnaire/covid-19.notification` })).toEqual([])
})

test.each([
  null,
  'x',
  [],
  {},
  { resourceType: 'Patient' },
  { resourceType: 'Bundle', entry: [{ resource: response }, { resource: response }] },
])('no such document: %j', (body) => {
  expect(() => read(body)).toThrow(Problem)
})

test('every answer to a FHIR request is FHIR R4', () => {
  for (const code of Object.keys(problems) as (keyof typeof problems)[]) {
    const errors = code === 'invalid-answers' ? [wrong('choice', 'QuestionnaireResponse.item[0]')] : []
    expect([code, faultsOfResource(problemDocument(new Problem(code, errors), 'fhir', 'https://x.example') as never)]).toEqual([code, []])
  }
  const warnings = [{ code: 'missing', reason: '未記入です', question: 'phone', linkId: 'i1_6-5', label: '当該者電話番号' }]
  const outcome = JSON.parse(fhirFormat(base).answer({ id: 'x', hersysId: '12345678', form, receivedAt: new Date(0), warnings }))
  expect(faultsOfResource(outcome)).toEqual([])
  expect(outcome.issue.map(({ severity }: { severity: string }) => severity)).toEqual(['information', 'warning'])
  expect(faultsOfResource(capabilityStatement([form], base, today))).toEqual([])
  expect(jsonPointer(form)('name', 'family')).toBe('#/answers/name/family')
})
