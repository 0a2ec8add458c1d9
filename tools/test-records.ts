import type { FormFields, Session, TestApp } from './test-app.ts'
import type { TestDatabase } from './test-database.ts'
import { reportOver, wholeAnswers } from './test-notification.ts'

type Portal = 'institution' | 'centre'
export type TestCase = { caseId: string; hersysId: string; name: string }

const ten = '一二三四五六七八九十'
let serial = 0

/** Answers of somebody unlike everybody before: nobody is asked whether it is the same person. みなと市, so the centre minato owns the case. */
export function someone(more: FormFields = {}): FormFields {
  const n = ++serial
  return {
    ...wholeAnswers,
    'name.family': `架空${ten[n % 10]}${ten[Math.floor(n / 10) % 10]}`,
    'name.given': `人${n}`,
    'name.familyKana': 'カクウ',
    'name.givenKana': 'アイウエオカキクケコ'.slice(n % 10) + 'サシスセソ'.slice(Math.floor(n / 10) % 5),
    phone: `0909000${String(1000 + n)}`,
    'birthOn.era': 'western',
    'birthOn.year': String(1940 + ((n * 7) % 60)),
    'birthOn.month': String(1 + (n % 12)),
    'birthOn.date': String(1 + ((n * 5) % 28)),
    street: `見本町${n}-${n + 3}-${n * 2}`,
    ...more,
  }
}

/** A case whose 発生届 this session files. */
export async function filedCase(app: TestApp, db: TestDatabase, session: Session, more: FormFields = {}): Promise<TestCase> {
  const answers = someone(more)
  const draft = await reportOver(app, session, answers)
  const [row] = await db.sql<{ id: string; hersysId: string }[]>`
    select c.id, c.hersys_id from notification_drafts d join cases c on c.id = d.case_id where d.id = ${draft.split('/').at(-1)!}`
  return { caseId: row!.id, hersysId: row!.hersysId, name: `${answers['name.family']} ${answers['name.given']}` }
}

/** Somebody registered before the 発生届 (D31, D32), found by the name alone. */
export async function registeredCase(app: TestApp, session: Session, more: FormFields = {}): Promise<{ caseId: string; name: string }> {
  const [family, given] = ['架空先', `人${++serial}`]
  const caseId = /name="caseId" value="([0-9a-f-]{36})"/.exec((await app.get('/institution/early', session)).text)![1]!
  const answer = await app.post(
    '/institution/early',
    { 'name.family': family, 'name.given': given, ...more, caseId, go: 'register' },
    session,
  )
  if (answer.location !== `/institution/cases/${caseId}/registered`) throw new Error(`not registered: ${answer.status}`)
  return { caseId, name: `${family} ${given}` }
}

export const recordsAt = (portal: Portal, caseId: string, tab: string) => `/${portal}/cases/${caseId}/records/${tab}`

/** Adds an entry to a tab over HTTP. Returns its id. */
export async function addRecord(app: TestApp, db: TestDatabase, session: Session, at: string, fields: FormFields): Promise<string> {
  const answer = await app.post(`${at}/new`, fields, session)
  if (answer.status !== 303) throw new Error(`refused with ${answer.status} at ${at}`)
  const [, caseId, tab] = /cases\/([^/]+)\/records\/(\w+)$/.exec(at)!
  const [row] = await db.sql<{ entryId: string }[]>`
    select entry_id from case_records where case_id = ${caseId!} and tab = ${tab!} order by recorded_at desc, id desc limit 1`
  return row!.entryId
}
