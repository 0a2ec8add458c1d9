import { formatInstant } from '../../i18n/format.ts'
import { levels } from '../../programmes/triage.ts'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { Advice } from './Advice.tsx'
import { wholeFamily } from './family.ts'
import type { Person } from './people.server.ts'
import type { StoredReport } from './queries.server.ts'

type Props = { sent: { person: Person; report: StoredReport }[]; others: Person[] }

/** After the page of all: what to do now for each, the most urgent first; and for whom nothing was sent. */
export function FamilySentPage({ sent, others }: Props) {
  const t = useT()
  const rank = (level: StoredReport['level']) => levels.indexOf(level)
  const worstFirst = sent.toSorted((a, b) => rank(a.report.level) - rank(b.report.level))
  const isUrgent = worstFirst[0]?.report.level === 'urgent'
  return (
    <PatientLayout title={t(isUrgent ? 'report.sent.urgent.title' : 'report.sent.title')} scripts={['report']}>
      <span data-sent={wholeFamily} />
      {worstFirst.map(({ person, report }) => (
        <section key={report.id} class="member-sent">
          <h2 class="person" data-sent={person.registrationId}>
            {t('report.sent.for', { name: person.name, at: formatInstant(t, new Date(report.reportedAt)) })}
          </h2>
          <Advice person={person} report={report} />
        </section>
      ))}
      {others.length > 0 && (
        <section>
          <h2>{t('family.not-sent')}</h2>
          <ul class="plain-list">
            {others.map(({ registrationId, name }) => (
              <li key={registrationId}>
                <a href={`/report/${registrationId}`}>{name}</a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </PatientLayout>
  )
}
