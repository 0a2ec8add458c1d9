import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { importPostalCodes } from './postal-codes.server.ts'

let db: TestDatabase
const folder = mkdtempSync(join(tmpdir(), 'her-sys-postal-'))
const path = join(folder, 'ken_all.csv')

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await db.drop()
})

const count = async () => (await db.sql`select count(*)::int as n from postal_codes`)[0]!.n

test('the list of the post takes the place of the one before; a municipality keeps its centre', async () => {
  const [known] = await db.sql`select code, name, centre_id from municipalities where centre_id is not null order by code limit 1`
  const five = known!.code.slice(0, 5)
  const lines = [
    `${five},"000  ","0009001","ｶｸｳｹﾝ","ｱﾀﾗｼｼ","ﾐﾎﾝﾁﾖｳ","架空県","架空あたらし市","見本町",0,0,0,0,0,0`,
    `48999,"000  ","0009002","ｶｸｳｹﾝ","ｼﾝｼ","ﾚｲｼﾞﾀﾞｲ","架空県","架空しん市","以下に掲載がない場合",0,0,0,0,0,0`,
  ]
  // As the post publishes it: Windows line ends. The bytes are UTF-8 here; reading Shift_JIS is asserted where CSV is read.
  writeFileSync(path, `${lines.join('\r\n')}\r\n`)
  expect(await importPostalCodes(db.sql, path)).toEqual({ codes: 2, municipalities: 2 })
  expect(await count()).toBe(2)
  expect(await db.sql`select name, kana, centre_id from municipalities where code = ${known!.code}`).toEqual([
    { name: '架空あたらし市', kana: 'アタラシシ', centreId: known!.centreId },
  ])
  expect(await db.sql`select centre_id from municipalities where name = '架空しん市'`).toEqual([{ centreId: null }])
})

test('a wrong file changes nothing and says what is wrong', async () => {
  const before = await count()
  writeFileSync(path, '氏名,住所\n架空,架空県\n')
  await expect(importPostalCodes(db.sql, path)).rejects.toThrow('line 1: not a record of the list of postal codes\nline 2: not a record')
  writeFileSync(path, '')
  await expect(importPostalCodes(db.sql, path)).rejects.toThrow('The file is empty')
  expect(await count()).toBe(before)
})
