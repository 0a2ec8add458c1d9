import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { BulkBar, type Offer } from '../bulk-action/BulkBar.tsx'
import type { Row } from './list.server.ts'
import { SearchForm } from './WatchListPage.tsx'
import { ticksForm, WatchTable } from './WatchTable.tsx'

/** What a search found: also people whose observation has ended. The name searched for stands in no address. */
export function SearchPage({ rows, now, typed, offers }: { rows: Row[]; now: Date; typed: string; offers: Offer[] }) {
  return (
    <StaffLayout title="健康観察一覧：検索結果" wide scripts={['bulk-ticks']}>
      <SearchForm typed={typed} />
      {rows.length === 0 ? (
        <p class="calm">当てはまる方は見つかりません。姓のはじめの文字、フリガナ、HER-SYS ID、保健所独自ID、電話番号で探せます。</p>
      ) : (
        <>
          <p>
            {rows.length}件{rows.length === 50 && '（50件まで表示しています。文字を足して絞り込んでください）'}
          </p>
          <BulkBar
            id={ticksForm}
            thing="case"
            offers={offers}
            count={rows.filter(({ state }) => state === 'observing').length}
            back="/centre/watch-list"
          />
          <WatchTable rows={rows} now={now} />
        </>
      )}
      <p>
        <a href="/centre/watch-list">健康観察一覧へ戻る</a>
      </p>
    </StaffLayout>
  )
}
