import { formatInstant } from '../../i18n/format.ts'
import { htmlLang, type Lang, languages, wordsIn } from '../../i18n/t.ts'
import { Badge, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { langs, type OutageFaults, textLength } from './outage.ts'
import type { Outage } from './queries.server.ts'

type Texts = Partial<Record<Lang, string>>
type Props = { last: Outage | null; isOn: boolean; texts: Texts; faults: OutageFaults; saved: boolean }

/** 障害のお知らせ: one text a language, on or off. */
export function OutagePage({ last, isOn, texts, faults, saved }: Props) {
  const wrong = langs.filter((lang) => faults[lang])
  return (
    <StaffLayout title="障害のお知らせ">
      {saved && (
        <Notice tone="success">
          <p>保存しました。10秒以内に、すべての画面に反映されます。</p>
        </Notice>
      )}
      {wrong.length > 0 && (
        <Notice tone="danger" title="入力内容を確認してください">
          <ul>
            {wrong.map((lang) => (
              <li key={lang}>
                <a href={`#text-${lang}`}>
                  {languages[lang]}：{faults[lang]}
                </a>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <p>
        現在：{last?.isOn ? <Badge tone="danger">表示中</Badge> : <Badge>表示していません</Badge>}
        {last && `（${formatInstant(wordsIn('ja'), new Date(last.at))}　${last.by}）`}
      </p>
      <p>表示すると、患者のすべての画面と、職員のサインイン画面の一番上に出ます。患者の名前など、個人の情報は書かないでください。</p>
      <Form action="/operator/outage">
        <fieldset class="question">
          <legend class="question-label">お知らせ</legend>
          <span class="boxes row">
            <Choice value="on" label="表示する" checked={isOn} />
            <Choice value="off" label="表示しない" checked={!isOn} />
          </span>
        </fieldset>
        {langs.map((lang) => (
          <Text key={lang} lang={lang} text={texts[lang] ?? ''} fault={faults[lang]} />
        ))}
        <p class="actions">
          <button class="primary">保存する</button>
        </p>
      </Form>
    </StaffLayout>
  )
}

const Choice = ({ value, label, checked }: { value: string; label: string; checked: boolean }) => (
  <label class="box">
    <input type="radio" name="state" value={value} checked={checked} />
    <span>{label}</span>
  </label>
)

/** What a language left empty falls back to, said beside it. */
const emptyHint = (lang: Lang) =>
  lang === 'ja' || lang === 'en' ? '必須' : lang === 'ja-easy' ? '空欄なら日本語で表示します' : '空欄なら英語で表示します'

function Text({ lang, text, fault }: { lang: Lang; text: string; fault: string | undefined }) {
  const id = `text-${lang}`
  return (
    <div class={fault ? 'question wrong' : 'question'}>
      <label class="question-label" for={id} lang={htmlLang(lang)}>
        {languages[lang]}
      </label>
      <p class="hint" id={`${id}-hint`}>
        {emptyHint(lang)}。{textLength}文字まで。
      </p>
      {fault && (
        <p class="fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
      <textarea
        id={id}
        name={id}
        rows={5}
        lang={htmlLang(lang)}
        aria-describedby={fault ? `${id}-hint ${id}-fault` : `${id}-hint`}
        aria-invalid={fault ? 'true' : undefined}
      >
        {text}
      </textarea>
    </div>
  )
}
