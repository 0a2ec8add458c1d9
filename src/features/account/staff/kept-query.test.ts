import { expect, test } from 'vitest'
import { keepers } from './keepers.ts'
import { readKeptQuery, writeKeptQuery } from './kept-query.ts'

const of = (kind: string) => keepers.find((keeper) => keeper.kind === kind)!
const nothing = { kind: '', org: '', role: '', state: '', after: '' }
const id = '00000000-0000-7000-8000-000000000001'

test.each([
  [{}, 'centre', {}],
  [
    { kind: 'institution', org: ' 架空  ', role: 'doctor', state: 'never', after: id },
    'centre',
    { kind: 'institution', org: '架空', role: 'doctor', state: 'never', after: id },
  ],
  [{ kind: 'ministry', role: 'god', state: 'x', after: 'x' }, 'centre', {}],
  [{ kind: 'centre' }, 'prefecture', {}],
  [{}, 'operator', { kind: 'operator' }],
  [{ kind: 'centre' }, 'operator', { kind: 'centre' }],
  [{ kind: 'institution' }, 'operator', { kind: 'operator' }],
])('the conditions %j at the %s are %j', (query, keeper, expected) => {
  expect(readKeptQuery(query, of(keeper))).toEqual({ ...nothing, ...expected })
})

test('what is set goes into the address and comes back', () => {
  const query = { kind: 'institution', org: '架空医院', role: 'doctor', state: 'idle', after: id }
  expect(readKeptQuery(Object.fromEntries(new URLSearchParams(writeKeptQuery(query))), of('centre'))).toEqual(query)
  expect(writeKeptQuery(nothing)).toBe('')
})
