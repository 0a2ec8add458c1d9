import { addDays, type Day, instantOfJapaneseTime, japaneseDay } from '../../lib/japanese-day.ts'
import type { OrgKind } from '../../platform/http/route.server.ts'
import { dailyCountFrom } from '../../programmes/covid-19/daily-count.ts'

export type Door = 'open' | 'with-reason' | 'closed' | 'not-yet' | 'not-counted'

/**
 * Who may enter, change or take back the count of a day at this moment: the institution until 24:00 of the day itself (Asia/Tokyo); centre and
 * prefecture also later, with a reason that is kept. Nobody counts a day to come, or one before 2022-09-26. (4.1)
 */
export function doorOf(day: Day, now: Date, orgKind: OrgKind): Door {
  const today = japaneseDay(now)
  if (day < dailyCountFrom) return 'not-counted'
  if (day > today) return 'not-yet'
  if (day === today) return 'open'
  return orgKind === 'institution' ? 'closed' : 'with-reason'
}

/** The national figures of a day are those known at its 24:00; what comes later is shown beside them. */
export const cutOffOf = (day: Day): Date => instantOfJapaneseTime(addDays(day, 1), '00:00')

/** The newest day whose national figures stand: yesterday. */
export const lastCutDay = (now: Date): Day => addDays(japaneseDay(now), -1)
