import type { OrgKind, Role } from '../../../platform/http/route.server.ts'
import type { rolesGivenBy } from './role-name.ts'

/** After so many days an account that was issued and never used, or not used for so long, is pointed out. */
export type UnusedDays = { issue: number; idle: number }

export type Keeper = {
  kind: keyof typeof rolesGivenBy
  base: string
  who: { org: readonly OrgKind[]; roles?: readonly Role[] }
  about: string
  /** Kinds of organisation to narrow the list to; the first is shown at first where there are too many for one list. */
  kinds: OrgKind[]
}

/** Who keeps whose accounts; the database asks the same (may_keep_account). */
export const keepers: Keeper[] = [
  // A health centre's manager: those of the centre and of its institutions (D2).
  {
    kind: 'centre',
    base: '/centre/accounts',
    who: { org: ['centre'], roles: ['manager'] },
    about: '当保健所の職員と、管内の医療機関のアカウントを発行・再発行します。',
    kinds: ['centre', 'institution'],
  },
  {
    kind: 'prefecture',
    base: '/prefecture/accounts',
    who: { org: ['prefecture'], roles: ['manager'] },
    about: '都道府県の職員のアカウントを発行・再発行します。保健所の管理者のアカウントは、システム運用が発行します。',
    kinds: [],
  },
  // Operators: those of the authorities, the helpdesk and themselves, and each centre's managers.
  {
    kind: 'operator',
    base: '/operator/accounts',
    who: { org: ['operator'] },
    about: '都道府県・厚生労働省・ヘルプデスク・システム運用の職員と、各保健所の管理者のアカウントを発行・再発行します。',
    kinds: ['operator', 'helpdesk', 'ministry', 'prefecture', 'centre'],
  },
]
