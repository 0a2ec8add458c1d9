import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { reportOver, wholeAnswers } from '../../../tools/test-notification.ts'

let db: TestDatabase
let app: TestApp
let clerk: Session
/** HER-SYS ID by the key of the case. */
const ids: Record<string, string> = {}
const caseIds: Record<string, string> = {}
const list = '/institution/notifications'
const day = (name: string, [year, month, date]: [string, string, string]) => ({
  [`${name}.era`]: 'western',
  [`${name}.year`]: year,
  [`${name}.month`]: month,
  [`${name}.date`]: date,
})

const person = (family: string, given: string, familyKana: string, givenKana: string) => ({
  'name.family': family,
  'name.given': given,
  'name.familyKana': familyKana,
  'name.givenKana': givenKana,
})
const people: Record<string, FormFields> = {
  taka: { ...person('髙﨑', '渡', 'たかさき', 'わたる'), phone: '09090000011', ...day('birthOn', ['1971', '2', '3']) },
  watanabe: { ...person('渡邊', 'ヴァネッサ', 'ワタナベ', 'ヴァネッサ'), phone: '09090000012', ...day('onsetOn', ['2022', '7', '10']) },
  oono: { ...person('大野', '優子', 'オオノ', 'ﾕｳｺ'), phone: '09090000013', municipality: 'あおば市', postalCode: '', severity: 'severe' },
  kawate: {
    ...person('川ノ手', '次郎', 'カワノテ', 'ジロウ'),
    phone: '09090000014',
    ...day('diagnosedOn', ['2022', '7', '19']),
    category: 'suspected',
  },
}

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  clerk = await app.signedInAs('clerk@mori-clinic')
  for (const [key, answers] of Object.entries(people)) {
    app.advance(60_000)
    const path = await reportOver(app, clerk, { ...wholeAnswers, ...answers })
    const [row] = await db.sql<{ id: string; hersysId: string }[]>`
      select c.id, c.hersys_id from notification_drafts d join cases c on c.id = d.case_id where d.id = ${path.split('/').at(-1)!}`
    ids[key] = row!.hersysId
    caseIds[key] = row!.id
  }
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const keysIn = (text: string) =>
  [...text.matchAll(/<td[^>]*>(\d{8})<\/td>/g)].map(([, id]) => Object.keys(ids).find((key) => ids[key] === id) ?? id!)
const search = async (form: FormFields, session = clerk) => keysIn((await app.post(`${list}/search`, form, session)).text)

test('D34 閲覧・編集 on the home and 登録情報一覧 in the menu open the list', async () => {
  const home = await app.get('/institution', clerk)
  expect(home.text.match(/href="\/institution\/notifications"/g)!.length).toBeGreaterThanOrEqual(2)
  expect((await app.get(list, clerk)).text).toContain('<h1>登録情報一覧</h1>')
})

test('D35 every condition of the manual is there, by its name, with 期間開始日 (降順) and 10件表示 chosen', async () => {
  const { text } = await app.get(list, clerk)
  for (const label of ['担当保健所', '保健所独自ID', 'HER-SYS ID', 'フリガナ', '氏名', '生年月日', '電話番号', 'パスポート番号'])
    expect(text).toMatch(new RegExp(`<label class="question-label" for="\\w+">${label}</label>`))
  for (const label of ['報告年月日 から', '診断年月日 から', '感染区分', '現在のステータス', '重症度', '処置日 から', '居所'])
    expect(text).toMatch(new RegExp(`<label class="question-label" for="\\w+">${label}</label>`))
  for (const group of ['ID管理', '発生届', '措置判定記録']) expect(text).toContain(`>${group}</`)
  expect(text).toContain('<option value="began-desc" selected>期間開始日 (降順)</option>')
  expect(text).toContain('<option value="10" selected>10件表示</option>')
  expect(text).toContain('placeholder="保健所を検索"')
  expect(text).toContain('>検索</button>')
  expect(text).toContain('<option value="架空あおば保健所">')
})

test('D36 D37 counters, columns and rows; the name opens the case', async () => {
  const { text } = await app.get(list, clerk)
  const heads = [...text.matchAll(/<th scope="col">([^<]*)<\/th>/g)].map(([, head]) => head)
  expect(heads).toEqual([
    '選択',
    'HER-SYS ID',
    '保健所独自ID',
    '氏名',
    '診断年月日',
    '感染区分',
    '現在のステータス',
    '重症度',
    '期間',
    '居所',
    '場所名',
  ])
  const counters = [...text.matchAll(/<dt>([^<]*)<\/dt><dd>([^<]*)<\/dd>/g)].map(([, label, count]) => [label, count])
  expect(counters).toEqual([
    ['検索結果全件', '4件'],
    ['感染者', '3件'],
    ['濃厚接触者', '0件'],
    ['オミクロン株濃厚接触者', '0件'],
  ])
  const row = text.match(/<tr>.*?<\/tr>/g)!.find((each) => each.includes(`>${ids.taka}<`))!
  const cells = [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell!.replaceAll(/<[^>]*>/g, '').trim())
  expect(cells).toEqual([
    `${ids.taka}を選ぶ`,
    ids.taka,
    '-',
    '髙﨑 渡',
    '2022/07/20',
    '感染者',
    '記録なし',
    '軽症',
    '2022/07/19-2022/07/28',
    '不明',
    '-',
  ])
  expect(row).toContain(`href="${list}/${caseIds.taka}"`)
  expect((await app.get(`${list}/${caseIds.taka}`, clerk)).text).toContain('<h1>発生届</h1>')
})

