import type { AnyAnswers } from '../../fields/fields.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { RecordTab } from '../../programmes/tabs.ts'
import { raise } from '../attention/raise.server.ts'
import { alarmOf, alarmOfLeaving } from './alarm.ts'
import type { CaseHead } from './head.server.ts'
import { isInHospital, listRecords } from './queries.server.ts'

/** What has just been recorded; `answers` null: it was struck. */
type Recorded = { head: Pick<CaseHead, 'id' | 'state'>; tab: RecordTab; answers: AnyAnswers | null; wasInHospital: boolean; now: Date }

/**
 * What a record says that the observing centre must not miss: somebody gravely ill outside a hospital is red, a death is the centre's to
 * decide upon. In the owner's queue, whoever records, and also after the observation has ended; without 発生届 there is nobody to tell.
 */
export async function tellCentre(sql: Sql, { head, tab, answers, wasInHospital, now }: Recorded): Promise<void> {
  if (head.state === 'draft' || (tab !== 'medical' && tab !== 'course')) return
  const inHospital = await isInHospital(sql, head.id)
  const said = answers && alarmOf(tab, answers, inHospital)
  const left = wasInHospital && !inHospital ? alarmOfLeaving(await standingCourses(sql, head.id), answers?.outcome ?? null) : null
  for (const alarm of [said, left])
    if (alarm) await raise(sql, { kind: alarm.kind, caseId: head.id, detail: { reasons: [alarm.reason] }, now })
}

async function standingCourses(sql: Sql, caseId: string): Promise<AnyAnswers[]> {
  const records = await listRecords(sql, caseId, ['course'])
  return records.filter(({ supersededAt, struck }) => supersededAt === null && !struck).map(({ answers }) => answers)
}
