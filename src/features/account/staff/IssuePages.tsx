import type { OrgKind, Role } from '../../../platform/http/route.server.ts'
import { Facts, Notice } from '../../../ui/bits.tsx'
import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { ChoiceField, TextField } from '../../../ui/TextField.tsx'
import type { KeptOrganisation } from './keep-queries.server.ts'
import { orgKindName, roleName, rolesGivenBy } from './role-name.ts'

export type IssueFaults = { orgId?: string; role?: string; name?: string }
type Props = {
  /** Where the accounts are kept: '/centre/accounts' or '/operator/accounts'. */
  base: string
  keeper: keyof typeof rolesGivenBy
  organisations: KeptOrganisation[]
  given: { orgId: string; role: string; name: string }
  faults: IssueFaults
}

/** D2: a new account. The login ID is made by the system. */
export function IssuePage({ base, keeper, organisations, given, faults }: Props) {
  const kinds = Object.entries(rolesGivenBy[keeper]) as [OrgKind, readonly Role[]][]
  const roles = [...new Set(kinds.flatMap(([, roles]) => roles))]
  const optionsOfRoles = Object.fromEntries(roles.map((role) => [role, roleName[role]]))
  return (
    <StaffLayout title="アカウントの発行">
      <p>ログインIDと初期パスワードを発行します。初期パスワードは一度だけ表示します。</p>
      <Form action={`${base}/new`}>
        <ChoiceField
          name="orgId"
          label="所属"
          value={given.orgId}
          fault={faults.orgId}
          options={Object.fromEntries(organisations.map((org) => [org.id, org.name]))}
        />
        <ChoiceField
          name="role"
          label="役割"
          value={given.role}
          fault={faults.role}
          options={optionsOfRoles}
          hint={kinds.map(([kind, roles]) => (
            <div key={kind}>
              {orgKindName[kind]}: {roles.map((role) => roleName[role]).join('・')}
            </div>
          ))}
        />
        <TextField name="name" label="氏名" value={given.name} fault={faults.name} maxLength={60} autoComplete="off" />
        <p class="actions">
          <button class="primary">発行する</button>
          <a class="button" href={base}>
            戻る
          </a>
        </p>
      </Form>
    </StaffLayout>
  )
}

/** Shown once: nobody can look the password up again, not even here. */
export function IssuedPage({ base, loginId, password, isNew }: { base: string; loginId: string; password: string; isNew: boolean }) {
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
        <a href={base}>アカウントの一覧へ戻る</a>
      </p>
    </StaffLayout>
  )
}
