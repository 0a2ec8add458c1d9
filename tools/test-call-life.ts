import { organisationOf } from '../db/seed/organisations.ts'
import { seedPlaces } from '../db/seed/places.server.ts'
import { afterwards } from '../src/features/auto-call/afterwards.server.ts'
import { askAbout } from '../src/features/auto-call/ask.server.ts'
import { derive } from '../src/features/auto-call/derive.server.ts'
import { createDialler, dialDue } from '../src/features/auto-call/dial.server.ts'
import { endCallPlan, setCallPlan } from '../src/features/auto-call/plan.server.ts'
import { takeStatus } from '../src/features/auto-call/provider-status.server.ts'
import { createCallSettler } from '../src/features/auto-call/settle.server.ts'
import { askHandOver, decideHandOver } from '../src/features/hand-over/queries.server.ts'
import { endWatch } from '../src/features/watch/end.server.ts'
import { reopenWatch } from '../src/features/watch/reopen.server.ts'
import type { Sql } from '../src/platform/db/sql.server.ts'
import { hashToken, newToken, openContext } from '../src/platform/http/session.server.ts'
import type { CallEvent, Happening, Row } from './call-oracle.ts'
import { type Fate, simulatedCaller, type Way } from './test-caller.ts'
import { Crash, crashingSql } from './test-crashing-sql.ts'
import type { TestDatabase } from './test-database.ts'
import { makeFamily } from './test-patients.ts'
import { storeReport } from './test-reports.ts'

export const midnight = Date.parse('2022-07-20T00:00:00+09:00')
export const people = 3
const centres = ['aoba', 'minato'] as const
const far = new Date('2023-01-01T00:00:00Z')
const phoneOf = (number: number) => `0901234000${number}`

/** One step of a history, before anybody knows what will come of it. `after`: true minutes; `skew`: by how much the clock jumps then. */
export type Step = { after: number; skew: number; act: Act }
export type Act =
  | { what: 'tick'; crashAt: number | null; order: number }
  | { what: 'set'; person: number; number: number; times: string[]; days: number[] | null }
  | {
      what: 'end-plan' | 'release' | 'death' | 'withdrawal' | 'reopen' | 'stop' | 'report' | 'ask-hand-over' | 'accept-hand-over'
      person: number
    }
  | { what: 'correct'; person: number; number: number | null }
  | { what: 'rule'; unlessReported: boolean }
  | { what: 'deaf'; isDeaf: boolean }

export type Request = { way: Way; fate: Fate; tells: boolean }
type Nurse = { accountId: string; session: string; orgId: string }

/** Two centres, a nurse in each. */
export async function nursesOf(db: TestDatabase): Promise<Nurse[]> {
  const begun = new Date(midnight)
  await seedPlaces(db.sql, begun)
  return Promise.all(
    centres.map(async (centre) => {
      const [nurse] = await db.sql<{ id: string }[]>`
        update staff_accounts set must_change_password = false, phone_verified_at = ${begun} where login_id = ${`nurse@${centre}`} returning id`
      const session = hashToken(newToken())
      await db.sql`insert into sessions (token_hash, kind, account_id, stage, created_at, last_seen_at, expires_at, ends_at)
        values (${session}, 'staff', ${nurse!.id}, 'full', ${begun}, ${begun}, ${far}, ${far})`
      return { accountId: nurse!.id, session, orgId: organisationOf(centre).id }
    }),
  )
}

