import { callTimes, planChannels } from './channels.ts'
import { callLanguages, type PlanFaults, type Typed } from './plan-form.ts'

/** The questions of a plan. With `shared` for many patients: number and language of a call are each one's own. */
export function PlanFields({ typed, faults, shared = false }: { typed: Typed; faults: PlanFaults; shared?: boolean }) {
  return (
    <>
      <fieldset class={faults.channels ? 'question wrong' : 'question'}>
        <legend class="question-label">方法（いくつでも）</legend>
        <Fault name="channels" text={faults.channels} />
        <span class="boxes">
          {Object.entries(planChannels).map(([value, label]) => (
            <label key={value} class="box">
              <input type="checkbox" name="channel" value={value} checked={typed.channels.includes(value)} />
              <span>{label}</span>
            </label>
          ))}
        </span>
      </fieldset>
      {!shared && (
        <div class={faults.phone ? 'question wrong' : 'question'}>
          <label class="question-label" for="phone">
            自動架電の電話番号
          </label>
          <p class="hint" id="phone-hint">
            自動架電では、療養者1人につき、1つの電話番号が必要です。
          </p>
          <Fault name="phone" text={faults.phone} />
          <input
            id="phone"
            name="phone"
            type="tel"
            class="short"
            autocomplete="off"
            value={typed.phone}
            aria-describedby={faults.phone ? 'phone-hint phone-fault' : 'phone-hint'}
            aria-invalid={faults.phone ? 'true' : undefined}
          />
        </div>
      )}
      <Times typed={typed} fault={faults.times} shared={shared} />
      {!shared && (
        <div class={faults.language ? 'question wrong' : 'question'}>
          <label class="question-label" for="language">
            自動架電の言語
          </label>
          <Fault name="language" text={faults.language} />
          <select id="language" name="language" class="short">
            {callLanguages.map(([value, label]) => (
              <option key={value} value={value} selected={value === (typed.language || 'ja')}>
                {label}
              </option>
            ))}
          </select>
        </div>
      )}
      <div class={faults.reason ? 'question wrong' : 'question'}>
        <label class="question-label" for="reason">
          理由
        </label>
        <Fault name="reason" text={faults.reason} />
        <textarea
          id="reason"
          name="reason"
          rows={2}
          maxLength={1000}
          aria-describedby={faults.reason ? 'reason-fault' : undefined}
          aria-invalid={faults.reason ? 'true' : undefined}
        >
          {typed.reason}
        </textarea>
      </div>
    </>
  )
}

/** One to four times a day; four selects, because that many is all. */
export function Times({ typed, fault, shared }: { typed: Pick<Typed, 'times'>; fault: string | undefined; shared: boolean }) {
  return (
    <fieldset class={fault ? 'question wrong' : 'question'}>
      <legend class="question-label">自動架電の時刻（1日4回まで）</legend>
      {shared && <p class="hint">電話番号と言語は、それぞれの方の登録内容を使います。</p>}
      <Fault name="times" text={fault} />
      <span class="times">
        {[0, 1, 2, 3].map((n) => (
          <select key={n} name="time" class="short" aria-label={`${n + 1}回目の時刻`}>
            <option value="">なし</option>
            {typed.times[n] && !callTimes.includes(typed.times[n]) && (
              <option value={typed.times[n]} selected>
                {typed.times[n]}
              </option>
            )}
            {callTimes.map((time) => (
              <option key={time} value={time} selected={typed.times[n] === time}>
                {time}
              </option>
            ))}
          </select>
        ))}
      </span>
    </fieldset>
  )
}

export function Fault({ name, text }: { name: string; text: string | undefined }) {
  if (!text) return null
  return (
    <p class="fault" id={`${name}-fault`} role="alert">
      {text}
    </p>
  )
}
