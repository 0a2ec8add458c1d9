import { japaneseTime } from '../../lib/japanese-day.ts'
import { levelLabels } from '../../lib/level-labels.ts'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { attentionKinds } from '../attention/kinds.ts'
import { BulkBar, type Offer } from '../bulk-action/BulkBar.tsx'
import type { Row } from './list.server.ts'
import { type ListQuery, writeListQuery } from './list-query.ts'
import { ticksForm, WatchTable } from './WatchTable.tsx'

type Props = { rows: Row[]; now: Date; query: ListQuery; next: string | null; offers: Offer[] }

/** 健康観察一覧: worst first. With script it follows what happens; without, reloading does. */
export function WatchListPage({ rows, now, query, next, offers }: Props) {
  const isNarrowed = query.level || query.silent || query.kind
  return (
    <StaffLayout title="健康観察一覧" wide scripts={['bulk-ticks', 'watch-list']}>
      <div class="list-tools">
        <FilterForm query={query} />
        <SearchForm />
      </div>
      <p class="minor" id="live" data-stream="/centre/watch-list/stream" data-rows={`/centre/watch-list/rows${writeListQuery(query)}`}>
        <span id="live-time">{japaneseTime(now)}</span> 現在
        <span id="live-state" role="status" />
      </p>
      <BulkBar
        id={ticksForm}
        thing="case"
        offers={offers}
        count={rows.length}
        back={`/centre/watch-list${writeListQuery(query)}`}
        all={{ list: 'watch-list', fields: filterFields(query), label: isNarrowed ? 'この条件に当てはまる全員' : '健康観察中の全員' }}
      />
      <WatchTable rows={rows} now={now} />
      <p class="calm" id="live-empty" hidden={rows.length > 0}>
        {isNarrowed ? 'この条件に当てはまる方はいません。' : query.after ? 'この先に該当する方はいません。' : '健康観察中の方はいません。'}
      </p>
      <p class="pages">
        {query.after && <a href={`/centre/watch-list${writeListQuery({ ...query, after: null })}`}>先頭へ</a>}{' '}
        {next && (
          <a class="button" href={`/centre/watch-list${next}`}>
            次の50件
          </a>
        )}
      </p>
    </StaffLayout>
  )
}

/** The filter as a form sends it along. */
function filterFields({ level, kind, silent }: ListQuery): Record<string, string> {
  return { ...(level ? { level } : {}), ...(kind ? { kind } : {}), ...(silent ? { silent: '1' } : {}) }
}

function FilterForm({ query }: { query: ListQuery }) {
  return (
    <form method="get" action="/centre/watch-list" class="filters" aria-label="絞り込み">
      <label>
        状態
        <select name="level">
          <option value="">すべて</option>
          {Object.entries(levelLabels).map(([value, label]) => (
            <option key={value} value={value} selected={query.level === value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        要対応
        <select name="kind">
          <option value="">すべて</option>
          {Object.entries(attentionKinds)
            .filter(([kind]) => !['no-roster', 'job-failed', 'system-alert', 'hand-over-waiting'].includes(kind))
            .map(([kind, { label }]) => (
              <option key={kind} value={kind} selected={query.kind === kind}>
                {label}
              </option>
            ))}
        </select>
      </label>
      <label class="tick">
        <input type="checkbox" name="silent" value="1" checked={query.silent} /> 今日の報告なし
      </label>
      <button>絞り込む</button>
      {(query.level || query.kind || query.silent) && <a href="/centre/watch-list">解除</a>}
    </form>
  )
}

export function SearchForm({ typed }: { typed?: string }) {
  return (
    <Form action="/centre/watch-list/search" class="filters" label="氏名・番号で探す">
      <label>
        氏名・カナ・HER-SYS ID・独自ID・電話番号
        <input name="q" value={typed} autocomplete="off" maxLength={60} />
      </label>
      <button>探す</button>
    </Form>
  )
}