/** Lives a history on the real functions with a simulated telephone company. Returns what happened, for the oracle, and what the database holds. */
export async function live(
  db: TestDatabase,
  nurses: Nurse[],
  steps: Step[],
  requests: Request[],
): Promise<{ history: Happening[]; rows: Row[] }> {
  for (const table of ['call_lines', 'calls', 'call_plans']) await db.sql.unsafe(`delete from ${table}`)
  await db.sql`update organisations set settings = settings - 'callUnlessReported'`
  let request = 0
  const phone = simulatedCaller(() => requests[request++ % requests.length]!)
  let skew = 0
  let heard = 0
  const clock = () => new Date(midnight + Math.round((phone.world.minute + skew) * 60_000))
  const history: Happening[] = []
  const tell = (event: CallEvent) => history.push({ ...event, clock: phone.world.minute + skew })
  phone.world.minute = 7 * 60
  heard = phone.world.minute
  const cases: { caseId: string; centre: number; handOver: string | null; observed: boolean }[] = []
  for (let person = 0; person < people; person++) {
    const family = await makeFamily(db.sql, { now: clock() })
    cases.push({ caseId: family.people[0]!.caseId, centre: 0, handOver: null, observed: true })
    await db.sql`update cases set phone = ${phoneOf(person)}, phone_kind = 'mobile' where id = ${cases[person]!.caseId}`
  }
  const personOf = (caseId: string) => cases.findIndex((one) => one.caseId === caseId)
  const callsOf = async (id: string) =>
    (
      await db.sql<{ caseId: string; planDay: string; planTime: string }[]>`select case_id, plan_day, plan_time from calls where id = ${id}`
    )[0]!
  const pending: Promise<void>[] = []
  phone.world.onRing = (ring) => {
    const at = history.push(undefined as never) - 1
    const clockNow = phone.world.minute + skew
    pending.push(
      callsOf(ring.callId).then(({ caseId, planDay, planTime }) => {
        const number = Number(ring.phone.slice(-1))
        history[at] = {
          what: 'ring',
          person: personOf(caseId),
          number,
          callId: ring.callId,
          day: planDay,
          time: planTime,
          from: ring.from,
          to: ring.to,
          clock: clockNow,
        }
      }),
    )
  }
  phone.world.onAsked = (callId) => tell({ what: 'heard-of', callId })

  for (const { after, skew: jump, act } of steps) {
    await passTime(after)
    skew += jump
    await perform(act)
  }
  // Everything that has come due by now comes to its end in peace.
  phone.world.isDeaf = false
  const last = clock()
  for (let n = 0; n < 16 && (n < 2 || (await isUnfinished(last))); n++) {
    await passTime(31)
    await tick(null, 0, false)
  }
  history.push({ what: 'tick', clock: (last.getTime() - midnight) / 60_000 })
  await Promise.all(pending)
  return { history, rows: await rowsOf() }

  async function passTime(minutes: number) {
    const until = phone.world.minute + minutes
    for (;;) {
      const word = phone.words.filter(({ at }) => at > heard && at <= until).toSorted((a, b) => a.at - b.at)[0]
      if (!word) break
      heard = word.at
      phone.world.minute = word.at
      const { ring, status, machine } = word
      if (!ring.tells || word.at > ring.to) continue
      tell({ what: 'heard-of', callId: ring.callId })
      if (status === 'completed' && ring.fate === 'completed') {
        await db.web`select move_call(${ring.callId}, 'identified', '{}', ${clock()})`
        await db.web`select move_call(${ring.callId}, 'completed', '{}', ${clock()})`
      } else await takeStatus(db.web, ring.callId, status, null, clock(), { answeredBy: machine ? 'machine_start' : 'human' })
    }
    phone.world.minute = until
    heard = until
  }

  async function tick(crashAt: number | null, order: number, isTold = true) {
    const before = phone.rings.length
    const { sql, isDead } = crashAt === null ? { sql: db.worker, isDead: () => false } : crashingSql(db.worker, crashAt)
    const dialler = createDialler({ caller: phone.caller, caps: { atOnce: 2, perSecond: 100 } })
    const settler = createCallSettler(dialler, 0)
    const run = { clock, signal: new AbortController().signal, log: { error: () => {} } }
    const duties = [
      () => derive(sql, clock()),
      async () => {
        await dialDue(sql, dialler, run)
        await Promise.all(dialler.onTheWay.values())
      },
      () => settler(sql, clock),
      () => askAbout(sql, dialler, clock),
      () => afterwards(sql, clock()),
    ]
    const turned = [...duties.slice(order), ...duties.slice(0, order), duties[1]!]
    try {
      for (const duty of turned) if (!isDead()) await duty()
    } catch (error) {
      if (!(error instanceof Crash)) throw error
    }
    if (isDead()) return
    for (const { callId, answerLost } of phone.rings.slice(before)) if (!answerLost) tell({ what: 'heard-of', callId })
    if (isTold) tell({ what: 'tick' })
  }

  async function perform(act: Act) {
    if (act.what === 'tick') return tick(act.crashAt, act.order)
    if (act.what === 'deaf') {
      phone.world.isDeaf = act.isDeaf
      return
    }
    const now = clock()
    if (act.what === 'rule') {
      await db.sql`update organisations set settings = settings || ${db.sql.json({ callUnlessReported: act.unlessReported })}`
      return tell(act)
    }
    const one = cases[act.person]!
    const nurse = nurses[one.centre]!
    const as = (who: Nurse, run: (sql: Sql) => Promise<unknown>) =>
      db.web.begin(async (tx) => {
        await openContext(tx as unknown as Sql, who.session, now, 'staff')
        return run(tx as unknown as Sql)
      })
    const by = { caseId: one.caseId, orgId: nurse.orgId, accountId: nurse.accountId, now }
    if (act.what === 'set') {
      const said = await as(nurse, (sql) =>
        setCallPlan(sql, {
          caseId: one.caseId,
          phone: phoneOf(act.number),
          language: 'ja',
          times: act.times,
          days: act.days ?? [1, 2, 3, 4, 5, 6, 7],
          by: nurse.accountId,
          now,
        }),
      )
      return tell({ ...act, said: said === 'set' || said === 'gone' ? said : 'taken' })
    }
    if (act.what === 'correct') {
      // What is corrected is the number that is called: another number of the case is no matter of the calls.
      await db.sql`update cases k set phone = p.phone from call_plans p where k.id = ${one.caseId} and p.case_id = k.id and p.ended_at is null`
      await db.sql`update cases set phone = ${act.number === null ? null : phoneOf(act.number)}, updated_at = ${now} where id = ${one.caseId}`
      return tell(act)
    }
    if (act.what === 'report') await storeReport(db.sql, one.caseId, { now })
    if (act.what === 'end-plan') await as(nurse, (sql) => endCallPlan(sql, one.caseId, 'by-centre', now))
    if (act.what === 'release' || act.what === 'death') {
      if (!one.observed) return
      one.observed = false
      await as(nurse, (sql) => endWatch(sql, by, { kind: act.what as 'release', note: '架空' }))
      if (act.what === 'death') await db.sql`update watches set end_kind = 'withdrawal' where case_id = ${one.caseId}`
    }
    if (act.what === 'withdrawal') {
      if (!one.observed) return
      one.observed = false
      await db.sql`update watches set state = 'ended', ended_at = ${now}, ended_by = ${nurse.accountId}, end_kind = 'withdrawal', updated_at = ${now} where case_id = ${one.caseId}`
    }
    if (act.what === 'reopen') {
      const said = one.observed ? 'gone' : await as(nurse, (sql) => reopenWatch(sql, by, '架空の誤り'))
      if (said === 'gone') return
      one.observed = true
    }
    if (act.what === 'stop') {
      await db.sql`delete from notice_stops where case_id = ${one.caseId}`
      await db.sql`insert into notice_stops (id, case_id, account_id, state, asked_at) select gen_random_uuid(), case_id, account_id, 'asked', ${now} from registrations where case_id = ${one.caseId}`
      await db.sql`update notice_stops set state = 'accepted', other_channel = 'call', decided_at = ${now}, decided_by = ${nurse.accountId} where case_id = ${one.caseId}`
    }
    if (act.what === 'ask-hand-over') {
      if (!one.observed || one.handOver) return
      await as(nurse, (sql) => askHandOver(sql, { caseId: one.caseId, to: nurses[1 - one.centre]!.orgId, reason: '転居', now }))
      const [asked] = await db.sql<{ id: string }[]>`select id from hand_overs where case_id = ${one.caseId} and state = 'pending'`
      one.handOver = asked?.id ?? null
    }
    if (act.what === 'accept-hand-over') {
      if (!one.observed || !one.handOver) return
      const id = one.handOver
      one.handOver = null
      const said = await as(nurses[1 - one.centre]!, (sql) => decideHandOver(sql, { id, decision: 'accepted', note: '', now }))
      if (said === 'ok') one.centre = 1 - one.centre
    }
    if (act.what !== 'report') one.handOver = one.observed ? one.handOver : null
    tell(act)
  }

  async function isUnfinished(until: Date) {
    return (
      (
        await db.sql`
        select from calls c where c.state in ('planned', 'dialling', 'ringing', 'answered', 'identified') and c.plan_day + c.plan_time::time <= (${until}::timestamptz at time zone 'Asia/Tokyo')
        union all select from calls where settled_at is null and ended_at is not null limit 1`
      ).length > 0
    )
  }

  async function rowsOf(): Promise<Row[]> {
    const found = await db.sql<
      { caseId: string; day: string; time: string; attempt: number; state: string; code: string | null; hasItem: boolean }[]
    >`
      select c.case_id, c.plan_day as day, c.plan_time as time, c.attempt_no as attempt, c.state, c.provider_code as code,
             exists (select from attention_events e join attention_items i on i.id = e.item_id where i.case_id = c.case_id and i.kind = 'call-failed'
                        and e.detail ->> 'planDay' = c.plan_day::text and e.detail ->> 'planTime' = c.plan_time) as has_item
        from calls c where c.direction = 'out'`
    return found.map(({ caseId, ...row }) => ({ ...row, person: personOf(caseId) }))
  }
}
