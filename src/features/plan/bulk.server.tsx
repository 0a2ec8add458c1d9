import { normalisePhone, phoneKind } from '../../lib/phone-number.ts'
import type { BulkKinds } from '../bulk-action/kind.ts'
import { getCallHours } from '../organisation/queries.server.ts'
import { channelNames, type PlanChannel } from './channels.ts'
import { PlanFields } from './PlanFields.tsx'
import { readPlan, readTyped } from './plan-form.ts'
import { findCallDefaults } from './queries.server.ts'
import { applyRules } from './rules.server.ts'
import { setPlan } from './set.server.ts'

const gone = { refused: '健康観察中ではないか、この保健所の担当ではありません' }
const list = (text: string | undefined) => (text ? text.split(',') : [])

/** The plan of many in one action, and the rules put to many. */
export const planBulkKinds: BulkKinds = {
  plan: {
    label: '健康観察の方法を決める',
    things: ['case'],
    audit: 'plan.set',
    can: ({ orgKind }) => orgKind === 'centre',
    about: '選んだ方の健康観察の方法を、いまの方法にかえて決めます。連絡手段がなくなる方は要対応に載ります。',
    ask: (_c, body) => <PlanFields shared typed={readTyped(body)} faults={{}} />,
    read: async (c) => {
      const { plan, faults } = readPlan(readTyped(c.body), await getCallHours(c.sql, c.actor.orgId), { shared: true })
      if (faults) return { faults: Object.values(faults) }
      return { params: { channels: plan.channels.join(','), times: (plan.call?.times ?? []).join(','), reason: plan.reason } }
    },
    run: async (sql, caseId, params, actor, now) => {
      const channels = list(params.channels) as PlanChannel[]
      const isCalled = channels.includes('automatic-call')
      const { phone, language } = isCalled ? await findCallDefaults(sql, caseId) : { phone: null, language: 'ja' }
      if (isCalled && !['mobile', 'fixed', 'ip'].includes(phoneKind(phone ?? '')))
        return { refused: '自動架電をかけられる電話番号がありません' }
      const call = isCalled ? { phone: normalisePhone(phone ?? ''), times: list(params.times), language } : null
      const said = await setPlan(sql, { caseId, by: actor.accountId, now }, { channels, call, reason: params.reason ?? '' })
      if (said === 'taken') return { refused: 'ほかの療養者の自動架電に使われている電話番号です（1人につき1つ）' }
      if (said === 'gone') return gone
      return said === 'same'
        ? { unchanged: 'すでにこの方法です' }
        : { done: channels.map((each) => channelNames[each]).join('、') || '方法なし' }
    },
  },
  'plan-rules': {
    label: 'ルールで健康観察の方法を決める',
    things: ['case'],
    audit: 'plan.apply-rules',
    can: ({ orgKind }) => orgKind === 'centre',
    about: '保存されたルールを上から順に当てはめ、最初に合ったルールの方法にします。職員が決めた方の方法は変えません。',
    run: async (sql, caseId, _params, actor, now) => {
      const said = await applyRules(sql, caseId, actor.accountId, now)
      if (said === 'by-hand') return { unchanged: '職員が方法を決めているため、変えませんでした' }
      if (said === 'no-rule') return { unchanged: '合うルールがありません' }
      if (said === 'same') return { unchanged: 'すでにこの方法です' }
      return said === 'set' ? 'done' : gone
    },
  },
}
