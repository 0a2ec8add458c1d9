/** Words for what was sent. */
export const messageKindLabels: Record<string, string> = {
  'my-hersys-invitation': 'My HER-SYSの案内とHER-SYS ID',
  'report-reminder': '健康観察のお知らせ',
  'centre-message': '保健所からのメッセージ',
  'centre-message-urgent': '保健所からのメッセージ（緊急）',
  'notification-report': '発生届の報告メール',
  'duty-alert': '当番への連絡',
}
export const channelOfMessage = { sms: 'SMS', mail: 'メール', voice: '音声' } as const
export const messageStateLabels: Record<string, string> = {
  queued: '送信待ち',
  sending: '送信中',
  sent: '送信済',
  delivered: '到達',
  failed: '失敗',
  suppressed: '送信せず',
  unknown: '不明',
}
/** The way a 発生届 came. */
export const channelOfReport = { web: '画面から入力', excel: 'エクセルインポート', api: '電子カルテ等', fax: 'FAX' } as const
