import type { ComponentChildren } from 'preact'
import { Facts, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { TextField } from '../../ui/TextField.tsx'

/** What the menu's first entry opens: the address, the password, whose names are registered (C15), and the way out. */
export function AccountPage({ email, names, changed }: { email: string; names: string[]; changed: boolean }) {
  const t = useT()
  return (
    <PatientLayout title={t('patient.account.title')}>
      {changed && (
        <Notice tone="success">
          <p>{t('patient.account.email.done')}</p>
        </Notice>
      )}
      <Facts rows={[[t('patient.account.email'), email]]} />
      <div class="stack">
        <a class="button" href="/account/email">
          {t('patient.account.email.change')}
        </a>
        <a class="button" href="/password-reset">
          {t('patient.account.password.change')}
        </a>
      </div>
      <h2>{t('patient.account.names.title')}</h2>
      {names.length === 0 ? (
        <p>{t('patient.account.names.none')}</p>
      ) : (
        <ul>
          {names.map((name, n) => (
            <li key={n}>
              <bdi>{name}</bdi>
            </li>
          ))}
        </ul>
      )}
      <p>{t('patient.account.names.fixed')}</p>
      <p>
        <a href="/centres">{t('patient.centres.link')}</a>
      </p>
      <p>
        <a href="/account/delete">{t('patient.account.delete')}</a>
      </p>
    </PatientLayout>
  )
}

/** 'wrong': not this account's password; 'many': too many wrong ones. */
export type PasswordNowFault = 'wrong' | 'many'

/** The password once more, for what a found telephone must not be able to do. */
function PasswordNow({ fault, autoFocus }: { fault?: PasswordNowFault | null; autoFocus: boolean }) {
  const t = useT()
  return (
    <TextField
      name="password"
      type="password"
      autoComplete="current-password"
      maxLength={300}
      label={t('patient.account.password-now')}
      showLabel={t('patient.password.show')}
      fault={fault ? t(`patient.account.password-${fault}`) : null}
      autoFocus={autoFocus}
    />
  )
}

const Cancel = (): ComponentChildren => {
  const t = useT()
  return (
    <a class="button" href="/account">
      {t('patient.account.cancel')}
    </a>
  )
}

export type EmailFault = 'email' | 'same' | 'too-many'
type EmailProps = {
  email: string
  senderDomain: string
  emailFault?: EmailFault | null | undefined
  passwordFault?: PasswordNowFault | null | undefined
}

/** Another address for the same account: the code goes to the new one. */
export function EmailChangePage({ email, senderDomain, emailFault = null, passwordFault = null }: EmailProps) {
  const t = useT()
  const words = { email: 'patient.proof.email-fault', same: 'patient.email-change.same', 'too-many': 'patient.proof.too-many' }
  return (
    <PatientLayout title={t('patient.email-change.title')} scripts={['patient-password']}>
      <p>{t('patient.email-change.lead')}</p>
      <Form action="/account/email">
        <TextField
          name="email"
          type="email"
          autoComplete="email"
          inputMode="email"
          value={email}
          maxLength={300}
          label={t('patient.email-change.new')}
          hint={t('patient.proof.filter', { domain: senderDomain })}
          fault={emailFault && t(words[emailFault])}
          autoFocus={emailFault !== null}
        />
        <PasswordNow fault={passwordFault} autoFocus={emailFault === null && passwordFault !== null} />
        <div class="stack">
          <button class="primary">{t('patient.proof.send')}</button>
          <Cancel />
        </div>
      </Form>
    </PatientLayout>
  )
}

/** What goes, what stays and who hears of it is said before the password is asked. */
export function DeleteAccountPage({ names, fault = null }: { names: string[]; fault?: PasswordNowFault | null }) {
  const t = useT()
  return (
    <PatientLayout title={t('patient.account.delete.title')} scripts={['patient-password']}>
      <ul>
        {['gone', 'stays', 'centre', 'again'].map((what) => (
          <li key={what}>{t(`patient.account.delete.${what}`)}</li>
        ))}
      </ul>
      {names.length > 0 && (
        <>
          <h2>{t('patient.account.names.title')}</h2>
          <ul>
            {names.map((name, n) => (
              <li key={n}>
                <bdi>{name}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
      <Form action="/account/delete">
        <PasswordNow fault={fault} autoFocus={fault !== null} />
        <div class="stack">
          <button>{t('patient.account.delete')}</button>
          <Cancel />
        </div>
      </Form>
    </PatientLayout>
  )
}
