import type { ComponentChildren } from 'preact'
import { Badge } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { Alike } from './own.server.ts'
import type { Answer } from './queries.server.ts'
import { reasonWords } from './words.ts'

const slashed = (day: string) => day.replaceAll('-', '/')

export const answerWords: Record<Answer, [label: string, hint: string]> = {
  'same-case': ['同じ症例', 'この発生届はすでに提出されている'],
  'new-infection': ['新たな感染', '同じ人の、別の感染'],
  'other-person': ['別人', ''],
}

type Props = {
  action: string
  backHref: string
  typed: { name: string; kana: string | null; birthOn: string | null; phone: string | null }
  alike: Alike[]
}

/** Likely the same person among the institution's own cases: asked once, remembered, and never a hindrance. */
export function SamePersonPage({ action, backHref, typed, alike }: Props) {
  return (
    <StaffLayout title="登録済みの方の確認">
      <p>入力した方と同じ方かもしれない登録が、自院に{alike.length}件あります。選択は任意です。</p>
      <Person title="入力中の方" {...typed} />
      <Form action={action}>
        {alike.map((each) => (
          <fieldset class="alike" key={each.id}>
            <legend>登録済み HER-SYS ID {each.hersysId}</legend>
            <Person
              name={`${each.familyName} ${each.givenName}`}
              kana={`${each.familyKana ?? ''} ${each.givenKana ?? ''}`.trim() || null}
              birthOn={each.birthOn}
              phone={each.phone}
            >
              診断 {each.diagnosedOn ? slashed(each.diagnosedOn) : '-'}　報告 {each.reportedOn ? slashed(each.reportedOn) : '-'}
            </Person>
            <p>
              {each.reasons.map((reason) => (
                <>
                  <Badge tone="info">{reasonWords[reason]}</Badge>{' '}
                </>
              ))}
              <a href={`/institution/notifications/${each.id}`} target="_blank" rel="noopener">
                登録を見る<span class="visually-hidden">（HER-SYS ID {each.hersysId}、新しいタブで開きます）</span>
              </a>
            </p>
            <div class="boxes">
              {Object.entries(answerWords).map(([answer, [label, hint]]) => (
                <label class="box" key={answer}>
                  <input type="radio" name={`answer.${each.id}`} value={answer} checked={each.answer === answer} />
                  <span>
                    {label}
                    {hint && <span class="hint">（{hint}）</span>}
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
        ))}
        <div class="actions">
          <button class="primary">続ける</button>
          <a class="button" href={backHref}>
            修正する
          </a>
        </div>
      </Form>
    </StaffLayout>
  )
}

type PersonProps = {
  title?: string
  name: string
  kana: string | null
  birthOn: string | null
  phone: string | null
  children?: ComponentChildren
}

function Person({ title, name, kana, birthOn, phone, children }: PersonProps) {
  return (
    <p class="alike-person">
      {title && <span class="big-label">{title} </span>}
      <strong>{name}</strong>
      {kana && ` (${kana})`}
      <br />
      生年月日 {birthOn ? slashed(birthOn) : '-'}　電話 {phone ?? '-'}
      {children && (
        <>
          <br />
          {children}
        </>
      )}
    </p>
  )
}
