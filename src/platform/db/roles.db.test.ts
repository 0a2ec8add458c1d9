import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { testSecret, urlOfDatabase } from '../../../tools/test-cluster.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { migrate } from './migrate.server.ts'
import { ensureRoles } from './roles.server.ts'
import { connect } from './sql.server.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test('the login roles own nothing, may create nothing and cannot bypass row-level security', async () => {
  const roles = await database.sql`
    select rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname like 'hersys\\_%' order by rolname`
  const weak = { rolsuper: false, rolbypassrls: false, rolcreaterole: false }
  expect(roles).toEqual([
    { rolname: 'hersys_ministry', rolcanlogin: false, ...weak },
    { rolname: 'hersys_system', rolcanlogin: false, ...weak },
    { rolname: 'hersys_web', rolcanlogin: true, ...weak },
    { rolname: 'hersys_worker', rolcanlogin: true, ...weak },
  ])
  expect(
    await database.sql`
    select relname from pg_class where relowner in (select oid from pg_roles where rolname in ('hersys_web', 'hersys_worker'))`,
  ).toEqual([])
  for (const sql of [database.web, database.worker]) {
    await expect(sql`create table mine (id int)`).rejects.toThrow('permission denied')
    await expect(sql`create temporary table mine (id int)`).rejects.toThrow('permission denied')
    await expect(sql`set role hersys_system`).rejects.toThrow('permission denied')
  }
})

test('setting up again, also from several databases at once, changes nothing', async () => {
  const other = await testDatabase()
  await Promise.all([1, 2, 3].flatMap(() => [database, other].map(({ sql }) => ensureRoles(sql, { secret: testSecret }))))
  const fresh = connect(other.webUrl, 1)
  expect(await fresh`select current_user as name`).toEqual([{ name: 'hersys_web' }])
  await fresh.end()
  await other.drop()
})

test('an administrator who is no superuser, only CREATEROLE and owner of the database, can set up and migrate', async () => {
  const cluster = connect(inject('clusterUrl'), 1)
  await cluster.unsafe(
    "create role operator_x login createrole createdb password 'x'; grant hersys_system, hersys_web, hersys_worker to operator_x with admin option",
  )
  await cluster.unsafe('create database operator_x owner operator_x')
  const url = Object.assign(new URL(urlOfDatabase(inject('clusterUrl'), 'operator_x')), { username: 'operator_x', password: 'x' }).href
  const sql = connect(url, 2)
  await ensureRoles(sql, { secret: testSecret })
  expect((await migrate(sql, new Date('2022-07-20T01:00:00Z'))).length).toBeGreaterThan(0)
  await sql.end()
  await cluster.unsafe('drop database operator_x')
  await cluster.unsafe('drop owned by operator_x; drop role operator_x')
  await cluster.end()
})

test('a login role that could bypass row-level security is refused', async () => {
  await database.sql.unsafe('alter role hersys_worker bypassrls')
  await expect(ensureRoles(database.sql, { secret: testSecret })).rejects.toThrow('hersys_worker could bypass')
  await database.sql.unsafe('alter role hersys_worker nobypassrls')
})
