import { shortWhen } from '../../lib/staff-time.ts'
import { Notice } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'

/** `href`: the remaining case; null for whoever may not see it. `isForm`: something was sent here, and nothing of it was kept. */
export function MergedAwayPage({ mergedAt, href, isForm }: { mergedAt: string; href: string | null; isForm: boolean }) {
  return (
    <StaffLayout title="この登録は統合されています">
      <Notice tone="info">
        <p>{shortWhen(mergedAt)}に、保健所が同じ方の同じ症例と判断し、別の登録と1つにまとめました（統合）。</p>
        {!href && (
          <p>まとめられた先の登録は、こちらの医療機関からは表示できません。患者さんの現在の状況は、担当の保健所へお問い合わせください。</p>
        )}
      </Notice>
      {isForm && (
        <Notice tone="danger">
          <p>
            送信された内容は保存していません。ブラウザの「戻る」で入力した内容を確かめられます。
            {href && 'まとめられた先の登録で入力し直してください。'}
          </p>
        </Notice>
      )}
      <p>
        {href ? (
          <a class="button primary" href={href}>
            まとめられた先の登録を開く
          </a>
        ) : (
          <a href="/staff">ホームへ戻る</a>
        )}
      </p>
    </StaffLayout>
  )
}
