import { formatDay } from '../../i18n/format.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { Facts, Notice } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'

/** 完了しました (D28): when, and to which organisations the report mail goes. */
export function DonePage({ at, mailed, smsWhy, nextHref }: { at: string; mailed: string[]; smsWhy: boolean; nextHref: string }) {
  const t = useT()
  return (
    <StaffLayout title="完了しました">
      <Notice tone="success">
        <p>
          更新日 <strong>{formatDay(t, japaneseDay(new Date(at)))}</strong>
        </p>
        {mailed.length > 0 ? (
          <p>{mailed.join('、')}に発生届の報告メールを送信しました。</p>
        ) : (
          <p>メールアドレスの登録がないため、報告メールは送信していません。発生届は保健所の画面に表示されます。</p>
        )}
      </Notice>
      {smsWhy && (
        <Notice>
          <p>SMSの届かない電話番号のため、保健所へ「電話での連絡が必要」と伝えました。</p>
        </Notice>
      )}
      <div class="actions">
        <a class="button primary" href={nextHref}>
          完了
        </a>
      </div>
    </StaffLayout>
  )
}

type Registered = { caseId: string; hersysId: string; name: string }

/** 登録情報 (D29). 登録完了 leads to the 発生届 just entered, as this page's own text says. */
export function RegisteredPage({ caseId, hersysId, name }: Registered) {
  return (
    <StaffLayout title="登録完了">
      <p>
        登録完了ボタンを押すと、入力した発生届の表示画面に進みます。他の感染(疑い)者を連続して登録する場合、連続登録ボタンを押してください。発生届の入力画面に戻ります。連続登録(引継ぎ)ボタンを押下すると、「医師の氏名、従事する病院・診療所の名称、入院医療機関」が引き継がれます。
      </p>
      <h2>登録情報</h2>
      <Facts
        rows={[
          ['HER-SYS ID', <strong key="id">{hersysId}</strong>],
          ['氏名', name],
        ]}
      />
      <div class="actions">
        <a class="button primary" href={`/institution/notifications/${caseId}`}>
          登録完了
        </a>
        <a class="button" href="/institution/notifications/new">
          連続登録
        </a>
        <a class="button" href={`/institution/notifications/new?after=${caseId}`}>
          連続登録(引継ぎ)
        </a>
      </div>
    </StaffLayout>
  )
}
