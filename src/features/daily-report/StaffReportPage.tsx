import { ErrorSummary } from '../../fields/ErrorSummary.tsx'
import type { Faults } from '../../fields/faults.ts'
import type { Form as Questionnaire, Raw } from '../../fields/fields.ts'
import { Questions } from '../../fields/Questions.tsx'
import type { Day } from '../../lib/japanese-day.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { Facts, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import type { Implausible } from './implausible.ts'
import type { StoredReport } from './queries.server.ts'
import { Sure } from './Sure.tsx'
import type { StaffCase } from './staff-case.server.ts'

export type When = { day: string; time: string }
export type StaffReportPageProps = {
  of: StaffCase
  /** '/centre/cases/<id>' or '/institution/cases/<id>'; where 「やめる」 leads. */
  base: string
  back: string
  form: Questionnaire
  formKey: string
  /** A new report: the days it may tell of. A correction: the report to be replaced. */
  entry: { days: Day[]; when: When } | { corrects: StoredReport; reason: string }
  given?: Raw
  faults?: Faults
  /** What is wrong with time or reason. */
  fault?: string
  doubted?: Implausible[]
}

/** A report taken down by telephone, or the correction of one. Triage runs as on the patient's own page. */
export function StaffReportPage({
  of,
  base,
  back,
  form,
  formKey,
  entry,
  given = {},
  faults = {},
  fault,
  doubted = [],
}: StaffReportPageProps) {
  const t = useT()
  const isNew = 'days' in entry
  const action = `${base}/reports/${isNew ? 'new' : `${entry.corrects.id}/correct`}`
  return (
    <StaffLayout title={isNew ? '健康状態の代行入力' : '健康状態の訂正'}>
      <Facts
        rows={[
          ['氏名', of.name],
          ['HER-SYS ID', of.hersysId],
        ]}
      />
      {fault && <Notice tone="danger">{fault}</Notice>}
      <ErrorSummary form={form} faults={faults} words={t} />
      <Form action={action}>
        <input type="hidden" name="key" value={formKey} />
        {doubted.length > 0 && <Sure form={form} doubted={doubted} />}
        {isNew ? (
          <WhenInputs days={entry.days} when={entry.when} isWrong={fault !== undefined} />
        ) : (
          <Corrected {...entry} isWrong={fault !== undefined} />
        )}
        <Questions form={form} words={t} given={given} faults={faults} />
        <div class="actions">
          <button class="primary">{isNew ? '記録する' : '訂正を記録する'}</button>
          <a class="button" href={back}>
            やめる
          </a>
        </div>
      </Form>
    </StaffLayout>
  )
}

function WhenInputs({ days, when, isWrong }: { days: Day[]; when: When; isWrong: boolean }) {
  return (
    <>
      <div class="question">
        <label class="question-label" for="day">
          いつの健康状態ですか（日）
        </label>
        <select id="day" name="day">
          {days.map((day) => (
            <option key={day} value={day} selected={day === when.day}>
              {shortDay(day)}
            </option>
          ))}
        </select>
      </div>
      <div class={isWrong ? 'question wrong' : 'question'}>
        <label class="question-label" for="time">
          時刻
        </label>
        <p class="hint" id="time-hint">
          例：9:30
        </p>
        <input
          id="time"
          name="time"
          class="short"
          value={when.time}
          inputMode="numeric"
          autoComplete="off"
          aria-describedby="time-hint"
          aria-invalid={isWrong ? 'true' : undefined}
        />
      </div>
    </>
  )
}

function Corrected({ corrects, reason, isWrong }: { corrects: StoredReport; reason: string; isWrong: boolean }) {
  return (
    <>
      <p>{shortWhen(corrects.reportedAt)}の報告を訂正します。元の報告も残ります。</p>
      <div class={isWrong ? 'question wrong' : 'question'}>
        <label class="question-label" for="reason">
          訂正の理由<span class="required-mark">必須</span>
        </label>
        <input id="reason" name="reason" value={reason} maxLength={200} autoComplete="off" aria-invalid={isWrong ? 'true' : undefined} />
      </div>
    </>
  )
}
