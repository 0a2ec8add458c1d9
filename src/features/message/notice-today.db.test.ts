import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { type NoticeFacts, noticeSentences, noticeToday } from './notice-today.ts'
import { remind } from './remind.server.ts'

const at = (time: string) => new Date(`2022-07-21T${time}:00+09:00`)
let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, at('00:00'))
})
afterAll(() => db.drop())

type Combination = { id: string; facts: NoticeFacts }
const yesNo = [true, false]

/** Every combination of what decides, as it is while the round is open. */
function combinations(): Combination[] {
  const all: Combination[] = []
  for (const watch of ['observing', 'ended'] as const)
    for (const isWithdrawn of yesNo)
      for (const beganBefore of yesNo)
        for (const planHasWeb of yesNo)
          for (const isStopped of yesNo)
            for (const phone of ['mobile', 'fixed', 'absent'] as const)
              for (const known of phone === 'mobile' ? ([null, 'not-mobile', 'stopped'] as const) : ([null] as const))
                for (const isUndeliverable of yesNo)
                  for (const hasMail of yesNo)
                    for (const isMade of yesNo)
                      all.push({
                        id: `00000000-0000-7000-8000-${String(all.length + 1).padStart(12, '0')}`,
                        facts: {
                          watch,
                          isWithdrawn,
                          beganBefore,
                          round: 'open',
                          planHasWeb,
                          isStopped,
                          phone,
                          known,
                          isUndeliverable,
                          hasMail,
                          isMade,
                        },
                      })
  return all
}

const phoneOf = ({ phone, known }: NoticeFacts) =>
  phone === 'fixed'
    ? '0312345678'
    : phone === 'absent'
      ? null
      : known === null
        ? '09011110001'
        : known === 'stopped'
          ? '09011110002'
          : '09011110003'

test('C31 C32 for every combination of facts the round of the centre and the words on the page decide the same', async () => {
  const all = combinations()
  expect(all.length).toBe(2 ** 8 * 5)
  const { sql } = db
  const [staff] = await sql`select id from staff_accounts limit 1`
  const rows = all.map(({ id, facts }, n) => ({
    ...facts,
    id,
    hersysId: String(20_000_000 + n),
    phone: phoneOf(facts),
    state: facts.isWithdrawn ? 'withdrawn' : 'filed',
    watch: facts.watch,
    began: facts.beganBefore ? at('08:00') : at('09:30'),
  }))
  const data = sql.json(rows as never)
  const each = sql`jsonb_to_recordset(${data}) as x(id uuid, "hersysId" text, phone text, state text, watch text, began timestamptz, "planHasWeb" boolean,
    "isStopped" boolean, "isUndeliverable" boolean, "hasMail" boolean, "isMade" boolean)`
  await sql`insert into persons (id, created_at) select id, ${at('00:00')} from ${each}`
  await sql`insert into cases (id, hersys_id, person_id, disease, family_name, given_name, phone, state, created_at, updated_at)
    select id, "hersysId", id, 'covid-19', '架空', '花子', phone, state, ${at('00:00')}, ${at('00:00')} from ${each}`
  await sql`insert into watches (case_id, owner_centre_id, state, began_at, period_from, period_to, updated_at, ended_at, ended_by, end_kind)
    select id, ${organisationOf('aoba').id}, watch, began, '2022-07-20', '2022-07-30', began, case when watch = 'ended' then began end,
           case when watch = 'ended' then ${staff!.id}::uuid end, case when watch = 'ended' then 'release' end from ${each}`
  await sql`insert into patient_accounts (id, email, password_hash, created_at) select id, id || '@example.invalid', 'x', ${at('00:00')} from ${each}`
  await sql`insert into registrations (id, account_id, case_id, family_name, given_name, created_at)
    select id, id, id, '架空', '花子', ${at('00:00')} from ${each} where "hasMail"`
  await sql`insert into observation_plans (id, case_id, set_at, set_by, channels) select id, id, ${at('00:00')}, ${staff!.id}, '{staff-call}' from ${each} where not "planHasWeb"`
  await sql`insert into notice_stops (id, case_id, account_id, asked_at, state, decided_at, decided_by, other_channel)
    select id, id, id, ${at('00:00')}, 'accepted', ${at('00:00')}, ${staff!.id}, 'call' from ${each} where "isStopped"`
  await sql`insert into attention_items (id, centre_id, case_id, kind, raised_at, latest_at, due_at)
    select id, ${organisationOf('aoba').id}, id, 'sms-undeliverable', ${at('00:00')}, ${at('00:00')}, ${at('00:00')} from ${each} where "isUndeliverable"`
  await sql`insert into message_marks (kind, on_day, case_id) select 'report-reminder', '2022-07-21', id from ${each} where "isMade"`
  await sql`insert into phone_facts (id, phone, fact, since, latest_at, by_what)
    values (gen_random_uuid(), '09011110002', 'stopped', ${at('00:00')}, ${at('00:00')}, 'reply'), (gen_random_uuid(), '09011110003', 'not-mobile', ${at('00:00')}, ${at('00:00')}, '30006')`

  await remind(db.worker, 'https://hersys.example.jp', at('09:00'))
  const sent = new Map((await sql`select case_id, channel from messages`).map((row) => [row.caseId as string, row.channel as string]))
  const said = all.map(({ id, facts }) => {
    const today = noticeToday(facts)
    return [id, today.gets && today.when === 'now' ? today.way : null]
  })
  expect(said).toEqual(all.map(({ id }) => [id, sent.get(id) ?? null]))
  expect([...new Set(sent.values())].sort()).toEqual(['mail', 'sms'])
})

const gets: NoticeFacts = {
  watch: 'observing',
  isWithdrawn: false,
  beganBefore: true,
  round: 'open',
  planHasWeb: true,
  isStopped: false,
  phone: 'mobile',
  known: null,
  isUndeliverable: false,
  hasMail: false,
  isMade: false,
}
test.each<[string, Partial<NoticeFacts>, string]>([
  ['by SMS now', {}, 'sms now'],
  ['before the hour', { round: 'before' }, 'sms later'],
  ['after nine in the evening', { round: 'over' }, 'too-late'],
  ['nobody observes', { watch: null }, 'not-observed'],
  ['ended', { watch: 'ended' }, 'ended'],
  ['withdrawn before all else', { isWithdrawn: true, watch: 'ended' }, 'withdrawn'],
  ['made already', { isMade: true, isStopped: true }, 'made'],
  ['stopped', { isStopped: true }, 'notice-stopped'],
  ['a plan without My HER-SYS', { planHasWeb: false }, 'plan-without-web'],
  ['STOP by SMS, though there is a mail address', { known: 'stopped', hasMail: true }, 'sms-stopped'],
  ['no mobile after all, by mail', { known: 'not-mobile', hasMail: true }, 'mail now'],
  ['no mobile after all', { known: 'not-mobile' }, 'not-a-mobile'],
  ['undeliverable, by mail', { isUndeliverable: true, hasMail: true }, 'mail now'],
  ['undeliverable', { isUndeliverable: true }, 'undeliverable'],
  ['a landline', { phone: 'fixed' }, 'not-a-mobile'],
  ['no number', { phone: 'absent' }, 'no-number'],
  ['began after the hour', { beganBefore: false }, 'begins-tomorrow'],
])('why a patient gets or gets no notice today: %s', (_, change, expected) => {
  const today = noticeToday({ ...gets, ...change })
  expect(today.gets ? `${today.way} ${today.when}` : today.reason).toBe(expected)
  if (!today.gets) expect(noticeSentences[today.reason]).toMatch(/。$/)
})
