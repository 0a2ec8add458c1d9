import { ErrorSummary } from '../../fields/ErrorSummary.tsx'
import type { Faults } from '../../fields/faults.ts'
import type { Facilities, Form as FormOf, Raw } from '../../fields/fields.ts'
import { Questions } from '../../fields/Questions.tsx'
import { Review } from '../../fields/Review.tsx'
import { answersFor } from '../../programmes/tabs.ts'
import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { CaseHeader } from './CaseHeader.tsx'
import { countries } from './countries.ts'
import { Written } from './Entry.tsx'
import type { CaseHead } from './head.server.ts'
import type { CaseRecord } from './queries.server.ts'
import { type CaseTab, type Portal, tabHref } from './tabs.ts'

export type EntryPageProps = {
  head: CaseHead
  now: Date
  portal: Portal
  tab: CaseTab
  form: FormOf
  action: string
  /** As typed, or the answers that stand. */
  given: Raw
  facilities: Facilities
  /** The revision that is corrected; null: a new entry. */
  base: CaseRecord | null
  reason: string
  faults?: Faults
  /** 'reason': an answer that stood would change. 'conflict': somebody recorded `base` meanwhile. 'struck': somebody struck it. */
  said?: 'reason' | 'conflict' | 'struck'
}

/** The form of one entry of a tab, new or to be corrected. */
export function EntryPage({ head, now, portal, tab, form, action, given, facilities, base, reason, faults, said }: EntryPageProps) {
  const t = useT()
  const title = `${form.title} ${base === null ? '入力' : '編集'}`
  return (
    <StaffLayout title={title} scripts={['questions']}>
      <CaseHeader head={head} now={now} portal={portal} tab={tab} />
      {faults && <ErrorSummary form={form} faults={faults} words={t} />}
      {said === 'conflict' && base && <Conflict form={form} now={base} />}
      {said === 'struck' && (
        <Notice tone="warning" title="ほかの人がこの記録を取り消しました">
          <p>
            あなたの入力はまだ保存していません。<a href={tabHref(portal, head.id, tab)}>いまの記録</a>
            を確かめてください。もう一度「登録」を押すと、新しい記録として登録します。
          </p>
        </Notice>
      )}
      {said === 'reason' && (
        <Notice tone="warning">
          <p>すでにある内容を変えるときは、理由を入力してください。</p>
        </Notice>
      )}
      <Form action={action} class="notification-form" label={title}>
        <input type="hidden" name="revision" value={base?.revision ?? ''} />
        <Questions
          form={form}
          words={t}
          given={given}
          facilities={facilities}
          suggestions={{ nationality: countries }}
          {...(faults ? { faults } : {})}
        />
        {base !== null && (
          <div class={said === 'reason' ? 'question wrong' : 'question'}>
            <label class="question-label" for="reason">
              変更の理由
            </label>
            <p class="hint" id="reason-hint">
              空欄を埋めるだけなら不要です
            </p>
            <input id="reason" name="reason" value={reason} maxLength={500} autocomplete="off" aria-describedby="reason-hint" />
          </div>
        )}
        <div class="actions">
          <button class="primary">登録</button>
          <a class="button" href={tabHref(portal, head.id, tab)}>
            やめる
          </a>
        </div>
      </Form>
    </StaffLayout>
  )
}

/** What the other person recorded, beside what one has typed oneself. */
function Conflict({ form, now }: { form: FormOf; now: CaseRecord }) {
  return (
    <Notice tone="warning" title="ほかの人が先に記録しました">
      <p>あなたの入力は下に残っていますが、まだ保存していません。いまの記録を確かめてから、もう一度「登録」を押してください。</p>
      <details open>
        <summary>いまの記録</summary>
        <Written record={now} />
        <Review form={form} answers={answersFor(form, now)} words={useT()} />
      </details>
    </Notice>
  )
}
