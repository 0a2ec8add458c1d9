import { expect } from 'vitest'
import { type Session, stranger, type TestApp } from './test-app.ts'
import type { TestDatabase } from './test-database.ts'

export const testPatientPassword = 'Kakuu-Mihon-7'

export type SignUp = { email: string; session: Session; code: string }
export type SignedUp = { email: string; session: Session; accountId: string }

let serial = 0
export const newEmail = () => `kakuu-${++serial}@example.jp`

/** Walks a patient's sign-up through the real pages, and reads the mails that come of it. */
export function signUps(db: TestDatabase, app: TestApp) {
  const mailsTo = (email: string) =>
    db.sql<{ kind: string; subject: string; body: string; language: string }[]>`
      select kind, subject, body, language from messages where recipient = ${email} order by created_at, id`

  /** The code in the latest mail to that address. */
  const codeFor = async (email: string) => /\d{6}/.exec((await mailsTo(email)).at(-1)!.body)![0]

  async function startSignUp(email = newEmail(), session: Session = stranger()): Promise<SignUp> {
    expect((await app.post('/sign-up', { email }, session)).location).toBe('/sign-up/code')
    return { email, session, code: await codeFor(email) }
  }

  async function makeAccount(email = newEmail()): Promise<SignedUp> {
    const { session, code } = await startSignUp(email)
    await app.post('/sign-up/code', { code }, session)
    const done = await app.post('/sign-up/password', { password: testPatientPassword }, session)
    expect(done.location).toBe('/registrations/new')
    const [account] = await db.sql<{ id: string }[]>`select id from patient_accounts where email = ${email}`
    return { email, session, accountId: account!.id }
  }

  return { mailsTo, codeFor, startSignUp, makeAccount }
}

export const wrongOf = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

/** A page without what differs from visit to visit: tokens and the address typed. */
export const plainPage = (page: { text: string }) =>
  page.text.replace(/name="_csrf" value="[^"]*"/g, '').replace(/kakuu-\d+@example\.jp/g, 'ADDRESS')
