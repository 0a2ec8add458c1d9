import { cut } from '../../lib/cut.ts'
import { shortWhen } from '../../lib/staff-time.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { BulkKinds, Outcome, RowOf } from '../bulk-action/kind.ts'
import { listChosen } from '../bulk-action/queries.server.ts'
import { type Acted, closeItem, takeItem } from './act.server.ts'
import { whyNotMany } from './bulk-rule.ts'
import { canClose } from './can.ts'
import { type AttentionKind, isBulkClosable, kindLabel, kindsByRank, outcomesOf } from './kinds.ts'
import { findItem, lastHappening } from './queries.server.ts'
import { whatLabels } from './words.ts'

const closable = kindsByRank.filter(isBulkClosable)

/** What somebody else did meanwhile, who and when: told for the row, as it is on the page of one item. */
async function told(sql: Sql, acted: Acted, { thingId }: RowOf): Promise<Outcome> {
  if (acted === 'done') return 'done'
  if (acted === 'not-found') return { refused: '見つからないか、この保健所では操作できません' }
  const last = await lastHappening(sql, thingId)
  const who = last ? `${shortWhen(last.at)} ${last.byName ?? '自動'}：${whatLabels[last.what] ?? last.what}` : 'ほかの操作'
  return { refused: `選んだあとに変わりました（${who}）` }
}

/** What may be done to many items of the queue at once. Nothing urgent is ever closed this way. */
export const attentionBulkKinds: BulkKinds = {
  'items-take': {
    label: '自分が対応する',
    things: ['item'],
    audit: 'attention.take',
    can: () => true,
    about: '選んだ項目の担当者になります。',
    direct: true,
    run: async (sql, _caseId, _params, actor, now, row) =>
      told(sql, await takeItem(sql, { itemId: row.thingId, by: actor, now, seen: row.seen }), row),
  },
  'items-close': {
    label: '対応完了にする',
    things: ['item'],
    items: closable,
    audit: 'attention.close',
    can: () => true,
    about: `まとめて対応完了にできるのは、${closable.map(kindLabel).join('・')}の項目です。「報告なし」は、そのあとに報告があった項目だけです。`,
    ask: async (c, typed) => {
      const kinds = await kindsOf(
        c.sql,
        (await listChosen(c.sql, c.params.id ?? '')).map(({ thingId }) => thingId),
      )
      return (
        <>
          <fieldset>
            <legend>対応の結果</legend>
            {Object.entries(outcomesOfAll(kinds)).map(([value, text]) => (
              <label key={value} class="tick">
                <input type="radio" name="outcome" value={value} checked={typed.outcome === value} /> {text}
              </label>
            ))}
          </fieldset>
          <label>
            メモ（「その他」は必須）
            <textarea name="note" rows={2} maxLength={1000}>
              {typeof typed.note === 'string' ? typed.note : ''}
            </textarea>
          </label>
        </>
      )
    },
    read: (c) => {
      const [outcome, note] = [
        typeof c.body.outcome === 'string' ? c.body.outcome : '',
        typeof c.body.note === 'string' ? cut(c.body.note.trim(), 1000) : '',
      ]
      const faults = [
        ...(Object.hasOwn(outcomesOfAll(closable), outcome) ? [] : ['対応の結果を選んでください。']),
        ...(outcome === 'other' && note === '' ? ['「その他」のときはメモを入力してください。'] : []),
      ]
      return faults.length > 0 ? { faults } : { params: { outcome, note } }
    },
    run: async (sql, _caseId, { outcome = '', note = '' }, actor, now, row) => {
      const item = await findItem(sql, row.thingId)
      if (!item || !canClose(actor, item)) return told(sql, 'not-found', row)
      if (item.closedAt)
        return { unchanged: `${item.closedByName ?? 'ほかの方'}がすでに対応完了にしていました（${shortWhen(item.closedAt)}）` }
      const why = whyNotMany(item, now)
      if (why) return { refused: why }
      if (!Object.hasOwn(outcomesOf(item.kind), outcome)) return { refused: `${kindLabel(item.kind)}では選べない結果です` }
      return told(sql, await closeItem(sql, { itemId: item.id, by: actor, now, seen: row.seen }, { outcome, note }), row)
    },
  },
}

async function kindsOf(sql: Sql, ids: string[]): Promise<AttentionKind[]> {
  const rows = await sql<{ kind: AttentionKind }[]>`select distinct kind from attention_items where id = any(${ids}::uuid[])`
  return closable.filter((kind) => rows.some((row) => row.kind === kind))
}

/** Every outcome that one of these kinds offers. A row whose kind does not is refused by name. */
function outcomesOfAll(kinds: readonly AttentionKind[]): Record<string, string> {
  return Object.assign({}, ...kinds.map(outcomesOf))
}
