import { randomUUID } from 'node:crypto'
import { japaneseDay } from '../src/lib/japanese-day.ts'
import type { Sql } from '../src/platform/db/sql.server.ts'
import { nextDeadline } from '../src/programmes/deadline.ts'

type Given = {
  now: Date
  level?: 'urgent' | 'watch' | 'stable'
  reasons?: string[]
  temperature?: number
  spo2?: number
  /** The moment the report speaks of; default now. */
  reportedAt?: Date
  /** Of a red flag's item. */
  reportDeadline?: string
}

/** A patient's report, stored as every channel stores it. Runs as the administrator. Returns the report's id. */
export async function storeReport(sql: Sql, caseId: string, given: Given): Promise<string> {
  const { now, level = 'stable', reasons = [], temperature = null, spo2 = null, reportedAt = now, reportDeadline = '18:00' } = given
  const id = randomUUID()
  const reportedOn = japaneseDay(reportedAt)
  const row = {
    n: 1,
    id,
    case_id: caseId,
    key: id,
    reported_on: reportedOn,
    reported_at: reportedAt,
    channel: 'web',
    form_version: 'covid-19.daily/1',
    answers: {},
    language: 'ja',
    level,
    reasons,
    temperature,
    spo2,
    author_kind: 'patient',
    author_id: randomUUID(),
    next_deadline: nextDeadline(now, { reportDeadline, reportedOn }),
    item_id: randomUUID(),
  }
  await sql`select store_reports(array[jsonb_populate_record(null::report_row, ${sql.json(row as never)})], ${now})`
  return id
}
