import { formatDay, formatNumber } from '../../i18n/format.ts'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import type { AccessLine } from './kind.ts'

type Props = { people: { registrationId: string; name: string; lines: AccessLine[]; isCut: boolean }[] }

/** Who looked at my record, and all of my data to take away. */
export function MyDataPage({ people }: Props) {
  const t = useT()
  return (
    <PatientLayout title={t('my-data.title')}>
      <h2>{t('my-data.download')}</h2>
      <p>{t('my-data.download.what')}</p>
      <p class="stack">
        <a class="button" href="/my-data/my-data.pdf">
          {t('my-data.download.pdf')}
        </a>
        <a class="button" href="/my-data/my-data.json">
          {t('my-data.download.json')}
        </a>
      </p>
      <p class="hint">{t('my-data.download.careful')}</p>
      <h2>{t('my-data.who')}</h2>
      <p>{t('my-data.who.lead')}</p>
      {people.length === 0 && <p>{t('my-data.nobody')}</p>}
      {people.map(({ registrationId, name, lines, isCut }) => (
        <section key={registrationId}>
          <h3>{name}</h3>
          {lines.length === 0 ? <p>{t('my-data.who.none')}</p> : <Lines lines={lines} />}
          {isCut && <p class="hint">{t('my-data.who.cut')}</p>}
        </section>
      ))}
    </PatientLayout>
  )
}

function Lines({ lines }: { lines: AccessLine[] }) {
  const t = useT()
  return (
    <ul class="access-list">
      {lines.map(({ day, who, role, kind, times }) => (
        <li key={JSON.stringify([day, who, role, kind])}>
          <span class="access-day">{formatDay(t, day)}</span>
          <span>
            {who}
            {role !== null && ` ${t('my-data.role', { role })}`}
          </span>
          <strong>
            {t(`my-data.${kind}`)}
            {times > 1 && ` ${t('my-data.times', { times: formatNumber(t, times) })}`}
          </strong>
        </li>
      ))}
    </ul>
  )
}
