import type { Sql } from '../../platform/db/sql.server.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { type BulkKinds, mostRows, type Outcome, type RowOf } from '../bulk-action/kind.ts'
import { ReasonQuestion, reasonOf } from '../bulk-action/ReasonQuestion.tsx'
import type { BulkLists } from '../bulk-action/routes.server.tsx'
import { listCentres } from '../organisation/queries.server.ts'
import { type Asked, askHandOver, type Decision, decideHandOver, findPendingOf, listIncomingIds } from './queries.server.ts'
import { stateLabels } from './states.ts'

const askedWords: Record<Exclude<Asked, 'ok'>, string> = {
  'not-found': 'ほかの保健所の担当です',
  ended: '健康観察は終了しています',
  'no-such-centre': '移管先の保健所がありません',
  pending: 'すでに移管を依頼中です',
}

async function decide(sql: Sql, caseId: string, decision: Decision, note: string, actor: Staff, now: Date, row: RowOf): Promise<Outcome> {
  const id = row.thing === 'hand-over' ? row.thingId : await findPendingOf(sql, caseId, actor.orgId)
  if (!id) return { unchanged: '受け入れ待ちの移管はありません' }
  const said = await decideHandOver(sql, { id, decision, note, now })
  if (said === 'ok') return 'done'
  if (said === 'not-found') return { refused: 'この保健所への移管ではありません' }
  if (said === 'ended') return { refused: '健康観察は終了しています' }
  return { unchanged: `すでに決まっていました：${stateLabels[said]}` }
}

/** 移管, many at once: asked by the owner, answered by the receiver. The giver owns each case until it is accepted. */
export const handOverBulkKinds: BulkKinds = {
  'hand-over-ask': {
    label: '移管を依頼する',
    things: ['case'],
    audit: 'hand-over.ask',
    can: () => true,
    about: '選んだ方を移管先の保健所に引き受けてもらうよう依頼します。受け入れられるまで、担当は当保健所のままです。',
    ask: async (c, typed) => {
      const centres = (await listCentres(c.sql)).filter(({ id }) => id !== c.actor.orgId)
      return (
        <>
          <label>
            移管先
            <select name="to">
              <option value="">選択してください</option>
              {centres.map(({ id, name }) => (
                <option key={id} value={id} selected={typed.to === id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <ReasonQuestion label="移管の理由" typed={typed} />
        </>
      )
    },
    read: async (c) => {
      const to = (await listCentres(c.sql)).find(({ id }) => id === c.body.to && id !== c.actor.orgId)
      const read = reasonOf(c.body, '移管の理由を入力してください。')
      const faults = [...(to ? [] : ['移管先を選んでください。']), ...('faults' in read ? read.faults : [])]
      return faults.length > 0 || !to || 'faults' in read ? { faults } : { params: { to: to.id, ...read.params } }
    },
    run: async (sql, caseId, { to = '', reason = '' }, _actor, now) => {
      const said = await askHandOver(sql, { caseId, to, reason, now })
      return said === 'ok' ? 'done' : said === 'pending' ? { unchanged: askedWords.pending } : { refused: askedWords[said] }
    },
  },
  'hand-over-accept': {
    label: '移管を受け入れる',
    things: ['hand-over', 'item'],
    items: ['hand-over-waiting'],
    audit: 'hand-over.accept',
    can: () => true,
    about: '選んだ方の担当が当保健所になり、要対応の項目もすべて移ります。',
    run: (sql, caseId, _params, actor, now, row) => decide(sql, caseId, 'accepted', '', actor, now, row),
  },
  'hand-over-refuse': {
    label: '移管を断る',
    things: ['hand-over', 'item'],
    items: ['hand-over-waiting'],
    audit: 'hand-over.refuse',
    can: () => true,
    about: '選んだ移管を断ります。担当は移管元の保健所のままです。',
    ask: (_c, typed) => <ReasonQuestion label="断る理由" typed={typed} />,
    read: (c) => reasonOf(c.body, '断る理由を入力してください。'),
    run: (sql, caseId, { reason = '' }, actor, now, row) => decide(sql, caseId, 'refused', reason, actor, now, row),
  },
}

/** Everything that waits for this centre to accept, the longest waiting first. */
export const handOverBulkLists: BulkLists = {
  incoming: { thing: 'hand-over', find: ({ sql, actor }) => listIncomingIds(sql, actor.orgId, mostRows + 1) },
}
