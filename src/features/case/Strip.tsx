import { levelLabels } from '../../lib/level-labels.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { Badge } from '../../ui/bits.tsx'
import { CaseHeader } from '../case-record/CaseHeader.tsx'
import type { CaseTab } from '../case-record/tabs.ts'
import type { CaseFile } from './queries.server.ts'

type Props = { file: CaseFile; now: Date; base?: string; tab?: CaseTab | null }

/** The header of a case (D33) with what a centre asks first: how the patient is, when they last reported, and until when they are observed. */
export function Strip({ file, now, base = '/centre', tab = null }: Props) {
  const portal = base === '/prefecture' ? 'prefecture' : 'centre'
  const isWatched = file.periodFrom !== null && file.periodTo !== null
  const more = {
    報告の状態: <Level file={file} />,
    最終報告: file.lastReportAt ? shortWhen(file.lastReportAt) : '報告なし',
    健康観察期間: isWatched
      ? `${shortDay(file.periodFrom!)}～${shortDay(file.periodTo!)}`
      : file.state === 'draft'
        ? 'なし'
        : '他の保健所が担当',
    ...(file.centreNumber ? { 保健所独自ID: file.centreNumber } : {}),
  }
  return <CaseHeader head={file} now={now} portal={portal} tab={tab} more={file.state === 'draft' ? {} : more} />
}

function Level({ file }: { file: CaseFile }) {
  if (!file.level) return <>-</>
  if (!file.lastReportAt) return <>報告待ち</>
  const tone = file.level === 'urgent' ? 'danger' : file.level === 'watch' ? 'warning' : 'success'
  return <Badge tone={tone}>{levelLabels[file.level]}</Badge>
}
