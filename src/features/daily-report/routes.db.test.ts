import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, stranger, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily, type TestFamily } from '../../../tools/test-patients.ts'
import { cookieNames } from '../../platform/http/session.server.ts'

let db: TestDatabase
let app: TestApp
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const signedIn = (family: TestFamily): Session => ({ cookies: new Map([[cookieNames.patient, family.token]]) })
const fromOurPage = { 'sec-fetch-site': 'same-origin' }

async function patient(wish: Partial<Parameters<typeof makeFamily>[1]> = {}) {
  app.setNow(testNow)
  const family = await makeFamily(db.sql, { now: testNow, ...wish })
  const person = family.people[0]!
  return { family, person, session: signedIn(family), url: `/report/${person.registrationId}` }
}
const reportsOf = (caseId: string) => db.sql`select * from daily_reports where case_id = ${caseId} order by reported_at, id`
const openItem = async (caseId: string, kind: string) =>
  (await db.sql`select * from attention_items where case_id = ${caseId} and kind = ${kind} and closed_at is null`)[0]
const textOf = (html: string) => html.replace(/<[^>]*>/g, ' ')

describe('home', () => {
  test('C19 C20 C21 対象者, 新規登録, 前回報告日と体温, 履歴, 入力 in their order; no button for what is not there', async () => {
    const { session, person } = await patient({
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
    const { session, family } = await patient({
      names: [
        ['架空', '母'],
        ['架空', '長女'],
      ],
    })
    const other = await patient()
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
    const { session, family } = await patient({
      names: [
        ['架空', '母'],
        ['架空', '母'],
      ],
    })
    const { text } = await app.get('/home', session)
    for (const { hersysId } of family.people) expect(text).toContain(`架空 母 (HER-SYS ID ${hersysId})`)
  })

  test('E10 E11 the English buttons', async () => {
    const { session } = await patient({ language: 'en' })
    const { text } = await app.get('/home', session)
    expect(text).toContain('enter a status report')
    expect(text).toContain('confirm history')
    const { person } = await patient({ language: 'en' })
    expect(person.name).toContain('架空')
  })

  test('a stranger is sent to the door', async () => {
    for (const path of ['/home', '/report', '/history']) expect((await app.get(path, stranger())).location).toBe('/sign-in')
  })
})

describe('the daily report', () => {
  test('A17 A18 A19 the form leads over 「確認」 straight to the advice, and the watch list knows', async () => {
    const { session, url, person } = await patient()
    const page = await app.get(url, session)
    expect(page.text).toContain('<h1>現在の健康状態を入力する</h1>')
    expect(page.text).toContain('体温と酸素飽和度(SpO2)を入力し、症状の「あり」「なし」を選択してください。')
    expect(page.text.indexOf('urgentSigns')).toBeLessThan(page.text.indexOf('name="temperature"'))
    expect(page.text).toMatch(/<button class="primary">確認<\/button>/)
    expect(page.text).toContain('架空 花子 さんの健康状態')
    const done = await app.post(url, { temperature: '３７．２', spo2: '98', cough: 'no', key: 'abcdefgh' }, session)
    expect(done.status).toBe(303)
    const advice = await app.get(done.location, session)
    expect(advice.text).toContain('記録しました')
    expect(await reportsOf(person.caseId)).toMatchObject([{ temperature: 37.2, spo2: 98, level: 'stable', language: 'ja' }])
    const home = await app.get('/home', session)
    expect(home.text).toContain('7月20日 10時00分')
    expect(home.text).toContain('37.2℃')
  })

  test('E10 the English form and its sentence', async () => {
    const { session, url } = await patient({ language: 'en' })
    const { text } = await app.get(url, session)
    expect(text).toContain('Enter your body temperature and oxygen saturation (SpO2) and select ‘yes’ or ‘no’ for your symptoms.')
    expect(text).toMatch(/<button class="primary">confirm<\/button>/)
  })

  test('one urgent tick alone: whom to call, and the item is in the queue already', async () => {
    const { session, url, person } = await patient()
    const done = await app.post(url, { urgentSigns: 'chestPain' }, session)
    expect(await openItem(person.caseId, 'red-flag')).toMatchObject({ urgent: true })
    const { text } = await app.get(done.location, session)
    expect(text).toContain('すぐに電話してください')
    expect(text).toContain('href="tel:119"')
    expect(text).toContain(`href="tel:${organisationOf('aoba').phone}"`)
  })

  test('faults come back together with everything typed, and nothing is stored', async () => {
    const { session, url, person } = await patient()
    const { status, text } = await app.post(
      url,
      { temperature: '367', spo2: 'abc', cough: 'yes', note: '架空のメモ', key: 'abcdefgh' },
      session,
    )
    expect(status).toBe(422)
    for (const kept of ['value="367"', 'value="abc"', '架空のメモ', 'value="abcdefgh"']) expect(text).toContain(kept)
    expect(text).toContain('2か所に誤りがあります')
    expect(text).toMatch(/id="cough"[^>]*checked|checked[^>]*id="cough"/)
    expect(await reportsOf(person.caseId)).toEqual([])
    expect((await app.post(url, {}, session)).status).toBe(422)
  })

  test.each([
    [{ temperature: '41.9' }, 303],
    [{ temperature: '42' }, 422],
    [{ temperature: '34' }, 303],
    [{ temperature: '33.9' }, 422],
    [{ spo2: '71' }, 303],
    [{ spo2: '70' }, 422],
    [{ temperature: '42', urgentSigns: 'chestPain' }, 303],
  ])('A18 "is this right?" comes once, for %j: %i', async (typed, status) => {
    const { session, url, person } = await patient()
    const answer = await app.post(url, typed, session)
    expect(answer.status).toBe(status)
    if (status === 303) return
    expect(await reportsOf(person.caseId)).toEqual([])
    const sure = /name="sure" value="([^"]*)"/.exec(answer.text)![1]!
    expect((await app.post(url, { ...typed, sure: 'temperature=45' }, session)).status).toBe(422)
    expect((await app.post(url, { ...typed, sure }, session)).status).toBe(303)
    expect(await reportsOf(person.caseId)).toHaveLength(1)
  })

  test('a double tap is one report; several a day are welcome', async () => {
    const { session, url, person } = await patient()
    const form = { temperature: '36.8', key: 'one-and-the-same' }
    const taps = await Promise.all([app.post(url, form, session), app.post(url, form, session)])
    expect(new Set(taps.map((tap) => tap.location)).size).toBe(1)
    app.advance(3_600_000)
    await app.post(url, { temperature: '37.9', key: 'another-page' }, session)
    expect(await reportsOf(person.caseId)).toHaveLength(2)
  })

  test('C22 a day sent along is not believed: only today is told', async () => {
    const { session, url, person } = await patient()
    await app.post(url, { temperature: '36.8', reportedOn: '2022-07-19', reported_on: '2022-07-19' }, session)
    expect(await reportsOf(person.caseId)).toMatchObject([{ reportedOn: '2022-07-20' }])
  })

  test('nobody reports for somebody else, nor without a token', async () => {
    const mine = await patient()
    const other = await patient()
    expect((await app.post(other.url, { temperature: '36' }, mine.session)).status).toBe(404)
    expect((await app.post(mine.url, { temperature: '36', _csrf: 'forged' }, mine.session)).status).toBe(403)
    const abroad = await app.post(mine.url, { temperature: '36' }, mine.session, { 'sec-fetch-site': 'cross-site' })
    expect(abroad.status).toBe(403)
    expect(abroad.text).not.toContain('value="36"')
    expect([...(await reportsOf(mine.person.caseId)), ...(await reportsOf(other.person.caseId))]).toEqual([])
    const refusals =
      await db.sql`select detail from audits where action = 'daily-report.submit' and outcome = 'refused' and actor_id = ${mine.family.accountId}`
    expect(refusals).toHaveLength(1)
  })

  test('nothing typed is lost when the session has ended: after signing in again the form is filled', async () => {
    const { family, session, url, person } = await patient()
    await db.sql`update sessions set revoked_at = ${testNow} where token_hash = ${family.sessionHash}`
    const refused = await app.post(url, { temperature: '38.4', note: '架空のメモ' }, session, fromOurPage)
    expect(refused.status).toBe(401)
    expect(textOf(refused.text)).toContain('入力した内容がもう一度表示されます')
    const again = await app.patientSession(family.accountId)
    session.cookies.set(cookieNames.patient, again.cookies.get(cookieNames.patient)!)
    expect((await app.get('/home', session)).text).toContain('送信されていない入力があります')
    const page = await app.get(url, session)
    expect(page.text).toContain('value="38.4"')
    expect(page.text).toContain('架空のメモ')
    expect(await reportsOf(person.caseId)).toEqual([])
    expect((await app.post(url, { temperature: '38.4' }, session)).status).toBe(303)
    expect((await app.get('/home', session)).text).not.toContain('送信されていない入力があります')
  })

  test('a kept form is shown to nobody else, and not on another day', async () => {
    const { family, session, url } = await patient()
    await db.sql`update sessions set revoked_at = ${testNow} where token_hash = ${family.sessionHash}`
    await app.post(url, { temperature: '38.4' }, session, fromOurPage)
    const other = await patient()
    session.cookies.set(cookieNames.patient, other.family.token)
    expect((await app.get('/home', session)).text).not.toContain('送信されていない入力があります')
    expect((await app.get(other.url, session)).text).not.toContain('value="38.4"')
    session.cookies.set(cookieNames.patient, (await app.patientSession(family.accountId)).cookies.get(cookieNames.patient)!)
    expect((await app.get(url, session)).text).toContain('value="38.4"')
    app.advance(86_400_000)
    expect((await app.get(url, session)).text).not.toContain('value="38.4"')
  })

  test('a form from before signing in anew comes back filled, and is not sent by itself', async () => {
    const { family, session, url, person } = await patient()
    const { csrf } = await app.get(url, session)
    session.cookies.set(cookieNames.patient, (await app.patientSession(family.accountId)).cookies.get(cookieNames.patient)!)
    const answer = await app.post(url, { temperature: '38.4', _csrf: csrf }, session, fromOurPage)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('value="38.4"')
    expect(await reportsOf(person.caseId)).toEqual([])
  })
})

