import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { addRecord, filedCase, recordsAt, type TestCase } from '../../../tools/test-records.ts'
import { caseTabs, tabOf } from './tabs.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session
let nurse: Session
let somebody: TestCase

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
  doctor = await app.signedInAs('doctor@aoba-clinic')
  nurse = await app.signedInAs('nurse@minato')
  somebody = await filedCase(app, db, doctor)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const hospital = organisationOf('minato-hospital')
const day = (name: string, date: string): FormFields => ({ [name]: `2022-07-${date}` })
const whole = { ...day('fromOn', '19'), hospital: hospital.id }

/** Of each kind of record: what is typed, what is corrected, and the words of both on the page. */
const kinds = {
  identity: { typed: { contactName: '架空 母子' }, mended: { contactName: '架空 父子' }, before: '架空 母子', after: '架空 父子' },
  basics: { typed: { nationality: '架空国' }, mended: { nationality: '架空共和国' }, before: '架空国', after: '架空共和国' },
  tests: {
    typed: { method: 'naat', result: 'pending', ...day('sampledOn', '19') },
    mended: { method: 'naat', result: 'positive', ...day('sampledOn', '19'), ...day('resultOn', '20') },
    before: '検査結果待ち',
    after: '陽性',
  },
  places: {
    typed: { place: 'hotel', ...day('fromOn', '19') },
    mended: { place: 'care', ...day('fromOn', '19') },
    before: '宿泊療養施設',
    after: '高齢者施設・福祉施設等',
  },
  movements: {
    typed: { place: '架空食堂', ...day('fromOn', '18') },
    mended: { place: '架空劇場', ...day('fromOn', '18') },
    before: '架空食堂',
    after: '架空劇場',
  },
  observation: { typed: { contactTime: '架空の朝' }, mended: { contactTime: '架空の夜' }, before: '架空の朝', after: '架空の夜' },
  medical: {
    typed: { care: 'outpatient', ...day('fromOn', '19') },
    mended: { care: 'inpatient', ...whole },
    before: '外来',
    after: hospital.name,
  },
  course: {
    typed: { severity: 'mild', ...day('on', '19') },
    mended: { severity: 'moderateOne', ...day('on', '19') },
    before: '軽症',
    after: '中等症I(呼吸不全なし)',
  },
  measures: {
    typed: { status: 'home', ...day('measuredOn', '19') },
    mended: { status: 'hotel', ...day('measuredOn', '19') },
    before: '自宅療養中',
    after: '宿泊療養中',
  },
} as const
type Kind = keyof typeof kinds
const all = Object.keys(kinds) as Kind[]
const severals = all.filter((kind) => !['identity', 'basics', 'observation'].includes(kind))
/** 措置判定記録 is the centre's, the course in hospital that of who has beds; the rest the doctor writes here. */
const writer = (kind: Kind) =>
  kind === 'measures' || kind === 'course'
    ? { portal: 'centre' as const, session: nurse }
    : { portal: 'institution' as const, session: doctor }
const tabPage = (portal: string, kind: Kind, session: Session, caseId = somebody.caseId) =>
  app.get(`/${portal}/cases/${caseId}/tabs/${tabOf(kind)}`, session)
const rowsOf = (entryId: string) => db.sql`select * from case_records where entry_id = ${entryId} order by revision`

test('D33 every tab of the manual stands in its order on every tab, with the strip', async () => {
  for (const tab of Object.keys(caseTabs)) {
    const at =
      tab === 'notification' ? `/institution/notifications/${somebody.caseId}` : `/institution/cases/${somebody.caseId}/tabs/${tab}`
    const { status, text } = await app.get(at, doctor)
    expect([tab, status]).toEqual([tab, 200])
    const nav = /<nav class="case-tabs".*?<\/nav>/s.exec(text)![0]
    expect([...nav.matchAll(/<a [^>]*>([^<]*)<\/a>/g)].map(([, label]) => label)).toEqual([
      '発生届',
      'ID管理',
      '基礎情報',
      '検査',
      '居所',
      '行動歴',
      '健康観察',
      '医療',
      '記録',
    ])
    expect(/aria-current="page"[^>]*>([^<]*)</.exec(nav)![1]).toBe(caseTabs[tab as keyof typeof caseTabs].label)
    const strip = /<dl class="patient-strip">.*?<\/dl>/s.exec(text)![0]
    expect([...strip.matchAll(/<dt>([^<]*)<\/dt>/g)].map(([, label]) => label).slice(0, 8)).toEqual([
      'HER-SYS ID',
      '患者名',
      '性別',
      '年齢',
      '症状',
      '住所',
      '現在のステータス',
      'My HER-SYS健康調査',
    ])
    expect(strip).toContain(somebody.hersysId)
  }
})

