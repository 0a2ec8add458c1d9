import { ErrorSummary } from '../../fields/ErrorSummary.tsx'
import type { Faults } from '../../fields/faults.ts'
import type { Form as Questionnaire, Raw } from '../../fields/fields.ts'
import { Questions } from '../../fields/Questions.tsx'
import { formWords } from '../../fields/words.ts'
import { Form } from '../../ui/Form.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'

type Props = { form: Questionnaire; registrationId: string; name: string; today: string; given?: Raw; faults?: Faults }

/** 健康調査回答フォーム (C20): asked once. Every question may be left out. */
export function SurveyPage({ form, registrationId, name, today, given = {}, faults = {} }: Props) {
  const t = useT()
  const isFresh = Object.keys(faults).length === 0
  return (
    <PatientLayout title={formWords(form, t).title} scripts={['report']}>
      <p class="person">{name}</p>
      <ErrorSummary form={form} faults={faults} words={t} />
      <Form action={`/survey/${registrationId}`} id="report">
        <input
          type="hidden"
          name="key"
          data-day={today}
          data-person={`survey ${registrationId}`}
          data-fresh={isFresh ? 'yes' : undefined}
        />
        <p>{t('survey.lead')}</p>
        <p class="notice" id="draft" hidden>
          {t('report.draft')}
        </p>
        <Questions form={form} words={t} given={given} faults={faults} />
        <p class="notice warning" id="offline" role="alert" hidden>
          {t('report.offline')}
        </p>
        <button class="primary">{t('survey.send')}</button>
      </Form>
      <p>
        <a class="button" href={`/report/${registrationId}`}>
          {t('survey.later')}
        </a>
      </p>
    </PatientLayout>
  )
}
