import { expect, test } from 'vitest'
import { isNight, type Limits, unusualIn, type Work } from './unusual.ts'

const limits: Limits = { manyRecords: 500, nightFrom: 0, nightTo: 5, nightRecords: 20, surnameRecords: 3 }
const quiet: Work = { cases: 40, ownName: 0, sameSurname: 0, hour: 14 }

test.each<[string, Partial<Work>, Partial<Limits>, string[]]>([
  ['an ordinary hour', {}, {}, []],
  ['one record below many', { cases: 499 }, {}, []],
  ['as many as many', { cases: 500 }, {}, ['many']],
  ['many switched off', { cases: 5000 }, { manyRecords: 0 }, []],
  ['one own name is one too many', { ownName: 1 }, {}, ['own-name']],
  ['two of the own surname may be chance', { sameSurname: 2 }, {}, []],
  ['three are looked at', { sameSurname: 3 }, {}, ['same-surname']],
  ['the surname switched off', { sameSurname: 9 }, { surnameRecords: 0 }, []],
  ['twenty at midnight', { cases: 20, hour: 0 }, {}, ['night']],
  ['nineteen at midnight', { cases: 19, hour: 0 }, {}, []],
  ['twenty in the last hour of the night', { cases: 20, hour: 4 }, {}, ['night']],
  ['twenty at five in the morning', { cases: 20, hour: 5 }, {}, []],
  ['twenty at eleven in the evening', { cases: 20, hour: 23 }, {}, []],
  ['twenty at eleven where the night begins at ten', { cases: 20, hour: 23 }, { nightFrom: 22 }, ['night']],
  ['twenty at three where the night begins at ten', { cases: 20, hour: 3 }, { nightFrom: 22 }, ['night']],
  ['night switched off', { cases: 400, hour: 3 }, { nightRecords: 0 }, []],
  ['all at once', { cases: 600, hour: 2, ownName: 1, sameSurname: 4 }, {}, ['own-name', 'many', 'night', 'same-surname']],
])('%s', (_what, work, other, kinds) => {
  expect(unusualIn({ ...quiet, ...work }, { ...limits, ...other }).map(({ kind }) => kind)).toEqual(kinds)
})

test('a night of no length is none', () => {
  for (let hour = 0; hour < 24; hour++) expect(isNight(hour, { nightFrom: 3, nightTo: 3 })).toBe(false)
})
