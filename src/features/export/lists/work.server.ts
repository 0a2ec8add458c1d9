import { attentionKinds, outcomeLabel } from '../../attention/kinds.ts'
import { stateLabels } from '../../hand-over/states.ts'
import { answerWords } from '../../same-person/SamePersonPage.tsx'
import { type ExportList, everybody, jst, ownCentre, sees, whom, whomOf, withinAt } from './list.server.ts'

const { institution, centre, prefecture } = everybody
const decisions = { ...Object.fromEntries(Object.entries(answerWords).map(([answer, [label]]) => [answer, label])), undone: '取り消し' }
/** An outcome by itself: the kinds that offer it agree on its words, or 'その他'. */
const outcomes = (outcome: string) =>
  (Object.keys(attentionKinds) as (keyof typeof attentionKinds)[])
    .map((kind) => outcomeLabel(kind, outcome))
    .find((label) => label !== outcome) ?? outcome

/** Lists of what was done or is to be done about cases. */
export const workLists: Record<string, ExportList> = {
  items: {
    label: '要対応一覧',
    who: { centre, prefecture },
    dayWord: '期限の日',
    columns: {
      kind: { label: '種類', words: Object.fromEntries(Object.entries(attentionKinds).map(([kind, { label }]) => [kind, label])) },
      urgent: { label: '緊急', words: { true: '緊急', false: '通常' } },
      raisedAt: { label: '発生' },
      dueAt: { label: '期限' },
      takenBy: { label: '担当者' },
      acknowledgedAt: { label: '確認' },
      closedAt: { label: '対応完了' },
      closedBy: { label: '対応した者' },
      outcome: { label: '結果', words: outcomes },
      centre: { label: '保健所' },
      hersysId: { label: 'HER-SYS ID' },
    },
    rows: (sql, wanted) => sql`
      select c.id as case_id, i.kind, i.urgent::text as urgent, ${jst(sql, sql`i.raised_at`)} as raised_at, ${jst(sql, sql`i.due_at`)} as due_at, s.name as taken_by,
             ${jst(sql, sql`i.acknowledged_at`)} as acknowledged_at, ${jst(sql, sql`i.closed_at`)} as closed_at, b.name as closed_by, i.outcome, o.name as centre, c.hersys_id
        from attention_items i join organisations o on o.id = i.centre_id left join cases c on c.id = i.case_id
        left join staff_accounts s on s.id = i.taken_by left join staff_accounts b on b.id = i.closed_by
       where ${ownCentre(sql, sql`i.centre_id`, wanted)} and i.due_at <= ${wanted.now} ${withinAt(sql, sql`i.due_at`, wanted)}
       order by i.due_at desc, i.id`,
  },
  'hand-overs': {
    label: '移管一覧',
    who: { centre, prefecture },
    dayWord: '依頼の日',
    columns: {
      askedAt: { label: '依頼' },
      from: { label: '移管元' },
      to: { label: '移管先' },
      state: { label: '状態', words: stateLabels },
      reason: { label: '理由' },
      askedBy: { label: '依頼した者' },
      decidedAt: { label: '回答' },
      decidedBy: { label: '回答した者' },
      decisionNote: { label: '回答の内容' },
      ...whom,
    },
    // A case that has gone on to somebody else is no longer theirs to name.
    rows: (sql, wanted) => sql`
      select ${jst(sql, sql`h.asked_at`)} as asked_at, f.name as from, t.name as to, h.state, h.reason, a.name as asked_by, ${jst(sql, sql`h.decided_at`)} as decided_at,
             d.name as decided_by, h.decision_note, ${whomOf(sql)}
        from hand_overs h join organisations f on f.id = h.from_centre_id join organisations t on t.id = h.to_centre_id
        join staff_accounts a on a.id = h.asked_by left join staff_accounts d on d.id = h.decided_by
        left join cases c on c.id = h.case_id and ${sees(sql, sql`h.case_id`, wanted)}
       where (${ownCentre(sql, sql`h.from_centre_id`, wanted)} ${wanted.orgKind === 'centre' ? sql`or h.to_centre_id = ${wanted.orgId}` : sql``})
         ${withinAt(sql, sql`h.asked_at`, wanted)}
       order by h.asked_at desc, h.id desc`,
  },
  inquiries: {
    label: '医療機関への問合せ一覧',
    who: { institution, centre, prefecture },
    dayWord: '問合せの日',
    columns: {
      askedAt: { label: '問合せ' },
      centre: { label: '保健所' },
      institution: { label: '医療機関' },
      question: { label: '内容' },
      answeredAt: { label: '回答' },
      answer: { label: '回答の内容' },
      closedAt: { label: '終了' },
      closeNote: { label: '終了の内容' },
      ...whom,
    },
    rows: (sql, wanted) => sql`
      select ${jst(sql, sql`q.asked_at`)} as asked_at, o.name as centre, i.name as institution, q.question, ${jst(sql, sql`q.answered_at`)} as answered_at, q.answer,
             ${jst(sql, sql`q.closed_at`)} as closed_at, q.close_note, ${whomOf(sql)}
        from inquiries q join organisations o on o.id = q.centre_id join organisations i on i.id = q.institution_id join cases c on c.id = q.case_id
       where ${wanted.orgKind === 'institution' ? sql`q.institution_id = ${wanted.orgId} and` : sql``} ${sees(sql, sql`c.id`, wanted)}
         ${withinAt(sql, sql`q.asked_at`, wanted)}
       order by q.asked_at desc, q.id desc`,
  },
  withdrawals: {
    label: '取り下げ依頼一覧',
    who: { institution, centre, prefecture },
    dayWord: '依頼の日',
    columns: {
      askedAt: { label: '依頼' },
      institution: { label: '医療機関' },
      reason: { label: '理由' },
      state: { label: '状態', words: { asked: '依頼中', agreed: '取り下げ', refused: '取り下げない' } },
      decidedAt: { label: '判断' },
      decisionNote: { label: '判断の内容' },
      restoredAt: { label: '取り下げの取り消し' },
      ...whom,
    },
    rows: (sql, wanted) => sql`
      select ${jst(sql, sql`t.asked_at`)} as asked_at, i.name as institution, t.reason, t.state, ${jst(sql, sql`t.decided_at`)} as decided_at, t.decision_note,
             ${jst(sql, sql`t.restored_at`)} as restored_at, ${whomOf(sql)}
        from withdrawals t join cases c on c.id = t.case_id left join organisations i on i.id = c.reporting_institution_id
       where ${sees(sql, sql`c.id`, wanted)} ${withinAt(sql, sql`t.asked_at`, wanted)}
       order by t.asked_at desc, t.id desc`,
  },
  faxes: {
    label: 'FAX一覧',
    who: { centre },
    dayWord: '受信の日',
    columns: {
      receivedAt: { label: '受信' },
      institution: { label: '医療機関' },
      centreNumber: { label: '保健所独自ID' },
      state: { label: '状態', words: { waiting: '未入力', entered: '代行入力済', discarded: '入力不要' } },
      enteredAt: { label: '入力' },
      enteredBy: { label: '入力した者' },
      discardReason: { label: '入力不要の理由' },
      ...whom,
    },
    rows: (sql, wanted) => sql`
      select ${jst(sql, sql`f.received_at`)} as received_at, f.institution_name as institution, f.centre_number,
             case when f.entered_at is not null then 'entered' when f.discarded_at is not null then 'discarded' else 'waiting' end as state,
             ${jst(sql, sql`f.entered_at`)} as entered_at, e.name as entered_by, f.discard_reason, ${whomOf(sql)}
        from faxes f left join staff_accounts e on e.id = f.entered_by left join cases c on c.id = f.case_id and ${sees(sql, sql`f.case_id`, wanted)}
       where f.centre_id = ${wanted.orgId} ${withinAt(sql, sql`f.received_at`, wanted)}
       order by f.received_at desc, f.id desc`,
  },
  'same-person': {
    label: '同一人物の判断一覧',
    who: { centre },
    dayWord: '判断の日',
    columns: {
      decidedAt: { label: '判断' },
      decision: { label: '判断の内容', words: decisions },
      reason: { label: '理由' },
      decidedBy: { label: '判断した者' },
      undoneAt: { label: '統合の取り消し' },
      hersysId: { label: 'HER-SYS ID' },
      otherHersysId: { label: 'もう一方のHER-SYS ID' },
    },
    rows: (sql, wanted) => sql`
      select ${jst(sql, sql`d.decided_at`)} as decided_at, d.decision, d.reason, s.name as decided_by, ${jst(sql, sql`m.undone_at`)} as undone_at,
             c.id as case_id, c.hersys_id, k.id as other_case_id, k.hersys_id as other_hersys_id
        from likeness_decisions d join staff_accounts s on s.id = d.decided_by left join case_merges m on m.id = d.merge_id
        left join cases c on c.id = d.case_id and ${sees(sql, sql`d.case_id`, wanted)}
        left join cases k on k.id = d.other_case_id and ${sees(sql, sql`d.other_case_id`, wanted)}
       where d.org_id = ${wanted.orgId} ${withinAt(sql, sql`d.decided_at`, wanted)}
       order by d.decided_at desc, d.id desc`,
  },
}
