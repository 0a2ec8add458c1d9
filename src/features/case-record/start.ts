import type { AnyAnswers } from '../../fields/fields.ts'
import type { Day } from '../../lib/japanese-day.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import type { RecordTab } from '../../programmes/tabs.ts'

type With = { today: Day; actor: Pick<Staff, 'orgId' | 'orgName' | 'institutionKind' | 'role' | 'name'> }

/** With what a new entry begins: a hospital records stays of its own, a course and a measure are of today. */
export function startOf(tab: RecordTab, { today, actor }: With): AnyAnswers {
  const isHospital = actor.institutionKind === 'inpatient'
  if (tab === 'course') return { on: today }
  if (tab === 'measures') return { measuredOn: today }
  if (tab !== 'medical' || !actor.institutionKind) return {}
  const doctor = actor.role === 'doctor' ? actor.name : null
  return isHospital
    ? { care: 'inpatient', hospital: { id: actor.orgId, name: actor.orgName }, doctor }
    : { care: 'outpatient', hospitalOther: actor.orgName, doctor }
}
