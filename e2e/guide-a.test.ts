import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testPatientPassword as password } from '../tools/test-sign-up.ts'
import { type Filed, type GuideWorld, guideWorld, type Reader, senderDomain, stopAtTheFirstFault } from './guide.ts'

// ご利用ガイド（ご本人用【My HER-SYS】), read page by page with the telephone in hand. Where it differs from the product, a decision says why.

let guide: GuideWorld
let me: Reader
let mine: Filed
let daughters: Filed
const email = 'kakuu-guide-a@example.jp'

beforeAll(async () => {
  guide = await guideWorld()
  mine = await guide.file({ 'name.family': '架空', 'name.given': 'マリア' })
  daughters = await guide.file({ 'name.family': '架空', 'name.given': '長女' })
  await guide.enteredJapan(mine, 'ブラジル', { month: '7', date: '1' })
  await guide.enteredJapan(daughters, '日本', { month: '7', date: '1' })
  me = await guide.telephone()
})
afterAll(() => guide.close())
stopAtTheFirstFault()

describe.sequential('１．初回登録', () => {
  test('A1 A2 A3 A4 C12 Step1: the URL of the SMS and the QR code of the leaflet open My HER-SYS', async () => {
    expect(mine.sms).toContain('URL:http://her-sys.example\n')
    expect(mine.sms).toContain(`HER-SYS ID:${mine.hersysId}\nリーフレット:http://her-sys.example/portal\n`)
    await me.opens('/portal')
    await me.presses('日本語')
    await me.reads('ご利用ガイド（ご本人用【My HER-SYS】）', '１．初回登録', '２．スマホ等からの健康観察入力')
    await me.reads('※SMS送信をご希望の場合は、保健所にお問い合わせください')
    await me.looks('a-leaflet')
    const scanned = await me.scans()
    expect(scanned).toBe('http://her-sys.example/sign-up')
    await me.opens(new URL(scanned).pathname)
    await me.isAt('新規登録')
    await me.opens('/')
    await me.reads('HER-SYS 新型コロナウイルス感染者等 情報把握・管理支援システム', 'スマートフォンやパソコン')
    await me.looks('a-top')
  })

  test('A5 A6 A7 A8 Step2, Step3: 「新規登録」, the address, 「確認コードを送信する」', async () => {
    await me.reads('「新規登録」ボタンから登録をスタートします。')
    await me.presses('新規登録')
    await me.reads('利用するメールアドレスに制限はありません。有効な個人のメールアドレスをご利用ください。')
    await me.reads(`メールの受信拒否設定をされている方は、「@${senderDomain}」からお送りするメールを受信できるように設定してください。`)
    await me.looks('a-address')
    await me.fills({ あなたのメールアドレス: email })
    await me.presses('確認コードを送信する')
  })

  test('A9 A10 Step4, Step5: the code of the mail, typed after the way back to the top page, 「コードの確認」', async () => {
    await me.reads('*表示内容はご利用端末により異なる場合があります。')
    const code = await guide.codeFor(email)
    await me.opens('/')
    await me.presses('確認コードを入力する（新規登録）')
    await me.looks('a-code')
    await me.fills({ 確認コード: code })
    await me.presses('コードの確認')
  })

  test('A11 A12 Step6: パスワード設定画面, its rule, 「作成」', async () => {
    await me.isAt('パスワード設定')
    await me.reads('８桁以上とし、かつ、次のうち3つ以上を含める必要があります。', '小文字', '大文字', '数字', '記号')
    await me.looks('a-password')
    await me.fills({ パスワード: password })
    await me.presses('作成')
  })

  test('A13 A14 A15 A16 Step7: attributes and HER-SYS ID, 「入力内容を確認する」, 「属性を保存する」', async () => {
    await me.isAt('属性入力')
    await me.reads(
      '「HER-SYS ID」は保健所等からお配りするリーフレット',
      '電話番号は、ハイフンなし・半角で入力ください。',
      'システムに登録された情報と異なる入力をした場合、登録できないことがあります。その場合は、保健所にお問い合わせ下さい。',
    )
    await me.looks('a-attributes')
    await registers('マリア', mine)
    await me.reads('対象者 架空 マリア')
  })
})

/** 属性入力, from its first field to the home. */
async function registers(given: string, { hersysId }: Filed) {
  await me.fills({ 姓: '架空', 名: given, 年: '1990', 月: '9', 日: '9', '電話番号（任意）': '09090000001', 'HER-SYS ID': hersysId })
  await me.presses('入力内容を確認する')
  await me.reads('入力内容をご確認頂き「属性を保存する」ボタンを押してください。', `架空 ${given}`, '1990年9月9日', hersysId)
  await me.looks('a-confirm')
  await me.presses('属性を保存する')
}

