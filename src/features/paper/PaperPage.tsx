import { StaffLayout } from '../../ui/StaffLayout.tsx'

/** What can be taken on paper before the lights go out, and what is filled in by hand while they are. */
export function PaperPage({ base, isCentre }: { base: string; isCentre: boolean }) {
  return (
    <StaffLayout title="紙の帳票">
      {isCentre && (
        <section aria-labelledby="today-title">
          <h2 id="today-title">本日の健康観察一覧（停電・障害に備えて）</h2>
          <p>健康観察中の方を、要対応の順に、電話番号つきで印刷します。印刷した方全員が監査記録に残ります。</p>
          <p class="actions">
            <a class="button" href={`${base}/paper/today`}>
              PDF
            </a>{' '}
            <a class="button" href={`${base}/paper/today?as=xlsx`}>
              Excel
            </a>
          </p>
        </section>
      )}
      <section aria-labelledby="forms-title">
        <h2 id="forms-title">手書き用の様式</h2>
        <p>システムが使えないときは、手書きしてFAXで送り、戻ったら入力してください。</p>
        <ul>
          <li>
            <a href={`${base}/paper/notification`}>発生届の様式（空欄・PDF）</a>
          </li>
          {isCentre && (
            <li>
              <a href={`${base}/paper/observation`}>健康観察票（10日分・PDF）</a>
            </li>
          )}
        </ul>
      </section>
      {isCentre && (
        <section aria-labelledby="leaflet-title">
          <h2 id="leaflet-title">患者に渡すリーフレット</h2>
          <p>QRコードとHER-SYS IDを載せた1枚を、症例の画面の「リーフレット」から印刷できます。</p>
        </section>
      )}
    </StaffLayout>
  )
}
