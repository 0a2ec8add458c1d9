import { Badge, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { filterNames, mostCounted, type Search } from './list-search.ts'
import { classWords, counted, severityWords, statusWords, whereaboutsWords } from './list-words.ts'
import { isPrintable, PrintMany, PrintTick } from './PrintForms.tsx'
import { slashed } from './period.ts'
import type { Line } from './queries/list.server.ts'
import { SearchForm, searchUrl } from './SearchForm.tsx'

type Counts = { all: number; byClass: Record<string, number> }
type Props = {
  lines: Line[]
  counts: Counts | null
  search: Search
  /** Something was asked for: conditions, another order or another number of lines. */
  searched: boolean
  centres: string[]
  next: string | null
  notice?: string | null
}

/** 登録情報一覧: what this institution may see, by 期間開始日, the newest first (D34–D37). */
export function ListPage({ lines, counts, search, searched, centres, next, notice = null }: Props) {
  return (
    <StaffLayout title="登録情報一覧" wide scripts={['choose-all']}>
      {notice && (
        <Notice tone="success">
          <p>{notice}</p>
        </Notice>
      )}
      <p>
        <a class="button" href="/institution/notifications/new">
          新規作成
        </a>
      </p>
      <SearchForm search={search} searched={searched} centres={centres} />
      {counts && <Counters {...counts} />}
      {counts && (lines.length === 0 ? <Nothing searched={searched} /> : <Lines lines={lines} />)}
      {next && <NextPage next={next} search={search} searched={searched} />}
      {counts && lines.some(isPrintable) && (
        <PrintMany action="/institution/notifications/print" all={{ count: counts.all, children: <Conditions search={search} /> }} />
      )}
    </StaffLayout>
  )
}

function Counters({ all, byClass }: Counts) {
  const number = (count: number) => `${count.toLocaleString('ja-JP')}件${all >= mostCounted && count > 0 ? '以上' : ''}`
  return (
    <dl class="counters" aria-label="検索結果の件数">
      {[['検索結果全件', all] as const, ...counted.map((key) => [classWords[key]!, byClass[key] ?? 0] as const)].map(([label, count]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{number(count)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Nothing({ searched }: { searched: boolean }) {
  return searched ? (
    <p class="empty">条件に該当する方はいません。姓または名のはじめの文字、フリガナ、HER-SYS IDでも探せます。</p>
  ) : (
    <p class="empty">登録された方はまだいません。「新規作成」から発生届を提出できます。</p>
  )
}

const heads = [
  '選択',
  'HER-SYS ID',
  '保健所独自ID',
  '氏名',
  '診断年月日',
  '感染区分',
  '現在のステータス',
  '重症度',
  '期間',
  '居所',
  '場所名',
]

function Lines({ lines }: { lines: Line[] }) {
  return (
    <Table caption="登録情報一覧" head={heads}>
      {lines.map((line) => (
        <tr key={line.id}>
          <td class="tick-cell">{isPrintable(line) && <PrintTick caseId={line.id} hersysId={line.hersysId} />}</td>
          <td>{line.hersysId}</td>
          <td>{line.centreNumber ?? '-'}</td>
          <td class="name">
            <a href={`/institution/notifications/${line.id}`}>
              {line.familyName} {line.givenName}
            </a>{' '}
            <StateBadge state={line.state} />
          </td>
          <td class="nowrap">{line.diagnosedOn ? slashed(line.diagnosedOn) : '-'}</td>
          <td>{classWords[line.infectionClass] ?? '-'}</td>
          <td>{statusWords[line.status ?? 'none'] ?? line.status}</td>
          <td>{severityWords[line.severity ?? 'none'] ?? line.severity}</td>
          <td class="nowrap">{line.beganOn ? `${slashed(line.beganOn)}-${line.untilOn ? slashed(line.untilOn) : ''}` : '-'}</td>
          <td>{line.whereabouts === 'unknown' ? '不明' : (whereaboutsWords[line.whereabouts ?? 'none'] ?? line.whereabouts)}</td>
          <td>{line.placeName ?? '-'}</td>
        </tr>
      ))}
    </Table>
  )
}

export function StateBadge({ state }: { state: string }) {
  if (state === 'draft') return <Badge tone="info">発生届 未提出</Badge>
  if (state === 'early-closed') return <Badge>発生届なしで登録終了</Badge>
  if (state === 'withdrawal-asked') return <Badge tone="warning">取り下げ依頼中</Badge>
  if (state === 'withdrawn') return <Badge>取り下げ済</Badge>
  return null
}

/** Without conditions the next page is a link; a search stays out of addresses, so its next page is posted. */
function NextPage({ next, search, searched }: { next: string; search: Search; searched: boolean }) {
  const words = `次の${search.size}件`
  if (!searched)
    return (
      <p>
        <a href={`/institution/notifications?after=${next}`}>{words}</a>
      </p>
    )
  return (
    <Form action={searchUrl}>
      <Conditions search={search} />
      <input type="hidden" name="after" value={next} />
      <button>{words}</button>
    </Form>
  )
}

/** What was searched for, to be posted again. */
function Conditions({ search }: { search: Search }) {
  return (
    <>
      {filterNames.map((name) => search.typed[name] !== '' && <input type="hidden" name={name} value={search.typed[name]} key={name} />)}
      <input type="hidden" name="sort" value={search.sort} />
      <input type="hidden" name="size" value={String(search.size)} />
    </>
  )
}

/** Back to the list with its conditions as they were. */
export function BackToSearch({ search }: { search: Search }) {
  return (
    <Form action={searchUrl}>
      <Conditions search={search} />
      <button>一覧に戻る</button>
    </Form>
  )
}
