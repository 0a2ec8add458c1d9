import { elapsed, shortWhen } from '../../lib/staff-time.ts'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { ItemCard } from './ItemCard.tsx'
import type { Escalated } from './prefecture.server.ts'
import type { Item } from './state.ts'

/** What its centres have left waiting: the prefecture takes and acknowledges it in its own name; the centre stays the owner. */
export function PrefecturePage({ urgent, toSettle, handOvers, withoutDuty, own, now }: Escalated & { now: Date }) {
  const isCalm = urgent.length + toSettle.length + handOvers.length + withoutDuty.length + own.length === 0
  return (
    <StaffLayout title="要対応（都道府県）" wide>
      {isCalm && <p class="calm">管内の保健所で、時間内に確認されていない項目はありません。</p>}
      <section aria-labelledby="urgent-title" class="queue-urgent">
        <h2 id="urgent-title">
          確認されていない緊急の項目 <span class="count">{urgent.length}件</span>
        </h2>
        {urgent.length > 0 && <Items items={urgent} now={now} />}
      </section>
      {handOvers.length > 0 && (
        <section aria-labelledby="hand-overs-title">
          <h2 id="hand-overs-title">
            受け入れが遅れている移管 <span class="count">{handOvers.length}件</span>
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
            担当保健所が決まっていない症例 <span class="count">{toSettle.length}件</span>
          </h2>
          <Items items={toSettle} now={now} settles />
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

function Items({ items, now, settles = false }: { items: Item[]; now: Date; settles?: boolean }) {
  return (
    <ul class="items">
      {items.map((item) => (
        <ItemCard key={item.id} item={item} now={now} base="/prefecture" back="/prefecture" acts="watch">
          <span class="item-owner">{item.centreName}</span>
          {settles && item.caseId && <a href={`/prefecture/cases/${item.caseId}/settle`}>担当保健所を決める</a>}
        </ItemCard>
      ))}
    </ul>
  )
}
