import { expect, test } from 'vitest'
import { type Asked, nextHref, readAsked } from './asked.ts'

const id = '00000000-0000-7000-8000-000000000001'
const shows = { pending: '検査結果待ち' }
const plain: Asked = { show: null, order: 'desc', size: 50, after: null }

test.each<[string, Record<string, string>, 'day' | 'instant', Partial<Asked>]>([
  ['nothing', {}, 'day', {}],
  ['ten lines', { size: '10' }, 'day', { size: 10 }],
  ['a hundred', { size: '100' }, 'day', { size: 100 }],
  ['eleven, which nobody offers', { size: '11' }, 'day', {}],
  ['the oldest first', { order: 'asc' }, 'day', { order: 'asc' }],
  ['a filter', { show: 'pending' }, 'day', { show: 'pending' }],
  ['a filter of another list', { show: 'urgent' }, 'day', {}],
  ['what every object has', { show: 'constructor' }, 'day', {}],
  ['a day', { after: `2022-07-20_${id}` }, 'day', { after: { at: '2022-07-20', id } }],
  ['a day that is none', { after: `2022-02-30_${id}` }, 'day', {}],
  ['a day where an instant belongs', { after: `2022-07-20_${id}` }, 'instant', {}],
  ['an instant', { after: `1658278800000_${id}` }, 'instant', { after: { at: '2022-07-20T01:00:00.000Z', id } }],
  ['nobody', { after: '2022-07-20_nobody' }, 'day', {}],
])('an address with %s', (_name, query, by, asked) => {
  expect(readAsked(query, shows, by)).toEqual({ ...plain, ...asked })
})

test('the next page keeps filter, order and size, and goes on where this one ends', () => {
  const asked: Asked = { show: 'pending', order: 'asc', size: 10, after: null }
  for (const [by, at] of [
    ['day', '2022-07-20'],
    ['instant', '2022-07-20T01:00:00.000Z'],
  ] as const) {
    const query = Object.fromEntries(new URLSearchParams(nextHref(asked, by, { at, id })))
    expect(readAsked(query, shows, by)).toEqual({ ...asked, after: { at, id } })
  }
})
