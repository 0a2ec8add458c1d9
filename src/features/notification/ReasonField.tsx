/** Why a filed 発生届 is changed or taken back: asked for by every page that does so. */
export function ReasonField({ label, reason, isMissing, rows = 2 }: { label: string; reason: string; isMissing: boolean; rows?: number }) {
  return (
    <div class={isMissing ? 'question wrong' : 'question'}>
      <label class="question-label" for="reason">
        {label}
        <span class="required-mark">必須</span>
      </label>
      {isMissing && (
        <p class="fault" id="reason-fault" role="alert">
          入力してください
        </p>
      )}
      <textarea
        id="reason"
        name="reason"
        rows={rows}
        maxLength={500}
        aria-describedby={isMissing ? 'reason-fault' : undefined}
        aria-invalid={isMissing ? 'true' : undefined}
      >
        {reason}
      </textarea>
    </div>
  )
}
