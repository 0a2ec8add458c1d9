import { expect, test } from 'vitest'
import { type InfectionSign, type Recorded, signsOfInfection } from './early-signs.ts'

const nothing: Recorded = { tests: [], courses: [], isInHospital: false }

test.each<[string, Partial<Recorded>, InfectionSign[]]>([
  ['nothing recorded', {}, []],
  ['a negative test', { tests: [{ result: 'negative' }] }, []],
  ['a positive test', { tests: [{ result: 'negative' }, { result: 'positive' }] }, ['test-positive']],
  ['a test without its result', { tests: [{ result: 'pending' }] }, ['test-pending']],
  ['軽症', { courses: [{ severity: 'mild' }] }, []],
  ['中等症I', { courses: [{ severity: 'moderateOne' }] }, ['course-ill']],
  ['in hospital', { isInHospital: true }, ['in-hospital']],
  [
    'everything',
    { tests: [{ result: 'positive' }], courses: [{ severity: 'severe' }], isInHospital: true },
    ['test-positive', 'course-ill', 'in-hospital'],
  ],
])('what speaks against closing without a 発生届: %s', (_name, recorded, signs) => {
  expect(signsOfInfection({ ...nothing, ...recorded })).toEqual(signs)
})
