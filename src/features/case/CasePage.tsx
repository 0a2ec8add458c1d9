import type { ComponentChildren } from 'preact'
import { shortWhen } from '../../lib/staff-time.ts'
import { Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { ItemCard } from '../attention/ItemCard.tsx'
import { kindLabel, outcomeLabel } from '../attention/kinds.ts'
import type { Item } from '../attention/state.ts'
import { ReportSection } from '../case-record/ReportTable.tsx'
import type { StoredReport } from '../daily-report/queries.server.ts'
import type { HandOver } from '../hand-over/queries.server.ts'
import { stateLabels } from '../hand-over/states.ts'
import { InquirySection } from '../inquiry/Inquiries.tsx'
import type { Inquiry } from '../inquiry/queries.server.ts'
import { reasonInWords } from '../message/reason-words.ts'
import { NoticeStopSection } from '../notice-stop/NoticeStopSection.tsx'
import type { StaffStop } from '../notice-stop/queries.server.ts'
import type { Withdrawal } from '../notification/withdraw.server.ts'
import type { RegistrationOfCase, RetiredId } from '../registration/queries.server.ts'
import type { StoredSurvey } from '../survey/queries.server.ts'
import { SurveySection } from '../survey/SurveySection.tsx'
import type { Reopening } from '../watch/reopen.server.ts'
import { Contact, ContactCorrections } from './Contact.tsx'
import { Decisions } from './Decisions.tsx'
import type { CaseFile, ContactCorrection, Sent, SmsReply } from './queries.server.ts'
import { RegistrationSection } from './RegistrationSection.tsx'
import type { Proposal } from './release-proposal.ts'
import { Strip } from './Strip.tsx'
import { channelOfMessage, messageKindLabels, messageStateLabels } from './words.ts'

export type CasePageProps = {
  base: string
  now: Date
  file: CaseFile
  items: Item[]
  reports: StoredReport[]
  messages: Sent[]
  /** What the patient answered by SMS, the newest first. */
  replies: SmsReply[]
  handOvers: HandOver[]
  withdrawals: Withdrawal[]
  reopenings: Reopening[]
  /** Requests to stop the daily notice, the newest first. */
  stops: StaffStop[]
  surveys: StoredSurvey[]
  corrections: { id: string; text: string; askedAt: string }[]
  contactCorrections: ContactCorrection[]
  inquiries: Inquiry[]
  /** What the rule says about a release. */
  proposal: Proposal
  /** Of a 濃厚接触者: whose contact, and until when. */
  quarantine: ComponentChildren
  /** Whether this may be somebody's case twice, and what became part of it. */
  likely: ComponentChildren
  /** Since when wrong tries have locked the HER-SYS ID against registering; null when they have not. */
  claimLockedAt: string | null
  registrations: RegistrationOfCase[]
  retiredIds: RetiredId[]
  centres: { id: string; name: string }[]
  may: {
    confirm: boolean
    decide: boolean
    end: boolean
    reopen: boolean
    correct: boolean
    restore: boolean
    ask: boolean
    act: 'all' | 'watch' | 'none'
    accept: boolean
  }
  fault: string | null
  /** A decision that was refused: `form` says which, the rest is what was typed. */
  typed: Record<string, string>
  done: string | null
}

/** Everything about one case that a nurse needs on the telephone, on one page. */
export function CasePage(props: CasePageProps) {
  const { base, now, file, items, reports, messages, handOvers, corrections, may, fault, done } = props
  const open = items.filter(({ closedAt }) => closedAt === null)
  const closed = items.filter(({ closedAt }) => closedAt !== null)
  const own = `${base}/cases/${file.id}`
  return (
    <StaffLayout title={`${file.familyName} ${file.givenName} さん`} wide>
      <Strip file={file} now={now} base={base} />
      {done && <Notice tone="success">{done}</Notice>}
      {props.quarantine}
      {fault && <Notice tone="danger">{fault}</Notice>}
      {may.accept && (
        <Notice tone="warning" title="移管の受け入れを求められています">
          <p>
            いまの担当は{file.ownerName}です。<a href="/centre/hand-overs">受け入れを決める</a>
          </p>
        </Notice>
      )}
      {props.likely}
      {props.claimLockedAt && may.act === 'all' && (
        <Notice tone="warning" title="HER-SYS IDの登録がロックされています">
          <p>
            {shortWhen(props.claimLockedAt)}
            から、誤った入力が続いたためMy HER-SYSに登録できません。本人と話し、生年月日とHER-SYS IDを確かめてから解除してください。
          </p>
          <Form action={`${own}/unlock`} label="登録のロックを解除">
            <button>登録のロックを解除</button>
          </Form>
        </Notice>
      )}
      <section aria-labelledby="open-items">
        <h2 id="open-items">要対応</h2>
        {open.length === 0 ? (
          <p class="calm">いま対応が必要な項目はありません。</p>
        ) : (
          <ul class="items">
            {open.map((item) => (
              <ItemCard
                key={item.id}
                item={item}
                now={now}
                base={base}
                back={own}
                acts={item.kind === 'hand-over-waiting' ? 'none' : may.act}
                named={false}
              />
            ))}
          </ul>
        )}
        {closed.length > 0 && <ClosedItems items={closed} base={base} />}
      </section>
      {corrections.length > 0 && (
        <section aria-labelledby="corrections">
          <h2 id="corrections">本人からの訂正の依頼</h2>
          <ul>
            {corrections.map(({ id, text, askedAt }) => (
              <li key={id}>
                {shortWhen(askedAt)} <span class="as-typed">「{text}」</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="reports">
        <h2 id="reports">健康観察</h2>
        {base === '/centre' && (
          <p>
            <a href={`${own}/timeline`}>連絡の経過（報告・電話・SMS・保健所の対応）</a>
          </p>
        )}
        {may.correct && (
          <p>
            <a class="button" href={`${own}/reports/new`}>
              報告を入力する
            </a>
          </p>
        )}
        <ReportSection reports={reports} correctAt={may.correct ? `${own}/reports` : null} />
      </section>
      <SurveySection surveys={props.surveys} />
      <Contact file={file} own={own} may={may} />
      <ContactCorrections corrections={props.contactCorrections} />
      <InquirySection caseId={file.id} inquiries={props.inquiries} mayAsk={may.ask} typed={props.typed} />
      <RegistrationSection {...props} />
      <NoticeStopSection caseId={file.id} stops={props.stops} mayDecide={may.decide} typed={props.typed} />
      <Decisions {...props} />
      <HandOvers handOvers={handOvers} />
      <Messages caseId={file.id} messages={messages} replies={props.replies} mayWrite={may.decide} isCentre={base === '/centre'} />
    </StaffLayout>
  )
}

function ClosedItems({ items, base }: { items: Item[]; base: string }) {
  return (
    <details>
      <summary>対応完了した項目 {items.length}件</summary>
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            {item.closedAt && shortWhen(item.closedAt)} {kindLabel(item.kind)}：{outcomeLabel(item.kind, item.outcome ?? '')}（
            {item.closedByName ?? '自動'}）{item.note && <span class="as-typed">「{item.note}」</span>}{' '}
            <a href={`${base}/items/${item.id}`}>経過</a>
          </li>
        ))}
      </ul>
    </details>
  )
}

function HandOvers({ handOvers }: { handOvers: HandOver[] }) {
  if (handOvers.length === 0) return null
  return (
    <section aria-labelledby="hand-overs">
      <h2 id="hand-overs">移管の記録</h2>
      <ul>
        {handOvers.map((h) => (
          <li key={h.id}>
            {shortWhen(h.askedAt)} {h.fromName} → {h.toName}（{h.askedByName}）<span class="as-typed">「{h.reason}」</span>：
            {stateLabels[h.state]}
            {h.decidedAt && `（${shortWhen(h.decidedAt)} ${h.decidedByName}）`}
          </li>
        ))}
      </ul>
    </section>
  )
}

type MessagesProps = { caseId: string; messages: Sent[]; replies: SmsReply[]; mayWrite: boolean; isCentre: boolean }

function Messages({ caseId, messages, replies, mayWrite, isCentre }: MessagesProps) {
  return (
    <section aria-labelledby="messages">
      <h2 id="messages">送信の記録</h2>
      {isCentre && (
        <div class="actions">
          {mayWrite && (
            <Form action={`/centre/cases/${caseId}/message`} class="inline" label="メッセージを送る">
              <button>メッセージを送る</button>
            </Form>
          )}
          <a class="button" href={`/centre/cases/${caseId}/plan`}>
            健康観察の方法・今日のお知らせ
          </a>
        </div>
      )}
      {replies.length > 0 && (
        <>
          <h3 id="replies">SMSへの返信</h3>
          <ul>
            {replies.map((reply) => (
              <li key={reply.id}>
                {shortWhen(reply.at)} <span class="as-typed">「{reply.body}」</span>
                {reply.meaning !== 'other' && <span class="minor">（{reply.meaning === 'stop' ? 'SMSを停止した' : 'SMSを再開した'}）</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {messages.length === 0 ? (
        <p class="calm">まだ何も送っていません。</p>
      ) : (
        <Table caption="送信した内容と状態" head={['日時', '内容', '方法', '状態']}>
          {messages.map((m) => (
            <tr key={m.id}>
              <td>{shortWhen(m.createdAt)}</td>
              <td>
                {m.sendingId && isCentre ? (
                  <a href={`/centre/messages/${m.sendingId}`}>{messageKindLabels[m.kind] ?? m.kind}</a>
                ) : (
                  (messageKindLabels[m.kind] ?? m.kind)
                )}
              </td>
              <td>{channelOfMessage[m.channel]}</td>
              <td>
                {messageStateLabels[m.state] ?? m.state}
                {m.stateReason && <span class="minor">（{reasonInWords(m.stateReason)}）</span>}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}
