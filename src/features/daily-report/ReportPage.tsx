import { ErrorSummary } from '../../fields/ErrorSummary.tsx'
import type { Faults } from '../../fields/faults.ts'
import type { Form as Questionnaire, Raw } from '../../fields/fields.ts'
import { Questions } from '../../fields/Questions.tsx'
import { formatDay } from '../../i18n/format.ts'
import type { Day } from '../../lib/japanese-day.ts'
import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import type { Implausible } from './implausible.ts'
import { PersonSelector } from './PersonSelector.tsx'
import type { Person } from './people.server.ts'
import { besideLastSymptom, DefaultSend } from './RestTick.tsx'
import { Sure } from './Sure.tsx'

export type ReportPageProps = {
  form: Questionnaire
  registrationId: string
  /** null while the database is out of reach: then only what was typed is shown again. */
  name: string | null
  people: Person[]
  today: Day
  formKey: string
  given?: Raw
  faults?: Faults
  doubted?: Implausible[]
  notice?: 'restored' | 'again' | 'failed' | 'same'
  /** There is an earlier report whose answers may be taken over. */
  canRepeat?: boolean
}

/** 「現在の健康状態を入力する」: the urgent signs first, one button, nothing between but faults and one "is this right?" (A18, C22). */
export function ReportPage({
  form,
  registrationId,
  name,
  people,
  today,
  formKey,
  given = {},
  faults = {},
  doubted = [],
  notice,
  canRepeat = false,
}: ReportPageProps) {
  const t = useT()
  const isFresh = !notice && Object.keys(faults).length === 0 && doubted.length === 0
  return (
    <PatientLayout title={t('report.title')} scripts={['report']}>
      {name !== null && <p class="person">{t('report.for', { name })}</p>}
      {people.length > 1 && <PersonSelector people={people} selected={registrationId} action="/report" label={t('report.other')} />}
      {notice && <Notice tone={notice === 'restored' || notice === 'same' ? 'info' : 'warning'}>{t(`report.${notice}`)}</Notice>}
      <ErrorSummary form={form} faults={faults} words={t} />
      <Form action={`/report/${registrationId}`} id="report">
        <DefaultSend />
        <input
          type="hidden"
          name="key"
          value={formKey}
          data-day={today}
          data-person={registrationId}
          data-fresh={isFresh ? 'yes' : undefined}
        />
        {doubted.length > 0 && <Sure form={form} doubted={doubted} />}
        <p class="call">
          <a href="tel:119">{t('report.danger')}</a>
        </p>
        <p>{t('report.guide')}</p>
        <p class="notice" id="draft" hidden>
          {t('report.draft')}
        </p>
        {canRepeat && (
          <p>
            <button formaction={`/report/${registrationId}/same`}>{t('report.same.button')}</button>
            <span class="hint">{t('report.same.hint')}</span>
          </p>
        )}
        <Questions form={form} words={t} given={given} faults={faults} beside={besideLastSymptom(form, given)} />
        <p class="notice warning" id="offline" role="alert" hidden>
          {t('report.offline')}
        </p>
        {name !== null && <p class="sends">{t('report.sends', { name, day: formatDay(t, today) })}</p>}
        <button class="primary">{t('report.confirm')}</button>
      </Form>
    </PatientLayout>
  )
}
