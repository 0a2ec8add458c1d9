/** What happened to an item, in words. */
export const whatLabels: Record<string, string> = {
  raised: '発生',
  again: '再発生',
  taken: '引き受け',
  'given-back': '担当を戻した',
  acknowledged: '確認',
  answered: '遅れて報告あり',
  moved: '移管',
  alerted: '当番へ連絡',
  closed: '対応完了',
  note: 'メモ',
}