describe.sequential('２．スマホ等からの健康観察入力', () => {
  test('C19 C20 C21 the home, and the 健康調査回答フォーム that is asked once', async () => {
    await me.reads('前回報告日', '前回報告体温', '*現在の体温などを入力する場合はこちら', '*一度回答すると次回以降は表示されません')
    for (const button of ['新規登録', '履歴を確認する', '現在の健康状態を入力する', '療養証明書を表示する'])
      expect(await me.has(button), button).toBe(true)
    await me.looks('a-home')
    await me.presses('健康調査回答フォーム')
    await me.isAt('健康調査回答フォーム')
    await me.fills({ 身長: '160', 体重: '52.5', 内服薬: '架空の薬' })
    await me.looks('a-survey')
    await me.presses('回答を送信する')
    await me.reads('健康調査にご回答いただき、ありがとうございました。')
    expect(await me.has('健康調査回答フォーム')).toBe(false)
  })

  test('A17 A18 A19 Step1, Step2: the health of today, 「確認」, done', async () => {
    await me.presses('現在の健康状態を入力する')
    await me.reads('体温と酸素飽和度(SpO2)を入力し、症状の「あり」「なし」を選択してください。')
    await me.fills({ 体温: '36.9', '酸素飽和度(SpO2)': '98' })
    await me.answers(['咳・鼻水'], 'あり')
    await me.answers(['表情・顔色', '息苦しさ', '全身倦怠感', '嘔気・嘔吐', '下痢', '意識障害', '食事困難', '排尿がない'], 'なし')
    await me.looks('a-report')
    await me.presses('確認')
    await me.reads('健康状態を受け付けました')
    await me.looks('a-sent')
    await me.presses('ホーム画面へ戻る')
    await me.reads('前回報告日 7月20日 10時00分 前回報告体温 36.9℃')
  })

  test('A20 「履歴を確認する」 shows what was entered; an error goes to the health centre', async () => {
    await me.presses('履歴を確認する')
    await me.reads('36.9', '98', '咳・鼻水', '入力内容に誤りがある場合は、管轄保健所にご連絡ください。', '架空みなと保健所')
    await me.looks('a-history')
    await me.presses('ホーム画面へ戻る')
  })
})

describe.sequential('（別紙）パスポート番号入力のお願い（ご本人用）', () => {
  test('A21 A22 A23 C21 「パスポート(旅券)番号を入力する」, nine digits at most, and the button is gone', async () => {
    await me.reads('*診断年月日が入国日から28日以内の方はパスポート(旅券)番号を入力してください。')
    await me.presses('パスポート(旅券)番号を入力する')
    await me.reads('保健所で既に入力されている方と、日本国籍の方は、入力不要です。', '9桁以内の')
    await me.reads('有効期限切れや紛失等によりパスポート番号が変わった場合は、管轄保健所へご連絡ください。')
    await me.looks('a-passport')
    await me.fills({ 'パスポート(旅券)番号': 'TK12345678' })
    await me.presses('確認')
    await me.reads('9桁以内の英大文字と数字だけで入力してください')
    await me.fills({ 'パスポート(旅券)番号': 'TK1234567' })
    await me.presses('確認')
    await me.reads('TK1234567')
    await me.looks('a-passport-confirm')
    await me.presses('この番号を保存する')
    await me.reads('対象者 架空 マリア')
    expect(await me.has('パスポート(旅券)番号を入力する')).toBe(false)
    const [kept] = await guide.db.sql`select passport_number, passport_entered_by from cases where id = ${mine.caseId}`
    expect(kept).toEqual({ passportNumber: 'TK1234567', passportEnteredBy: 'patient' })
  })

  test('A24 once entered, a new number is a matter for the health centre', async () => {
    const [registration] = await guide.db.sql`select id from registrations where case_id = ${mine.caseId}`
    await me.opens(`/passport/${registration!.id}`)
    await me.reads('パスポート番号は既に入力されています。', 'パスポート番号が変わった場合は、管轄保健所へご連絡ください。')
    await me.reads('架空みなと保健所')
    await me.presses('ホーム画面へ戻る')
  })

  test('A21 A22 C17 C18 who is Japanese is not shown the button: the daughter, registered beside 対象者 under the same address', async () => {
    await me.presses('新規登録')
    await registers('長女', daughters)
    await me.chooses('架空 長女', { from: '対象者', by: '表示する' })
    expect(await me.has('現在の健康状態を入力する')).toBe(true)
    expect(await me.has('パスポート(旅券)番号を入力する')).toBe(false)
    await me.looks('a-family')
  })
})

describe.sequential('what the guide’s screens show besides', () => {
  test('C21 C25 C26 「療養証明書を表示する」 shows the six fields at that moment', async () => {
    await me.presses('療養証明書を表示する')
    await me.reads('(表示日時: 2022/7/20 10:00)', '氏名', '架空 長女', '生年月日', '1990年09月09日', daughters.hersysId)
    await me.reads('傷病名', '新型コロナウイルス (COVID-19) 感染症', '診断年月日', '2022年07月20日', '担当保健所', '架空みなと保健所')
    await me.looks('a-certificate')
    await me.presses('ホーム画面へ戻る')
  })

  test('C16 the language is changed at the foot of the page, and back', async () => {
    await me.presses('English')
    await me.reads('enter a status report')
    expect(await me.page.getAttribute('html', 'lang')).toBe('en')
    await me.presses('日本語')
    await me.reads('現在の健康状態を入力する')
  })
})
