import { randomUUID } from 'node:crypto'
import { organisationOf } from '../db/seed/organisations.ts'
import { beginWatch } from '../src/features/watch/begin.server.ts'
import { addDays, japaneseDay } from '../src/lib/japanese-day.ts'
import type { Sql } from '../src/platform/db/sql.server.ts'
import { hashToken, newToken } from '../src/platform/http/session.server.ts'

export type TestPerson = { caseId: string; registrationId: string; hersysId: string; name: string }
export type TestFamily = { accountId: string; token: string; sessionHash: string; people: TestPerson[] }

type Wish = {
  now: Date
  /** Key of the owning centre in the seed. */
  centre?: string
  names?: [family: string, given: string][]
  language?: string
  /** false: a case without a watch row, which must never happen and must not swallow a report. */
  watched?: boolean
}

let serial = 0

/** An account with a live session and one observed case for each name: the end of the patient's sign-up, written straight to the tables. */
export async function makeFamily(
  sql: Sql,
  { now, centre = 'aoba', names = [['架空', '花子']], language = 'ja', watched = true }: Wish,
): Promise<TestFamily> {
  const accountId = randomUUID()
  const token = newToken()
  const sessionHash = hashToken(token)
  const soon = new Date(now.getTime() + 7 * 86_400_000)
  const owner = organisationOf(centre)
  await sql`insert into patient_accounts (id, email, password_hash, language, created_at) values (${accountId}, ${`${accountId}@example.jp`}, '-', ${language}, ${now})`
  await sql`insert into sessions (token_hash, kind, account_id, created_at, last_seen_at, expires_at, ends_at)
    values (${sessionHash}, 'patient', ${accountId}, ${now}, ${now}, ${soon}, ${soon})`
  const people: TestPerson[] = []
  for (const [family, given] of names) {
    const [caseId, personId, registrationId] = [randomUUID(), randomUUID(), randomUUID()]
    const hersysId = String(10_000_000 + ++serial)
    await sql`insert into persons (id, created_at) values (${personId}, ${now})`
    await sql`insert into cases (id, hersys_id, person_id, disease, notified_centre_id, responsible_centre_id, family_name, given_name, birth_on, created_at, updated_at)
      values (${caseId}, ${hersysId}, ${personId}, 'covid-19', ${owner.id}, ${owner.id}, ${family}, ${given}, '1990-07-28', ${now}, ${now})`
    const period = { periodFrom: japaneseDay(now), periodTo: addDays(japaneseDay(now), 9) }
    if (watched) await beginWatch(sql, { caseId, ownerCentreId: owner.id, ownerPrefectureId: owner.parentId, ...period, settings: {}, now })
    await sql`insert into registrations (id, account_id, case_id, family_name, given_name, created_at)
      values (${registrationId}, ${accountId}, ${caseId}, ${family}, ${given}, ${new Date(now.getTime() + serial)})`
    people.push({ caseId, registrationId, hersysId, name: `${family} ${given}` })
  }
  return { accountId, token, sessionHash, people }
}
