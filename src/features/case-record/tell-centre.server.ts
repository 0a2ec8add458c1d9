import type { AnyAnswers } from '../../fields/fields.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { RecordTab } from '../../programmes/tabs.ts'
import { raise } from '../attention/raise.server.ts'
import { alarmOf } from './alarm.ts'
import type { CaseHead } from './head.server.ts'
import { isInHospital } from './queries.server.ts'

/**
 * What a record says that the observing centre must not miss: somebody gravely ill outside a hospital is red, a death is the centre's to
 * decide upon. Only while the case is watched: without 発生届 there is nobody to tell.
 */
export async function tellCentre(sql: Sql, head: CaseHead, tab: RecordTab, answers: AnyAnswers, now: Date): Promise<void> {
  if (head.watchState !== 'observing' && !(tab === 'medical' && head.ownerCentreId)) return
  const alarm = alarmOf(tab, answers, tab === 'course' && (await isInHospital(sql, head.id)))
  if (alarm) await raise(sql, { kind: alarm.kind, caseId: head.id, detail: { reasons: [alarm.reason] }, now })
}