describe('history', () => {
  test('A20 one’s own reports with the centre’s telephone number for errors', async () => {
    const { session, url, person } = await patient()
    const path = `/history/${person.registrationId}`
    expect((await app.get(path, session)).text).toContain('まだ報告がありません')
    await app.post(url, { temperature: '38.4', spo2: '97', cough: 'yes', diarrhoea: 'no' }, session)
    const { text } = await app.get(path, session)
    expect(text).toContain('<h1>履歴を確認する</h1>')
    for (const shown of ['38.4℃', '97%', '<svg', '咳・鼻水', 'ご本人', `tel:${organisationOf('aoba').phone}`]) expect(text).toContain(shown)
    expect(text).toContain('入力内容に誤りがある場合は、管轄保健所にご連絡ください。')
    expect(text).not.toContain('下痢')
  })

  test('「訂正を依頼する」 reaches the owner; the words stay with the centre', async () => {
    const { session, person } = await patient()
    const path = `/history/${person.registrationId}/correction`
    expect((await app.post(path, { text: ' ' }, session)).status).toBe(422)
    const long = await app.post(path, { text: 'あ'.repeat(501) }, session)
    expect(long.status).toBe(422)
    expect(long.text).toContain('あ'.repeat(501))
    const done = await app.post(path, { text: '昨日の体温は架空の値です' }, session)
    expect((await app.get(done.location, session)).text).toContain('訂正の依頼を保健所に送りました。')
    const item = await openItem(person.caseId, 'correction-asked')
    expect(item).toMatchObject({ centreId: organisationOf('aoba').id })
    expect(JSON.stringify(item!.detail)).not.toContain('架空')
    expect(await db.sql`select text from correction_requests where case_id = ${person.caseId}`).toMatchObject([
      { text: '昨日の体温は架空の値です' },
    ])
  })
})

