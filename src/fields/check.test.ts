import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { imaginaryNotification as form, imaginaryDaily } from '../../tools/imaginary-programme.ts'
import { check } from './check.ts'
import { faultCodes } from './faults.ts'
import type { Raw } from './fields.ts'
import { refill } from './refill.ts'

const needed: Raw = { reportedOn: '2022-07-20', 'name.family': '架空' }
const context = { today: '2022-07-20', facilities: { 'health-centres': [{ id: 'c1', name: '架空第一保健所' }] } }
const answersTo = (raw: Raw) => check(form, { ...needed, ...raw }, context).answers as Record<string, unknown> | null
const faultsOf = (raw: Raw) => check(form, { ...needed, ...raw }, context).faults

test('every fault is reported at once, in the order of the form', () => {
  const faults = check(form, { weight: 'heavy', postalCode: '12', category: 'constructor', rash: 'maybe' }, context).faults
  expect(Object.keys(faults!)).toEqual(['reportedOn', 'name', 'postalCode', 'category', 'weight', 'rash'])
})

test('blank stays null, never "no", never an empty list', () => {
  const answers = answersTo({ animals: [], travelled: '', rash: '  ', weight: '　', otherPhoneSame: '' })!
  const { reportedOn: _, name: __, ...rest } = answers
  expect(Object.values(rest).every((value) => value === null)).toBe(true)
  expect(Object.keys(answers)).toEqual(Object.keys(form.fields))
})

test.each<[string, Raw, string, unknown]>([
  ['full-width digits', { weight: '６５．５' }, 'weight', 65.5],
  ['a decimal comma', { weight: '65,5' }, 'weight', 65.5],
  ['the unit typed too', { weight: '65.5kg' }, 'weight', 65.5],
  ['a JSON number', { weight: 65.5 }, 'weight', 65.5],
  ['the lower limit', { weight: '0.5' }, 'weight', 0.5],
  ['the upper limit', { weight: '300' }, 'weight', 300],
  ['half-width kana', { 'name.familyKana': 'ｶｸｳ' }, 'name', { family: '架空', given: null, familyKana: 'カクウ', givenKana: null }],
  ['hiragana', { 'name.givenKana': 'はなこ' }, 'name', { family: '架空', given: null, familyKana: null, givenKana: 'ハナコ' }],
  [
    'a name as JSON',
    { name: { family: '架空', given: '花子' } },
    'name',
    { family: '架空', given: '花子', familyKana: null, givenKana: null },
  ],
  ['a phone with hyphens', { phone: '０９０－１２３４－５６７８' }, 'phone', '09012345678'],
  ['a wrong phone', { phone: '12-34' }, 'phone', '1234'],
  ['a postal code with its mark', { postalCode: '〒100-8916' }, 'postalCode', '1008916'],
  ['a facility by id', { centre: 'c1' }, 'centre', { id: 'c1', name: '架空第一保健所' }],
  ['a facility by name', { centre: ' 架空第一保健所' }, 'centre', { id: 'c1', name: '架空第一保健所' }],
  ['a facility with a name made up', { centre: { id: 'c1', name: '偽' } }, 'centre', { id: 'c1', name: '架空第一保健所' }],
  ['one tick', { animals: 'owl' }, 'animals', ['owl']],
  ['ticks in any order', { animals: ['owl', 'cat', 'owl'] }, 'animals', ['cat', 'owl']],
  ['"none" beside a tick', { animals: ['none', 'cat'] }, 'animals', ['cat']],
  ['"none" alone', { animals: ['none'] }, 'animals', ['none']],
  ['months alone', { 'age.months': '5' }, 'age', { years: 0, months: 5 }],
  ['an age that follows', { birthOn: '2000-07-20', diagnosedOn: '2022-07-19' }, 'age', { years: 21, months: null }],
  ["a baby's age", { birthOn: '2022-02-20' }, 'age', { years: 0, months: 5 }],
  ['an age typed', { birthOn: '2000-07-20', 'age.years': '30' }, 'age', { years: 30, months: null }],
  ['a line break', { animalNote: 'a\r\nb' }, 'animalNote', 'a\nb'],
  ['the same question twice', { prefecture: ['架空県', '架空府'] }, 'prefecture', '架空府'],
  ['a number where words belong', { prefecture: 13 }, 'prefecture', '13'],
])('%s is taken', (_, raw, name, value) => {
  expect(answersTo(raw)?.[name]).toEqual(value)
})

