import { expect, test } from 'vitest'
import { blocksOf } from './blocks.ts'
import { nearness } from './nearness.ts'
import { type Person, traitsOf } from './person.ts'
import { compare, likelyFrom } from './score.ts'

const hanako: Person = {
  familyName: '架空',
  givenName: '花子',
  familyKana: 'カクウ',
  givenKana: 'ハナコ',
  sex: 'female',
  birthOn: '1990-09-08',
  phone: '09090000001',
  postalCode: '0002001',
  address: '架空県みなと市見本町1-2-3',
}
const elsewhere = { phone: '08090000002', postalCode: '0009999', address: '架空県やまて市例示台9-9' }
const nowhere = { phone: null, postalCode: null, address: null }

test.each<[string, Partial<Person>, boolean]>([
  ['nothing is different', {}, true],
  ['moved, with another telephone', elsewhere, true],
  ['old forms of kanji', { familyName: '架空', givenName: '花子', ...elsewhere }, true],
  ['kana alone', { familyName: 'カクウ', givenName: 'はなこ', familyKana: null, givenKana: null, ...elsewhere }, true],
  ['no reading', { familyKana: null, givenKana: null, ...elsewhere }, true],
  [
    'family and given name swapped',
    { familyName: '花子', givenName: '架空', familyKana: 'ハナコ', givenKana: 'カクウ', ...elsewhere },
    true,
  ],
  ['all in the field of the family name', { familyName: '架空花子', givenName: '', familyKana: null, givenKana: null, ...nowhere }, true],
  ['a slip in the reading', { givenKana: 'ハノコ', ...elsewhere }, true],
  ['a slip in the reading and no kanji', { familyName: 'カクウ', givenName: 'ハノコ', familyKana: null, givenKana: null }, true],
  ['kanji of another word', { givenName: '華子', ...elsewhere }, true],
  ['heisei for showa', { birthOn: '2053-09-08' }, true],
  ['month and day swapped', { birthOn: '1990-08-09' }, true],
  ['a mistyped year', { birthOn: '1980-09-08' }, true],
  ['no birth date, the same telephone', { birthOn: null }, true],
  ['no birth date, no telephone, no address', { birthOn: null, ...nowhere }, false],
  ['a new family name', { familyName: '仮名', familyKana: 'カメイ' }, true],
  ['a new family name, moved', { familyName: '仮名', familyKana: 'カメイ', ...elsewhere }, false],
  ['another sex typed', { sex: 'male', ...elsewhere }, true],
  ['a twin', { givenName: '桃子', givenKana: 'モモコ' }, false],
  ['a twin with a name alike', { givenName: '春子', givenKana: 'ハルコ' }, false],
  ['a mother with her daughter’s telephone', { givenName: '文', givenKana: 'フミ', birthOn: '1960-03-01' }, false],
  ['a namesake born on another day', { birthOn: '1971-02-28', ...elsewhere }, false],
  [
    'a stranger with the same birthday',
    { familyName: '仮名', givenName: '次郎', familyKana: 'カメイ', givenKana: 'ジロウ', sex: 'male', ...elsewhere },
    false,
  ],
  [
    'a stranger with a mistyped telephone that is hers',
    { familyName: '仮名', givenName: '次郎', familyKana: 'カメイ', givenKana: 'ジロウ', birthOn: '1950-01-01' },
    false,
  ],
])('%s: likely the same person or not', (_what, changes, isLikely) => {
  const other = { ...hanako, ...changes }
  expect(compare(hanako, other).isLikely).toBe(isLikely)
  expect(compare(other, hanako).score).toBe(compare(hanako, other).score)
  const [mine, theirs] = [new Set(blocksOf(traitsOf(hanako))), blocksOf(traitsOf(other))]
  if (isLikely) expect(theirs.some((key) => mine.has(key))).toBe(true)
})

test('the reasons say what is alike, and no more', () => {
  expect(compare(hanako, { ...hanako, ...elsewhere }).reasons).toEqual(['name', 'birth'])
  expect(compare(hanako, { ...hanako, givenKana: 'ハナヨ', givenName: '花代', birthOn: '1990-09-18', address: null }).reasons).toEqual([
    'birth-near',
    'phone',
  ])
  expect(compare(hanako, { ...hanako, address: '架空県みなと市見本町１丁目２番地３' }).reasons).toEqual([
    'name',
    'birth',
    'phone',
    'address',
  ])
  expect(compare(hanako, hanako).score).toBeGreaterThan(likelyFrom)
})

test.each([
  ['ヤマザキ', 'ヤマサキ', 'near'],
  ['ハナ', 'ハル', 'other'],
  ['ハナコ', 'ハノコ', 'near'],
  ['ハナコ', 'ナハコ', 'near'],
  ['ハナコ', 'ハナ', 'near'],
  ['ハナコ', 'ハナコエ', 'near'],
  ['ハナコ', 'コナハ', 'other'],
  ['ハナコ', 'ハ', 'other'],
  ['', 'ハナコ', 'other'],
  ['ユ', 'ユー', 'near'],
])('%s and %s are %s', (one, other, near) => expect(nearness(one, other)).toBe(near))

test('keys are PostgreSQL ints, a handful a person, and a stranger shares none', () => {
  const keys = blocksOf(traitsOf(hanako))
  expect(keys.length).toBeGreaterThan(5)
  expect(keys.length).toBeLessThan(13)
  for (const key of keys) expect(key).toBe(key | 0)
  const stranger = { ...hanako, familyName: '仮名', givenName: '次郎', familyKana: 'カメイ', givenKana: 'ジロウ', ...elsewhere }
  expect(blocksOf(traitsOf(stranger)).filter((key) => keys.includes(key))).toEqual([])
  expect(
    blocksOf(traitsOf({ ...hanako, ...nowhere, familyName: '', givenName: '', familyKana: null, givenKana: null, birthOn: null })),
  ).toEqual([])
})