test.each<[string, FormFields, string[]]>([
  ['a new form of the kanji', { name: '高崎' }, ['taka']],
  ['the old form as it was written', { name: '髙﨑 渡' }, ['taka']],
  ['the beginning', { name: '高' }, ['taka']],
  ['given name first', { name: '渡' }, ['watanabe', 'taka']],
  ['given name and family name swapped', { name: '渡　髙﨑' }, ['taka']],
  ['辺 for 邊', { name: '渡辺' }, ['watanabe']],
  ['ブ where ヴ stands', { kana: 'ﾊﾞﾈｯｻ' }, ['watanabe']],
  ['hiragana in the field of the name', { name: 'わたなべ' }, ['watanabe']],
  ['a long vowel written otherwise', { kana: 'おーの　ゆーこ' }, ['oono']],
  ['half width', { kana: 'ｵｵﾉ' }, ['oono']],
  ['a reading swapped', { kana: 'ユウコ オオノ' }, ['oono']],
  ['ノ left out', { name: '川手' }, ['kawate']],
  ['the middle of a name', { name: '手' }, []],
  ['the HER-SYS ID', { hersysId: 'taka' }, ['taka']],
  ['the telephone, however written', { phone: '090-9000-0013' }, ['oono']],
  ['the birth date in an era', { birthOn: '昭和46年2月3日' }, ['taka']],
  ['the 担当保健所', { centre: '架空あおば保健所' }, ['oono']],
  ['the day of the diagnosis', { diagnosedFrom: '2022/7/19', diagnosedTo: 'R4.7.19' }, ['kawate']],
  ['the day of the report', { reportedFrom: '2022-07-21' }, []],
  ['感染区分', { infectionClass: 'suspected' }, ['kawate']],
  ['重症度', { severity: 'severe' }, ['oono']],
  ['記録なし', { status: 'none', name: '大野' }, ['oono']],
  ['two conditions at once', { severity: 'severe', name: '高崎' }, []],
])('D35 %s finds whom it should', async (_what, form, found) => {
  const asked = form.hersysId ? { hersysId: ids[form.hersysId as string] } : form
  expect((await search(asked)).sort()).toEqual([...found].sort())
})

test('D35 status, 処置日, 居所, 場所名, 保健所独自ID and passport follow the records of the case', async () => {
  await db.sql`update cases set current_status = 'home', measured_on = '2022-07-18', whereabouts = 'hotel', place_name = '架空ホテル', centre_number = 'A001',
    passport_number = 'TK0000001', infection_class = 'contact' where id = ${caseIds.taka!}`
  for (const form of [
    { status: 'home' },
    { measuredFrom: '2022/7/18', measuredTo: '2022/7/18' },
    { whereabouts: 'hotel' },
    { centreNumber: 'A001' },
    { passport: 'tk0000001' },
    { infectionClass: 'contact' },
  ])
    expect(await search(form)).toEqual(['taka'])
  const { text } = await app.get(list, clerk)
  for (const words of ['自宅療養中', '宿泊療養施設', '架空ホテル', 'A001', '濃厚接触者</td>']) expect(text).toContain(words)
  expect(text).toContain('<dt>濃厚接触者</dt><dd>1件</dd>')
  await db.sql`update watches set state = 'ended', ended_at = ${testNow}, ended_by = (select id from staff_accounts where login_id = 'nurse@minato'),
    end_kind = 'release' where case_id = ${caseIds.taka!}`
  expect(await search({ status: 'released' })).toEqual(['taka'])
})

test('D35 what is not understood is said, every fault at once, and nothing typed is lost', async () => {
  const wrong = {
    hersysId: '12',
    centre: '無い保健所',
    birthOn: '2022/13/1',
    reportedFrom: '2022/7/2',
    reportedTo: '2022/7/1',
    name: '架空',
    phone: '090',
  }
  const { status, text } = await app.post(`${list}/search`, wrong, clerk)
  expect(status).toBe(422)
  for (const fault of ['6～8桁', '保健所が見つかりません', '日付を確認してください', '終わりの日が始めの日より前です'])
    expect(text).toContain(fault)
  for (const typed of ['value="12"', 'value="無い保健所"', 'value="2022/13/1"', 'value="架空"', 'value="090"'])
    expect(text).toContain(typed)
})

