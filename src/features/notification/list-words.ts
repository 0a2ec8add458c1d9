import { notification2 } from '../../programmes/covid-19/notification-2.ts'
import { measuresForm } from '../../programmes/covid-19/tabs/measures.ts'
import { placesForm } from '../../programmes/covid-19/tabs/places.ts'

type Words = Record<string, string>

/** What the columns of 登録情報一覧 hold, in the words of the forms they come from (D36). 'none' is the filter for a blank. */
export const classWords: Words = measuresForm.fields.infectionClass.options
export const statusWords: Words = { none: '記録なし', ...measuresForm.fields.status.options, released: '療養解除', died: '死亡' }
export const severityWords: Words = { none: '未選択', ...notification2.fields.severity.options }
export const whereaboutsWords: Words = {
  none: '不明',
  ...placesForm.fields.place.options,
  unknown: '不明(記録)',
  hospital: '医療機関(入院)',
}

/** The counters above the list: 検索結果全件 and these. */
export const counted = ['infected', 'contact', 'omicronContact'] as const
