import { expect, test } from 'vitest'
import { covid19 } from './covid-19/programme.ts'
import { dateOrder } from './date-order.ts'

const sample = {
  birthOn: '1990-09-09',
  onsetOn: '2022-06-24',
  sampledOn: '2022-06-24',
  diagnosedOn: '2022-06-23',
  admittedOn: '2022-06-08',
  deathOn: null,
  reportedOn: '2022-06-27',
}
const marked = (change: object) => dateOrder(covid19.dateOrder, { ...sample, ...change }).lines.filter((line) => line.wrong)
const wrong = (change: object) => marked(change).map((line) => line.question)

test('D27 the sample of the manual: × on 検体採取 and 診断, none on 入院', () => {
  const { lines, inOrder } = dateOrder(covid19.dateOrder, sample)
  expect(inOrder).toBe(false)
  expect(lines.map(({ label, day, wrong, note }) => `${wrong ? '×' : ''}${label} ${day ?? ''} ${note ?? ''}`.trim())).toEqual([
    '生年月日 1990-09-09 ※ 最も古い日付',
    '発病年月日 2022-06-24',
    '×検体採取日 2022-06-24',
    '×診断(検案)年月日 2022-06-23',
    '入院年月日 2022-06-08',
    '死亡年月日',
    '報告年月日 2022-06-27 ※ 最も新しい日付',
  ])
})

test.each<[string, object, string[]]>([
  ['equal days are in order', { diagnosedOn: '2022-06-24' }, []],
  ['a day earlier is not', { diagnosedOn: '2022-06-24', sampledOn: '2022-06-23' }, ['onsetOn', 'sampledOn']],
  ['blanks are passed over', { sampledOn: null }, ['onsetOn', 'diagnosedOn']],
  ['nothing comes after the report', { diagnosedOn: '2022-06-28' }, ['diagnosedOn', 'reportedOn']],
  ['nor before the birth', { birthOn: '2022-06-25', diagnosedOn: '2022-06-24' }, ['birthOn', 'onsetOn']],
  ['a death after the report', { diagnosedOn: '2022-06-24', deathOn: '2022-06-28' }, ['deathOn', 'reportedOn']],
  ['入院 long before', { diagnosedOn: '2022-06-24', admittedOn: '2021-01-01' }, []],
])('D27 %s', (_, change, questions) => {
  expect(wrong(change)).toEqual(questions)
})

test('D27 a form with nothing in it is in order', () => {
  expect(dateOrder(covid19.dateOrder, {}).inOrder).toBe(true)
})
