import { formatInstant } from '../../../i18n/format.ts'
import { wordsIn } from '../../../i18n/t.ts'
import { maskPhone } from '../../../lib/phone-number.ts'
import { Badge, Facts, Table } from '../../../ui/bits.tsx'
import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import type { SecurityKey } from '../security-key/queries.server.ts'
import type { OwnAccount, OwnSession } from './queries.server.ts'
import { roleName } from './role-name.ts'

const time = (instant: string) => formatInstant(wordsIn('ja'), new Date(instant))

type Props = { own: OwnAccount; orgName: string; sessions: OwnSession[]; keys: SecurityKey[] }

/** One's own account: what it is, where it is signed in, and how to change password and telephone. */
export function OwnAccountPage({ own, orgName, sessions, keys }: Props) {
  const way = own.phoneChannel === 'voice' ? '電話する' : 'コードをSMS送信する'
  return (
    <StaffLayout title="アカウント">
      <Facts
        rows={[
          ['ログインID', own.loginId],
          ['氏名', own.name],
          ['所属', orgName],
          ['役割', roleName[own.role]],
          ['二段階認証の電話', own.phone ? `${maskPhone(own.phone)}（${way}）` : '未登録'],
        ]}
      />
      <p class="actions">
        <a class="button" href="/staff/password">
          パスワードの変更
        </a>
        <a class="button" href="/staff/phone">
          {own.phone ? '電話番号の変更' : '電話番号の登録'}
        </a>
      </p>
      <OwnKeys keys={keys} />
      <h2>サインイン中の端末</h2>
      <Table caption="サインイン中の端末" head={['端末', 'サインイン', '最後の操作']}>
        {sessions.map((session) => (
          <tr key={session.createdAt}>
            <td>
              {session.device || '不明な端末'} {session.isThis && <Badge tone="info">この端末</Badge>}
            </td>
            <td>{time(session.createdAt)}</td>
            <td>{time(session.lastSeenAt)}</td>
          </tr>
        ))}
      </Table>
      <p>30分間操作がないとき、またはサインインから12時間たったときは、自動的にサインアウトします。</p>
      <Form action="/staff/account/sign-out-everywhere">
        <p class="actions">
          <button>すべての端末からサインアウト</button>
        </p>
      </Form>
    </StaffLayout>
  )
}

/** D45 G33: keys by the names their owner gave them. */
function OwnKeys({ keys }: { keys: SecurityKey[] }) {
  return (
    <section>
      <h2>セキュリティーキー</h2>
      {keys.length === 0 ? (
        <p class="blank">登録したキーはありません。</p>
      ) : (
        <Table caption="セキュリティーキー" head={['名前', '登録', '最後の使用', '操作']}>
          {keys.map((key) => (
            <tr key={key.id}>
              <td>{key.name}</td>
              <td>{time(key.registeredAt)}</td>
              <td>{key.lastUsedAt ? time(key.lastUsedAt) : 'なし'}</td>
              <td>
                <a href={`/staff/security-keys/${key.id}`}>
                  削除<span class="visually-hidden">：{key.name}</span>
                </a>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <p class="actions">
        <a class="button" href="/staff/security-keys/new">
          セキュリティーキーの登録
        </a>
      </p>
    </section>
  )
}
