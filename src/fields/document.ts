import type { Words } from '../i18n/t.ts'
import { answerRows } from './answer-text.ts'
import { type AnyAnswers, type Form, formRef } from './fields.ts'
import { formWords } from './words.ts'

/**
 * The question-and-answer document as the person saw it: the same bytes for the same form version, answers and language, for ever. Its hash
 * is kept with the submission; golden files in the tests refuse a changed word, which needs a new form version.
 * Further lines of an answer are indented, so that nobody can write a question of his own into it.
 */
export function questionAndAnswerText(form: Form, answers: AnyAnswers, words: Words): string {
  const own = formWords(form, words)
  const lines = [own.title, formRef(form)]
  let section: string | null = null
  for (const row of answerRows(form, answers, words)) {
    if (row.section !== null && row.section !== section) lines.push('', `[${own.sectionLabel(row.section)}]`)
    section = row.section
    lines.push(`Q ${row.question}`, `A ${(row.answer ?? words('answer.blank')).replaceAll('\n', '\n  ')}`)
  }
  return `${lines.join('\n')}\n`
}
