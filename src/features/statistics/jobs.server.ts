import { addDays, japaneseDay } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Duty, Job } from '../../platform/jobs/loop.server.ts'

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
export async function settleAnswers(sql: Sql, now: Date, days: number): Promise<void> {
  for (let ago = 0; ago < days; ago++) await sql`select settle_answers(${addDays(japaneseDay(now), -ago)})`
  await sql`select settle_queue_ages(${now})`
}

/** Reports of the days before are entered and corrected by staff now and then: the last fortnight is counted anew a few times a day. */
export const statisticsDuties: Duty[] = [
  { name: 'statistics.figures', everyMs: 2_000, run: async (sql, _now, job: Job) => void (await settleFigures(sql, job.signal)) },
  { name: 'statistics.answers', everyMs: 10 * 60_000, run: (sql, now) => settleAnswers(sql, now, 2) },
  { name: 'statistics.fortnight', everyMs: 6 * 3_600_000, run: (sql, now) => settleAnswers(sql, now, 14) },
]
