import type { Reason } from './score.ts'

/** Why two records look like one person's. */
export const reasonWords: Record<Reason, string> = {
  name: '氏名が一致',
  'name-near': '氏名が類似',
  birth: '生年月日が一致',
  'birth-near': '生年月日が類似',
  phone: '電話番号が一致',
  address: '住所が一致',
}
