/**
 * What a merge moves, in the words of the page. How each table moves is said once, in SQL: moved_tables() in db/migrations/0036_merge.sql, which
 * the database itself works by; a test holds both to the foreign keys of the catalogue.
 */
export const movedTables: Record<string, string> = {
  attention_items: '要対応の項目',
  attention_events: '要対応の経過',
  daily_reports: '健康観察の報告',
  case_records: 'タブの記録',
  notifications: '発生届',
  registrations: 'My HER-SYSの登録',
  surveys: '健康調査の回答',
  messages: '送信した通知',
  notice_stops: '通知停止の依頼',
  call_attempts: '自動架電',
  call_plans: '自動架電の予定',
  calls: '電話',
  observation_plans: '健康観察の方法',
  hand_overs: '移管',
  withdrawals: '取り下げの依頼',
  correction_requests: '本人からの訂正の依頼',
  watch_reopenings: '再開の記録',
  treatments: '診療を担当する医療機関',
  early_closings: '登録の終了',
  certificates: '療養証明書',
  contacts: '濃厚接触者',
  contact_corrections: '濃厚接触者の訂正',
  faxes: 'FAXの発生届',
  inquiries: '医療機関への問合せ',
  sms_replies: 'SMSへの返信',
  retired_hersys_ids: '以前のHER-SYS ID',
}

/** The words for a table; what has none is counted under その他. */
export const tableLabel = (table: string) => movedTables[table] ?? 'その他の記録'
