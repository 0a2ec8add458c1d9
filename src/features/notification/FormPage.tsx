import type { ComponentChildren } from 'preact'
import { ErrorSummary } from '../../fields/ErrorSummary.tsx'
import type { Faults } from '../../fields/faults.ts'
import type { AnyAnswers, Facilities, Form as FormOf, Raw } from '../../fields/fields.ts'
import { Questions } from '../../fields/Questions.tsx'
import { formWords } from '../../fields/words.ts'
import type { Day } from '../../lib/japanese-day.ts'
import type { Oddity } from '../../programmes/programme.ts'
import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { besidesOf } from './besides.tsx'
import { hiddenInputs } from './hidden-inputs.ts'
import type { Layout } from './queries/preferences.server.ts'

const notices = {
  saved: ['success', '一時保存しました。'],
  'address-unknown': ['warning', 'この郵便番号の住所が見つかりません。都道府県と市区町村を入力してください。'],
  'other-version': ['warning', '報告年月日に合わせて、その日に使われていた様式に切り替えました。共通の項目は引き継がれています。'],
  copied: [
    'success',
    '登録済みの方の内容を引き継ぎました。新しい発生届として登録され、新しいHER-SYS IDが振り出されます。日付などを確認してください。',
  ],
  merged: [
    'warning',
    '編集していた発生届の症例は、ほかの症例と統合されました。入力した内容は、新しい発生届の下書きとしてそのまま残っています。このまま報告すると新しい症例として登録されます。統合された症例を直すには、その症例の「編集」を使ってください。',
  ],
} as const
export type FormNotice = keyof typeof notices

type Props = {
  /** Where the draft is. */
  action: string
  /** What stands beside the form while it is typed: the fax. */
  aside?: ComponentChildren
  form: FormOf
  /** As typed. */
  given: Raw
  /** The answers as far as they are known: what does not apply to this patient is not shown. */
  known: AnyAnswers
  facilities: Facilities
  doctors: string[]
  layout: Layout
  faults?: Faults
  missing?: string[]
  doubts?: Faults
  oddities?: Oddity[]
  /** The case whose 発生届 this corrects. */
  corrects?: string | null
  notice?: FormNotice | null
  /** Nothing typed yet: a script may go to the first question that is open. */
  isNew?: boolean
  today: Day
}

const scripts = ['questions', 'short-dates', 'reading', 'postal-code', 'slips', 'keep-notification']

/** The whole form of the 発生届 (D15–D24) with everything typed so far; as the paper of the FAX where somebody likes that better (D16). */
export function FormPage({ action, aside = null, form, given, known, doctors, layout, corrects = null, notice = null, ...props }: Props) {
  const { oddities = [], isNew, today, ...rest } = props
  const t = useT()
  const own = formWords(form, t)
  const isPaper = layout === 'paper'
  return (
    <StaffLayout title={corrects ? `${own.title} 編集` : own.title} scripts={scripts} wide={isPaper || aside !== null}>
      {own.notice && <p>{own.notice}</p>}
      {rest.faults && <ErrorSummary form={form} faults={rest.faults} words={t} />}
      {notice && (
        <Notice tone={notices[notice][0]}>
          <p>{notices[notice][1]}</p>
        </Notice>
      )}
      {oddities.length > 0 && <Oddities oddities={oddities} />}
      <Beside aside={aside}>
        <Form action={action} class="notification-form" label={own.title}>
          <button class="visually-hidden" name="go" value="save" tabIndex={-1} aria-hidden="true">
            一時保存
          </button>
          {corrects && <input type="hidden" name="corrects" value={corrects} />}
          <p class="layout-choice">
            <button class="switch" role="switch" aria-checked={isPaper} name="go" value={isPaper ? 'layout-screen' : 'layout-paper'}>
              FAX様式
            </button>
          </p>
          <div class="draft-keeper" data-today={today} data-new={isNew ? 'yes' : undefined}>
            <Questions
              form={form}
              words={t}
              given={given}
              answers={known}
              beside={besidesOf(form, doctors, aside === null)}
              asPaper={isPaper}
              {...rest}
            />
          </div>
          {hiddenInputs(form, given, known).map(([name, value]) => (
            <input type="hidden" key={`${name} ${value}`} name={name} value={value} />
          ))}
          <div class="actions reach">
            <button class="primary" name="go" value="confirm" aria-keyshortcuts="Control+Enter" title="Ctrl+Enter">
              確認
            </button>
            <button name="go" value="save">
              一時保存
            </button>
            <span class="kept-state" role="status" />
          </div>
        </Form>
      </Beside>
    </StaffLayout>
  )
}

/** The fax to the right of the form, and above it on a narrow screen. */
function Beside({ aside, children }: { aside: ComponentChildren; children: ComponentChildren }) {
  if (aside === null) return <>{children}</>
  return (
    <div class="beside-fax">
      <div>{children}</div>
      {aside}
    </div>
  )
}

/** Possible, and more often a slip: asked, with the way to the question. Never in the way of the report. */
export function Oddities({ oddities, formHref = '' }: { oddities: Oddity[]; formHref?: string }) {
  return (
    <Notice tone="warning" title="もう一度お確かめください">
      <ul class="plain">
        {oddities.map(({ question, text }) => (
          <li key={text}>
            {text} <a href={`${formHref}#q-${question}`}>項目へ</a>
          </li>
        ))}
      </ul>
    </Notice>
  )
}
