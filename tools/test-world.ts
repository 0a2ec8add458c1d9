import { randomUUID } from 'node:crypto'
import { organisationOf } from '../db/seed/organisations.ts'
import { seedPlaces } from '../db/seed/places.server.ts'
import { uuidv7 } from '../src/lib/uuid.ts'
import { scopes } from '../src/platform/http/api-limits.ts'
import { issueKey } from './test-api.ts'
import { type Session, type TestApp, testNow } from './test-app.ts'
import { type CentreThings, centreThings } from './test-centre-world.ts'
import type { TestDatabase } from './test-database.ts'
import { newDraftPath, reportOver, wholeAnswers } from './test-notification.ts'
import { makeFamily } from './test-patients.ts'
import { storeReport } from './test-reports.ts'

/** One of everything that belongs to a case: filed by doctor@aoba-clinic, owned by the centre aoba, being handed over to yamate, claimed by a patient. */
export type TestWorld = {
  caseId: string
  itemId: string
  /** A bulk action over that item, done by a nurse of aoba. */
  bulkId: string
  draftId: string
  /** The draft that became the case. */
  filedDraftId: string
  /** An Excel file of aoba-clinic, judged and not accepted. */
  importId: string
  handOverId: string
  /** An attempt of 自動架電. */
  callId: string
  /** The case and a registration before its 発生届 that may be the same person's, and a merge of the two as persons. */
  pairId: string
  mergeId: string
  accountId: string
  /** Somebody of the prefecture, whose account an operator keeps. */
  officerId: string
  alertId: string
  /** In the 医師マスタ of aoba-clinic. */
  doctorId: string
  /** A message of aoba to the patient, begun. */
  sendingId: string
  /** Of the record system of aoba-clinic, and the key itself. */
  keyId: string
  apiKey: string
  /** A test on the tab 検査, and the naming of aoba-hospital from tomorrow. */
  recordId: string
  treatmentId: string
  registrationId: string
  reportId: string
  faxId: CentreThings['faxId']
  placeId: CentreThings['placeId']
  patientId: string
  otherPatientId: string
  /** What must never be shown to anybody else. */
  secrets: string[]
}

/** Fills an empty database through the application's own doors where there are any. */
export async function testWorld(db: TestDatabase, app: TestApp): Promise<TestWorld> {
  const { sql } = db
  await seedPlaces(sql, testNow)
  const doctor = await app.signedInAs('doctor@aoba-clinic')
  const answers = { ...wholeAnswers, municipality: 'あおば市', postalCode: '000-1001', 'name.family': '架空秘', 'name.given': '秘子' }
  const filedDraft = await reportOver(app, doctor, answers)
  const [filed] = await sql<{ id: string; hersysId: string }[]>`select id, hersys_id from cases`
  const caseId = filed!.id
  const [item] = await sql<{ id: string }[]>`select id from attention_items where case_id = ${caseId} and kind = 'unconfirmed'`
  const reportId = await storeReport(sql, caseId, { now: testNow, level: 'urgent', reasons: ['spo2'] })
  await handOver(app, await app.signedInAs('nurse@aoba'), caseId)
  const [asked] = await sql<{ id: string }[]>`select id from hand_overs where case_id = ${caseId}`
  const mine = (await makeFamily(sql, { now: testNow })).accountId
  const other = (await makeFamily(sql, { now: testNow, centre: 'minato', names: [['架空', '別人']] })).accountId
  await sql`update registrations set case_id = ${caseId} where account_id = ${mine}`
  const [registration] = await sql<{ id: string }[]>`select id from registrations where account_id = ${mine}`
  const alertId = randomUUID()
  await sql`insert into system_alerts (id, at, kind) values (${alertId}, ${testNow}, 'claim-failures')`
  const callId = uuidv7(testNow)
  await sql`insert into calls (id, plan_day, case_id, centre_id, direction, plan_time, phone, state, planned_at, window_to, updated_at)
    values (${callId}, call_day(${callId}), ${caseId}, ${organisationOf('aoba').id}, 'out', '10:00', '09090000001', 'planned', ${testNow}, ${testNow}, ${testNow})`
  await sql`insert into call_plans (id, case_id, phone, language, times, set_at, next_at)
    values (${uuidv7(testNow)}, ${caseId}, '09090000001', 'ja', '{10:00}', ${testNow}, ${testNow})`
  const doctorId = randomUUID()
  await sql`insert into doctors (id, org_id, name, created_at) values (${doctorId}, ${organisationOf('aoba-clinic').id}, '架空 医師', ${testNow})`
  await app.post(`/institution/cases/${caseId}/records/tests/new`, { method: 'naat', result: 'pending', sampledOn: '2022-07-20' }, doctor)
  const [record] = await sql<{ id: string }[]>`select id from case_records where case_id = ${caseId}`
  await app.post(
    `/institution/cases/${caseId}/treatments/new`,
    { institution: organisationOf('aoba-hospital').id, fromOn: '2022-07-21' },
    doctor,
  )
  const [treatment] = await sql<{ id: string }[]>`select id from treatments where case_id = ${caseId}`
  const { id: keyId, key: apiKey } = await issueKey(db, app, { scopes: [...scopes] })
  const draft = await newDraftPath(app, doctor)
  await app.post(draft, { ...answers, go: 'save' }, doctor)
  const [account] = await sql<{ id: string }[]>`select id from staff_accounts where login_id = 'clerk@aoba'`
  const [officer] = await sql<{ id: string }[]>`select id from staff_accounts where login_id = 'officer@prefecture'`
  return {
    caseId,
    itemId: item!.id,
    draftId: draft.split('/').at(-1)!,
    filedDraftId: filedDraft.split('/').at(-1)!,
    handOverId: asked!.id,
    callId,
    ...(await makePair(sql, caseId)),
    accountId: account!.id,
    officerId: officer!.id,
    alertId,
    importId: await makeImport(sql),
    bulkId: await makeBulk(sql, caseId, item!.id),
    doctorId,
    keyId,
    apiKey,
    sendingId: await makeSending(app, caseId),
    recordId: record!.id,
    treatmentId: treatment!.id,
    registrationId: registration!.id,
    reportId,
    ...(await centreThings(sql, caseId)),
    patientId: mine,
    otherPatientId: other,
    secrets: ['架空秘', '秘子', filed!.hersysId, '09090000001', '090-9000-0001'],
  }
}

