import { formatInstant } from '../../i18n/format.ts'
import { Facts } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import type { OwnSession } from './patient-queries.server.ts'

/** Where the account is signed in, and the way to end it everywhere else: for a lost telephone. */
export function DevicesPage({ sessions }: { sessions: OwnSession[] }) {
  const t = useT()
  return (
    <PatientLayout title={t('patient.devices.title')}>
      <p>{t('patient.devices.lead')}</p>
      <Facts
        rows={sessions.map(({ isThis, device, lastSeenAt }, n) => [
          `${n + 1}. ${device ?? t('patient.devices.unknown')}${isThis ? t('patient.devices.this') : ''}`,
          t('patient.devices.last-seen', { at: formatInstant(t, new Date(lastSeenAt)) }),
        ])}
      />
      {sessions.length > 1 && (
        <Form action="/devices">
          <button>{t('patient.devices.sign-out-others')}</button>
        </Form>
      )}
      <p>
        <a href="/password-reset">{t('patient.devices.password')}</a>
      </p>
    </PatientLayout>
  )
}
