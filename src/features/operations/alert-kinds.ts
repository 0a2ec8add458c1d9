/** What each kind of alert means to the operator; an unknown one is shown by its name. */
const labels: Record<string, string> = {
  'staff-locked': '職員アカウントがロックされました',
  'security-key-counter': 'セキュリティーキーの使用回数が前回より戻っています（複製のおそれ）',
  'sign-in-failures': 'サインインの失敗が急に増えています',
  'claim-failures': 'HER-SYS IDの登録の失敗が急に増えています',
  'caller-without-centre': '電話で相談を希望した方の保健所が分かりません（HEALTH_CALL_DESKSを設定してください）',
  'report-without-centre': '届け先の保健所がない健康観察の報告があります',
  'job-failed': '自動処理が失敗しました',
  'message-failed': '通知を届けられませんでした',
  'duty-alert-failed': '保健所の当番への連絡が届きませんでした',
  'duty-alert-delayed': '保健所の当番への連絡が10分以上送信できていません',
  'sms-fallen-over': 'SMSの事業者が応答しません。もう一方の事業者から送っています',
  'sms-provider-down': 'SMSの事業者が応答しません。応答するまで送信を待ちます',
  'sms-provider-back': 'SMSの事業者がまた応答しています',
  'audit-broken': '監査記録の封印が合いません',
}

export const alertLabel = (kind: string): string => labels[kind] ?? kind
