import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { testWorld } from '../../../tools/test-world.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { headsFile, readHeads } from '../audit/heads.server.ts'
import { auditDuties } from '../audit/jobs.server.ts'
import { verifyAudit } from '../audit/verify.server.ts'
import { backUp } from './backup.server.ts'
import { restore } from './restore.server.ts'

let db: TestDatabase
let app: TestApp
let folder: string
let stateDir: string
let identityPath: string
let recipient: string
let file: string

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await testWorld(db, app)
  folder = mkdtempSync(join(tmpdir(), 'backup-'))
  stateDir = join(folder, 'state')
  const identity = await generateIdentity()
  recipient = await identityToRecipient(identity)
  identityPath = join(folder, 'identity')
  writeFileSync(identityPath, `# a comment\n${identity}\n`)
  const context = { clock: () => testNow, signal: new AbortController().signal, log: console }
  for (let tries = 0; tries < 600 && readHeads(stateDir).length === 0; tries++) {
    await auditDuties({ stateDir })[0]!.run(db.worker, testNow, context)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  file = (await backUp(db.sql, { folder: join(folder, 'backups'), recipients: [recipient], stateDir }, testNow)).path
})
afterAll(async () => {
  await app.close()
  await db.drop()
  rmSync(folder, { recursive: true })
})

/** Every row of every table, and what guards them, told by the catalogue and by nothing of the program. */
async function everything(sql: Sql): Promise<Record<string, string>> {
  const told: Record<string, string> = {}
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace`
  for (const { name } of tables.filter((table) => table.name !== 'schema_migrations')) {
    const [row] = await sql.unsafe(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, e'\\n' order by t::text)), '-') as told from "${name}" t`,
    )
    told[name] = row!.told
  }
  const [guards] = await sql`
    select (select string_agg(conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid), e'\n' order by conrelid::regclass::text, conname)
              from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace) as references,
           (select string_agg(tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text, e'\n' order by tgrelid::regclass::text, tgname)
              from pg_trigger where not tgisinternal) as triggers,
           (select string_agg(relname || ' ' || relrowsecurity || relforcerowsecurity, e'\n' order by relname)
              from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')) as guarded`
  return { ...told, ...(guards as Record<string, string>) }
}

const place = (more: Partial<{ path: string; identityPath: string; stateDir: string }> = {}) => ({
  path: file,
  identityPath,
  stateDir: mkdtempSync(join(folder, 'restored-')),
  ...more,
})

test('the drill: a database restored from a backup holds the same rows and is guarded alike, and its audit fits the same heads', async () => {
  const empty = await testDatabase()
  try {
    const to = place()
    const rows = await restore(empty.sql, to)
    expect(await everything(empty.sql)).toEqual(await everything(db.sql))
    expect(Object.values(rows).filter((n) => n > 0).length).toBeGreaterThan(20)
    expect(readFileSync(headsFile(to.stateDir))).toEqual(readFileSync(headsFile(stateDir)))
    const verdict = await verifyAudit(empty.sql, readHeads(to.stateDir))
    expect(verdict).toMatchObject({ faults: [] })
    expect(verdict.rows).toBeGreaterThan(0)
    // What stands in it is guarded as before: without a session nothing is seen.
    expect(await empty.web`select id from cases`).toHaveLength(0)
    await expect(restore(empty.sql, place())).rejects.toThrow('Somebody lives in this database already')
  } finally {
    await empty.drop()
  }
})

test('nothing of anybody can be read in the file, and it has no companions', () => {
  const bytes = readFileSync(file)
  expect(bytes.includes('架空')).toBe(false)
  expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1')
  expect(readdirSync(join(folder, 'backups'))).toHaveLength(1)
})

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['stops early', (bytes) => bytes.subarray(0, bytes.length - 1)],
  ['stops in the middle', (bytes) => bytes.subarray(0, bytes.length >> 1)],
  ['has one bit turned', (bytes) => Buffer.from(bytes.map((byte, n) => (n === bytes.length - 300 ? byte ^ 1 : byte)))],
])('a file that %s is not taken in: the database stays empty', async (name, damage) => {
  const empty = await testDatabase()
  try {
    const before = await everything(empty.sql)
    const path = join(folder, `${name}.age`)
    writeFileSync(path, damage(readFileSync(file)))
    const to = place({ path })
    await expect(restore(empty.sql, to)).rejects.toThrow()
    expect(await everything(empty.sql)).toEqual(before)
    expect(existsSync(headsFile(to.stateDir))).toBe(false)
  } finally {
    await empty.drop()
  }
})

test('another key opens nothing; another schema is refused by name; heads of another audit are not overwritten', async () => {
  const empty = await testDatabase()
  try {
    const other = join(folder, 'other')
    writeFileSync(other, await generateIdentity())
    await expect(restore(empty.sql, place({ identityPath: other }))).rejects.toThrow()
    await expect(restore(empty.sql, place({ stateDir }))).rejects.toThrow('the heads of another audit')
    await empty.sql`delete from schema_migrations where name = (select max(name) from schema_migrations)`
    await expect(restore(empty.sql, place())).rejects.toThrow('restore with the program of that version')
  } finally {
    await empty.drop()
  }
})

test('two backups of one moment do not overwrite each other, and one that fails leaves no file', async () => {
  const to = { folder: join(folder, 'backups'), recipients: [recipient], stateDir }
  await expect(backUp(db.sql, to, testNow)).rejects.toThrow('is there already')
  await db.sql`create table hidden (id int primary key)`
  await db.sql.unsafe('alter table hidden owner to hersys_system; alter table hidden enable row level security')
  await expect(backUp(db.sql, to, new Date(testNow.getTime() + 1000))).rejects.toThrow('The owner does not see all of hidden')
  await db.sql`drop table hidden`
  expect(readdirSync(join(folder, 'backups'))).toHaveLength(1)
})
