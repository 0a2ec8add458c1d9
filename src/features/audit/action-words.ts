/** What an action of the audit is called on the page, by its feature and verb; the code itself where it has no word. */
const features: Record<string, string> = {
  case: '症例',
  'case-record': 'タブの記録',
  attention: '要対応',
  'daily-report': '健康観察の報告',
  notification: '発生届',
  'notification-import': 'エクセルインポート',
  registration: 'My HER-SYSの登録',
  'hand-over': '移管',
  'same-person': '同一人物の可能性',
  watch: '健康観察一覧',
  audit: '監査記録',
  account: 'アカウント',
  staff: '職員のサインイン',
  certificate: '療養証明書',
  'institution-list': '医療機関の一覧',
  organisation: '組織の設定',
  operator: '運用',
  retention: '保存期間',
}
const verbs: Record<string, string> = {
  show: '表示',
  list: '一覧の表示',
  search: '検索',
  submit: '送信',
  confirm: '確認',
  correct: '訂正',
  end: '終了',
  reopen: '再開',
  unlink: '登録の解除',
  reissue: 'IDの再発行',
  print: '印刷',
  file: '提出',
  take: '引き受け',
  acknowledge: '確認',
  close: '対応完了',
  accept: '受け入れ',
  compare: '比較',
  ask: '照会',
  decide: '判断',
  merge: '統合の表示',
  undo: '統合の取り消し',
  expire: '消去',
}

export function actionLabel(action: string): string {
  const [feature, verb] = action.split('.') as [string, string | undefined]
  const [of, what] = [features[feature], verbs[verb ?? '']]
  return of && what ? `${of}：${what}` : action
}
