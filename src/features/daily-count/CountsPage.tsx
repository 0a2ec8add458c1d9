import type { Day } from '../../lib/japanese-day.ts'
import { addDays } from '../../lib/japanese-day.ts'
import { type Band, dailyCountFrom } from '../../programmes/covid-19/daily-count.ts'
import { Badge, Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { Institution, Sum } from './queries.server.ts'
import { doubtWords, type Reconciled } from './reconcile.ts'

type Props = {
  base: '/centre' | '/prefecture'
  day: Day
  today: Day
  bands: Band[]
  institutions: Institution[]
  lines: Reconciled[]
  sums: Sum[]
  /** At a prefecture: the centre whose institutions are shown. */
  centre: string | null
}

/** 日次報告 of a day: the sum, what looks twice counted or left out, and every institution. */
export function CountsPage({ base, day, today, bands, institutions, lines, sums, centre }: Props) {
  const at = `${base}/daily-counts`
  const doubtful = lines.filter(({ doubts }) => doubts.length > 0)
  const nameOf = (id: string) => institutions.find((i) => i.id === id)
  const centres = [...new Map(institutions.map((i) => [i.centreId, i.centreName]))]
  const shown = base === '/centre' ? institutions : institutions.filter(({ centreId }) => centreId === centre)
  const lineOf = (id: string) => lines.find(({ institutionId }) => institutionId === id)
  const entryOf = (id: string) => `${at}/entry?institution=${id}&day=${day}`
  return (
    <StaffLayout title="日次報告" wide>
      <form method="get" action={at} class="filters" aria-label="日を選ぶ">
        <label>
          診断日
          <input type="date" name="day" value={day} min={dailyCountFrom} max={today} />
        </label>
        <button>表示</button>
        {day > dailyCountFrom && <a href={`${at}?day=${addDays(day, -1)}`}>前日</a>}
        {day < today && <a href={`${at}?day=${addDays(day, 1)}`}>翌日</a>}
      </form>
      <Sums day={day} bands={bands} sums={sums} />
      <section aria-labelledby="doubts-title">
        <h2 id="doubts-title">
          確かめる報告 <span class="count">{doubtful.length}件</span>
        </h2>
        {doubtful.length === 0 ? (
          <p class="calm">二重の報告や、発生届より少ない報告はありません。</p>
        ) : (
          <Table caption="確かめる報告の表" head={['医療機関', '内容', '医療機関の入力', '保健所の入力', '発生届']}>
            {doubtful.map((line) => (
              <tr key={line.institutionId}>
                <td>
                  <a href={entryOf(line.institutionId)}>{nameOf(line.institutionId)?.name ?? '（名称なし）'}</a>
                </td>
                <td>
                  <span class="badges">
                    {line.doubts.map((doubt) => (
                      <Badge key={doubt} tone="warning">
                        {doubtWords[doubt]}
                      </Badge>
                    ))}
                  </span>
                </td>
                <td class="number">{totalBy(line, 'institution')}</td>
                <td class="number">{totalBy(line, 'centre')}</td>
                <td class="number">{line.notified}件</td>
              </tr>
            ))}
          </Table>
        )}
        <p class="minor">二重のときは医療機関の入力だけを合計に数えています。誤っているほうを取り消すと、この表示は消えます。</p>
      </section>
      {base === '/prefecture' && (
        <section aria-labelledby="centres-title">
          <h2 id="centres-title">保健所ごと</h2>
          <Table caption="保健所ごとの表" head={['保健所', '24:00時点', '現在']}>
            {centres.map(([id, name]) => (
              <tr key={id}>
                <td>
                  <a href={`${at}?day=${day}&centre=${id}`} aria-current={id === centre ? 'true' : undefined}>
                    {name}
                  </a>
                </td>
                <td class="number">{total(sums, 'atCut', id)}人</td>
                <td class="number">{total(sums, 'atNow', id)}人</td>
              </tr>
            ))}
          </Table>
        </section>
      )}
      {shown.length > 0 && (
        <section aria-labelledby="institutions-title">
          <h2 id="institutions-title">医療機関ごと</h2>
          <Table caption="医療機関ごとの表" head={['医療機関', '人数', '入力', '発生届']}>
            {shown.map(({ id, name }) => {
              const line = lineOf(id)
              return (
                <tr key={id}>
                  <td>
                    <a href={entryOf(id)}>{name}</a>
                  </td>
                  <td class="number">{line?.counted ? `${line.counted.total}人` : <span class="blank">報告なし</span>}</td>
                  <td>{line?.counted ? line.counted.source === 'centre' ? '保健所' : '医療機関' : <span class="blank">－</span>}</td>
                  <td class="number">{line?.notified ?? 0}件</td>
                </tr>
              )
            })}
          </Table>
        </section>
      )}
    </StaffLayout>
  )
}

function Sums({ day, bands, sums }: Pick<Props, 'day' | 'bands' | 'sums'>) {
  return (
    <section aria-labelledby="sum-title">
      <h2 id="sum-title">
        合計 <span class="count">{total(sums, 'atNow')}人</span>
      </h2>
      <Table caption={`${day}の年代別の合計`} head={['', ...bands.map(({ label }) => label), '計']}>
        {(['atCut', 'atNow'] as const).map((which) => (
          <tr key={which}>
            <th scope="row">{which === 'atCut' ? '国の集計（24:00時点）' : '現在'}</th>
            {bands.map(({ key }) => (
              <td key={key} class="number">
                {sums.filter(({ band }) => band === key).reduce((sum, row) => sum + row[which], 0)}
              </td>
            ))}
            <td class="number">{total(sums, which)}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

const total = (sums: Sum[], which: 'atCut' | 'atNow', centreId?: string) =>
  sums.filter((row) => !centreId || row.centreId === centreId).reduce((sum, row) => sum + row[which], 0)

function totalBy(line: Reconciled, source: 'institution' | 'centre') {
  const entry = [line.counted, line.double].find((e) => e?.source === source)
  return entry ? `${entry.total}人` : <span class="blank">－</span>
}
