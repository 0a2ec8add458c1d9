import { Notice } from '../../../ui/bits.tsx'
import { Form } from '../../../ui/Form.tsx'
import { StaffLayout } from '../../../ui/StaffLayout.tsx'
import { identityChecks } from './identity.ts'
import type { KeptAccount } from './keep-queries.server.ts'

type Props = { base: string; account: KeptAccount; fault?: string; isReachable: boolean }

/** Before a second factor is taken away: who is it that asks? What was checked is kept in the account's history. */
export function ResetFactorPage({ base, account, fault, isReachable }: Props) {
  return (
    <StaffLayout title="二段階認証の再設定">
      <p>
        {account.orgName}　{account.name}（{account.loginId}）
      </p>
      <Notice tone="warning" title="本人であることを確認してください。">
        <p>本人になりすまして再設定を頼む電話が、不正アクセスの入口になります。かかってきた電話のままでは確認になりません。</p>
      </Notice>
      <p>
        登録した電話番号とセキュリティーキーをすべて消し、サインイン中の端末をすべてサインアウトします。次のサインインで登録し直します。
      </p>
      <p>
        {isReachable
          ? '再設定したことを、いま登録されている電話番号へ知らせます。'
          : '登録された電話番号がないため、本人へは自動で知らせられません。別の方法で伝えてください。'}
      </p>
      <Form action={`${base}/${account.id}/factor`}>
        <fieldset class={fault ? 'question wrong' : 'question'}>
          <legend class="question-label">本人確認の方法（あてはまるものすべて）</legend>
          {fault && (
            <p class="fault" role="alert">
              {fault}
            </p>
          )}
          <div class="boxes">
            {Object.entries(identityChecks).map(([name, words]) => (
              <label key={name} class="box">
                <input type="checkbox" name="checked" value={name} />
                {words}
              </label>
            ))}
          </div>
        </fieldset>
        <p class="actions">
          <button class="primary">再設定する</button>
          <a class="button" href={`${base}/${account.id}`}>
            戻る
          </a>
        </p>
      </Form>
    </StaffLayout>
  )
}
