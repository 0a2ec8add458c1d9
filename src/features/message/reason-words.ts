/** Why a message stands where it stands, for staff. Codes of the provider are kept behind the words. */
const words: Record<string, string> = {
  'called-back': '事業者が到達を確認',
  'found-at-provider': '事業者が受け付け済み',
  'quiet-hours': '夜間のため待機中',
  expired: '期限切れ',
  'case-withdrawn': '発生届の取り下げ',
  'observation-ended': '健康観察の終了',
  'already-registered': '登録済',
  'notice-stopped': '本人の依頼で停止',
  'plan-without-web': '方法にMy HER-SYSがない',
  'sms-stopped': '本人が停止と返信',
  'not-a-mobile': 'SMSを受け取れない番号',
  'invalid-recipient': '番号の誤り',
  'number-corrected': '番号が訂正された',
  'id-reissued': 'IDが再発行された',
  'id-mixed-up': 'IDと宛先が合わないため止めた',
  released: '送信前に中断',
}
const codes: Record<string, string> = {
  21211: '存在しない番号',
  21610: '本人が停止と返信',
  21614: 'SMSを受け取れない番号',
  30003: '電源が切れているか圏外',
  30005: '使われていない番号',
  30006: '固定電話など、SMSを受け取れない番号',
}

export function reasonInWords(reason: string): string {
  const code = /(\d{5})$/.exec(reason)?.[1]
  return words[reason] ?? (code && codes[code] ? `${codes[code]} ${code}` : reason)
}
