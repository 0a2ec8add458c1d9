import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { organisationOf } from '../db/seed/organisations.ts'
import { testNow } from '../tools/test-app.ts'
import { type GuideWorld, guideWorld, type Reader, stopAtTheFirstFault } from './guide.ts'
import { type Desk, deskOf } from './guide-desk.ts'

// 医療機関向け 簡易操作マニュアル, read page by page at a desk. Where it differs from the product, a decision says why.
let guide: GuideWorld
let me: Reader
let desk: Desk
let loginId: string
let initial: string
const password = 'Kumo-7Tsuki'

beforeAll(async () => {
  guide = await guideWorld()
  const manager = await guide.app.signedInAs('manager@aoba')
  const account = { orgId: organisationOf('aoba-hospital').id, role: 'doctor', name: '架空 手引' }
  const issued = await guide.app.post('/centre/accounts/new', account, manager)
  ;[loginId, initial] = [...issued.text.matchAll(/<code>([^<]+)<\/code>/g)].map((match) => match[1]!) as [string, string]
  await guide.db.sql`insert into heartbeats values ('worker', ${testNow})`
  me = await guide.desk()
  desk = deskOf(me.page)
})
afterAll(() => guide.close())
stopAtTheFirstFault()

/** The last code that went to this account's telephone. */
async function code(): Promise<string> {
  const [row] = await guide.db.sql<{ body: string }[]>`
    select m.body from messages m join staff_accounts s on s.id = m.account_id
     where s.login_id = ${loginId} and m.kind = 'staff-code' order by m.created_at desc, m.id desc limit 1`
  return /\d{6}/.exec(row!.body)![0]
}
describe.sequential('サインインの手順', () => {
  test('D2 D5 D6 G24 the ID of the health centre and its initial password', async () => {
    await me.opens('/staff')
    await me.isAt('サインイン')
    await me.reads('管轄の保健所から発行されたIDを入力します。')
    for (const link of 'アカウントにアクセスできない場合|サインイン オプション|サインインできない場合の対処方法'.split('|'))
      expect(await me.has(link)).toBe(true)
    await me.fills({ ログインID: loginId })
    await me.presses('次へ')
    await me.isAt('パスワードの入力')
    expect(await me.has('パスワードを忘れた場合')).toBe(true)
    await me.reads('初めてHER-SYSを利用する場合は、保健所から通達された初期パスワードを入力してください。')
    await me.fills({ パスワード: initial })
    await me.presses('サインイン')
  })

  test('D7 D8 D9 D10 D11 G24 「詳細情報が必要」, the telephone, its code, a new password, the home', async () => {
    await me.isAt('詳細情報が必要')
    await me.reads('ご使用のアカウントを保護するため、組織ではさらに情報が必要です')
    expect(await me.has('別のアカウントを使用する')).toBe(true)
    await me.presses('次へ')
    await me.isAt('アカウントのセキュリティ保護')
    await me.reads('組織により、身元を証明するための次の方法を設定することが求められています。', '※固定番号は「電話する」のみ')
    await me.reads('※代表番号は')
    await me.fills({ '電話番号 日本 (+81)': '0481-100-022' })
    await desk.ticks('電話する')
    await me.presses('次へ')
    await me.isAt('電話中')
    await me.fills({ コード: await code() })
    await me.presses('確認')
    await me.reads('✓ 電話に応答しました。お使いの電話が正常に登録されました')
    await me.presses('次へ')
    await me.fills({ 現在のパスワード: initial, 新しいパスワード: password, '新しいパスワード（確認）': password })
    await me.presses('サインイン')
    await me.isAt('ホーム')
  })

  test('D12 D13 D14 G25 G31 ☰ opens the menu of an 入院医療機関; the home has its tiles', async () => {
    await desk.unfoldsMenu()
    await me.reads('感染者等の登録と一覧', 'PCR検査と発生届', '健康観察と入院状況')
    for (const label of '新規登録 登録情報一覧 旧登録情報一覧 検査結果一覧 発生届一覧 健康観察一覧 入院状況一覧'.split(' '))
      expect(await me.has(label), label).toBe(true)
    await desk.unfoldsMenu()
    for (const title of '新たに発生届を提出 発生届の提出前に使用 発生届のエクセルインポート 閲覧・編集 操作マニュアル FAQ'.split(' '))
      expect(await me.page.locator('a.tile strong', { hasText: title }).count(), title).toBe(1)
    await me.reads('※ 複数人分の発生届を連続して新規登録することができます。', '操作マニュアルを見ることができます')
    await me.looks('d-home')
  })
})

