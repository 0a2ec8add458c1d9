import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, stranger, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { openOutageBoard } from './board.server.ts'
import { usualTexts } from './outage.ts'

let db: TestDatabase
let app: TestApp
let operator: Session
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  operator = await app.signedInAs('operator@operator')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const ja = '架空の障害です。<b>119</b>番'
const en = 'An invented outage'
const fields = (more: Record<string, string> = {}) => ({ state: 'on', 'text-ja': ja, 'text-en': en, ...more })
const inLanguage = (lang: string): Session => ({ cookies: new Map([['lang', lang]]) })

test('the form begins with a usual text in every language, switched off', async () => {
  const page = await app.get('/operator/outage', operator)
  for (const text of Object.values(usualTexts())) expect(page.text).toContain(text)
  expect(page.text).toContain('表示していません')
})

test('switched on it stands on top of every patient page and of the staff sign-in, in the language of the page', async () => {
  expect(await app.post('/operator/outage', fields({ 'text-ko': '가공의 장애' }), operator)).toMatchObject({ status: 303 })
  for (const path of ['/', '/sign-in', '/centres', '/no-such-page', '/staff/sign-in'])
    expect((await app.get(path)).text, path).toContain('架空の障害です。&lt;b>119')
  expect((await app.get('/', inLanguage('en'))).text).toContain(`<p>${en}</p>`)
  expect((await app.get('/', inLanguage('ko'))).text).toContain('<p>가공의 장애</p>')
  expect((await app.get('/', inLanguage('pt'))).text).toContain(`<p lang="en">${en}</p>`)
  expect((await app.get('/', inLanguage('ja-easy'))).text).toContain('架空の障害です')
  expect((await app.get('/staff/sign-in', inLanguage('en'))).text).toContain('架空の障害です')
  expect((await app.get('/operator', operator)).text).not.toContain('架空の障害です')
})

test('another process sees it when it looks, and keeps it when the database is gone', async () => {
  const board = openOutageBoard(db.web)
  expect(board.current()).toBeNull()
  await board.refresh()
  expect(board.current()).toMatchObject({ ja, en })
  board.close()
  const gone = openOutageBoard((() => Promise.reject(new Error('gone'))) as never)
  gone.show(usualTexts())
  await gone.refresh()
  expect(gone.current()).toEqual(usualTexts())
  gone.close()
})

test('without Japanese or English, or too long, it comes back with every fault and all that was typed', async () => {
  const page = await app.post('/operator/outage', fields({ 'text-en': '', 'text-es': 'x'.repeat(501) }), operator)
  expect(page.status).toBe(422)
  expect(page.text).toContain('English：入力してください')
  expect(page.text).toContain('Español：500文字以内で入力してください')
  expect(page.text).toContain('架空の障害です')
  expect(page.text).toContain('x'.repeat(501))
  expect((await app.post('/operator/outage', fields({ 'text-es': 'x'.repeat(500) }), operator)).status).toBe(303)
})

test('switched off it is gone, its text stays for the next time, and every change is kept', async () => {
  expect((await app.post('/operator/outage', fields({ state: 'off' }), operator)).status).toBe(303)
  expect((await app.get('/')).text).not.toContain('架空の障害です')
  expect((await app.get('/operator/outage', operator)).text).toContain('架空の障害です')
  expect(await db.sql`select is_on from outage_notices order by id`).toEqual([{ isOn: true }, { isOn: true }, { isOn: false }])
})

test('nobody but an operator says anything, whatever the code above allows', async () => {
  expect((await app.post('/operator/outage', fields(), stranger())).status).not.toBe(303)
  const [account] = await db.sql`select id from staff_accounts where login_id = 'operator@operator'`
  await expect(db.web`insert into outage_notices (id, at, is_on, texts, by) values (
    '0190a000-0000-7000-8000-000000000000', ${testNow}, true, ${db.sql.json(usualTexts() as never)}, ${account!.id})`).rejects.toThrow(
    'row-level security',
  )
})
