import type { Staff } from '../../platform/http/route.server.ts'
import type { RecordTab } from '../../programmes/tabs.ts'
import type { CaseHead } from './head.server.ts'

/** The tabs of a case (D33), in their order. `holds`: the records it shows; 発生届 is a page of its own. */
export const caseTabs = {
  notification: { label: '発生届', holds: [] },
  identity: { label: 'ID管理', holds: ['identity'] },
  basics: { label: '基礎情報', holds: ['basics'] },
  tests: { label: '検査', holds: ['tests'] },
  places: { label: '居所', holds: ['places'] },
  movements: { label: '行動歴', holds: ['movements'] },
  observation: { label: '健康観察', holds: ['observation'] },
  medical: { label: '医療', holds: ['medical', 'course'] },
  measures: { label: '記録', holds: ['measures'] },
} as const satisfies Record<string, { label: string; holds: readonly RecordTab[] }>
export type CaseTab = keyof typeof caseTabs

/** Portals in which a case has tabs. The prefecture reads. */
export type Portal = 'institution' | 'centre' | 'prefecture'

/** The address of a tab in a portal. */
export function tabHref(portal: Portal, caseId: string, tab: CaseTab): string {
  if (tab !== 'notification') return `/${portal}/cases/${caseId}/tabs/${tab}`
  return portal === 'institution' ? `/institution/notifications/${caseId}` : `/${portal}/cases/${caseId}/notification`
}

/** The tab that shows these records. */
export function tabOf(record: RecordTab): CaseTab {
  return record === 'course' ? 'medical' : record
}

type By = Pick<Staff, 'orgKind' | 'orgId' | 'institutionKind'>
type Of = Pick<CaseHead, 'state' | 'earlyClosedAt' | 'ownerCentreId' | 'notifiedCentreId'>

/**
 * Who adds and corrects records: institutions that see the case and the centre that has it (or was notified); 措置判定記録 is the centre's, and the
 * course in hospital is written by institutions with beds (an 外来 institution tells what it saw as a report in 健康観察, through the triage). The
 * prefecture, and who is only asked to take the case over, reads. The database says the same.
 */
export function canRecord(actor: By, of: Of, tab: RecordTab): boolean {
  if (of.state === 'withdrawn' || of.earlyClosedAt) return false
  if (actor.orgKind === 'institution') return tab === 'course' ? actor.institutionKind === 'inpatient' : tab !== 'measures'
  return actor.orgKind === 'centre' && [of.ownerCentreId, of.notifiedCentreId].includes(actor.orgId)
}
