import { programmeOf } from '../../programmes/registry.ts'
import { Notice } from '../../ui/bits.tsx'
import { useT } from '../../ui/shell.ts'
import type { Person } from './people.server.ts'
import type { StoredReport } from './queries.server.ts'

type Said = Pick<StoredReport, 'level' | 'reasons'>
type Who = Pick<Person, 'disease' | 'centreName' | 'centrePhone'>

/** What to do now, by level. Urgent: whom to call, first and biggest; the item is in the centre's queue already. */
export function Advice({ person, report: { level, reasons } }: { person: Who; report: Said }) {
  const t = useT()
  const tone = level === 'urgent' ? 'danger' : level === 'watch' ? 'warning' : 'success'
  return (
    <>
      <Notice tone={tone} title={t(level === 'urgent' ? 'report.sent.title' : `report.sent.${level}.title`)}>
        <p>{t(`report.sent.${level}.what`)}</p>
        {level === 'urgent' && <p>{t('report.sent.urgent.queue')}</p>}
      </Notice>
      {level === 'urgent' && (
        <p>
          <a class="button danger" href="tel:119">
            {t('report.sent.urgent.call')}
          </a>
        </p>
      )}
      {level !== 'urgent' && <p>{t('report.sent.worse')}</p>}
      <CentrePhone person={person} />
      {level !== 'stable' && <Reasons disease={person.disease} reasons={reasons} />}
    </>
  )
}

export function CentrePhone({ person: { centreName, centrePhone } }: { person: Pick<Person, 'centreName' | 'centrePhone'> }) {
  const t = useT()
  if (!centrePhone) return null
  return (
    <p>
      <a class="button" href={`tel:${centrePhone}`}>
        {t('report.sent.centre', { name: centreName ?? '' })} {centrePhone}
      </a>
    </p>
  )
}

function Reasons({ disease, reasons }: { disease: string; reasons: string[] }) {
  const t = useT()
  const programme = programmeOf(disease)
  const textOf = (reason: string) => {
    const key = `${programme.id}.triage.${reason}`
    const found = t(key)
    return found === key ? (programme.triageReasons[reason] ?? reason) : found
  }
  return (
    <>
      <h2>{t('report.sent.reasons')}</h2>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{textOf(reason)}</li>
        ))}
      </ul>
    </>
  )
}
