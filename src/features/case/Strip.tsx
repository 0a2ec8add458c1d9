import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { Badge } from '../../ui/bits.tsx'
import { endLabels, levelLabels } from '../watch/labels.ts'
import { ageText } from '../watch/WatchTable.tsx'
import type { CaseFile } from './queries.server.ts'

const sexes: Record<string, string> = { male: '男', female: '女', other: 'その他' }

/** The header strip of a case (D33): who this is, at a glance, on every page about them. */
export function Strip({ file, now }: { file: CaseFile; now: Date }) {
  return (
    <dl class="patient-strip">
      <div>
        <dt>HER-SYS ID</dt>
        <dd>
          <strong class="number">{file.hersysId}</strong>
        </dd>
      </div>
      <div>
        <dt>患者名</dt>
        <dd>
          <strong>
            {file.familyName} {file.givenName}
          </strong>
          <span class="minor">
            {' '}
            {file.familyKana} {file.givenKana}
          </span>
        </dd>
      </div>
      <div>
        <dt>性別・年齢</dt>
        <dd>
          {sexes[file.sex ?? ''] ?? '不明'}・{ageText(file.birthOn, now)}
        </dd>
      </div>
      <div>
        <dt>現在のステータス</dt>
        <dd>
          <Status file={file} />
        </dd>
      </div>
      <div>
        <dt>最終報告</dt>
        <dd>{file.lastReportAt ? shortWhen(file.lastReportAt) : '報告なし'}</dd>
      </div>
      <div>
        <dt>健康観察期間</dt>
        <dd>{file.periodFrom && file.periodTo ? `${shortDay(file.periodFrom)}～${shortDay(file.periodTo)}` : '他の保健所が担当'}</dd>
      </div>
    </dl>
  )
}

function Status({ file }: { file: CaseFile }) {
  if (file.state === 'withdrawn') return <Badge>取り下げ済</Badge>
  if (file.watchState === 'ended') return <Badge>観察終了（{file.endKind && endLabels[file.endKind]}）</Badge>
  if (!file.level) return <Badge>他の保健所が担当</Badge>
  if (!file.lastReportAt) return <>報告待ち・健康観察中</>
  const tone = file.level === 'urgent' ? 'danger' : file.level === 'watch' ? 'warning' : 'success'
  return (
    <>
      <Badge tone={tone}>{levelLabels[file.level]}</Badge> 健康観察中
    </>
  )
}
