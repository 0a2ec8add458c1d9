import type { AnyAnswers, Form as FormOf } from '../../fields/fields.ts'
import { Review } from '../../fields/Review.tsx'
import { languages } from '../../i18n/t.ts'
import type { Oddity, Period } from '../../programmes/programme.ts'
import { Facts, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { Oddities } from './FormPage.tsx'
import { periodText } from './period.ts'
import { ReadBack } from './ReadBack.tsx'
import { ReasonField } from './ReasonField.tsx'

/** What a correction changes, question by question, as shown. */
export type Change = { name: string; question: string; before: string | null; after: string | null }
type Centre = { name: string; why: string }

type Props = {
  /** Where the draft is. */
  href: string
  form: FormOf
  answers: AnyAnswers
  period: Period
  deceased: boolean
  /** This telephone number has not been written to yet. */
  writesSms: boolean
  notified: string
  owner: Centre
  language: string
  /** What looks like a slip of the hand. */
  oddities: Oddity[]
  /** Questions with the yellow frame that are still open. */
  gaps: number
  correction: { changes: Change[]; reason: string; reasonMissing: boolean } | null
}

/**
 * 健康観察 (D26): the period, phone and birth date read back large (D42, D43), what looks like a slip, everything typed. 「報告」 stays within
 * reach at the foot of the window.
 */
export function PeriodPage(props: Props) {
  const { href, form, answers, period, deceased, notified, owner, language, correction, oddities, gaps } = props
  const t = useT()
  const formHref = `${href}?marked=1`
  return (
    <StaffLayout title="健康観察" scripts={['begin']}>
      {deceased ? (
        <Notice>
          <p>死亡の届出のため、健康観察は行われません。SMSも送られません。</p>
        </Notice>
      ) : (
        <ThePeriod period={period} />
      )}
      <Form action={`${href}/file`} class="file-form">
        <ReadBack answers={answers} writesSms={props.writesSms && !deceased} formHref={formHref} />
        {oddities.length > 0 && <Oddities oddities={oddities} formHref={formHref} />}
        {gaps > 0 && (
          <Notice>
            <p>入力されていない項目が{gaps}項目あります。このまま報告できます。報告した後は「未完了一覧」から追記できます。</p>
          </Notice>
        )}
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
        {correction ? (
          <ReasonField label="編集の理由" reason={correction.reason} isMissing={correction.reasonMissing} />
        ) : (
          !deceased && <LanguageChoice chosen={language} />
        )}
        <details class="whole" open={!correction}>
          <summary>入力した内容</summary>
          <Review form={form} answers={answers} words={t} />
        </details>
        <div class="actions reach">
          <button class="primary">報告</button>
          <a class="button" href={formHref}>
            再編集
          </a>
          <span>発生届を報告する際には、間違いがないか今一度ご確認ください。</span>
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
