import { maskPhone } from '../../../lib/phone-number.ts'
import { Notice } from '../../../ui/bits.tsx'
import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import type { CodeWay } from './send-code.server.ts'

export type CodeFault = 'wrong' | 'void' | 'too-many'
const words: Record<CodeFault, string> = {
  wrong: 'コードが正しくありません。もう一度入力してください。',
  void: 'このコードは使えません。有効期限（10分）が切れたか、続けて間違えました。新しいコードを受け取ってください。',
  'too-many': '続けて何度も送ったため、しばらくのあいだ新しいコードを送れません。数分待ってから、もう一度お試しください。',
}

type Props = { way: CodeWay; back: string; fault?: CodeFault; sent?: boolean }

/** D10, D11: the code that was sent or is being said. */
export function CodePage({ way, back, fault, sent }: Props) {
  const isCall = way.channel === 'voice'
  return (
    <StaffLayout title={isCall ? '電話中' : 'コードの入力'}>
      <div class="card">
        {sent && (
          <Notice tone="success">
            <p>{isCall ? 'もう一度電話をかけています。' : '新しいコードを送りました。'}</p>
          </Notice>
        )}
        {fault === 'too-many' && (
          <Notice tone="danger">
            <p>{words['too-many']}</p>
          </Notice>
        )}
        <p>
          {isCall
            ? `+81 ${maskPhone(way.phone)} に電話をかけています。電話をとり、音声で読み上げられる6桁のコードを入力してください。`
            : `+81 ${maskPhone(way.phone)} に送った6桁のコードを入力してください。`}
        </p>
        {isCall && <p class="hint">※電話に出ないと、コードを受け取れません。下の「もう一度電話する」を押してください。</p>}
        <Form action="/staff/code">
          <TextField
            name="code"
            label="コード"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={12}
            fault={fault === 'wrong' || fault === 'void' ? words[fault] : null}
            autoFocus
            class="short"
          />
          <p class="actions">
            <button class="primary">確認</button>
            <a class="button" href={back}>
              戻る
            </a>
          </p>
        </Form>
        <Form action="/staff/code/again">
          <button class="link">{isCall ? 'もう一度電話する' : 'コードを再送する'}</button>
        </Form>
        <p>
          <a href="/staff/help/sign-in">サインインできない場合の対処方法</a>
        </p>
      </div>
    </StaffLayout>
  )
}
