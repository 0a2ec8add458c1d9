import { formatInstant } from '../../../i18n/format.ts'
import { wordsIn } from '../../../i18n/t.ts'
import { Badge, Facts, Notice } from '../../../ui/bits.tsx'
import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { accountState } from './account-state.ts'
import { callerChecks } from './identity.ts'
import type { AccountState } from './keep-queries.server.ts'

type Props = { loginId?: string; account?: AccountState | null; unlocked?: boolean; unsure?: readonly string[] }

/** One account at a time, by the login ID that the caller names. */
export function HelpdeskPage({ loginId = '', account, unlocked, unsure }: Props) {
  const fault = account === null ? (loginId === '' ? 'ログインIDを入力してください' : 'このログインIDのアカウントはありません') : null
  return (
    <StaffLayout title="アカウントの状態">
      <p>
        自治体・医療機関からのお問い合わせです。医療機関名等を確認してから、ログインIDで検索してください。検索と解除は、すべて記録されます。
      </p>
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
      {account && <Found account={account} unsure={unsure} />}
    </StaffLayout>
  )
}

const time = (instant: string | null) => (instant ? formatInstant(wordsIn('ja'), new Date(instant)) : 'なし')

function Found({ account, unsure }: { account: AccountState; unsure: readonly string[] | undefined }) {
  const state = accountState(account)
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
          ...(account.lockedAt ? ([['ロック', time(account.lockedAt)]] as [string, string][]) : []),
        ]}
      />
      {account.lockedAt && !account.endedAt && !account.isLockedByHand ? (
        <UnlockForm account={account} unsure={unsure} />
      ) : account.lockedAt && !account.endedAt ? (
        <p>このアカウントは、管理者がロックしました。ヘルプデスクでは解除できません。管轄の保健所へ連絡するよう案内してください。</p>
      ) : (
        <p>パスワードと二段階認証の再設定は、管轄の保健所が行います。ヘルプデスクではできません。</p>
      )}
    </section>
  )
}

/** What was asked on the telephone is kept with the account (D5). */
function UnlockForm({ account, unsure }: { account: AccountState; unsure: readonly string[] | undefined }) {
  return (
    <Form action="/helpdesk/unlock">
      <input type="hidden" name="id" value={account.id} />
      <input type="hidden" name="loginId" value={account.loginId} />
      <fieldset class={unsure ? 'question wrong' : 'question'}>
        <legend class="question-label">確認したこと</legend>
        {unsure && (
          <p class="fault" role="alert">
            医療機関名等と、ほかに1つ以上を確認し、チェックを入れてください
          </p>
        )}
        <div class="boxes">
          {Object.entries(callerChecks).map(([name, words]) => (
            <label key={name} class="box">
              <input type="checkbox" name="checked" value={name} checked={unsure?.includes(name)} />
              {words}
            </label>
          ))}
        </div>
      </fieldset>
      <p class="actions">
        <button>ロックを解除する</button>
      </p>
    </Form>
  )
}
