import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { remind } from './remind.server.ts'

const at = (time: string, day = '2022-07-21') => new Date(`${day}T${time}:00+09:00`)
const aoba = organisationOf('aoba').id
const minato = organisationOf('minato').id
let db: TestDatabase

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, at('10:00', '2022-07-20'))
  await db.sql`update organisations set settings = '{"reminderAt":"10:30"}', message_note = 'お電話ください' where id = ${minato}`
})
afterAll(() => db.drop())

let serial = 0
async function watch(more: { centre?: string; phone?: string; language?: string; beganAt?: Date; state?: 'observing' | 'ended' } = {}) {
  serial++
  const id = `00000000-0000-7000-8000-${String(serial).padStart(12, '0')}`
  const { centre = aoba, phone = '09012345678', language = 'ja', beganAt = at('15:00', '2022-07-20'), state = 'observing' } = more
  const [staff] = await db.sql`select id from staff_accounts limit 1`
  await db.sql`insert into persons (id, created_at) values (${id}, ${beganAt})`
  await db.sql`insert into cases (id, hersys_id, person_id, disease, family_name, given_name, phone, language, created_at, updated_at)
    values (${id}, ${String(20000000 + serial)}, ${id}, 'covid-19', '架空', '花子', ${phone}, ${language}, ${beganAt}, ${beganAt})`
  await db.sql`insert into watches (case_id, owner_centre_id, state, began_at, period_from, period_to, updated_at, ended_at, ended_by, end_kind)
    values (${id}, ${centre}, ${state}, ${beganAt}, '2022-07-20', '2022-07-30', ${beganAt}, ${state === 'ended' ? beganAt : null},
            ${state === 'ended' ? staff!.id : null}, ${state === 'ended' ? 'release' : null})`
  return id
}
const queued = async () =>
  (await db.sql`select case_id, channel, recipient, language, body, created_at from messages order by case_id`).map((row) => row)
const casesOf = async () => (await queued()).map((row) => row.caseId)

test('C31 whoever is observed is reminded once a day at the hour of the centre, in their language, reported or not', async () => {
  const ours = await watch()
  const english = await watch({ language: 'en' })
  const theirs = await watch({ centre: minato, language: 'vi' })
  await watch({ state: 'ended' })
  await watch({ beganAt: at('09:30') })
  await watch({ phone: '0312345678' })
  expect(await remind(db.worker, 'https://hersys.example.jp', at('08:59'))).toBe(0)
  expect(await remind(db.worker, 'https://hersys.example.jp', at('09:00'))).toBe(2)
  expect(await remind(db.worker, 'https://hersys.example.jp', at('09:01'))).toBe(0)
  expect(await casesOf()).toEqual([ours, english])
  expect(await remind(db.worker, 'https://hersys.example.jp', at('10:30'))).toBe(1)
  const rows = await queued()
  expect(rows.map((row) => [row.caseId, row.channel, row.language])).toEqual([
    [ours, 'sms', 'ja'],
    [english, 'sms', 'en'],
    [theirs, 'sms', 'ja'],
  ])
  expect(rows[0]!.body).toContain('HER-SYS ID:20000001\n')
  expect(rows[1]!.body).toContain('HER-SYS ID: 20000002\n')
  expect(rows[2]!.body).toContain('お電話ください')
  await db.sql`delete from messages`
})

test('C31 the next day brings the next one; not at night; several workers at once remind once', async () => {
  expect(await remind(db.worker, 'https://x.example', at('21:00', '2022-07-22'))).toBe(0)
  const runs = await Promise.all([1, 2, 3].map(() => remind(db.worker, 'https://x.example', at('12:00', '2022-07-23'))))
  // the one whose observation began after the hour is now among them
  expect(runs.reduce((sum, n) => sum + n)).toBe(4)
  expect(new Set(await casesOf()).size).toBe(4)
  await db.sql`delete from messages`
})

test('who is handed over between two centres’ hours is reminded once, not never and not twice', async () => {
  const [before, after] = [await watch({ centre: minato }), await watch({ centre: aoba })]
  const [staff] = await db.sql`select id from staff_accounts limit 1`
  const move = async (caseId: string, from: string, to: string, now: Date) => {
    await db.sql`insert into hand_overs (id, case_id, from_centre_id, to_centre_id, state, reason, asked_at, asked_by, decided_at, decided_by)
      values (${caseId}, ${caseId}, ${from}, ${to}, 'accepted', '転居', ${now}, ${staff!.id}, ${now}, ${staff!.id})`
    await db.sql`update watches set owner_centre_id = ${to} where case_id = ${caseId}`
  }
  await remind(db.worker, 'https://x.example', at('09:00', '2022-07-24'))
  await move(before, minato, aoba, at('09:30', '2022-07-24'))
  await move(after, aoba, minato, at('09:30', '2022-07-24'))
  await remind(db.worker, 'https://x.example', at('09:31', '2022-07-24'))
  await remind(db.worker, 'https://x.example', at('10:30', '2022-07-24'))
  const all = await casesOf()
  expect(all.filter((id) => id === before)).toHaveLength(1)
  expect(all.filter((id) => id === after)).toHaveLength(1)
  await db.sql`delete from messages`
})

test('a mobile that is known to be dead is not texted again, and who has no mobile gets a mail where registered', async () => {
  const [dead, registered] = [await watch(), await watch({ phone: '0312345678' })]
  const now = at('09:00', '2022-07-25')
  await db.sql`select raise_item(${dead}, null, ${dead}, '', 'sms-undeliverable', false, ${now}, '{}', ${now})`
  await db.sql`insert into patient_accounts (id, email, password_hash, created_at) values (${registered}, 'kakuu@example.invalid', 'x', ${now})`
  await db.sql`insert into registrations (id, account_id, case_id, family_name, given_name, created_at)
    values (${registered}, ${registered}, ${registered}, '架空', '花子', ${now})`
  await remind(db.worker, 'https://x.example', now)
  const all = await queued()
  expect(all.find((row) => row.caseId === dead)).toBeUndefined()
  expect(all.find((row) => row.caseId === registered)).toMatchObject({ channel: 'mail', recipient: 'kakuu@example.invalid' })
  await db.sql`delete from messages`
})

test('twenty thousand of one centre are queued by the database alone, whatever its statistics say', async () => {
  const began = at('15:00', '2022-07-20')
  const [person] = await db.sql`select id from persons limit 1`
  await db.sql`insert into cases (id, hersys_id, person_id, disease, family_name, given_name, phone, created_at, updated_at)
    select uuid_at(${began}), (30000000 + n)::text, ${person!.id}, 'covid-19', '架空', '太郎', '09012345678', ${began}, ${began} from generate_series(1, 20000) n`
  await db.sql`insert into watches (case_id, owner_centre_id, began_at, period_from, period_to, updated_at)
    select id, ${aoba}, ${began}, '2022-07-20', '2022-07-30', ${began} from cases where hersys_id >= '30000001'`
  expect(await remind(db.worker, 'https://x.example', at('09:00', '2022-07-26'))).toBeGreaterThanOrEqual(20_000)
})
