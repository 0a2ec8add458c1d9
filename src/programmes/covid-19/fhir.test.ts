import fc from 'fast-check'
import { expect, test } from 'vitest'
import { faultsOfResource } from '../../../tools/fhir-r4.ts'
import { check } from '../../fields/check.ts'
import { groupLinkIds, groupsOf } from '../../fields/fhir/groups.ts'
import { questionnaireOf } from '../../fields/fhir/questionnaire.ts'
import { readResponse } from '../../fields/fhir/read.ts'
import type { QuestionItem, ResponseItem } from '../../fields/fhir/resources.ts'
import { responseItems } from '../../fields/fhir/response.ts'
import type { Field, FieldType, Form } from '../../fields/fields.ts'
import { linkIdOf } from '../../fields/json.ts'
import { covid19 } from './programme.ts'

const base = 'https://her-sys.example/api/v1/fhir'
const forms = covid19.notificationForms.map(({ form }) => form)
const today = '2022-10-01'
const centre = { id: '019a0000-0000-7000-8000-000000000001', name: '架空みなと保健所' }
const context = { today, facilities: { 'health-centres': [centre] } }
const each = forms.map((form) => [form.version, form] as const)

const allItems = (items: QuestionItem[]): QuestionItem[] => items.flatMap((item) => [item, ...allItems(item.item ?? [])])

test.each(each)('version %s: every question has a number of the paper, and no two the same', (_version, form) => {
  const numbered = Object.keys(form.fields).map((name) => form.linkIds?.questions[name])
  expect(numbered.filter((linkId) => !/^i[01]_\d+[-\dv]*$/.test(linkId ?? ''))).toEqual([])
  const linkIds = allItems(questionnaireOf(form, base).item).map(({ linkId }) => linkId)
  expect(new Set(linkIds).size).toBe(linkIds.length)
  expect(Object.keys(form.linkIds!.questions).filter((name) => !form.fields[name])).toEqual([])
})

test('the groups stand as on the sheet: header, subject, contents', () => {
  const [header, subject, contents, centres] = groupsOf(forms[1]!)
  expect([header, subject, contents, centres].map((group) => group!.linkId)).toEqual([
    'group_Header',
    'group_Subject',
    'group_Contents',
    'group_Centres',
  ])
  expect(contents!.groups.map(({ linkId }) => linkId)).toEqual(['i1_10', 'i1_11', 'i1_12', 'i1_13'])
  expect(linkIdOf(forms[1]!, 'name')).toBe('i1_2')
  expect(linkIdOf(forms[2]!, 'severity')).toBe('i1_14-1')
})

test.each(each)('version %s as a Questionnaire holds to the definitions of FHIR R4', (_version, form) => {
  const questionnaire = questionnaireOf(form, base)
  expect(faultsOfResource(questionnaire)).toEqual([])
  const items = allItems(questionnaire.item)
  expect(items.filter(({ linkId }) => linkId === 'i1_1').map(({ required }) => required)).toEqual([true])
  expect(items.find(({ linkId }) => linkId === linkIdOf(form, 'onsetOn'))?.enableWhen).toEqual([
    {
      question: 'i1_1',
      operator: '!=',
      answerCoding: { system: `${base}/CodeSystem/covid-19.notification.category`, code: 'asymptomatic' },
    },
  ])
})

const day = (from: string) =>
  fc.date({ min: new Date(from), max: new Date(today), noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10))
const words = fc.constantFrom('架空', '髙﨑', '𠮷野', 'A & B <b>', '"引用" \\ /', 'ｶﾀｶﾅ', '1-2-3', 'ゔ', 'null')
const kana = fc.constantFrom('カクウ', 'ヴ・ドゥ', 'かくう', 'ﾊﾅｺ', 'サトー')
const keys = (options: Record<string, string>) => Object.keys(options)

