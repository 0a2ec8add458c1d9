import { addDays, type Day, instantOfJapaneseTime, japaneseDay } from '../../src/lib/japanese-day.ts'
import { uuidv7 } from '../../src/lib/uuid.ts'
import type { Sql } from '../../src/platform/db/sql.server.ts'

/** What became of the attempts of each time agreed upon, day after day: the last one is the outcome. */
const stories: { times: string[]; days: number[] | null; language: string; course: string[][] }[] = [
  { times: ['09:00', '16:00'], days: null, language: 'ja', course: [['completed'], ['no-answer', 'completed']] },
  { times: ['09:00'], days: null, language: 'ja', course: [['no-answer', 'no-answer', 'no-answer']] },
  { times: ['09:30'], days: [1, 2, 3, 4, 5], language: 'ja', course: [['busy', 'completed']] },
  {
    times: ['08:30', '12:00', '16:00', '20:00'],
    days: null,
    language: 'ja',
    course: [['completed'], ['aborted'], ['completed'], ['machine', 'completed']],
  },
  { times: ['09:00'], days: null, language: 'zh-Hans', course: [['machine', 'machine', 'machine']] },
  { times: ['09:00'], days: null, language: 'pt', course: [['failed', 'completed']] },
  { times: ['08:30'], days: null, language: 'ja', course: [['unknown']] },
  { times: ['13:00'], days: null, language: 'en', course: [['completed']] },
]
const reachedNobody = ['no-answer', 'busy', 'machine', 'failed', 'unknown']
const minutes = (at: Date, count: number) => new Date(at.getTime() + count * 60_000)

/** A few invented patients who are called: agreements, and the attempts of the last two days in every state. Runs as the owner of the tables. */
export async function seedCalls(sql: Sql, now: Date): Promise<void> {
  const patients = await sql<{ caseId: string; centreId: string }[]>`
    select w.case_id, w.owner_centre_id as centre_id from watches w join cases c on c.id = w.case_id
     where w.state = 'observing' and w.began_at < ${minutes(now, -3 * 1440)} and c.died_on is null
       and w.owner_centre_id = (select owner_centre_id from watches where state = 'observing' group by 1 order by count(*) desc, 1 limit 1)
     order by c.hersys_id limit ${stories.length}`
  for (const [n, { caseId, centreId }] of patients.entries()) await tell(sql, { n, caseId, centreId, now })
}

async function tell(sql: Sql, { n, caseId, centreId, now }: { n: number; caseId: string; centreId: string; now: Date }): Promise<void> {
  const { times, days, language, course } = stories[n]!
  const [phone, today] = [`0907200000${n + 2}`, japaneseDay(now)]
  const [by] = await sql<{ id: string }[]>`select id from staff_accounts where org_id = ${centreId} and role = 'nurse' order by id limit 1`
  const setAt = instantOfJapaneseTime(addDays(today, -2), '07:30')
  await sql`insert into call_plans (id, case_id, phone, language, times, days, set_at, set_by, next_at)
    values (${uuidv7(setAt)}, ${caseId}, ${phone}, ${language}, ${times}, ${days}, ${setAt}, ${by!.id}, ${minutes(now, -75)})`
  for (const day of [addDays(today, -2), addDays(today, -1), today])
    for (const [k, time] of times.entries()) {
      const slot = instantOfJapaneseTime(day, time)
      const weekday = new Date(`${day}T12:00:00Z`).getUTCDay() || 7
      // What is still under way belongs to the worker.
      if (minutes(slot, 75) > now || (days !== null && !days.includes(weekday))) continue
      await attempts(sql, { caseId, centreId, phone, language, day, time, slot, states: course[k]! })
    }
}

type Attempts = { caseId: string; centreId: string; phone: string; language: string; day: Day; time: string; slot: Date; states: string[] }

async function attempts(sql: Sql, { slot, day, time, states, ...of }: Attempts): Promise<void> {
  for (const [n, state] of states.entries()) {
    const dialledAt = minutes(slot, 6 + n * 16)
    const isUp = ['completed', 'aborted', 'machine'].includes(state)
    const endedAt = minutes(dialledAt, state === 'completed' ? 2 : 1)
    const row = {
      id: uuidv7(slot),
      planDay: day,
      planTime: time,
      attemptNo: n + 1,
      direction: 'out',
      state,
      provider: 'demo',
      providerCode: state === 'failed' ? 'http-503' : state === 'unknown' ? 'provider-silent' : null,
      plannedAt: dialledAt,
      windowTo: minutes(slot, 120),
      dialledAt,
      ringingAt: state === 'failed' || state === 'unknown' ? null : dialledAt,
      answeredAt: isUp ? dialledAt : null,
      identifiedAt: state === 'completed' ? dialledAt : null,
      endedAt,
      abortedAtQuestion: state === 'aborted' ? 'spo2' : null,
      settledAt: endedAt,
      updatedAt: endedAt,
      ...of,
    }
    await sql`insert into calls ${sql([row])}`
    const isLast = n === states.length - 1
    if (!isLast || !reachedNobody.includes(state)) continue
    const detail = { reason: state, code: row.providerCode, attempts: n + 1, planDay: day, planTime: time, callId: row.id }
    await sql`select raise_item(${uuidv7(endedAt)}, null, ${of.caseId}, '', 'call-failed', false, ${endedAt}, ${sql.json(detail)}, ${endedAt})`
  }
}
