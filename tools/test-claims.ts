import { randomUUID } from 'node:crypto'
import { organisationOf } from '../db/seed/organisations.ts'
import { beginWatch } from '../src/features/watch/begin.server.ts'
import { type Answer, type Session, type TestApp, testNow } from './test-app.ts'
import type { TestDatabase } from './test-database.ts'

/** What 属性入力 asks, as `makeCase` knows it. */
export const claimBirth = { 'birthOn.era': 'western', 'birthOn.year': '1991', 'birthOn.month': '7', 'birthOn.date': '28' }
export const wrongBirth = { ...claimBirth, 'birthOn.date': '27' }

type Wish = { birthOn?: string | null; watched?: boolean; now?: Date; phone?: string | null }

/** Cases that wait to be claimed, and the walk by which a patient claims them. */
export function claims(db: TestDatabase, app: TestApp) {
  let serial = 0
  const centre = organisationOf('aoba')

  /** A case of the centre aoba, born on 1991-07-28. */
  async function makeCase({ birthOn = '1991-07-28', watched = true, now = testNow, phone = null }: Wish = {}) {
    const [caseId, personId] = [randomUUID(), randomUUID()]
    const hersysId = nextId()
    serial++
    await db.sql`insert into persons (id, created_at) values (${personId}, ${now})`
    await db.sql`insert into cases (id, hersys_id, person_id, disease, notified_centre_id, responsible_centre_id, family_name, given_name, birth_on, phone, created_at, updated_at)
      values (${caseId}, ${hersysId}, ${personId}, 'covid-19', ${centre.id}, ${centre.id}, '架空', '太郎', ${birthOn}, ${phone}, ${now}, ${now})`
    const period = { periodFrom: '2022-07-20', periodTo: '2022-07-29' }
    if (watched)
      await beginWatch(db.sql, { caseId, ownerCentreId: centre.id, ownerPrefectureId: centre.parentId, ...period, settings: {}, now })
    return { caseId, hersysId }
  }

  /** The ID that the next case of `makeCase` will have. */
  const nextId = () => String(20_000_001 + serial)

  async function newPatient(language = 'ja'): Promise<Session & { accountId: string }> {
    const accountId = randomUUID()
    await db.sql`insert into patient_accounts (id, email, password_hash, language, created_at)
      values (${accountId}, ${`${accountId}@example.jp`}, '-', ${language}, ${app.clock()})`
    return { ...(await app.patientSession(accountId)), accountId }
  }

  /** Both pages of 属性入力, as a browser walks them. */
  async function claim(session: Session, hersysId: string, form: Record<string, string> = {}): Promise<Answer> {
    const typed = { 'name.family': '架空', 'name.given': '太郎', ...claimBirth, hersysId, ...form }
    const entered = await app.post('/registrations/new', typed, session)
    if (entered.location !== '/registrations/new/confirm') return entered
    const confirm = await app.get('/registrations/new/confirm', session)
    const draft = /name="draft" value="([^"]+)"/.exec(confirm.text)?.[1]
    return app.post('/registrations/new/confirm', { draft }, session)
  }

  /** Strangers guess at one ID with a wrong birth date, one try each. */
  async function guess(hersysId: string, times: number) {
    for (let n = 0; n < times; n++) await claim(await newPatient(), hersysId, wrongBirth)
  }

  const registrationsOf = (caseId: string) => db.sql<{ accountId: string; familyName: string }[]>`
    select account_id, family_name from registrations where case_id = ${caseId} and ended_at is null`
  const itemsOf = (caseId: string, kind: string) => db.sql<
    { closedAt: string | null; dueAt: string; outcome: string | null; centreId: string; closedBy: string | null }[]
  >`
    select closed_at, due_at, outcome, centre_id, closed_by from attention_items where case_id = ${caseId} and kind = ${kind} order by raised_at, closed_at nulls last, id`

  return { makeCase, nextId, newPatient, claim, guess, registrationsOf, itemsOf }
}

/** A page without what differs from visit to visit. */
export const plainClaim = (answer: Answer) => answer.text.replace(/name="_csrf" value="[^"]*"/g, '').replace(/\b2\d{7}\b/g, 'ID')
