import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { faultsOfResource } from '../../../tools/fhir-r4.ts'
import { ask, issueKey, report, send, wholeJson } from '../../../tools/test-api.ts'
import { type FormFields, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { newDraftPath, reportOver, wholeAnswers } from '../../../tools/test-notification.ts'
import { sweepFilings } from './filings.server.ts'
import { keptDays } from './kept-days.ts'

let db: TestDatabase
let app: TestApp
let key: string
let other: string

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
  key = (await issueKey(db, app, { scopes: ['notifications:write', 'notifications:read-own'] })).key
  other = (await issueKey(db, app, { institution: 'minato-clinic', manager: 'manager@minato' })).key
})
beforeEach(async () => {
  await db.sql`update api_keys set window_started_at = null, window_count = 0`
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const count = async () => (await db.sql<{ n: number }[]>`select count(*)::int as n from cases`)[0]!.n
type Wrong = { question: string; code: string; reason: string; label: string; linkId: string; pointer: string; part?: string }

// One wrong answer after the other, typed into the form and sent as JSON.
const wrongAnswers: [string, FormFields, Record<string, unknown>][] = [
  ['a name without a family name', { 'name.family': '', 'name.given': '花子' }, { name: { given: '花子' } }],
  ['kana that are none', { 'name.familyKana': '架空' }, { name: { ...wholeJson.name, familyKana: '架空' } }],
  ['a day that is none', { 'birthOn.year': '2', 'birthOn.month': '2', 'birthOn.date': '30' }, { birthOn: '平成2年2月30日' }],
  ['a day to come', { 'reportedOn.date': '21' }, { reportedOn: '2022-07-21' }],
  ['no sex', { sex: undefined }, { sex: null }],
  ['a sex that is none', { sex: 'x' }, { sex: 'x' }],
  ['a postal code that is none', { postalCode: '123' }, { postalCode: '123' }],
  ['a text too long', { supplement: 'あ'.repeat(2001) }, { supplement: 'あ'.repeat(2001) }],
  ['no doctor', { 'doctor.family': '', 'doctor.given': '' }, { doctor: null }],
  ['a centre nobody knows', { responsibleCentre: 'x' }, { responsibleCentre: 'x' }],
]

test('all faults at once: the questions, the labels and the words of the form', async () => {
  // The first two are about the same question.
  const all = wrongAnswers.slice(1)
  const form: FormFields = Object.assign({}, wholeAnswers, ...all.map(([, typed]) => typed))
  const json: Record<string, unknown> = Object.assign({}, ...all.map(([, , sent]) => sent))
  const doctor = await app.signedInAs('doctor@aoba-clinic')
  const page = await app.post(await newDraftPath(app, doctor), { ...form, go: 'confirm' }, doctor)
  expect(page.status).toBe(422)
  const summary = /id="error-summary".*?<\/ul>/s.exec(page.text)![0]
  const onScreen = [...summary.matchAll(/<a href="#[^"]*">([^<]*)<\/a>/g)].map(([, text]) => text)

  const before = await count()
  const answer = await report(app, key, json)
  const { errors, detail } = (await answer.json()) as { errors: Wrong[]; detail: string }
  expect([answer.status, detail]).toEqual([422, 'errors のすべてを直して、もう一度送ってください。届出は受け付けていません。'])
  expect(errors.map(({ label, reason }) => `${label}: ${reason}`)).toEqual(onScreen)
  expect(errors.length).toBe(8)
  expect(await count()).toBe(before)
})

test.each(wrongAnswers)('%s: one error, by question, number of the paper and place in the body', async (_what, _typed, sent) => {
  const { errors } = (await (await report(app, key, sent)).json()) as { errors: Wrong[] }
  const question = Object.keys(sent)[0]!
  expect(errors.map((error) => [error.question, error.pointer.startsWith(`#/answers/${question}`), /^i[01]_/.test(error.linkId)])).toEqual([
    [question, true, true],
  ])
})

test('what is no JSON of the form is named beside the faults, and nothing is called missing that was only misshapen', async () => {
  const answer = await report(app, key, { name: '架空 花子', nobody: 1, sex: null })
  const { errors } = (await answer.json()) as { errors: Wrong[] }
  expect(errors.map(({ pointer, code }) => [pointer, code])).toEqual([
    ['#/answers/name', 'wrong-type'],
    ['#/answers/nobody', 'unknown-question'],
    ['#/answers/sex', 'required-choice'],
  ])
})

test('doubtful answers are taken, and said beside the HER-SYS ID in the order of the form', async () => {
  const { street: _street, ...rest } = wholeJson
  const answers = { ...rest, phone: '048-110-0021', guardian: { family: '架空' }, onsetOn: '2022-07-21', severity: 'asymptomatic' }
  const answer = await send(app, '/api/v1/notifications', { answers }, { key })
  const { hersysId, warnings } = (await answer.json()) as { hersysId: string; warnings: Wrong[] }
  expect([answer.status, /^\d{8}$/.test(hersysId)]).toEqual([201, true])
  expect(warnings.map(({ question, code }) => `${question} ${code}`).filter((line) => !line.includes('alike'))).toEqual([
    'street missing',
    'phone no-sms',
    'residenceStreet missing',
    'guardian not-asked',
    'sampledOn date-order',
    'onsetOn date-order',
    'severity odd',
  ])
  expect(warnings.every(({ reason, label }) => reason !== '' && label !== '')).toBe(true)
})
test('the form of the report day is asked, and named when another is sent', async () => {
  const old = await report(app, key, { reportedOn: '2022-06-29', diagnosedOn: '2022-06-29', sampledOn: null, onsetOn: '2022-06-28' })
  const { errors } = (await old.json()) as { errors: Wrong[] }
  expect(errors.map(({ code, pointer }) => [code, pointer])).toContainEqual(['unknown-question', '#/answers/vaccineDoses'])
  const wrongForm = await send(app, '/api/v1/notifications', { form: 'covid-19.notification/3', answers: wholeJson }, { key })
  expect(((await wrongForm.json()) as { errors: Wrong[] }).errors.map(({ code }) => code)).toEqual(['wrong-form'])
  const right = await send(app, '/api/v1/notifications', { form: 'covid-19.notification/2', answers: wholeJson }, { key })
  expect(right.status).toBe(201)
})

test('the same key and body: the same answer again and one case; keys of JSON in another order are the same body', async () => {
  const idempotency = randomUUID()
  const before = await count()
  const first = await report(app, key, {}, { idempotency })
  const again = await report(app, key, {}, { idempotency })
  const turned = Object.fromEntries(Object.entries(wholeJson).reverse())
  const reordered = await send(app, '/api/v1/notifications', { answers: turned }, { key, idempotency: `"${idempotency.toUpperCase()}"` })
  const texts = [await first.text(), await again.text(), await reordered.text()]
  expect([first.status, again.status, reordered.status]).toEqual([201, 201, 201])
  expect(new Set(texts).size).toBe(1)
  expect(again.headers.get('location')).toBe(first.headers.get('location'))
  expect(await count()).toBe(before + 1)
})

test('the same key with another body is refused, and files nothing', async () => {
  const idempotency = randomUUID()
  await report(app, key, {}, { idempotency })
  const before = await count()
  const second = await report(app, key, { sex: 'male' }, { idempotency })
  expect([second.status, ((await second.json()) as { type: string }).type]).toEqual([422, 'http://her-sys.example/api/docs#other-body'])
  expect(await count()).toBe(before)
})

test('a refused report leaves its key free for the mended one; the same key of another institution is another key', async () => {
  const idempotency = randomUUID()
  expect((await report(app, key, { sex: null }, { idempotency })).status).toBe(422)
  const [mine, theirs] = [await report(app, key, {}, { idempotency }), await report(app, other, {}, { idempotency })]
  expect([mine.status, theirs.status]).toEqual([201, 201])
  expect(await mine.text()).not.toBe(await theirs.text())
})

test('eight times at once: one case, one answer', async () => {
  const idempotency = randomUUID()
  const before = await count()
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => report(app, key, { name: { family: '架空', given: '同時' } }, { idempotency })),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
  expect(await count()).toBe(before + 1)
})

test('an answer is kept for thirty days', async () => {
  const idempotency = randomUUID()
  await report(app, key, {}, { idempotency })
  const isKept = async (ms: number) => {
    await sweepFilings(db.worker, new Date(testNow.getTime() + ms))
    return (await db.sql`select 1 from api_filings where idempotency_key = ${idempotency}`).length === 1
  }
  expect([await isKept(keptDays * 86_400_000), await isKept(keptDays * 86_400_000 + 1)]).toEqual([true, false])
})

const ids = /[0-9a-f]{8}-[0-9a-f-]{27}|"\d{8}"/g
const person = { family: '架空', given: '類似', familyKana: 'カクウ', givenKana: 'ルイジ' }

test('the answer is the same, byte for byte but for the IDs, whether or not another institution has reported the person', async () => {
  const sent = { name: person, phone: '09090007777', birthOn: '1970-01-01' }
  const alone = await (
    await report(app, key, { ...sent, name: { ...person, given: '無二', givenKana: 'ムニ' }, phone: '09090008888' })
  ).text()
  await reportOver(app, await app.signedInAs('doctor@yamate-clinic'), {
    ...wholeAnswers,
    ...{ 'name.given': '類似', 'name.givenKana': 'ルイジ', phone: '09090007777' },
    ...{ 'birthOn.era': 'western', 'birthOn.year': '1970', 'birthOn.month': '1', 'birthOn.date': '1' },
  })
  const answer = await report(app, key, sent)
  const text = await answer.text()
  expect(text.replace(ids, 'ID')).toBe(alone.replace(ids, 'ID'))
  // Among one's own it is said.
  const own = (await (await report(app, key, sent)).json()) as { warnings: Wrong[] }
  expect(own.warnings.map(({ code }) => code)).toContain('alike')
})

test('FHIR: a report is filed, given back and filed again, the same answers each time', async () => {
  const first = (await (await report(app, key, { supplement: '一行目\n二行目' })).json()) as { id: string; hersysId: string }
  const back = await ask(app, `/api/v1/fhir/QuestionnaireResponse/${first.id}`, key)
  expect([back.status, back.headers.get('content-type')]).toEqual([200, 'application/fhir+json; charset=utf-8'])
  const document = (await back.json()) as { resourceType: string; identifier: { value: string } }
  expect(faultsOfResource(document)).toEqual([])
  expect(document.identifier.value).toBe(first.hersysId)
  const filed = await send(app, '/api/v1/fhir/QuestionnaireResponse', document, { key, type: 'application/fhir+json' })
  const outcome = (await filed.json()) as { resourceType: string; issue: { details: { coding: { code: string }[] } }[] }
  expect([filed.status, outcome.resourceType]).toEqual([201, 'OperationOutcome'])
  expect(faultsOfResource(outcome)).toEqual([])
  const id = filed.headers.get('location')!.split('/').at(-1)!
  const rows = await db.sql<{ answers: unknown }[]>`select answers from notifications where case_id in (${first.id}, ${id})`
  expect(rows[0]!.answers).toEqual(rows[1]!.answers)
  const [second] = await db.sql<{ hersysId: string }[]>`select hersys_id from cases where id = ${id}`
  expect(outcome.issue[0]!.details.coding[0]!.code).toBe(second!.hersysId)
})

test('FHIR: faults are the form’s, told as an OperationOutcome with the number of the paper', async () => {
  const body = {
    resourceType: 'QuestionnaireResponse',
    status: 'completed',
    questionnaire: 'http://her-sys.example/api/v1/fhir/Questionnaire/covid-19.notification|2',
  }
  const answer = await send(app, '/api/v1/fhir/QuestionnaireResponse', body, { key, type: 'application/fhir+json' })
  const outcome = (await answer.json()) as {
    resourceType: string
    issue: { severity: string; code: string; details: { text: string }; diagnostics: string }[]
  }
  expect([answer.status, faultsOfResource(outcome)]).toEqual([422, []])
  expect(outcome.issue.map(({ code, diagnostics, details }) => [code, diagnostics, details.text])).toContainEqual([
    'required',
    'linkId i1_2',
    '2 当該者氏名(フリガナ): 入力してください',
  ])
})
