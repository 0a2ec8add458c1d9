import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testSecret } from '../../tools/test-cluster.ts'
import { type TestDatabase, testDatabase } from '../../tools/test-database.ts'
import { seedDemo } from './demo.server.ts'

let db: TestDatabase
let stateDir: string

beforeAll(async () => {
  db = await testDatabase()
  stateDir = mkdtempSync(join(tmpdir(), 'her-sys-demo-'))
})
afterAll(async () => {
  await db.drop()
  rmSync(stateDir, { recursive: true })
})

/** Every row there is, by table. */
async function rowsOf(names: string[]): Promise<[string, string[]][]> {
  return Promise.all(
    names.map(async (name): Promise<[string, string[]]> => {
      const rows = await db.sql<{ row: string }[]>`select to_jsonb(t)::text as row from ${db.sql(name)} t order by 1`
      return [name, rows.map(({ row }) => row)]
    }),
  )
}
const seed = () =>
  seedDemo(db.sql, {
    now: new Date('2022-07-20T10:00:00+09:00'),
    stateDir,
    secret: testSecret,
    publicUrl: 'http://her-sys.example',
    count: 12,
  })

test('the demo keeps what migrations filled (periods, limits, age bands), also when an earlier filling was killed half-way', async () => {
  const tables = await db.sql<{ name: string }[]>`
    select relname as name from pg_class where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace order by 1`
  const filled = (await rowsOf(tables.map(({ name }) => name))).filter(([, rows]) => rows.length > 0)
  expect(filled.map(([name]) => name)).toEqual(expect.arrayContaining(['policies', 'daily_count_divisions', 'audit_chains']))
  for (let n = 0; n < 2; n++) {
    await seed()
    const after = new Map(await rowsOf(filled.map(([name]) => name)))
    for (const [name, rows] of filled) expect(after.get(name), name).toEqual(expect.arrayContaining(rows))
  }
})
