import { formatInstant } from '../../../i18n/format.ts'
import { wordsIn } from '../../../i18n/t.ts'
import { Badge, Notice, Table } from '../../../ui/bits.tsx'
import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { stateOfKept } from './account-state.ts'
import type { KeptAccount, KeptCounts } from './keep-queries.server.ts'
import type { Keeper, UnusedDays } from './keepers.ts'
import { type KeptQuery, stateNames, writeKeptQuery } from './kept-query.ts'
import { orgKindName, roleName, rolesGivenBy } from './role-name.ts'

type Props = {
  keeper: Keeper
  query: KeptQuery
  accounts: KeptAccount[]
  counts: KeptCounts
  days: UnusedDays
  /** A login ID that was looked for and is none of these. */
  missed?: string
}

/** The accounts that are kept here, fifty a page; what needs somebody is said at the head. */
export function KeptAccountsPage({ keeper, query, accounts, counts, days, missed }: Props) {
  const { base } = keeper
  const last = accounts.length > 50 ? accounts[49] : null
  return (
    <StaffLayout title="アカウント" wide>
      <p>{keeper.about}</p>
      <p class="actions">
        <a class="button primary" href={`${base}/new`}>
          アカウントの発行
        </a>
        <a class="button" href={`${base}/file`}>
          一括発行（ファイル）
        </a>
        {keeper.kind === 'centre' && (
          <a class="button" href="/centre/api-keys">
            電子カルテ連携（APIキー）
          </a>
        )}
      </p>
      <Head base={base} counts={counts} days={days} query={query} />
      <div class="list-tools">
        <Filters keeper={keeper} query={query} />
        <FindForm base={base} missed={missed} />
      </div>
      {accounts.length === 0 ? (
        <p class="calm">この条件に当てはまるアカウントはありません。</p>
      ) : (
        <Table caption="アカウントの一覧" head={['所属', '氏名', 'ログインID', '役割', '状態', '発行', '最後のサインイン']}>
          {accounts.slice(0, 50).map((account) => rowOf(base, account))}
        </Table>
      )}
      <p class="pages">
        {query.after && <a href={base + writeKeptQuery({ ...query, after: '' })}>先頭へ</a>}{' '}
        {last && (
          <a class="button" href={base + writeKeptQuery({ ...query, after: last.id })}>
            次の50件
          </a>
        )}
      </p>
    </StaffLayout>
  )
}

function Head({ base, counts, days, query }: { base: string; counts: KeptCounts; days: UnusedDays; query: KeptQuery }) {
  const link = (state: string) => base + writeKeptQuery({ kind: query.kind, state })
  return (
    <>
      {counts.locked > 0 && (
        <Notice tone="danger" title={`ロック中のアカウントが${counts.locked}件あります。`}>
          <p>
            <a href={link('locked')}>ロック中のアカウントを見る</a>
          </p>
        </Notice>
      )}
      {counts.never + counts.idle > 0 && (
        <Notice tone="warning" title="使われていないアカウントがあります。不要なら終了してください。">
          <ul>
            {counts.never > 0 && (
              <li>
                <a href={link('never')}>
                  発行から{days.issue}日を過ぎてもサインインがない: {counts.never}件
                </a>
              </li>
            )}
            {counts.idle > 0 && (
              <li>
                <a href={link('idle')}>
                  {days.idle}日を超えてサインインがない: {counts.idle}件
                </a>
              </li>
            )}
          </ul>
        </Notice>
      )}
    </>
  )
}

function Filters({ keeper: { base, kind, kinds }, query }: { keeper: Keeper; query: KeptQuery }) {
  const roles = [...new Set(Object.values(rolesGivenBy[kind]).flat())]
  return (
    <form method="get" action={base} class="filters" aria-label="絞り込み">
      {kinds.length > 0 && (
        <label>
          所属の種類
          <select name="kind">
            {kind !== 'operator' && <option value="">すべて</option>}
            {kinds.map((one) => (
              <option key={one} value={one} selected={one === query.kind}>
                {orgKindName[one]}
              </option>
            ))}
          </select>
        </label>
      )}
      {kinds.length > 0 && (
        <label>
          所属の名称
          <input name="org" value={query.org} maxLength={50} />
        </label>
      )}
      <label>
        役割
        <select name="role">
          <option value="">すべて</option>
          {roles.map((role) => (
            <option key={role} value={role} selected={role === query.role}>
              {roleName[role]}
            </option>
          ))}
        </select>
      </label>
      <label>
        状態
        <select name="state">
          <option value="">終了を除くすべて</option>
          {Object.entries(stateNames).map(([state, name]) => (
            <option key={state} value={state} selected={state === query.state}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button>絞り込む</button>
      {(query.org || query.role || query.state) && <a href={base + writeKeptQuery({ kind: query.kind })}>解除</a>}
    </form>
  )
}

/** A login ID is looked for by a form, never by an address. */
function FindForm({ base, missed }: { base: string; missed: string | undefined }) {
  return (
    <Form action={`${base}/find`} class="filters" label="ログインIDで探す">
      <label>
        ログインID
        <input
          name="loginId"
          value={missed ?? ''}
          maxLength={100}
          autoComplete="off"
          aria-invalid={missed === undefined ? undefined : 'true'}
          aria-describedby={missed === undefined ? undefined : 'find-fault'}
        />
      </label>
      <button>探す</button>
      {missed !== undefined && (
        <p class="fault" role="alert" id="find-fault">
          {missed === '' ? 'ログインIDを入力してください' : 'このログインIDのアカウントはありません'}
        </p>
      )}
    </Form>
  )
}

const day = (instant: string | null) => (instant ? formatInstant(wordsIn('ja'), new Date(instant)) : 'なし')

function rowOf(base: string, account: KeptAccount) {
  const state = stateOfKept(account)
  return (
    <tr key={account.id}>
      <td class="organisation">{account.orgName}</td>
      <td>
        <a href={`${base}/${account.id}`}>{account.name}</a>
      </td>
      <td>{account.loginId}</td>
      <td>{roleName[account.role]}</td>
      <td>
        <Badge tone={state.tone}>{state.text}</Badge>
      </td>
      <td>{day(account.createdAt)}</td>
      <td>{day(account.lastSignInAt)}</td>
    </tr>
  )
}
