import type { ComponentChildren } from 'preact'
import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { TextField } from '../../ui/TextField.tsx'
import type { PasswordFault } from './password-rule.ts'
import type { ProofPurpose } from './patient-queries.server.ts'

export const proofPaths: Record<ProofPurpose, string> = {
  'sign-up': '/sign-up',
  'password-reset': '/password-reset',
  'email-change': '/account/email',
}

type Flow = { purpose: ProofPurpose }
type EmailProps = Flow & { email: string; senderDomain: string; fault?: 'email' | 'too-many' | 'gone' }

/** Where the address is typed (A6–A8, E4). Sign-up and password reset differ in their words alone. */
export function EmailPage({ purpose, email, senderDomain, fault }: EmailProps) {
  const t = useT()
  return (
    <PatientLayout title={t(`patient.${purpose}.title`)}>
      {fault && fault !== 'email' && (
        <Notice tone="danger">
          <p>{t(`patient.proof.${fault}`)}</p>
        </Notice>
      )}
      <p>{t(`patient.${purpose}.lead`)}</p>
      <Form action={proofPaths[purpose]}>
        <TextField
          name="email"
          type="email"
          autoComplete="email"
          inputMode="email"
          value={email}
          maxLength={300}
          label={t('patient.proof.your-email')}
          hint={<EmailHint senderDomain={senderDomain} />}
          fault={fault === 'email' ? t('patient.proof.email-fault') : null}
          autoFocus={fault === 'email'}
        />
        <button class="primary">{t('patient.proof.send')}</button>
      </Form>
      <BackTo purpose={purpose} />
    </PatientLayout>
  )
}

function EmailHint({ senderDomain }: { senderDomain: string }) {
  const t = useT()
  return (
    <>
      <p>{t('patient.proof.any-email')}</p>
      <p>{t('patient.proof.filter', { domain: senderDomain })}</p>
    </>
  )
}

type CodeProps = Flow & { email: string; senderDomain: string; sentAgainAt: string | null; fault?: 'wrong' | 'void' | 'too-many' }

/** Where the code is typed (C5–C7, A9, A10, E5, E6). */
export function CodePage({ purpose, email, senderDomain, sentAgainAt, fault }: CodeProps) {
  const t = useT()
  return (
    <PatientLayout title={t(`patient.${purpose}.title`)}>
      {fault === 'too-many' && (
        <Notice tone="danger">
          <p>{t('patient.proof.too-many')}</p>
        </Notice>
      )}
      {sentAgainAt && !fault && (
        <Notice tone="success">
          <p>{t('patient.code.sent-again', { time: sentAgainAt })}</p>
        </Notice>
      )}
      <dl class="facts">
        <div>
          <dt>{t('patient.proof.your-email')}</dt>
          <dd>{email}</dd>
        </div>
      </dl>
      <p>{t('patient.code.lead')}</p>
      <Form action={`${proofPaths[purpose]}/code`}>
        <TextField
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          class="code"
          maxLength={20}
          label={t('patient.code.label')}
          hint={t('patient.code.not-the-id')}
          fault={fault === 'wrong' || fault === 'void' ? t('patient.code.wrong') : null}
          autoFocus={Boolean(fault)}
        />
        {fault === 'void' && (
          <Notice tone="warning">
            <p>{t('patient.code.void')}</p>
          </Notice>
        )}
        <button class="primary">{t('patient.code.check')}</button>
      </Form>
      <Form action={`${proofPaths[purpose]}/code/again`}>
        <button>{t('patient.code.again')}</button>
      </Form>
      <h2>{t('patient.code.missing.title')}</h2>
      <ul>
        <li>{t('patient.code.missing.spam')}</li>
        <li>{t('patient.proof.filter', { domain: senderDomain })}</li>
        <li>
          <a href={proofPaths[purpose]}>{t('patient.code.missing.other')}</a>
        </li>
      </ul>
      <p class="hint">{t('patient.code.devices')}</p>
    </PatientLayout>
  )
}

/** Where the password is made (A11, A12, E7). */
export function PasswordPage({ purpose, email, faults = [] }: Flow & { email: string; faults?: PasswordFault[] }) {
  const t = useT()
  const fault = faults.length > 0 ? faults.map((each) => t(`patient.password.fault.${each}`)).join(' ') : null
  return (
    <PatientLayout title={t(`patient.${purpose}.password-title`)} scripts={['patient-password']}>
      <Form action={`${proofPaths[purpose]}/password`}>
        {/* For password managers: which account this password belongs to. */}
        <TextField name="email" type="email" autoComplete="username" value={email} label={t('patient.proof.your-email')} readOnly />
        <TextField
          name="password"
          type="password"
          autoComplete="new-password"
          maxLength={300}
          label={t('patient.password')}
          showLabel={t('patient.password.show')}
          hint={<PasswordRule />}
          fault={fault}
          autoFocus={faults.length > 0}
        />
        <button class="primary">{t(`patient.${purpose}.save-password`)}</button>
      </Form>
    </PatientLayout>
  )
}

/** The rule as a list that a script ticks off while typing; without one it is simply read. */
function PasswordRule() {
  const t = useT()
  return (
    <div class="password-rule" data-met={t('patient.password.rule.met')} data-unmet={t('patient.password.rule.unmet')}>
      <p>
        <span data-rule="length">{t('patient.password.rule.length')}</span>
        {t('patient.password.rule.and')}
        <span data-rule="kinds">{t('patient.password.rule.kinds')}</span>
      </p>
      <ul>
        {['lower', 'upper', 'digit', 'sign'].map((kind) => (
          <li key={kind} data-rule={kind}>
            {t(`patient.password.rule.${kind}`)}
          </li>
        ))}
      </ul>
      <p>{t('patient.password.rule.common')}</p>
    </div>
  )
}

const wrongDoorLeads: Record<ProofPurpose, string> = {
  'sign-up': '/sign-in',
  'password-reset': '/sign-up',
  'email-change': '/account/email',
}

/** The address is proved, but it has an account already (C8), or has none to set a password for (C9). */
export function WrongDoorPage({ purpose, email }: Flow & { email: string }) {
  const t = useT()
  return (
    <PatientLayout title={t(`patient.${purpose}.title`)}>
      <Notice tone="danger" title={t(`patient.${purpose}.wrong-door.title`)}>
        <p>{t(`patient.${purpose}.wrong-door.help`, { email })}</p>
      </Notice>
      <div class="stack">
        <a class="button primary" href={wrongDoorLeads[purpose]}>
          {t(`patient.${purpose}.wrong-door.first`)}
        </a>
        {purpose === 'sign-up' && (
          <a class="button" href="/password-reset">
            {t('patient.password-reset.link')}
          </a>
        )}
        {purpose !== 'email-change' && (
          <a class="button" href={proofPaths[purpose]}>
            {t(`patient.${purpose}.wrong-door.other`)}
          </a>
        )}
      </div>
    </PatientLayout>
  )
}

function BackTo({ purpose }: Flow): ComponentChildren {
  const t = useT()
  return (
    <p>
      {purpose === 'sign-up' && t('patient.sign-up.have-account')} <a href="/sign-in">{t('patient.sign-in.title')}</a>
    </p>
  )
}
