import { shortWhen } from '../../lib/staff-time.ts'
import { Form } from '../../ui/Form.tsx'
import type { StaffStop } from './queries.server.ts'
import { otherChannels } from './state.ts'

type Props = { caseId: string; stops: StaffStop[]; mayDecide: boolean; typed: Record<string, string> }

/** On the case page: the patient wants no daily notices. The centre decides how this person is watched from now on. */
export function NoticeStopSection({ caseId, stops, mayDecide, typed }: Props) {
  const [newest] = stops
  if (!newest) return null
  return (
    <section aria-labelledby="notice-stop">
      <h2 id="notice-stop">毎日のお知らせの停止</h2>
      <ul>
        {stops.map((stop) => (
          <li key={stop.id}>{sentence(stop)}</li>
        ))}
      </ul>
      {newest.state === 'accepted' && mayDecide && (
        <p>
          <a href={`/centre/cases/${caseId}/plan`}>お知らせを再開する・健康観察の方法を決める</a>
        </p>
      )}
      {newest.state === 'asked' && mayDecide && <Decision caseId={caseId} typed={typed} />}
    </section>
  )
}

function sentence({ state, askedAt, decidedAt, decidedByName, otherChannel, note, ...again }: StaffStop) {
  const asked = `${shortWhen(askedAt)} 本人が依頼`
  if (state === 'asked' || decidedAt === null) return `${asked}：未回答。お知らせは送り続けています。`
  const by = `${shortWhen(decidedAt)} ${decidedByName ?? ''}`
  const said =
    state !== 'refused' ? `停止した。今後の健康観察の方法：${otherChannel ? otherChannels[otherChannel] : ''}` : '停止しないと判断'
  return (
    <>
      {asked} → {by}：{said}
      {note && <span class="as-typed">「{note}」</span>}
      {again.resumedAt && (
        <>
          {' → '}
          {shortWhen(again.resumedAt)} {again.resumedByName ?? ''}：お知らせを再開した
          <span class="as-typed">「{again.resumeNote}」</span>
        </>
      )}
    </>
  )
}

function Decision({ caseId, typed }: { caseId: string; typed: Record<string, string> }) {
  return (
    <>
      <p>停止しても、報告がない日の「報告なし」はこれまでどおり要対応に載ります。この方を今後どう確かめるかを選んでください。</p>
      <Form class="small-form" action={`/centre/cases/${caseId}/notice-stop`} label="お知らせの停止の依頼への回答">
        <fieldset>
          <legend>今後の健康観察の方法（停止するとき必須）</legend>
          {Object.entries(otherChannels).map(([value, label]) => (
            <label key={value} class="tick">
              <input type="radio" name="channel" value={value} checked={typed.form === 'notice-stop' && typed.channel === value} /> {label}
            </label>
          ))}
        </fieldset>
        <label>
          メモ（「なし」のときは理由が必須）
          <textarea name="note" rows={2} maxLength={1000}>
            {typed.form === 'notice-stop' && typed.note}
          </textarea>
        </label>
        <div class="actions">
          <button name="answer" value="accept" class="primary">
            お知らせを停止する
          </button>
          <button name="answer" value="refuse">
            停止しない
          </button>
        </div>
      </Form>
    </>
  )
}
