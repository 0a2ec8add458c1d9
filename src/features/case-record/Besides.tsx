import { answerRows } from '../../fields/answer-text.ts'
import { wordsIn } from '../../i18n/t.ts'
import { shortDay } from '../../lib/staff-time.ts'
import { formByRef } from '../../programmes/registry.ts'
import { Facts } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import type { CaseHead } from './head.server.ts'
import type { CaseRecord } from './queries.server.ts'
import { statusOf } from './status.ts'
import { type Portal, tabHref } from './tabs.ts'

/** The centre's own number of the case (保健所独自ID): the centre writes it, everybody who sees the case reads it. */
export function NumberForm({ head, base, mayChange }: { head: CaseHead; base: string; mayChange: boolean }) {
  if (!mayChange) return <Facts rows={[['保健所独自ID', head.centreNumber]]} />
  return (
    <Form action={`${base}/centre-number`} class="search" label="保健所独自ID">
      <div class="search-row">
        <div class="question">
          <label class="question-label" for="centreNumber">
            保健所独自ID
          </label>
          <input id="centreNumber" name="centreNumber" class="short" value={head.centreNumber ?? ''} maxLength={30} autocomplete="off" />
        </div>
        <button>保健所独自IDを登録</button>
      </div>
    </Form>
  )
}

const answerOf = (record: CaseRecord, name: string) =>
  answerRows(formByRef(record.formVersion), record.answers, wordsIn('ja')).find((row) => row.name === name)?.answer ?? null

/** Stays in hospital, which 医療 owns: shown among the places. */
export function Stays({ stays, caseId, portal }: { stays: CaseRecord[]; caseId: string; portal: Portal }) {
  if (stays.length === 0) return null
  return (
    <section aria-labelledby="stays">
      <h2 id="stays">入院</h2>
      <ul>
        {stays.map((stay) => (
          <li key={stay.entryId}>
            {stay.onDay && shortDay(stay.onDay)}～{stay.untilDay ? shortDay(stay.untilDay) : '入院中'}{' '}
            {answerOf(stay, 'hospital') ?? answerOf(stay, 'hospitalOther') ?? '医療機関未記入'}
          </li>
        ))}
      </ul>
      <p class="hint">
        入院は<a href={tabHref(portal, caseId, 'medical')}>医療</a>タブで記録します。
      </p>
    </section>
  )
}

/** Where 記録 does not decide: the severity now (医療), and whether the observation has ended (a decision on the case page). */
export function WhatWasDecided({ head, course, portal }: { head: CaseHead; course: CaseRecord | null; portal: Portal }) {
  return (
    <section aria-labelledby="decided">
      <h2 id="decided">現在の状態</h2>
      <Facts
        rows={[
          ['現在のステータス', `${statusOf(head).label}（${statusOf(head).observation}）`],
          [
            '重症度',
            course && (
              <>
                {answerOf(course, 'severity')}（{course.onDay && shortDay(course.onDay)}{' '}
                <a href={tabHref(portal, head.id, 'medical')}>医療</a>）
              </>
            ),
          ],
        ]}
      />
    </section>
  )
}
