import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { leastAnswers } from '../../../tools/test-notification.ts'
import { check } from '../../fields/check.ts'
import type { Field } from '../../fields/fields.ts'
import { askedWhen, misshapen, shapeOf } from '../../fields/json.ts'
import { programmeOf } from '../../programmes/registry.ts'
import { exampleAnswers } from './examples.ts'
import { openApi } from './openapi.ts'

const forms = programmeOf('covid-19').notificationForms
const { form } = forms[1]!
const document = openApi({ forms, publicUrl: 'https://her-sys.example' })

test('the document is OpenAPI 3.1, says an independent validator', async () => {
  const validator = new Validator()
  expect(await validator.validate(structuredClone(document) as never)).toMatchObject({ valid: true })
  expect(validator.version).toBe('3.1')
  expect((await new Validator().validate({ ...document, paths: { x: 1 } } as never)).valid).toBe(false)
})

test('every question of every version stands in it with its label and its number', () => {
  const schemas = document.components.schemas as unknown as Record<
    string,
    { properties: Record<string, { title: string; description: string }> }
  >
  for (const { form } of forms) {
    const { properties } = schemas[`Answers${form.version}`]!
    expect(Object.keys(properties)).toEqual(Object.keys(form.fields))
    for (const [name, field] of Object.entries<Field>(form.fields)) {
      expect(properties[name]!.title).toBe(field.label)
      expect(properties[name]!.description).toContain(`linkId ${form.linkIds!.questions[name]}`)
    }
  }
})

test('when a question is asked is said', () => {
  expect(askedWhen(form.fields.deathOn!)).toBe('category が deceased か suspectedDeceasedのとき')
  expect(askedWhen(form.fields.vaccine!)).toBe('vaccineDoses が d0 以外のとき')
  expect(askedWhen(form.fields.guardian!)).toBe('18歳未満のとき')
  expect([askedWhen(form.fields.vaccineOther!), askedWhen(form.fields.sex!)]).toEqual(['vaccine が otherのとき', null])
})

test('every reference leads somewhere', () => {
  const refs = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name!)
  expect(refs.filter((name) => !Object.hasOwn(document.components.schemas, name))).toEqual([])
})

test('the example of the page is a report without fault', () => {
  expect(misshapen(form, exampleAnswers)).toEqual([])
  expect(check(form, exampleAnswers, { today: '2022-07-20' }).faults).toBeNull()
  // It asks for no more than the least form does.
  expect(Object.keys(leastAnswers).length).toBeGreaterThan(0)
})

test.each([
  [{ nobody: 'x' }, ['nobody'], 'unknown-question'],
  [{ name: '架空 花子' }, ['name'], 'wrong-type'],
  [{ name: { family: '架空', middle: 'x' } }, ['name', 'middle'], 'unknown-part'],
  [{ name: { family: 1 } }, ['name', 'family'], 'wrong-type'],
  [{ doctor: { family: '架空', familyKana: 'カ' } }, ['doctor', 'familyKana'], 'unknown-part'],
  [{ riskFactors: 'cancer' }, ['riskFactors'], 'wrong-type'],
  [{ riskFactors: ['cancer', 1] }, ['riskFactors', '1'], 'wrong-type'],
  [{ birthOn: { year: 1990 } }, ['birthOn'], 'wrong-type'],
  [{ residenceSame: 'yes' }, ['residenceSame'], 'wrong-type'],
  [{ age: { years: '31' } }, ['age', 'years'], 'wrong-type'],
])('JSON that would be lost in silence is named: %j', (given, path, code) => {
  expect(misshapen(form, given)).toEqual([{ path, code }])
})

test('null is blank everywhere', () => {
  expect(misshapen(form, Object.fromEntries(Object.keys(form.fields).map((name) => [name, null])))).toEqual([])
  expect(shapeOf(form.fields.sex!).enum).toContain(null)
})
