import { answerRows } from '../../fields/answer-text.ts'
import type { Form } from '../../fields/fields.ts'
import { formWords } from '../../fields/words.ts'
import { isLang, languages, wordsIn } from '../../i18n/t.ts'
import { japaneseTime } from '../../lib/japanese-day.ts'
import { shortWhen } from '../../lib/staff-time.ts'
import { Badge, Facts, Notice, Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { callStateLabel } from '../auto-call/labels.ts'
import { deedLabels, directionLabels, placeLabels } from './labels.ts'
import type { CallRecord, CallStep, Heard } from './log.server.ts'
import { type Prompt, promptText } from './prompts.ts'

type Props = { call: CallRecord; steps: CallStep[]; form: Form; answers: Record<string, unknown> }

/** One call, prompt by prompt and key by key. What proves a person is not written down, so it is not shown. */
export function CallPage({ call, steps, form, answers }: Props) {
  const title = `${directionLabels[call.direction]}の記録`
  const said = answerRows(form, answers, wordsIn('ja')).filter(({ answer }) => answer !== null)
  return (
    <StaffLayout title={title}>
      {call.caseId ? (
        <p class="actions">
          <a class="button" href={`/centre/cases/${call.caseId}`}>
            {call.familyName} {call.givenName}さんの症例
          </a>
          <a class="button" href={`/centre/cases/${call.caseId}/timeline`}>
            連絡の経過
          </a>
        </p>
      ) : (
        <Notice tone="warning" title="本人確認の前の電話です">
          <p>どなたからの電話か、電話では確認していません。折り返して確かめてください。</p>
        </Notice>
      )}
      <Facts
        rows={[
          ['結果', <State key="state" call={call} form={form} />],
          ['電話番号', call.phone ? hyphened(call.phone) : '非通知'],
          ['言語', isLang(call.language) ? languages[call.language] : call.language],
          ['発信', call.dialledAt ? shortWhen(call.dialledAt) : call.direction === 'in' ? '患者からの電話' : '未発信'],
          ['応答', call.answeredAt ? shortWhen(call.answeredAt) : 'なし'],
          ['本人確認', call.identifiedAt ? `${shortWhen(call.identifiedAt)}（${proofs[call.direction]}）` : 'なし'],
          ['終了', call.endedAt ? shortWhen(call.endedAt) : '通話中'],
        ]}
      />
      {call.reportId === null && said.length > 0 && (
        <section aria-labelledby="said">
          <h2 id="said">途中までの回答</h2>
          <p>報告としては登録されていません。本人に確かめて、健康状態を代行入力してください。</p>
          <Facts rows={said.map(({ question, answer }) => [question, answer])} />
        </section>
      )}
      <h2>やりとり</h2>
      {steps.length === 0 ? (
        <p class="calm">{call.answeredAt ? 'やりとりの記録はありません。' : '通話はありませんでした。'}</p>
      ) : (
        <Table caption="やりとり" head={['時刻', '押された番号', '流れた案内', '処理']}>
          {steps.map((one) => (
            <tr key={one.step}>
              <td>{secondsOf(one.at)}</td>
              <td>{heardText(one.heard)}</td>
              <td>{spoken(one.said, form)}</td>
              <td>{one.did.map((deed) => deedLabels[deed] ?? deed).join('、') || '－'}</td>
            </tr>
          ))}
        </Table>
      )}
    </StaffLayout>
  )
}

function State({ call, form }: { call: CallRecord; form: Form }) {
  const tone = call.state === 'completed' ? 'success' : call.state === 'aborted' || call.state === 'failed' ? 'warning' : 'plain'
  return (
    <>
      <Badge tone={tone}>{callStateLabel(call.state)}</Badge>
      {call.abortedAtQuestion && ` ${placeText(call.abortedAtQuestion, form)}`}
    </>
  )
}

const proofs = { in: 'HER-SYS IDと生年月日の番号入力のみ', out: '生年月日の番号入力のみ' } as const

/** '体温', '生年月日の入力'. */
export function placeText(place: string, form: Form): string {
  return placeLabels[place] ?? (Object.hasOwn(form.fields, place) ? formWords(form, wordsIn('ja')).label(place) : place)
}

function heardText({ is, keys, hidden, answered }: Heard): string {
  if (hidden !== undefined) return `${hidden}桁（記録しません）`
  if (is === 'keys') return (keys ?? '').split('').join(' ')
  if (is === 'dialled') return answered ? '取り次ぎ先が応答' : '取り次ぎ先は応答なし'
  return ({ begin: '（通話開始）', silence: '（入力なし）', 'hang-up': '（電話が切れた）' } as Record<string, string>)[is] ?? is
}

/** The menu of languages is one line, not eight. */
function spoken(said: Prompt[], form: Form): string {
  const menu = said.some(({ key }) => key === 'voice.language')
  const rest = said.filter(({ key }) => key !== 'voice.language' && key !== 'voice.outage')
  return [...rest.map((prompt) => promptText(prompt, form, 'ja')), ...(menu ? ['（言語の案内）'] : [])].join('') || '－'
}

const secondsOf = (at: string) => `${japaneseTime(new Date(at))}:${new Date(at).toISOString().slice(17, 19)}`
const hyphened = (phone: string) => phone.replace(/^(0[5-9]0)(\d{4})(\d{4})$/, '$1-$2-$3')
