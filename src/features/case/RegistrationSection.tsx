import { shortWhen } from '../../lib/staff-time.ts'
import { Form } from '../../ui/Form.tsx'
import type { RegistrationOfCase, RetiredId } from '../registration/queries.server.ts'
import type { CaseFile } from './queries.server.ts'

type Props = {
  file: CaseFile
  registrations: RegistrationOfCase[]
  retiredIds: RetiredId[]
  may: { correct: boolean }
  typed: Record<string, string>
}

const endLabels: Record<NonNullable<RegistrationOfCase['endKind']>, string> = {
  wrong: '誤った登録のため解除',
  freed: '家族のアカウントから外した',
  reissued: 'HER-SYS IDの再発行により解除',
  'account-deleted': '本人がアカウントを削除',
}

/** Who registered the case in My HER-SYS, and what the owning centre undoes: a wrong registration, a family's member, an ID in wrong hands. */
export function RegistrationSection({ file, registrations, retiredIds, may, typed }: Props) {
  const current = registrations.find(({ endedAt }) => endedAt === null)
  const past = registrations.filter(({ endedAt }) => endedAt !== null)
  const own = `/centre/cases/${file.id}`
  return (
    <section aria-labelledby="my-her-sys">
      <h2 id="my-her-sys">My HER-SYS 登録</h2>
      <p>
        HER-SYS ID {file.hersysId}：
        {current ? (
          <>
            <bdi>「{current.name}」</bdi>の名前で登録済（{shortWhen(current.createdAt)}）
          </>
        ) : (
          '未登録'
        )}{' '}
        {may.correct && <a href={`${own}/leaflet`}>リーフレット（PDF）</a>}
      </p>
      {may.correct && (
        <div class="decisions">
          {current && <Unlink action={`${own}/unlink`} registrationId={current.id} typed={typed} />}
          <Reissue
            action={`${own}/reissue`}
            hersysId={file.hersysId}
            phone={file.phone}
            isRegistered={current !== undefined}
            typed={typed}
          />
        </div>
      )}
      {past.length + retiredIds.length > 0 && (
        <ul>
          {past.map((r) => (
            <li key={r.id}>
              {shortWhen(r.createdAt)}～{r.endedAt && shortWhen(r.endedAt)} {r.name && <bdi>「{r.name}」</bdi>}：
              {r.endKind && endLabels[r.endKind]}
              {r.endedByName && `（${r.endedByName}）`} {r.endReason && <span class="as-typed">「{r.endReason}」</span>}
            </li>
          ))}
          {retiredIds.map((r) => (
            <li key={r.hersysId}>
              {shortWhen(r.retiredAt)} 以前のHER-SYS ID {r.hersysId}：使用不可（{r.byName}）<span class="as-typed">「{r.reason}」</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Unlink({ action, registrationId, typed }: { action: string; registrationId: string; typed: Record<string, string> }) {
  const isTyped = typed.form === 'unlink'
  return (
    <details class="closing" open={isTyped}>
      <summary class="button">登録を解除…</summary>
      <Form class="small-form" action={action} label="My HER-SYS登録の解除">
        <input type="hidden" name="registration" value={registrationId} />
        <p>
          すぐに、そのアカウントからは報告も閲覧もできなくなり、メールで知らせます。これまでの報告はこの症例に残り、登録し直されるまで「My
          HER-SYS未登録」として扱います。
        </p>
        <fieldset>
          <legend>区分</legend>
          <label class="tick">
            <input type="radio" name="kind" value="freed" checked={isTyped && typed.kind === 'freed'} />{' '}
            家族のアカウントから外し、本人が登録し直す
          </label>
          <label class="tick">
            <input type="radio" name="kind" value="wrong" checked={isTyped && typed.kind === 'wrong'} /> 別の方が誤って登録した（HER-SYS
            IDを知られているので、再発行もしてください）
          </label>
        </fieldset>
        <Reason value={isTyped ? typed.reason : ''} />
        <button class="primary">登録を解除する</button>
      </Form>
    </details>
  )
}

type ReissueProps = { action: string; hersysId: string; phone: string | null; isRegistered: boolean; typed: Record<string, string> }

function Reissue({ action, hersysId, phone, isRegistered, typed }: ReissueProps) {
  const isTyped = typed.form === 'reissue'
  return (
    <details class="closing" open={isTyped}>
      <summary class="button">HER-SYS IDを再発行…</summary>
      <Form class="small-form" action={action} label="HER-SYS IDの再発行">
        <input type="hidden" name="seen" value={hersysId} />
        <p>
          いまのID {hersysId} はすぐに使えなくなります。
          {isRegistered && 'いまの登録も解除し、そのアカウントへメールで知らせます。'}
          健康観察中は、新しいIDを{phone ? `${phone}へSMSで` : '電話などで'}知らせます。SMSの届かない番号のときは「SMS不達」に出ます。
        </p>
        <Reason value={isTyped ? typed.reason : ''} />
        <button class="primary">HER-SYS IDを再発行する</button>
      </Form>
    </details>
  )
}

function Reason({ value }: { value: string | undefined }) {
  return (
    <label>
      理由
      <textarea name="reason" rows={2} maxLength={1000}>
        {value}
      </textarea>
    </label>
  )
}