test.each(all)('D33 %s: added, corrected as a revision; the old one stays readable with who and when', async (kind) => {
  const { portal, session } = writer(kind)
  const { typed, mended, before, after } = kinds[kind]
  const of = await filedCase(app, db, doctor)
  const at = recordsAt(portal, of.caseId, kind)
  const entryId = await addRecord(app, db, session, at, typed)
  expect((await tabPage(portal, kind, session, of.caseId)).text).toContain(before)
  const form = await app.get(`${at}/${entryId}`, session)
  expect(form.text).toContain('name="revision" value="1"')
  app.advance(60_000)
  expect((await app.post(`${at}/${entryId}`, { ...mended, revision: '1' }, session)).status).toBe(422)
  const answer = await app.post(`${at}/${entryId}`, { ...mended, revision: '1', reason: '架空の聞き間違い' }, session)
  expect(answer.location).toBe(`/${portal}/cases/${of.caseId}/tabs/${tabOf(kind)}?done=saved`)
  const { text } = await tabPage(portal, kind, session, of.caseId)
  for (const words of [
    before,
    after,
    '以前の版 1件',
    '第1版',
    '第2版',
    '理由：架空の聞き間違い',
    portal === 'centre' ? '架空みなと保健所' : '架空あおば内科クリニック',
  ])
    expect(text).toContain(words)
  expect(text.indexOf(after)).toBeLessThan(text.lastIndexOf(before))
  const [first, second, ...more] = await rowsOf(entryId)
  expect(more).toEqual([])
  expect(first).toMatchObject({ revision: 1, supersededAt: second!.recordedAt, reason: null })
  expect(second).toMatchObject({ revision: 2, supersededAt: null, recordedAt: app.clock().toISOString() })
})

test.each(severals)('%s: 取り消し wants a reason; the entry stays readable and counts no more', async (kind) => {
  const { portal, session } = writer(kind)
  const of = await filedCase(app, db, doctor)
  const at = recordsAt(portal, of.caseId, kind)
  const entryId = await addRecord(app, db, session, at, kinds[kind].typed)
  expect((await app.post(`${at}/${entryId}/strike`, { revision: '1', reason: ' ' }, session)).status).toBe(422)
  const answer = await app.post(`${at}/${entryId}/strike`, { revision: '1', reason: '架空の別の方の記録' }, session)
  expect(answer.status).toBe(303)
  const { text } = await tabPage(portal, kind, session, of.caseId)
  for (const words of ['取り消し済', '架空の別の方の記録', kinds[kind].before]) expect(text).toContain(words)
  expect((await app.get(`${at}/${entryId}`, session)).status).toBe(404)
  const [row] = await db.sql`select whereabouts, current_status, severity_now from cases where id = ${of.caseId}`
  expect(row).toEqual({ whereabouts: null, currentStatus: null, severityNow: null })
})

/** A day that is none, in each form that asks for one; ID管理 and 健康観察 ask for nothing that can be wrong. */
const days = {
  basics: 'enteredOn',
  tests: 'sampledOn',
  places: 'fromOn',
  movements: 'fromOn',
  medical: 'fromOn',
  course: 'on',
  measures: 'measuredOn',
} as const

test.each(Object.entries(days) as [Kind, string][])('%s: what is wrong comes back with all that was typed', async (kind, asked) => {
  const { portal, session } = writer(kind)
  const refused = await app.post(
    `${recordsAt(portal, somebody.caseId, kind)}/new`,
    { [`${asked}.year`]: '2022', [`${asked}.month`]: '13', [`${asked}.date`]: '45', note: '架空の長い話' },
    session,
  )
  expect(refused.status).toBe(422)
  for (const words of ['error-summary', '架空の長い話', 'value="45"']) expect(refused.text).toContain(words)
})

test('措置判定記録 is the centre’s: an institution reads it and finds no way to write it', async () => {
  const at = recordsAt('institution', somebody.caseId, 'measures')
  expect((await tabPage('institution', 'measures', doctor)).text).not.toContain(`${at}/new`)
  expect((await app.get(`${at}/new`, doctor)).status).toBe(403)
  expect((await app.post(`${at}/new`, kinds.measures.typed, doctor)).status).toBe(403)
})

test('D13 the course in hospital: an institution with beds writes it, an 外来 one reads it and finds no way to write', async () => {
  const at = recordsAt('institution', somebody.caseId, 'course')
  expect((await tabPage('institution', 'course', doctor)).text).not.toContain(`${at}/new`)
  expect((await app.get(`${at}/new`, doctor)).status).toBe(403)
  expect((await app.post(`${at}/new`, kinds.course.typed, doctor)).status).toBe(403)
  const hospitalDoctor = await app.signedInAs('doctor@minato-hospital')
  const named = { institution: hospital.id, fromOn: '2022-07-20' }
  await app.post(`/institution/cases/${somebody.caseId}/treatments/new`, named, doctor)
  const entryId = await addRecord(app, db, hospitalDoctor, at, kinds.course.typed)
  expect((await tabPage('institution', 'course', hospitalDoctor)).text).toContain(`${at}/${entryId}`)
  const seen = (await tabPage('institution', 'course', doctor)).text
  expect([seen.includes('軽症'), seen.includes(`${at}/${entryId}`)]).toEqual([true, false])
})

test('a record of another case, of another tab, or of nobody is not there', async () => {
  const other = await filedCase(app, db, doctor)
  const entryId = await addRecord(app, db, doctor, recordsAt('institution', other.caseId, 'tests'), kinds.tests.typed)
  for (const at of [
    recordsAt('institution', somebody.caseId, 'tests'),
    recordsAt('institution', other.caseId, 'places'),
    recordsAt('institution', other.caseId, 'nothing'),
  ])
    expect((await app.post(`${at}/${entryId}`, { ...kinds.tests.mended, revision: '1', reason: '－' }, doctor)).status).toBe(404)
  expect(await rowsOf(entryId)).toHaveLength(1)
})