test.each<[Raw, string, object]>([
  [{ weight: '0.4' }, 'weight', { code: 'too-low', params: { min: 0.5, unit: 'kg' } }],
  [{ weight: '300.5' }, 'weight', { code: 'too-high', params: { max: 300, unit: 'kg' } }],
  [{ weight: '65.3' }, 'weight', { code: 'too-fine', params: { step: 0.5 } }],
  [{ weight: '1e2' }, 'weight', { code: 'not-a-number' }],
  [{ weight: '0x10' }, 'weight', { code: 'not-a-number' }],
  [{ weight: Number.NaN }, 'weight', { code: 'not-a-number' }],
  [{ 'name.familyKana': '架空' }, 'name', { code: 'kana', part: 'familyKana' }],
  [{ 'name.family': '', 'name.given': '花子' }, 'name', { code: 'incomplete-name', part: 'family' }],
  [{ 'name.given': 'あ'.repeat(101) }, 'name', { code: 'too-long', part: 'given', params: { max: 100 } }],
  [{ animalNote: 'あ'.repeat(101) }, 'animalNote', { code: 'too-long', params: { max: 100 } }],
  [{ otherPhone: '12-34' }, 'otherPhone', { code: 'phone' }],
  [{ centre: 'c2' }, 'centre', { code: 'choice' }],
  [{ animals: ['cat', 'toString'] }, 'animals', { code: 'choice' }],
  [{ otherPhoneSame: 'perhaps' }, 'otherPhoneSame', { code: 'choice' }],
  [{ 'age.years': '131' }, 'age', { code: 'too-high', part: 'years', params: { max: 130, unit: '' } }],
  [{ 'age.months': '12' }, 'age', { code: 'too-high', part: 'months', params: { max: 11, unit: '' } }],
])('%j is a fault of %s', (raw, name, fault) => {
  expect(faultsOf(raw)).toEqual({ [name]: fault })
})

test('a note of exactly its length is taken, counted in characters as people see them', () => {
  expect(answersTo({ animalNote: '𠮷'.repeat(100) })?.animalNote).toHaveLength(200)
})

describe('dates (D31)', () => {
  const parts = (era: string, year: string, month: string, date: string) => ({
    'birthOn.era': era,
    'birthOn.year': year,
    'birthOn.month': month,
    'birthOn.date': date,
  })

  test.each<[Raw, string]>([
    [parts('heisei', '11', '01', '1'), '1999-01-01'],
    [parts('heisei', '元', '1', '8'), '1989-01-08'],
    [parts('western', '１９９９', '１', '１'), '1999-01-01'],
    [parts('', '1999', '1', '1'), '1999-01-01'],
    [parts('western', '1999/01/01', '', ''), '1999-01-01'],
    [{ birthOn: '平成11/01/01' }, '1999-01-01'],
    [{ birthOn: '2022-07-20' }, '2022-07-20'],
    [{ birthOn: { era: 'showa', year: 64, month: 1, date: 7 } }, '1989-01-07'],
  ])('D31 %j is %s', (raw, day) => {
    expect(answersTo(raw)?.birthOn).toBe(day)
  })

  test.each<[Raw, object]>([
    [parts('showa', '65', '1', '1'), { code: 'impossible-date', part: 'year' }],
    [parts('western', '2022', '2', '29'), { code: 'impossible-date', part: 'year' }],
    [parts('atlantis', '1', '2', '3'), { code: 'impossible-date', part: 'year' }],
    [parts('showa', '60', '', '3'), { code: 'incomplete-date', part: 'month' }],
    [parts('western', '2022', '7', '21'), { code: 'future', part: 'year' }],
    [parts('western', '1889', '12', '31'), { code: 'too-old', part: 'year', params: { min: 1890 } }],
  ])('D31 %j is refused', (raw, fault) => {
    expect(faultsOf(raw)?.birthOn).toEqual(fault)
  })

  test('an era chosen and nothing typed is blank', () => {
    expect(answersTo(parts('heisei', '', '', ''))?.birthOn).toBeNull()
  })
})

