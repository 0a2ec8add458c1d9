type State = { endedAt: string | null; lockedAt: string | null; mustChangePassword: boolean; phoneVerified: boolean }
type Shown = { text: string; tone: 'plain' | 'danger' | 'warning' | 'success' }

/** What an account's state is called, the weightiest first. */
export function accountState(account: State): Shown {
  if (account.endedAt) return { text: '終了', tone: 'plain' }
  if (account.lockedAt) return { text: 'ロック中', tone: 'danger' }
  if (!account.phoneVerified) return { text: '二段階認証 未登録', tone: 'warning' }
  if (account.mustChangePassword) return { text: '初期パスワード', tone: 'warning' }
  return { text: '利用中', tone: 'success' }
}
