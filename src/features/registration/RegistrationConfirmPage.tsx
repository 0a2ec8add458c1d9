import { doubtsOf } from '../../fields/doubts.ts'
import { Review } from '../../fields/Review.tsx'
import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import type { RegistrationAnswers } from './checks.ts'
import { registrationForm } from './fields.ts'

/** 属性入力:確認 (C17). キャンセル leads back to the input with everything typed. */
export function RegistrationConfirmPage({ draftId, answers }: { draftId: string; answers: RegistrationAnswers }) {
  const t = useT()
  return (
    <PatientLayout title={t('patient.registration.confirm.title')} home={false}>
      <p>{t('patient.registration.confirm.lead')}</p>
      {doubtsOf(registrationForm, answers).phone && (
        <Notice tone="warning">
          <p>{t('fault.phone')}</p>
        </Notice>
      )}
      <Review form={registrationForm} answers={answers} words={t} />
      <Notice>
        <p>{t('patient.registration.confirm.name-fixed')}</p>
      </Notice>
      <Form action="/registrations/new/confirm">
        <input type="hidden" name="draft" value={draftId} />
        <div class="stack">
          <button class="primary">{t('patient.registration.confirm.save')}</button>
          <a class="button" href="/registrations/new">
            {t('patient.registration.confirm.cancel')}
          </a>
        </div>
      </Form>
    </PatientLayout>
  )
}
