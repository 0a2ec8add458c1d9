import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import type { PasswordFault } from '../password-rule.ts'

export type ChangeFaults = { current?: string; password?: string; again?: string }

/** A refusal in words; the same rule as for patients. */
export const passwordFaultText: Record<PasswordFault, string> = {
  'too-short': '8文字以上で入力してください',
  'too-long': '128文字以内で入力してください',
  'too-simple': '英大文字・英小文字・数字・記号のうち3種類以上を使ってください',
  common: 'よく使われるパスワードや、ログインIDを含むパスワードは使えません',
}

/** D11: the initial password is changed at the first sign-in; later from the own account. */
export function ChangePasswordPage({ first, faults }: { first: boolean; faults: ChangeFaults }) {
  return (
    <StaffLayout title="パスワードの変更">
      <div class="card">
        {first && <p>初めてサインインするため、またはパスワードが再発行されたため、パスワードを変更する必要があります。</p>}
        <Form action="/staff/password">
          <TextField
            name="current"
            label="現在のパスワード"
            type="password"
            hint={first ? '保健所から通達された初期パスワードを入力してください。' : undefined}
            fault={faults.current}
            autoComplete="current-password"
          />
          <TextField
            name="password"
            label="新しいパスワード"
            type="password"
            hint="8文字以上で、英大文字・英小文字・数字・記号のうち3種類以上を使ってください。よく使われるパスワードは使えません。"
            fault={faults.password}
            autoComplete="new-password"
          />
          <TextField name="again" label="新しいパスワード（確認）" type="password" fault={faults.again} autoComplete="new-password" />
          <p class="actions">
            <button class="primary">{first ? 'サインイン' : '変更する'}</button>
            {!first && (
              <a class="button" href="/staff/account">
                戻る
              </a>
            )}
          </p>
        </Form>
      </div>
    </StaffLayout>
  )
}
