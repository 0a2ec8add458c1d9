/** What an item 自動架電不成立 tells: what happened, never anything of health. `detail` as the dialler wrote it. */
export function callWords(detail: Record<string, unknown>): string | null {
  const reason = typeof detail.reason === 'string' ? detail.reason : ''
  if (reason === 'number-taken')
    return '電話番号が、ほかの療養者の自動架電に使われています。自動架電は止まっています。番号か方法を決め直してください。'
  if (reason === 'number-unfit')
    return '電話番号が訂正され、かけられない番号になりました。自動架電は止まっています。番号か方法を決め直してください。'
  const words = detail.code === 'window-over' ? '約束の時間内に発信できませんでした' : outcomes[reason]
  if (!words) return null
  const [, month, day] = /^\d{4}-(\d\d)-(\d\d)$/.exec(String(detail.planDay ?? '')) ?? []
  const when = month ? `${Number(month)}月${Number(day)}日 ${detail.planTime}の自動架電：` : ''
  const times = Number(detail.attempts) > 1 ? `${detail.attempts}回かけました。最後は` : ''
  return `${when}${times}${words}。`
}

const outcomes: Record<string, string> = {
  'no-answer': '応答がありません',
  busy: '話し中でした',
  machine: '留守番電話でした（用件は残していません）',
  failed: '電話会社で発信できませんでした',
  unknown: '電話が鳴ったかどうか、電話会社の返事がなく分かりません。電話で確かめてください',
}
