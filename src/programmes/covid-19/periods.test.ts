import { expect, test } from 'vitest'
import { isolationPeriod, observationPeriod } from './periods.ts'

test.each([
  ['with onset, the day after it', '2022-06-29', '2022-07-01', '2022-06-30', '2022-07-09'],
  ['without onset, the day after the report', null, '2022-06-29', '2022-06-30', '2022-07-09'],
  ['after 2022-09-07 still ten days', '2022-09-08', '2022-09-08', '2022-09-09', '2022-09-18'],
  ['over the end of February', '2024-02-27', '2024-02-28', '2024-02-28', '2024-03-08'],
])('D26 健康観察期間: %s', (_, onsetOn, reportedOn, from, until) => {
  expect(observationPeriod({ onsetOn, reportedOn })).toEqual({ from, until, days: 10 })
})

type Case = [diagnosedOn: string, symptomatic: boolean, releaseOn: string | null, reliefHours: number, ruleFrom: string]

test.each<Case>([
  ['2020-05-28', true, null, 0, ''],
  ['2020-05-29', true, '2020-06-13', 72, '2020-05-29'],
  ['2020-06-11', true, '2020-06-26', 72, '2020-05-29'],
  ['2020-06-11', false, null, 0, ''],
  ['2020-06-12', true, '2020-06-23', 72, '2020-06-12'],
  ['2020-06-12', false, '2020-06-23', 0, '2020-06-12'],
  ['2022-01-27', false, '2022-02-07', 0, '2020-06-12'],
  ['2022-01-28', false, '2022-02-05', 0, '2022-01-28'],
  ['2022-01-28', true, '2022-02-08', 72, '2022-01-28'],
  ['2022-09-06', true, '2022-09-17', 72, '2022-01-28'],
  ['2022-09-07', true, '2022-09-15', 24, '2022-09-07'],
  ['2022-09-07', false, '2022-09-15', 0, '2022-09-07'],
  ['2023-05-07', true, '2023-05-15', 24, '2022-09-07'],
  ['2023-05-08', true, '2023-05-14', 24, '2023-05-08'],
  ['2023-05-08', false, '2023-05-14', 0, '2023-05-08'],
])('療養期間 of a diagnosis on %s, symptoms %s, day 0 that day: release on %s', (diagnosedOn, symptomatic, releaseOn, hours, ruleFrom) => {
  const found = isolationPeriod({ diagnosedOn, symptomatic, onsetOn: null, sampledOn: null })
  expect(found?.releaseOn ?? null).toBe(releaseOn)
  if (found) expect(found).toMatchObject({ reliefHours: hours, ruleFrom, binding: ruleFrom !== '2023-05-08' })
})

test('day 0 is the onset, without symptoms the sampling, else the diagnosis', () => {
  const days = { diagnosedOn: '2022-07-20', sampledOn: '2022-07-19', onsetOn: '2022-07-17' }
  expect(isolationPeriod({ ...days, symptomatic: true })).toMatchObject({
    dayZero: '2022-07-17',
    lastDay: '2022-07-27',
    releaseOn: '2022-07-28',
  })
  expect(isolationPeriod({ ...days, symptomatic: false })).toMatchObject({ dayZero: '2022-07-19', lastDay: '2022-07-26' })
  expect(isolationPeriod({ ...days, onsetOn: null, symptomatic: true })?.dayZero).toBe('2022-07-19')
})

test('hospitals and care homes keep the longer rest from 2022-09-07', () => {
  const days = { diagnosedOn: '2022-09-07', sampledOn: null, onsetOn: null, symptomatic: true }
  expect(isolationPeriod({ ...days, inHospitalOrCareHome: true })).toMatchObject({ releaseOn: '2022-09-18', reliefHours: 72 })
  expect(isolationPeriod({ ...days, diagnosedOn: '2022-09-06', inHospitalOrCareHome: true })).toMatchObject({ releaseOn: '2022-09-17' })
})

test('negative tests release those without symptoms earlier', () => {
  const days = { sampledOn: null, onsetOn: null, symptomatic: false }
  expect(isolationPeriod({ ...days, diagnosedOn: '2022-09-07' })?.early).toEqual({ releaseOn: '2022-09-13', test: 'kit' })
  expect(isolationPeriod({ ...days, diagnosedOn: '2020-06-12' })?.early).toEqual({ releaseOn: '2020-06-19', test: 'two-pcr' })
  expect(isolationPeriod({ ...days, diagnosedOn: '2022-01-28' })?.early).toBeNull()
})
