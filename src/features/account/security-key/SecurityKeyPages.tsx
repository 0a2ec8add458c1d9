import type { ComponentChildren } from 'preact'
import { Notice } from '../../../ui/bits.tsx'
import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { TextField } from '../../../ui/TextField.tsx'

const scripts = ['security-key']

/** Where the script speaks to the key. `ask`: WebAuthn options as JSON; without it the script only says whether the browser knows keys. */
function KeyPlace({ ask, verb, children }: { ask?: string; verb?: 'create' | 'get'; children?: ComponentChildren }) {
  return (
    <div data-key-place data-ask={ask} data-verb={verb}>
      {ask && <input type="hidden" name="credential" value="" />}
      {children}
      <p class="fault" role="alert" data-said hidden />
      <noscript>
        <p class="fault">セキュリティーキーを使うには、ブラウザーのJavaScriptを有効にしてください。</p>
      </noscript>
    </div>
  )
}

export type KeyFault = 'wrong' | 'late' | 'copied'
const faultTexts: Record<KeyFault, [title: string, help: string]> = {
  wrong: [
    'キーを確認できませんでした。',
    '登録したキーを差し込み、もう一度「キーで認証する」を押してください。続けて10回失敗すると、アカウントはロックされます。',
  ],
  late: ['時間がたったため、確認をやり直します。', 'もう一度「キーで認証する」を押してください。'],
  copied: [
    'このキーでは認証できません。',
    'キーの使用回数が、前回の記録と合いません。複製されたおそれがあるため、システム運用へ知らせました。ほかの方法で認証するか、管轄の保健所へ連絡してください。',
  ],
}

/** D45: the second factor by a key. `hasPhone`: there is a telephone for those without it at hand. */
export function KeySignInPage({ ask, hasPhone, fault }: { ask: string; hasPhone: boolean; fault?: KeyFault }) {
  return (
    <StaffLayout title="セキュリティーキーの確認" scripts={scripts}>
      <div class="card">
        {fault && (
          <Notice tone="danger" title={faultTexts[fault][0]}>
            <p>{faultTexts[fault][1]}</p>
          </Notice>
        )}
        <p>登録したセキュリティーキーを差し込んで（またはかざして）から、ボタンを押してください。キーが光ったら、キーに触れます。</p>
        <Form action="/staff/security-key">
          <KeyPlace ask={ask} verb="get">
            <p class="actions">
              <button class="primary">キーで認証する</button>
            </p>
          </KeyPlace>
        </Form>
        {hasPhone && (
          <Form action="/staff/code/again">
            <p>キーが手元にないときは、登録した電話でコードを受け取れます。</p>
            <button class="link">電話でコードを受け取る</button>
          </Form>
        )}
        <p>
          <a href="/staff/help/sign-in">サインインできない場合の対処方法</a>
        </p>
      </div>
    </StaffLayout>
  )
}

export type NewKeyFaults = { name?: string; password?: string }
type NewKeyProps = { name: string; faults: NewKeyFaults; first: boolean; problem?: string }

/** A name for the key, and the password when a factor is registered already. */
export function NewKeyPage({ name, faults, first, problem }: NewKeyProps) {
  return (
    <StaffLayout title="セキュリティーキーの登録" scripts={scripts}>
      <div class="card">
        {problem && (
          <Notice tone="danger">
            <p>{problem}</p>
          </Notice>
        )}
        <p>USBやNFCのセキュリティーキー（FIDO2）を、二段階認証に使えます。電話を使えない場所でもサインインできます。</p>
        <Form action="/staff/security-keys/new">
          <KeyPlace />
          <TextField
            name="name"
            label="キーの名前"
            hint="どのキーかを後で見分けるための名前です（例：外来の鍵 1本目）。"
            value={name}
            fault={faults.name}
            maxLength={60}
            autoComplete="off"
          />
          {!first && (
            <TextField
              name="password"
              label="現在のパスワード"
              type="password"
              hint="キーの登録には、パスワードが必要です。"
              fault={faults.password}
              autoComplete="current-password"
            />
          )}
          <p class="actions">
            <button class="primary">次へ</button>
            <a class="button" href={first ? '/staff/phone' : '/staff/account'}>
              {first ? '電話番号を登録する' : '戻る'}
            </a>
          </p>
        </Form>
      </div>
    </StaffLayout>
  )
}

/** The key is touched. */
export function TouchPage({ ask, name }: { ask: string; name: string }) {
  return (
    <StaffLayout title="キーに触れてください" scripts={scripts}>
      <div class="card">
        <p>「{name}」を登録します。キーを差し込んで（またはかざして）から、ボタンを押してください。キーが光ったら、キーに触れます。</p>
        <Form action="/staff/security-keys/touch">
          <KeyPlace ask={ask} verb="create">
            <p class="actions">
              <button class="primary">キーを登録する</button>
              <a class="button" href="/staff/security-keys/new">
                戻る
              </a>
            </p>
          </KeyPlace>
        </Form>
      </div>
    </StaffLayout>
  )
}

/** Done. */
export function KeyRegisteredPage({ name, next, isFirst }: { name: string; next: string; isFirst: boolean }) {
  return (
    <StaffLayout title="セキュリティーキーを登録しました">
      <div class="card">
        <Notice tone="success">
          <p>「{name}」を登録しました。次回から、パスワードに加えて、このキーでサインインできます。</p>
        </Notice>
        {isFirst && <p>キーをなくしたときに備えて、もう1本のキーか電話番号も、アカウントの画面で登録してください。</p>}
        <p class="actions">
          <a class="button primary" href={next}>
            次へ
          </a>
        </p>
      </div>
    </StaffLayout>
  )
}

type RemoveProps = { id: string; name: string; fault?: string; problem?: string }

/** Taking a key away needs the password: whoever finds a screen open must not be able to. */
export function RemoveKeyPage({ id, name, fault, problem }: RemoveProps) {
  return (
    <StaffLayout title="セキュリティーキーの削除">
      <div class="card">
        {problem && (
          <Notice tone="danger">
            <p>{problem}</p>
          </Notice>
        )}
        <p>「{name}」を削除します。このキーではサインインできなくなり、ほかの端末でのサインインはすべて終わります。</p>
        <Form action={`/staff/security-keys/${id}/remove`}>
          <TextField name="password" label="現在のパスワード" type="password" fault={fault} autoComplete="current-password" />
          <p class="actions">
            <button class="danger">削除する</button>
            <a class="button" href="/staff/account">
              戻る
            </a>
          </p>
        </Form>
      </div>
    </StaffLayout>
  )
}
