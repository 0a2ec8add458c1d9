import { callStateLabel, codeLabel } from '../../auto-call/labels.ts'
import type { CallState } from '../../auto-call/provider-status.ts'
import { channelOfMessage, messageKindLabels, messageStateLabels } from '../../case/words.ts'
import { reasonInWords } from '../../message/reason-words.ts'
import { directionLabels } from '../../voice-call/labels.ts'
import { type ExportList, everybody, jst, ownWatch, sees, whom, whomOf, within, withinAt } from './list.server.ts'

const { centre } = everybody

/** How patients were reached: calls and messages. What was said in them stays on the page of the case. */
export const reachLists: Record<string, ExportList> = {
  calls: {
    label: '自動架電・健康コール一覧',
    who: { centre },
    dayWord: '架電の日',
    columns: {
      planDay: { label: '日' },
      direction: { label: '種類', words: directionLabels },
      planTime: { label: '約束の時刻' },
      attempt: { label: '何回目' },
      state: { label: '状態', words: callStateLabel },
      code: { label: '理由', words: (code) => codeLabel('failed' as CallState, code) ?? code },
      dialledAt: { label: '発信' },
      answeredAt: { label: '応答' },
      endedAt: { label: '終了' },
      ...whom,
      phone: { label: '電話番号', isPersonal: true },
    },
    rows: (sql, wanted) => sql`
      select k.plan_day::text as plan_day, k.direction, k.plan_time, k.attempt_no::text as attempt, k.state, nullif(k.provider_code, k.state) as code,
             ${jst(sql, sql`k.dialled_at`)} as dialled_at, ${jst(sql, sql`k.answered_at`)} as answered_at, ${jst(sql, sql`k.ended_at`)} as ended_at,
             ${whomOf(sql)}, k.phone
        from calls k join cases c on c.id = k.case_id
       where k.centre_id = ${wanted.orgId} and ${sees(sql, sql`c.id`, wanted)} ${within(sql, sql`k.plan_day`, wanted)}
       order by k.plan_day desc, k.planned_at desc, k.id desc`,
  },
  messages: {
    label: 'SMS・メール送信一覧',
    who: { centre },
    dayWord: '作成の日',
    columns: {
      createdAt: { label: '作成' },
      kind: { label: '内容', words: messageKindLabels },
      channel: { label: '方法', words: channelOfMessage },
      state: { label: '状態', words: messageStateLabels },
      stateReason: { label: '理由', words: reasonInWords },
      sentAt: { label: '送信' },
      ...whom,
      recipient: { label: '宛先', isPersonal: true },
    },
    rows: (sql, wanted) => sql`
      select ${jst(sql, sql`m.created_at`)} as created_at, m.kind, m.channel, m.state, m.state_reason, ${jst(sql, sql`m.sent_at`)} as sent_at, ${whomOf(sql)}, m.recipient
        from watches w join messages m on m.case_id = w.case_id join cases c on c.id = w.case_id
       where ${ownWatch(sql, wanted)} and c.state not in ('merged', 'expired') ${withinAt(sql, sql`m.created_at`, wanted)}
       order by m.created_at desc, m.id desc`,
  },
}
