import { addDays, type Day } from '../../lib/japanese-day.ts'
import type { Quarantine } from '../programme.ts'

type Row = { from: Day; days: number | null; early?: { days: number; testedOnDays: readonly number[] } }

/**
 * 濃厚接触者の待機期間 by the day on which it is judged: a shorter rule was in force at once for those who were waiting. Day 0 is the last contact.
 * Sources: 厚生労働省 事務連絡 of 2020-02 (14 days), 2022-01-14, 2022-01-28, 2022-07-22; from 2023-05-08 (五類) nobody is named a close contact.
 */
export const quarantineRules: readonly Row[] = [
  { from: '2020-02-01', days: 14 },
  { from: '2022-01-14', days: 10 },
  { from: '2022-01-28', days: 7 },
  { from: '2022-07-22', days: 5, early: { days: 3, testedOnDays: [2, 3] } },
  { from: '2023-05-08', days: null },
]

/** Release is on the day after the last one, where negative tests shorten it on the day of the second test. Null: there is no quarantine. */
export function quarantinePeriod({ lastContactOn, on }: { lastContactOn: Day; on: Day }): Quarantine | null {
  const row = quarantineRules.findLast(({ from }) => from <= on)
  if (!row || row.days === null) return null
  return {
    dayZero: lastContactOn,
    lastDay: addDays(lastContactOn, row.days),
    releaseOn: addDays(lastContactOn, row.days + 1),
    early: row.early ? { releaseOn: addDays(lastContactOn, row.early.days), testedOnDays: row.early.testedOnDays } : null,
    ruleFrom: row.from,
  }
}
