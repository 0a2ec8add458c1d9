import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { connect, type Sql } from './sql.server.ts'

let database: TestDatabase
let web: Sql

beforeAll(async () => {
  database = await testDatabase()
  await database.sql`create table things (id int)`
  await database.sql`insert into things values (1), (2)`
  await database.sql`create function asked() returns table (id int) language sql as 'select id from things'`
  web = connect(database.url, 3)
})
afterAll(async () => {
  await web.end({ timeout: 1 })
  await database.drop()
})

/** Three transactions that overlap: every connection of the pool has its plan. */
async function onAll(statement: (sql: Sql) => PromiseLike<unknown[]>): Promise<number[]> {
  let here = 0
  let everybody = () => {}
  const together = new Promise<void>((done) => {
    everybody = done
  })
  const one = () =>
    web.begin(async (tx) => {
      const rows = await statement(tx as unknown as Sql)
      if (++here >= 3) everybody()
      await together
      return rows.length
    })
  return (await Promise.all([one(), one(), one()])) as number[]
}

test('while another release changes what a statement answers with, no transaction is refused, on no connection', async () => {
  const ask = (sql: Sql) =>
    Promise.all([sql`select 1 as first`, sql`select * from asked()`, sql`select * from things`]).then(([, rows]) => rows)
  expect(await onAll(ask)).toEqual([2, 2, 2])
  await database.sql.begin(async (tx) => {
    await tx`drop function asked()`
    await tx`alter table things add column more int`
    await tx.unsafe(`create function asked() returns table (id int, more int) language sql as 'select id, more from things'`)
  })
  expect(await onAll(ask)).toEqual([2, 2, 2])
})

test('a transaction that fails by itself fails once', async () => {
  let times = 0
  const faulty = web.begin(async (tx) => {
    times++
    await tx`select 1 / (id - 1) from things`
  })
  await expect(faulty).rejects.toThrow('division by zero')
  expect(times).toBe(1)
})

test('who may not write a row reads anew, three times at most: another case may be theirs by then; who still may not is refused', async () => {
  await database.sql`create table own_things (id int, owner int)`
  await database.sql`alter table own_things enable row level security`
  await database.sql`create policy own on own_things using (true) with check (owner = (select max(id) from things where id < 100))`
  await database.sql`grant all on own_things, things to hersys_web`
  const writes: number[] = []
  const write = (given: (n: number) => number) => {
    writes.length = 0
    return web.begin(async (tx) => {
      await tx`set local role hersys_web`
      writes.push(writes.length)
      await tx`insert into own_things values (1, ${given(writes.length)})`
    })
  }
  await write((n) => (n <= 3 ? 99 : 2))
  expect(writes).toHaveLength(4)
  await expect(write(() => 99)).rejects.toThrow('row-level security')
  expect(writes).toHaveLength(4)
  expect(await database.sql`select owner from own_things`).toEqual([{ owner: 2 }])
})

test('who was chosen to end a deadlock is done again, and both have what they wanted', async () => {
  await database.sql`create table seats (id int primary key, taken int not null default 0)`
  await database.sql`insert into seats values (1), (2)`
  let holding = 0
  let bothHold = () => {}
  const together = new Promise<void>((done) => {
    bothHold = done
  })
  const take = (first: number, second: number) =>
    web.begin(async (tx) => {
      await tx`set local deadlock_timeout = '10ms'`
      await tx`update seats set taken = taken + 1 where id = ${first}`
      if (++holding === 2) bothHold()
      await together
      await tx`update seats set taken = taken + 1 where id = ${second}`
    })
  await Promise.all([take(1, 2), take(2, 1)])
  expect(holding).toBeGreaterThan(2)
  expect(await database.sql`select taken from seats order by id`).toEqual([{ taken: 2 }, { taken: 2 }])
})