/** One entry per field type: what somebody might post who makes no mistake. */
const posted: { [T in FieldType]: (field: Extract<Field, { type: T }>) => fc.Arbitrary<unknown> } = {
  text: () => words,
  textarea: () => fc.array(words, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
  number: ({ min, max, step }) => fc.integer({ min: 0, max: Math.floor((max - min) / step) }).map((n) => min + n * step),
  date: ({ min }) => day(min ?? '1990-01-01'),
  postalCode: () => fc.constantFrom('0001001', '000-2001'),
  passport: () => fc.constantFrom('TK1234567'),
  phone: () => fc.constantFrom('09090000001', '048-110-0021', '+82 2 1234 5678', '123'),
  yesNoUnknown: () => fc.constantFrom('yes', 'no', 'unknown'),
  presence: () => fc.constantFrom('yes', 'no', 'unknown'),
  choice: ({ options }) => fc.constantFrom(...keys(options)),
  choices: ({ options }) => fc.subarray(keys(options), { minLength: 1 }),
  age: () =>
    fc.oneof(
      fc.record({ years: fc.integer({ min: 1, max: 120 }) }),
      fc.record({ years: fc.constant(0), months: fc.integer({ min: 0, max: 11 }) }),
    ),
  name: ({ kana: withKana }) =>
    fc.record(
      { family: words, given: words, ...(withKana === false ? {} : { familyKana: kana, givenKana: kana }) },
      { requiredKeys: ['family'] },
    ),
  facility: () => fc.constant(centre.id),
  tick: () => fc.constantFrom(true, 'yes'),
}

const answersTo = (form: Form) => {
  const fields = Object.entries<Field>(form.fields)
  const each = Object.fromEntries(
    fields.map(([name, field]) => [name, (posted[field.type] as (field: Field) => fc.Arbitrary<unknown>)(field)]),
  )
  const required = fields.filter(([, field]) => field.required).map(([name]) => name)
  return fc.record(each, { requiredKeys: required })
}

test.each(each)('version %s: answers → QuestionnaireResponse → answers is the identity', (_version, form) => {
  fc.assert(
    fc.property(answersTo(form), (raw) => {
      const { answers, faults } = check(form, raw, context)
      expect(faults).toBeNull()
      const sent = JSON.parse(JSON.stringify(responseItems(form, answers!, base))) as ResponseItem[]
      const read = readResponse(form, sent, base)
      expect(read.unreadable).toEqual([])
      expect(check(form, read.raw, context).answers).toEqual(answers)
    }),
    { numRuns: 150, seed: 20220630 },
  )
})

test.each(each)('version %s: whatever is answered, the response holds to the definitions of FHIR R4', (_version, form) => {
  fc.assert(
    fc.property(answersTo(form), (raw) => {
      const item = responseItems(form, check(form, raw, context).answers!, base)
      expect(faultsOfResource({ resourceType: 'QuestionnaireResponse', status: 'completed', item })).toEqual([])
    }),
    { numRuns: 15, seed: 20220926 },
  )
})

test('the judge is no friend: what is no FHIR R4 is named', () => {
  const response = { resourceType: 'QuestionnaireResponse', status: 'completed' }
  expect(faultsOfResource({ resourceType: 'QuestionnaireResponse' })).not.toEqual([])
  expect(faultsOfResource({ ...response, status: 'done' })).not.toEqual([])
  expect(faultsOfResource({ ...response, item: [{ answer: [] }] })).not.toEqual([])
  expect(faultsOfResource({ ...response, item: [{ linkId: 'a', answer: [{ valueDate: '令和4年' }] }] })).not.toEqual([])
  expect(faultsOfResource({ ...response, contained: [{ resourceType: 'Patient', gender: '女' }] })).not.toEqual([])
  expect(faultsOfResource({ ...questionnaireOf(forms[0]!, base), item: [{ linkId: 'a', type: 'group' }] })).not.toEqual([])
})

test.each([
  ['a question of nobody', [{ linkId: 'i9_9', answer: [{ valueString: 'x' }] }], 'unknown-question'],
  ['an item without a name', [{ answer: [{ valueString: 'x' }] }], 'unknown-question'],
  ['an answer to a group', [{ linkId: 'group_Subject', answer: [{ valueString: 'x' }] }], 'unknown-question'],
  ['a text for a day', [{ linkId: 'i1_4', answer: [{ valueString: '1990-09-09' }] }], 'wrong-type'],
  ['two answers to one question', [{ linkId: 'i1_4', answer: [{ valueDate: '1990-09-09' }, { valueDate: '1990-09-10' }] }], 'given-twice'],
  ['the same question twice', [1, 2].map(() => ({ linkId: 'i1_4', answer: [{ valueDate: '1990-09-09' }] })), 'given-twice'],
  ['a code of another list', [{ linkId: 'i1_3', answer: [{ valueCoding: { system: 'http://x.example', code: 'male' } }] }], 'choice'],
  [
    'something below an answer',
    [{ linkId: 'i1_3', answer: [{ valueCoding: { code: 'male' }, item: [{ linkId: 'i9_9' }] }] }],
    'unknown-question',
  ],
])('%s is named, never passed over', (_what, items, code) => {
  expect(readResponse(forms[1]!, [{ linkId: 'group_Subject', item: items }], base).unreadable.map((found) => found.code)).toContain(code)
})

test('whatever arrives as items, reading it throws nothing', () => {
  fc.assert(fc.property(fc.jsonValue(), (items) => void readResponse(forms[1]!, items, base)))
  expect(groupLinkIds(groupsOf(forms[1]!))).toContain('group_Contents')
})
