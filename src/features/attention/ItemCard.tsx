import type { ComponentChildren } from 'preact'
import { elapsed, shortWhen } from '../../lib/staff-time.ts'
import { triageReasonsOfAll } from '../../programmes/registry-reasons.ts'
import { Badge } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { Tick } from '../bulk-action/BulkBar.tsx'
import { callWords } from './call-words.ts'
import { type AttentionKind, kindLabel, outcomesOf } from './kinds.ts'
import { nextStepOf } from './next-steps.ts'
import { type Item, isAcknowledged, isAnswered, seenOf, waitingSince } from './state.ts'

type Props = {
  item: Item
  now: Date
  /** Where the acts of this portal live: '/centre' or '/prefecture'. */
  base: string
  /** Where to come back to after an act. */
  back: string
  acts?: 'all' | 'watch' | 'none'
  /** A closing that was refused: what was typed is still there. */
  typed?: { outcome: string; note: string } | undefined
  children?: ComponentChildren
  /** The form of the list whose ticks this line belongs to. */
  tickOf?: string
  /** Who looks at it: what one has taken oneself one may give back. */
  me?: string
  /** On the page of the case itself the name is known. */
  named?: boolean
}

/** One item of the queue: what, who, since when, who has it, and what can be done, all without script. */
export function ItemCard({ item, now, base, back, acts = 'all', children, named = true, typed, tickOf, me }: Props) {
  const isEarly = new Date(item.dueAt) > now
  const label = isEarly ? (earlyLabels[item.kind] ?? kindLabel(item.kind)) : kindLabel(item.kind)
  return (
    <li
      class={`item${item.urgent ? ' urgent' : ''}${isAcknowledged(item, now) || isAnswered(item, now) ? ' quiet' : ''}`}
      id={`item-${item.id}`}
      data-item={item.id}
    >
      {tickOf && <Tick form={tickOf} name="item" value={`${item.id}~${seenOf(item)}`} label={`${label} ${item.hersysId ?? ''}`} />}
      <div class="item-what">
        <p class="item-head" id={`head-${item.id}`}>
          <Badge tone={item.urgent ? 'danger' : 'plain'}>{label}</Badge>
          {named && <Who item={item} base={base} />}
          {children}
        </p>
        <p class="item-since">
          {isEarly ? (
            `${shortWhen(item.raisedAt)}受付・期限 ${shortWhen(item.dueAt)}`
          ) : (
            <>
              {shortWhen(waitingSince(item))}から <strong>{elapsed(waitingSince(item), now)}</strong>
            </>
          )}
          {item.occurrences > 1 && (
            <strong class="item-again">
              {item.occurrences}回目（最新 {shortWhen(item.latestAt)}）
            </strong>
          )}
        </p>
        <Reasons item={item} />
        {item.kind === 'call-failed' && <p class="item-why">{callWords(item.detail)}</p>}
        {base === '/centre' && typeof item.detail.callId === 'string' && (
          <p class="item-why">
            <a href={`/centre/calls/${item.detail.callId}`}>通話の記録</a>
          </p>
        )}
        <p class="item-state">
          <State item={item} now={now} /> <a href={`${base}/items/${item.id}`}>経過</a>
        </p>
      </div>
      {acts !== 'none' && <Acts {...{ item, now, base, back, acts, typed, me }} />}
    </li>
  )
}

function Who({ item, base }: { item: Item; base: string }) {
  if (!item.caseId) return null
  return (
    <>
      <a class="item-name" href={`${base}/cases/${item.caseId}`}>
        {item.familyName} {item.givenName}
      </a>
      <span class="item-id">{item.hersysId}</span>
    </>
  )
}

/** What it is called before it is late. */
const earlyLabels: Partial<Record<AttentionKind, string>> = { unconfirmed: '新しい発生届', 'fax-waiting': '新しいFAX' }

/** Why triage was alarmed, in its own words. */
function Reasons({ item }: { item: Item }) {
  const reasons = Array.isArray(item.detail.reasons) ? (item.detail.reasons as string[]) : []
  if (reasons.length === 0) return null
  return <p class="item-why">{reasons.map((reason) => triageReasonsOfAll[reason] ?? reason).join('、')}</p>
}

function State({ item, now }: { item: Item; now: Date }) {
  if (item.closedAt)
    return (
      <>
        対応完了 {item.closedByName} {shortWhen(item.closedAt)}
      </>
    )
  const parts = [
    item.takenByName && item.takenAt ? `担当 ${item.takenByName}（${shortWhen(item.takenAt)}）` : '担当者なし',
    isAcknowledged(item, now) && `確認済 ${item.acknowledgedByName}（${shortWhen(item.acknowledgedAt!)}）`,
    isAnswered(item, now) && `遅れて報告あり（${shortWhen(item.answeredAt!)}）`,
  ]
  return <>{parts.filter(Boolean).join('・')}</>
}

/** `watch`: take and acknowledge, without closing. */
function Acts({ item, now, base, back, acts = 'all', typed, me }: Omit<Props, 'children'>) {
  // Many items, the same buttons: what each is about is said with it.
  const about = `head-${item.id}`
  const act = (what: string) => `${base}/items/${item.id}/${what}`
  const hidden = (
    <>
      <input type="hidden" name="seen" value={seenOf(item)} />
      <input type="hidden" name="back" value={back} />
    </>
  )
  const outcomes = Object.entries(outcomesOf(item.kind))
  return (
    <div class="item-acts">
      {me !== undefined && item.takenBy === me ? (
        <Form action={act('give-back')}>
          {hidden}
          <button aria-describedby={about} data-key="t">
            担当を戻す
          </button>
        </Form>
      ) : (
        <Form action={act('take')}>
          {hidden}
          <button aria-describedby={about} data-key="t">
            {item.takenByName ? '担当を引き継ぐ' : '引き受ける'}
          </button>
        </Form>
      )}
      {!isAcknowledged(item, now) && (
        <Form action={act('acknowledge')}>
          {hidden}
          <button aria-describedby={about} class={item.urgent ? 'danger' : undefined}>
            確認した
          </button>
        </Form>
      )}
      {acts === 'all' && outcomes.length > 0 && (
        <details class="closing" open={typed !== undefined}>
          <summary class="button" data-key="c">
            対応完了…
          </summary>
          <Form class="small-form" action={act('close')}>
            {hidden}
            <fieldset>
              <legend>対応の結果</legend>
              {outcomes.map(([value, text]) => (
                <label key={value} class="tick">
                  <input type="radio" name="outcome" value={value} checked={typed?.outcome === value} /> {text}
                </label>
              ))}
            </fieldset>
            <label>
              メモ（「その他」は必須）
              <textarea name="note" rows={2} maxLength={1000}>
                {typed?.note}
              </textarea>
            </label>
            <button aria-describedby={about} class="primary">
              対応完了にする
            </button>
          </Form>
        </details>
      )}
      {acts === 'all' && <NextStep item={item} />}
    </div>
  )
}

/** What closes by a decision elsewhere leads there. */
function NextStep({ item }: { item: Item }) {
  const step = nextStepOf(item)
  return step ? (
    <a class="button" href={step.href}>
      {step.label}
    </a>
  ) : null
}
