import { levelLabels } from '../../lib/level-labels.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { Badge, Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { kindLabel } from '../attention/kinds.ts'
import { channelLabels } from '../watch/labels.ts'
import type { Row } from '../watch/list.server.ts'
import { ageText } from '../watch/WatchTable.tsx'

type Props = { rows: Row[]; now: Date; centres: { id: string; name: string }[]; chosen: string; next: string | null; isFirst: boolean }

/** 健康観察一覧 of one centre as its prefecture reads it: the same order, nothing to press. */
export function WatchedPage({ rows, now, centres, chosen, next, isFirst }: Props) {
  return (
    <StaffLayout title="健康観察一覧（閲覧）" wide>
      <form method="get" action="/prefecture/watch-list" class="filters" aria-label="保健所を選ぶ">
        <label>
          保健所
          <select name="centre">
            {centres.map(({ id, name }) => (
              <option key={id} value={id} selected={id === chosen}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button>表示</button>
      </form>
      {rows.length === 0 ? (
        <p class="calm">{isFirst ? '健康観察中の方はいません。' : 'この先に該当する方はいません。'}</p>
      ) : (
        <Table caption="健康観察一覧" head={['氏名', 'HER-SYS ID', '年齢', '状態', '最終報告', '体温', 'SpO2', '健康観察期間']}>
          {rows.map((row) => (
            <tr key={row.caseId} class={row.badges.some(({ urgent }) => urgent) ? 'urgent' : row.level}>
              <td class="name">
                <a href={`/prefecture/cases/${row.caseId}`}>
                  {row.familyName} {row.givenName}
                </a>
              </td>
              <td class="number">{row.hersysId}</td>
              <td class="number">{ageText(row.birthOn, now)}</td>
              <td>
                <span class="badges">
                  {row.lastReportAt && <Badge tone={row.level === 'urgent' ? 'danger' : 'plain'}>{levelLabels[row.level]}</Badge>}
                  {row.badges.map(({ kind, urgent, isQuiet }) => (
                    <Badge key={kind} tone={urgent && !isQuiet ? 'danger' : 'plain'}>
                      {kindLabel(kind)}
                    </Badge>
                  ))}
                </span>
              </td>
              <td>
                {row.lastReportAt ? (
                  `${shortWhen(row.lastReportAt)}（${channelLabels[row.lastChannel ?? ''] ?? row.lastChannel}）`
                ) : (
                  <strong>報告なし</strong>
                )}
              </td>
              <td class="number">{row.lastTemperature === null ? <span class="blank">－</span> : `${row.lastTemperature.toFixed(1)}℃`}</td>
              <td class="number">{row.lastSpo2 === null ? <span class="blank">－</span> : `${row.lastSpo2}％`}</td>
              <td>
                {shortDay(row.periodFrom)}～{shortDay(row.periodTo)}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <p class="pages">
        {!isFirst && <a href={`/prefecture/watch-list?centre=${chosen}`}>先頭へ</a>}{' '}
        {next && (
          <a class="button" href={next}>
            次の50件
          </a>
        )}
      </p>
    </StaffLayout>
  )
}
