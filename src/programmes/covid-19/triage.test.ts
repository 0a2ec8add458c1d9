import { describe, expect, test } from 'vitest'
import { check } from '../../fields/check.ts'
import { type DailyAnswers, dailyForm } from './daily.ts'
import { triage } from './triage.ts'

const at = new Date('2022-07-20T01:00:00Z')
const well = {
  urgentSigns: 'none',
  temperature: 36.5,
  spo2: 98,
  face: 'no',
  cough: 'no',
  breathless: 'no',
  fatigue: 'no',
  nausea: 'no',
  diarrhoea: 'no',
  consciousness: 'no',
  cannotEat: 'no',
  noUrine: 'no',
}
const given = (change: object) => check(dailyForm, { ...well, ...change }).answers as DailyAnswers
const alone = (change: object) => triage(given(change), { at, previous: null })

test.each<[object, string, string[]]>([
  [{}, 'stable', []],
  [{ spo2: 92 }, 'urgent', ['spo2-93-or-lower']],
  [{ spo2: 93 }, 'urgent', ['spo2-93-or-lower']],
  [{ spo2: 94 }, 'watch', ['spo2-94-95']],
  [{ spo2: 95 }, 'watch', ['spo2-94-95']],
  [{ spo2: 96 }, 'stable', []],
  [{ spo2: '', spo2NotMeasured: 'yes' }, 'stable', []],
  [{ temperature: 38 }, 'watch', ['fever']],
  [{ temperature: 37.9 }, 'stable', []],
  [{ temperature: 35 }, 'stable', []],
  [{ temperature: 34.9 }, 'watch', ['temperature-below-35']],
  [{ temperature: '', temperatureNotMeasured: 'yes' }, 'stable', []],
  [{ urgentSigns: ['chestPain'] }, 'urgent', ['urgent-sign']],
  [{ urgentSigns: ['none', 'chestPain'] }, 'urgent', ['urgent-sign']],
  [{ urgentSigns: ['unknown'] }, 'watch', ['red-sign-unknown']],
  [{ urgentSigns: ['unknown', 'none'] }, 'watch', ['red-sign-unknown']],
  [{ urgentSigns: [] }, 'stable', []],
  [{ breathless: 'yes' }, 'urgent', ['breathless']],
  [{ breathless: 'unknown' }, 'watch', ['red-sign-unknown']],
  [{ consciousness: 'yes' }, 'urgent', ['consciousness']],
  [{ consciousness: 'unknown' }, 'watch', ['red-sign-unknown']],
  [{ face: 'yes' }, 'urgent', ['face']],
  [{ face: 'unknown' }, 'watch', ['red-sign-unknown']],
  [{ cannotEat: 'yes' }, 'watch', ['cannot-eat']],
  [{ cannotEat: 'unknown' }, 'watch', ['severe-symptom-unknown']],
  [{ noUrine: 'yes' }, 'watch', ['no-urine']],
  [{ noUrine: 'unknown' }, 'watch', ['severe-symptom-unknown']],
  [{ cough: 'yes', fatigue: 'yes', nausea: 'yes', diarrhoea: 'yes' }, 'stable', []],
  [{ cough: 'unknown', fatigue: 'unknown' }, 'stable', []],
  [{ note: 'よく眠れました' }, 'stable', []],
  [{ note: '昨日から息が苦しい' }, 'watch', ['red-words-in-note']],
  [{ note: 'I am short of breath' }, 'watch', ['red-words-in-note']],
  [{ spo2: 90, temperature: 39, breathless: 'yes' }, 'urgent', ['spo2-93-or-lower', 'breathless', 'fever']],
])('%j is %s because of %j', (change, level, reasons) => {
  expect(alone(change)).toEqual({ level, reasons })
})

test.each(Object.keys(dailyForm.fields.urgentSigns.options).filter((sign) => sign !== 'none' && sign !== 'unknown'))(
  'the sign %s alone is urgent',
  (sign) => {
    const nothingElse = check(dailyForm, { urgentSigns: [sign] }).answers as DailyAnswers
    expect(triage(nothingElse, { at, previous: null }).level).toBe('urgent')
  },
)

describe('a falling SpO2', () => {
  const hoursBefore = (hours: number) => new Date(at.getTime() - hours * 3_600_000)
  const fallen = (spo2: number, from: number | null, hours: number) =>
    triage(given({ spo2 }), { at, previous: { spo2: from, at: hoursBefore(hours) } })

  test.each<[number, number | null, number, string, string[]]>([
    [96, 98, 24, 'stable', []],
    [96, 99, 24, 'watch', ['spo2-falling']],
    [97, 99, 24, 'stable', []],
    [97, 100, 24, 'watch', ['spo2-falling']],
    [95, 97, 24, 'watch', ['spo2-94-95']],
    [95, 98, 24, 'urgent', ['spo2-fell-to-94-95', 'spo2-94-95']],
    [94, 96, 24, 'watch', ['spo2-94-95']],
    [94, 97, 24, 'urgent', ['spo2-fell-to-94-95', 'spo2-94-95']],
    [93, 96, 24, 'urgent', ['spo2-93-or-lower']],
    [96, 99, 48, 'watch', ['spo2-falling']],
    [96, 99, 48.01, 'stable', []],
    [96, 99, 0, 'watch', ['spo2-falling']],
    [96, 99, -0.01, 'stable', []],
    [99, 96, 24, 'stable', []],
    [96, null, 24, 'stable', []],
  ])('to %i from %s, %d hours later, is %s', (spo2, from, hours, level, reasons) => {
    expect(fallen(spo2, from, hours)).toEqual({ level, reasons })
  })

  test('the earlier instant may come as text, as the database gives it', () => {
    const previous = { spo2: 99, at: hoursBefore(24).toISOString() }
    expect(triage(given({ spo2: 96 }), { at, previous }).level).toBe('watch')
  })
})
