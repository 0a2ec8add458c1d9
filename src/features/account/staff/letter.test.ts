import { expect, test } from 'vitest'
import { inkOf, rasterise } from '../../../../tools/test-raster.ts'
import { letterPdf } from './letter.server.ts'

const now = new Date('2022-07-20T10:00:00+09:00')
const facts = {
  loginId: 'mi2345678',
  name: '架空 新人',
  password: 'Kmtr-4827-xwpq',
  orgName: '架空あおば内科クリニック',
  postalCode: '0000201',
  address: '架空県あおば市見本町21-1',
  sender: { name: '架空あおば保健所', phone: '0481100011', postalCode: '0000101', address: '架空県あおば市役所前1-1' },
  helpdesk: { name: '架空ヘルプデスク', phone: '0481100004' },
  site: 'https://hersys.example.jp',
}
const mm = (length: number) => (length * 72) / 25.4
const box = (x: number, y: number, width: number, height: number) => ({ x: mm(x), y: mm(y), width: mm(width), height: mm(height) })
const dark = (ink: number[]) => ink.filter((value) => value > 80).length

test('the letter: one sheet, the receiver in the window, the password in the middle third and nowhere else', async () => {
  const make = (change: Partial<typeof facts> = {}) => letterPdf({ ...facts, ...change }, now)
  const pdf = await make()
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1)
  const paper = rasterise(pdf)
  const other = rasterise(await make({ password: 'Zzzz-2222-zzzz' }))
  const third = (n: number) => box(0, n * 99, 210, 98)
  const same = (n: number) => inkOf(paper, 72, third(n)).join() === inkOf(other, 72, third(n)).join()
  expect([0, 1, 2].map(same)).toEqual([true, false, true])
  // Window of 長形3号: 20 mm from the left, 12 from the top, 90 × 45. What stands there is whole: its edges are white.
  expect(dark(inkOf(paper, 72, box(22, 14, 86, 40)))).toBeGreaterThan(100)
  expect(dark(inkOf(paper, 72, box(10, 10, 13, 50)))).toBe(0)
  expect(dark(inkOf(paper, 72, box(10, 53, 100, 5)))).toBe(0)
  expect(dark(inkOf(paper, 72, box(110, 10, 8, 48)))).toBe(0)
})

test('the longest names stay in the window and on one sheet', async () => {
  const pdf = await letterPdf(
    {
      ...facts,
      orgName: '医療法人社団架空会架空あおば総合病院附属健康管理センター駅前発熱外来クリニック',
      address: '架空県あおば市見本町一丁目２３番地４５号 架空あおば駅前再開発ビルディング東棟１２階',
      name: '架空寿限無寿限無五劫の擦り切れ 海砂利水魚の水行末雲来末風来末',
      sender: { ...facts.sender, name: '架空県架空あおば広域連合立健康福祉センター（架空あおば保健所）' },
    },
    now,
  )
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1)
  const paper = rasterise(pdf)
  expect(dark(inkOf(paper, 72, box(112, 10, 6, 48)))).toBe(0)
  expect(dark(inkOf(paper, 72, box(10, 57, 100, 3)))).toBe(0)
})
