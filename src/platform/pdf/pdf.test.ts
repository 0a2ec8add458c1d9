import { expect, test } from 'vitest'
import { inkOf, rasterise } from '../../../tools/test-raster.ts'
import { printable } from './fonts.server.ts'
import { renderPdf } from './pdf.server.ts'

const now = new Date('2022-07-20T10:00:00+09:00')
const side = 30

/** Each sign alone in a box of a grid: what lies there on paper. */
async function seen(signs: string[]): Promise<string[]> {
  const across = 15
  const content = signs.map((text, n) => ({
    text,
    fontSize: 18,
    absolutePosition: { x: 40 + (n % across) * side, y: 40 + Math.floor(n / across) * side },
  }))
  const picture = rasterise(await renderPdf({ title: '架空', now, content }))
  const box = (n: number) => ({ x: 40 + (n % across) * side, y: 40 + Math.floor(n / across) * side, width: side, height: side })
  return signs.map((_, n) => inkOf(picture, 72, box(n)).join())
}

const isBlank = (ink: string) => /^[0,]*$/.test(ink)

test('every sign is on paper and none is a box in place of another, rare names included', async () => {
  const signs = [
    ...new Set(
      '療養証明書氏名生年月日傷病診断担当保健所表示時新型コロナウイルス感染症架空花子寿限無亜ァヴーABCxyz0123456789(注)「」、。𠮷髙﨑德邊邉齋ñãçéü',
    ),
  ]
  const ink = await seen(signs)
  expect(signs.filter((_, n) => isBlank(ink[n]!))).toEqual([])
  expect(signs.filter((_, n) => ink.indexOf(ink[n]!) !== n)).toEqual([])
})

test('what the font lacks is printed as 〓, and nothing else is changed', async () => {
  expect(printable('𠮷野 髙子 김 汉 😀 ☑ é\n')).toBe('𠮷野 髙子 〓 〓 〓 〓 é\n')
  expect(printable('葛\u{e0100}城 👨‍👩')).toBe('葛城 〓〓')
  const [geta] = await seen(['〓'])
  expect(isBlank(geta!)).toBe(false)
})

test('the same document is the same file, and says its title and its language', async () => {
  const make = () => renderPdf({ title: '架空の書類', now, content: ['架空'] })
  const [one, other] = [await make(), await make()]
  expect(one.equals(other)).toBe(true)
  expect(one.toString('latin1')).toContain('/Lang (ja-JP)')
})
