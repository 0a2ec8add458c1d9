import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, stranger, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { dictionaryOf, isLang, languages, wordsIn } from '../../i18n/t.ts'
import { drawQr } from '../../lib/qr.ts'
import { blocksOf } from './Lines.tsx'
import { topics } from './topics.ts'

let db: TestDatabase
let app: TestApp
let bare: TestApp
const call = { phone: '050-0000-0000', hours: { from: '00:00', to: '24:00' } }

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db, {
    settings: {
      mail: { url: 'smtp://mail.example', from: 'noreply@mail.her-sys.example' },
      helpPhone: '0120-000-000',
      helpHours: { from: '09:30', to: '18:15' },
      healthCall: call,
    },
  })
  bare = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await bare.close()
  await db.drop()
})

const inLanguage = (lang: string): Session => ({ cookies: new Map([['lang', lang]]) })
const page = async (slug: string, lang = 'ja') => plain((await app.get(`/help/${slug}`, inLanguage(lang))).text)
const plain = (html: string) => html.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&quot;', '"')
const t = wordsIn('ja')

// One line of the guide each: what its answer says.
test.each<[numbers: string, slug: string, says: string[]]>([
  ['C4 G1', 'code', ['「確認コードを送信する」を押しても', '迷惑メールボックス', '「@mail.her-sys.example」', '別のメールアドレス']],
  ['C5 G2', 'code', ['『コードが正しくありません。もう一度お試しください。』', '6桁の数字', 'HER-SYS IDとは異なります']],
  ['C6 G2', 'code', ['時間がたつと', '「確認コードを再発行する」']],
  ['C8 G3', 'code', ['『指定されたIDのユーザーは既に存在します。別のIDを選択してください。』', 'ログインしてください']],
  ['C9 G4', 'code', ['『ご利用のアカウントは見つからないようです。』', '「新規登録」からお進みください']],
  ['C10 G5', 'browser', ['『予期せぬエラー』', 'OSやブラウザー', '『この接続ではプライバシーが保護されません』', '別の端末']],
  ['C11 G6', 'registration', ['HER-SYS IDがわかりません', 'My HER-SYS（新型コロナ健康状態入力フォーム）のご案内', 'URLの下', '6～8桁']],
  [
    'C13 G7',
    'registration',
    ['『ご入力いただいた生年月日もしくはHER-SYS IDに誤りがあります』', '保健所に、登録されている生年月日とHER-SYS ID'],
  ],
  ['C14 G7', 'registration', ['『ご指定の内容はすでに登録されています』', '別のメールアドレス']],
  ['C15 G8', 'registration', ['修正できません', '療養証明書には、ここで登録した名前ではなく、医療機関や保健所が登録した名前']],
  ['C17 G9', 'registration', ['「対象者」の右にある「新規登録」', '姓名、生年月日、HER-SYS ID', '「属性を保存する」', '繰り返して']],
  ['C18', 'registration', ['「対象者」から、登録したご家族を選べます']],
  ['C22 G10', 'report', ['過去の健康状態', 'できません', '現在（今日）の健康状態', '管轄の保健所']],
  ['C23 G11', 'certificate', ['2022年9月26日', '65歳以上', '入院が必要', '重症化リスクがあり', '妊娠']],
  ['C24 G11', 'certificate', ['生年月日が正しく登録されていない', '保健所にお問い合わせください']],
  ['C25 G12', 'certificate', ['療養期間は書かれていません', '氏名、生年月日、HER-SYS ID、傷病名、診断年月日、担当保健所']],
  ['C28 G13', 'certificate', ['氏名、生年月日、診断年月日などに誤り', '訂正', '保健所にご依頼ください']],
  [
    'C29 G14',
    'certificate',
    ['1度目の感染のときのメールアドレス', '2度目の感染のHER-SYS ID', '姓名＋数字', '「対象者」', '「療養証明書を表示する」'],
  ],
  ['C30 G15', 'certificate', ['印刷', 'スクリーンショット']],
  ['C31 G16', 'notices', ['入力したかどうかにかかわらず届きます', '停止を依頼']],
  ['C32 G16', 'notices', ['右上', '「<My HER-SYSのご案内>が不要な方」', '「停止を依頼する」', '全員に✓', '停止依頼中または停止済み']],
  ['C33 G17', 'notices', ['療養期間が終わった', 'ヘルプデスクでは止められません']],
  ['C34 G18', 'phone', ['自動架電', '保健所が登録', '健康コール', '050-0000-0000', '電話代はご本人様のご負担']],
  ['C35 G19', 'phone', ['番号や時刻を変えたい', '管轄の保健所が行います']],
  ['C36 G20', 'phone', ['誤って電話を切りました', '回答が届いていないことがあります', '健康コールからも', '保健所に電話して、もう一度']],
  ['C37 G21', 'phone', ['できません', '療養者1人につき1つの電話番号', '「対象者」の横の「新規登録」', 'お1人ずつ']],
  ['C38 G22', 'phone', ['ご家族の分も報告できます', 'HER-SYS IDと生年月日', '365日24時間（メンテナンス時を除く）']],
])('%s is answered on the help page "%s"', async (_numbers, slug, says) => {
  const text = await page(slug)
  for (const words of says) expect(text).toContain(words)
})

