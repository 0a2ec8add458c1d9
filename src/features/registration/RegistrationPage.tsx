import { ErrorSummary } from '../../fields/ErrorSummary.tsx'
import type { Faults } from '../../fields/faults.ts'
import { Questions } from '../../fields/Questions.tsx'
import { formWords } from '../../fields/words.ts'
import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { registrationForm } from './fields.ts'
import type { ClaimOutcome } from './queries.server.ts'

type Refused = Exclude<ClaimOutcome, 'registered'>
type Props = { typed: Record<string, string>; faults?: Faults; refused?: Refused; waitMinutes?: number }

/** 属性入力 (C16). What went wrong stands on top; everything typed stays. */
export function RegistrationPage({ typed, faults = {}, refused, waitMinutes = 0 }: Props) {
  const t = useT()
  return (
    <PatientLayout title={formWords(registrationForm, t).title}>
      {refused && (
        <Notice tone={refused === 'already-mine' ? 'info' : 'danger'} title={t(`patient.registration.${refused}.title`)}>
          <p>{t(`patient.registration.${refused}.help`, { minutes: waitMinutes })}</p>
        </Notice>
      )}
      <ErrorSummary form={registrationForm} faults={faults} words={t} />
      <p>{t('patient.registration.lead')}</p>
      <p class="hint">{t('patient.registration.must-match')}</p>
      <p class="hint">{t('patient.registration.name-fixed')}</p>
      <Form action="/registrations/new">
        <Questions form={registrationForm} words={t} given={typed} faults={faults} />
        <details>
          <summary>{t('patient.registration.who.title')}</summary>
          <ul>
            <li>{t('patient.registration.who.family')}</li>
            <li>{t('patient.registration.who.again')}</li>
            <li>{t('patient.registration.who.name')}</li>
          </ul>
        </details>
        <button class="primary">{t('patient.registration.check')}</button>
      </Form>
      <p>
        <a href="/centres">{t('patient.centres.link')}</a>
      </p>
    </PatientLayout>
  )
}
