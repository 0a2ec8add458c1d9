import { formatShortInstant } from '../../i18n/format.ts'
import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { CentrePhone } from '../daily-report/Advice.tsx'
import type { Person } from '../daily-report/people.server.ts'
import { mayAsk, type NoticeState } from './state.ts'

export type Notified = { person: Person; state: NoticeState; since: string | null }
type Props = { people: Notified[]; isAsked?: boolean; isBlank?: boolean }

/** 「<My HER-SYSのご案内>が不要な方」 (C32): a tick for each person, or for all. Says that reporting goes on. */
export function NoticeStopPage({ people, isAsked, isBlank }: Props) {
  const t = useT()
  const open = people.filter(({ state }) => mayAsk(state))
  const centres = [...new Map(people.map(({ person }) => [person.centrePhone, person])).values()]
  return (
    <PatientLayout title={t('notices.title')} scripts={['report']}>
      {isAsked && (
        <Notice tone="success" title={t('notices.asked.title')}>
          <p>{t('notices.asked.what')}</p>
        </Notice>
      )}
      <p>{t('notices.lead')}</p>
      <p>{t('notices.still-report')}</p>
      {people.length === 0 ? <p class="empty">{t('home.nobody')}</p> : <People people={people} open={open} isBlank={isBlank} />}
      {centres.map((person) => (
        <CentrePhone key={person.registrationId} person={person} />
      ))}
    </PatientLayout>
  )
}

function People({ people, open, isBlank }: { people: Notified[]; open: Notified[]; isBlank: boolean | undefined }) {
  const t = useT()
  return (
    <Form action="/notices">
      <fieldset class={isBlank ? 'question wrong' : 'question'} aria-describedby={isBlank ? 'who-fault' : undefined}>
        <legend class="question-label">{t('notices.who')}</legend>
        {isBlank && (
          <p class="fault" id="who-fault" role="alert">
            {t('notices.blank')}
          </p>
        )}
        <span class="boxes">
          {open.length > 1 && (
            <label class="box">
              <input type="checkbox" name="person" value="all" />
              <span>{t('notices.all')}</span>
            </label>
          )}
          {people.map((each) => (
            <PersonBox key={each.person.registrationId} {...each} />
          ))}
        </span>
      </fieldset>
      {people.length > 1 && <p class="hint">{t('notices.family')}</p>}
      <p class="hint">{t('notices.fixed')}</p>
      {open.length > 0 && <button class="primary">{t('notices.ask')}</button>}
    </Form>
  )
}

function PersonBox({ person, state, since }: Notified) {
  const t = useT()
  const said = t(`notices.state.${state}`, { at: since ? formatShortInstant(t, new Date(since)) : '' })
  return (
    <label class="box">
      <input type="checkbox" name="person" value={person.registrationId} disabled={!mayAsk(state)} />
      <span>
        {person.name}
        <span class="notice-state">{said}</span>
      </span>
    </label>
  )
}
