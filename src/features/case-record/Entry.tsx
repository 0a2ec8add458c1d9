import { type AnswerRow, answerRows } from '../../fields/answer-text.ts'
import { Review } from '../../fields/Review.tsx'
import { formatInstant } from '../../i18n/format.ts'
import type { Role } from '../../platform/http/route.server.ts'
import { formByRef } from '../../programmes/registry.ts'
import { Badge, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { useT } from '../../ui/shell.ts'
import { roleName } from '../account/staff/role-name.ts'
import type { CaseRecord } from './queries.server.ts'

/** A 取り消し that was not done: its reason is missing, or somebody recorded meanwhile. What was typed stays. */
export type RefusedStrike = { entryId: string; fault: 'reason' | 'conflict'; reason: string }

type Props = { revisions: CaseRecord[]; href: string | null; refused: RefusedStrike | null }

/** One entry of a tab: its answers, who wrote them, 修正 and 取り消し, and the revisions before. */
export function Entry({ revisions, href, refused }: Props) {
  const t = useT()
  const current = revisions[0]!
  const form = formByRef(current.formVersion)
  const rows = answerRows(form, current.answers, t)
  return (
    <li class={current.struck ? 'entry struck' : 'entry'} id={`entry-${current.entryId}`}>
      {refused?.fault === 'conflict' && (
        <Notice tone="warning">
          <p>
            {current.struck
              ? 'この記録は、ほかの人が先に取り消しました。'
              : 'ほかの人が先にこの記録を直しました。いまの内容を確かめてから、もう一度取り消してください。'}
          </p>
        </Notice>
      )}
      {current.struck && (
        <p>
          <Badge>取り消し済</Badge> <span class="as-typed">理由：{current.reason}</span>
        </p>
      )}
      <Answered rows={rows} />
      <Written record={current} />
      {href && !current.struck && (
        <div class="entry-acts">
          <a class="button small" href={href}>
            修正
          </a>
          <details open={refused !== null}>
            <summary class="button small">取り消し…</summary>
            <Form class="small-form" action={`${href}/strike`} label="記録の取り消し">
              <input type="hidden" name="revision" value={current.revision} />
              {refused?.fault === 'reason' && <p class="fault">取り消しの理由を入力してください。</p>}
              <label>
                取り消しの理由
                <input name="reason" value={refused?.reason ?? ''} maxLength={500} autocomplete="off" />
              </label>
              <button>この記録を取り消す</button>
            </Form>
          </details>
        </div>
      )}
      <History revisions={revisions} />
    </li>
  )
}

/** The answers that were given; what was left blank is named in one line, so that it is not taken for "no". */
function Answered({ rows }: { rows: AnswerRow[] }) {
  const blank = rows.filter(({ answer }) => answer === null)
  return (
    <>
      <dl class="facts">
        {rows.map(
          ({ name, question, answer }) =>
            answer !== null && (
              <div key={name}>
                <dt>{question}</dt>
                <dd class="as-typed">{answer}</dd>
              </div>
            ),
        )}
      </dl>
      {blank.length > 0 && <p class="minor">未記入：{blank.map(({ question }) => question).join('、')}</p>}
    </>
  )
}

/** Who wrote this revision, for whom, and when. */
export function Written({ record }: { record: CaseRecord }) {
  const t = useT()
  return (
    <p class="minor written">
      第{record.revision}版 {formatInstant(t, new Date(record.recordedAt))} <Author record={record} />
      {record.reason && !record.struck && <span class="as-typed">　理由：{record.reason}</span>}
    </p>
  )
}

function Author({ record: { authorKind, orgName, authorName, authorRole } }: { record: CaseRecord }) {
  if (authorKind === 'patient') return <>ご本人（My HER-SYS）</>
  return (
    <>
      {orgName} {authorName}（{roleName[authorRole as Role] ?? authorRole}）
    </>
  )
}

/** The revisions before the one that stands, each word for word. */
export function History({ revisions }: { revisions: CaseRecord[] }) {
  const t = useT()
  const former = revisions.slice(1)
  if (former.length === 0) return null
  return (
    <details class="former">
      <summary>以前の版 {former.length}件</summary>
      <ol>
        {former.map((record) => (
          <li key={record.id}>
            <Written record={record} />
            <Review form={formByRef(record.formVersion)} answers={record.answers} words={t} />
          </li>
        ))}
      </ol>
    </details>
  )
}
