import { cookieNames } from '../src/platform/http/session.server.ts'
import type { FormFields, Session, TestApp } from './test-app.ts'
import { testNow } from './test-app.ts'
import type { TestDatabase } from './test-database.ts'
import { reportOver, wholeAnswers } from './test-notification.ts'
import { makeFamily } from './test-patients.ts'

export type CertifiedPatient = {
  caseId: string
  hersysId: string
  accountId: string
  registrationId: string
  session: Session
  sessionHash: string
  token: string
}

/** Filed by doctor@aoba-clinic, owned by the centre minato, and registered by its patient under a name of their own (「テスト 太郎」). */
export async function certifiedPatient(db: TestDatabase, app: TestApp, change: FormFields = {}): Promise<CertifiedPatient> {
  const path = await reportOver(app, await app.signedInAs('doctor@aoba-clinic'), { ...wholeAnswers, ...change })
  const [filed] = await db.sql<{ caseId: string; hersysId: string }[]>`
    select c.id as case_id, c.hersys_id from notification_drafts d join cases c on c.id = d.case_id where d.id = ${path.split('/').at(-1)!}`
  const { accountId, token, sessionHash, people } = await makeFamily(db.sql, { now: testNow, names: [['テスト', '太郎']] })
  await db.sql`update registrations set case_id = ${filed!.caseId} where account_id = ${accountId}`
  const session: Session = { cookies: new Map([[cookieNames.patient, token]]) }
  return { ...filed!, accountId, token, sessionHash, session, registrationId: people[0]!.registrationId }
}

/** 編集 by the institution, to the end. */
export async function correctByInstitution(app: TestApp, caseId: string, change: FormFields): Promise<void> {
  const doctor = await app.signedInAs('doctor@aoba-clinic')
  const begun = await app.post(`/institution/notifications/${caseId}/edit`, {}, doctor)
  await app.post(begun.location, { ...wholeAnswers, ...change, corrects: caseId, go: 'confirm' }, doctor)
  const done = await app.post(`${begun.location}/file`, { reason: '架空の理由' }, doctor)
  if (done.status !== 303) throw new Error(`the correction was refused with ${done.status}`)
}
