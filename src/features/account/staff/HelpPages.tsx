import { StaffLayout } from '../../../ui/StaffLayout.tsx'

export type Helpdesk = { name: string; phone: string | null; email: string | null }

/** D44. */
export function HelpdeskAddress({ name, phone, email }: Helpdesk) {
  return (
    <p>
      {name}（自治体・医療機関専用。患者の方からの問い合わせは受け付けていません）
      {phone && (
        <>
          <br />
          電話 {phone}　月～金（土日祝を除く）9:00-18:00
        </>
      )}
      {email && (
        <>
          <br />
          メール {email}
        </>
      )}
      <br />
      ヘルプデスクへのお問い合わせ時には、医療機関名等を確認させていただきます。
    </p>
  )
}
const back = (
  <p>
    <a href="/staff/sign-in">サインインへ戻る</a>
  </p>
)

/** D5, D6, D44: every way out of a closed door. */
export function SignInHelpPage({ helpdesk }: { helpdesk: Helpdesk }) {
  return (
    <StaffLayout title="サインインできない場合の対処方法">
      <h2>ログインIDがわからない、持っていない</h2>
      <p>
        HER-SYS専用のIDとパスワードが必要です。管轄の保健所にIDとパスワードの発行を依頼してください。ログインIDは、保健所から通達された書面に記載されています。
      </p>
      <h2>パスワードを忘れた</h2>
      <p>
        管轄の保健所に初期パスワードの再発行を依頼してください。再発行された初期パスワードでサインインし、新しいパスワードに変更します。
      </p>
      <h2>アカウントがロックされた</h2>
      <p>
        パスワードまたはコードを続けて10回間違えると、アカウントはロックされ、正しいパスワードでもサインインできません。管轄の保健所またはヘルプデスクに解除を依頼してください。すでにサインインしている端末は、そのまま使えます。
      </p>
      <h2>コードが届かない、電話がかかってこない</h2>
      <ul>
        <li>固定番号は「電話する」のみです。SMSは届きません。</li>
        <li>代表番号は、自動応答やフリーコールの場合は認証されない場合があります。</li>
        <li>コードの有効期限は10分です。届かないときは、コードの画面で再送してください。</li>
        <li>電話番号が変わったときは、管轄の保健所に二段階認証の再設定を依頼してください。</li>
      </ul>
      <h2 id="options">サインイン オプション</h2>
      <p>
        二段階認証は、通話またはSMSコードまたはセキュリティーキーで行います。初めてのサインインのときと、サインイン後のアカウントの画面で選べます。
      </p>
      <h2>画面がうまく動かない</h2>
      <p>Microsoft EdgeまたはGoogle Chromeを推奨します。InPrivateモード（シークレットモード）で新しく開き、もう一度お試しください。</p>
      <h2>問合せ先</h2>
      <HelpdeskAddress {...helpdesk} />
      {back}
    </StaffLayout>
  )
}

/** D2: passwords come from the health centre. */
export function ForgottenPasswordPage({ helpdesk }: { helpdesk: Helpdesk }) {
  return (
    <StaffLayout title="パスワードを忘れた場合">
      <p>
        管轄の保健所に、初期パスワードの再発行を依頼してください。保健所の職員の方は、所属する保健所のアカウント管理者に依頼してください。
      </p>
      <ol>
        <li>保健所から、新しい初期パスワードが通達されます。</li>
        <li>初期パスワードでサインインし、登録した電話で受け取るコードを入力します。</li>
        <li>新しいパスワードに変更します。</li>
      </ol>
      <p>電話番号も変わったときは、二段階認証の再設定も合わせて依頼してください。</p>
      <HelpdeskAddress {...helpdesk} />
      {back}
    </StaffLayout>
  )
}
