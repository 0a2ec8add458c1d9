import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { importJurisdictions, importOrganisations } from './organisation-import.server.ts'
import { jurisdictionColumns, organisationColumns } from './organisation-list.ts'

let db: TestDatabase
const folder = mkdtempSync(join(tmpdir(), 'her-sys-organisations-'))

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await db.drop()
})

const file = (...rows: (readonly string[])[]) => {
  const path = join(folder, `${rows.length}-${rows.at(-1)!.join('').length}.csv`)
  writeFileSync(path, rows.map((row) => row.join(',')).join('\r\n'))
  return path
}
const organisations = () => db.sql`select kind, code, name, parent_id from organisations order by kind, code`

test('a list adds what is new, changes what is known, and takes nobody away; a child may stand above its parent', async () => {
  const [before] = await db.sql<{ n: number }[]>`select count(*)::int as n from organisations`
  const [known] = await db.sql`select code from organisations where kind = 'centre' order by code limit 1`
  const prefecture = ['都道府県', '500007', '架空新県', 'カクウシンケン', '50', '', '', '', '', '', '']
  const centre = ['保健所', '50-HC-1', '架空しん保健所', 'カクウシンホケンジョ', '50', '500007', '', '', '', '', '']
  const renamed = ['保健所', known!.code, '架空改名保健所', 'カクウカイメイホケンジョ', '48', '480002', '', '', '', '', '']
  const [own] = await db.sql`select code from organisations where kind = 'prefecture' order by code limit 1`
  renamed[5] = own!.code
  expect(await importOrganisations(db.sql, file(organisationColumns, centre, prefecture, renamed), testNow)).toEqual({
    added: 2,
    changed: 1,
  })
  expect(await db.sql`select count(*)::int as n from organisations`).toEqual([{ n: before!.n + 2 }])
  expect(
    await db.sql`
    select c.name, p.name as parent from organisations c join organisations p on p.id = c.parent_id where c.code in ('50-HC-1', ${known!.code}) order by c.code`,
  ).toMatchObject([{ name: '架空改名保健所' }, { name: '架空しん保健所', parent: '架空新県' }])
})

test('one line whose parent is unknown refuses the whole list', async () => {
  const before = await organisations()
  const good = ['都道府県', '510009', '架空別県', 'カクウベツケン', '51', '', '', '', '', '', '']
  const orphan = ['保健所', '51-HC-1', '架空孤保健所', 'カクウコホケンジョ', '51', 'NOWHERE', '', '', '', '', '']
  await expect(importOrganisations(db.sql, file(organisationColumns, good, orphan), testNow)).rejects.toThrow(
    '51-HC-1: there is no prefecture',
  )
  expect(await organisations()).toEqual(before)
})

test('jurisdictions name the centre of each municipality, or nobody; an unknown one refuses the whole list', async () => {
  const [first, second] = await db.sql`select code from municipalities where centre_id is not null order by code limit 2`
  expect(await importJurisdictions(db.sql, file(jurisdictionColumns, [first!.code, '50-HC-1'], [second!.code, '']))).toBe(2)
  expect(
    await db.sql`select m.code, o.code as centre from municipalities m left join organisations o on o.id = m.centre_id
    where m.code in (${first!.code}, ${second!.code}) order by m.code`,
  ).toEqual([
    { code: first!.code, centre: '50-HC-1' },
    { code: second!.code, centre: null },
  ])
  await expect(
    importJurisdictions(db.sql, file(jurisdictionColumns, [first!.code, ''], ['999999', '50-HC-1'], [second!.code, 'NONE'])),
  ).rejects.toThrow(/999999: no such municipality[\s\S]*there is no centre with the code NONE/)
  expect(await db.sql`select centre_id is not null as has from municipalities where code = ${first!.code}`).toEqual([{ has: true }])
})
