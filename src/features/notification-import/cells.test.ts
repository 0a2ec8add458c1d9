import { describe, expect, test } from 'vitest'
import { columnsOf } from '../../fields/columns.ts'
import { readDay } from '../../lib/era.ts'
import type { Cell } from '../../platform/excel/spreadsheet.ts'
import { notification2 } from '../../programmes/covid-19/notification-2.ts'
import { dayOfSerial, rawOfRow, readCell } from './cells.ts'
import { askedColumns } from './headers.ts'

const day = { kind: 'day', question: 'birthOn' } as const
const dayOfCell = (cell: Cell, isFrom1904 = false) => {
  const read = readCell(cell, day, isFrom1904)
  return 'text' in read ? readDay(read.text) : read.fault
}

describe('a day in a cell', () => {
  test.each<[Cell, string | null]>([
    ['平成11年1月1日', '1999-01-01'],
    ['H11.1.1', '1999-01-01'],
    ['h11/1/1', '1999-01-01'],
    ['平成元年1月8日', '1989-01-08'],
    ['平成元年1月7日', null],
    ['昭和64年1月7日', '1989-01-07'],
    ['昭和64年1月8日', null],
    ['令和元年5月1日', '2019-05-01'],
    ['平成31年4月30日', '2019-04-30'],
    ['平成31年5月1日', null],
    ['2022/7/20', '2022-07-20'],
    ['2022/07/20', '2022-07-20'],
    ['２０２２／７／２０', '2022-07-20'],
    ['2022-07-20', '2022-07-20'],
    ['2022.7.20', '2022-07-20'],
    ['20220720', '2022-07-20'],
    ['2022年7月20日', '2022-07-20'],
    ['2022/7/20 0:00', '2022-07-20'],
    ['2022-07-20T00:00:00', '2022-07-20'],
    ['2022/2/29', null],
    ['2020/2/29', '2020-02-29'],
    ['2022/13/1', null],
    ['44762', null],
    ['7/20', null],
    ['=2022/7/20', null],
    [{ day: '2022-07-20' }, '2022-07-20'],
    [44762, '2022-07-20'],
    [44762.75, '2022-07-20'],
    [36161, '1999-01-01'],
    [10_000, '1927-05-18'],
    [9_999, null],
    [1990, null],
    [2_958_465, '9999-12-31'],
    [2_958_466, null],
    [20220720, '2022-07-20'],
    [-1, null],
  ])('%o is %s', (cell, expected) => {
    expect(dayOfCell(cell)).toBe(expected)
  })

  test('in a workbook that counts from 1904 the same number is four years and a day later', () => {
    expect(dayOfSerial(43_300, true)).toBe('2022-07-20')
    expect(dayOfCell(43_300, true)).toBe('2022-07-20')
  })
})

test.each<[string, Cell, 'text' | 'digits' | 'choice', string, ReturnType<typeof readCell>]>([
  ['text stays text, whatever it begins with', '=1+1', 'text', 'street', { text: '=1+1' }],
  ['text stays text: -', '-1', 'text', 'street', { text: '-1' }],
  ['text stays text: +', '+81', 'text', 'street', { text: '+81' }],
  ['text stays text: @', '@SUM(A1)', 'text', 'street', { text: '@SUM(A1)' }],
  ['a house number 1-2-3 that has become a date', { day: '2001-02-03' }, 'text', 'street', { fault: 'cell-date' }],
  ['a telephone number that has become a date', { day: '2001-02-03' }, 'digits', 'phone', { fault: 'cell-date' }],
  ['an error of the spreadsheet', '#N/A', 'text', 'street', { fault: 'cell-error' }],
  ['an error in a name', '#NAME?', 'text', 'name', { fault: 'cell-error' }],
  ['no error: # in an address', '#2', 'text', 'street', { text: '#2' }],
  ['a mobile number without its zero', 9_090_000_001, 'digits', 'phone', { text: '09090000001' }],
  ['a landline without its zero', 481_100_021, 'digits', 'phone', { text: '0481100021' }],
  ['too short to have lost a zero', 48_110_002, 'digits', 'phone', { text: '48110002' }],
  ['too long to have lost a zero', 90_900_000_011, 'digits', 'phone', { text: '90900000011' }],
  ['a postal code without its zeros', 2001, 'digits', 'postalCode', { text: '0002001' }],
  ['a whole postal code', 1_008_916, 'digits', 'residencePostalCode', { text: '1008916' }],
  ['a number as text keeps its digits', '９０９', 'digits', 'phone', { text: '９０９' }],
  ['nothing', null, 'text', 'street', { text: '' }],
])('%s', (_name, cell, kind, question, expected) => {
  expect(readCell(cell, { kind, question }, false)).toEqual(expected)
})

describe('a row', () => {
  const columns = columnsOf(notification2)
  const rawOf = (cells: Record<string, Cell>) =>
    rawOfRow(
      columns,
      columns.map(({ header }) => cells[header] ?? null),
      false,
    )

  test.each<[Cell, boolean | 'fault']>([
    ['○', true],
    ['〇', true],
    ['◯', true],
    ['レ', true],
    ['✓', true],
    ['1', true],
    [1, true],
    [true, true],
    ['有', true],
    ['Yes', true],
    ['', false],
    [null, false],
    ['×', false],
    [0, false],
    [false, false],
    ['無', false],
    ['　', false],
    ['x', 'fault'],
    ['糖尿病', 'fault'],
    ['2', 'fault'],
  ])('a mark %o: %s', (cell, expected) => {
    const { raw, faults } = rawOf({ '重症化リスク因子 8. 糖尿病': cell, '重症化リスク因子 1. 悪性腫瘍': '○' })
    expect(faults.length > 0 ? 'fault' : raw.riskFactors).toEqual(
      expected === 'fault' ? 'fault' : expected ? ['cancer', 'diabetes'] : ['cancer'],
    )
  })

  test.each<[string, Cell, string]>([
    ['3 性別', '女', 'female'],
    ['3 性別', ' 女 ', 'female'],
    ['3 性別', 'female', 'female'],
    ['3 性別', 'おんな', 'おんな'],
    ['1 診断(検案)した者(死体)の類型', '患者（確定例）', 'confirmed'],
    ['発生届出時点の重症度(新型コロナウイルス感染症診療の手引きによる。)', '中等症Ⅰ（呼吸不全なし）', 'moderateOne'],
    ['発生届出時点の重症度(新型コロナウイルス感染症診療の手引きによる。)', '中等症II(呼吸不全あり)', 'moderateTwo'],
    ['新型コロナウイルスワクチン接種回数', '２回', 'd2'],
    ['新型コロナウイルスワクチン接種回数', 2, 'd2'],
    ['新型コロナウイルスワクチン接種回数', '22', '22'],
  ])('a choice of %s: %o', (header, cell, expected) => {
    const { raw } = rawOf({ [header]: cell })
    expect(Object.values(raw)).toEqual([expected])
  })
})

test('every column of every question has a header of its own', () => {
  const headers = askedColumns(notification2).map(({ header }) => header)
  expect(new Set(headers).size).toBe(headers.length)
  expect(headers.length).toBeGreaterThan(60)
})
