import { shortWhen } from '../../lib/staff-time.ts'
import { Badge, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { CaseHeader } from '../case-record/CaseHeader.tsx'
import type { CaseHead } from '../case-record/head.server.ts'
import { channelNames, type PlanChannel, whyDead } from './channels.ts'
import { PlanFields } from './PlanFields.tsx'
import type { PlanFaults, Typed } from './plan-form.ts'
import type { PhoneFact, Plan } from './queries.server.ts'

type Props = {
  head: CaseHead
  now: Date
  plans: Plan[]
  /** Channels in force, and those of them that reach somebody. */
  channels: PlanChannel[]
  live: PlanChannel[]
  /** Why this patient gets a notice today, or gets none. */
  notice: string
  facts: PhoneFact[]
  isStopped: boolean
  mayAct: boolean
  typed: Typed
  faults: PlanFaults
  resume: { note: string; fault: string | null }
  done: string | null
  fault: string | null
}

/** How this patient is observed, what came of it, and what is sent today and why. */
export function PlanPage(props: Props) {
  const { head, now, channels, live, notice, mayAct } = props
  const own = `/centre/cases/${head.id}/plan`
  return (
    <StaffLayout title="健康観察の方法" wide>
      <CaseHeader head={head} now={now} portal="centre" tab={null} />
      {props.done && (
        <Notice tone="success">
          <p>{props.done}</p>
        </Notice>
      )}
      {props.fault && (
        <Notice tone="danger">
          <p>{props.fault}</p>
        </Notice>
      )}
      <section aria-labelledby="now">
        <h2 id="now">いまの方法</h2>
        {head.watchState === 'observing' && live.length === 0 && (
          <Notice tone="warning" title="連絡手段がありません">
            <p>どの方法でも、この方と連絡がとれません。下で方法を決め直してください。</p>
          </Notice>
        )}
        {channels.length === 0 ? (
          <p>方法は選ばれていません。</p>
        ) : (
          <ul class="channels">
            {channels.map((channel) => (
              <li key={channel}>
                <strong>{channelNames[channel]}</strong>{' '}
                {live.includes(channel) ? <Badge tone="success">使えます</Badge> : <Badge tone="warning">使えません</Badge>}
                {!live.includes(channel) && <span class="minor"> {whyDead[channel]}</span>}
              </li>
            ))}
          </ul>
        )}
        <p id="notice-today">
          <strong>今日のお知らせ：</strong>
          {notice}
        </p>
        {props.isStopped && mayAct && <Resume own={own} {...props.resume} />}
      </section>
      <Facts own={own} facts={props.facts} mayAct={mayAct} />
      {mayAct && (
        <section aria-labelledby="set">
          <h2 id="set">方法を決める</h2>
          <Form action={own} label="健康観察の方法">
            <PlanFields typed={props.typed} faults={props.faults} />
            <p class="actions">
              <button class="primary">この方法にする</button>
            </p>
          </Form>
        </section>
      )}
      <History plans={props.plans} />
    </StaffLayout>
  )
}

function Resume({ own, note, fault }: { own: string; note: string; fault: string | null }) {
  return (
    <Form class="small-form" action={`${own}/resume`} label="毎日のお知らせを再開する">
      <label>
        お知らせを再開する理由
        <textarea
          name="note"
          rows={2}
          maxLength={1000}
          aria-invalid={fault ? 'true' : undefined}
          aria-describedby={fault ? 'resume-fault' : undefined}
        >
          {note}
        </textarea>
      </label>
      {fault && (
        <p class="fault" id="resume-fault" role="alert">
          {fault}
        </p>
      )}
      <button>毎日のお知らせを再開する</button>
    </Form>
  )
}

export const factLabels: Record<PhoneFact['fact'], string> = {
  'not-mobile': 'SMSを受け取れない番号',
  unreachable: 'SMSが届かなかった番号',
  stopped: '本人が「停止」と返信した番号',
}
const byWhat = (code: string) => (code === 'reply' ? '本人の返信' : code === 'staff' ? '職員が確認' : `通信事業者の回答 ${code}`)

/** What was learned about the number, also what is over. */
function Facts({ own, facts, mayAct }: { own: string; facts: PhoneFact[]; mayAct: boolean }) {
  if (facts.length === 0) return null
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">電話番号についてわかっていること</h2>
      <ul>
        {facts.map((fact) => (
          <li key={fact.id}>
            {shortWhen(fact.since)}から：<strong>{factLabels[fact.fact]}</strong>（{byWhat(fact.byWhat)}
            {fact.times > 1 && `、${fact.times}回`}）
            {fact.endedAt &&
              ` → ${shortWhen(fact.endedAt)} 取り消し（${fact.endedByWhat === 'delivered' ? 'その後SMSが届いた' : byWhat(fact.endedByWhat ?? '')}）`}
            {!fact.endedAt && fact.fact === 'stopped' && <span class="minor"> 本人が「再開」と返信すると、また送れます。</span>}
            {!fact.endedAt && fact.fact !== 'stopped' && mayAct && (
              <Form class="inline" action={`${own}/forget`} label="番号を確認した">
                <input type="hidden" name="fact" value={fact.id} />
                <button>番号を確認した（また送る）</button>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function History({ plans }: { plans: Plan[] }) {
  return (
    <section aria-labelledby="history">
      <h2 id="history">決めた記録</h2>
      {plans.length === 0 ? (
        <p class="calm">まだ決めていません。はじめは全員、My HER-SYSで観察します。</p>
      ) : (
        <ul>
          {plans.map((plan) => (
            <li key={plan.id}>
              {shortWhen(plan.setAt)} {plan.setByName ?? '自動'}：{plan.channels.map((each) => channelNames[each]).join('、') || '方法なし'}
              {plan.callTimes.length > 0 && `（自動架電 ${plan.callTimes.join('、')}）`}
              {plan.ruleName && <span class="minor"> ルール「{plan.ruleName}」による</span>}
              {plan.reason && <span class="as-typed">「{plan.reason}」</span>}
              {plan.supersededAt && <span class="minor"> {shortWhen(plan.supersededAt)}まで</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
