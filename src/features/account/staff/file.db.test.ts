import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../../tools/test-database.ts'

let db: TestDatabase
let app: TestApp
const manager = () => app.signedInAs('manager@aoba')
const at = '/centre/accounts/file'
const accounts = async () => (await db.sql<{ n: number }[]>`select count(*)::int as n from staff_accounts`)[0]!.n

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const list = '所属,氏名,役割,ログインID\n架空あおば内科クリニック,架空 新人,医師,kakuu-01\n架空あおば保健所,架空 新二,保健師,\n'

test('D2 every fault of a list at once with its line, nothing issued, and the list still there', async () => {
  const before = await accounts()
  const text = '架空みなと診療所,架空 花子,医師,\n架空あおば内科クリニック,,院長,\n架空あおば内科クリニック,架空 太郎,医師,nurse@minato'
  const { status, text: page } = await app.post(at, { text, go: 'issue' }, await manager())
  expect(status).toBe(422)
  for (const fault of [
    '4か所を直してください。まだ1件も発行していません。',
    '1行目：所属「架空みなと診療所」は、アカウントを管理する組織にありません',
    '2行目：氏名を入力してください',
    '2行目：役割「院長」はありません',
    '3行目：このログインIDは、すでに使われています',
  ])
    expect(page).toContain(fault)
  expect(page).toContain('架空あおば内科クリニック,架空 太郎,医師,nurse@minato</textarea>')
  expect(await accounts()).toBe(before)
})

test('a file in Shift_JIS or UTF-8 fills the field and is looked through; no text, or too much of it, is refused in words', async () => {
  const session = await manager()
  const { csrf } = await app.get(at, session)
  const send = async (bytes: Uint8Array) => {
    const body = new FormData()
    body.set('_csrf', csrf)
    body.set('file', new Blob([bytes as Uint8Array<ArrayBuffer>]), '架空.csv')
    const answer = await fetch(app.url + at, { method: 'POST', body, headers: { cookie: app.cookieHeader(session) }, redirect: 'manual' })
    return { status: answer.status, text: await answer.text() }
  }
  const utf8 = await send(new TextEncoder().encode(`\ufeff${list}`))
  expect([utf8.status, utf8.text.includes('2件を発行する'), utf8.text.includes('架空 新人,医師,kakuu-01')]).toEqual([200, true, true])
  const picture = await send(Uint8Array.from([0xff, 0xd8, 0xff, 0x00]))
  expect([picture.status, picture.text.includes('CSVのファイル')]).toEqual([422, true])
  const large = await send(new Uint8Array(1_000_001).fill(97))
  expect([large.status, large.text.includes('1MBまで')]).toEqual([422, true])
})

test('looked through, then issued: accounts in the manager’s house, letters as one PDF once, each password good for one sign-in', async () => {
  const session = await manager()
  const before = await accounts()
  const looked = await app.post(at, { text: list, go: 'check' }, session)
  expect([looked.status, looked.text.includes('2件を発行する'), await accounts()]).toEqual([200, true, before])
  const issued = await app.post(at, { text: list, go: 'issue' }, session)
  expect(issued.text).toContain('アカウントを2件発行しました')
  expect(await accounts()).toBe(before + 2)
  const pairs = [...issued.text.matchAll(/name="account" value="([^"]*)"/g)].map(([, pair]) => pair!)
  const rows = await db.sql<{ id: string; loginId: string; orgId: string; role: string; mustChangePassword: boolean }[]>`
    select id, login_id, org_id, role, must_change_password from staff_accounts where id = any(${pairs.map((pair) => pair.split(' ')[0]!)}::uuid[]) order by role`
  expect(rows.map(({ loginId, orgId, role, mustChangePassword }) => [loginId.slice(0, 2), orgId, role, mustChangePassword])).toEqual([
    ['ka', organisationOf('aoba-clinic').id, 'doctor', true],
    ['hc', organisationOf('aoba').id, 'nurse', true],
  ])
  const letters = await app.post(`${at}/letters`, { account: pairs }, session)
  expect(letters.headers.get('content-type')).toBe('application/pdf')
  expect(letters.text.match(/\/Type \/Page\b/g)).toHaveLength(2)
  const again = await app.post(`${at}/letters`, { account: pairs }, session)
  expect([again.status, again.text.includes('もう作れません')]).toEqual([422, true])
  expect((await app.post(at, { text: list, go: 'check' }, session)).text).toContain('2行目：このログインIDは、すでに使われています')
})

test('a wrong password takes its letter with it and the others are made; of another house nothing is made', async () => {
  const session = await manager()
  const issued = await app.post(at, { text: list.replace('kakuu-01', ''), go: 'issue' }, session)
  const [one, two] = [...issued.text.matchAll(/name="account" value="([^"]*)"/g)].map(([, pair]) => pair!) as [string, string]
  const minato = await app.signedInAs('manager@minato')
  expect((await app.post(`${at}/letters`, { account: [one, two] }, minato)).status).toBe(404)
  const letters = await app.post(`${at}/letters`, { account: [`${one.split(' ')[0]} Zzzz-2222-zzzz`, two] }, session)
  // One letter, and the sheet that names whose is missing: as many sheets as two letters would be, so the audit is asked as well.
  expect(letters.text.match(/\/Type \/Page\b/g)).toHaveLength(2)
  const audits =
    await db.sql`select detail ->> 'letters' as letters from audits where action = 'staff.letters' and outcome = 'ok' and detail ->> 'missing' = '1'`
  expect(audits).toEqual([{ letters: '1' }])
  expect((await app.post(`${at}/letters`, { account: [`${two.split(' ')[0]} Zzzz-2222-zzzz`] }, session)).status).toBe(422)
  expect((await app.post(`${at}/letters`, { account: one }, session)).status).toBe(422)
})

test('who keeps no accounts asks for no login ID; operators issue managers by file', async () => {
  expect((await app.get(at, await app.signedInAs('nurse@aoba'))).status).toBe(403)
  const operator = await app.signedInAs('operator@operator')
  const text = '架空みなと保健所\t架空 管理\t管理者\t\n架空みなと保健所\t架空 保健\t保健師\t'
  const page = (await app.post('/operator/accounts/file', { text, go: 'check' }, operator)).text
  expect(page).toContain('2行目：この所属で使える役割は、管理者です')
  expect(page).not.toContain('1行目：')
})
