import type { ComponentChildren } from 'preact'
import { formatInstant } from '../../../i18n/format.ts'
import { wordsIn } from '../../../i18n/t.ts'
import { Badge, Facts, Notice, Table } from '../../../ui/bits.tsx'
import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { ChoiceField } from '../../../ui/TextField.tsx'
import { factorText, stateOfKept } from './account-state.ts'
import { callerChecks, identityChecks } from './identity.ts'
import type { AccountEvent, KeptAccount } from './keep-queries.server.ts'
import type { Keeper } from './keepers.ts'
import { roleName, rolesGivenBy } from './role-name.ts'

export type AccountFault = 'unsure' | 'last' | 'role'
type Props = { keeper: Keeper; account: KeptAccount; history: AccountEvent[]; isOwn: boolean; fault?: AccountFault }

const time = (instant: string | null) => (instant ? formatInstant(wordsIn('ja'), new Date(instant)) : 'なし')
const lastText = 'この組織でアカウントを管理できる人が、いなくなります。先に、別の人を管理者にしてください。'

/** One account and what its keeper may do with it; each button says first what will happen. */
export function AccountPage({ keeper, account, history, isOwn, fault }: Props) {
  const state = stateOfKept(account)
  return (
    <StaffLayout title={`${account.name}のアカウント`}>
      {fault === 'last' && (
        <Notice tone="danger" title="できませんでした。">
          <p>{lastText}</p>
        </Notice>
      )}
      <Facts
        rows={[
          ['ログインID', account.loginId],
          ['所属', account.orgName],
          ['役割', roleName[account.role]],
          [
            '状態',
            <Badge key="state" tone={state.tone}>
              {state.text}
            </Badge>,
          ],
          ['二段階認証', factorText(account)],
          ['発行', time(account.createdAt)],
          ['最後のサインイン', time(account.lastSignInAt)],
          ...(account.lockedAt
            ? ([['ロック', `${time(account.lockedAt)}（${account.isLockedByHand ? '管理者による' : '続けて10回間違えたため'}）`]] as [
                string,
                string,
              ][])
            : []),
          ...(account.endedAt ? ([['終了', time(account.endedAt)]] as [string, string][]) : []),
        ]}
      />
      {account.endedAt ? (
        <p>このアカウントは終了しました。必要なときは、新しいアカウントを発行してください。</p>
      ) : (
        <Acts keeper={keeper} account={account} isOwn={isOwn} fault={fault} />
      )}
      <History events={history} />
      <p>
        <a href={keeper.base}>アカウントの一覧へ戻る</a>
      </p>
    </StaffLayout>
  )
}

function Acts({ keeper, account, isOwn, fault }: Omit<Props, 'history' | 'fault'> & { fault: AccountFault | undefined }) {
  const at = `${keeper.base}/${account.id}`
  const roles = rolesGivenBy[keeper.kind][account.orgKind] ?? []
  return (
    <>
      {account.lockedAt && (
        <Act at={`${at}/unlock`} button="ロックを解除する" what="本人に確認したうえで、ロックを解除します。パスワードは変わりません。" />
      )}
      <Act
        at={`${at}/password`}
        button="初期パスワードを再発行する"
        what="新しい初期パスワードを一度だけ表示します。サインイン中の端末はすべてサインアウトし、ロックも解除します。"
      />
      {!isOwn && (
        <section class="act">
          <p>
            電話をなくした、番号が変わった、キーをなくしたとき。本人であることを確認してから、登録した電話番号とセキュリティーキーを消します。
          </p>
          <a class="button" href={`${at}/factor`}>
            二段階認証を再設定する
          </a>
        </section>
      )}
      {!isOwn && roles.length > 1 && (
        <Act at={`${at}/role`} button="役割を変更する" what="役割を変えると、サインイン中の端末はすべてサインアウトします。">
          <ChoiceField
            name="role"
            label="役割"
            value={account.role}
            options={Object.fromEntries(roles.map((role) => [role, roleName[role]]))}
            fault={fault === 'role' ? 'この所属では使えない役割です' : null}
            class="short"
          />
        </Act>
      )}
      {!isOwn && !account.lockedAt && (
        <Act
          at={`${at}/lock`}
          button="ロックする"
          what="端末や鍵の紛失、不正利用の疑いがあるときに使います。すぐにすべての端末からサインアウトし、管理者が解除するまでサインインできません。"
        />
      )}
      {!isOwn && (
        <Act
          at={`${at}/end`}
          button="アカウントを終了する"
          tone="danger"
          what="異動や退職のときに使います。すぐにサインインできなくなり、元に戻せません。記録は残ります。"
        >
          <Sure fault={fault === 'unsure'} />
        </Act>
      )}
      {isOwn && <p>自分の役割の変更、ロック、終了は、ほかの管理者が行います。</p>}
    </>
  )
}

type ActProps = { at: string; button: string; what: string; tone?: 'danger'; children?: ComponentChildren }
const Act = ({ at, button, what, tone, children }: ActProps) => (
  <section class="act">
    <p>{what}</p>
    <Form action={at}>
      {children}
      <p class="actions">
        <button class={tone}>{button}</button>
      </p>
    </Form>
  </section>
)

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

const eventNames: Record<string, string> = {
  issued: '発行',
  letter: '通知書の作成',
  'password-reset': '初期パスワードの再発行',
  'factor-reset': '二段階認証の再設定',
  locked: 'ロック',
  unlocked: 'ロックの解除',
  'role-changed': '役割の変更',
  ended: '終了',
  'looked-up': 'ヘルプデスクの照会',
}

/** Who did what, and how identity was checked. */
function History({ events }: { events: AccountEvent[] }) {
  if (events.length === 0) return null
  return (
    <section>
      <h2>履歴</h2>
      <Table caption="履歴" head={['日時', '内容', '行った人']}>
        {events.map((event) => (
          <tr key={`${event.at} ${event.what}`}>
            <td>{time(event.at)}</td>
            <td>{[eventNames[event.what], detailOf(event)].filter(Boolean).join('：')}</td>
            <td>{event.byName ? `${event.byOrg} ${event.byName}` : '—'}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

function detailOf({ what, detail }: AccountEvent): string {
  if (what === 'role-changed')
    return `${roleName[detail.from as keyof typeof roleName]}から${roleName[detail.to as keyof typeof roleName]}へ`
  const words: Record<string, string> = { ...callerChecks, ...identityChecks }
  return ((detail.checked as string[] | undefined) ?? []).map((name) => words[name] ?? name).join('、')
}