async function handOver(app: TestApp, nurse: Session, caseId: string): Promise<void> {
  const asked = await app.post(
    `/centre/cases/${caseId}/hand-over`,
    { to: organisationOf('yamate').id, centre: organisationOf('yamate').id, reason: '転居' },
    nurse,
  )
  if (asked.status !== 303) throw new Error(`the hand-over was refused with ${asked.status}`)
}

/** One row, done. */
async function makeBulk(sql: TestDatabase['sql'], caseId: string, itemId: string): Promise<string> {
  const id = randomUUID()
  const orgId = organisationOf('aoba').id
  await sql`
    insert into bulk_jobs (id, org_id, kind, thing, state, created_at, created_by, started_at, finished_at)
    select ${id}, ${orgId}, 'items-take', 'item', 'done', ${testNow}, id, ${testNow}, ${testNow} from staff_accounts where login_id = 'nurse@aoba'`
  await sql`
    insert into bulk_rows (job_id, n, org_id, thing_id, case_id, state, done_at) values (${id}, 1, ${orgId}, ${itemId}, ${caseId}, 'done', ${testNow})`
  return id
}

/** One row, which names the patient. */
async function makeImport(sql: TestDatabase['sql']): Promise<string> {
  const id = randomUUID()
  const orgId = organisationOf('aoba-clinic').id
  await sql`
    insert into imports (id, org_id, uploaded_at, uploaded_by, file_name, kind, size, content_mark, state, form_version, columns, row_count)
    select ${id}, ${orgId}, ${testNow}, id, '架空秘.xlsx', 'xlsx', 1, 'mark', 'checked', 'covid-19.notification/2', '{name.family}', 1
      from staff_accounts where login_id = 'doctor@aoba-clinic'`
  await sql`
    insert into import_rows (import_id, row_number, org_id, state, cells, faults, notes) values
      (${id}, 2, ${orgId}, 'faulty', '["架空秘"]', '[{ "column": 0, "text": "入力してください" }]', '[]')`
  return id
}

/** Of the centre aoba alone. */
async function makePair(sql: TestDatabase['sql'], caseId: string): Promise<{ pairId: string; mergeId: string }> {
  const [otherId, pairId, mergeId] = ['00000000-0000-7000-8000-000000000001', randomUUID(), randomUUID()]
  const centre = organisationOf('aoba').id
  await sql`insert into persons (id, created_at) values (${otherId}, ${testNow})`
  await sql`insert into cases (id, hersys_id, person_id, disease, state, notified_centre_id, family_name, given_name, created_at, updated_at)
    values (${otherId}, '98765432', ${otherId}, 'covid-19', 'draft', ${centre}, '架空', '似人', ${testNow}, ${testNow})`
  await sql`insert into likeness_candidates (id, case_id, other_case_id, score, reasons, found_at, latest_at, likely)
    values (${pairId}, ${caseId}, ${otherId}, 8, '{name}', ${testNow}, ${testNow}, true)`
  await sql`insert into case_merges (id, kind, survivor_id, absorbed_id, org_id, reason, merged_at, merged_by, survivor_was, absorbed_was)
    select ${mergeId}, 'same-person', ${caseId}, ${otherId}, ${centre}, '架空の理由', ${testNow}, id, '{}', '{}' from staff_accounts where login_id = 'nurse@aoba'`
  return { pairId, mergeId }
}

async function makeSending(app: TestApp, caseId: string): Promise<string> {
  const nurse = await app.signedInAs('nurse@aoba')
  const { location } = await app.post(`/centre/cases/${caseId}/message`, {}, nurse)
  await app.post(location, { template: 'report', go: 'send' }, nurse)
  return location.split('/')[3]!
}
