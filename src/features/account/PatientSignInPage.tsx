import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { TextField } from '../../ui/TextField.tsx'

/** 'unknown': no account with this address and password, whichever of the two is wrong. */
export type SignInFault = 'unknown' | 'too-many' | 'blank'

export function PatientSignInPage({ email = '', fault }: { email?: string; fault?: SignInFault }) {
  const t = useT()
  return (
    <PatientLayout title={t('patient.sign-in.title')} scripts={['patient-password']}>
      {fault && (
        <Notice tone="danger" title={t(`patient.sign-in.${fault}.title`)}>
          <p>{t(`patient.sign-in.${fault}.help`)}</p>
        </Notice>
      )}
      <Form action="/sign-in">
        <TextField
          name="email"
          type="email"
          autoComplete="username"
          inputMode="email"
          value={email}
          label={t('patient.email')}
          maxLength={300}
        />
        <TextField
          name="password"
          type="password"
          autoComplete="current-password"
          label={t('patient.password')}
          maxLength={300}
          showLabel={t('patient.password.show')}
        />
        <button class="primary">{t('patient.sign-in.button')}</button>
      </Form>
      <ul class="plain-list">
        <li>
          <a href="/password-reset">{t('patient.password-reset.link')}</a>
        </li>
        <li>
          {t('patient.sign-in.no-account')} <a href="/sign-up">{t('patient.sign-up.title')}</a>
        </li>
      </ul>
    </PatientLayout>
  )
}
