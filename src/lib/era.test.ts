import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOfEra, type Era, eraOf, japaneseEraText, readDay } from './era.ts'
import { addDays } from './japanese-day.ts'

test.each<[Era, number, number, number, string | null]>([
  ['meiji', 45, 7, 29, '1912-07-29'],
  ['meiji', 45, 7, 30, null],
  ['taisho', 1, 7, 29, null],
  ['taisho', 1, 7, 30, '1912-07-30'],
  ['taisho', 15, 12, 24, '1926-12-24'],
  ['taisho', 15, 12, 25, null],
  ['showa', 1, 12, 25, '1926-12-25'],
  ['showa', 64, 1, 7, '1989-01-07'],
  ['showa', 64, 1, 8, null],
  ['showa', 65, 1, 1, null],
  ['heisei', 1, 1, 7, null],
  ['heisei', 1, 1, 8, '1989-01-08'],
  ['heisei', 31, 4, 30, '2019-04-30'],
  ['heisei', 31, 5, 1, null],
  ['reiwa', 1, 4, 30, null],
  ['reiwa', 1, 5, 1, '2019-05-01'],
  ['reiwa', 0, 5, 1, null],
  ['heisei', 11, 2, 29, null],
  ['western', 1999, 1, 1, '1999-01-01'],
])('D31 %s %i年%i月%i日 is %s', (era, year, month, date, day) => {
  expect(dayOfEra(era, year, month, date)).toBe(day)
})

test('every day since Meiji survives the way into its era and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 70_000 }), (days) => {
      const day = addDays('1868-01-25', days)
      const { era, year } = eraOf(day)!
      return dayOfEra(era, year, Number(day.slice(5, 7)), Number(day.slice(8))) === day && readDay(japaneseEraText(day)) === day
    }),
  )
})

test('the first year is 元年', () => {
  expect(japaneseEraText('2019-05-01')).toBe('令和元年5月1日')
  expect(japaneseEraText('2022-07-20')).toBe('令和4年7月20日')
  expect(japaneseEraText('1867-01-01')).toBe('1867年1月1日')
  expect(eraOf('1868-01-24')).toBeNull()
})

test.each([
  ['2022-07-20', '2022-07-20'],
  ['2022/7/20', '2022-07-20'],
  ['２０２２／０７／２０', '2022-07-20'],
  ['20220720', '2022-07-20'],
  ['令和4年7月20日', '2022-07-20'],
  ['令和 元年 5月 1日', '2019-05-01'],
  ['平成11/01/01', '1999-01-01'],
  ['H11.1.1', '1999-01-01'],
  ['s64.1.7', '1989-01-07'],
  ['西暦1999/01/01', '1999-01-01'],
  ['昭和65年1月1日', null],
  ['2022-02-29', null],
  ['7/20', null],
  ['架空', null],
  ['', null],
])('%s is read as %s', (text, day) => {
  expect(readDay(text)).toBe(day)
})
