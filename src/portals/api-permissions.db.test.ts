import { afterAll, beforeAll, expect, test } from 'vitest'
import { staff } from '../../db/seed/organisations.ts'
import { issueKey, wholeJson } from '../../tools/test-api.ts'
import { type Session, stranger, type TestApp, testApp } from '../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../tools/test-database.ts'
import { type TestWorld, testWorld } from '../../tools/test-world.ts'
import type { ApiRoute } from '../platform/http/api.server.ts'
import { scopes } from '../platform/http/api-limits.ts'
import { allApiRoutes } from './api-routes.server.ts'

let db: TestDatabase
let app: TestApp
let world: TestWorld
let routes: ApiRoute[]

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  world = await testWorld(db, app)
  routes = allApiRoutes({ settings: app.settings, sql: db.web, clock: app.clock, outage: app.outage })
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

async function knock({ method, url }: ApiRoute, session: Session, key?: string): Promise<{ status: number; text: string }> {
  const headers = new Headers({ 'idempotency-key': '019a0000-0000-7000-8000-00000000000a' })
  if (session.cookies.size > 0) headers.set('cookie', app.cookieHeader(session))
  if (key) headers.set('authorization', `Bearer ${key}`)
  if (method === 'POST') headers.set('content-type', 'application/json')
  const body = method === 'POST' ? { body: JSON.stringify({ answers: wholeJson }) } : {}
  const answer = await fetch(app.url + url.replace(':id', world.caseId), { method, headers, ...body })
  return { status: answer.status, text: await answer.text() }
}
const leaks = (text: string) => world.secrets.some((secret) => text.includes(secret))

test('no session of anybody opens a route for programs', async () => {
  const people: [string, () => Promise<Session>][] = [
    ['a stranger', async () => stranger()],
    ['a patient', async () => app.patientSession(world.patientId)],
    ...staff.map(({ loginId }): [string, () => Promise<Session>] => [loginId, () => app.signedInAs(loginId)]),
  ]
  const wrong: string[] = []
  for (const [name, open] of people) {
    const session = await open()
    for (const route of routes) {
      const { status, text } = await knock(route, session)
      if (status !== 401 || leaks(text)) wrong.push(`${route.method} ${route.url} as ${name}: ${status}`)
    }
  }
  expect(wrong).toEqual([])
})

test('the key of another institution finds no case of this one, and a key opens its own scope alone', async () => {
  const other = await issueKey(db, app, { institution: 'minato-clinic', manager: 'manager@minato', scopes: [...scopes] })
  const wrong: string[] = []
  for (const route of routes) {
    await db.sql`update api_keys set scopes = ${[...scopes]}::text[] where id = ${other.id}`
    if (route.url.endsWith('/:id')) {
      const { status, text } = await knock(route, stranger(), other.key)
      if (status !== 404 || leaks(text)) wrong.push(`${route.url} by another institution: ${status}`)
      if ((await knock(route, stranger(), world.apiKey)).status !== 200) wrong.push(`${route.url} by its own institution`)
    }
    for (const scope of scopes) {
      await db.sql`update api_keys set scopes = ${[scope]}::text[] where id = ${other.id}`
      const { status } = await knock(route, stranger(), other.key)
      if ((status === 403) !== (scope !== route.scope)) wrong.push(`${route.method} ${route.url} with ${scope}: ${status}`)
    }
  }
  expect(wrong).toEqual([])
})

test('every route for programs stands below /api, and says its scope and its name in the audit', () => {
  for (const { url, scope, audit } of routes)
    expect([url.startsWith('/api/v1/'), scopes.includes(scope), /^[a-z-]+\.[a-z-]+$/.test(audit)]).toEqual([true, true, true])
})
