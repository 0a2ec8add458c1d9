import { addDays, type Day } from '../../lib/japanese-day.ts'
import type { Isolation, IsolationInput, Period } from '../programme.ts'

/** Days under observation, by the day of the report. One row so far: the change of 2022-09-07 kept self-observation to day 10. */
const observationDays = [{ from: '2020-02-01', days: 10 }]

/** 健康観察期間 (D26): from the day after onset, without an onset date from the day after the report; ten days, both ends counted. */
export function observationPeriod({ onsetOn, reportedOn }: { onsetOn: Day | null; reportedOn: Day }): Period {
  const { days } = inForce(observationDays, reportedOn) ?? observationDays[0]!
  const from = addDays(onsetOn ?? reportedOn, 1)
  return { from, until: addDays(from, days - 1), days }
}

type Rest = { days: number; reliefHours: number; early?: { days: number; test: 'two-pcr' | 'kit' } }
type Row = { from: Day; symptomatic: Rest; inCareHome?: Rest; asymptomatic: Rest | null; binding: boolean }

/**
 * 療養期間 by the day of diagnosis; day 0 is the onset, without symptoms the sampling.
 * Sources: 厚生労働省 事務連絡・通知 of 2020-05-29, 2020-06-12, 2022-01-28, 2022-09-07; 五類 from 2023-05-08 (advice only).
 */
const isolationRules: Row[] = [
  { from: '2020-05-29', symptomatic: { days: 14, reliefHours: 72 }, asymptomatic: null, binding: true },
  {
    from: '2020-06-12',
    symptomatic: { days: 10, reliefHours: 72 },
    asymptomatic: { days: 10, reliefHours: 0, early: { days: 6, test: 'two-pcr' } },
    binding: true,
  },
  { from: '2022-01-28', symptomatic: { days: 10, reliefHours: 72 }, asymptomatic: { days: 7, reliefHours: 0 }, binding: true },
  {
    from: '2022-09-07',
    symptomatic: { days: 7, reliefHours: 24 },
    inCareHome: { days: 10, reliefHours: 72 },
    asymptomatic: { days: 7, reliefHours: 0, early: { days: 5, test: 'kit' } },
    binding: true,
  },
  { from: '2023-05-08', symptomatic: { days: 5, reliefHours: 24 }, asymptomatic: { days: 5, reliefHours: 0 }, binding: false },
]

/**
 * Earliest release, provided `reliefHours` have passed since the symptoms eased. Whoever falls ill later starts anew at the onset.
 * Null before the first rule, and without symptoms before 2020-06-12: there was none.
 */
export function isolationPeriod(input: IsolationInput): Isolation | null {
  const { diagnosedOn, onsetOn, sampledOn, symptomatic, inHospitalOrCareHome = false } = input
  const row = inForce(isolationRules, diagnosedOn)
  const rest = symptomatic ? (inHospitalOrCareHome && row?.inCareHome) || row?.symptomatic : row?.asymptomatic
  if (!row || !rest) return null
  const dayZero = (symptomatic ? onsetOn : null) ?? sampledOn ?? diagnosedOn
  const { days, reliefHours, early } = rest
  return {
    dayZero,
    lastDay: addDays(dayZero, days),
    releaseOn: addDays(dayZero, days + 1),
    reliefHours,
    early: early ? { releaseOn: addDays(dayZero, early.days + 1), test: early.test } : null,
    binding: row.binding,
    ruleFrom: row.from,
  }
}

const inForce = <R extends { from: Day }>(rows: readonly R[], day: Day) => rows.findLast((row) => row.from <= day)
