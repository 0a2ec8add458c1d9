import { formatNumber, formatShortInstant } from '../../i18n/format.ts'
import { Facts, Notice } from '../../ui/bits.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { CentrePhone } from '../daily-report/Advice.tsx'
import { PersonSelector } from '../daily-report/PersonSelector.tsx'
import type { Person } from '../daily-report/people.server.ts'
import { type Offer, offers } from './offers.ts'

type Props = {
  people: Person[]
  /** null: nobody is registered yet. */
  person: Person | null
  /** What was typed but not sent, because the session had ended. `name` null: for the whole family. */
  unsent: { name: string | null; href: string } | null
  /** What this person is offered besides the daily report (C20, C21). */
  offered?: Offer[]
  /** There is more than one to report for. */
  isFamily?: boolean
  isSurveyDone?: boolean
}

/** The home screen (C19): who, when last, the history, and one big button for today. */
export function HomePage(props: Props) {
  const { person, unsent, isSurveyDone } = props
  const t = useT()
  return (
    <PatientLayout title={t('home.title')} scripts={['report']} home={false}>
      {unsent && (
        <Notice tone="warning">
          <p>{unsent.name === null ? t('home.unsent.family') : t('home.unsent', { name: unsent.name })}</p>
          <p>
            <a class="button" href={unsent.href}>
              {t('home.unsent.continue')}
            </a>
          </p>
        </Notice>
      )}
      {isSurveyDone && <Notice tone="success">{t('home.survey.done')}</Notice>}
      {person ? <Watched {...props} person={person} /> : <Nobody />}
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

function Watched({ people, person, offered = [], isFamily }: Props & { person: Person }) {
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
      {isFamily && (
        <p>
          <a class="button" href="/family">
            {t('home.family')}
          </a>
        </p>
      )}
      {Object.entries(offers)
        .filter(([name]) => offered.includes(name as Offer))
        .map(([name, { word, href, notes }]) => (
          <div key={name} class="offer">
            <p>
              <a class="button" href={href(registrationId)}>
                {t(word)}
              </a>
            </p>
            {notes.map((note) => (
              <p key={note} class="hint">
                {t(note)}
              </p>
            ))}
          </div>
        ))}
      <h2>{t('home.centre')}</h2>
      <p>{centreName}</p>
      <CentrePhone person={person} />
    </>
  )
}
