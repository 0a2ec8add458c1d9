import type { ComponentChildren } from 'preact'
import { shortWhen } from '../../lib/staff-time.ts'
import { triageReasonsOfAll } from '../../programmes/registry-reasons.ts'
import { Facts, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { CaseHeader } from '../case-record/CaseHeader.tsx'
import type { CaseHead } from '../case-record/head.server.ts'
import { tabHref } from '../case-record/tabs.ts'
import { closingReasons } from './closing-reasons.ts'
import type { Closing } from './early-close.server.ts'
import type { InfectionSign } from './early-signs.ts'

type Props = { head: CaseHead; now: Date; signs: InfectionSign[]; typed: { reason: string; note: string }; fault: string | null }

/** 発生届を提出せずに登録を終了: with a reason; and said loudly where the tabs speak for an infection. */
export function EarlyClosePage({ head, now, signs, typed, fault }: Props) {
  return (
    <StaffLayout title="発生届を提出せずに登録を終了">
      <CaseHeader head={head} now={now} portal="institution" tab="notification" />
      {signs.length > 0 && (
        <Notice tone="danger" title="発生届が必要ではありませんか">
          <ul>
            {signs.map((sign) => (
              <li key={sign}>{triageReasonsOfAll[sign]}。</li>
            ))}
          </ul>
          <p>診断した場合は、感染症法第12条により発生届の提出が必要です。このまま終了すると、保健所に確認を依頼します。</p>
          <p>
            <a href={tabHref('institution', head.id, 'notification')}>発生届の入力に進む</a>
          </p>
        </Notice>
      )}
      <p>登録を終了しても、HER-SYS IDと記録は残ります。必要になったときは再開でき、そのまま発生届を提出することもできます。</p>
      <Form action={`/institution/cases/${head.id}/close`} class="notification-form" label="登録の終了">
        <fieldset class={fault ? 'question wrong' : 'question'}>
          <legend class="question-label">
            終了の理由<span class="required-mark">必須</span>
          </legend>
          {fault && (
            <p class="fault" id="close-fault" role="alert">
              {fault}
            </p>
          )}
          <span class="boxes">
            {Object.entries(closingReasons).map(([value, label]) => (
              <label class="box" key={value}>
                <input
                  type="radio"
                  name="reason"
                  value={value}
                  checked={typed.reason === value}
                  aria-describedby={fault ? 'close-fault' : undefined}
                />
                <span>{label}</span>
              </label>
            ))}
          </span>
        </fieldset>
        <div class="question">
          <label class="question-label" for="note">
            内容・備考
          </label>
          <textarea id="note" name="note" rows={3} maxLength={500}>
            {typed.note}
          </textarea>
        </div>
        <div class="actions">
          <button class="danger">登録を終了する</button>
          <a class="button" href={tabHref('institution', head.id, 'notification')}>
            やめる
          </a>
        </div>
      </Form>
    </StaffLayout>
  )
}

/** That, why and by whom a registration was closed, and each time it was reopened. */
export function Closings({ closings }: { closings: Closing[] }) {
  if (closings.length === 0) return null
  return (
    <section aria-labelledby="closings">
      <h2 id="closings">登録の終了</h2>
      {closings.map(({ id, reason, note, closedAt, closedByName, orgName, reopenedAt, reopenedByName }) => (
        <Facts
          key={id}
          rows={[
            ['終了', `${shortWhen(closedAt)} ${orgName} ${closedByName}`],
            ['理由', closingReasons[reason]],
            ...(note === '' ? [] : ([['内容・備考', <span class="as-typed">{note}</span>]] as [string, ComponentChildren][])),
            ...(reopenedAt ? ([['再開', `${shortWhen(reopenedAt)} ${reopenedByName}`]] as [string, ComponentChildren][]) : []),
          ]}
        />
      ))}
    </section>
  )
}
