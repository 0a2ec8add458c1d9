import { expect, test } from 'vitest'
import { type Entry, isPassportAsked } from './asked.ts'

const visitor: Entry = { nationality: 'ブラジル', enteredJapanOn: '2022-06-22', passportNumber: null, diagnosedOn: '2022-07-20' }

test.each<[string, Partial<Entry>, boolean]>([
  ['on the 28th day', {}, true],
  ['on the 29th day', { diagnosedOn: '2022-07-21' }, false],
  ['on the day of entry', { diagnosedOn: '2022-06-22' }, true],
  ['on the day before the entry', { diagnosedOn: '2022-06-21' }, false],
  ['without a day of diagnosis', { diagnosedOn: null }, false],
  ['without a day of entry', { enteredJapanOn: null }, false],
  ['with the number entered already', { passportNumber: 'TK1234567' }, false],
  ['with a nationality left blank', { nationality: null }, true],
])('A21 B13 E12 diagnosed %s', (_, change, asked) => {
  expect(isPassportAsked({ ...visitor, ...change })).toBe(asked)
})

test.each(['日本', '日本国', '日本国籍', ' 日本 人', 'JAPAN', 'Japanese', 'ｊｐｎ', 'にほん'])(
  'A22 of Japanese nationality, written %j: not asked',
  (nationality) => {
    expect(isPassportAsked({ ...visitor, nationality })).toBe(false)
  },
)

test.each(['ブラジル', '中国', '日系ブラジル', 'United States', 'ジャパン・コリア', '日本とブラジル'])(
  'A22 of the nationality %j: asked',
  (nationality) => {
    expect(isPassportAsked({ ...visitor, nationality })).toBe(true)
  },
)