describe.sequential('発生届 新規入力の手順', () => {
  test('D15 D16 D17 D18 G25 the form, FAX様式 on and off, the doctor kept, the institution searched', async () => {
    await desk.tile('新たに発生届を提出')
    await me.isAt('発生届(ver.2)')
    await me.reads('※ 発生届の提出は、感染症法第12条に基づく義務です。', '入力できる箇所は必ず全て入力してください。')
    await desk.fillsIn('医師の氏名', { 姓: '架空', 名: '手引' })
    await desk.turnsPaper()
    await expect.poll(() => me.page.locator('.questions.paper').count()).toBe(1)
    expect(await desk.question('医師の氏名').getByLabel('名', { exact: true }).inputValue()).toBe('手引')
    await me.looks('d-paper')
    await desk.turnsPaper()
    await desk.ticks('医師マスタに登録する')
    await me.presses('外来機関名を検索')
    await me.fills({ '名称・フリガナ・医療機関コード': 'あおば総合' })
    await me.presses('検索')
    await me.presses('架空あおば総合病院を選択')
    expect(await me.page.getByLabel(/^従事する病院・診療所の名称/).inputValue()).toBe('架空あおば総合病院')
  })

  test('D19 D20 D21 D22 D23 D24 G27 from top to bottom', async () => {
    await me.reads('※疑似症患者について、入院を要しないと認められる場合は、発生届の届出は不要')
    await me.reads('※患者(確定例)を診断した場合のみ入力すること')
    await me.reads('※連絡のつく携帯電話推奨 ※こちらの番号にMy HER-SYS等の通知が送られます', '※住所は現在居住している住所を記入')
    await me.reads('※ワクチン接種回数が0回の場合は「0回」と選択し、不明の場合は「不明」と選択')
    await me.reads('※みなしで検体採取していない場合は、診断年月日を入力してください')
    await desk.selects('1 診断(検案)した者(死体)の類型', '患者(確定例)')
    await desk.fillsIn('2 当該者氏名(フリガナ)', { 姓: '架空', 名: '手引花', セイ: 'カクウ', メイ: 'テビキバナ' })
    await desk.picks('3 性別', '女')
    await desk.question('4 生年月日').getByLabel('西暦・和暦').selectOption({ label: '平成' })
    await desk.fillsIn('4 生年月日', { 年: '2', 月: '9', 日: '9' })
    await me.page.getByLabel(/^6 当該者所在地 郵便番号/).fill('0002001')
    await me.page.locator('#q-postalCode').getByRole('button', { name: '住所検索' }).click()
    await expect
      .poll(() =>
        me.page
          .getByLabel(/^市区町村/)
          .first()
          .inputValue(),
      )
      .toBe('みなと市')
    await me.page
      .getByLabel(/^当該者電話番号/)
      .first()
      .fill('09090000051')
    await desk.ticks('7 当該者住所は、当該者所在地と同じ')
    await desk.day('診断(検案)年月日', '7', '19')
    await desk.day('検体採取日(診断の根拠となったもの)', '7', '20')
    await desk.day('発病年月日(有症状の場合)', '7', '18')
    await desk.selects('新型コロナウイルスワクチン接種回数', '2回')
    await desk.picks('重症化リスク因子の有無', '有')
    await desk.ticks('1. 悪性腫瘍')
    await desk.picks('発生届出時点の重症度(新型コロナウイルス感染症診療の手引きによる。)', '軽症')
    await me.looks('d-form')
    await me.presses('確認')
  })

  test('D25 D26 D27 D28 D42 D43 G25 G26 「続ける」 past what is blank and out of order, 健康観察, 「報告」, 「完了」', async () => {
    await me.isAt('任意入力の確認')
    await me.reads('黄枠の項目が入力されていません。可能な限りご入力ください')
    await me.presses('修正する')
    await me.presses('確認')
    await me.presses('続ける')
    await me.isAt('日付の整合性確認')
    await me.reads('以下の×が表示された日付は他の日付と前後関係が正しくありません。', '時系列 (昇順)', '× 検体採取日 (2022/7/20)')
    await me.reads('× 診断(検案)年月日 (2022/7/19)')
    await me.reads('(1990/9/9) ※ 最も古い日付', '(2022/7/20) ※ 最も新しい日付')
    await me.looks('d-dates')
    await me.presses('続ける')
    await me.isAt('健康観察')
    await me.reads('健康観察期間 10日間 (2022/07/19 ~ 2022/07/28)')
    await me.reads('※発病年月日が入力されている場合、健康観察期間はその翌日からセットされます。')
    await me.reads('090-9000-0051', '発生届を報告する際には、間違いがないか今一度ご確認ください。')
    expect(await me.has('再編集')).toBe(true)
    await me.presses('報告')
    await me.isAt('完了しました')
    await me.reads('更新日 2022年7月20日', '架空あおば保健所、架空みなと保健所、架空県に発生届の報告メールを送信しました。')
    await me.presses('完了')
  })

  test('D17 D29 G25 G26 登録情報; 連続登録(引継ぎ) takes doctor and institution over, the doctor is a choice; 登録完了 opens the 発生届', async () => {
    await me.reads('登録情報', '氏名 架空 手引花')
    const hersysId = /HER-SYS ID\s+(\d{8})/.exec(await me.page.locator('main').innerText())![1]!
    await me.presses('連続登録(引継ぎ)')
    expect(await desk.question('医師の氏名').getByLabel('名', { exact: true }).inputValue()).toBe('手引')
    expect(await me.page.getByLabel('医師マスタから選択').locator('option').allTextContents()).toContain('架空 手引')
    await me.page.goBack()
    await me.presses('登録完了')
    await me.isAt('発生届')
    await me.reads(`HER-SYS ID ${hersysId}`)
  })
})

