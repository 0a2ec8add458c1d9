import { shortWhen } from '../../lib/staff-time.ts'
import { Form } from '../../ui/Form.tsx'
import { endLabels } from '../watch/labels.ts'
import type { Reopening } from '../watch/reopen.server.ts'

/** Takes back an end that was recorded by mistake. */
export function ReopenForm({ caseId, typed }: { caseId: string; typed: Record<string, string> }) {
  return (
    <details class="closing" open={typed.form === 'reopen'}>
      <summary class="button">健康観察を再開…</summary>
      <Form class="small-form" action={`/centre/cases/${caseId}/reopen`} label="健康観察の再開">
        <p>誤って終了を記録したときに使います。終了の記録は残り、報告と療養解除の期限が新しく始まります。担当は当保健所のままです。</p>
        <label>
          再開の理由（必須）
          <textarea name="note" rows={2} maxLength={1000}>
            {typed.form === 'reopen' && typed.note}
          </textarea>
        </label>
        <button class="primary">健康観察を再開する</button>
      </Form>
    </details>
  )
}

/** Takes back a withdrawal that was agreed to by mistake. */
export function RestoreForm({ caseId, typed }: { caseId: string; typed: Record<string, string> }) {
  return (
    <details class="closing" open={typed.form === 'restore'}>
      <summary class="button">取り下げを取り消す…</summary>
      <Form class="small-form" action={`/centre/cases/${caseId}/restore`} label="取り下げの取り消し">
        <p>発生届を元に戻し、健康観察を再開します。取り下げの記録は残り、医療機関にも知らせます。担当は当保健所のままです。</p>
        <label>
          取り消す理由（必須）
          <textarea name="note" rows={2} maxLength={1000} />
        </label>
        <button class="primary">発生届を元に戻す</button>
      </Form>
    </details>
  )
}

/** Ends that were taken back: who recorded them, who took them back, and why. */
export function Reopenings({ reopenings }: { reopenings: Reopening[] }) {
  if (reopenings.length === 0) return null
  return (
    <section aria-labelledby="reopenings">
      <h2 id="reopenings">終了の取り消し（再開）の記録</h2>
      <ul>
        {reopenings.map((one) => (
          <li key={one.id}>
            {shortWhen(one.reopenedAt)} {one.reopenedByName}：再開<span class="as-typed">「{one.reason}」</span>
            <span class="minor">
              （取り消した記録：{shortWhen(one.endedAt)} {one.endedByName} {endLabels[one.endKind]}
              {one.endNote && `「${one.endNote}」`}）
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
