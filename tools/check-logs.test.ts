import { expect, test } from 'vitest'
import { personalIn, seededPersonal } from './check-logs.ts'

const personal = { names: new Set(['陽斗']), phones: new Set(['09012345678']), births: new Set(['19800102']) }

test.each([
  '{"msg":"陽斗"}',
  '{"url":"/x?name=%E9%99%BD%E6%96%97"}',
  '{"msg":"\\u967d\\u6597"}',
  'to 09012345678',
  'to +819012345678',
  'to 090-1234-5678',
  'to 09012345678',
  'born 1980-01-02',
  'born 1980/1/2',
  '"birth":"19800102"',
])('%s is found', (line) => {
  expect(personalIn(line, personal)).toHaveLength(1)
})

test.each(['{"time":1658278800000,"id":"a19800102f"}', 'to 090123456789', 'on 1980-01-03', '{"msg":"太陽"}'])('%s is harmless', (line) => {
  expect(personalIn(line, personal)).toEqual([])
})

test('it knows everybody whom the demo invents', () => {
  const { names, phones, births } = seededPersonal()
  expect(names.size).toBeGreaterThan(50)
  expect(phones.size).toBeGreaterThan(1000)
  expect(births.size).toBeGreaterThan(1000)
})
