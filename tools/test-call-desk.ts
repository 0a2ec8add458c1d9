import { afterwards } from '../src/features/auto-call/afterwards.server.ts'
import { askAbout } from '../src/features/auto-call/ask.server.ts'
import { derive } from '../src/features/auto-call/derive.server.ts'
import { createDialler, dialDue } from '../src/features/auto-call/dial.server.ts'
import { setCallPlan } from '../src/features/auto-call/plan.server.ts'
import { createCallSettler } from '../src/features/auto-call/settle.server.ts'
import type { Sql } from '../src/platform/db/sql.server.ts'
import { openContext } from '../src/platform/http/session.server.ts'
import { nursesOf } from './test-call-life.ts'
import { type Fate, simulatedCaller, type Way } from './test-caller.ts'
import type { TestDatabase } from './test-database.ts'
import { makeFamily } from './test-patients.ts'

/** Eight in the morning of the day on which these tests call, and other moments of that month: '20T09:00'. */
export const eight = new Date('2022-07-20T08:00:00+09:00')
export const at = (text: string) => new Date(`2022-07-${text}+09:00`)

type Wish = { phone?: string; times?: string[]; days?: number[] | null; now?: Date; who?: number; language?: string }

/** Two centres' nurses, patients who agree to be called, and a worker with its telephone company. */
export async function callDesk(db: TestDatabase) {
  const nurses = await nursesOf(db)
  let serial = 0
  const as = <T>(who: number, run: (sql: Sql) => Promise<T>, now = eight) =>
    db.web.begin(async (tx) => {
      await openContext(tx as unknown as Sql, nurses[who]!.session, now, 'staff')
      return run(tx as unknown as Sql)
    }) as Promise<T>
  const patient = async () => (await makeFamily(db.sql, { now: eight })).people[0]!.caseId
  const newPhone = () => `0901234${String(1000 + ++serial).slice(-4)}`
  const agree = (
    caseId: string,
    { phone = newPhone(), times = ['09:00'], days = null, now = eight, who = 0, language = 'ja' }: Wish = {},
  ) => as(who, (sql) => setCallPlan(sql, { caseId, phone, language, times, days, by: nurses[who]!.accountId, now }), now)
  const plansOf = (caseId: string) =>
    db.sql`select phone, times, days, ended_why, next_at from call_plans where case_id = ${caseId} order by set_at, ended_at nulls last`
  const callsOf = (caseId: string) =>
    db.sql`select id, plan_time, attempt_no, state, provider_code, planned_at, phone, centre_id, settled_at from calls where case_id = ${caseId} order by plan_day, plan_time, attempt_no`
  const itemOf = async (caseId: string) =>
    (
      await db.sql`select centre_id, occurrences, detail, answered_at from attention_items where case_id = ${caseId} and kind = 'call-failed' and closed_at is null`
    )[0]
  const by = (caseId: string, now: Date) => ({ caseId, orgId: nurses[0]!.orgId, accountId: nurses[0]!.accountId, now })

  /** A worker and its telephone company; `requests` say what becomes of each call, the last one on and on. */
  function worker(...requests: [Way, Fate?, boolean?][]) {
    let n = 0
    const phone = simulatedCaller(() => {
      const [way, fate = 'no-answer', tells = true] = requests[Math.min(n++, requests.length - 1)]!
      return { way, fate, tells }
    })
    const dialler = createDialler({ caller: phone.caller, caps: { atOnce: 100, perSecond: 1000 } })
    const settle = createCallSettler(dialler, 0)
    const round = async (now: Date) => {
      phone.world.minute = (now.getTime() - eight.getTime()) / 60_000
      const clock = () => now
      await derive(db.worker, now)
      await dialDue(db.worker, dialler, { clock, signal: new AbortController().signal, log: { error: console.error } })
      await Promise.all(dialler.onTheWay.values())
      await settle(db.worker, clock)
      await askAbout(db.worker, dialler, clock)
      await afterwards(db.worker, now)
    }
    return { ...phone, dialler, round }
  }

  /** No call and no plan from a test before. */
  async function clear() {
    for (const table of ['call_lines', 'calls', 'call_plans']) await db.sql.unsafe(`delete from ${table}`)
    await db.sql`update organisations set settings = settings - 'callUnlessReported'`
  }
  return { nurses, as, patient, newPhone, agree, plansOf, callsOf, itemOf, by, worker, clear }
}
