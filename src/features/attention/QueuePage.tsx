import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { ItemCard } from './ItemCard.tsx'
import { type AttentionKind, kindLabel } from './kinds.ts'
import type { KindCount } from './queries.server.ts'
import { type Item, isAnswered, isQuiet } from './state.ts'

type Props = {
  now: Date
  urgent: Item[]
  fromOthers: (Item & { handOverId: string })[]
  routine: Item[]
  counts: KindCount[]
  kind: AttentionKind | null
  /** Address of the next page; null on the last. */
  next: string | null
  isFirstPage: boolean
  hasRoster: boolean
  done: number | null
}

/** 要対応: the centre's home. Red stands apart and comes first; nothing routine is ever mixed into it. */
export function QueuePage({ now, urgent, fromOthers, routine, counts, kind, next, isFirstPage, hasRoster, done }: Props) {
  const total = counts.reduce((sum, { open }) => sum + open, 0)
  const waiting = urgent.filter((item) => !isQuiet(item, now)).length
  const back = kind ? `/centre?kind=${kind}` : '/centre'
  return (
    <StaffLayout title="要対応" wide>
      {done !== null && <Notice tone="success">{done}件を対応完了にしました。</Notice>}
      {!hasRoster && (
        <Notice tone="warning" title="いまの当番が登録されていません">
          <p>
            緊急の項目が確認されないとき、誰にも連絡が届きません。<a href="/centre/roster">当番表を登録する</a>
          </p>
        </Notice>
      )}
      {isFirstPage && (
        <section aria-labelledby="urgent-title" class="queue-urgent">
          <h2 id="urgent-title">
            緊急 <span class="count">{urgent.length}件</span>
            {urgent.length > 0 && <span class="count-note">未確認 {waiting}件</span>}
          </h2>
          {urgent.length === 0 ? (
            <p class="calm">緊急の項目はありません。</p>
          ) : (
            <ul class="items">
              {urgent.map((item) => (
                <ItemCard key={item.id} item={item} now={now} base="/centre" back={back} />
              ))}
            </ul>
          )}
          {fromOthers.length > 0 && (
            <>
              <h3>移管の受け入れ待ち（いまの担当は移管元の保健所）</h3>
              <ul class="items">
                {fromOthers.map((item) => (
                  <ItemCard key={item.id} item={item} now={now} base="/centre" back={back} acts="none">
                    <span class="item-owner">担当 {item.centreName}</span>
                    <a href={`/centre/hand-overs#hand-over-${item.handOverId}`}>受け入れを決める</a>
                  </ItemCard>
                ))}
              </ul>
            </>
          )}
        </section>
      )}
      <section aria-labelledby="routine-title">
        <h2 id="routine-title">
          通常 <span class="count">{total}件</span>
        </h2>
        {total === 0 ? (
          <p class="calm">{urgent.length === 0 ? 'すべて対応済みです。いま対応が必要な項目はありません。' : '通常の項目はありません。'}</p>
        ) : (
          <>
            <Kinds counts={counts} kind={kind} />
            <Bulk routine={routine} now={now} back={back} />
            <ul class="items">
              {routine.map((item) => (
                <ItemCard key={item.id} item={item} now={now} base="/centre" back={back} />
              ))}
            </ul>
            {next && (
              <p>
                <a class="button" href={next}>
                  次の50件
                </a>
              </p>
            )}
          </>
        )}
      </section>
    </StaffLayout>
  )
}

function Kinds({ counts, kind }: { counts: KindCount[]; kind: AttentionKind | null }) {
  const all = counts.reduce((sum, { open }) => sum + open, 0)
  const tabs: [AttentionKind | null, string, number][] = [
    [null, 'すべて', all],
    ...counts.map((c) => [c.kind, kindLabel(c.kind), c.open] as [AttentionKind, string, number]),
  ]
  return (
    <nav aria-label="種類で絞り込む">
      <ul class="chips">
        {tabs.map(([value, label, count]) => (
          <li key={label}>
            <a href={value ? `/centre?kind=${value}` : '/centre'} aria-current={value === kind ? 'page' : undefined}>
              {label} <span class="count">{count}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Only what a late report has answered may be closed many at once. */
function Bulk({ routine, now, back }: { routine: Item[]; now: Date; back: string }) {
  const answered = routine.filter((item) => item.kind === 'no-report' && isAnswered(item, now))
  if (answered.length === 0) return null
  return (
    <Form action="/centre/items/close-answered" class="bulk" label="遅れて報告があった項目をまとめて対応完了にする">
      <p>このページの「報告なし」のうち{answered.length}件は、期限のあとに報告がありました。</p>
      <input type="hidden" name="back" value={back} />
      {answered.map((item) => (
        <input key={item.id} type="hidden" name="item" value={item.id} />
      ))}
      <button>{answered.length}件をまとめて対応完了にする</button>
    </Form>
  )
}
