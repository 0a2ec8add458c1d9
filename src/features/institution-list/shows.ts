import { levelLabels } from '../../lib/level-labels.ts'
import { testsForm } from '../../programmes/covid-19/tabs/tests.ts'

/** The filters of each list, by what stands in the address. */
export const shows = {
  tests: testsForm.fields.result.options,
  filed: { unconfirmed: '保健所 未確認', withdrawn: '取り下げ' },
  watched: { ...levelLabels, silent: '報告なし' },
  stays: { left: '退院済' },
} as const satisfies Record<string, Record<string, string>>
export type ListName = keyof typeof shows
