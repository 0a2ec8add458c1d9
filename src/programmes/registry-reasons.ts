import { programmes } from './registry.ts'

/** Japanese words for every triage reason of every programme, and for what a record of 医療 says: for lists that mix diseases. */
export const triageReasonsOfAll: Record<string, string> = Object.assign(
  {
    'course-grave': '医療の経過記録: 入院していない方が中等症II以上、またはSpO2 93%以下',
    'course-died': '医療の記録: 転帰 死亡（健康観察の終了は保健所が記録します）',
  },
  ...programmes.map(({ triageReasons }) => triageReasons),
)
