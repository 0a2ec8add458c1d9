import { render } from 'preact-render-to-string'
import { describe, expect, test } from 'vitest'
import { imaginaryNotification as form } from '../../tools/imaginary-programme.ts'
import { wordsIn } from '../i18n/t.ts'
import { check } from './check.ts'
import { doubtsOf, missingRecommended } from './doubts.ts'
import { ErrorSummary } from './ErrorSummary.tsx'
import type { FieldType } from './fields.ts'
import { Questions } from './Questions.tsx'
import { Carried, Review } from './Review.tsx'
import { refill } from './refill.ts'

const words = wordsIn('ja')
const facilities = { 'health-centres': [{ id: 'c1', name: '架空第一保健所' }] }
const page = (props: Partial<Parameters<typeof Questions>[0]> = {}) =>
  render(<Questions form={form} words={words} facilities={facilities} {...props} />)
const raw = { reportedOn: '2022-07-20', 'name.family': '架空', category: 'confirmed', animals: ['cat'], travelled: 'no', phone: '12' }
const answers = check(form, raw).answers!

const idsIn = (html: string) => [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!)

describe('the page of questions', () => {
  test('every field type has its control', () => {
    const types = new Set<FieldType>(Object.values(form.fields).map((field) => field.type))
    expect(types.size).toBe(15)
    for (const name of Object.keys(form.fields)) expect(page()).toMatch(new RegExp(`name="${name}[".]`))
  })

  test('no id stands twice, and every label and description has its target', () => {
    const html = page({ faults: check(form, {}).faults!, missing: ['phone'] })
    const ids = idsIn(html)
    expect(new Set(ids).size).toBe(ids.length)
    const targets = [...html.matchAll(/ (?:for|aria-describedby|list)="([^"]+)"/g)].flatMap(([, names]) => names!.split(' '))
    expect(targets.length).toBeGreaterThan(5)
    for (const target of targets) expect(ids).toContain(target)
  })

  test('there is neither script nor inline style', () => {
    expect(page()).not.toMatch(/<script|style=|onclick/)
  })

  test('what was given stands in the controls again', () => {
    const html = page({ given: refill(form, answers) })
    expect(html).toMatch(/name="reportedOn.year"[^>]*value="2022"/)
    expect(html).toMatch(/name="animals"[^>]*value="cat" checked/)
    expect(html).toMatch(/<option value="confirmed" selected/)
    expect(html).toMatch(/name="travelled"[^>]*value="no" checked/)
  })

  test('D31 a stored day is taken apart into western year, month and day', () => {
    const html = page({ given: { birthOn: '1999-01-02' } })
    expect(html).toMatch(/name="birthOn.year"[^>]*value="1999"/)
    expect(html).toMatch(/name="birthOn.date"[^>]*value="02"/)
    expect(html).toMatch(/<option value="heisei">平成/)
  })

  test('what was typed is escaped', () => {
    expect(page({ given: { prefecture: '"><script>alert(1)</script>' } })).not.toContain('<script>')
  })

  test('D25 what is wanted and missing has the yellow frame', () => {
    expect(missingRecommended(form, answers)).toEqual(['name', 'sampledOn'])
    expect(page({ missing: ['sampledOn'] })).toMatch(/class="question missing"[^>]*id="q-sampledOn"/)
  })

  test('D42 a doubtful telephone number is warned about beside its input', () => {
    expect(doubtsOf(form, answers)).toEqual({ phone: { code: 'phone' } })
    const html = page({ given: refill(form, answers), doubts: doubtsOf(form, answers) })
    expect(html).toContain('<p class="fault" id="phone-fault">電話番号を確認してください</p>')
  })

  test('with the answers known, what does not apply is left out', () => {
    expect(page({ answers: { ...answers, category: 'suspected' } })).not.toContain('q-sampledOn')
    expect(page({ answers })).toContain('q-sampledOn')
  })

  test('a long list of facilities is searched by typing', () => {
    const many = Array.from({ length: 31 }, (_, n) => ({ id: `c${n}`, name: `架空第${n}保健所` }))
    const html = page({ facilities: { 'health-centres': many }, given: { centre: 'c7' } })
    expect(html).toMatch(/<input id="centre"[^>]*list="centre-list" value="架空第7保健所"/)
  })
})

describe('the error summary', () => {
  const faults = check(form, { 'birthOn.year': '2000', animals: 'dragon', weight: 'x', rash: 'maybe' }).faults!

  test('links to an input for each fault, in the order of the form', () => {
    const html = render(<ErrorSummary form={form} faults={faults} words={words} />)
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!)
    expect(targets).toEqual(['reportedOn.year', 'name.family', 'birthOn.month', 'animals', 'weight', 'rash'])
    for (const target of targets) expect(idsIn(page({ faults }))).toContain(target)
    expect(html).toMatch(/role="alert"[^>]*tabindex="-1"/)
    expect(html).toContain('6か所')
  })

  test('is not there when there is no fault', () => {
    expect(render(<ErrorSummary form={form} faults={{}} words={words} />)).toBe('')
  })
})

test('the review says every asked question and every blank', () => {
  const html = render(<Review form={form} answers={answers} words={words} />)
  expect(html).toContain('<dt>報告年月日</dt><dd>2022年7月20日</dd>')
  expect(html).toContain('<dt>採取日</dt><dd><span class="blank">回答なし</span></dd>')
  expect(html).toContain('<dt>触れた動物</dt><dd>猫</dd>')
  expect(html).not.toContain('<dt>同じ</dt>')
})

test('carried answers are the same answers', () => {
  const html = render(<Carried form={form} answers={answers} />)
  const posted: Record<string, string> = {}
  for (const [, name, value] of html.matchAll(/name="([^"]+)" value="([^"]*)"/g)) posted[name!] = value!
  expect(check(form, posted).answers).toEqual(answers)
})
