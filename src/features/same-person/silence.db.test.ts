import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Answer, type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { newDraftPath, reportOver, wholeAnswers } from '../../../tools/test-notification.ts'
import { catchUp } from './catch-up.server.ts'

/** Two installations with the same history, but that in one of them another institution has reported the very same person. */
const worlds: { db: TestDatabase; app: TestApp }[] = []

beforeAll(async () => {
  for (const isKnown of [false, true]) {
    const db = await testDatabase()
    await seedPlaces(db.sql, testNow)
    const app = await testApp(db)
    worlds.push({ db, app })
    const elsewhere = await app.signedInAs('doctor@minato-clinic')
    await reportOver(app, elsewhere, isKnown ? wholeAnswers : { ...wholeAnswers, ...somebodyElse })
    await catchUp(db.worker, testNow)
  }
}, 60_000)
afterAll(async () => {
  for (const { app, db } of worlds) {
    await app.close()
    await db.drop()
  }
})

const somebodyElse: FormFields = {
  'name.family': '仮名',
  'name.given': '次郎',
  'name.familyKana': 'カメイ',
  'name.givenKana': 'ジロウ',
  'birthOn.month': '1',
  phone: '09090007777',
  postalCode: '',
  municipality: 'あおば市',
}

/** Everything an institution is answered while it types, files, corrects, searches, copies and takes back. */
async function everyAnswer({ db, app }: (typeof worlds)[number]): Promise<string[]> {
  const doctor: Session = await app.signedInAs('doctor@aoba-clinic')
  const seen: Answer[] = []
  const keep = async (answer: Promise<Answer>) => {
    const got = await answer
    seen.push(got)
    return got
  }
  const path = await newDraftPath(app, doctor)
  await keep(app.post(path, { ...wholeAnswers, go: 'save' }, doctor))
  const confirmed = await keep(app.post(path, { ...wholeAnswers, go: 'confirm' }, doctor))
  await keep(app.get(confirmed.location, doctor))
  for (const page of ['same-person', 'gaps', 'dates', 'period']) await keep(app.get(`${path}/${page}`, doctor))
  await keep(app.post(`${path}/same-person`, {}, doctor))
  await keep(app.post(`${path}/file`, {}, doctor))
  await catchUp(db.worker, testNow)
  for (const page of ['done', 'registered']) await keep(app.get(`${path}/${page}`, doctor))
  const [row] = await db.sql<{ id: string }[]>`select case_id as id from notification_drafts where id = ${path.split('/').at(-1)!}`
  const at = `/institution/notifications/${row!.id}`
  await keep(app.get(at, doctor))
  await keep(app.get('/institution/notifications', doctor))
  for (const form of [{ name: '架空' }, { kana: 'カクウ' }, { phone: '09090000001' }, { birthOn: '1990-09-09' }])
    await keep(app.post('/institution/notifications/search', form, doctor))
  const begun = await keep(app.post(`${at}/edit`, {}, doctor))
  await keep(app.post(begun.location, { ...wholeAnswers, phone: '09090000002', corrects: row!.id, go: 'confirm' }, doctor))
  await keep(app.post(`${begun.location}/file`, { reason: '架空の理由' }, doctor))
  await catchUp(db.worker, testNow)
  for (const kind of ['add', 'copy']) {
    const copied = await keep(app.post(`${at}/${kind}`, {}, doctor))
    await keep(app.get(copied.location, doctor))
  }
  await keep(app.post(`${at}/withdraw`, { reason: '架空の重複' }, doctor))
  await keep(app.get(at, doctor))
  return seen.map(({ status, location, text }) => [status, location, text].join('\n')).map(withoutIds)
}

/** What is drawn anew each time: ids, tokens, HER-SYS IDs. Nothing else may differ. */
const withoutIds = (text: string) =>
  text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/name="_csrf" value="[^"]*"/g, '<csrf>')
    .replaceAll(/\b\d{8}\b/g, '<number>')

test('an institution is answered byte for byte the same whether or not another one has reported the person', async () => {
  const [without, withOne] = [await everyAnswer(worlds[0]!), await everyAnswer(worlds[1]!)]
  expect(without.length).toBeGreaterThan(20)
  for (const [n, answer] of without.entries()) expect(withOne[n], `answer ${n}`).toBe(answer)
  // And yet the pair has not vanished: it waits for the centres.
  const found = async (n: number) => (await worlds[n]!.db.sql`select from likeness_candidates where likely`).length
  expect([await found(0), await found(1)]).toEqual([0, 1])
})
