import { formatInstant } from '../../../i18n/format.ts'
import { wordsIn } from '../../../i18n/t.ts'
import { Badge, Table } from '../../../ui/bits.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { accountState } from './account-state.ts'
import type { KeptAccount, KeptOrganisation } from './keep-queries.server.ts'
import { roleName } from './role-name.ts'

type Props = { organisations: KeptOrganisation[]; accounts: KeptAccount[] }

/** Every account the centre keeps, by organisation; locked ones are said at the head. */
export function KeptAccountsPage({ organisations, accounts }: Props) {
  const locked = accounts.filter((account) => account.lockedAt && !account.endedAt)
  return (
    <StaffLayout title="アカウント">
      <p>当保健所の職員と、管内の医療機関のアカウントを発行・再発行します。</p>
      <p class="actions">
        <a class="button primary" href="/centre/accounts/new">
          アカウントの発行
        </a>
      </p>
      {locked.length > 0 && (
        <section class="notice danger" aria-label="ロック中のアカウント">
          <p class="notice-title">ロック中のアカウントが{locked.length}件あります。</p>
          <ul>
            {locked.map((account) => (
              <li key={account.id}>
                <a href={`/centre/accounts/${account.id}`}>
                  {account.name}（{account.loginId}）
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {organisations.map((organisation) => (
        <OrganisationAccounts
          key={organisation.id}
          organisation={organisation}
          accounts={accounts.filter((account) => account.orgId === organisation.id)}
        />
      ))}
    </StaffLayout>
  )
}

function OrganisationAccounts({ organisation, accounts }: { organisation: KeptOrganisation; accounts: KeptAccount[] }) {
  return (
    <section>
      <h2>{organisation.name}</h2>
      {accounts.length === 0 ? (
        <p class="blank">アカウントはまだありません。</p>
      ) : (
        <Table caption={`${organisation.name}のアカウント`} head={['氏名', 'ログインID', '役割', '状態', '最後のサインイン']}>
          {accounts.map(rowOf)}
        </Table>
      )}
    </section>
  )
}

function rowOf(account: KeptAccount) {
  const state = accountState(account)
  return (
    <tr key={account.id}>
      <td>
        <a href={`/centre/accounts/${account.id}`}>{account.name}</a>
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
