import { expect, test } from 'vitest'
import { menuFor } from './menu.ts'

const menuOf = (institutionKind: string | null, orgKind = 'institution') =>
  menuFor({ orgKind, institutionKind, role: 'doctor' }).map(({ title, items }) => [title, ...items.map(({ label }) => label)])

test('D12 the menu of an institution, in the order of the manual', () => {
  expect(menuOf('inpatient')).toEqual([
    ['感染者等の登録と一覧', '新規登録', '登録情報一覧', '旧登録情報一覧', '下書き一覧', '未完了一覧'],
    ['PCR検査と発生届', '検査結果一覧', '発生届一覧'],
    ['健康観察と入院状況', '健康観察一覧', '入院状況一覧'],
    // What the manual does not know yet.
    ['日次報告と書き出し', '日次報告', '一覧の書き出し', '紙の帳票'],
    ['設定と案内', '医師マスタ', '操作マニュアル', 'FAQ'],
  ])
})

test('D13 外来医療機関 has no 入院状況一覧, 入院医療機関 has it, and nobody else', () => {
  const all = (kind: string | null, orgKind?: string) => menuOf(kind, orgKind).flat()
  expect(all('inpatient')).toContain('入院状況一覧')
  expect(all('outpatient')).not.toContain('入院状況一覧')
  expect(all('outpatient')).toContain('健康観察一覧')
  expect(all(null, 'centre')).not.toContain('入院状況一覧')
})
