import { formatNumber, formatShortInstant } from '../../i18n/format.ts'
import { Facts, Notice } from '../../ui/bits.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { PersonSelector } from '../daily-report/PersonSelector.tsx'
import type { Person } from '../daily-report/people.server.ts'
import { CentrePhone } from '../daily-report/SentPage.tsx'

type Props = {
  people: Person[]
  /** null: nobody is registered yet. */
  person: Person | null
  /** Whose report was typed but not sent, because the session had ended. */
  unsent: Person | null
}

/** The home screen (C19): who, when last, the history, and one big button for today. */
export function HomePage({ people, person, unsent }: Props) {
  const t = useT()
  return (
    <PatientLayout title={t('home.title')} scripts={['report']} home={false}>
      {unsent && (
        <Notice tone="warning">
          <p>{t('home.unsent', { name: unsent.name })}</p>
          <p>
            <a class="button" href={`/report/${unsent.registrationId}`}>
              {t('home.unsent.continue')}
            </a>
          </p>
        </Notice>
      )}
      {person ? <Watched people={people} person={person} /> : <Nobody />}
    </PatientLayout>
  )
}

function Nobody() {
  const t = useT()
  return (
    <>
      <p>{t('home.nobody')}</p>
      <p>
        <a class="button primary" href="/registrations/new">
          {t('home.new')}
        </a>
      </p>
    </>
  )
}

function Watched({ people, person }: { people: Person[]; person: Person }) {
  const t = useT()
  const { lastReportAt, lastTemperature, registrationId, watchState, centreName } = person
  return (
    <>
      {people.length > 1 && <PersonSelector people={people} selected={registrationId} action="/home" label={t('home.person')} />}
      <div class="person-row">
        <p class="person">
          {people.length === 1 && <span class="person-label">{t('home.person')} </span>}
          {person.name}
        </p>
        <a class="button" href="/registrations/new" aria-describedby="add-person">
          {t('home.new')}
        </a>
      </div>
      <p class="hint" id="add-person">
        {t('home.new.note')}
      </p>
      {watchState === 'ended' && <Notice>{t('home.ended')}</Notice>}
      <Facts
        rows={[
          [t('home.last-report'), lastReportAt ? formatShortInstant(t, new Date(lastReportAt)) : t('home.never')],
          [
            t('home.last-temperature'),
            lastTemperature === null ? t(lastReportAt ? 'home.not-measured' : 'history.nothing') : `${formatNumber(t, lastTemperature)}℃`,
          ],
        ]}
      />
      <p>
        <a class="button" href={`/history/${registrationId}`}>
          {t('home.history')}
        </a>
      </p>
      <p>
        <a class="button primary report-now" href={`/report/${registrationId}`}>
          {t('home.report')}
        </a>
      </p>
      <p class="hint">{t('home.report.note')}</p>
      <h2>{t('home.centre')}</h2>
      <p>{centreName}</p>
      <CentrePhone person={person} />
    </>
  )
}
