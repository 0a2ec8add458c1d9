import { japaneseDay } from '../../lib/japanese-day.ts'
import { shortDay } from '../../lib/staff-time.ts'
import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { Offer } from '../bulk-action/BulkBar.tsx'
import type { RecentJob } from '../bulk-action/queries.server.ts'
import { RecentJobs } from '../bulk-action/RecentJobs.tsx'
import { ItemCard } from './ItemCard.tsx'
import { type AttentionKind, kindLabel } from './kinds.ts'
import type { KindCount } from './queries.server.ts'
import type { Section } from './sections.ts'
import { type Item, isAnswered } from './state.ts'
import { Board, type Chosen, countOf, labelOf, Narrowed, Parts } from './Today.tsx'
import type { UrgentCount } from './urgent.server.ts'

type Props = {
  now: Date
  me: string
  /** The first of the red items. */
  urgent: Item[]
  red: UrgentCount
  fromOthers: (Item & { handOverId: string })[]
  /** The first of each part; empty where one part is shown in full. */
  parts: (Item & { section: Section | 'mine' })[]
  /** One page of the part that was chosen. */
  routine: Item[]
  counts: KindCount[]
  outgoing: number
  chosen: Chosen
  kind: AttentionKind | null
  offers: Offer[]
  jobs: RecentJob[]
  /** Address of this page and of the next; null on the last. */
  back: string
  next: string | null
  isFirstPage: boolean
  hasRoster: boolean
  done: number | null
}

/** 要対応, the page a centre runs its day with. Red stands apart and comes first; nothing routine is ever mixed into it. */
export function QueuePage(props: Props) {
  const { now, me, urgent, red, fromOthers, counts, kind, chosen, next, isFirstPage, hasRoster, done, outgoing } = props
  const total = countOf(counts, chosen, kind)
  const isWhole = chosen === null && kind === null
  const due = counts.reduce((sum, { open }) => sum + open, 0)
  return (
    <StaffLayout title={`要対応　${shortDay(japaneseDay(now))}`} wide scripts={['bulk-ticks', 'queue']}>
      {done !== null && <Notice tone="success">{done}件を対応完了にしました。</Notice>}
      <RecentJobs jobs={props.jobs} />
      {!hasRoster && (
        <Notice tone="warning" title="いまの当番が登録されていません">
          <p>
            緊急の項目が確認されないとき、誰にも連絡が届きません。<a href="/centre/roster">当番表を登録する</a>
          </p>
        </Notice>
      )}
      <RedArrived latest={red.latest} />
      <Board {...{ counts, urgent: red.open, outgoing, chosen, kind }} />
      <KeyHelp />
      {isFirstPage && (isWhole || red.open + fromOthers.length > 0) && <Urgent {...{ now, me, urgent, red, fromOthers }} />}
      <section aria-labelledby="routine-title">
        <h2 id="routine-title">
          {isWhole ? '通常' : kind ? kindLabel(kind) : labelOf(chosen!)} <span class="count">{total.toLocaleString('ja-JP')}件</span>
        </h2>
        {isWhole && due === 0 && (
          <p class="calm">
            {red.open === 0 ? 'すべて対応済みです。いま対応が必要な項目はありません。' : '期限を過ぎた通常の項目はありません。'}
          </p>
        )}
        {!isWhole && total === 0 && <p class="calm">この区分の項目はありません。</p>}
        {isWhole ? (
          <Answered items={props.parts} now={now} back={props.back} />
        ) : (
          <Answered items={props.routine} now={now} back={props.back} />
        )}
        {isWhole ? (
          <Parts items={props.parts} {...{ counts, now, me }} />
        ) : (
          <Narrowed items={props.routine} {...{ counts, now, me, chosen, kind }} offers={props.offers} back={props.back} />
        )}
        {next && (
          <p>
            <a class="button" href={next}>
              次の50件
            </a>
          </p>
        )}
      </section>
    </StaffLayout>
  )
}

type UrgentListProps = Pick<Props, 'now' | 'me' | 'urgent' | 'red' | 'back' | 'next'>

