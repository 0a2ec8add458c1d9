import { ErrorSummary } from '../../fields/ErrorSummary.tsx'
import type { Faults } from '../../fields/faults.ts'
import type { AnyAnswers, Facilities, Form as FormOf, Raw } from '../../fields/fields.ts'
import { Questions } from '../../fields/Questions.tsx'
import { formWords } from '../../fields/words.ts'
import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { hiddenInputs } from './hidden-inputs.ts'

type Props = {
  draftId: string
  form: FormOf
  /** As typed. */
  given: Raw
  /** The answers as far as they are known: what does not apply to this patient is not shown. */
  known: AnyAnswers
  facilities: Facilities
  doctors: string[]
  faults?: Faults
  missing?: string[]
  doubts?: Faults
  /** The case whose 発生届 this corrects. */
  corrects?: string | null
  notice?: 'saved' | 'address-unknown' | null
}

const notices = {
  saved: ['success', '一時保存しました。'],
  'address-unknown': ['warning', 'この郵便番号の住所が見つかりません。都道府県と市区町村を入力してください。'],
} as const

/** The whole form of the 発生届 (D15–D24) with everything typed so far. */
export function FormPage({ draftId, form, given, known, doctors, corrects = null, notice = null, ...rest }: Props) {
  const t = useT()
  const own = formWords(form, t)
  const postal = (go: string) => (
    <button class="small" name="go" value={go}>
      〒から住所を入力
    </button>
  )
  const beside = {
    doctor: doctors.length > 0 && <DoctorChoice doctors={doctors} />,
    postalCode: postal('address'),
    residencePostalCode: postal('residence-address'),
    responsibleCentre: <p class="hint">選択しない場合は、所在地から決まります。報告の前に表示されます。</p>,
  }
  return (
    <StaffLayout title={corrects ? `${own.title} 編集` : own.title} scripts={['questions']}>
      {own.notice && <p>{own.notice}</p>}
      {rest.faults && <ErrorSummary form={form} faults={rest.faults} words={t} />}
      {notice && (
        <Notice tone={notices[notice][0]}>
          <p>{notices[notice][1]}</p>
        </Notice>
      )}
      <Form action={`/institution/drafts/${draftId}`} class="notification-form" label={own.title}>
        <button class="visually-hidden" name="go" value="save" tabIndex={-1} aria-hidden="true">
          一時保存
        </button>
        {corrects && <input type="hidden" name="corrects" value={corrects} />}
        <Questions form={form} words={t} given={given} answers={known} beside={beside} {...rest} />
        {hiddenInputs(form, given, known).map(([name, value]) => (
          <input type="hidden" key={`${name} ${value}`} name={name} value={value} />
        ))}
        <div class="actions">
          <button class="primary" name="go" value="confirm">
            確認
          </button>
          <button name="go" value="save">
            一時保存
          </button>
        </div>
      </Form>
    </StaffLayout>
  )
}

/** 医師マスタ (D17): a doctor ticked once is a choice from then on. */
function DoctorChoice({ doctors }: { doctors: string[] }) {
  return (
    <label class="doctor-choice">
      <span>医師マスタから選択</span>
      <select name="doctorChoice">
        <option value="">選択しない</option>
        {doctors.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
