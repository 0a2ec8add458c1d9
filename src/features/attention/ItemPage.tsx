import { shortWhen } from '../../lib/staff-time.ts'
import { Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { ItemCard } from './ItemCard.tsx'
import { kindLabel, outcomeLabel } from './kinds.ts'
import type { Happening } from './queries.server.ts'
import type { Item } from './state.ts'
import { whatLabels } from './words.ts'

type Props = {
  item: Item
  history: Happening[]
  now: Date
  base: string
  acts: 'all' | 'watch' | 'none'
  /** Somebody else acted, or it happened again, since the page that was acted on. */
  conflict?: boolean
  faults?: string[]
  /** A note that was refused. */
  noteFault?: string
  me?: string
  typed?: { outcome: string; note: string }
}

const steps = ['', '当番', '副当番', '都道府県']

/** One item: what happened to it, who did what, and what can be done now. Also the page that tells of a conflict. */
export function ItemPage({ item, history, now, base, acts, conflict = false, faults = [], noteFault, typed, me }: Props) {
  const last = history.findLast(({ what }) => what !== 'alerted' && what !== 'note')
  // Nothing typed is lost: what cannot be a closing any more may still become a note.
  const lost = conflict && item.closedAt ? (typed?.note ?? '') : ''
  return (
    <StaffLayout title={`要対応：${kindLabel(item.kind)}`}>
      {conflict && (
        <Notice tone="warning" title="ほかの操作が先に行われました。あなたの操作はまだ反映していません。">
          {last && (
            <p>
              {shortWhen(last.at)} {last.byName ?? '自動'}：{whatLabels[last.what]}
              。いまの状態を確かめて、必要ならもう一度操作してください。
            </p>
          )}
          {lost && <p>入力したメモは下の「メモ」欄に残してあります。</p>}
        </Notice>
      )}
      {faults.length > 0 && (
        <Notice tone="danger" title="対応完了にできません">
          {faults.map((fault) => (
            <p key={fault}>{fault}</p>
          ))}
        </Notice>
      )}
      <ul class="items">
        <ItemCard
          item={item}
          now={now}
          base={base}
          back={item.caseId ? `${base}/cases/${item.caseId}` : base}
          acts={item.closedAt ? 'none' : acts}
          typed={typed}
          {...(me ? { me } : {})}
        />
      </ul>
      <h2>経過</h2>
      <Table caption="経過" head={['日時', '出来事', '操作した人', '内容']}>
        {history.map((event) => (
          <tr key={event.id}>
            <td>{shortWhen(event.at)}</td>
            <td>{whatLabels[event.what] ?? event.what}</td>
            <td>{event.byName ?? '自動'}</td>
            <td>{detailText(item, event)}</td>
          </tr>
        ))}
      </Table>
      {acts !== 'none' && (
        <Form action={`${base}/items/${item.id}/note`} class="small-form" label="メモを追加">
          <input type="hidden" name="back" value={`${base}/items/${item.id}`} />
          {noteFault && (
            <p class="fault" id="note-fault" role="alert">
              {noteFault}
            </p>
          )}
          <label>
            メモ
            <textarea
              name="note"
              rows={2}
              maxLength={1000}
              aria-invalid={noteFault ? 'true' : undefined}
              aria-describedby={noteFault ? 'note-fault' : undefined}
            >
              {lost}
            </textarea>
          </label>
          <button>メモを追加</button>
        </Form>
      )}
      {item.note && (
        <>
          <h2>対応完了のメモ</h2>
          <p class="as-typed">{item.note}</p>
        </>
      )}
      <p>
        <a href={base}>要対応へ戻る</a>
      </p>
    </StaffLayout>
  )
}

function detailText(item: Item, { detail }: Happening): string {
  if (typeof detail.note === 'string') return detail.note
  if (typeof detail.outcome === 'string') return outcomeLabel(item.kind, detail.outcome)
  if (typeof detail.step === 'number')
    return `${steps[detail.step] ?? ''}${detail.failed ? '（届きませんでした。次の担当へ連絡します）' : ''}`
  return ''
}