describe.sequential('発生届の提出前に使用する場合の手順', () => {
  test('D30 D31 G31 「発生届の提出前に使用」: the name alone is 必須', async () => {
    await me.opens('/institution')
    await desk.tile('発生届の提出前に使用')
    await me.isAt('ID管理')
    await me.reads('ID管理情報', '必須 は、必ず入力が必要です。他の情報はわかる範囲で入力してください。')
    await me.reads('こちらで入力した内容は、発生届提出時には、入力内容が自動反映されます。', '※ハイフンなし、半角数字のみ')
    await desk.fillsIn('氏名(フリガナ)', { 姓: '架空', 名: '提出前', セイ: 'カクウ', メイ: 'テイシュツマエ' })
    await desk.question('生年月日').getByLabel('西暦・和暦').selectOption({ label: '平成' })
    await desk.fillsIn('生年月日', { 年: '11', 月: '1', 日: '1' })
    await me.page.getByLabel('郵便番号', { exact: true }).fill('0002001')
    await me.looks('d-early')
    await me.presses('確認')
  })

  test('D32 D33 G26 「登録」 issues the HER-SYS ID, 「完了」 opens the tabs', async () => {
    expect(await me.has('再編集')).toBe(true)
    await me.presses('登録')
    await me.isAt('完了しました')
    await me.reads('HER-SYS IDが振り出されました')
    await me.presses('完了')
    await me.reads('患者名 架空 提出前', '現在のステータス 指定なし', 'My HER-SYS健康調査 無')
    for (const tab of '発生届 ID管理 基礎情報 検査 居所 行動歴 健康観察 医療 記録'.split(' ')) expect(await me.has(tab), tab).toBe(true)
  })
})

