import { setTimeout as sleep } from 'node:timers/promises'
import { addDays, type Day, japaneseDay, japaneseTime } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Duty, Gentle, Job } from '../../platform/jobs/loop.server.ts'

const atOnce = 1000

/** Books every change that waits; says how many cases were looked at. A worker killed in between leaves what it had not booked. */
export async function settleFigures(sql: Sql, signal?: AbortSignal): Promise<number> {
  let taken = 0
  for (let isMore = true; isMore && !signal?.aborted; ) {
    const [row] = await sql<{ n: number }[]>`select settle_figures(${atOnce}) as n`
    taken += row!.n
    isMore = row!.n === atOnce
  }
  return taken
}

/** Answers of these days (0: today, 1: yesterday …) and how long the open items have waited. */
export async function settleAnswers(sql: Sql, now: Date, days: number, gentle: Gentle = {}): Promise<void> {
  await settleDays(sql, lastDays(now, days), gentle)
  await sql`select settle_queue_ages(${now})`
}

/**
 * Reports of the days before are entered and corrected by staff now and then: the last fortnight is counted anew in the small hours, when nobody waits for the
 * machine; by day only days that were never counted (decision 0051).
 */
export async function settleFortnight(sql: Sql, now: Date, gentle: Gentle = {}): Promise<void> {
  const days = lastDays(now, 14)
  const counted = await sql<
    { day: Day }[]
  >`select distinct day from figures where kind = 'answers' and level = 'nation' and day = any(${days}::date[])`
  const isNight = japaneseTime(now) >= '02:00' && japaneseTime(now) < '05:00'
  await settleDays(sql, isNight ? days : days.filter((day) => !counted.some((each) => each.day === day)), gentle)
}

/** Centre by centre, with a breath in between for whoever reports meanwhile; then the sums above. */
async function settleDays(sql: Sql, days: Day[], { breathMs = 0, signal }: Gentle): Promise<void> {
  const centres = await sql<{ id: string }[]>`select id from organisations where kind = 'centre' order by id`
  for (const day of days) {
    for (const { id } of centres) {
      if (signal?.aborted) return
      await sql`select settle_answers_of(${day}, ${id})`
      if (breathMs > 0) await sleep(breathMs)
    }
    await sql`select sum_answers(${day})`
  }
}

const lastDays = (now: Date, count: number): Day[] => Array.from({ length: count }, (_, ago) => addDays(japaneseDay(now), -ago))

export const statisticsDuties: Duty[] = [
  { name: 'statistics.figures', everyMs: 2_000, run: async (sql, _now, job: Job) => void (await settleFigures(sql, job.signal)) },
  {
    name: 'statistics.answers',
    everyMs: 10 * 60_000,
    run: (sql, now, job: Job) => settleAnswers(sql, now, 1, { breathMs: 100, signal: job.signal }),
  },
  {
    name: 'statistics.fortnight',
    everyMs: 2 * 3_600_000,
    run: (sql, now, job: Job) => settleFortnight(sql, now, { breathMs: 10, signal: job.signal }),
  },
]
