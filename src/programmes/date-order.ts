import type { AnyAnswers } from '../fields/fields.ts'
import type { Day } from '../lib/japanese-day.ts'
import type { DatedQuestion } from './programme.ts'

export type DatedLine = { question: string; label: string; note: string | null; day: Day | null; wrong: boolean }

/**
 * 日付の整合性確認 (D27): the dates oldest first. A date later than the next one given is marked, and that next one too; equal days are
 * in order. Only a warning: 続ける goes on.
 */
export function dateOrder(
  questions: readonly DatedQuestion[],
  answers: AnyAnswers,
  version?: string,
): { lines: DatedLine[]; inOrder: boolean } {
  const asked = questions.filter(({ onlyIn }) => onlyIn === undefined || (version !== undefined && onlyIn.includes(version)))
  const lines = asked.map(({ question, label, note, unchecked }) => {
    const day = answers[question]
    return { question, label, note: note ?? null, day: typeof day === 'string' ? day : null, wrong: false, unchecked: unchecked ?? false }
  })
  const given = lines.filter((line) => line.day !== null && !line.unchecked)
  for (const [place, line] of given.entries()) {
    const next = given[place + 1]
    if (next && line.day! > next.day!) line.wrong = next.wrong = true
  }
  return { lines: lines.map(({ unchecked: _, ...line }) => line), inOrder: !lines.some((line) => line.wrong) }
}
