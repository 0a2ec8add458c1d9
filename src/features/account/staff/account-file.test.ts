import { expect, test } from 'vitest'
import { type FiledOrganisation, mostAccounts, pastedCells, readAccounts } from './account-file.ts'

const organisations: FiledOrganisation[] = [
  { id: 'c', name: '架空あおば保健所', kind: 'centre', code: '48101' },
  { id: 'i', name: '架空あおば内科クリニック', kind: 'institution', code: '4810021' },
  { id: 'j', name: '架空みどり医院', kind: 'institution', code: '4810022' },
  { id: 'k', name: '架空みどり医院', kind: 'institution', code: '4810023' },
]
const read = (...records: string[][]) => readAccounts(records, 'centre', organisations)
const good = ['架空あおば内科クリニック', '架空 花子', '医師', '']

test('a list with its heads or without, blank lines between, the organisation by name or code', () => {
  const { accounts, faults } = read(['所属', '氏名', '役割', 'ログインID'], good, ['', ''], ['4810022', '架空　太郎', '事務', 'Midori-01'])
  expect(faults).toEqual([])
  expect(accounts.map(({ line, organisation, name, role, loginId }) => [line, organisation.id, name, role, loginId])).toEqual([
    [2, 'i', '架空 花子', 'doctor', null],
    [4, 'j', '架空 太郎', 'clerk', 'midori-01'],
  ])
  expect(read(good).accounts[0]!.line).toBe(1)
})

test.each([
  [['', '架空 花子', '医師'], ['所属を入力してください']],
  [['架空県庁', '架空 花子', '医師'], ['所属「架空県庁」は、アカウントを管理する組織にありません']],
  [['架空みどり医院', '架空 花子', '医師'], ['同じ名称の組織が複数あります。名称の代わりにコードを入力してください']],
  [['4810021', '', '医師'], ['氏名を入力してください']],
  [['4810021', '架'.repeat(50), '医師'], []],
  [['4810021', '架'.repeat(51), '医師'], ['氏名は50文字以内で入力してください']],
  [['4810021', '架空 花子', ''], ['役割を入力してください']],
  [['4810021', '架空 花子', '院長'], ['役割「院長」はありません']],
  [['4810021', '架空 花子', '保健師'], ['この所属で使える役割は、医師・事務・管理者です']],
  [['架空あおば保健所', '架空 花子', '保健師'], []],
  [['4810021', '架空 花子', '医師', 'abc'], ['ログインIDは、半角の英数字と . _ @ - で4～40文字にしてください']],
  [['4810021', '架空 花子', '医師', 'abcd'], []],
  [['4810021', '架空 花子', '医師', '.abcd'], ['ログインIDは、半角の英数字と . _ @ - で4～40文字にしてください']],
  [
    ['', '', '', 'あ'],
    [
      '所属を入力してください',
      '氏名を入力してください',
      '役割を入力してください',
      'ログインIDは、半角の英数字と . _ @ - で4～40文字にしてください',
    ],
  ],
])('every fault of %j at once, with its line', (record, texts) => {
  const { accounts, faults } = read(good, record as string[])
  expect(faults).toEqual((texts as string[]).map((text) => ({ line: 2, text })))
  expect(accounts.length).toBe(texts.length === 0 ? 2 : 1)
})

test('a login ID twice, an empty list, one line too many', () => {
  const twice = ['4810021', '架空 花子', '医師', 'hanako']
  expect(read(twice, good, ['4810021', '架空 二子', '医師', 'HANAKO']).faults).toEqual([{ line: 3, text: 'ログインIDが1行目と同じです' }])
  expect(read(['所属', '氏名', '役割'], ['', '']).faults).toEqual([{ line: 1, text: 'アカウントが1件もありません' }])
  const many = (count: number) =>
    readAccounts(
      Array.from({ length: count }, () => good),
      'centre',
      organisations,
    ).faults
  expect(many(mostAccounts)).toEqual([])
  expect(many(mostAccounts + 1)).toEqual([{ line: 101, text: '一度に発行できるのは100件までです（101件あります）' }])
})

test('what was copied out of a spreadsheet has tabs', () => {
  expect(pastedCells('所属\t氏名\r\n架空\t花子')).toEqual([
    ['所属', '氏名'],
    ['架空', '花子'],
  ])
  expect(pastedCells('所属,氏名')).toBe(null)
})
