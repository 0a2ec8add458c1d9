import type { Day } from '../../lib/japanese-day.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import type { Band } from '../../programmes/covid-19/daily-count.ts'
import { Badge, Notice, Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { CountForm } from './CountForm.tsx'
import type { Typed } from './check.ts'
import type { Kept, Logged, Stored } from './queries.server.ts'
import { type Counts, doubtWords, reconcile, type Source } from './reconcile.ts'

type Props = {
  base: '/centre' | '/prefecture'
  day: Day
  bands: Band[]
  institution: { id: string; name: string }
  entries: Stored[]
  notified: number
  log: Logged[]
  isLate: boolean
  said: { source: Source; typed: Typed; faults: Record<string, string>; reason: string; kept: Kept | null } | null
}

const sources: Record<Source, string> = { institution: '医療機関の入力', centre: '保健所の入力（FAXなど）' }
const whats = { entered: '入力', changed: '訂正', deleted: '取り消し' } as const

/** One institution's day as centre and prefecture see it: both sources, the 発生届, and everything that was done. */
export function EntryPage({ base, day, bands, institution, entries, notified, log, isLate, said }: Props) {
  const [line] = reconcile(entries, [{ institutionId: institution.id, onDay: day, n: notified }])
  const shown: Source[] = entries.some(({ source }) => source === 'institution') ? ['institution', 'centre'] : ['centre']
  return (
    <StaffLayout title={`日次報告 ${shortDay(day)} ${institution.name}`} wide>
      <p>
        <a href={`${base}/daily-counts?day=${day}`}>{shortDay(day)}の一覧へ戻る</a>
      </p>
      {said?.kept === 'conflict' && (
        <Notice tone="warning" title="ほかの方が先に変更しました">
          <p>入力した数は残っています。下の記録を確かめて、もう一度押してください。</p>
        </Notice>
      )}
      {said?.kept === 'nothing' && <Notice title="変更はありません">0人の日は、報告は不要です。</Notice>}
      {said && said.kept !== 'conflict' && said.kept !== 'nothing' && <Notice tone="warning" title="入力を確かめてください" />}
      <p class="badges">
        {line?.doubts.map((doubt) => (
          <Badge key={doubt} tone="warning">
            {doubtWords[doubt]}
          </Badge>
        ))}
      </p>
      <p>
        この日に診断された方の発生届：<strong>{notified}件</strong>（人数に含まれます）
      </p>
      {shown.map((source) => {
        const entry = entries.find((e) => e.source === source)
        const mine = said?.source === source ? said : null
        return (
          <section key={source} aria-labelledby={`source-${source}`}>
            <h2 id={`source-${source}`}>
              {sources[source]} {entry && <span class="count">{entry.total}人</span>}
            </h2>
            <CountForm
              action={`${base}/daily-counts/entry`}
              onDay={day}
              source={source}
              bands={bands}
              typed={mine?.typed ?? Object.fromEntries(Object.entries(entry?.counts ?? {}).map(([band, n]) => [band, String(n)]))}
              faults={mine?.faults ?? {}}
              revision={entry?.revision ?? 0}
              institutionId={institution.id}
              reason={
                isLate ? { typed: mine?.reason ?? '', fault: mine?.kept === 'reason' ? '訂正の理由を入力してください。' : null } : null
              }
            />
          </section>
        )
      })}
      <section aria-labelledby="log-title">
        <h2 id="log-title">記録</h2>
        {log.length === 0 ? (
          <p class="calm">まだ何も入力されていません。</p>
        ) : (
          <Table caption="記録の表" head={['日時', '誰が', '内容', '前', '後', '理由']}>
            {log.map((row, n) => (
              <tr key={n}>
                <td>{shortWhen(row.at)}</td>
                <td>
                  {row.orgName} {row.byName}
                </td>
                <td>
                  {sources[row.source]}の{whats[row.what]}
                  {row.isLate && '（24:00後）'}
                </td>
                <td>{written(row.before, bands)}</td>
                <td>{written(row.after, bands)}</td>
                <td>{row.reason ?? <span class="blank">－</span>}</td>
              </tr>
            ))}
          </Table>
        )}
      </section>
    </StaffLayout>
  )
}

const written = (counts: Counts | null, bands: Band[]) =>
  counts === null
    ? '－'
    : bands
        .filter(({ key }) => counts[key])
        .map(({ key, label }) => `${label} ${counts[key]}`)
        .join('、')
