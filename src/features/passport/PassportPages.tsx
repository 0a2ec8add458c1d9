import { Form } from '../../ui/Form.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { TextField } from '../../ui/TextField.tsx'
import type { Traveller } from './queries.server.ts'

type Props = { person: Traveller; typed?: string; isWrong?: boolean }

/** The number is entered (A23, B16). */
export function PassportPage({ person, typed, isWrong = false }: Props) {
  const t = useT()
  return (
    <PatientLayout title={t('passport.title')} home={false}>
      <p class="person">{person.name}</p>
      <p>{t('passport.lead')}</p>
      <Form action={`/passport/${person.registrationId}`}>
        <TextField
          name="number"
          label={t('passport.number')}
          hint={t('passport.rule')}
          fault={isWrong ? t('passport.fault') : null}
          value={typed}
          autoComplete="off"
          autoFocus={isWrong}
          maxLength={40}
        />
        <p class="stack">
          <button class="primary">{t('passport.confirm')}</button>
          <a class="button" href={`/home/${person.registrationId}`}>
            {t('passport.cancel')}
          </a>
        </p>
      </Form>
      <p class="hint">{t('passport.changed')}</p>
    </PatientLayout>
  )
}

/** It is read once more before it is kept: it can be entered only once (A22). */
export function PassportConfirmPage({ person, number }: { person: Traveller; number: string }) {
  const t = useT()
  const action = `/passport/${person.registrationId}`
  return (
    <PatientLayout title={t('passport.confirm.title')} home={false}>
      <p class="person">{person.name}</p>
      <div class="notice warning" role="alert">
        <p>{t('passport.confirm.right')}</p>
        <p class="passport-number">{number}</p>
        <p>{t('passport.confirm.once')}</p>
      </div>
      <Form action={action}>
        <input type="hidden" name="number" value={number} />
        <button class="primary" name="sure" value={number}>
          {t('passport.confirm.save')}
        </button>
      </Form>
      <Form action={action}>
        <input type="hidden" name="number" value={number} />
        <button name="again" value="1">
          {t('passport.confirm.change')}
        </button>
      </Form>
    </PatientLayout>
  )
}

/** Nothing (more) to enter: kept already, or not asked of this person. */
export function NoPassportPage({ person, isKept }: { person: Traveller; isKept: boolean }) {
  const t = useT()
  return (
    <PatientLayout title={t('passport.title')}>
      <p class="person">{person.name}</p>
      <p>{t(isKept ? 'passport.kept' : 'passport.not-asked')}</p>
      <p>{t('passport.changed')}</p>
      {person.centreName && (
        <p>
          {person.centreName}{' '}
          {person.centrePhone && (
            <a href={`tel:${person.centrePhone}`} class="phone-number">
              {person.centrePhone}
            </a>
          )}
        </p>
      )}
    </PatientLayout>
  )
}
