import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testPatientPassword as password } from '../tools/test-sign-up.ts'
import { type Filed, type GuideWorld, guideWorld, type Reader, senderDomain, stopAtTheFirstFault } from './guide.ts'

// 使用指南（本人用【My HER-SYS】）, read page by page with the telephone in hand, in 中文(繁體).

let guide: GuideWorld
let me: Reader
let mine: Filed
let mothers: Filed
const email = 'kakuu-guide-b@example.jp'

beforeAll(async () => {
  guide = await guideWorld()
  mine = await guide.file({ 'name.family': '架空', 'name.given': '小明' }, 'zh-Hant')
  mothers = await guide.file({ 'name.family': '架空', 'name.given': '媽媽' }, 'zh-Hant')
  await guide.enteredJapan(mine, '台湾', { month: '6', date: '22' })
  me = await guide.telephone()
})
afterAll(() => guide.close())
stopAtTheFirstFault()

describe.sequential('1. 首次註冊', () => {
  test('B1 B2 步驟1: the QR code of the leaflet and the address in the SMS lead to the 首頁畫面', async () => {
    expect(mine.sms).toContain('網址:http://her-sys.example\n')
    await me.opens('/portal')
    await me.presses('中文(繁體)')
    await me.reads('使用指南（本人用【My HER-SYS】）', '1. 首次註冊', '2. 由智慧型手機等設備輸入健康觀察', '※需要發送簡訊時，請聯繫保健所')
    await me.reads('也可由簡訊上記載的網址連結')
    await me.looks('b-leaflet')
    await me.opens(new URL(await me.scans()).pathname)
    await me.isAt('首次註冊')
    await me.opens('/')
    await me.reads('HER-SYS 新型冠狀病毒感染者等 資訊掌握、管理支援系統', '智慧型手機或電腦')
  })

  test('B3 B5 G29 步驟2, 步驟3: 「首次註冊」, the address, 「發送確認代碼」', async () => {
    await me.reads('開始首次註冊。')
    await me.looks('b-top')
    await me.presses('首次註冊')
    await me.reads('請使用有效的個人電子信箱。')
    await me.reads(`設定拒收電子郵件者，請更改設定成為可收受來自「@${senderDomain}」的電子郵件`)
    await me.fills({ 您的電子信箱: email })
    await me.presses('發送確認代碼')
  })

  test('B6 B7 步驟4, 步驟5: the code of the mail, back on the 首頁畫面, 「確認代碼」', async () => {
    await me.reads('*顯示內容因您所使用的終端設備而異。')
    const code = await guide.codeFor(email)
    await me.opens('/')
    await me.presses('輸入確認代碼（首次註冊）')
    await me.looks('b-code')
    await me.fills({ 確認代碼: code })
    await me.presses('確認代碼')
  })

  test('B8 步驟6: the rule of the password, 「設定」', async () => {
    await me.reads('8位數以上', '需包含下列形式達3種以上。', '小寫英文字母', '大寫英文字母', '數字', '符號')
    await me.looks('b-password')
    await me.fills({ 密碼: password })
    await me.presses('設定')
  })

  test('B4 B9 B10 步驟7: 屬性資訊, 「智慧型手機輸入ID」, 「確認輸入內容」, 「儲存屬性」', async () => {
    await me.reads(
      '記載於保健所等單位所發放的傳單',
      '輸入電話號碼時，請以半形輸入，不加連字號（-）。',
      '您所輸入的資訊，若與註冊於系統的資訊不相符，將可能無法註冊。無法註冊時，請聯繫保健所。',
    )
    await me.page.getByText('註冊家屬，或註冊第二次感染').click()
    await me.reads('請為每一位家屬各別作首次註冊登記。')
    await me.looks('b-attributes')
    await registers('小明', mine)
    await me.reads('對象 架空 小明')
  })
})

/** 屬性資訊, from its first field to the home. */
async function registers(given: string, { hersysId }: Filed) {
  await me.fills({ 姓: '架空', 名: given, 年: '1990', 月: '9', 日: '9', '電話號碼（選填）': '09090000001' })
  await me.fills({ '智慧型手機輸入ID（HER-SYS ID）': hersysId })
  await me.presses('確認輸入內容')
  await me.reads(`架空 ${given}`, '1990年9月9日', hersysId)
  await me.looks('b-confirm')
  await me.presses('儲存屬性')
}

