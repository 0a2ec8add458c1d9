import { isUuid } from '../../../lib/uuid.ts'
import type { Keeper } from './keepers.ts'
import { roleName } from './role-name.ts'

/** States to narrow the list to; without one, every account that has not ended. */
export const stateNames = {
  locked: 'ロック中',
  never: '発行後サインインなし',
  idle: '長くサインインなし',
  'no-factor': '二段階認証 未登録',
  'in-use': '利用中',
  ended: '終了',
} as const

export type KeptQuery = { kind: string; org: string; role: string; state: string; after: string }

/** What of an address is a condition of the list; anything else is passed over. No name of a person stands in an address. */
export function readKeptQuery(query: Record<string, string | undefined>, { kinds, kind }: Keeper): KeptQuery {
  const among = (value: string | undefined, known: readonly string[]) => known.find((one) => one === value) ?? ''
  return {
    kind: among(query.kind, kinds) || (kind === 'operator' ? kinds[0]! : ''),
    org: (query.org ?? '').normalize('NFKC').trim().slice(0, 50),
    role: among(query.role, Object.keys(roleName)),
    state: among(query.state, Object.keys(stateNames)),
    after: isUuid(query.after ?? '') ? query.after! : '',
  }
}

/** '?kind=…&state=…' of what is set, or ''. */
export function writeKeptQuery(query: Partial<KeptQuery>): string {
  const set = Object.entries(query).filter(([, value]) => value)
  return set.length === 0 ? '' : `?${new URLSearchParams(set as [string, string][])}`
}
