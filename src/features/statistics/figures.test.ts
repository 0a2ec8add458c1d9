import { expect, test } from 'vitest'
import { type Counted, curveRows, figuresOf, medianOf } from './figures.ts'

test('a curve has every day, and the mean of the seven days that end there once seven are known', () => {
  const rows = curveRows(
    new Map([
      ['2022-07-01', 7],
      ['2022-07-08', 14],
    ]),
    '2022-07-01',
    '2022-07-08',
  )
  expect(rows).toHaveLength(8)
  expect(rows[5]).toEqual(['2022-07-06', 0, null])
  expect(rows[6]).toEqual(['2022-07-07', 0, 1])
  expect(rows[7]).toEqual(['2022-07-08', 14, 2])
})

test.each([
  [{ '0': 1, '3': 1, '9': 1 }, 3],
  [{ '0': 2, '3': 2 }, 0],
  [{ blank: 50, before: 20, '4': 1 }, 4],
  [{ blank: 3 }, null],
  [{}, null],
])('the median of delays leaves out what is blank or the wrong way round: %j', (keys, median) => {
  expect(medianOf(new Map(Object.entries(keys) as [string, number][]))).toBe(median)
})

test('blank is 未記入 in a row of its own, in every figure that can be blank', () => {
  const day = '2022-07-10'
  const rows: Counted[] = ['age-sex', 'severity', 'outcome', 'place', 'onset-diagnosis'].map((kind) => ({
    kind,
    day,
    key: kind === 'age-sex' ? 'blank|blank' : 'blank',
    n: 3,
  }))
  rows.push({ kind: 'onset', day: '-infinity', key: '', n: 4 })
  const figures = figuresOf(rows, { from: day, to: day }, [], (kind) => kind)
  const rowOf = (id: string) => figures.find((figure) => figure.id === id)!.rows.find((row) => row.includes('未記入'))
  expect(rowOf('age-sex')).toEqual(['未記入', 0, 0, 0, 3])
  expect(rowOf('severity')).toEqual(['未記入', 3])
  expect(rowOf('outcome')).toEqual(['未記入', 3])
  expect(rowOf('map')).toEqual(['', '未記入', 3])
  expect(rowOf('onset-diagnosis')).toEqual(['未記入', 3])
  expect(figures.find(({ id }) => id === 'onset')?.note).toContain('4人')
})

test('rates are of all days of observation, those without a report included', () => {
  const rows: Counted[] = [
    { kind: 'answers', day: '2022-07-10', key: 'web', n: 3 },
    { kind: 'answers', day: '2022-07-10', key: 'none', n: 1 },
  ]
  const figure = figuresOf(rows, { from: '2022-07-10', to: '2022-07-10' }, [], (kind) => kind).find(({ id }) => id === 'answers')!
  expect(figure.rows.find(([label]) => label === 'My HER-SYS')).toEqual(['My HER-SYS', 3, 75])
  expect(figure.rows.find(([label]) => label === '報告なし')).toEqual(['報告なし', 1, 25])
})

test('the course in hospital: who was there before, came and left, day by day; what nobody wrote down is 未記入 and not "none"', () => {
  const rows: Counted[] = [
    { kind: 'in-bed', day: '2022-07-10', key: '', n: 5 },
    { kind: 'admitted', day: '2022-07-10', key: '', n: 2 },
    { kind: 'bed-left', day: '2022-07-11', key: '', n: 4 },
    { kind: 'support', day: '2022-07-10', key: 'blank', n: 1 },
    { kind: 'support', day: '2022-07-10', key: 'ecmo', n: 1 },
  ]
  const figures = figuresOf(rows, { from: '2022-07-10', to: '2022-07-12' }, [], (kind) => kind)
  const rowsOf = (id: string) => figures.find((figure) => figure.id === id)!.rows
  expect(rowsOf('in-hospital')).toEqual([
    ['2022-07-10', 7, null],
    ['2022-07-11', 3, null],
    ['2022-07-12', 3, null],
  ])
  expect(rowsOf('support').filter(([, n]) => n !== 0)).toEqual([
    ['ECMO', 1],
    ['未記入', 1],
  ])
})

test('the mean of the first days of a period looks back at the days before it', () => {
  const rows: Counted[] = [{ kind: 'reported', day: '2022-07-09', key: '', n: 7 }]
  const figures = figuresOf(rows, { from: '2022-07-10', to: '2022-07-11' }, [], (kind) => kind)
  expect(figures.find(({ id }) => id === 'reported')!.rows).toEqual([
    ['2022-07-10', 0, 1],
    ['2022-07-11', 0, 1],
  ])
})
