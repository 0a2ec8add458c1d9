import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { isMigrated, type Migration, migrate, readMigrations } from './migrate.server.ts'

const now = new Date('2022-07-20T01:00:00Z')
const known = readMigrations()
let database: TestDatabase

const migration = (name: string, text: string): Migration => ({ name, text, sha256: createHash('sha256').update(text).digest('hex') })
const next = (offset: number) => `${String(Number(known.at(-1)!.name.slice(0, 4)) + offset).padStart(4, '0')}.sql`
const added = migration(next(1), 'create table extra (id int primary key);\ninsert into extra values (1)')

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test('a migrated database has nothing to apply, and web and worker can tell', async () => {
  expect(await migrate(database.sql, now)).toEqual([])
  expect(await isMigrated(database.web)).toBe(true)
  expect(await isMigrated(database.worker, [...known, added])).toBe(false)
})

test('a faulty migration leaves nothing behind and names its line', async () => {
  const faulty = migration(next(1), 'create table half (id int);\n\nselect nonsense;')
  await expect(migrate(database.sql, now, [...known, faulty])).rejects.toThrow(`${next(1)}, line 3: column "nonsense" does not exist`)
  expect(await database.sql`select from pg_tables where tablename = 'half'`).toHaveLength(0)
})

test('several machines may migrate at once; what they make belongs to hersys_system', async () => {
  const runs = await Promise.all([1, 2, 3, 4].map(() => migrate(database.sql, now, [...known, added])))
  expect(runs.flat()).toEqual([next(1)])
  expect(await database.sql`select tableowner from pg_tables where tablename = 'extra'`).toEqual([{ tableowner: 'hersys_system' }])
  expect(await database.sql`select applied_at from schema_migrations where name = ${next(1)}`).toEqual([{ appliedAt: now.toISOString() }])
})

test('a file changed after it was applied is refused, and so is a program older than its database', async () => {
  await migrate(database.sql, now, [...known, added])
  await expect(migrate(database.sql, now, [...known, { ...added, sha256: 'other' }])).rejects.toThrow('was changed after it was applied')
  await expect(migrate(database.sql, now, known)).rejects.toThrow('older than its database')
})

test('the former version stays ready beside the newer one, but not on a database that lacks or has changed what it knows', async () => {
  await migrate(database.sql, now, [...known, added])
  expect(await isMigrated(database.web, known)).toBe(true)
  expect(await isMigrated(database.web, [...known.slice(0, -1), { ...known.at(-1)!, sha256: 'other' }])).toBe(false)
  expect(await isMigrated(database.web, [...known, migration(next(0).replace('.sql', '_other.sql'), 'select 1')])).toBe(false)
})

test('a migration waits until who works on its table has done, a moment at a time, and lets the others by in between', async () => {
  const changing = migration(next(2), 'alter table extra add column more int')
  let done = () => {}
  let atWork: Promise<unknown> = Promise.resolve()
  await new Promise<void>((hasBegun) => {
    atWork = database.sql.begin(async (tx) => {
      await tx`lock table extra in row exclusive mode`
      hasBegun()
      await new Promise<void>((resolve) => {
        done = resolve
      })
    })
  })
  const pauses: number[] = []
  const way = {
    lockMs: 20,
    tries: 5,
    pause: async (n: number) => {
      pauses.push(n)
      expect(await database.sql`select id from extra`).toHaveLength(1)
      if (n < 2) return
      done()
      await atWork
    },
  }
  expect(await migrate(database.sql, now, [...known, added, changing], way)).toEqual([next(2)])
  expect(pauses).toEqual([1, 2])
})

test('a migration whose table never becomes free says so, and leaves nothing behind', async () => {
  const changing = migration(next(3), 'create table beside (id int); alter table extra add column still int')
  await database.sql.begin(async (tx) => {
    await tx`lock table extra in row exclusive mode`
    const way = { lockMs: 10, tries: 2, pause: async () => {} }
    const all = [...known, added, migration(next(2), 'alter table extra add column more int'), changing]
    await expect(migrate(database.sql, now, all, way)).rejects.toThrow('canceling statement due to lock timeout')
  })
  expect(await database.sql`select from pg_tables where tablename = 'beside'`).toHaveLength(0)
})
