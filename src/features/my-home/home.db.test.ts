import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { stranger } from '../../../tools/test-app.ts'
import { type TestReportApp, testReportApp } from '../../../tools/test-report-app.ts'

let world: TestReportApp
let app: TestReportApp['app']
beforeAll(async () => {
  world = await testReportApp()
  app = world.app
})
afterAll(() => world.close())

test('C19 C20 C21 対象者, 新規登録, 前回報告日と体温, 履歴, 入力 in their order; no button for what is not there', async () => {
  const { session, person } = await world.patient({
    names: [
      ['架空', '母'],
      ['架空', '次男'],
    ],
  })
  const { text } = await app.get('/home', session)
  const order = [
    '対象者',
    '架空 母',
    '架空 次男',
    '新規登録',
    '前回報告日',
    '前回報告体温',
    '履歴を確認する',
    '現在の健康状態を入力する',
    '*現在の体温などを入力する場合はこちら',
    '健康調査回答フォーム',
    '*健康状態を入力する前の回答にご協力ください',
    '*一度回答すると次回以降は表示されません',
  ]
  const places = order.map((word) => text.indexOf(word))
  expect(places.every((place) => place > 0)).toBe(true)
  expect(places).toEqual([...places].sort((a, b) => a - b))
  expect(text).toContain('href="/registrations/new"')
  expect(text).toContain(`href="/report/${person.registrationId}"`)
  expect(text).not.toMatch(/療養証明書|パスポート/)
  const aoba = organisationOf('aoba')
  expect(text).toContain(`href="tel:${aoba.phone}"`)
  expect(text).toContain(aoba.name)
})

test('C18 the drop-down list chooses whose page it is, and only among one’s own', async () => {
  const { session, family } = await world.patient({
    names: [
      ['架空', '母'],
      ['架空', '長女'],
    ],
  })
  const other = await world.patient()
  const daughter = family.people[1]!.registrationId
  const chosen = await app.get(`/home?person=${daughter}`, session)
  expect(chosen.location).toBe(`/home/${daughter}`)
  expect((await app.get(chosen.location, session)).text).toMatch(/class="person">架空 長女/)
  for (const path of ['/home', '/report', '/history']) {
    expect((await app.get(`${path}/${other.person.registrationId}`, session)).status).toBe(404)
    expect((await app.get(`${path}/nobody`, session)).status).toBe(404)
  }
})

test('two of the same name are told apart by their HER-SYS ID', async () => {
  const { session, family } = await world.patient({
    names: [
      ['架空', '母'],
      ['架空', '母'],
    ],
  })
  const { text } = await app.get('/home', session)
  for (const { hersysId } of family.people) expect(text).toContain(`架空 母 (HER-SYS ID ${hersysId})`)
})

test('E10 E11 the English buttons', async () => {
  const { session } = await world.patient({ language: 'en' })
  const { text } = await app.get('/home', session)
  expect(text).toContain('enter a status report')
  expect(text).toContain('confirm history')
  const { person } = await world.patient({ language: 'en' })
  expect(person.name).toContain('架空')
})

test('a stranger is sent to the door', async () => {
  for (const path of ['/home', '/report', '/history']) expect((await app.get(path, stranger())).location).toBe('/sign-in')
})

test('B11 B12 the home and the report in 中文(繁體): 「輸入狀況報告」, 「確認」, the family in the 下拉式選單, 「確認履歷」', async () => {
  const { session, url, family } = await world.patient({
    language: 'zh-Hant',
    names: [
      ['架空', '母'],
      ['架空', '長女'],
    ],
  })
  const home = await app.get('/home', session)
  for (const word of ['對象', '首次註冊', '上次報告日', '上次報告體溫', '確認履歷', '輸入狀況報告']) expect(home.text).toContain(word)
  for (const { registrationId, name } of family.people) {
    expect(home.text).toMatch(new RegExp(`<option value="${registrationId}"[^>]*>${name}</option>`))
  }
  const report = await app.get(url, session)
  expect(report.text).toContain('請輸入體溫與血氧飽和度 (SpO2)，選擇「有」、「無」症狀。')
  expect(report.text).toMatch(/<button class="primary">確認<\/button>/)
  const sent = await app.post(url, { temperature: '36.9' }, session)
  expect((await app.get(sent.location, session)).text).toContain('已記錄')
  const history = await app.get(`/history/${family.people[0]!.registrationId}`, session)
  expect(history.text).toContain('輸入內容有誤時，請聯繫所屬區域內的保健所。')
})

test('E10 E11 the same in English: ‘enter a status report’, ‘confirm’, the names in a list, ‘confirm history’', async () => {
  const { session, url, family } = await world.patient({
    language: 'en',
    names: [
      ['架空', '母'],
      ['架空', '長女'],
    ],
  })
  const home = await app.get('/home', session)
  expect(home.text).toMatch(/>enter a status report<\/a>/)
  expect(home.text).toMatch(/>confirm history<\/a>/)
  for (const { name } of family.people) expect(home.text).toMatch(new RegExp(`<option[^>]*>${name}</option>`))
  expect((await app.get(url, session)).text).toMatch(/<button class="primary">confirm<\/button>/)
  const history = await app.get(`/history/${family.people[0]!.registrationId}`, session)
  expect(history.text).toContain('public health center')
})
