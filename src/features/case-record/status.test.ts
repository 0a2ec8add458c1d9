import { expect, test } from 'vitest'
import { statusOf } from './status.ts'

const filed = {
  state: 'filed',
  earlyClosedAt: null,
  currentStatus: null,
  watchState: 'observing',
  endKind: null,
  ownerCentreId: 'c',
} as const

test.each([
  ['nothing recorded', filed, '指定なし', '健康観察中'],
  ['at home', { ...filed, currentStatus: 'home' }, '自宅療養中', '健康観察中'],
  [
    'released: the decision stands before the record',
    { ...filed, currentStatus: 'home', watchState: 'ended', endKind: 'release' },
    '療養解除',
    '健康観察終了',
  ],
  ['dead', { ...filed, currentStatus: 'hospital', watchState: 'ended', endKind: 'death' }, '死亡', '健康観察終了'],
  [
    'registered before the 発生届',
    { ...filed, state: 'draft', watchState: null, ownerCentreId: null },
    '指定なし',
    '発生届未提出・健康観察なし',
  ],
  [
    'waiting for a test, before the 発生届',
    { ...filed, state: 'draft', currentStatus: 'pending', watchState: null, ownerCentreId: null },
    '検査結果待ち',
    '発生届未提出・健康観察なし',
  ],
  [
    'closed without a 発生届',
    { ...filed, state: 'draft', earlyClosedAt: '2022-07-20T01:00:00.000Z', watchState: null, ownerCentreId: null },
    '指定なし',
    '発生届なしで登録終了',
  ],
  ['withdrawn', { ...filed, state: 'withdrawn', watchState: 'ended', endKind: 'withdrawal' }, '取り下げ', '健康観察終了'],
  ['watched by another centre', { ...filed, watchState: null, ownerCentreId: null }, '指定なし', '他の保健所が健康観察中'],
] as const)('D33 現在のステータス, %s', (_name, of, label, observation) => {
  expect(statusOf(of)).toMatchObject({ label, observation })
})
