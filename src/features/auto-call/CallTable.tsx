import { japaneseTime } from '../../lib/japanese-day.ts'
import { shortDay } from '../../lib/staff-time.ts'
import { Badge, Table } from '../../ui/bits.tsx'
import { callGroups, callStateLabels, codeLabel } from './labels.ts'
import type { CallRow } from './list.server.ts'
import type { CallState } from './provider-status.ts'

const time = (instant: string | null) => (instant === null ? <span class="blank">－</span> : japaneseTime(new Date(instant)))
const isOf = (group: keyof typeof callGroups, state: CallState) => (callGroups[group].states as readonly string[]).includes(state)
const toneOf = (state: CallState) =>
  state === 'completed' ? 'success' : isOf('live', state) ? 'info' : isOf('unreached', state) || state === 'aborted' ? 'warning' : 'plain'

/** How a call stands, in words, with the reason where there is one. */
export function CallStateOf({ row }: { row: Pick<CallRow, 'state' | 'providerCode'> }) {
  const why = codeLabel(row.state, row.providerCode)
  return (
    <>
      <Badge tone={toneOf(row.state)}>{callStateLabels[row.state]}</Badge>
      {why && <span class="minor"> {why}</span>}
    </>
  )
}

/** The day's calls. The page shows it, and the live update fetches it alone (the ids are what that script knows). */
export function CallTable({ rows }: { rows: CallRow[] }) {
  return (
    <Table caption="自動架電" id="watch-rows" head={['氏名', 'HER-SYS ID', '約束の時刻', '回', '状態', '発信', '応答', '終了', '経過']}>
      {rows.map((row) => (
        <tr key={row.id} data-case={row.id}>
          <td class="name">
            <a href={`/centre/cases/${row.caseId}/call-plan`}>
              {row.familyName} {row.givenName}
            </a>
          </td>
          <td class="number">{row.hersysId}</td>
          <td class="number">{row.planTime}</td>
          <td class="number">{row.attemptNo}回目</td>
          <td>
            <CallStateOf row={row} />
          </td>
          <td class="number">{row.state === 'planned' ? `${japaneseTime(new Date(row.plannedAt))}頃` : time(row.dialledAt)}</td>
          <td class="number">{time(row.answeredAt)}</td>
          <td class="number">{time(row.endedAt)}</td>
          <td>
            <a
              href={`/centre/calls/${row.id}`}
              aria-label={`${row.familyName} ${row.givenName} ${row.planTime} ${row.attemptNo}回目の経過`}
            >
              経過
            </a>
          </td>
        </tr>
      ))}
    </Table>
  )
}

/** The calls of one case, both ways. */
export function CallsOfCase({ rows }: { rows: CallRow[] }) {
  if (rows.length === 0) return <p class="calm">まだ電話はありません。</p>
  return (
    <Table caption="この方の電話" head={['日', '種類', '約束の時刻', '状態', '発信', '応答', '終了', '経過']}>
      {rows.map((row) => (
        <tr key={row.id}>
          <td>{shortDay(row.planDay)}</td>
          <td>{row.direction === 'out' ? `自動架電 ${row.attemptNo}回目` : '健康コール'}</td>
          <td class="number">{row.planTime ?? <span class="blank">－</span>}</td>
          <td>
            <CallStateOf row={row} />
          </td>
          <td class="number">{row.state === 'planned' ? `${japaneseTime(new Date(row.plannedAt))}頃` : time(row.dialledAt)}</td>
          <td class="number">{time(row.answeredAt)}</td>
          <td class="number">{time(row.endedAt)}</td>
          <td>
            <a href={`/centre/calls/${row.id}`} aria-label={`${shortDay(row.planDay)} ${row.planTime ?? ''} の電話の経過`}>
              経過
            </a>
          </td>
        </tr>
      ))}
    </Table>
  )
}