/** All that is red at this centre, page by page. */
export function UrgentListPage({ now, me, urgent, red, back, next }: UrgentListProps) {
  return (
    <StaffLayout title="緊急" wide scripts={['queue']}>
      <p>
        <a href="/centre">要対応へ戻る</a>
      </p>
      <RedArrived latest={red.latest} />
      <p>
        <span class="count">{red.open.toLocaleString('ja-JP')}件</span>
        <span class="count-note">未確認 {red.waiting.toLocaleString('ja-JP')}件</span>
      </p>
      <KeyHelp />
      {urgent.length === 0 && <p class="calm">緊急の項目はありません。</p>}
      <ul class="items" data-keys>
        {urgent.map((item) => (
          <ItemCard key={item.id} item={item} now={now} base="/centre" back={back} me={me} />
        ))}
      </ul>
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

function Urgent({ now, me, urgent, red, fromOthers }: Pick<Props, 'now' | 'me' | 'urgent' | 'red' | 'fromOthers'>) {
  return (
    <section aria-labelledby="urgent-title" class="queue-urgent">
      <h2 id="urgent-title">
        緊急 <span class="count">{red.open.toLocaleString('ja-JP')}件</span>
        {red.open > 0 && <span class="count-note">未確認 {red.waiting.toLocaleString('ja-JP')}件</span>}
      </h2>
      {red.open === 0 ? (
        <p class="calm">緊急の項目はありません。</p>
      ) : (
        <ul class="items" data-keys>
          {urgent.map((item) => (
            <ItemCard key={item.id} item={item} now={now} base="/centre" back="/centre" me={me} />
          ))}
        </ul>
      )}
      {red.open > urgent.length && (
        <p>
          <a class="button" href="/centre/urgent">
            緊急の{red.open.toLocaleString('ja-JP')}件すべてを表示
          </a>
        </p>
      )}
      {fromOthers.length > 0 && (
        <>
          <h3>移管の受け入れ待ち（いまの担当は移管元の保健所）</h3>
          <ul class="items">
            {fromOthers.map((item) => (
              <ItemCard key={item.id} item={item} now={now} base="/centre" back="/centre" acts="none">
                <span class="item-owner">担当 {item.centreName}</span>
                <a href={`/centre/hand-overs#hand-over-${item.handOverId}`}>受け入れを決める</a>
              </ItemCard>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** Filled by the script when something red comes while the page is open: nobody reloads all day. */
function RedArrived({ latest }: { latest: string | null }) {
  return (
    <div
      class="notice danger"
      role="alert"
      data-red-stream="/centre/watch-list/stream"
      data-red="/centre/today/red"
      data-latest={latest ?? ''}
      hidden
    >
      <p class="notice-title">緊急の項目が新しく発生しました</p>
      <p>
        <a href="/centre">表示する</a>
      </p>
    </div>
  )
}

/** Only what a late report has answered may be closed by one press. */
function Answered({ items, now, back }: { items: Item[]; now: Date; back: string }) {
  const ids = new Set(items.filter((item) => item.kind === 'no-report' && isAnswered(item, now)).map(({ id }) => id))
  if (ids.size === 0) return null
  return (
    <Form action="/centre/items/close-answered" class="bulk" label="遅れて報告があった項目をまとめて対応完了にする">
      <p>このページの「報告なし」のうち{ids.size}件は、期限のあとに報告がありました。</p>
      <input type="hidden" name="back" value={back} />
      {[...ids].map((id) => (
        <input key={id} type="hidden" name="item" value={id} />
      ))}
      <button>{ids.size}件をまとめて対応完了にする</button>
    </Form>
  )
}

const keys = [
  ['J', '次へ'],
  ['K', '前へ'],
  ['O', '開く'],
  ['T', '引き受ける・戻す'],
  ['C', '対応完了'],
  ['X', '選択'],
  ['Esc', 'やめる'],
] as const

/** The keys, in sight; they count only while the focus is in a list, and may be switched off (WCAG 2.1.4). Only the script shows it. */
function KeyHelp() {
  return (
    <div class="key-help" data-key-help hidden>
      <p>
        キーボード（一覧の項目を選んでいるとき）：
        {keys.map(([key, does]) => (
          <span key={key}>
            <kbd>{key}</kbd> {does}
          </span>
        ))}
      </p>
      <label class="tick">
        <input type="checkbox" data-key-switch /> 使う
      </label>
    </div>
  )
}
