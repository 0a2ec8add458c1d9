import { type Day, japaneseDay } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { nextDeadline, releaseDueAt } from '../../programmes/deadline.ts'
import type { AttentionKind } from '../attention/kinds.ts'
import { centreSettings } from '../organisation/centre-settings.ts'

type Begin = {
  caseId: string
  ownerCentreId: string
  ownerPrefectureId: string | null
  /** First and last day of the 健康観察期間 (D26). */
  periodFrom: Day
  periodTo: Day
  /** `organisations.settings` of the owning centre, as stored. */
  settings: unknown
  /** A 濃厚接触者: there is no 発生届 to be confirmed. */
  isContact?: boolean
  now: Date
}

const hours = (now: Date, count: number) => new Date(now.getTime() + count * 3_600_000)

/**
 * Observation begins: the case gets its one watch row, its owner, and the four items that come due by the clock. Call it in the
 * transaction that accepts the notification, after the case is inserted. Throws when the case is watched already.
 */
export async function beginWatch(sql: Sql, watch: Begin): Promise<void> {
  const { caseId, ownerCentreId, ownerPrefectureId, periodFrom, periodTo, now } = watch
  const { reportDeadline, registerHours, confirmHours } = centreSettings(watch.settings)
  await sql`insert into watches (case_id, owner_centre_id, owner_prefecture_id, began_at, period_from, period_to, updated_at)
    values (${caseId}, ${ownerCentreId}, ${ownerPrefectureId}, ${now}, ${periodFrom}, ${periodTo}, ${now})`
  const deadlines: [AttentionKind, Date][] = [
    ['no-report', nextDeadline(now, { reportDeadline, reportedOn: japaneseDay(now) })],
    ['not-registered', hours(now, registerHours)],
    ...(watch.isContact ? [] : [['unconfirmed', hours(now, confirmHours)] as [AttentionKind, Date]]),
    ['release-due', releaseDueAt(periodTo)],
  ]
  const items = deadlines.map(([kind, dueAt]) => ({
    id: uuidv7(now),
    centreId: ownerCentreId,
    caseId,
    kind,
    raisedAt: now,
    latestAt: now,
    dueAt: new Date(Math.max(dueAt.getTime(), now.getTime())),
  }))
  await sql`insert into attention_items ${sql(items)}`
  await sql`insert into attention_events ${sql(items.map(({ id, kind }) => ({ id: uuidv7(now), itemId: id, caseId, at: now, what: 'raised', detail: sql.json({ deadline: kind }) })))}`
  await sql`select pg_notify('centre', ${ownerCentreId})`
}
