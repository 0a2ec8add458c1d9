import { type Day, japaneseDay } from '../../lib/japanese-day.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { type Band, dailyCountFrom } from '../../programmes/covid-19/daily-count.ts'
import { Notice, Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { CountForm } from './CountForm.tsx'
import type { Typed } from './check.ts'
import type { Stored } from './queries.server.ts'

type Props = {
  now: Date
  /** Those of today; null before counting begins. */
  bands: Band[] | null
  /** Its own counts of the last days, newest first, and those that the centre has entered for it. */
  entries: Stored[]
  notified: Map<Day, number>
  typed: Typed | null
  faults: Record<string, string>
  said: 'closed' | 'conflict' | 'nothing' | null
  isDone: boolean
}

/** 日次報告 of an institution: today's numbers, and what stands of the days before. */
export function InstitutionCountPage({ now, bands, entries, notified, typed, faults, said, isDone }: Props) {
  const today = japaneseDay(now)
  const own = entries.find(({ onDay, source }) => onDay === today && source === 'institution')
  const values = typed ?? Object.fromEntries(Object.entries(own?.counts ?? {}).map(([band, n]) => [band, String(n)]))
  return (
    <StaffLayout title="日次報告（年代別の新規診断数）" wide>
      {said === 'closed' && (
        <Notice tone="warning" title="24:00を過ぎたため、前日分としては報告できませんでした">
          <p>入力した数は下に残っています。本日分に加えて報告するか、管轄の保健所へ連絡してください。</p>
        </Notice>
      )}
      {said === 'conflict' && (
        <Notice tone="warning" title="ほかの方が先に変更しました">
          <p>入力した数は下に残っています。現在の報告と見比べて、もう一度押してください。</p>
        </Notice>
      )}
      {said === 'nothing' && <Notice title="変更はありません">0人の日は、報告は不要です。</Notice>}
      {isDone && <Notice tone="success" title="受け付けました" />}
      {Object.keys(faults).length > 0 && <Notice tone="warning" title="入力を確かめてください" />}
      {bands === null ? (
        <p class="calm">
          日次報告は{dailyCountFrom.replace('-', '年').replace('-', '月')}日に始まります。それまでは発生届を提出してください。
        </p>
      ) : (
        <section aria-labelledby="today-title">
          <h2 id="today-title">
            本日（{shortDay(today)}）診断した人数 {own && <span class="count">{own.total}人</span>}
          </h2>
          <p>
            発生届を提出した方、みなし陽性の方を含む全員の人数です。1日1回まとめて報告してください（0人の日は不要）。本日24:00まで訂正・取り消しができます。
            本日の発生届は{notified.get(today) ?? 0}件です。
          </p>
          <CountForm
            action="/institution/daily-counts"
            onDay={today}
            source="institution"
            bands={bands}
            typed={values}
            faults={faults}
            revision={own?.revision ?? 0}
            reason={null}
          />
        </section>
      )}
      <section aria-labelledby="past-title">
        <h2 id="past-title">これまでの報告</h2>
        <p class="minor">前日までの訂正は、管轄の保健所へ連絡してください。遅れてわかった人数は、翌日の報告に加えることができます。</p>
        {entries.length === 0 ? (
          <p class="calm">まだ報告はありません。</p>
        ) : (
          <Table caption="これまでの報告の表" head={['診断日', '人数', '入力', '発生届', '最終更新']}>
            {entries.map((entry) => (
              <tr key={entry.id}>
                <td>{shortDay(entry.onDay)}</td>
                <td class="number">{entry.total}人</td>
                <td>{entry.source === 'centre' ? '保健所（FAXなど）' : '医療機関'}</td>
                <td class="number">{notified.get(entry.onDay) ?? 0}件</td>
                <td>{shortWhen(entry.changedAt)}</td>
              </tr>
            ))}
          </Table>
        )}
      </section>
    </StaffLayout>
  )
}
