import { dayOfEra, type Era, eraChoices, readDay } from '../lib/era.ts'
import type { Day } from '../lib/japanese-day.ts'
import { isKatakanaName, tidy, tidyLines, toKatakana } from '../lib/kana.ts'
import { readPassportNumber } from '../lib/passport-number.ts'
import { normalisePhone, phoneKind } from '../lib/phone-number.ts'
import { readPostalCode } from '../lib/postal-code.ts'
import type { Fault, FaultCode } from './faults.ts'
import type { Age, Facilities, Facility, FieldOf, FieldType, PersonName } from './fields.ts'
import type { Given } from './given.ts'
import { parseNumber } from './parse-number.ts'

/** `today` is the Japanese day; without it days to come are not noticed. */
export type Context = { today?: Day; facilities?: Facilities }

/** A value, null for blank, or the fault. */
export type Parsed = { value: unknown } | { fault: Fault }

const blank: Parsed = { value: null }
const value = (value: unknown): Parsed => ({ value })
const fault = (code: FaultCode, more: Omit<Fault, 'code'> = {}): Parsed => ({ fault: { code, ...more } })

/** One entry per field type: a new type that lacks one does not compile. */
export const parseOf: { [T in FieldType]: (field: FieldOf<T>, given: Given, context: Context) => Parsed } = {
  text: (field, given) => limited(tidy(given.text()), field.max ?? 200),
  textarea: (field, given) => limited(tidyLines(given.text()), field.max ?? 1000),
  number: (field, given) => parseNumber(given.text(), field),
  date: (field, given, context) => parseDate(field, given, context.today),
  postalCode: (_field, given) => {
    const typed = tidy(given.text())
    if (typed === '') return blank
    const code = readPostalCode(typed)
    return code === null ? fault('postal-code') : value(code)
  },
  passport: (_field, given) => {
    const typed = tidy(given.text())
    if (typed === '') return blank
    const number = readPassportNumber(typed)
    return number === null ? fault('passport') : value(number)
  },
  phone: (field, given) => {
    const number = normalisePhone(tidy(given.text()))
    if (number === '') return blank
    if (number.length > 40) return fault('too-long', { params: { max: 40 } })
    return field.strict && phoneKind(number) === 'invalid' ? fault('phone') : value(number)
  },
  yesNoUnknown: (_field, given) => oneOf(given.text(), yesNoUnknown),
  presence: (_field, given) => oneOf(given.text(), yesNoUnknown),
  choice: (field, given) => oneOf(given.text(), field.options),
  choices: (field, given) => parseChoices(field, given.texts()),
  age: (_field, given) => parseAge(given),
  name: (field, given) => parseName(given, field.kana !== false),
  facility: (field, given, context) => parseFacility(given, context.facilities?.[field.list] ?? []),
  tick: (_field, given) => parseTick(tidy(given.text())),
}

const yesNoUnknown = { yes: '', no: '', unknown: '' }

function limited(text: string, max: number): Parsed {
  if (text === '') return blank
  return [...text].length > max ? fault('too-long', { params: { max } }) : value(text)
}

function oneOf(given: string, options: Record<string, string>): Parsed {
  const key = tidy(given)
  if (key === '') return blank
  return Object.hasOwn(options, key) ? value(key) : fault('choice')
}

function parseChoices({ options, giveWay = [] }: FieldOf<'choices'>, texts: string[]): Parsed {
  const keys = texts.map(tidy).filter((key) => key !== '')
  if (!keys.every((key) => Object.hasOwn(options, key))) return fault('choice')
  const rank = (key: string) => (giveWay.includes(key) ? giveWay.indexOf(key) : giveWay.length)
  const highest = Math.max(...keys.map(rank))
  const counted = Object.keys(options).filter((key) => keys.includes(key) && rank(key) === highest)
  return counted.length === 0 ? blank : value(counted)
}

function parseDate({ min, max }: FieldOf<'date'>, given: Given, today: Day | undefined): Parsed {
  const [year, month, date] = ['year', 'month', 'date'].map((part) => tidy(given.part(part)))
  const whole = tidy(given.text()) || (month === '' && date === '' && (year ?? '').length > 4 ? year! : '')
  if (whole === '' && year === '' && month === '' && date === '') return blank
  if (whole === '' && (year === '' || month === '' || date === ''))
    return fault('incomplete-date', { part: firstBlank({ year, month, date }) })
  const era = tidy(given.part('era')) || 'western'
  const day = whole === '' ? dayOfParts(era, year!, month!, date!) : readDay(whole)
  if (day === null) return fault('impossible-date', { part: 'year' })
  if (max === 'today' && today !== undefined && day > today) return fault('future', { part: 'year' })
  if (min !== undefined && day < min) return fault('too-old', { part: 'year', params: { min: Number(min.slice(0, 4)) } })
  return value(day)
}

function dayOfParts(era: string, year: string, month: string, date: string): Day | null {
  const numbers = [year === '元' ? '1' : year, month, date]
  if (!eraChoices.includes(era as Era) || !numbers.every((part) => /^\d{1,4}$/.test(part))) return null
  return dayOfEra(era as Era, Number(numbers[0]), Number(month), Number(date))
}

const firstBlank = (parts: Record<string, string | undefined>) => Object.keys(parts).find((part) => parts[part] === '')

function parseAge(given: Given): Parsed {
  const years = parseNumber(given.part('years') || given.text(), { min: 0, max: 130, step: 1, unit: '' })
  if ('fault' in years) return { fault: { ...years.fault, part: 'years' } }
  const months = parseNumber(given.part('months'), { min: 0, max: 11, step: 1, unit: '' })
  if ('fault' in months) return { fault: { ...months.fault, part: 'months' } }
  if (years.value === null && months.value === null) return blank
  return value({ years: years.value ?? 0, months: months.value } satisfies Age)
}

function parseName(given: Given, withKana: boolean): Parsed {
  const part = (name: string) => tidy(given.part(name)) || null
  const kana = (name: string) => (withKana ? toKatakana(given.part(name)) || null : null)
  const name = { family: part('family'), given: part('given'), familyKana: kana('familyKana'), givenKana: kana('givenKana') }
  const parts = Object.entries(name)
  if (parts.every(([, text]) => text === null)) return blank
  if (name.family === null) return fault('incomplete-name', { part: 'family' })
  const long = parts.find(([, text]) => (text?.length ?? 0) > 100)
  if (long) return fault('too-long', { part: long[0], params: { max: 100 } })
  const wrong = parts.find(([key, text]) => key.endsWith('Kana') && text !== null && !isKatakanaName(text))
  return wrong ? fault('kana', { part: wrong[0] }) : value(name as PersonName)
}

function parseFacility(given: Given, list: readonly Facility[]): Parsed {
  const typed = tidy(given.text() || given.part('id'))
  if (typed === '') return blank
  const found = list.find((each) => each.id === typed) ?? list.find((each) => tidy(each.name) === typed)
  return found ? value({ id: found.id, name: found.name } satisfies Facility) : fault('choice')
}

function parseTick(given: string): Parsed {
  if (given === '' || given === 'false') return blank
  return given === 'yes' || given === 'on' || given === 'true' ? value(true) : fault('choice')
}
