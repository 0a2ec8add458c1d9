import type { AnyAnswers, Form as FormOf } from '../../fields/fields.ts'
import { Review } from '../../fields/Review.tsx'
import { formatDay } from '../../i18n/format.ts'
import { languages } from '../../i18n/t.ts'
import { japaneseEraText } from '../../lib/era.ts'
import { phoneKind } from '../../lib/phone-number.ts'
import type { Period } from '../../programmes/programme.ts'
import { ageContradictsBirth, subjectOf } from '../../programmes/subject.ts'
import { Facts, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { periodText } from './period.ts'

/** What a correction changes, question by question, as shown. */
export type Change = { name: string; question: string; before: string | null; after: string | null }
type Centre = { name: string; why: string }

type Props = {
  draftId: string
  form: FormOf
  answers: AnyAnswers
  period: Period
  deceased: boolean
  /** This telephone number has not been written to yet. */
  writesSms: boolean
  notified: string
  owner: Centre
  language: string
  correction: { changes: Change[]; reason: string; reasonMissing: boolean } | null
}

/** 健康観察 (D26): the period, phone and birth date read back large (D42, D43), everything typed, and 「報告」. */
export function PeriodPage(props: Props) {
  const { draftId, form, answers, period, deceased, notified, owner, language, correction } = props
  const t = useT()
  return (
    <StaffLayout title="健康観察">
      {deceased ? (
        <Notice>
          <p>死亡の届出のため、健康観察は行われません。SMSも送られません。</p>
        </Notice>
      ) : (
        <ThePeriod period={period} />
      )}
      <ReadBack answers={answers} writesSms={props.writesSms && !deceased} />
      <Facts
        rows={[
          ['届出先保健所', notified],
          [
            '担当保健所',
            <>
              {owner.name} <span class="hint">{owner.why}</span>
            </>,
          ],
        ]}
      />
      {correction && <Changes changes={correction.changes} />}
      <details class="whole" open={!correction}>
        <summary>入力した内容</summary>
        <Review form={form} answers={answers} words={t} />
      </details>
      <Form action={`/institution/drafts/${draftId}/file`} class="file-form">
        {correction ? <Reason {...correction} /> : !deceased && <LanguageChoice chosen={language} />}
        <p>発生届を報告する際には、間違いがないか今一度ご確認ください。</p>
        <div class="actions">
          <button class="primary">報告</button>
          <a class="button" href={`/institution/drafts/${draftId}?marked=1`}>
            再編集
          </a>
        </div>
      </Form>
    </StaffLayout>
  )
}

function ThePeriod({ period }: { period: Period }) {
  return (
    <>
      <p class="big">
        <span class="big-label">健康観察期間</span> {periodText(period)}
      </p>
      <p class="hint">
        ※発病年月日が入力されている場合、健康観察期間はその翌日からセットされます。発病年月日が入力されていない場合、報告年月日の翌日から
        {period.days}日間でセットされます。健康観察をMy HER-SYS以外で行う場合は、健康状態一覧にて設定が可能です。
      </p>
    </>
  )
}

const phoneDoubts: Record<string, string> = {
  absent: '電話番号がありません。SMSは送られず、保健所が連絡方法を調べます。',
  invalid: '電話番号の桁数か番号が正しくない可能性があります。このままでも報告できますが、SMSは送られません。',
  fixed: '固定電話の番号です。SMSは届かないため、保健所が電話で連絡します。',
  ip: 'IP電話の番号です。SMSは届かないため、保健所が電話で連絡します。',
  free: 'フリーダイヤル等の番号です。SMSは届かないため、保健所が電話で連絡します。',
  foreign: '海外の番号です。SMSは送られず、保健所が電話で連絡します。',
}

/** The two answers whose mistakes cost the patient most, large enough to be read against the paper. */
function ReadBack({ answers, writesSms }: { answers: AnyAnswers; writesSms: boolean }) {
  const t = useT()
  const { phone, birthOn } = subjectOf(answers)
  const doubt = writesSms ? phoneDoubts[phone === null ? 'absent' : phoneKind(phone)] : undefined
  return (
    <section class="read-back" aria-label="間違いやすい項目の確認">
      <div>
        <h2>当該者電話番号</h2>
        <p class="big">{phone === null ? <span class="blank">回答なし</span> : grouped(phone)}</p>
        {doubt ? (
          <Notice tone="warning">
            <p>{doubt}</p>
          </Notice>
        ) : (
          writesSms && <p class="hint">この番号にSMSが送られます。</p>
        )}
      </div>
      <div>
        <h2>生年月日</h2>
        {birthOn && (
          <p class="big">
            {formatDay(t, birthOn)} <span class="big-label">{japaneseEraText(birthOn)}</span>
          </p>
        )}
        {ageContradictsBirth(answers) && (
          <Notice tone="warning">
            <p>入力した年齢と、生年月日から計算した年齢が合いません。</p>
          </Notice>
        )}
        <p class="hint">間違いがあると、ご本人がMy HER-SYSに登録できません。</p>
      </div>
    </section>
  )
}

/** '090-1234-5678': easier to compare with what stands on paper. */
const grouped = (phone: string) => (/^\d{11}$/.test(phone) ? phone.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1-$2-$3') : phone)

function Changes({ changes }: { changes: Change[] }) {
  return (
    <section>
      <h2>変更した項目</h2>
      {changes.length === 0 ? (
        <p>変更はありません。</p>
      ) : (
        <Facts
          rows={changes.map(({ question, before, after }) => [
            question,
            <>
              <del>{before ?? '回答なし'}</del> → <ins>{after ?? '回答なし'}</ins>
            </>,
          ])}
        />
      )}
    </section>
  )
}

function Reason({ reason, reasonMissing }: { reason: string; reasonMissing: boolean }) {
  return (
    <div class={reasonMissing ? 'question wrong' : 'question'}>
      <label class="question-label" for="reason">
        編集の理由<span class="required-mark">必須</span>
      </label>
      {reasonMissing && (
        <p class="fault" id="reason-fault" role="alert">
          入力してください
        </p>
      )}
      <textarea
        id="reason"
        name="reason"
        rows={2}
        maxLength={500}
        aria-describedby={reasonMissing ? 'reason-fault' : undefined}
        aria-invalid={reasonMissing ? 'true' : undefined}
      >
        {reason}
      </textarea>
    </div>
  )
}

function LanguageChoice({ chosen }: { chosen: string }) {
  return (
    <div class="question">
      <label class="question-label" for="invitationLanguage">
        ご本人へのSMSの言語
      </label>
      <select id="invitationLanguage" name="invitationLanguage">
        {Object.entries(languages).map(([code, name]) => (
          <option key={code} value={code} selected={code === chosen}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}
