import { Notice } from '../../../ui/bits.tsx'
import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { TextField } from '../../../ui/TextField.tsx'

/** D6: the login ID. */
export function SignInPage({ fault }: { fault?: string }) {
  return (
    <StaffLayout title="サインイン">
      <div class="card">
        <Form action="/staff/sign-in">
          <TextField
            name="loginId"
            label="ログインID"
            hint="管轄の保健所から発行されたIDを入力します。"
            fault={fault}
            autoComplete="username"
            maxLength={100}
          />
          <p class="actions">
            <button class="primary">次へ</button>
          </p>
        </Form>
        <ul class="plain">
          <li>
            <a href="/staff/help/sign-in">アカウントにアクセスできない場合</a>
          </li>
          <li>
            <a href="/staff/help/sign-in#options">サインイン オプション</a>
          </li>
        </ul>
      </div>
      <p>
        <a href="/staff/help/sign-in">サインインできない場合の対処方法</a>
      </p>
    </StaffLayout>
  )
}

/** D6: the password, for the ID just typed, whether or not there is such an account. */
export function PasswordPage({ loginId, fault }: { loginId: string; fault?: 'wrong' | { seconds: number } }) {
  return (
    <StaffLayout title="パスワードの入力">
      <div class="card">
        <p>
          <a href="/staff/sign-in">
            <span aria-hidden="true">← </span>
            {loginId}
          </a>
        </p>
        {fault === 'wrong' && (
          <Notice tone="danger" title="ログインIDまたはパスワードが正しくありません。">
            <p>続けて10回間違えると、アカウントはロックされます。ロックの解除と初期パスワードの再発行は、管轄の保健所へご連絡ください。</p>
          </Notice>
        )}
        {typeof fault === 'object' && (
          <Notice tone="danger" title="しばらく待ってから、もう一度サインインしてください。">
            <p>続けて試されたため、約{fault.seconds}秒のあいだ受け付けません。</p>
          </Notice>
        )}
        <Form action="/staff/sign-in/password">
          <input type="hidden" name="loginId" value={loginId} />
          <TextField
            name="password"
            label="パスワード"
            type="password"
            hint="初めてHER-SYSを利用する場合は、保健所から通達された初期パスワードを入力してください。"
            autoComplete="current-password"
          />
          <p>
            <a href="/staff/help/password">パスワードを忘れた場合</a>
          </p>
          <p class="actions">
            <button class="primary">サインイン</button>
          </p>
        </Form>
      </div>
    </StaffLayout>
  )
}
