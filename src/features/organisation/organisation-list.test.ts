import { expect, test } from 'vitest'
import { institutionCheckDigit } from '../../lib/institution-code.ts'
import { jurisdictionColumns, organisationColumns, readJurisdictions, readOrganisations } from './organisation-list.ts'

const heads = [...organisationColumns]
const code = `48110000${0}`
const institutionCode = code + institutionCheckDigit(code)
const centre = [
  '保健所',
  '48-HC-1',
  '架空保健所',
  'カクウホケンジョ',
  '48',
  '480002',
  '',
  '0481-10-0001',
  'hc@example.jp',
  '0001001',
  '架空県',
]
const clinic = ['医療機関', institutionCode, '架空医院', 'カクウイイン', '48', '48-HC-1', '外来', '', '', '', '']
/** The centre's line with one cell changed. */
const centreWith = (column: (typeof organisationColumns)[number], cell: string) =>
  centre.map((was, n) => (organisationColumns[n] === column ? cell : was))
const faultsOf = (...rows: string[][]) => readOrganisations([heads, ...rows]).faults

test('a centre and an institution are read, telephone numbers as they are dialled, blanks as nothing', () => {
  const { organisations, faults } = readOrganisations([heads, centre, heads.map(() => ' '), clinic])
  expect(faults).toEqual([])
  expect(organisations).toMatchObject([
    { kind: 'centre', code: '48-HC-1', parentCode: '480002', phone: '0481100001', institutionKind: null },
    { kind: 'institution', code: institutionCode, parentCode: '48-HC-1', institutionKind: 'outpatient', phone: null, email: null },
  ])
})

test.each<[Parameters<typeof centreWith>[0], string, string | null]>([
  ['種別', '保健センター', '種別 is none of'],
  ['コード', '', 'コード is missing'],
  ['名称', '', '名称 is missing'],
  ['カナ', 'かくう', 'カナ must be'],
  ['カナ', 'カクウ・ホケンジョ　ダイ２', null],
  ['都道府県コード', '4', '都道府県コード must'],
  ['都道府県コード', '', '都道府県コード must'],
  ['所属コード', '', '所属コード is missing'],
  ['外来・入院', '外来', '外来・入院 must'],
  ['電話番号', '12', '電話番号 is no'],
  ['電話番号', '', null],
  ['メールアドレス', 'hc', 'メールアドレス is no'],
  ['郵便番号', '000-1001', '郵便番号 must'],
])('%s %j: %s', (column, cell, fault) => {
  const found = faultsOf(centreWith(column, cell))
  if (fault === null) expect(found).toEqual([])
  else expect(found).toEqual([expect.stringContaining(`line 2: ${fault}`)])
})

test.each([
  ['医療機関 with a wrong check digit', clinic.with(1, `${code}${(Number(institutionCheckDigit(code)) + 1) % 10}`), '医療機関コード'],
  ['医療機関 without 外来 or 入院', clinic.with(6, ''), '外来・入院 must'],
  ['都道府県 with a parent', ['都道府県', '480002', '架空県', 'カクウケン', '48', '1', '', '', '', '', ''], '所属コード belongs'],
])('%s is refused', (_, row, fault) => {
  expect(faultsOf(row)).toEqual([expect.stringContaining(fault)])
})

test('every fault of every line is named at once, a double code too; other columns are refused', () => {
  expect(faultsOf(centre, centre, centreWith('名称', '').with(1, ''))).toEqual([
    'line 3: コード stands in an earlier line',
    'line 4: コード is missing',
    'line 4: 名称 is missing',
  ])
  expect(readOrganisations([['種別']]).faults).toEqual([expect.stringContaining('line 1: the columns must be')])
  expect(readOrganisations([]).faults).toHaveLength(1)
})

test('jurisdictions: six digits, each once; a blank centre is nobody known', () => {
  const read = (...rows: string[][]) => readJurisdictions([[...jurisdictionColumns], ...rows])
  expect(read(['482013', '48-HC-1'], ['482021', '']).jurisdictions).toEqual([
    { municipalityCode: '482013', centreCode: '48-HC-1' },
    { municipalityCode: '482021', centreCode: null },
  ])
  expect(read(['48201', 'x'], ['482013', 'x'], ['482013', 'y']).faults).toEqual([
    'line 2: 市区町村コード must have six digits',
    'line 4: 市区町村コード stands in an earlier line',
  ])
})
