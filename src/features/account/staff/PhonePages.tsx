import { Notice } from '../../../ui/bits.tsx'
import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import type { PhoneFaults } from './phone-choice.ts'

/** D7: the first time, more is needed. */
export function MoreInformationPage() {
  return (
    <StaffLayout title="詳細情報が必要">
      <div class="card">
        <p>ご使用のアカウントを保護するため、組織ではさらに情報が必要です</p>
        <details>
          <summary>詳細情報の表示</summary>
          <p>
            不正アクセス防止のために、IDとパスワードを使用したサインインの他に、別の方法でもう一度認証を行います（二段階認証）。HER-SYSでは通話またはSMSコードまたはセキュリティーキーで認証を行います。次の画面で、認証に使う電話番号またはキーを登録してください。
          </p>
        </details>
        <p class="actions">
          <a class="button primary" href="/staff/phone">
            次へ
          </a>
        </p>
        <Form action="/staff/sign-out">
          <button class="link">別のアカウントを使用する</button>
        </Form>
      </div>
    </StaffLayout>
  )
}

export type PhoneGiven = { phone: string; channel: string }
type Props = {
  given: PhoneGiven
  faults: PhoneFaults
  /** A number is registered already: changing it needs the password. */
  registered: boolean
}

/** D8, D9: the telephone of the second factor. */
export function PhonePage({ given, faults, registered }: Props) {
  return (
    <StaffLayout title="アカウントのセキュリティ保護">
      <div class="card">
        <p>組織により、身元を証明するための次の方法を設定することが求められています。</p>
        <p>電話で呼び出しに応答するか、ショートメール(SMS)によるコードの送信により、本人確認ができます。</p>
        <Form action="/staff/phone">
          <TextField
            name="phone"
            label="電話番号 日本 (+81)"
            type="tel"
            inputMode="tel"
            value={given.phone}
            fault={faults.phone}
            autoComplete="tel-national"
            maxLength={30}
            hint={
              <>
                ※電話番号を指定してください。
                <br />
                ※固定番号は「電話する」のみ
                <br />
                ※代表番号は、自動応答やフリーコールの場合は認証されない場合があります。
              </>
            }
          />
          <fieldset class={faults.channel ? 'question wrong' : 'question'}>
            <legend class="question-label">本人確認の方法</legend>
            {faults.channel && (
              <p class="fault" role="alert">
                {faults.channel}
              </p>
            )}
            <div class="boxes">
              <label class="box">
                <input type="radio" name="channel" value="sms" checked={given.channel === 'sms'} />
                コードをSMS送信する
              </label>
              <label class="box">
                <input type="radio" name="channel" value="voice" checked={given.channel === 'voice'} />
                電話する
              </label>
            </div>
          </fieldset>
          {registered && (
            <TextField
              name="password"
              label="現在のパスワード"
              type="password"
              hint="電話番号の変更には、パスワードが必要です。"
              fault={faults.password}
              autoComplete="current-password"
            />
          )}
          <p class="actions">
            <button class="primary">次へ</button>
            {registered && (
              <a class="button" href="/staff/account">
                戻る
              </a>
            )}
          </p>
        </Form>
        <p class="hint">SMSと通話には、料金がかかることがあります。</p>
        <p>
          <a href="/staff/security-keys/new">セキュリティーキーを使う</a>
        </p>
      </div>
    </StaffLayout>
  )
}

/** D10: done. */
export function RegisteredPage({ channel, next }: { channel: 'sms' | 'voice'; next: string }) {
  return (
    <StaffLayout title="お使いの電話が正常に登録されました">
      <div class="card">
        <Notice tone="success">
          <p>{channel === 'voice' ? '✓ 電話に応答しました。' : '✓ コードを確認しました。'}お使いの電話が正常に登録されました</p>
        </Notice>
        <p>次回からのサインインには、パスワードに加えて、この電話で受け取るコードが必要です。</p>
        <p class="actions">
          <a class="button primary" href={next}>
            次へ
          </a>
        </p>
      </div>
    </StaffLayout>
  )
}