describe.sequential('閲覧・編集, 削除, 印刷', () => {
  test('D34 D35 D36 D37 G31 「閲覧・編集」, the conditions, 「検索」, the name', async () => {
    await me.opens('/institution')
    await desk.tile('閲覧・編集')
    await me.isAt('登録情報一覧')
    await me.fills({ フリガナ: 'テビキ' })
    await me.presses('検索')
    await me.reads('検索結果全件 1件', '期間開始日 (降順)', '10件表示')
    await me.presses('架空 手引花')
    await me.isAt('発生届')
  })

  test('D38 D40 G26 G31 「PDF（印刷用）」 at both ends of the 発生届, and 「HER-SYS ID印字」', async () => {
    await me.reads('初回報告： 架空あおば総合病院（2022年7月20日）', '最終更新： 架空あおば総合病院（2022年7月20日）', '(保健所未確認)')
    for (const label of '編集 コピーして追加登録 追加登録 削除 PDF（印刷用）'.split(' '))
      expect(await me.page.locator(`button:text-is("${label}"), a:text-is("${label}")`).count(), label).toBe(2)
    await me.page.getByLabel('HER-SYS ID印字').last().check()
    await desk.downloads(() => me.page.getByRole('button', { name: 'PDF（印刷用）' }).last().click())
    await me.looks('d-case')
  })

  test('D40 several at once: ticked in 登録情報一覧, one PDF', async () => {
    await desk.menu('登録情報一覧')
    await me.page.getByLabel('この一覧の全員を選ぶ').check()
    expect(await me.page.locator('td input[name="case"]:checked').count()).toBe(1)
    await desk.downloads(() => me.presses('選んだ方をPDF（印刷用）'))
    await me.looks('d-list')
    await me.presses('架空 手引花')
  })

  test('D39 G26 「削除」 asks first, 「キャンセル」 or 「削除」', async () => {
    await me.page.getByRole('link', { name: '削除', exact: true }).first().click()
    await me.reads('以下の内容を削除します', '報告日 2022年7月20日')
    expect(await me.has('キャンセル')).toBe(true)
    await me.fills({ 削除の理由: '架空の誤り' })
    await me.presses('削除')
    await me.reads('取り下げを依頼しました。保健所が確認します。')
  })
})

describe.sequential('注意点, 問合せ先, 用語解説集', () => {
  test('D41 D42 D43 D44 G28 the cautions and whom to ask', async () => {
    await desk.menu('操作マニュアル')
    await me.presses('HER-SYS入力時の注意点')
    await me.reads('※テスト入力はできません', '電話番号の入力間違いに注意！', '間違った方（対象ではない方）へSMSが届いてしまいます')
    await me.reads('生年月日の入力間違いに注意！', 'My HER-SYSに登録できません')
    await me.reads('【医療機関の皆様からの相談をお受けします】', '月～金（土日祝を除く）9:00-18:00')
    await me.reads('患者の方からの問い合わせは受け付けていません')
  })

  test('D45 D46 G32 G33 the glossary explains every word of the manual', async () => {
    await me.presses('HER-SYSに関する用語解説集')
    const words = (await me.page.locator('.glossary dt').allTextContents()).join()
    const asked =
      'アカウント ログインID パスワード Teams 二段階認証 シークレットモード InPrivateモード タブ キャッシュクリア Edge Chrome Firefox'
    for (const word of asked.split(' ')) expect(words).toContain(word)
    await me.reads(
      'HER-SYSにログインするための権利',
      '管轄の保健所から付与されます',
      '通話、またはSMSで届くコード、またはセキュリティーキー',
      'パソコンに残らない',
    )
    await me.looks('d-manual')
  })

  test('D11 G24 from the second time on the password and one code are enough', async () => {
    await me.presses('サインアウト')
    await me.fills({ ログインID: loginId })
    await me.presses('次へ')
    await me.fills({ パスワード: password })
    await me.presses('サインイン')
    await me.isAt('電話中')
    await me.fills({ コード: await code() })
    await me.presses('確認')
    await me.isAt('ホーム')
  })
})
