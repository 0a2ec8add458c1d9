import { formatInstant } from '../../../i18n/format.ts'
import { wordsIn } from '../../../i18n/t.ts'
import { Badge, Facts } from '../../../ui/bits.tsx'
import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { accountState } from './account-state.ts'
import type { KeptAccount } from './keep-queries.server.ts'
import { roleName } from './role-name.ts'

type Props = { base: string; account: KeptAccount; orgName: string; isOwn: boolean; unsure?: boolean }
type Act = { verb: string; button: string; what: string; tone?: 'danger' }

/** One account and what its keeper may do with it; each button says first what will happen. */
export function AccountPage({ base, account, orgName, isOwn, unsure }: Props) {
  const state = accountState(account)
  const time = (instant: string | null) => (instant ? formatInstant(wordsIn('ja'), new Date(instant)) : 'なし')
  return (
    <StaffLayout title={`${account.name}のアカウント`}>
      <Facts
        rows={[
          ['ログインID', account.loginId],
          ['所属', orgName],
          ['役割', roleName[account.role]],
          [
            '状態',
            <Badge key="state" tone={state.tone}>
              {state.text}
            </Badge>,
          ],
          ['二段階認証', account.phoneVerified ? (account.phoneChannel === 'voice' ? '登録済み（電話）' : '登録済み（SMS）') : '未登録'],
          ['発行', time(account.createdAt)],
          ['最後のサインイン', time(account.lastSignInAt)],
          ...(account.lockedAt ? ([['ロック', time(account.lockedAt)]] as [string, string][]) : []),
          ...(account.endedAt ? ([['終了', time(account.endedAt)]] as [string, string][]) : []),
        ]}
      />
      {account.endedAt ? (
        <p>このアカウントは終了しました。必要なときは、新しいアカウントを発行してください。</p>
      ) : (
        actsFor(account, isOwn).map((act) => (
          <section key={act.verb} class="act">
            <p>{act.what}</p>
            <Form action={`${base}/${account.id}/${act.verb}`}>
              {act.tone === 'danger' && <Sure fault={unsure === true} />}
              <button class={act.tone}>{act.button}</button>
            </Form>
          </section>
        ))
      )}
      <p>
        <a href={base}>アカウントの一覧へ戻る</a>
      </p>
    </StaffLayout>
  )
}

/** What cannot be taken back takes two movements. */
function Sure({ fault }: { fault: boolean }) {
  return (
    <div class={fault ? 'question wrong' : 'question'}>
      {fault && (
        <p class="fault" role="alert" id="sure-fault">
          終了するときは、確認の欄にチェックを入れてください
        </p>
      )}
      <label class="box">
        <input type="checkbox" name="sure" value="yes" aria-describedby={fault ? 'sure-fault' : undefined} />
        このアカウントを終了してよいことを確認しました
      </label>
    </div>
  )
}

const actsFor = (account: KeptAccount, isOwn: boolean): Act[] => [
  ...(account.lockedAt
    ? [{ verb: 'unlock', button: 'ロックを解除する', what: '本人に確認したうえで、ロックを解除します。パスワードは変わりません。' }]
    : []),
  {
    verb: 'password',
    button: '初期パスワードを再発行する',
    what: '新しい初期パスワードを一度だけ表示します。サインイン中の端末はすべてサインアウトし、ロックも解除します。',
  },
  {
    verb: 'factor',
    button: '二段階認証を再設定する',
    what: '登録した電話番号を消します。サインイン中の端末はすべてサインアウトし、次のサインインで電話番号を登録します。',
  },
  ...(isOwn
    ? []
    : [
        {
          verb: 'end',
          button: 'アカウントを終了する',
          what: '異動や退職のときに使います。すぐにサインインできなくなり、元に戻せません。記録は残ります。',
          tone: 'danger' as const,
        },
      ]),
]
