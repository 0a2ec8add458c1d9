import type { Words } from '../i18n/t.ts'
import { type AnswerRow, answerRows } from './answer-text.ts'
import type { AnyAnswers, Form } from './fields.ts'
import { refill } from './refill.ts'
import { formWords } from './words.ts'

type Props = { form: Form; answers: AnyAnswers; words: Words }

/** Question and answer, as they will be stored. Blank is said, never left to be guessed. */
export function Review({ form, answers, words }: Props) {
  const own = formWords(form, words)
  const sections: { section: string | null; rows: AnswerRow[] }[] = []
  for (const row of answerRows(form, answers, words)) {
    if (sections.at(-1)?.section !== row.section || sections.length === 0) sections.push({ section: row.section, rows: [] })
    sections.at(-1)!.rows.push(row)
  }
  return (
    <div class="review">
      {sections.map(({ section, rows }) => (
        <section key={section}>
          {section && <h2 class="section-head">{own.sectionLabel(section)}</h2>}
          <dl class="facts">
            {rows.map(({ name, question, answer }) => (
              <div key={name}>
                <dt>{question}</dt>
                <dd>{answer ?? <span class="blank">{words('answer.blank')}</span>}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}

/** The answers as hidden inputs: carries them through a confirmation page without keeping anything on the server. */
export function Carried({ form, answers }: Omit<Props, 'words'>) {
  return (
    <>
      {Object.entries(refill(form, answers)).flatMap(([name, texts]) =>
        [texts].flat().map((text) => <input type="hidden" key={`${name} ${text}`} name={name} value={text} />),
      )}
    </>
  )
}
