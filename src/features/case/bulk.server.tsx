import type { BulkKinds } from '../bulk-action/kind.ts'
import { ReasonQuestion, reasonOf } from '../bulk-action/ReasonQuestion.tsx'
import { canConfirm } from './can.ts'
import { confirmCase } from './confirm.server.ts'
import { findCaseFile } from './queries.server.ts'
import { releaseAsProposed } from './release-as-proposed.server.ts'

/** What may be done to many cases at once that this feature does to one. */
export const caseBulkKinds: BulkKinds = {
  confirm: {
    label: '保健所確認済にする',
    things: ['case', 'item'],
    items: ['unconfirmed'],
    audit: 'case.confirm',
    can: () => true,
    about: '選んだ発生届を保健所確認済にします。医療機関の画面に確認日が表示されます。',
    run: async (sql, caseId, _params, actor, now) => {
      const file = await findCaseFile(sql, caseId)
      if (!file || !canConfirm(actor, file)) return { refused: '発生届が提出されていないか、取り下げられたか、ほかの保健所の担当です' }
      if (file.confirmedAt) return { unchanged: `${file.confirmedByName ?? 'ほかの方'}がすでに確認していました` }
      return (await confirmCase(sql, { caseId, by: actor.accountId, now })) ? 'done' : { unchanged: 'すでに確認されていました' }
    },
  },
  release: {
    label: '療養解除にする（目安を満たす方）',
    things: ['case', 'item'],
    items: ['release-due'],
    audit: 'case.end',
    can: ({ role }) => role === 'nurse' || role === 'manager',
    about:
      '療養解除の目安の日を過ぎ、直近の報告で症状軽快が確かめられ、緊急の項目がない方だけを療養解除にします。目安を満たさない方はもとのままで、理由が表示されます。',
    ask: (_c, typed) => <ReasonQuestion label="療養解除と判断した理由" typed={typed} />,
    read: (c) => reasonOf(c.body, '療養解除と判断した理由を入力してください。'),
    run: async (sql, caseId, { reason = '' }, actor, now) => {
      const said = await releaseAsProposed(sql, { caseId, orgId: actor.orgId, accountId: actor.accountId, now }, reason)
      if (said === 'done') return 'done'
      return said === 'gone' ? { unchanged: '健康観察中ではないか、ほかの保健所の担当です' } : { refused: said.why }
    },
  },
}
