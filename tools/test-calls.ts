import { japaneseDay, japaneseTime } from '../src/lib/japanese-day.ts'
import { uuidv7 } from '../src/lib/uuid.ts'
import type { Sql } from '../src/platform/db/sql.server.ts'

type Wish = {
  caseId: string
  now: Date
  phone?: string
  language?: string
  state?: 'planned' | 'dialling' | 'ringing' | 'answered'
  provider?: string
}

/** An attempt of 自動架電, as the dialler leaves it. Runs as the administrator. Returns its id. */
export async function makeCall(
  sql: Sql,
  { caseId, now, phone = '09090000001', language = 'ja', state = 'ringing', provider = 'demo' }: Wish,
): Promise<string> {
  const id = uuidv7(now)
  const row = {
    id,
    planDay: japaneseDay(now),
    caseId,
    direction: 'out',
    planTime: japaneseTime(now),
    phone,
    language,
    state,
    provider,
    providerCallId: `demo-${id}`,
    plannedAt: now,
    windowTo: new Date(now.getTime() + 3_600_000),
    dialledAt: state === 'planned' ? null : now,
    updatedAt: now,
  }
  await sql`insert into calls ${sql([row])}`
  await sql`update calls c set centre_id = w.owner_centre_id from watches w where c.id = ${id} and w.case_id = c.case_id`
  return id
}
