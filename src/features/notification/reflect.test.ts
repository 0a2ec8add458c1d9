import { expect, test } from 'vitest'
import { reflected } from './reflect.ts'

const nothing = { identity: null, basics: null, tests: [], courses: [], isInHospital: false }
const positive = { result: 'positive', sampledOn: '2022-07-18' }

test('D30 blank tabs answer nothing in the 発生届', () => {
  expect(Object.values(reflected(nothing)).filter((value) => value !== null)).toEqual([])
})

test.each([
  ['a positive test gives the day of its sample', { tests: [positive] }, { sampledOn: '2022-07-18' }],
  [
    'the newest positive one',
    { tests: [{ result: 'pending', sampledOn: '2022-07-20' }, positive, { ...positive, sampledOn: '2022-07-01' }] },
    { sampledOn: '2022-07-18' },
  ],
  ['a negative one gives none', { tests: [{ result: 'negative', sampledOn: '2022-07-18' }] }, { sampledOn: null }],
  ['a stay is 入院 有', { isInHospital: true }, { admitted: 'yes' }],
  ['no stay is not 入院 無', {}, { admitted: null }],
  ['the newest severity', { courses: [{ severity: null }, { severity: 'mild' }, { severity: 'severe' }] }, { severity: 'mild' }],
  ['基礎疾患 and onset', { basics: { riskPresence: 'no', onsetOn: '2022-07-17' } }, { riskPresence: 'no', onsetOn: '2022-07-17' }],
  [
    'who it is and the 担当保健所',
    { identity: { name: { family: '架空' }, responsibleCentre: { id: 'c' } } },
    { name: { family: '架空' }, responsibleCentre: { id: 'c' } },
  ],
])('D30 reflected: %s', (_name, tabs, expected) => {
  expect(reflected({ ...nothing, ...tabs })).toMatchObject(expected)
})
