import type { Day } from '../../lib/japanese-day.ts'
import { japaneseDay, japaneseTime } from '../../lib/japanese-day.ts'
import { shortDay } from '../../lib/staff-time.ts'
import { Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { CallTable } from './CallTable.tsx'
import { HourBars } from './HourBars.tsx'
import { type CallGroup, callGroups } from './labels.ts'
import type { CallRow, HourFigures } from './list.server.ts'

type Props = {
  day: Day
  now: Date
  group: CallGroup | null
  rows: CallRow[]
  counts: Record<CallGroup, number>
  hours: HourFigures[]
  next: string | null
  isFirst: boolean
}
const share = (part: number, whole: number) => (whole === 0 ? '－' : `${Math.round((part / whole) * 100)}％`)

/** Automatic calls of one day: who is being rung, who was reached, who was not. With script it follows what happens; without, reloading does. */
export function CallsPage({ day, now, group, rows, counts, hours, next, isFirst }: Props) {
  const isToday = day === japaneseDay(now)
  const address = (one: CallGroup | null) => `/centre/calls?day=${day}${one ? `&state=${one}` : ''}`
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0)
  return (
    <StaffLayout title="自動架電" wide scripts={isToday && isFirst ? ['watch-list'] : []}>
      <form method="get" action="/centre/calls" class="filters" aria-label="絞り込み">
        <label>
          日 <input type="date" name="day" value={day} max={japaneseDay(now)} />
        </label>
        <label>
          状態
          <select name="state">
            <option value="">すべて（{all}）</option>
            {Object.entries(callGroups).map(([value, { label }]) => (
              <option key={value} value={value} selected={group === value}>
                {label}（{counts[value as CallGroup]}）
              </option>
            ))}
          </select>
        </label>
        <button>表示する</button>
        {group && <a href={address(null)}>すべての状態</a>}
      </form>
      <p class="minor" id="live" data-stream="/centre/calls/stream" data-rows={`/centre/calls/rows${group ? `?state=${group}` : ''}`}>
        {shortDay(day)} <span id="live-time">{japaneseTime(now)}</span> 現在
        <span id="live-state" role="status" />
      </p>
      <CallTable rows={rows} />
      <p class="calm" id="live-empty" hidden={rows.length > 0}>
        {group ? 'この状態の電話はありません。' : 'この日の自動架電はありません。'}
      </p>
      <p class="pages">
        {!isFirst && <a href={address(group)}>先頭へ</a>}{' '}
        {next && (
          <a class="button" href={next}>
            次の50件
          </a>
        )}
      </p>
      <section aria-labelledby="by-hour">
        <h2 id="by-hour">時間帯ごとの応答と回答完了</h2>
        {hours.length === 0 ? (
          <p class="calm">まだ発信していません。</p>
        ) : (
          <>
            <HourBars hours={hours} />
            <Table caption="時間帯ごとの応答と回答完了の表" head={['時間帯', '発信', '応答', '応答率', '回答完了', '完了率']}>
              {hours.map((one) => (
                <tr key={one.hour}>
                  <td>{one.hour}時台</td>
                  <td class="number">{one.dialled}</td>
                  <td class="number">{one.pickedUp}</td>
                  <td class="number">{share(one.pickedUp, one.dialled)}</td>
                  <td class="number">{one.completed}</td>
                  <td class="number">{share(one.completed, one.dialled)}</td>
                </tr>
              ))}
            </Table>
          </>
        )}
        <p>
          <a href="/centre/call-figures">期間を選んで集計する（電話が切れた質問も）</a>
        </p>
      </section>
    </StaffLayout>
  )
}

/** The answer of the live update: the table and the time it was true at. */
export function LiveCalls({ rows, now }: { rows: CallRow[]; now: Date }) {
  return (
    <div>
      <span id="rows-time">{japaneseTime(now)}</span>
      <CallTable rows={rows} />
    </div>
  )
}
