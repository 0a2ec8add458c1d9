type State = { endedAt: string | null; lockedAt: string | null; mustChangePassword: boolean; hasFactor: boolean }
type Shown = { text: string; tone: 'plain' | 'danger' | 'warning' | 'success' }

/** What an account's state is called, the weightiest first. */
export function accountState(account: State): Shown {
  if (account.endedAt) return { text: '終了', tone: 'plain' }
  if (account.lockedAt) return { text: 'ロック中', tone: 'danger' }
  if (!account.hasFactor) return { text: '二段階認証 未登録', tone: 'warning' }
  if (account.mustChangePassword) return { text: '初期パスワード', tone: 'warning' }
  return { text: '利用中', tone: 'success' }
}

type Kept = Omit<State, 'hasFactor'> & { phoneVerified: boolean; phoneChannel: 'sms' | 'voice' | null; keys: number }

export const stateOfKept = (account: Kept) => accountState({ ...account, hasFactor: account.phoneVerified || account.keys > 0 })

/** '登録済み（SMS・セキュリティーキー2本）'. */
export function factorText({ phoneVerified, phoneChannel, keys }: Kept): string {
  const parts = [phoneVerified ? (phoneChannel === 'voice' ? '電話' : 'SMS') : '', keys > 0 ? `セキュリティーキー${keys}本` : ''].filter(
    Boolean,
  )
  return parts.length === 0 ? '未登録' : `登録済み（${parts.join('・')}）`
}
