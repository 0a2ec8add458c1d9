import { Facts, Notice } from '../../../ui/bits.tsx'
import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import type { KeptOrganisation } from './keep-queries.server.ts'
import { roleName, rolesOf } from './role-name.ts'

export type IssueFaults = { orgId?: string; role?: string; name?: string }
type Props = { organisations: KeptOrganisation[]; given: { orgId: string; role: string; name: string }; faults: IssueFaults }

/** D2: a new account. The login ID is made by the system. */
export function IssuePage({ organisations, given, faults }: Props) {
  const roles = [...new Set([...rolesOf.centre, ...rolesOf.institution])]
  const optionsOfRoles = Object.fromEntries(roles.map((role) => [role, roleName[role]]))
  return (
    <StaffLayout title="アカウントの発行">
      <p>ログインIDと初期パスワードを発行します。初期パスワードは一度だけ表示します。</p>
      <Form action="/centre/accounts/new">
        <Choice
          name="orgId"
          label="所属"
          value={given.orgId}
          fault={faults.orgId}
          options={Object.fromEntries(organisations.map((org) => [org.id, org.name]))}
        />
        <Choice
          name="role"
          label="役割"
          value={given.role}
          fault={faults.role}
          options={optionsOfRoles}
          hint="保健所: 保健師・事務・管理者　医療機関: 医師・事務・管理者"
        />
        <TextField name="name" label="氏名" value={given.name} fault={faults.name} maxLength={60} autoComplete="off" />
        <p class="actions">
          <button class="primary">発行する</button>
          <a class="button" href="/centre/accounts">
            戻る
          </a>
        </p>
      </Form>
    </StaffLayout>
  )
}

type ChoiceProps = { name: string; label: string; value: string; fault?: string; hint?: string; options: Record<string, string> }

function Choice({ name, label, value, fault, hint, options }: ChoiceProps) {
  const describedBy = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ') || undefined
  return (
    <div class={fault ? 'question wrong' : 'question'}>
      <label class="question-label" for={name}>
        {label}
      </label>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="fault" id={`${name}-fault`} role="alert">
          {fault}
        </p>
      )}
      <select id={name} name={name} aria-describedby={describedBy} aria-invalid={fault ? 'true' : undefined}>
        <option value="">選択してください</option>
        {Object.entries(options).map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}

/** Shown once: nobody can look the password up again, not even here. */
export function IssuedPage({ loginId, password, isNew }: { loginId: string; password: string; isNew: boolean }) {
  return (
    <StaffLayout title={isNew ? 'アカウントを発行しました' : '初期パスワードを再発行しました'}>
      <Notice tone="warning" title="この画面を閉じると、初期パスワードは二度と表示できません。">
        <p>本人であることを確認して、ログインIDと初期パスワードを通達してください。</p>
      </Notice>
      <Facts
        rows={[
          ['ログインID', <code key="id">{loginId}</code>],
          ['初期パスワード', <code key="password">{password}</code>],
        ]}
      />
      <p>
        本人は、このパスワードで初めてサインインするときに、二段階認証の電話番号を登録し、新しいパスワードに変更します。URLは「/staff/sign-in」です。
      </p>
      <p>
        <a href="/centre/accounts">アカウントの一覧へ戻る</a>
      </p>
    </StaffLayout>
  )
}
