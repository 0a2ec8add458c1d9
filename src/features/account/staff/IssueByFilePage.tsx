import type { OrgKind, Role } from '../../../platform/http/route.server.ts'
import { Notice, Table } from '../../../ui/bits.tsx'
import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { type FiledAccount, type FiledOrganisation, type FileFault, fileColumns, mostAccounts } from './account-file.ts'
import { orgKindName, roleName, rolesGivenBy } from './role-name.ts'

type Props = {
  base: string
  keeper: keyof typeof rolesGivenBy
  organisations: FiledOrganisation[]
  text: string
  faults?: FileFault[]
  /** Looked through and without a fault: they wait for the word. */
  accounts?: FiledAccount[]
}

/** Many accounts at once: a list is pasted or chosen as a file, looked through, and issued. */
export function IssueByFilePage({ base, keeper, organisations, text, faults = [], accounts }: Props) {
  const action = `${base}/file`
  return (
    <StaffLayout title="アカウントの一括発行" wide>
      {faults.length > 0 && (
        <Notice tone="danger" title={`${faults.length}か所を直してください。まだ1件も発行していません。`}>
          <ul>
            {faults.map(({ line, text: words }) => (
              <li key={`${line} ${words}`}>{line > 0 ? `${line}行目：${words}` : words}</li>
            ))}
          </ul>
        </Notice>
      )}
      {accounts && <Looked {...{ action, text, accounts }} />}
      <p>
        1行に1件、{fileColumns.join('・')}
        の順に書きます（CSV、または表計算ソフトからの貼り付け）。見出しの行はあってもなくてもかまいません。ログインIDを空欄にすると、システムが決めます。一度に
        {mostAccounts}
        件までです。
      </p>
      <Form action={action} label="一覧の入力" class="small-form">
        <p>
          <label>
            アカウントの一覧
            <textarea name="text" rows={12} class="account-list" spellcheck={false} placeholder={example(organisations, keeper)}>
              {text}
            </textarea>
          </label>
        </p>
        <p class="actions">
          <button class={accounts ? '' : 'primary'} name="go" value="check">
            確かめる
          </button>
          <a class="button" href={base}>
            戻る
          </a>
        </p>
      </Form>
      <Form action={action} enctype="multipart/form-data" class="small-form" label="ファイルの選択">
        <label>
          または、CSVのファイルから読み込む（1MBまで）
          <input type="file" name="file" accept=".csv,.txt,.tsv" />
        </label>
        <button>読み込む</button>
      </Form>
      <details>
        <summary>使える役割と所属（{organisations.length}件）</summary>
        <ul>
          {(Object.entries(rolesGivenBy[keeper]) as [OrgKind, readonly Role[]][]).map(([kind, roles]) => (
            <li key={kind}>
              {orgKindName[kind]}：{roles.map((role) => roleName[role]).join('・')}
            </li>
          ))}
        </ul>
        <Table caption="所属" head={['名称', 'コード', '種類']}>
          {organisations.map(({ id, name, code, kind }) => (
            <tr key={id}>
              <td>{name}</td>
              <td class="number">{code ?? '－'}</td>
              <td>{orgKindName[kind]}</td>
            </tr>
          ))}
        </Table>
      </details>
    </StaffLayout>
  )
}

function example(organisations: FiledOrganisation[], keeper: Props['keeper']): string {
  const org = organisations.at(-1)
  const role = org && rolesGivenBy[keeper][org.kind]?.[0]
  return org && role ? `${fileColumns.join(',')}\n${org.name},架空 花子,${roleName[role]},` : fileColumns.join(',')
}

function Looked({ action, text, accounts }: { action: string; text: string; accounts: FiledAccount[] }) {
  return (
    <section aria-labelledby="looked-title">
      <h2 id="looked-title">
        発行するアカウント <span class="count">{accounts.length}件</span>
      </h2>
      <Table caption="発行するアカウント" head={['行', '所属', '氏名', '役割', 'ログインID']}>
        {accounts.map(({ line, organisation, name, role, loginId }) => (
          <tr key={line}>
            <td class="number">{line}</td>
            <td>{organisation.name}</td>
            <td class="name">{name}</td>
            <td>{roleName[role]}</td>
            <td>{loginId ?? <span class="blank">システムが決めます</span>}</td>
          </tr>
        ))}
      </Table>
      <Form action={action} label="発行">
        <textarea name="text" hidden>
          {text}
        </textarea>
        <p class="actions">
          <button class="primary" name="go" value="issue">
            {accounts.length}件を発行する
          </button>
        </p>
      </Form>
      <h2>一覧を直す</h2>
    </section>
  )
}

type Issued = { id: string; orgName: string; name: string; loginId: string; password: string }

/** Shown once: nobody can look the passwords up again, not even here. */
export function IssuedManyPage({ base, site, issued }: { base: string; site: string; issued: Issued[] }) {
  return (
    <StaffLayout title={`アカウントを${issued.length}件発行しました`} wide>
      <Notice tone="warning" title="この画面を閉じると、初期パスワードは二度と表示できません。">
        <p>通知書（PDF）をまとめて作り、印刷して、本人に渡してください。アドレスは {site}/staff/sign-in です。</p>
      </Notice>
      <section class="act">
        <p>
          1件1枚、窓付き封筒（長形3号）に三つ折りで入る通知書です。作れるのは一度だけです。開いたらすぐに印刷し、ファイルは消してください。
        </p>
        <Form action={`${base}/file/letters`} label="通知書">
          {issued.map(({ id, password }) => (
            <input key={id} type="hidden" name="account" value={`${id} ${password}`} />
          ))}
          <p class="actions">
            <button class="primary">通知書{issued.length}枚（PDF）を作る</button>
          </p>
        </Form>
      </section>
      <Table caption="発行したアカウント" head={['所属', '氏名', 'ログインID', '初期パスワード']}>
        {issued.map(({ id, orgName, name, loginId, password }) => (
          <tr key={id}>
            <td>{orgName}</td>
            <td class="name">{name}</td>
            <td>
              <code>{loginId}</code>
            </td>
            <td>
              <code>{password}</code>
            </td>
          </tr>
        ))}
      </Table>
      <p>
        <a href={base}>アカウントの一覧へ戻る</a>
      </p>
    </StaffLayout>
  )
}

/** Letters are made once. */
export function LettersGonePage({ base }: { base: string }) {
  return (
    <StaffLayout title="通知書を作れません">
      <Notice tone="danger" title="これらの初期パスワードの通知書は、もう作れません。">
        <p>通知書は一度だけ作れます。必要なときは、アカウントの画面で初期パスワードを再発行してください。</p>
      </Notice>
      <p>
        <a href={base}>アカウントの一覧へ戻る</a>
      </p>
    </StaffLayout>
  )
}
