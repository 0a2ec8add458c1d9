import { type Scope, scopes } from '../../platform/http/api-limits.ts'
import { Facts, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { ChoiceField, TextField } from '../../ui/TextField.tsx'
import type { Institution } from './queries.server.ts'
import { scopeWords } from './scope-words.ts'

export type GivenKey = { institutionId: string; name: string; scopes: string[] }
export type KeyFaults = { institutionId?: string; name?: string; scopes?: string }
type Props = { institutions: Institution[]; given: GivenKey; faults: KeyFaults }

export function IssueKeyPage({ institutions, given, faults }: Props) {
  return (
    <StaffLayout title="APIキーの発行">
      <p>キーは一度だけ表示します。システムごとに1つずつ発行してください。</p>
      <Form action="/centre/api-keys/new">
        <ChoiceField
          name="institutionId"
          label="医療機関"
          value={given.institutionId}
          fault={faults.institutionId}
          options={Object.fromEntries(institutions.map(({ id, name }) => [id, name]))}
        />
        <TextField
          name="name"
          label="名称・用途"
          hint="例: 外来の電子カルテ。個人名は入れないでください。"
          value={given.name}
          fault={faults.name}
          maxLength={60}
          autoComplete="off"
        />
        <fieldset class={faults.scopes ? 'question wrong' : 'question'} id="scopes">
          <legend class="question-label">できること</legend>
          {faults.scopes && (
            <p class="fault" role="alert">
              {faults.scopes}
            </p>
          )}
          {scopes.map((scope) => (
            <ScopeBox key={scope} scope={scope} checked={given.scopes.includes(scope)} />
          ))}
        </fieldset>
        <p class="actions">
          <button class="primary">発行する</button>
          <a class="button" href="/centre/api-keys">
            戻る
          </a>
        </p>
      </Form>
    </StaffLayout>
  )
}

function ScopeBox({ scope, checked }: { scope: Scope; checked: boolean }) {
  const { label, hint } = scopeWords[scope]
  return (
    <div class="api-scope">
      <label class="tick">
        <input type="checkbox" name="scopes" value={scope} checked={checked} aria-describedby={`${scope}-hint`} /> {label}
      </label>
      <div class="hint" id={`${scope}-hint`}>
        {hint}
      </div>
    </div>
  )
}

/** Shown once: only its hash is kept. */
export function IssuedKeyPage({ institution, name, apiKey }: { institution: string; name: string; apiKey: string }) {
  return (
    <StaffLayout title="APIキーを発行しました">
      <Notice tone="warning" title="この画面を閉じると、APIキーは二度と表示できません。">
        <p>医療機関の担当者であることを確認して、安全な方法で渡してください。メールやFAXで送らないでください。</p>
      </Notice>
      <Facts
        rows={[
          ['医療機関', institution],
          ['名称・用途', name],
          [
            'APIキー',
            <code key="key" class="api-key-text">
              {apiKey}
            </code>,
          ],
        ]}
      />
      <p>
        接続の仕様: <a href="/api/docs">API仕様</a>
      </p>
      <p>
        <a href="/centre/api-keys">APIキーの一覧へ戻る</a>
      </p>
    </StaffLayout>
  )
}
