import { expect, test } from 'vitest'
import { inkOf, type Picture, rasterise } from '../../../../tools/test-raster.ts'
import type { AnyAnswers, Form } from '../../../fields/fields.ts'
import { notification1 } from '../../../programmes/covid-19/notification-1.ts'
import { notification2 } from '../../../programmes/covid-19/notification-2.ts'
import { notification3 } from '../../../programmes/covid-19/notification-3.ts'
import { notificationsPdf } from './notification-pdf.server.ts'
import { columns, sheetOf } from './sheet.ts'

const now = new Date('2022-07-20T10:00:00+09:00')
const form = notification2 as Form
const answers: AnyAnswers = {
  reportedOn: '2022-07-20',
  name: { family: '架空', given: '花子', familyKana: 'カクウ', givenKana: 'ハナコ' },
  sex: 'female',
  birthOn: '1980-01-31',
  vaccineDoses: 'd3',
  riskPresence: 'yes',
  riskFactors: ['hypertension'],
}
const cellsOf = (of: Form, given: AnyAnswers) => sheetOf(of, given).flatMap((line) => ('cells' in line ? line.cells : []))
const printed = (given: AnyAnswers, hersysId: string | null = null) =>
  notificationsPdf([{ form, answers: given, hersysId, revision: 1, isWithdrawn: false }], now)
const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)!.length

test.each([
  ['ver.2', notification2 as Form],
  ['the older form', notification1 as Form],
  ['from 2022-09-26', notification3 as Form],
])('D40 every question of %s has its box, and the boxes fill each line', (_, of) => {
  expect(cellsOf(of, {}).map(({ name }) => name)).toEqual(Object.keys(of.fields).filter((name) => name !== 'rememberDoctor'))
  for (const line of sheetOf(of, {})) if ('cells' in line) expect(line.cells.reduce((sum, { span }) => sum + span, 0)).toBe(columns)
})

test('D40 tick boxes stand for every choice, chosen or not; days in both calendars; a long list is written', () => {
  const cell = (name: string) => cellsOf(form, answers).find((each) => each.name === name)!
  expect(cell('sex').options).toEqual([
    { text: '男', isChosen: false },
    { text: '女', isChosen: true },
    { text: 'その他', isChosen: false },
  ])
  expect(cell('riskFactors').options!.filter(({ isChosen }) => isChosen)).toHaveLength(1)
  expect(cell('riskFactors').options).toHaveLength(13)
  expect(cell('birthOn').text).toBe('1980年1月31日（昭和55年1月31日）')
  expect(cell('vaccineDoses')).toMatchObject({ options: null, text: '3回' })
  expect(cell('phone').text).toBe('')
})

test('D40 with 「HER-SYS ID印字」 the ID is on the paper, without it nothing is; one A4 page', async () => {
  const [without, with_, other] = await Promise.all([printed(answers), printed(answers, '12345678'), printed(answers, '87654321')])
  const corner = { x: 380, y: 24, width: 185, height: 20 }
  const ink = (pdf: Buffer) => inkOf(rasterise(pdf), 72, corner)
  expect(ink(without).every((dark) => dark === 0)).toBe(true)
  expect(ink(with_)).not.toEqual(ink(without))
  expect(ink(other)).not.toEqual(ink(with_))
  expect(pagesOf(without)).toBe(1)
  // Below the corner, and the line that says whose each page is, the two sheets are the same picture.
  const rest = { x: 0, y: 100, width: 595, height: 680 }
  expect(inkOf(rasterise(with_), 72, rest).join() === inkOf(rasterise(without), 72, rest).join()).toBe(true)
})

test('D40 another tick is another picture, on that line alone; several reports are several pages', async () => {
  const [female, male] = (await Promise.all([printed(answers), printed({ ...answers, sex: 'male' })])).map((pdf) => rasterise(pdf))
  const differing = Array.from({ length: 780 }, (_, y) => y).filter((y) => {
    const line = { x: 0, y: y + 20, width: 595, height: 1 }
    return inkOf(female!, 72, line).join() !== inkOf(male!, 72, line).join()
  })
  expect(differing.length).toBeGreaterThan(3)
  expect(differing.at(-1)! - differing[0]!).toBeLessThan(20)
  const two = await notificationsPdf(
    [answers, {}].map((given) => ({ form, answers: given, hersysId: null, revision: 1, isWithdrawn: false })),
    now,
  )
  expect(pagesOf(two)).toBe(2)
})

const sheet = { left: 30, right: 565.28 }
/** Ink outside of the sheet, left and right: something has run over. */
const strays = (picture: Picture) =>
  [
    { x: 0, y: 0, width: sheet.left - 2, height: 840 },
    { x: sheet.right + 2, y: 0, width: 27, height: 840 },
  ].some((side) => inkOf(picture, 72, side).some((dark) => dark > 40))
/** The right border of the boxes is a line without a gap between these heights. */
const hasWholeBorder = (picture: Picture, from: number, to: number) => {
  const border = (y: number) => Math.max(...inkOf(picture, 72, { x: sheet.right - 2, y, width: 4, height: 1 }))
  return Array.from({ length: to - from }, (_, n) => border(from + n)).every((dark) => dark > 60)
}
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

test.each([
  ['ver.2', notification2 as Form],
  ['the older form', notification1 as Form],
  ['from 2022-09-26', notification3 as Form],
])('D40 %s: the longest answers stay in their boxes, every risk factor ticked; a blank sheet has the same boxes', async (_, of) => {
  const long: AnyAnswers = {
    ...answers,
    name: { family: 'カクウノ'.repeat(9), given: letters, familyKana: 'ジュゲム'.repeat(9), givenKana: 'ゴコウノスリキレ'.repeat(5) },
    institutionName: letters.repeat(2),
    municipality: letters,
    street: '架空の長い町の名'.repeat(12),
    riskFactors: Object.keys((of.fields.riskFactors as { options: object }).options),
    riskOther: '架空の疾患。'.repeat(33),
    supplement: '架空の補足。'.repeat(100),
  }
  const one = { form: of, hersysId: '12345678', revision: 1, isWithdrawn: false }
  const [blank, full] = await Promise.all([{}, long].map((given) => notificationsPdf([{ ...one, answers: given }], now)))
  expect(pagesOf(blank!)).toBe(of.version === '1' ? 2 : 1)
  expect(pagesOf(full!)).toBe(2)
  for (const picture of [rasterise(blank!), rasterise(full!)]) {
    expect(strays(picture)).toBe(false)
    expect(hasWholeBorder(picture, 110, 640)).toBe(true)
  }
  expect(strays(rasterise(full!, 72, 2))).toBe(false)
})

test('D40 a text longer than a page goes on overleaf to its last line, and each page says whose it is', async () => {
  const supplement = (last: string) => [...Array.from({ length: 120 }, (_, n) => `架空 ${n}`), last].join('\n')
  const [one, other] = await Promise.all(['終', '了'].map((last) => printed({ ...answers, supplement: supplement(last) }, '12345678')))
  expect(pagesOf(one!)).toBe(3)
  const page = (pdf: Buffer, n: number) => rasterise(pdf, 72, n).grey.join()
  expect([1, 2, 3].map((n) => page(one!, n) === page(other!, n))).toEqual([true, true, false])
  const whose = { x: 30, y: 26, width: 300, height: 10 }
  for (const n of [2, 3]) expect(inkOf(rasterise(one!, 72, n), 72, whose).some((dark) => dark > 60)).toBe(true)
})
