import { formWords } from '../../fields/words.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { Badge, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { TextField } from '../../ui/TextField.tsx'
import { slashed } from './period.ts'
import type { Line } from './queries/list.server.ts'
import { formOfCases } from './words.ts'

/** What was searched for, as typed. */
export type Search = { hersysId: string; name: string; fault: string | null }

type Props = { lines: Line[]; search: Search | null; next: string | null; notice?: string | null }

/** 登録情報一覧: the institution's own cases, newest first (D34–D37). */
export function ListPage({ lines, search, next, notice = null }: Props) {
  return (
    <StaffLayout title="登録情報一覧" wide>
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
      <SearchForm search={search} />
      {lines.length === 0 ? <Nothing searched={search !== null} /> : <Lines lines={lines} />}
      {next && <NextPage next={next} search={search} />}
    </StaffLayout>
  )
}

function SearchForm({ search }: { search: Search | null }) {
  return (
    <Form action="/institution/notifications/search" class="search" label="絞り込み条件">
      <h2>絞り込み条件</h2>
      <div class="search-row">
        <TextField
          name="hersysId"
          label="HER-SYS ID"
          value={search?.hersysId}
          inputMode="numeric"
          fault={search?.fault}
          autoComplete="off"
        />
        <TextField name="name" label="氏名・フリガナ(先頭から)" value={search?.name} autoComplete="off" />
        <button class="primary">検索</button>
        {search && (
          <a class="button" href="/institution/notifications">
            条件を消す
          </a>
        )}
      </div>
    </Form>
  )
}

function Nothing({ searched }: { searched: boolean }) {
  return searched ? (
    <p class="empty">条件に該当する方はいません。</p>
  ) : (
    <p class="empty">登録された発生届はまだありません。「新規作成」から発生届を提出できます。</p>
  )
}

function Lines({ lines }: { lines: Line[] }) {
  const own = formWords(formOfCases, useT())
  const word = (question: string, value: string | null) =>
    value === null ? <span class="blank">未選択</span> : own.option(question, value)
  return (
    <Table caption="登録情報一覧" head={['HER-SYS ID', '氏名', '診断年月日', '類型', '重症度', '報告日', '保健所確認済']}>
      {lines.map((line) => (
        <tr key={line.id}>
          <td>{line.hersysId}</td>
          <td class="name">
            <a href={`/institution/notifications/${line.id}`}>
              {line.familyName} {line.givenName}
            </a>{' '}
            <StateBadge state={line.state} />
          </td>
          <td class="nowrap">{line.diagnosedOn ? slashed(line.diagnosedOn) : '-'}</td>
          <td>{word('category', line.caseClass)}</td>
          <td>{word('severity', line.severity)}</td>
          <td class="nowrap">{line.reportedOn ? slashed(line.reportedOn) : '-'}</td>
          <td class="nowrap">{line.confirmedAt ? slashed(japaneseDay(new Date(line.confirmedAt))) : <span class="blank">未確認</span>}</td>
        </tr>
      ))}
    </Table>
  )
}

export function StateBadge({ state }: { state: string }) {
  if (state === 'withdrawal-asked') return <Badge tone="warning">取り下げ依頼中</Badge>
  if (state === 'withdrawn') return <Badge>取り下げ済</Badge>
  return null
}

/** Without a search the next page is a link; a search stays out of addresses, so its next page is posted. */
function NextPage({ next, search }: { next: string; search: Search | null }) {
  if (!search) {
    return (
      <p>
        <a href={`/institution/notifications?after=${next}`}>次の50件</a>
      </p>
    )
  }
  return (
    <Form action="/institution/notifications/search">
      <input type="hidden" name="hersysId" value={search.hersysId} />
      <input type="hidden" name="name" value={search.name} />
      <input type="hidden" name="after" value={next} />
      <button class="link">次の50件</button>
    </Form>
  )
}