test('D35 every order, both ways, and no line twice or left out over the pages', async () => {
  await db.sql`insert into cases (id, hersys_id, person_id, disease, reporting_institution_id, family_name, given_name, diagnosed_on, reported_on, created_at, updated_at)
    select gen_random_uuid(), (10000000 + n)::text, person_id, disease, reporting_institution_id, '架空', n::text, case when n % 3 > 0 then date '2022-06-01' + n % 20 end,
           case when n % 4 > 0 then date '2022-06-01' + n % 15 end, created_at, created_at from cases, generate_series(1, 120) n where id = ${caseIds.taka!}`
  for (const sort of ['began-desc', 'began-asc', 'diagnosed-desc', 'diagnosed-asc', 'reported-desc', 'reported-asc', 'kana-asc']) {
    const seen: string[] = []
    let after: string | undefined = ''
    for (let page = 0; page < 20 && after !== undefined; page++) {
      const { text } = await app.post(`${list}/search`, { sort, size: '50', after }, clerk)
      seen.push(...[...text.matchAll(/<td[^>]*>(\d{8})<\/td>/g)].map(([, id]) => id!))
      after = /name="after" value="([^"]+)"/.exec(text)?.[1]
    }
    expect([sort, seen.length, new Set(seen).size]).toEqual([sort, 124, 124])
    if (sort === 'began-desc') expect(seen.slice(0, 3).sort()).toEqual([ids.taka, ids.oono, ids.kawate].sort())
    if (sort === 'began-asc') expect(seen.at(-4)).toBe(ids.watanabe)
  }
  const sizes = [
    ['10', 10],
    ['100', 100],
    ['7', 10],
  ] as const
  for (const [size, lines] of sizes) {
    const { text } = await app.post(`${list}/search`, { size }, clerk)
    expect(text.match(/<td[^>]*>\d{8}<\/td>/g)).toHaveLength(lines)
  }
  const seen: string[] = []
  for (let at: string | undefined = list; at; ) {
    const { text } = await app.get(at, clerk)
    seen.push(...[...text.matchAll(/<td[^>]*>(\d{8})<\/td>/g)].map(([, id]) => id!))
    at = /href="(\/institution\/notifications\?after=[^"]+)"/.exec(text)?.[1]
  }
  expect([seen.length, new Set(seen).size]).toEqual([124, 124])
})

test('a search is a POST that names in the audit whom it showed; nothing personal stands in an address, and a GET with a name searches nothing', async () => {
  const { text } = await app.post(`${list}/search`, { name: '高崎', size: '10' }, clerk)
  for (const [, href] of text.matchAll(/(?:href|action)="([^"]*)"/g)) expect(decodeURIComponent(href!)).not.toMatch(/高崎|髙﨑/)
  const [audit] =
    await db.sql`select action, case_ids, detail from audits where action = 'notification.search' order by at desc, id desc limit 1`
  expect(audit!.caseIds).toContain(caseIds.taka)
  expect(JSON.stringify(audit)).not.toMatch(/高崎|髙﨑/)
  expect(app.logs.join('')).not.toMatch(/高崎|髙﨑/)
  expect(keysIn((await app.get(`${list}?name=${encodeURIComponent('高崎')}`, clerk)).text)).toHaveLength(10)
})

test('nobody finds the cases of another institution, whatever they ask for', async () => {
  const stranger = await app.signedInAs('doctor@minato-clinic')
  for (const form of [{}, { name: '高崎' }, { hersysId: ids.taka }, { phone: '09090000013' }, { size: '100' }]) {
    const { text } = await app.post(`${list}/search`, form, stranger)
    expect(keysIn(text)).toEqual([])
    expect(text).toContain('<dt>検索結果全件</dt><dd>0件</dd>')
  }
})

test('a treating institution lists the case for the days of the treatment, and only then', async () => {
  const hospital = await app.signedInAs('doctor@aoba-hospital')
  const [org] = await db.sql`select org_id from staff_accounts where login_id = 'doctor@aoba-hospital'`
  expect(await search({ name: '大野' }, hospital)).toEqual([])
  await db.sql`insert into treatments (id, case_id, institution_id, from_on, until_on, named_at, named_by, named_org)
    select gen_random_uuid(), ${caseIds.oono!}, ${org!.orgId}, '2022-07-21', '2022-07-22', ${testNow}, id, org_id from staff_accounts where login_id = 'nurse@aoba'`
  const onDay = async (at: string) => {
    app.setNow(new Date(at))
    const { text } = await app.post(`${list}/search`, { name: '大野' }, await app.signedInAs('doctor@aoba-hospital'))
    expect(text).toContain(`<dt>検索結果全件</dt><dd>${keysIn(text).length}件</dd>`)
    return keysIn(text)
  }
  expect(await onDay('2022-07-20T23:59:59+09:00')).toEqual([])
  expect(await onDay('2022-07-21T00:00:00+09:00')).toEqual(['oono'])
  expect(await onDay('2022-07-22T23:59:59+09:00')).toEqual(['oono'])
  expect(await onDay('2022-07-23T00:00:00+09:00')).toEqual([])
})
