import { shortWhen } from '../../lib/staff-time.ts'
import { Badge, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { Inquiry } from './queries.server.ts'

type Section = { caseId: string; inquiries: Inquiry[]; mayAsk: boolean; typed: Record<string, string> }

/** On the case page of the centre: the open question, a new one, and those that are closed. */
export function InquirySection({ caseId, inquiries, mayAsk, typed }: Section) {
  const open = inquiries.find(({ closedAt }) => closedAt === null)
  const closed = inquiries.filter(({ closedAt }) => closedAt !== null)
  if (!mayAsk && inquiries.length === 0) return null
  return (
    <section aria-labelledby="inquiry">
      <h2 id="inquiry">医療機関への問合せ</h2>
      {open && (
        <>
          <One inquiry={open} />
          {mayAsk && <CloseForm caseId={caseId} inquiry={open} isRefused={typed.form === 'inquiry'} />}
        </>
      )}
      {!open && mayAsk && (
        <details class="closing" open={typed.form === 'ask'}>
          <summary class="button">届出医療機関へ問い合わせる…</summary>
          <Form class="small-form" action={`/centre/cases/${caseId}/ask`} label="医療機関への問合せ">
            <label>
              問合せの内容
              <textarea name="question" rows={3} maxLength={1000}>
                {typed.form === 'ask' && typed.question}
              </textarea>
            </label>
            <p class="hint">医療機関のホーム画面と発生届の画面に表示され、メールで知らせます（メールに内容は書かれません）。</p>
            <button class="primary">問合せを送る</button>
          </Form>
        </details>
      )}
      {closed.length > 0 && (
        <details>
          <summary>終了した問合せ {closed.length}件</summary>
          {closed.map((inquiry) => (
            <One key={inquiry.id} inquiry={inquiry} />
          ))}
        </details>
      )}
    </section>
  )
}

function CloseForm({ caseId, inquiry, isRefused }: { caseId: string; inquiry: Inquiry; isRefused: boolean }) {
  return (
    <Form class="small-form" action={`/centre/cases/${caseId}/close-inquiry`} label="問合せの終了">
      <input type="hidden" name="inquiry" value={inquiry.id} />
      <label>
        メモ{inquiry.answeredAt === null && '（回答のないまま終了するときは必須）'}
        <textarea name="note" rows={2} maxLength={1000} aria-invalid={isRefused || undefined} />
      </label>
      <button class={inquiry.answeredAt ? 'primary' : undefined}>
        {inquiry.answeredAt ? '回答を確認した（問合せを終了）' : '回答を待たずに終了する'}
      </button>
    </Form>
  )
}

function One({ inquiry }: { inquiry: Inquiry }) {
  return (
    <div class="inquiry">
      <p>
        {shortWhen(inquiry.askedAt)} {inquiry.centreName} {inquiry.askedByName}：<span class="as-typed">「{inquiry.question}」</span>{' '}
        {inquiry.closedAt === null && (
          <Badge tone={inquiry.answeredAt ? 'success' : 'warning'}>{inquiry.answeredAt ? '回答あり' : '回答待ち'}</Badge>
        )}
      </p>
      {inquiry.answeredAt && (
        <p>
          {shortWhen(inquiry.answeredAt)} {inquiry.answeredByName}の回答：<span class="as-typed">「{inquiry.answer}」</span>
        </p>
      )}
      {inquiry.closedAt && (
        <p class="minor">
          {shortWhen(inquiry.closedAt)} {inquiry.closedByName}が終了{inquiry.closeNote && `「${inquiry.closeNote}」`}
        </p>
      )}
    </div>
  )
}

/** On the 発生届 of the institution: the question, and the box for the answer; closed ones below. */
export function InquiryNotice({
  caseId,
  inquiries,
  mayAnswer,
  fault = false,
}: {
  caseId: string
  inquiries: Inquiry[]
  mayAnswer: boolean
  fault?: boolean
}) {
  const open = inquiries.find(({ closedAt }) => closedAt === null)
  if (!open) return null
  const isAnswered = open.answeredAt !== null
  return (
    <Notice tone={isAnswered ? 'info' : 'warning'} title={isAnswered ? '保健所からの問合せ（回答済み）' : '保健所からの問合せがあります'}>
      <One inquiry={open} />
      {!isAnswered && mayAnswer && <AnswerForm caseId={caseId} fault={fault} />}
    </Notice>
  )
}

function AnswerForm({ caseId, fault }: { caseId: string; fault: boolean }) {
  return (
    <Form class="small-form" action={`/institution/inquiries/${caseId}/answer`} label="問合せへの回答">
      {fault && <p class="fault">回答を入力してください。</p>}
      <label>
        回答
        <textarea name="answer" rows={3} maxLength={1000} aria-invalid={fault || undefined} />
      </label>
      <p class="hint">発生届に誤りがあるときは、「編集」で訂正してください。訂正すると、そのことが回答として保健所に伝わります。</p>
      <button class="primary">回答する</button>
    </Form>
  )
}

type Unanswered = Inquiry & { hersysId: string; familyName: string; givenName: string }

/** 保健所からの問合せ: what this institution has not answered. */
export function InquiriesPage({ inquiries, done, faultOf }: { inquiries: Unanswered[]; done: boolean; faultOf: string | null }) {
  return (
    <StaffLayout title="保健所からの問合せ">
      {done && <Notice tone="success">回答を送りました。</Notice>}
      {inquiries.length === 0 ? (
        <p class="calm">回答していない問合せはありません。</p>
      ) : (
        inquiries.map((inquiry) => (
          <section key={inquiry.id} aria-labelledby={`q-${inquiry.id}`}>
            <h2 id={`q-${inquiry.id}`}>
              <a href={`/institution/notifications/${inquiry.caseId}`}>
                {inquiry.familyName} {inquiry.givenName}
              </a>{' '}
              <span class="minor">HER-SYS ID {inquiry.hersysId}</span>
            </h2>
            <One inquiry={inquiry} />
            <AnswerForm caseId={inquiry.caseId} fault={faultOf === inquiry.caseId} />
          </section>
        ))
      )}
    </StaffLayout>
  )
}