describe('weight', () => {
  test('home and report with their style sheet come to at most 25 KB over the wire', async () => {
    const { buildAssets } = await import('../../../e2e/browser.ts')
    const light = await testApp(db, { settings: { assetsDir: await buildAssets() } })
    const { session, url } = await patient({
      names: [
        ['架空', '母'],
        ['架空', '長男'],
        ['架空', '長女'],
      ],
    })
    const weigh = async (path: string) => {
      const { get } = await import('node:http')
      return new Promise<number>((resolve, reject) => {
        const headers = { 'accept-encoding': 'br', cookie: [...session.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
        get(light.url + path, { headers }, (answer) => {
          expect(answer.statusCode).toBe(200)
          let bytes = 0
          answer.on('data', (chunk: Buffer) => {
            bytes += chunk.length
          })
          answer.on('end', () => resolve(bytes))
        }).on('error', reject)
      })
    }
    const css = await weigh('/assets/patient.css')
    const script = await weigh('/assets/report.js')
    for (const path of ['/home', url]) {
      const page = await weigh(path)
      console.log(`${path.split('/')[1]}: page ${page}, css ${css}, script ${script} bytes`)
      expect(page + css + script).toBeLessThanOrEqual(25 * 1024)
    }
    await light.close()
  })
})

test('a database that fails while the report is sent gives the form back, filled, and says so', async () => {
  const { session, url, person } = await patient()
  await db.sql.unsafe('alter function submit_reports(jsonb, timestamptz) rename to away')
  const answer = await app.post(url, { temperature: '38.4', note: '架空のメモ' }, session)
  await db.sql.unsafe('alter function away(jsonb, timestamptz) rename to submit_reports')
  expect(answer.status).toBe(503)
  expect(answer.text).toContain('value="38.4"')
  expect(answer.text).toContain('架空のメモ')
  expect(answer.text).toContain('送信できませんでした')
  expect(await reportsOf(person.caseId)).toEqual([])
})