describe('what is asked', () => {
  test('a question that does not apply is null, whatever was posted', () => {
    expect(answersTo({ category: 'suspected', sampledOn: '2022-07-19' })?.sampledOn).toBeNull()
    expect(answersTo({ birthOn: '2004-07-20', guardian: '架空 母' })?.guardian).toBeNull()
  })

  test('a question that applies keeps its answer', () => {
    expect(answersTo({ category: 'confirmed', sampledOn: '2022-07-19' })?.sampledOn).toBe('2022-07-19')
    expect(answersTo({ birthOn: '2004-07-21', guardian: '架空 母' })?.guardian).toBe('架空 母')
  })

  test('while the other question is open, nothing typed is thrown away', () => {
    expect(answersTo({ sampledOn: '2022-07-19', guardian: '架空 母' })).toMatchObject({ sampledOn: '2022-07-19', guardian: '架空 母' })
  })

  test('D20 "same as" copies, whatever stands in the copy', () => {
    expect(answersTo({ phone: '090-1234-5678', otherPhoneSame: 'yes', otherPhone: 'nonsense' })?.otherPhone).toBe('09012345678')
    expect(answersTo({ otherPhoneSame: 'yes', otherPhone: '0312345678' })?.otherPhone).toBeNull()
    expect(answersTo({ phone: '090-1234-5678', otherPhoneSame: '', otherPhone: '0312345678' })?.otherPhone).toBe('0312345678')
  })

  test('"not measured" yields to a measurement', () => {
    expect(answersTo({ weight: '65', weightUnknown: 'yes' })).toMatchObject({ weight: 65, weightUnknown: null })
    expect(answersTo({ weightUnknown: 'yes' })).toMatchObject({ weight: null, weightUnknown: true })
  })

  test('a form with nothing in it is no report', () => {
    expect(check(imaginaryDaily, {}).faults).toEqual({ glow: { code: 'nothing-answered' } })
    expect(check(imaginaryDaily, { glow: 'unknown' }).answers).toEqual({ glow: 'unknown', temperature: null })
  })
})

describe('for any input', () => {
  const names = Object.keys(form.fields).flatMap((name) => [name, `${name}.year`, `${name}.month`, `${name}.family`, `${name}.years`])
  const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('yes', '2022-07-20', '元', 'c1', 'confirmed', 'none', '1'))
  const raws = fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.anything(), anyText, fc.array(anyText)))

  test('check never throws and speaks only in known codes', () => {
    fc.assert(
      fc.property(raws, (raw) => {
        const { answers, faults } = check(form, raw, context)
        expect((answers === null) !== (faults === null)).toBe(true)
        expect(Object.values(faults ?? {}).every(({ code }) => faultCodes.includes(code))).toBe(true)
        JSON.stringify(answers)
      }),
      { numRuns: 500 },
    )
  })

  test('whatever is blank stays null', () => {
    const blanks = fc.dictionary(fc.constantFrom(...names), fc.constantFrom('', ' ', '　', '\n', null, undefined, [], [''], {}, '\u0000'))
    fc.assert(
      fc.property(blanks, (raw) => {
        const { reportedOn: _, name: __, ...rest } = check(form, { ...raw, ...needed, name: undefined }, context).answers!
        expect(Object.values(rest).every((value) => value === null)).toBe(true)
      }),
    )
  })

  test('answers posted again give the same answers', () => {
    const typed = fc.record(
      {
        birthOn: fc.constantFrom('2000-07-20', '2022-01-31'),
        centre: fc.constant('c1'),
        'name.givenKana': fc.constantFrom('ハナコ', ''),
        'age.years': fc.constantFrom('', '3', '21'),
        animals: fc.subarray(['cat', 'owl', 'none']),
        animalNote: fc.string({ unit: 'binary', maxLength: 50 }),
        prefecture: fc.string({ unit: 'binary', maxLength: 50 }),
        weight: fc.constantFrom('', '65.5'),
        weightUnknown: fc.constantFrom('', 'yes'),
        category: fc.constantFrom('', 'confirmed'),
        travelled: fc.constantFrom('', 'unknown'),
        phone: fc.constantFrom('', '09012345678', '1234'),
        otherPhoneSame: fc.constantFrom('', 'yes'),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(typed, (raw) => {
        const first = check(form, { ...needed, ...raw }, context).answers!
        expect(check(form, refill(form, first), context).answers).toEqual(first)
      }),
      { numRuns: 300 },
    )
  })
})

test('an age that only followed follows a corrected birth date', () => {
  const posted = refill(form, answersTo({ birthOn: '2000-07-20' })!)
  expect(check(form, { ...posted, 'birthOn.year': '1990' }, context).answers?.age).toEqual({ years: 32, months: null })
})
