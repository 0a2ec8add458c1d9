import { formatInstant } from '../../../i18n/format.ts'
import { wordsIn } from '../../../i18n/t.ts'
import { Badge, Facts, Notice } from '../../../ui/bits.tsx'
import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { accountState } from './account-state.ts'
import type { AccountState } from './keep-queries.server.ts'

type Props = { loginId?: string; account?: AccountState | null; unlocked?: boolean }

/** One account at a time, by the login ID that the caller names. */
export function HelpdeskPage({ loginId = '', account, unlocked }: Props) {
  const fault = account === null ? (loginId === '' ? 'ログインIDを入力してください' : 'このログインIDのアカウントはありません') : null
  return (
    <StaffLayout title="アカウントの状態">
      <p>お問い合わせの医療機関名等を確認してから、ログインIDで検索してください。</p>
      <Form action="/helpdesk/search">
        <TextField name="loginId" label="ログインID" value={loginId} fault={fault} autoComplete="off" maxLength={100} />
        <p class="actions">
          <button class="primary">検索</button>
        </p>
      </Form>
      {unlocked && (
        <Notice tone="success">
          <p>ロックを解除しました。</p>
        </Notice>
      )}
      {account && <Found account={account} />}
    </StaffLayout>
  )
}

function Found({ account }: { account: AccountState }) {
  const state = accountState(account)
  const time = (instant: string | null) => (instant ? formatInstant(wordsIn('ja'), new Date(instant)) : 'なし')
  return (
    <section aria-label="検索結果">
      <Facts
        rows={[
          ['ログインID', account.loginId],
          ['所属', account.orgName],
          ['所属の電話番号', account.orgPhone],
          ['管轄の保健所', account.centreName ?? '—'],
          [
            '状態',
            <Badge key="state" tone={state.tone}>
              {state.text}
            </Badge>,
          ],
          ['最後のサインイン', time(account.lastSignInAt)],
        ]}
      />
      {account.lockedAt && !account.endedAt ? (
        <Form action="/helpdesk/unlock">
          <input type="hidden" name="id" value={account.id} />
          <input type="hidden" name="loginId" value={account.loginId} />
          <p class="actions">
            <button>ロックを解除する</button>
          </p>
        </Form>
      ) : (
        <p>パスワードと二段階認証の再設定は、管轄の保健所が行います。</p>
      )}
    </section>
  )
}
