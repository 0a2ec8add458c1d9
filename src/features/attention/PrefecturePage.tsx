import { elapsed, shortWhen } from '../../lib/staff-time.ts'
import { Count } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { ItemCard } from './ItemCard.tsx'
import type { Escalated, EscalatedList, Waiting } from './prefecture.server.ts'
import type { Item } from './state.ts'

/** The lists with an address of their own. */
export const escalatedTitles = {
  urgent: '確認されていない緊急の項目',
  'to-settle': '担当保健所が決まっていない症例',
} as const satisfies Partial<Record<EscalatedList, string>>
export type LongList = keyof typeof escalatedTitles

const n = (count: number) => count.toLocaleString('ja-JP')
const inAll = (centres: Waiting[]) => ({
  urgent: centres.reduce((sum, { urgent }) => sum + urgent, 0),
  'to-settle': centres.reduce((sum, { toSettle }) => sum + toSettle, 0),
})

/** What its centres have left waiting: the prefecture takes and acknowledges it in its own name; the centre stays the owner. */
export function PrefecturePage({ centres, urgent, toSettle, handOvers, withoutDuty, own, now }: Escalated & { now: Date }) {
  const total = inAll(centres)
  const isCalm = urgent.length + toSettle.length + handOvers.length + withoutDuty.length + own.length === 0
  return (
    <StaffLayout title="要対応（都道府県）" wide>
      {isCalm && <p class="calm">管内の保健所で、時間内に確認されていない項目はありません。</p>}
      <section aria-labelledby="urgent-title" class="queue-urgent">
        <h2 id="urgent-title">
          {escalatedTitles.urgent} <span class="count">{n(total.urgent)}件</span>
        </h2>
        <ByCentre centres={centres} now={now} />
        {urgent.length > 0 && <Items items={urgent} now={now} />}
        <All list="urgent" total={total.urgent} shown={urgent.length} />
      </section>
      {handOvers.length > 0 && (
        <section aria-labelledby="hand-overs-title">
          <h2 id="hand-overs-title">
            受け入れが遅れている移管 <Count n={handOvers.length} />
          </h2>
          <ul class="items">
            {handOvers.map((h) => (
              <li class="item" key={h.id}>
                <div class="item-what">
                  <p class="item-head">
                    <a class="item-name" href={`/prefecture/cases/${h.caseId}`}>
                      {h.familyName} {h.givenName}
                    </a>
                    <span class="item-id">{h.hersysId}</span>
                  </p>
                  <p>
                    {h.fromName} → {h.toName}・{shortWhen(h.askedAt)}から <strong>{elapsed(h.askedAt, now)}</strong>
                  </p>
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
      {toSettle.length > 0 && (
        <section aria-labelledby="settle-title">
          <h2 id="settle-title">
            {escalatedTitles['to-settle']} <span class="count">{n(total['to-settle'])}件</span>
          </h2>
          <Items items={toSettle} now={now} settles />
          <All list="to-settle" total={total['to-settle']} shown={toSettle.length} />
        </section>
      )}
      {withoutDuty.length > 0 && (
        <section aria-labelledby="duty-title">
          <h2 id="duty-title">当番のいない保健所</h2>
          <Items items={withoutDuty} now={now} />
        </section>
      )}
      {own.length > 0 && (
        <section aria-labelledby="own-title">
          <h2 id="own-title">
            都道府県の職員について <span class="count">{own.length}件</span>
          </h2>
          <p>
            だれの、どの閲覧かは<a href="/prefecture/audit#unusual">監査記録</a>
            にあります。都道府県の管理者がそこで確認すると、対応完了になります。
          </p>
          <Items items={own} now={now} />
        </section>
      )}
    </StaffLayout>
  )
}

type LongProps = {
  list: LongList
  items: Item[]
  centres: Waiting[]
  /** The one centre whose items these are; null for all. */
  chosen: string | null
  back: string
  next: string | null
  now: Date
}

/** One list in full, page by page, of all centres or of one. */
export function EscalatedListPage({ list, items, centres, chosen, back, next, now }: LongProps) {
  const own = chosen ? centres.filter(({ id }) => id === chosen) : centres
  return (
    <StaffLayout title={escalatedTitles[list]} wide>
      <p>
        <a href="/prefecture">要対応（都道府県）へ戻る</a>
      </p>
      {list === 'urgent' && <ByCentre centres={centres} now={now} chosen={chosen} />}
      <p>
        <span class="count">{n(inAll(own)[list])}件</span>・待っている時間の長い順
      </p>
      {items.length === 0 ? (
        <p class="calm">この一覧の項目はありません。</p>
      ) : (
        <Items items={items} now={now} back={back} settles={list === 'to-settle'} />
      )}
      {next && (
        <p>
          <a class="button" href={next}>
            次の50件
          </a>
        </p>
      )}
    </StaffLayout>
  )
}

function All({ list, total, shown }: { list: LongList; total: number; shown: number }) {
  if (total <= shown) return null
  return (
    <p>
      <a class="button" href={`/prefecture/${list}`}>
        {n(total)}件すべてを表示
      </a>
    </p>
  )
}

/** Which centre is going under: how many are left unanswered, and for how long. */
function ByCentre({ centres, now, chosen }: { centres: Waiting[]; now: Date; chosen?: string | null }) {
  const waiting = centres.filter(({ urgent }) => urgent > 0)
  if (waiting.length < 2 && !chosen) return null
  return (
    <nav aria-label="保健所ごとの件数">
      <ul class="chips">
        {chosen !== undefined && (
          <li>
            <a href="/prefecture/urgent" aria-current={chosen === null ? 'page' : undefined}>
              すべて <span class="count">{n(inAll(centres).urgent)}</span>
            </a>
          </li>
        )}
        {waiting.map(({ id, name, urgent, since }) => (
          <li key={id}>
            <a href={`/prefecture/urgent?centre=${id}`} aria-current={chosen === id ? 'page' : undefined}>
              {name} <span class="count">{n(urgent)}</span>（最長{elapsed(since!, now)}）
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Items({ items, now, back = '/prefecture', settles = false }: { items: Item[]; now: Date; back?: string; settles?: boolean }) {
  return (
    <ul class="items">
      {items.map((item) => (
        <ItemCard key={item.id} item={item} now={now} base="/prefecture" back={back} acts="watch">
          <span class="item-owner">{item.centreName}</span>
          {settles && item.caseId && <a href={`/prefecture/cases/${item.caseId}/settle`}>担当保健所を決める</a>}
        </ItemCard>
      ))}
    </ul>
  )
}
