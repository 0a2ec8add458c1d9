import { expect, test } from 'vitest'
import { notification2 } from '../../programmes/covid-19/notification-2.ts'
import { caseRowOf, isOfDeceased } from './case-row.ts'
import { draftTitle, splitName, typedOf, withChosenDoctor } from './draft.ts'
import { stepAfter } from './examine.ts'
import { findMunicipality } from './municipality.ts'
import { settleCentres } from './responsible.ts'

const list = [
  { code: '482012', prefectureName: '架空県', name: 'あおば市', centreId: 'a' },
  { code: '482021', prefectureName: '架空県', name: 'あおば市西区', centreId: 'b' },
  { code: '483010', prefectureName: '架空県', name: '丘ノ上町', centreId: 'c' },
  { code: '490001', prefectureName: '架空隣県', name: 'あおば市', centreId: 'd' },
]

test.each([
  ['架空県', 'あおば市', '482012'],
  [' 架空県 ', 'あおば市 西区', '482021'],
  ['架空県', 'あおば市東区', '482012'],
  ['架空県', '山上郡丘ノ上町', '483010'],
  ['架空隣県', 'あおば市', '490001'],
  ['架空県', 'どこか市', null],
  ['架空県', '市', null],
  [null, 'あおば市', null],
  ['架空県', null, null],
])('D20 the municipality of %s %s is %s', (prefecture, name, code) => {
  expect(findMunicipality(list, prefecture, name)?.code ?? null).toBe(code)
})

test('two municipalities of one name in one prefecture decide nothing', () => {
  expect(findMunicipality([...list, { ...list[0]!, code: '482030' }], '架空県', 'あおば市')).toBeNull()
})

test('D24 a chosen centre counts more than the address, the address more than the institution', () => {
  const known = { chosenNotified: null, chosenResponsible: null, byAddress: null, ofInstitution: 'own' }
  expect(settleCentres(known)).toEqual({ notified: 'own', responsible: null, owner: 'own', isToSettle: true })
  expect(settleCentres({ ...known, chosenNotified: 'other' })).toMatchObject({ notified: 'other', owner: 'other', isToSettle: true })
  expect(settleCentres({ ...known, byAddress: 'place' })).toMatchObject({ notified: 'own', owner: 'place', isToSettle: false })
  expect(settleCentres({ ...known, byAddress: 'place', chosenResponsible: 'chosen' })).toMatchObject({
    responsible: 'chosen',
    owner: 'chosen',
  })
})

test('blank stays null in the columns; only 「無」 is an empty list', () => {
  expect(caseRowOf({}, null)).toMatchObject({ phone: null, phoneKind: null, address: null, riskFactors: null, hospitalised: null })
  expect(caseRowOf({ riskPresence: 'no', admitted: 'no' }, null)).toMatchObject({ riskFactors: [], hospitalised: false })
  expect(caseRowOf({ riskPresence: 'yes', riskFactors: ['diabetes'], admitted: 'yes' }, null)).toMatchObject({
    riskFactors: ['diabetes'],
    hospitalised: true,
  })
  expect(caseRowOf({ riskPresence: 'yes' }, null).riskFactors).toBeNull()
})

test.each([
  [{ caseClass: 'confirmed', diedOn: null }, false],
  [{ caseClass: 'confirmed', diedOn: '2022-07-20' }, true],
  [{ caseClass: 'deceased', diedOn: null }, true],
  [{ caseClass: 'suspectedDeceased', diedOn: null }, true],
  [{ caseClass: null, diedOn: null }, false],
])('deceased: %j → %s', (row, expected) => expect(isOfDeceased(row)).toBe(expected))

test('a draft keeps what belongs to the form, and the doctor chosen from the list', () => {
  expect(
    typedOf([notification2], { 'name.family': '架空', go: 'save', _csrf: 'x', other: 'y', phone: '', riskFactors: ['a', 'b'] }),
  ).toEqual({
    'name.family': '架空',
    riskFactors: ['a', 'b'],
  })
  expect(withChosenDoctor(notification2, { 'doctor.family': '前' }, '架空　医師 太郎')).toMatchObject({
    'doctor.family': '架空',
    'doctor.given': '医師 太郎',
  })
  expect(withChosenDoctor(notification2, { 'doctor.family': '前' }, '')).toEqual({ 'doctor.family': '前' })
  expect(splitName('架空')).toMatchObject({ family: '架空', given: null })
  expect([draftTitle({}), draftTitle({ 'name.family': '架空', 'name.given': '花子' })]).toEqual(['氏名未入力', '架空 花子'])
})

test('D25 D27 each page leads to the next that has something to ask', () => {
  expect(stepAfter(['gaps', 'dates', 'period'], null)).toBe('gaps')
  expect(stepAfter(['gaps', 'dates', 'period'], 'gaps')).toBe('dates')
  expect(stepAfter(['gaps', 'period'], 'gaps')).toBe('period')
  expect(stepAfter(['period'], null)).toBe('period')
  expect(stepAfter(['period'], 'period')).toBeNull()
})
