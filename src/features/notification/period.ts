import type { AnyAnswers } from '../../fields/fields.ts'
import type { Day } from '../../lib/japanese-day.ts'
import type { Period, Programme } from '../../programmes/programme.ts'
import { subjectOf } from '../../programmes/subject.ts'

/** 健康観察期間 as these answers set it (D26). A report without its own date counts from `today`. */
export function periodOf(programme: Programme, answers: AnyAnswers, today: Day): Period {
  const { onsetOn, reportedOn } = subjectOf(answers)
  return programme.observationPeriod({ onsetOn, reportedOn: reportedOn ?? today })
}

/** '10日間 (2022/06/30 ~ 2022/07/09)' as the screen of the 健康観察 shows it (D26). */
export function periodText({ from, until, days }: Period): string {
  return `${days}日間 (${slashed(from)} ~ ${slashed(until)})`
}

/** '2022/06/30'. */
export const slashed = (day: Day) => day.replaceAll('-', '/')
