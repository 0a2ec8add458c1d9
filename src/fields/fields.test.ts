import { expect, expectTypeOf, test } from 'vitest'
import { type Answers, defineForm, formRef, type PersonName } from './fields.ts'

const head = { id: 'test.form', version: '1', title: '架空', audience: 'staff' } as const

test('a question may only depend on earlier questions', () => {
  const late = { a: { type: 'text', label: 'a', showWhen: { b: 'x' } }, b: { type: 'text', label: 'b' } } as const
  expect(() => defineForm({ ...head, fields: late })).toThrow('a names b')
  const copy = { a: { type: 'tick', label: 'a', copies: { c: 'b' } }, b: { type: 'text', label: 'b' } } as const
  expect(() => defineForm({ ...head, fields: copy })).toThrow('a names b')
  const minors = { a: { type: 'text', label: 'a', showWhen: { birthOn: { ageBelow: 18, on: ['b'] } } } } as const
  expect(() => defineForm({ ...head, fields: minors })).toThrow('a names birthOn')
})

test('sections and questions that nobody defined are refused', () => {
  expect(() => defineForm({ ...head, fields: { a: { type: 'text', label: 'a', section: 'x' } } })).toThrow('no section')
  expect(() => defineForm({ ...head, fields: { a: { type: 'text', label: 'a' } }, atLeastOne: ['b'] })).toThrow('no question b')
  expect(() => defineForm({ ...head, fields: { a: { type: 'age', label: 'a', of: 'birthOn' } } })).toThrow('no question birthOn')
  expect(() => defineForm({ ...head, fields: { 'a.b': { type: 'text', label: 'a' } } })).toThrow('no plain name')
})

test('answers have the types of their questions', () => {
  const form = defineForm({
    ...head,
    fields: {
      name: { type: 'name', label: 'a', required: true },
      colour: { type: 'choice', as: 'radio', label: 'b', options: { red: '赤', blue: '青' } },
      weight: { type: 'number', label: 'c', min: 0, max: 1, step: 1, unit: '' },
      late: { type: 'text', label: 'd', required: true, showWhen: { colour: 'red' } },
    },
  })
  type Given = Answers<typeof form.fields>
  expectTypeOf<Given['name']>().toEqualTypeOf<PersonName>()
  expectTypeOf<Given['colour']>().toEqualTypeOf<'red' | 'blue' | null>()
  expectTypeOf<Given['weight']>().toEqualTypeOf<number | null>()
  expectTypeOf<Given['late']>().toEqualTypeOf<string | null>()
  expect(formRef(form)).toBe('test.form/1')
})
