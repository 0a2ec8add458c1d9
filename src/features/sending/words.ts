import type { Hindrance } from './queries.server.ts'

export const whyNot: Record<Exclude<Hindrance, null>, string> = {
  'not-ours': '健康観察中ではないか、担当ではありません',
  'no-mobile': 'SMSを送れる携帯電話番号がありません',
  stopped: '本人がSMSの停止を返信しています',
  'not-a-mobile': 'SMSを受け取れない番号です',
}

/** States of a message and of who got none, in the order of the table. */
export const states: Record<string, string> = {
  waiting: '作成待ち',
  queued: '送信待ち',
  sending: '送信中',
  sent: '送信済（到達は未確認）',
  delivered: '到達',
  failed: '不達',
  unknown: '不明',
  suppressed: '送信せず',
  'not-queued': '対象外',
}
