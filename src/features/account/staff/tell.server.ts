import type { Sql } from '../../../platform/db/sql.server.ts'
import { enqueue } from '../../message/enqueue.server.ts'
import { getOwnAccount } from './queries.server.ts'

/** What has become of the account; nothing in it tells whose it is. */
const news = {
  'key-added': 'アカウントにセキュリティーキーが登録されました。',
  'key-removed': 'アカウントのセキュリティーキーが削除されました。',
  'factor-reset': 'アカウントの二段階認証が再設定されました。次のサインインで登録し直してください。',
  'password-reset': 'アカウントの初期パスワードが再発行されました。',
  'role-changed': 'アカウントの役割が変更されました。',
} as const
export type News = keyof typeof news
/** A proved telephone. */
export type Reach = { phone: string; channel: 'sms' | 'voice' }

/** Tells somebody by the telephone of their second factor; the sentence about the unexpected is what makes a stolen account known. */
export async function tell(sql: Sql, accountId: string, { phone, channel }: Reach, what: News, now: Date): Promise<void> {
  const text = `${news[what]}心当たりがないときは、すぐに管轄の保健所へ連絡してください。`
  const body = channel === 'voice' ? `ハーシスからのお知らせです。${text}` : `【HER-SYS】${text}`
  await enqueue(sql, { kind: 'account-notice', channel, recipient: phone, body, accountId, now })
}

/** The same for one's own account; nobody is told where no telephone is registered. */
export async function tellOwner(sql: Sql, what: News, now: Date): Promise<void> {
  const own = await getOwnAccount(sql)
  if (own.phone && own.phoneChannel && own.phoneVerifiedAt)
    await tell(sql, own.id, { phone: own.phone, channel: own.phoneChannel }, what, now)
}
