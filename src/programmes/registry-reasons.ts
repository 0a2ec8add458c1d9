import { programmes } from './registry.ts'

/** Japanese words for every triage reason of every programme, and for what a record of 医療 says: for lists that mix diseases. */
export const triageReasonsOfAll: Record<string, string> = Object.assign(
  {
    'test-positive': '陽性の検査結果が記録されています',
    'test-pending': '検査結果待ちの検査があります',
    'course-ill': '経過に中等症以上の重症度が記録されています',
    'in-hospital': '入院中の記録があります',
    'course-grave': '医療の経過記録: 入院していない方が中等症II以上、またはSpO2 93%以下',
    'left-grave': '医療の記録: 最後の経過が中等症II以上、またはSpO2 93%以下のまま退院（または入院の記録の取り消し）',
    'course-died': '医療の記録: 転帰 死亡（健康観察の終了は保健所が記録します）',
  },
  ...programmes.map(({ triageReasons }) => triageReasons),
)
