import { type Lang, languages } from '../../i18n/t.ts'
import { maskPhone } from '../../lib/phone-number.ts'
import { smsSegments } from '../../lib/sms-segments.ts'
import { Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { ownLength, type SendingFaults, type Typed, templates } from './compose.ts'
import type { Composed, Counted } from './queries.server.ts'
import { whyNot } from './words.ts'

export type Preview = { samples: Composed[]; counts: Counted[]; segments: Record<string, number>; yen: number; waitsUntil: string | null }
type Props = { jobId: string; n: number; typed: Typed; faults: SendingFaults; preview: Preview | null }

/** A message to one or to many: words, then a look at what several will really get, how many, how long and what it costs; then it goes. */
export function ComposePage({ jobId, n, typed, faults, preview }: Props) {
  return (
    <StaffLayout title="メッセージを送る" wide>
      <p>
        選んだ方：<strong>{n.toLocaleString('ja-JP')}人</strong>
      </p>
      <Form action={`/centre/messages/${jobId}/new`} label="メッセージ">
        <fieldset class={faults.template ? 'question wrong' : 'question'}>
          <legend class="question-label">内容</legend>
          <Fault name="template" text={faults.template} />
          <span class="boxes">
            {Object.entries(templates).map(([value, label]) => (
              <label key={value} class="box">
                <input type="radio" name="template" value={value} checked={typed.template === value} />
                <span>{label}</span>
              </label>
            ))}
          </span>
        </fieldset>
        <div class={faults.texts ? 'question wrong' : 'question'}>
          <label class="question-label" for="own-ja">
            独自の文（日本語）
          </label>
          <p class="hint" id="own-hint">
            「※保健所からのメッセージ」の下に入ります。{ownLength}文字まで。名前や病名は書かないでください。
          </p>
          <Fault name="texts" text={faults.texts} />
          <textarea id="own-ja" name="own.ja" rows={3} aria-describedby={faults.texts ? 'own-hint texts-fault' : 'own-hint'}>
            {typed.texts.ja ?? ''}
          </textarea>
        </div>
        <details open={Object.keys(typed.texts).some((language) => language !== 'ja')}>
          <summary>ほかの言語の独自の文（空欄の言語の方には日本語の文が届きます）</summary>
          {(Object.keys(languages) as Lang[])
            .filter((language) => language !== 'ja')
            .map((language) => (
              <div key={language} class="question">
                <label class="question-label" for={`own-${language}`}>
                  {languages[language]}
                </label>
                <textarea id={`own-${language}`} name={`own.${language}`} rows={2} lang={language === 'ja-easy' ? 'ja' : language}>
                  {typed.texts[language] ?? ''}
                </textarea>
              </div>
            ))}
        </details>
        <label class="tick">
          <input type="checkbox" name="urgent" value="1" checked={typed.isUrgent} /> 緊急（夜間でもすぐに送る）
        </label>
        {preview && <PreviewSection preview={preview} />}
        <p class="actions">
          <button name="go" value="preview" class={preview ? undefined : 'primary'}>
            {preview ? 'もう一度確かめる' : '送る前に確かめる'}
          </button>
          {preview && sum(preview.counts.filter(({ hindrance }) => hindrance === null)) > 0 && (
            <button name="go" value="send" class="primary">
              {sum(preview.counts.filter(({ hindrance }) => hindrance === null)).toLocaleString('ja-JP')}人に送る
            </button>
          )}
        </p>
      </Form>
    </StaffLayout>
  )
}

const sum = (rows: Counted[]) => rows.reduce((total, { n }) => total + n, 0)

function PreviewSection({ preview: { samples, counts, segments, yen, waitsUntil } }: { preview: Preview }) {
  const going = counts.filter(({ hindrance }) => hindrance === null)
  const left = counts.filter(({ hindrance }) => hindrance !== null)
  const total = going.reduce((all, { n, language }) => all + n * (segments[language] ?? 1), 0)
  return (
    <section aria-labelledby="preview">
      <h2 id="preview">送る前の確認</h2>
      {waitsUntil && (
        <Notice tone="warning">
          <p>いまは夜間のため、{waitsUntil}に送ります。すぐに送るときは「緊急」を選んでください。</p>
        </Notice>
      )}
      <p>
        送る人数 <strong>{sum(going).toLocaleString('ja-JP')}人</strong>、SMS <strong>{total.toLocaleString('ja-JP')}通分</strong>
        、費用の見込み <strong>{Math.ceil(total * yen).toLocaleString('ja-JP')}円</strong>（1通分 {yen}円）
      </p>
      <Table caption="言語ごとの人数" head={['言語', '人数', '1人あたりのSMS']}>
        {going.map(({ language, n }) => (
          <tr key={language}>
            <td>{languages[language as Lang] ?? language}</td>
            <td class="number">{n.toLocaleString('ja-JP')}人</td>
            <td class="number">{segments[language]}通分</td>
          </tr>
        ))}
      </Table>
      {left.length > 0 && (
        <ul>
          {Object.entries(whyNot).map(([reason, text]) => {
            const count = sum(left.filter(({ hindrance }) => hindrance === reason))
            return count > 0 ? (
              <li key={reason}>
                送らない：{count.toLocaleString('ja-JP')}人（{text}）
              </li>
            ) : null
          })}
        </ul>
      )}
      <h3>実際に届く文</h3>
      <ul class="samples">
        {samples.map((one) => (
          <li key={one.caseId}>
            <p>
              <strong>
                {one.familyName} {one.givenName}
              </strong>{' '}
              {maskPhone(one.recipient ?? '')}　{languages[one.language as Lang] ?? one.language}　{smsSegments(one.body)}通分
            </p>
            <blockquote class="sms" lang={one.language === 'ja-easy' ? 'ja' : one.language}>
              {one.body}
            </blockquote>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Fault({ name, text }: { name: string; text: string | undefined }) {
  return text ? (
    <p class="fault" id={`${name}-fault`} role="alert">
      {text}
    </p>
  ) : null
}
