/** Words of the list and the case page. */
export const channelLabels: Record<string, string> = {
  web: 'My HER-SYS',
  call: '自動架電',
  inbound: '健康コール',
  staff: '保健所入力',
  institution: '医療機関入力',
}
export const endLabels = { release: '療養解除', death: '死亡', withdrawal: '発生届の取り下げ' } as const