test('C1 C2 C3 G23 six cases go to the health centre of where one lives: the helpdesk can neither open nor change anything', async () => {
  const text = await page('centre')
  for (const words of [
    'SMSでURLやIDを送ると言われた',
    'HER-SYS IDを知りたい',
    '「入力内容に誤りがあります」',
    '自動架電で健康状態を報告したい',
  ])
    expect(text).toContain(words)
  for (const words of [
    '自動架電がかかってくる',
    '療養証明書の内容に誤りがある',
    'こんなときは、管轄の自治体へ',
    '申し訳ありませんが、個別の対応が必要ですので、お住まいの地域を管轄する保健所にお問い合わせください。',
    '厚生労働省では、個別のHER-SYS情報を操作・修正できません。',
  ])
    expect(text).toContain(words)
  expect(text).toContain('厚生労働省 Ministry of Health, Labour and Welfare')
  const index = (await app.get('/help')).text
  expect(index).toContain('マイ ハーシス')
  expect(index).toContain('じどうかでん')
})

test('C39 G23 whom to call, with hours, on every help page; what the installation has not set is not spoken of', async () => {
  for (const slug of topics.map((topic) => topic.slug)) {
    const text = await page(slug)
    expect(text).toContain('<a class="phone-number" href="tel:0120-000-000">0120-000-000</a>')
    expect(text).toContain('09:30～18:15（土日祝を除く）')
    const silent = (await bare.get(`/help/${slug}`)).text
    expect(silent).not.toContain('phone-number')
    expect(silent).not.toContain('健康コール')
  }
  expect((await bare.get('/help/phone')).text).not.toContain('使えない時間')
})

test('who is signed in sees the telephone of their own health centre, each once; a stranger does not', async () => {
  const names: [string, string][] = [
    ['架空', '母'],
    ['架空', '長男'],
  ]
  const { accountId } = await makeFamily(db.sql, { now: testNow, centre: 'aoba', names })
  const own = (await app.get('/help/report', await app.patientSession(accountId))).text
  const [centre] = await db.sql`select name, phone from organisations where id = ${organisationOf('aoba').id}`
  expect(own.split(`href="tel:${centre!.phone}"`)).toHaveLength(2)
  expect(own).toContain(centre!.name)
  expect((await app.get('/help/report', stranger())).text).not.toContain(centre!.name)
})

test.each(Object.keys(languages).filter(isLang))('every answer stands in %s, with nothing left to fill in', async (lang) => {
  const pages = ['/help', '/portal', ...topics.map(({ slug }) => `/help/${slug}`)]
  for (const path of pages) {
    const { status, text } = await app.get(path, inLanguage(lang))
    expect(status).toBe(200)
    expect(text, path).not.toMatch(/\{\w+\}/)
    expect(text, path).not.toContain('help.q.')
    expect(text).toContain(`<html lang="${lang === 'ja-easy' ? 'ja' : lang}">`)
  }
  const asked = topics.flatMap(({ questions }) => questions.map(({ id }) => `help.q.${id}.ask`))
  expect(asked.filter((key) => !Object.hasOwn(dictionaryOf(lang), key))).toEqual([])
})

test('A1 A2 A3 A4 B1 B2 C12 E1 E2 the leaflet leads to our own sign-up, by QR code and by its address', async () => {
  const ja = (await app.get('/portal')).text
  expect(ja).toContain('新型コロナウイルス感染者等 情報把握・管理支援システム')
  expect(ja).toMatch(/<svg class="qr" role="img" aria-label="My HER-SYSの「新規登録」のQRコード"/)
  expect(ja).toContain(`d="${drawQr('http://her-sys.example/sign-up').path}"`)
  expect(ja).toContain('<a href="/sign-up">http://her-sys.example/sign-up</a>')
  for (const words of [
    '１．初回登録',
    '２．スマホ等からの健康観察入力',
    'ご利用ガイド（ご本人用【My HER-SYS】）',
    'SMSに記載のURLからもアクセスできます',
    t('patient.top.sms'),
  ])
    expect(ja).toContain(words)
  const zh = (await app.get('/portal', inLanguage('zh-Hant'))).text
  for (const words of [
    '使用指南（本人用【My HER-SYS】）',
    '1. 首次註冊',
    '2. 由智慧型手機等設備輸入健康觀察',
    'QR圖碼',
    '也可由簡訊上記載的網址連結',
    '※需要發送簡訊時，請聯繫保健所',
  ])
    expect(zh).toContain(words)
  const en = (await app.get('/portal', inLanguage('en'))).text
  for (const words of [
    'Health Center Real Time Information-Sharing System on Covid-19',
    '“My HER-SYS” Users’ Guide',
    'New registration',
    'How to input health observations via smartphone, etc.',
    'Scan this QR code',
    'URL in the SMS',
  ])
    expect(en).toContain(words)
})

test('lines become steps, lists and paragraphs', () => {
  expect(blocksOf('a\n1. b\n2. c\n- d\n- e\nf\ng')).toEqual([
    { kind: 'p', lines: ['a'] },
    { kind: 'ol', lines: ['b', 'c'] },
    { kind: 'ul', lines: ['d', 'e'] },
    { kind: 'p', lines: ['f'] },
    { kind: 'p', lines: ['g'] },
  ])
})
