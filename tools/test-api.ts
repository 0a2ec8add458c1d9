import { randomUUID } from 'node:crypto'
import { organisationOf } from '../db/seed/organisations.ts'
import type { Scope } from '../src/platform/http/api-limits.ts'
import type { TestApp } from './test-app.ts'
import type { TestDatabase } from './test-database.ts'

type Issue = { institution?: string; manager?: string; scopes?: Scope[]; name?: string }
export type IssuedKey = { id: string; key: string }

/** A key, given out on the centre's page. */
export async function issueKey(db: TestDatabase, app: TestApp, issue: Issue = {}): Promise<IssuedKey> {
  const { institution = 'aoba-clinic', manager = 'manager@aoba', name = '架空カルテ' } = issue
  const scopes: Scope[] = issue.scopes ?? ['notifications:write', 'notifications:read-own-status']
  const page = await app.post(
    '/centre/api-keys/new',
    { institutionId: organisationOf(institution).id, name, scopes },
    await app.signedInAs(manager),
  )
  const key = /hersys_([a-z2-7]{8})_[A-Za-z0-9_-]{43}/.exec(page.text)
  if (!key) throw new Error(`no key was issued (status ${page.status})`)
  const [row] = await db.sql<{ id: string }[]>`select id from api_keys where prefix = ${key[1]!}`
  return { id: row!.id, key: key[0] }
}

/** The answers of `wholeAnswers` as a record system sends them. */
export const wholeJson = {
  reportedOn: '2022-07-20',
  doctor: { family: '架空', given: '医師太郎' },
  institutionName: '架空あおば内科クリニック',
  institutionAddress: '架空県あおば市見本町21-1',
  institutionPhone: '0481-100-021',
  category: 'confirmed',
  name: { family: '架空', given: '花子', familyKana: 'かくう', givenKana: 'ﾊﾅｺ' },
  sex: 'female',
  birthOn: '平成2年9月9日',
  postalCode: '000-2001',
  prefecture: '架空県',
  municipality: 'みなと市',
  street: '見本町1-2-3',
  phone: '090-9000-0001',
  residenceSame: true,
  residencePhoneSame: true,
  diagnosedOn: '2022-07-20',
  sampledOn: '2022-07-19',
  onsetOn: '2022-07-18',
  vaccineDoses: 'd2',
  vaccinatedOn: '2022-02-01',
  vaccine: 'pfizer',
  riskPresence: 'no',
  severity: 'mild',
  admissionNeeded: 'no',
  admitted: 'no',
}

export type Sending = { key?: string; idempotency?: string | null; type?: string; headers?: Record<string, string> }

/** A POST as a record system makes it; a string goes as it is. */
export async function send(app: TestApp, path: string, body: unknown, sending: Sending = {}): Promise<Response> {
  const { key, idempotency = randomUUID(), type = 'application/json', headers = {} } = sending
  return fetch(app.url + path, {
    method: 'POST',
    headers: {
      'content-type': type,
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(idempotency === null ? {} : { 'idempotency-key': idempotency }),
      ...headers,
    },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  })
}

export const ask = (app: TestApp, path: string, key?: string) =>
  fetch(app.url + path, { headers: key ? { authorization: `Bearer ${key}` } : {} })

/** A report as JSON; the answers of `wholeJson` with these in their place. */
export const report = (app: TestApp, key: string | undefined, answers: Record<string, unknown> = {}, sending: Sending = {}) =>
  send(app, '/api/v1/notifications', { answers: { ...wholeJson, ...answers } }, { ...(key ? { key } : {}), ...sending })
