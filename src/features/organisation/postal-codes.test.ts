import { expect, test } from 'vitest'
import { toKatakana } from '../../lib/kana.ts'
import { readPostalCodes } from './postal-codes.ts'

const record = (place: string, { postalCode = '0002001', five = '48201', name = 'みなと市', kana = 'ﾐﾅﾄｼ' } = {}) => [
  five,
  '000  ',
  postalCode,
  'ｶｸｳｹﾝ',
  kana,
  'ｶｸｳ',
  '架空県',
  name,
  place,
  ...'000000',
]
const townsOf = (...records: string[][]) => readPostalCodes(records, toKatakana).codes.map(({ town }) => town)

test.each([
  ['見本町', '見本町'],
  ['以下に掲載がない場合', ''],
  ['例示台（１〜１９丁目）', '例示台'],
  ['みなと市の次に番地がくる場合', ''],
  ['みなと市一円', ''],
  ['一円', '一円'],
])('the place %s of the list is the town "%s" of an address', (place, town) => {
  expect(townsOf(record(place))).toEqual([town])
})

test('a remark that goes on over several records is one town', () => {
  expect(townsOf(record('例示台（１、２'), record('３番地'), record('４番地）'), record('仮名川'))).toEqual(['例示台', '仮名川'])
})

test('the municipality comes with its check digit and its reading in full width', () => {
  const { municipalities, codes, faults } = readPostalCodes([record('見本町'), record('見本町'), ['']], toKatakana)
  expect(municipalities).toEqual([{ code: '482013', prefectureCode: '48', prefectureName: '架空県', name: 'みなと市', kana: 'ミナトシ' }])
  expect(codes).toEqual([{ postalCode: '0002001', municipalityCode: '482013', town: '見本町' }])
  expect(faults).toEqual([])
})

test('what is no record of the list is named by its line, all of them', () => {
  const { faults } = readPostalCodes([record('見本町'), ['氏名', '住所'], record('見本町', { postalCode: '000-200' })], toKatakana)
  expect(faults).toEqual([2, 3].map((line) => `line ${line}: not a record of the list of postal codes`))
})
