import { expect, test } from 'vitest'
import { checkRoster } from './check.ts'

const good = { position: 'duty', name: ' 架空　当番 ', phone: '０９０-1234-5678', from: '2022-07-20T17:00', to: '2022-07-21T09:00' }

test('what is typed becomes an entry on the Japanese clock', () => {
  expect(checkRoster(good)).toEqual({
    entry: {
      position: 'duty',
      name: '架空 当番',
      phone: '09012345678',
      fromAt: new Date('2022-07-20T08:00:00Z'),
      toAt: new Date('2022-07-21T00:00:00Z'),
    },
    faults: null,
  })
  expect(checkRoster({ ...good, to: '' }).entry?.toAt).toBeNull()
})

test('every fault is told at once', () => {
  const { faults } = checkRoster({ position: 'x', name: ' ', phone: '0312345678', from: '2022-02-30T10:00', to: 'later' })
  expect(Object.keys(faults ?? {})).toEqual(['position', 'name', 'phone', 'from', 'to'])
})

test('an end at or before the beginning is refused', () => {
  expect(checkRoster({ ...good, to: good.from }).faults?.to).toBeDefined()
  expect(checkRoster({ ...good, to: '2022-07-20T17:01' }).faults).toBeNull()
})
