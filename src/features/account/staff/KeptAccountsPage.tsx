import { formatInstant } from '../../../i18n/format.ts'
import { wordsIn } from '../../../i18n/t.ts'
import type { OrgKind } from '../../../platform/http/route.server.ts'
import { Badge, Table } from '../../../ui/bits.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { accountState } from './account-state.ts'
import type { KeptAccount, KeptOrganisation } from './keep-queries.server.ts'
import { orgKindName, roleName } from './role-name.ts'

type Props = {
  base: string
  /** Whose accounts these are, in words. */
  about: string
  organisations: KeptOrganisation[]
  accounts: KeptAccount[]
  /** Kinds of organisation to choose from, where there are too many for one page; `kind` is shown. */
  kinds?: OrgKind[]
  kind?: OrgKind
}

/** Every account that is kept here, by organisation; locked ones are said at the head. */
export function KeptAccountsPage({ base, about, organisations, accounts, kinds = [], kind }: Props) {
  const locked = accounts.filter((account) => account.lockedAt && !account.endedAt)
  return (
    <StaffLayout title="アカウント">
      <p>{about}</p>
      <p class="actions">
        <a class="button primary" href={`${base}/new`}>
          アカウントの発行
        </a>
      </p>
      {locked.length > 0 && (
        <section class="notice danger" aria-label="ロック中のアカウント">
          <p class="notice-title">ロック中のアカウントが{locked.length}件あります。</p>
          <ul>
            {locked.map((account) => (
              <li key={account.id}>
                <a href={`${base}/${account.id}`}>
                  {account.name}（{account.loginId}）
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {kinds.length > 0 && (
        <nav aria-label="所属の種類で絞り込む">
          <ul class="chips">
            {kinds.map((one) => (
              <li key={one}>
                <a href={`${base}?kind=${one}`} aria-current={one === kind ? 'page' : undefined}>
                  {orgKindName[one]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {organisations.map((organisation) => (
        <OrganisationAccounts
          key={organisation.id}
          base={base}
          organisation={organisation}
          accounts={accounts.filter((account) => account.orgId === organisation.id)}
        />
      ))}
    </StaffLayout>
  )
}

function OrganisationAccounts({ base, organisation, accounts }: { base: string; organisation: KeptOrganisation; accounts: KeptAccount[] }) {
  return (
    <section>
      <h2>{organisation.name}</h2>
      {accounts.length === 0 ? (
        <p class="blank">アカウントはまだありません。</p>
      ) : (
        <Table caption={`${organisation.name}のアカウント`} head={['氏名', 'ログインID', '役割', '状態', '最後のサインイン']}>
          {accounts.map((account) => rowOf(base, account))}
        </Table>
      )}
    </section>
  )
}

function rowOf(base: string, account: KeptAccount) {
  const state = accountState(account)
  return (
    <tr key={account.id}>
      <td>
        <a href={`${base}/${account.id}`}>{account.name}</a>
      </td>
      <td>{account.loginId}</td>
      <td>{roleName[account.role]}</td>
      <td>
        <Badge tone={state.tone}>{state.text}</Badge>
      </td>
      <td>{account.lastSignInAt ? formatInstant(wordsIn('ja'), new Date(account.lastSignInAt)) : 'なし'}</td>
    </tr>
  )
}
