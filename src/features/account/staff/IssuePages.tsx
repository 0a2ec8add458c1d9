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

type IssuedProps = { base: string; site: string; id: string; loginId: string; password: string; isNew: boolean }

/** Shown once: nobody can look the password up again, not even here. */
export function IssuedPage({ base, site, id, loginId, password, isNew }: IssuedProps) {
  return (
    <StaffLayout title={isNew ? 'アカウントを発行しました' : '初期パスワードを再発行しました'}>
      <Notice tone="warning" title="この画面を閉じると、初期パスワードは二度と表示できません。">
        <p>本人であることを確認して、ログインIDと初期パスワードを通達してください。</p>
      </Notice>
      <Facts
        rows={[
          ['ログインID', <code key="id">{loginId}</code>],
          ['初期パスワード', <code key="password">{password}</code>],
          ['アドレス', `${site}/staff/sign-in`],
        ]}
      />
      <p>本人は、このパスワードで初めてサインインするときに、二段階認証を登録し、新しいパスワードに変更します。</p>
      <section class="act">
        <p>
          窓付き封筒（長形3号）に三つ折りで入る通知書（PDF）を作ります。作れるのは一度だけです。開いたらすぐに印刷し、ファイルは消してください。
        </p>
        <Form action={`${base}/${id}/letter`}>
          <input type="hidden" name="password" value={password} />
          <p class="actions">
            <button class="primary">通知書（PDF）を作る</button>
          </p>
        </Form>
      </section>
      <p>
        <a href={`${base}/${id}`}>このアカウントを見る</a>　<a href={base}>アカウントの一覧へ戻る</a>
      </p>
    </StaffLayout>
  )
}

/** A letter is made once. */
export function LetterGonePage({ base, id }: { base: string; id: string }) {
  return (
    <StaffLayout title="通知書を作れません">
      <Notice tone="danger" title="この初期パスワードの通知書は、もう作れません。">
        <p>通知書は一度だけ作れます。必要なときは、アカウントの画面で初期パスワードを再発行してください。</p>
      </Notice>
      <p>
        <a href={`${base}/${id}`}>アカウントの画面へ</a>
      </p>
    </StaffLayout>
  )
}
