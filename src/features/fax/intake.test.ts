import { expect, test } from 'vitest'
import { blank, readIntake } from './intake.ts'

const now = new Date('2022-07-20T10:00:00+09:00')
const list = [{ id: 'i1', name: '架空クリニック' }]

test('a listed institution stands before a typed name; a name alone will do', () => {
  const typed = { ...blank(now), institution: 'i1', institutionName: '別名', receivedTime: '09:15', centreNumber: ' A001 ' }
  const receivedAt = new Date('2022-07-20T09:15:00+09:00')
  expect(readIntake(typed, list, now).taken).toEqual({
    institutionId: 'i1',
    institutionName: '架空クリニック',
    receivedAt,
    centreNumber: 'A001',
  })
  expect(readIntake({ ...typed, institution: 'x' }, list, now).taken).toMatchObject({ institutionId: null, institutionName: '別名' })
})

test.each([
  ['at this very minute', { receivedTime: '10:00' }, 0],
  ['a minute ahead', { receivedTime: '10:01' }, 1],
  ['no day', { receivedOn: '2022-02-30' }, 1],
  ['no hour', { receivedTime: '24:00' }, 1],
  ['nothing at all', { institutionName: '', receivedOn: '' }, 2],
])('received %s', (_, differs, faults) => {
  expect(readIntake({ ...blank(now), institutionName: '架空医院', ...differs }, list, now).faults).toHaveLength(faults)
})