describe.sequential('2. 由智慧型手機等設備輸入健康觀察', () => {
  test('B11 步驟1, 步驟2: 「輸入狀況報告」, 「有」 or 「無」, 「確認」', async () => {
    guide.app.setNow(new Date('2022-07-20T10:26:00+09:00'))
    await me.presses('輸入狀況報告')
    await me.reads('請輸入體溫與血氧飽和度 (SpO2)，選擇「有」、「無」症狀。')
    await me.fills({ 體溫: '36.9', '血氧飽和度 (SpO2)': '98' })
    await me.answers(['咳嗽、流鼻水'], '有')
    await me.answers(['表情、臉色', '呼吸困難', '全身倦怠', '噁心、嘔吐', '腹瀉', '意識障礙', '難以進食', '沒有排尿'], '無')
    await me.looks('b-report')
    await me.presses('確認')
    await me.reads('已收到您的報告')
    await me.looks('b-sent')
    await me.presses('返回首頁畫面')
  })

  test('B4 B12 a second member of the family under the same address, chosen from the 下拉式選單; 「確認履歷」', async () => {
    await me.presses('首次註冊')
    await registers('媽媽', mothers)
    await me.reads('對象')
    expect(await me.page.getByLabel('對象').locator('option').allTextContents()).toEqual(['架空 小明', '架空 媽媽'])
    await me.chooses('架空 小明', { from: '對象', by: '顯示' })
    await me.reads('上次報告日 7月20日 10時26分 上次報告體溫 36.9°C')
    await me.presses('確認履歷')
    await me.reads('36.9', '98', '輸入內容有誤時，請聯繫所屬區域內的保健所。', '架空みなと保健所')
    await me.looks('b-history')
    await me.presses('返回首頁畫面')
  })
})

describe.sequential('敬請輸入護照號碼', () => {
  test('B13 B14 步驟1: the home as printed, with 「輸入護照號碼」 for who was diagnosed within 28 days of entry', async () => {
    await me.chooses('架空 小明', { from: '對象', by: '顯示' })
    await me.reads('對象', '上次報告日', '上次報告體溫', '如果您在入境日期後的 28 天內被確診，請輸入您的護照號碼。')
    for (const button of ['首次註冊', '確認履歷', '輸入狀況報告', '輸入護照號碼']) expect(await me.has(button), button).toBe(true)
    await me.looks('b-home')
    await me.presses('輸入護照號碼')
    await me.reads('在入境日起28天內被診斷為陽性者，必須輸入護照號碼。', '※如果您的護照號碼已經在保健所輸入')
  })

  test('B15 the languages at the foot, with the name of the system', async () => {
    await me.reads('中文(繁體)', '新型冠狀病毒感染者等 資訊掌握、管理支援系統')
    for (const language of ['日本語', 'English', '中文(简体)', '한국어', 'Español', 'Português'])
      expect(await me.has(language), language).toBe(true)
    await me.presses('Español')
    await me.page.locator('html[lang=es]').waitFor()
    await me.presses('中文(繁體)')
  })

  test('B16 步驟2: 護照號碼, nine digits at most, 「確認」 「取消」', async () => {
    await me.reads('護照號碼', '請以9位數以下的半形大寫英文字母和數字輸入。')
    await me.looks('b-passport')
    await me.presses('取消')
    await me.isAt('首頁')
    await me.presses('輸入護照號碼')
    await me.fills({ 護照號碼: 'TW1234567' })
    await me.presses('確認')
    await me.reads('TW1234567')
    await me.presses('儲存這個號碼')
  })

  test('B17 步驟3: 「輸入護照號碼」 is no longer shown, the rest of the home is', async () => {
    await me.reads('上次報告日 7月20日 10時26分 上次報告體溫 36.9°C')
    expect(await me.has('輸入狀況報告')).toBe(true)
    expect(await me.has('輸入護照號碼')).toBe(false)
  })

  test('B18 a number that changes is a matter for the health centre', async () => {
    const [registration] = await guide.db.sql`select id from registrations where case_id = ${mine.caseId}`
    await me.opens(`/passport/${registration!.id}`)
    await me.reads('護照號碼因過期或遺失而有所變動時，請聯繫所屬區域內的保健所。')
    await me.looks('b-passport-kept')
  })
})
