import { languages } from '../../i18n/t.ts'
import { maskPhone } from '../../lib/phone-number.ts'
import { shortWhen } from '../../lib/staff-time.ts'
import { Facts, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { CallsOfCase } from './CallTable.tsx'
import { daysLabel, planEndLabels, weekdays } from './labels.ts'
import type { CallRow } from './list.server.ts'
import type { CallPlan } from './plan.server.ts'
import { nextSlot } from './slots.ts'

export type CaseOfCalls = { id: string; familyName: string; givenName: string; hersysId: string; isOurs: boolean }
type Props = { of: CaseOfCalls; now: Date; plans: CallPlan[]; calls: CallRow[]; days: number[]; fault: string | null; done: string | null }

const languageOf = (language: string) => (languages as Record<string, string>)[language] ?? language

/** What was agreed about automatic calls with one patient, every attempt, and every former agreement. */
export function CallPlanPage({ of, now, plans, calls, days, fault, done }: Props) {
  const plan = plans.find(({ endedAt }) => endedAt === null)
  return (
    <StaffLayout title={`自動架電　${of.familyName} ${of.givenName} さん`} wide>
      {done && (
        <Notice tone="success">
          <p>{done}</p>
        </Notice>
      )}
      <p class="actions">
        <a class="button" href={`/centre/cases/${of.id}`}>
          {of.hersysId} の記録
        </a>
        <a class="button" href={`/centre/cases/${of.id}/plan`}>
          番号・時刻・言語を変える
        </a>
        <a class="button" href={`/centre/cases/${of.id}/timeline`}>
          時系列
        </a>
      </p>
      <section aria-labelledby="agreed">
        <h2 id="agreed">いまの約束</h2>
        {plan ? (
          <>
            <Facts
              rows={[
                ['電話番号', plan.phone],
                ['時刻', plan.times.join('、')],
                ['曜日', daysLabel(plan.days)],
                ['言語', languageOf(plan.language)],
                ['次の約束', shortWhen(nextSlot(plan, now).at)],
                ['決めた人', `${plan.setByName ?? '規則'}（${shortWhen(plan.setAt)}）`],
              ]}
            />
            {of.isOurs && <Days of={of} days={days} fault={fault} />}
          </>
        ) : (
          <p class="calm">自動架電の約束はありません。</p>
        )}
      </section>
      <section aria-labelledby="calls">
        <h2 id="calls">電話の記録</h2>
        <CallsOfCase rows={calls} />
      </section>
      <Former plans={plans.filter(({ endedAt }) => endedAt !== null)} />
    </StaffLayout>
  )
}

function Days({ of, days, fault }: { of: CaseOfCalls; days: number[]; fault: string | null }) {
  return (
    <Form class="small-form" action={`/centre/cases/${of.id}/call-plan`} label="自動架電の曜日">
      <fieldset class={fault ? 'question wrong' : 'question'} aria-describedby={fault ? 'days-fault' : undefined}>
        <legend class="question-label">かける曜日</legend>
        {fault && (
          <p class="fault" id="days-fault" role="alert">
            {fault}
          </p>
        )}
        <span class="boxes row">
          {weekdays.map((label, n) => (
            <label key={label} class="box">
              <input type="checkbox" name="day" value={n + 1} checked={days.includes(n + 1)} />
              <span>{label}</span>
            </label>
          ))}
        </span>
      </fieldset>
      <div class="actions">
        <button class="primary" name="go" value="days">
          曜日を保存する
        </button>
      </div>
    </Form>
  )
}

function Former({ plans }: { plans: CallPlan[] }) {
  if (plans.length === 0) return null
  return (
    <section aria-labelledby="former">
      <h2 id="former">これまでの約束</h2>
      <Table caption="これまでの約束の表" head={['決めた日時', '決めた人', '電話番号', '時刻', '曜日', '言語', '終わり']}>
        {plans.map((plan) => (
          <tr key={plan.id}>
            <td>{shortWhen(plan.setAt)}</td>
            <td>{plan.setByName ?? '規則'}</td>
            <td class="number">{maskPhone(plan.phone)}</td>
            <td>{plan.times.join('、')}</td>
            <td>{daysLabel(plan.days)}</td>
            <td>{languageOf(plan.language)}</td>
            <td>
              {plan.endedAt && shortWhen(plan.endedAt)} {planEndLabels[plan.endedWhy ?? ''] ?? plan.endedWhy}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}
