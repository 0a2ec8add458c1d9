import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../db/seed/places.server.ts'
import { type PatientWorld, patientPages, patientWorld, visit } from '../../tools/patient-pages.ts'
import { type TestApp, testApp, testNow } from '../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../tools/test-database.ts'

// The labels of the guide in Chinese (zh-TW) and of the English one, on the pages of which they speak.

let db: TestDatabase
let app: TestApp
let world: PatientWorld
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db, { settings: { mail: { url: 'smtp://mail.example', from: 'noreply@mail.her-sys.example' } } })
  world = await patientWorld(db, app)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const wordsOn = async (name: string, lang: string) => {
  const page = patientPages.find((each) => each.name === name)!
  const { text } = await visit(app, world, page, lang)
  return text
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

test.each<[numbers: string, page: string, labels: string[]]>([
  ['B1 the leaflet', 'leaflet', ['使用指南（本人用【My HER-SYS】）', '1. 首次註冊', '2. 由智慧型手機等設備輸入健康觀察']],
  ['B2 SMS on request', 'top', ['※需要發送簡訊時，請聯繫保健所']],
  ['B3 the way in', 'top', ['首次註冊', '開始首次註冊']],
  ['B4 one mail address for the family', 'registration', ['可以只用一個電子信箱為家屬等作登錄', '請為每一位家屬各別作首次註冊登記']],
  ['B5 the address', 'sign-up', ['電子信箱', '發送確認代碼', '請使用有效的個人電子信箱。', '「@mail.her-sys.example」']],
  ['B6 the code', 'sign-up-code', ['6位數', '*顯示內容因您所使用的終端設備而異。']],
  ['B7 verifying it', 'sign-up-code', ['確認代碼']],
  [
    'B8 the password',
    'sign-up-password',
    ['8位數以上', '需包含下列形式達3種以上。', '小寫英文字母', '大寫英文字母', '數字', '符號', '設定'],
  ],
  ['B9 the attributes', 'registration', ['屬性資訊', '智慧型手機輸入ID', '記載於保健所等單位所發放的傳單', '確認輸入內容']],
  [
    'B10 hints of the form',
    'registration',
    [
      '輸入電話號碼時，請以半形輸入，不加連字號（-）。',
      '您所輸入的資訊，若與註冊於系統的資訊不相符，將可能無法註冊。無法註冊時，請聯繫保健所。',
    ],
  ],
  ['B11 the report', 'report', ['輸入狀況報告', '請輸入體溫與血氧飽和度 (SpO2)，選擇「有」、「無」症狀。', '確認']],
  ['B12 history', 'history', ['確認履歷', '輸入內容有誤時，請聯繫所屬區域內的保健所。']],
  [
    'B14 home',
    'home',
    [
      '新型冠狀病毒感染者等 資訊掌握、管理支援系統',
      '對象',
      '首次註冊',
      '上次報告日',
      '上次報告體溫',
      '確認履歷',
      '輸入狀況報告',
      '輸入護照號碼',
    ],
  ],
  ['B15 the languages', 'home', ['日本語', 'English', '中文(简体)', '中文(繁體)', '한국어', 'Español', 'Português']],
])('%s stands on the page "%s" as the guide in Chinese names it', async (_numbers, page, labels) => {
  const words = await wordsOn(page, 'zh-Hant')
  for (const label of labels) expect(words).toContain(label)
})

test.each<[numbers: string, page: string, labels: string[]]>([
  [
    'E1 the system',
    'leaflet',
    [
      'Health Center Real Time Information-Sharing System on Covid-19',
      'New registration',
      '“My HER-SYS” Users’ Guide',
      'How to input health observations via smartphone, etc.',
    ],
  ],
  ['E2 SMS on request', 'top', ['For those wanting to receive SMS messages, please contact a public health center']],
  [
    'E3 one mail address for the family',
    'registration',
    ['You can share a single e-mail', 'Please complete the sign up for each family member.'],
  ],
  ['E4 the address', 'sign-up', ['Send verification code', 'Please enter a valid personal e-mail address.']],
  ['E5 the code', 'sign-up-code', ['*Displayed content may vary according to device.']],
  ['E7 the password', 'sign-up-password', ['Save password', 'Lowercase letter', 'Uppercase letter', 'Number', 'Symbol']],
  [
    'E9 the ID',
    'registration',
    ['You can find the HER-SYS ID on the brochures handed out by public health centers', 'without hyphens and in half-width characters'],
  ],
  [
    'E10 the report',
    'report',
    ['Enter your body temperature and oxygen saturation (SpO2) and select ‘yes’ or ‘no’ for your symptoms.', 'confirm'],
  ],
  ['E11 home', 'home', ['confirm history', 'enter a status report']],
])('%s stands on the page "%s" as the English guide names it', async (_numbers, page, labels) => {
  const words = await wordsOn(page, 'en')
  for (const label of labels) expect(words).toContain(label)
})
