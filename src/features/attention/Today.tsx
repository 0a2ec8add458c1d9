import { BulkBar, type Offer } from '../bulk-action/BulkBar.tsx'
import { ItemCard } from './ItemCard.tsx'
import { type AttentionKind, kindLabel } from './kinds.ts'
import type { KindCount } from './queries.server.ts'
import { type Section, sectionOf, sections } from './sections.ts'
import type { Item } from './state.ts'

export type Chosen = Section | 'mine' | null

/** How many there are in each part: due and not yet late. */
export function sumOf(counts: KindCount[], section: Section): { open: number; early: number } {
  const own = counts.filter(({ kind }) => sectionOf(kind) === section)
  return { open: own.reduce((sum, { open }) => sum + open, 0), early: own.reduce((sum, { early }) => sum + early, 0) }
}

export const labelOf = (section: Section | 'mine') => (section === 'mine' ? '自分の担当' : sections[section])
const addressOf = (section: Section | 'mine') => `/centre?section=${section}`
const n = (count: number) => count.toLocaleString('ja-JP')

type BoardProps = { counts: KindCount[]; urgent: number; outgoing: number; chosen: Chosen; kind: AttentionKind | null }

/** The day in numbers: every part of it that has something, and where it stands. */
export function Board({ counts, urgent, outgoing, chosen, kind }: BoardProps) {
  const mine = counts.reduce((sum, row) => sum + row.mine, 0)
  const parts = (Object.keys(sections) as Section[]).map((section) => ({ section, ...sumOf(counts, section) }))
  const isAll = chosen === null && kind === null
  return (
    <nav aria-label="今日の対応">
      <ul class="chips">
        {urgent > 0 && (
          <li>
            <a href="/centre#urgent-title" class="red">
              緊急 <span class="count">{n(urgent)}</span>
            </a>
          </li>
        )}
        <li>
          <a href="/centre" aria-current={isAll ? 'page' : undefined}>
            すべて <span class="count">{n(urgent + parts.reduce((sum, { open, early }) => sum + open + early, 0))}</span>
          </a>
        </li>
        {mine > 0 && (
          <li>
            <a href={addressOf('mine')} aria-current={chosen === 'mine' ? 'page' : undefined}>
              自分の担当 <span class="count">{n(mine)}</span>
            </a>
          </li>
        )}
        {parts
          .filter(({ open, early }) => open + early > 0)
          .map(({ section, open, early }) => (
            <li key={section}>
              <a href={addressOf(section)} aria-current={chosen === section ? 'page' : undefined}>
                {sections[section]} <span class="count">{n(open + early)}</span>
              </a>
            </li>
          ))}
        {outgoing > 0 && (
          <li>
            <a href="/centre/hand-overs#outgoing">
              移管を依頼中 <span class="count">{n(outgoing)}</span>
            </a>
          </li>
        )}
      </ul>
    </nav>
  )
}

type PartsProps = { items: (Item & { section: Section | 'mine' })[]; counts: KindCount[]; now: Date; me: string }

/** The parts of the day one below the other, the first few of each. */
export function Parts({ items, counts, now, me }: PartsProps) {
  const order: (Section | 'mine')[] = ['mine', ...(Object.keys(sections) as Section[])]
  const mine = counts.reduce((sum, row) => sum + row.mine, 0)
  return (
    <>
      {order.map((section) => {
        const own = items.filter((item) => item.section === section)
        if (own.length === 0) return null
        const { open, early } = section === 'mine' ? { open: mine, early: 0 } : sumOf(counts, section)
        return (
          <section key={section} aria-labelledby={`part-${section}`}>
            <h3 id={`part-${section}`}>
              {labelOf(section)} <span class="count">{n(open + early)}件</span>
              {early > 0 && open > 0 && <span class="count-note plain">うち期限超過 {n(open)}件</span>}
            </h3>
            <ul class="items" data-keys>
              {own.map((item) => (
                <ItemCard key={item.id} item={item} now={now} base="/centre" back="/centre" me={me} named />
              ))}
            </ul>
            <p>
              <a href={addressOf(section)}>
                {open + early > own.length ? `${n(open + early)}件すべてを表示・まとめて操作` : 'まとめて操作'}
              </a>
            </p>
          </section>
        )
      })}
    </>
  )
}

type NarrowedProps = {
  items: Item[]
  now: Date
  me: string
  chosen: Chosen
  kind: AttentionKind | null
  counts: KindCount[]
  offers: Offer[]
  back: string
}

/** One part of the day in full, with ticks. */
export function Narrowed({ items, now, me, chosen, kind, counts, offers, back }: NarrowedProps) {
  const label = kind ? kindLabel(kind) : chosen ? labelOf(chosen) : '通常'
  const total = countOf(counts, chosen, kind)
  return (
    <>
      <BulkBar
        id="ticks"
        thing="item"
        offers={offers}
        count={items.length}
        back={back}
        all={{ list: 'today', fields: { section: chosen ?? '', kind: kind ?? '' }, label: `「${label}」の${n(total)}件すべて` }}
      />
      <ul class="items" data-keys>
        {items.map((item) => (
          <ItemCard key={item.id} item={item} now={now} base="/centre" back={back} me={me} tickOf="ticks" />
        ))}
      </ul>
    </>
  )
}

export function countOf(counts: KindCount[], chosen: Chosen, kind: AttentionKind | null): number {
  if (chosen === 'mine') return counts.reduce((sum, row) => sum + row.mine, 0)
  const own = counts.filter((row) => (kind ? row.kind === kind : chosen === null || sectionOf(row.kind) === chosen))
  return own.reduce((sum, { open, early }) => sum + open + early, 0)
}
