import type { Scope } from '../../platform/http/api-limits.ts'

/** What a key may be used for, as the centre chooses it. */
export const scopeWords: Record<Scope, { label: string; hint: string }> = {
  'notifications:write': { label: '発生届の提出', hint: '電子カルテから発生届を送る' },
  'notifications:read-own-status': { label: '提出した発生届の状態', hint: '受付・保健所確認済を確かめる。個人情報は返しません' },
  'notifications:read-own': { label: '提出した発生届の内容', hint: '自院が提出した発生届の全項目を受け取る。個人情報を返します' },
}
