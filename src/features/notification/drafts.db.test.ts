import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { leastAnswers, newDraftPath, reportOver, wholeAnswers } from '../../../tools/test-notification.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  doctor = await app.signedInAs('doctor@aoba-clinic')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const draftOf = (path: string) => path.slice('/institution/drafts/'.length)
async function caseOf(path: string) {
  const [row] = await db.sql`
    select c.*, w.owner_centre_id, w.owner_prefecture_id, w.state as watch_state, w.period_from, w.period_to
      from notification_drafts d join cases c on c.id = d.case_id join watches w on w.case_id = c.id where d.id = ${draftOf(path)}`
  return row!
}

test('D18 a new form brings institution, address, telephone, today, its health centre and the doctor', async () => {
  const { text } = await app.get('/institution/notifications/new', doctor)
  expect(text).toContain('value="架空あおば内科クリニック"')
  expect(text).toContain('value="架空県あおば市見本町21-1"')
  expect(text).toContain('value="0481100021"')
  for (const [part, value] of [
    ['year', '2022'],
    ['month', '7'],
    ['date', '20'],
  ])
    expect(text).toMatch(new RegExp(`name="reportedOn.${part}"[^>]*value="${value}"`))
  expect(text).toMatch(/<option value="[^"]+" selected>架空あおば保健所<\/option>/)
  expect(text).toMatch(/name="doctor.given"[^>]*value="医師/)
})

test('D16 the form has its title, its notice and the three heads', async () => {
  const { text } = await app.get('/institution/notifications/new', doctor)
  for (const words of [
    '発生届(ver.2)',
    '※ 発生届の提出は、感染症法第12条に基づく義務です。必要な事項を入力の上、速やかに提出して下さい。',
    '届出に必要な項目',
    '当該者情報',
  ])
    expect(text).toContain(words)
})

test('D14 D41 D42 D43 G31 the home has the tiles whose pages exist, under their headings, and the cautions', async () => {
  const { text } = await app.get('/institution', doctor)
  const order = [
    '新たに発生届を提出する場合',
    '新たに発生届を提出</strong>',
    '入力済の情報を閲覧・編集する場合',
    '閲覧・編集</strong>',
    '下書き一覧</strong>',
    '未完了一覧</strong>',
    '操作マニュアル</strong>',
    '操作マニュアルを見ることができます',
  ]
  const places = order.map((words) => text.indexOf(words))
  expect(places.every((place) => place > 0)).toBe(true)
  expect([...places].sort((a, b) => a - b)).toEqual(places)
  expect(text).toContain('※ 複数人分の発生届を連続して新規登録することができます。')
  expect(text).toContain('既に入力済の情報については、こちらから閲覧・編集を行ってください。')
  expect(text).toContain('エクセルインポート機能を使用して、複数人分の発生届を新規に一括登録することができます。')
  for (const caution of ['※テスト入力はできません', '電話番号の入力間違いに注意！', '生年月日の入力間違いに注意！'])
    expect(text).toContain(caution)
})

test('opening a form leaves nothing behind; a saved draft keeps every letter, faults too', async () => {
  const path = await newDraftPath(app, doctor)
  expect(await db.sql`select from notification_drafts`).toHaveLength(0)
  const saved = await app.post(path, { go: 'save', 'name.family': '架空', 'birthOn.year': '千九百', phone: 'あとで聞く' }, doctor)
  expect(saved.location).toBe(`${path}?saved=1`)
  const { text } = await app.get(saved.location, doctor)
  expect(text).toContain('一時保存しました')
  expect(text).toMatch(/name="birthOn.year"[^>]*value="千九百"/)
  expect(text).toContain('value="あとで聞く"')
  expect((await app.get('/institution/drafts', doctor)).text).toContain(`href="${path}"`)
  expect((await app.get('/institution', doctor)).text).toContain('下書き一覧 (1件)')
  const sure = await app.post(`${path}/discard`, {}, doctor)
  expect(sure.text).toContain('入力した内容は元に戻せません')
  await app.post(`${path}/discard`, { sure: 'yes' }, doctor)
  expect(await db.sql`select from notification_drafts`).toHaveLength(0)
})

test('D15 every required answer that is missing is said at once, everything typed stays, and the draft keeps it', async () => {
  const path = await newDraftPath(app, doctor)
  const { status, text } = await app.post(
    path,
    { go: 'confirm', 'name.given': '花子', 'birthOn.year': '2022', supplement: '架空の補足' },
    doctor,
  )
  expect(status).toBe(422)
  for (const id of [
    'reportedOn.year',
    'doctor.family',
    'institutionName',
    'category',
    'name.family',
    'sex',
    'birthOn.month',
    'prefecture',
    'municipality',
    'diagnosedOn.year',
  ])
    expect(text).toContain(`href="#${id}"`)
  expect(text).toContain('10か所に誤りがあります')
  expect(text).toContain('架空の補足')
  expect((await app.get(path, doctor)).text).toContain('架空の補足')
  expect((await app.get(`${path}/period`, doctor)).location).toBe(`${path}?marked=1`)
  expect((await app.post(`${path}/file`, {}, doctor)).location).toBe(`${path}?marked=1`)
  expect(await db.sql`select from cases`).toHaveLength(0)
})

test('D25 gaps are asked for once, in yellow frames, and never hinder', async () => {
  const path = await newDraftPath(app, doctor)
  const somebody = { ...leastAnswers, 'name.family': '架空隙間', 'name.given': '三郎', sex: 'male', 'birthOn.year': '40' }
  expect((await app.post(path, { ...somebody, go: 'confirm', 'birthOn.era': 'showa' }, doctor)).location).toBe(`${path}/gaps`)
  const { text } = await app.get(`${path}/gaps`, doctor)
  expect(text).toContain('任意入力の確認')
  expect(text).toContain('黄枠の項目が入力されていません。可能な限りご入力ください')
  expect(text).toContain('発病年月日(有症状の場合)')
  expect(text).toMatch(new RegExp(`href="${path}/period"[^>]*>続ける`))
  expect(text).toMatch(new RegExp(`href="${path}\\?marked=1"[^>]*>修正する`))
  const marked = await app.get(`${path}?marked=1`, doctor)
  expect(marked.text).toMatch(/class="question missing"[^>]*id="q-onsetOn"/)
  expect((await app.post(`${path}/file`, {}, doctor)).location).toBe(`${path}/done`)
})

test('D27 dates that contradict one another are marked, oldest first, and may go on', async () => {
  const path = await newDraftPath(app, doctor)
  const wrong = { ...wholeAnswers, 'sampledOn.date': '20', 'diagnosedOn.date': '19', go: 'confirm' }
  expect((await app.post(path, wrong, doctor)).location).toBe(`${path}/dates`)
  const { text } = await app.get(`${path}/dates`, doctor)
  expect(text).toContain('以下の×が表示された日付は他の日付と前後関係が正しくありません。')
  expect(text.match(/× <\/span><a[^>]*>(検体採取日|診断\(検案\)年月日)/g)).toHaveLength(2)
  const order = ['生年月日', '発病年月日', '検体採取日</a>', '診断(検案)年月日</a>', '入院年月日', '死亡年月日', '報告年月日'].map(
    (label) => text.indexOf(label),
  )
  expect(order.every((place) => place > 0)).toBe(true)
  expect([...order].sort((a, b) => a - b)).toEqual(order)
  expect(text).toContain('(2022/7/19)')
  expect(text).toContain('(入力なし)')
  expect(text).toContain('※ 最も新しい日付')
  expect(text).toMatch(new RegExp(`href="${path}/period"[^>]*>続ける`))
})

test('D26 健康観察期間 begins the day after onset, without onset the day after the report', async () => {
  const path = await newDraftPath(app, doctor)
  expect((await app.post(path, { ...wholeAnswers, go: 'confirm' }, doctor)).location).toBe(`${path}/period`)
  expect((await app.get(`${path}/period`, doctor)).text).toContain('10日間 (2022/07/19 ~ 2022/07/28)')
  await app.post(path, { ...leastAnswers, go: 'confirm' }, doctor)
  const { text } = await app.get(`${path}/period`, doctor)
  expect(text).toContain('10日間 (2022/07/21 ~ 2022/07/30)')
  expect(text).toContain('健康観察をMy HER-SYS以外で行う場合は、健康状態一覧にて設定が可能です。')
  for (const button of ['再編集', '報告']) expect(text).toContain(button)
})

test('D42 D43 telephone and birth date are read back; a landline and a wrong length are said and block nothing', async () => {
  const path = await newDraftPath(app, doctor)
  const pageWith = async (phone: string) => {
    await app.post(path, { ...wholeAnswers, phone, go: 'confirm' }, doctor)
    return (await app.get(`${path}/period`, doctor)).text
  }
  const mobile = await pageWith('０９０ー９０００ー０００１')
  expect(mobile).toContain('090-9000-0001')
  expect(mobile).toContain('1990年9月9日')
  expect(mobile).toContain('平成2年9月9日')
  expect(mobile).toContain('この番号にSMSが送られます')
  expect(await pageWith('048-110-0021')).toContain('固定電話の番号です')
  expect(await pageWith('090-0000-001')).toContain('桁数か番号が正しくない可能性があります')
  expect(await pageWith('')).toContain('電話番号がありません')
})

test('D20 a guardian is asked for minors alone; what was typed for one survives a mistyped birth date', async () => {
  const path = await newDraftPath(app, doctor)
  const child = { ...wholeAnswers, 'birthOn.era': 'western', 'birthOn.year': '2015', 'guardian.family': '架空', 'guardian.given': '保護者' }
  expect((await app.post(path, { ...child, go: 'confirm' }, doctor)).location).toBe(`${path}/gaps`)
  expect((await app.get(`${path}/gaps`, doctor)).text).toContain('保護者電話番号')
  await app.post(path, { ...child, guardianPhoneSame: 'yes', go: 'save' }, doctor)
  await app.post(path, { ...child, 'birthOn.year': '1915', go: 'save' }, doctor)
  const adult = await app.get(path, doctor)
  expect(adult.text).not.toContain('id="q-guardian"')
  expect(adult.text).toContain('<input type="hidden" name="guardian.given" value="保護者"')
  const filed = await caseOf(await reportOver(app, doctor, { ...child, 'birthOn.year': '1985' }))
  const [{ answers }] = (await db.sql`select answers from notifications where case_id = ${filed.id}`) as never as [
    { answers: Record<string, unknown> },
  ]
  expect(answers.guardian).toBeNull()
  expect(answers.age).toEqual({ years: 36, months: null })
})

test('D17 a doctor ticked for the 医師マスタ is a choice next time, in this institution alone', async () => {
  const clerk = await app.signedInAs('clerk@aoba-clinic')
  await reportOver(app, clerk, { ...wholeAnswers, 'doctor.given': '医師二葉', rememberDoctor: 'yes' })
  const form = await app.get('/institution/notifications/new', clerk)
  expect(form.text).toContain('<option value="架空 医師二葉">架空 医師二葉</option>')
  const path = await newDraftPath(app, clerk)
  await app.post(path, { go: 'save', doctorChoice: '架空 医師二葉' }, clerk)
  expect((await app.get(path, clerk)).text).toMatch(/name="doctor.given"[^>]*value="医師二葉"/)
  const elsewhere = await app.signedInAs('clerk@aoba-hospital')
  expect((await app.get('/institution/notifications/new', elsewhere)).text).not.toContain('医師二葉')
})

test('D20 住所検索 fills prefecture, municipality and town, without script and without losing a word', async () => {
  const path = await newDraftPath(app, doctor)
  const filled = await app.post(path, { go: 'address', postalCode: '〒０００－２００１', supplement: '架空の補足' }, doctor)
  expect(filled.location).toBe(`${path}#q-postalCode`)
  const { text } = await app.get(path, doctor)
  for (const value of ['架空県', 'みなと市', '見本町']) expect(text).toContain(`value="${value}"`)
  expect(text).toContain('架空の補足')
  const unknown = await app.post(path, { go: 'address', postalCode: '9999999' }, doctor)
  expect(unknown.location).toContain('address=unknown')
  expect((await app.get(unknown.location, doctor)).text).toContain('この郵便番号の住所が見つかりません')
})

test('a draft of another institution is not found, by any verb, and nothing is written', async () => {
  const path = await newDraftPath(app, doctor)
  await app.post(path, { ...wholeAnswers, go: 'confirm' }, doctor)
  const stranger = await app.signedInAs('doctor@aoba-hospital')
  const before = await db.sql`select id, answers, updated_at from notification_drafts order by id`
  for (const page of ['', '/gaps', '/dates', '/period', '/done', '/registered'])
    expect((await app.get(path + page, stranger)).status).toBe(404)
  for (const page of ['', '/file', '/discard'])
    expect((await app.post(path + page, { ...wholeAnswers, sure: 'yes', go: 'save' }, stranger)).status).toBe(404)
  expect((await app.get('/institution/drafts/nonsense', stranger)).status).toBe(404)
  expect((await app.post('/institution/drafts/nonsense', {}, stranger)).status).toBe(404)
  expect(await db.sql`select id, answers, updated_at from notification_drafts order by id`).toEqual(before)
  const nurse = await app.signedInAs('nurse@aoba')
  expect((await app.get(path, nurse)).status).toBe(403)
  expect((await app.get('/institution/notifications/new', nurse)).status).toBe(403)
})
