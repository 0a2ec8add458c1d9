import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { urlOfDatabase } from '../../../tools/test-cluster.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { assertDatabase, claimDatabase } from './demo-marker.server.ts'
import { connect, type Sql } from './sql.server.ts'

const demo = { demo: true, now: new Date('2022-07-20T01:00:00Z') }
const operation = { ...demo, demo: false }
let database: TestDatabase
let cluster: Sql
let empty: Sql

beforeAll(async () => {
  database = await testDatabase()
  cluster = connect(inject('clusterUrl'), 1)
})
beforeEach(async () => {
  await empty?.end()
  await cluster`drop database if exists marker_test`
  await cluster`create database marker_test`
  empty = connect(urlOfDatabase(inject('clusterUrl'), 'marker_test'), 2)
  await empty`create extension pg_trgm`
  await empty`grant create on schema public to hersys_system`
})
afterAll(async () => {
  await empty.end()
  await cluster`drop database marker_test`
  await cluster.end()
  await database.drop()
})

test('the demo refuses a database that holds something and lacks its marker', async () => {
  await expect(claimDatabase(database.sql, demo)).rejects.toThrow('is not empty')
  await empty`create schema theirs`
  await empty`create table theirs.patients (id int)`
  await expect(claimDatabase(empty, demo)).rejects.toThrow('theirs.patients')
  await expect(assertDatabase(empty, demo)).rejects.toThrow('lacks the marker')
})

test('the demo takes an empty database, and its own again', async () => {
  await claimDatabase(empty, demo)
  await claimDatabase(empty, demo)
  await assertDatabase(empty, demo)
  expect(await empty`select made_at from demo_marker`).toEqual([{ madeAt: demo.now.toISOString() }])
})

test('real operation refuses a database of the demo, and takes any other', async () => {
  await claimDatabase(database.sql, operation)
  await assertDatabase(database.web, operation)
  await claimDatabase(empty, demo)
  await expect(claimDatabase(empty, operation)).rejects.toThrow('invented people')
})
