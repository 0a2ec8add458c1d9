import { ageOn, daysBetween, japaneseDay, japaneseTime } from '../../lib/japanese-day.ts'
import { levelLabels } from '../../lib/level-labels.ts'
import { ago, shortDay, shortWhen } from '../../lib/staff-time.ts'
import { Badge, Table } from '../../ui/bits.tsx'
import { kindLabel } from '../attention/kinds.ts'
import { Tick } from '../bulk-action/BulkBar.tsx'
import { channelLabels } from './labels.ts'
import type { Row } from './list.server.ts'

/** The form that the ticks of this table belong to. */
export const ticksForm = 'ticks'

/** The table of 健康観察一覧. The page shows it, and the live update fetches it alone. */
export function WatchTable({ rows, now }: { rows: Row[]; now: Date }) {
  return (
    <Table
      caption="健康観察一覧"
      id="watch-rows"
      head={['選択', '氏名', 'HER-SYS ID', '年齢', '状態', '最終報告', '体温', 'SpO2', '健康観察期間']}
    >
      {rows.map((row) => (
        <tr key={row.caseId} class={row.badges.some(({ urgent }) => urgent) ? 'urgent' : row.level} data-case={row.caseId}>
          <td class="tick-cell">
            {row.state === 'observing' && (
              <Tick form={ticksForm} name="case" value={row.caseId} label={`${row.familyName} ${row.givenName}`} />
            )}
          </td>
          <td class="name">
            <a href={`/centre/cases/${row.caseId}`}>
              {row.familyName} {row.givenName}
            </a>
          </td>
          <td class="number">{row.hersysId}</td>
          <td class="number">{ageText(row.birthOn, now)}</td>
          <td>
            <State row={row} />
          </td>
          <td>{row.lastReportAt ? <Reported at={row.lastReportAt} channel={row.lastChannel} now={now} /> : <strong>報告なし</strong>}</td>
          <td class="number">{row.lastTemperature === null ? <span class="blank">－</span> : `${row.lastTemperature.toFixed(1)}℃`}</td>
          <td class="number">{row.lastSpo2 === null ? <span class="blank">－</span> : `${row.lastSpo2}％`}</td>
          <td>{row.periodFrom ? <Period row={row} now={now} /> : <span class="blank">他の保健所が担当</span>}</td>
        </tr>
      ))}
    </Table>
  )
}

/** The answer of the live update: the table and the time it was true at. */
export function LiveRows({ rows, now }: { rows: Row[]; now: Date }) {
  return (
    <div>
      <span id="rows-time">{japaneseTime(now)}</span>
      <WatchTable rows={rows} now={now} />
    </div>
  )
}

/** Nobody is called stable who has never reported, and green is for those who are heard of. */
function State({ row }: { row: Row }) {
  const isSilent = row.badges.some(({ kind, isQuiet }) => kind === 'no-report' && !isQuiet)
  return (
    <span class="badges">
      {row.state === 'ended' && <Badge>観察終了</Badge>}
      {row.lastReportAt && (
        <Badge tone={row.level === 'urgent' ? 'danger' : row.level === 'watch' ? 'warning' : isSilent ? 'plain' : 'success'}>
          {levelLabels[row.level]}
        </Badge>
      )}
      {row.badges.map((badge) => (
        <Badge key={badge.kind} tone={badge.urgent && !badge.isQuiet ? 'danger' : 'plain'}>
          {kindLabel(badge.kind)}
          {badge.isQuiet && (badge.isAnswered ? '（遅れて報告）' : '（確認済）')}
        </Badge>
      ))}
    </span>
  )
}

function Reported({ at, channel, now }: { at: string; channel: string | null; now: Date }) {
  return (
    <>
      {shortWhen(at)}{' '}
      <span class="minor">
        （{ago(at, now)}・{channelLabels[channel ?? ''] ?? channel}）
      </span>
    </>
  )
}

function Period({ row, now }: { row: Row; now: Date }) {
  const day = daysBetween(row.periodFrom, japaneseDay(now)) + 1
  return (
    <>
      {shortDay(row.periodFrom)}～{shortDay(row.periodTo)}{' '}
      <span class="minor">{row.periodTo < japaneseDay(now) ? '期間経過' : day < 1 ? '開始前' : `${day}日目`}</span>
    </>
  )
}

/** Years, for babies months; 未記入 where nobody knows. */
export function ageText(birthOn: string | null, now: Date): string {
  const age = birthOn === null ? null : ageOn(birthOn, japaneseDay(now))
  if (!age) return '不明'
  return age.years > 0 ? `${age.years}歳` : `${age.months}か月`
}
