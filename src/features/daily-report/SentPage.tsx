import { formatInstant } from '../../i18n/format.ts'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { Advice } from './Advice.tsx'
import type { Person } from './people.server.ts'
import type { StoredReport } from './queries.server.ts'

type Props = { person: Person; others: Person[]; report: StoredReport }

/** After sending: what to do now. */
export function SentPage({ person, others, report }: Props) {
  const t = useT()
  return (
    <PatientLayout title={t(report.level === 'urgent' ? 'report.sent.urgent.title' : 'report.sent.title')} scripts={['report']}>
      <p class="person" data-sent={person.registrationId}>
        {t('report.sent.for', { name: person.name, at: formatInstant(t, new Date(report.reportedAt)) })}
      </p>
      <Advice person={person} report={report} />
      {others.length > 0 && (
        <section>
          <h2>{t('report.sent.others')}</h2>
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
