import { afterAll, beforeAll, expect, test } from 'vitest'
import { staff } from '../../db/seed/organisations.ts'
import { type Answer, type Session, stranger, type TestApp, testApp, testNow } from '../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../tools/test-database.ts'
import { type Audience, audienceOf, fill, isStaffPath } from '../../tools/test-routes.ts'
import { type TestWorld, testWorld } from '../../tools/test-world.ts'
import type { Route } from '../platform/http/route.server.ts'
import { allRoutes } from './routes.server.ts'

type Person = { name: string; audiences: Audience[]; isParty: boolean; kind: 'staff' | 'patient' | 'nobody'; open: () => Promise<Session> }
let db: TestDatabase
let app: TestApp
let world: TestWorld
let routes: Route[]
let people: Person[]

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  world = await testWorld(db, app)
  routes = allRoutes({ settings: app.settings, sql: db.web, clock: app.clock, outage: app.outage })
  people = await everybody()
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const ofCase = ['aoba', 'aoba-clinic', 'prefecture', 'ministry', 'helpdesk', 'operator']

async function everybody(): Promise<Person[]> {
  const kinds: Record<string, Audience[]> = {
    nurse: ['centre'],
    'clerk@centre': ['centre'],
    'manager@centre': ['centre', 'centre-manager'],
    doctor: ['institution'],
    'clerk@institution': ['institution'],
    'manager@institution': ['institution'],
    officer: ['prefecture'],
    'manager@prefecture': ['prefecture', 'prefecture-manager'],
    analyst: ['ministry'],
    helpdesk: ['helpdesk'],
    operator: ['operator'],
  }
  const kindOf = (org: string) =>
    ['aoba', 'minato'].includes(org) ? 'centre' : ['prefecture', 'neighbour'].includes(org) ? 'prefecture' : 'institution'
  const signedIn = staff
    .map(({ loginId, role }) => ({ loginId, role, org: loginId.split('@')[1]! }))
    .filter(({ org }) => [...ofCase, 'minato', 'minato-clinic', 'aoba-hospital', 'neighbour'].includes(org))
    .map(({ loginId, role, org }): Person => {
      const own = kinds[role] ?? kinds[`${role}@${kindOf(org)}`]!
      return {
        name: loginId,
        kind: 'staff',
        audiences: ['half-staff', 'staff', ...own, ...(org.endsWith('-hospital') ? (['hospital'] as const) : [])],
        isParty: ofCase.includes(org),
        open: () => app.signedInAs(loginId),
      }
    })
  const broken = (name: string, change: (account: string, session: Session) => Promise<unknown>, halfStaff = false): Person => ({
    name,
    kind: halfStaff ? 'staff' : 'nobody',
    audiences: halfStaff ? ['half-staff'] : [],
    isParty: false,
    open: async () => {
      const session = await app.signedInAs(name.split(' ')[0]!)
      const [account] = await db.sql<{ id: string }[]>`select id from staff_accounts where login_id = ${name.split(' ')[0]!}`
      await change(account!.id, session)
      return session
    },
  })
  const before = new Date(testNow.getTime() - 1)
  const { sql } = db
  return [
    ...signedIn,
    {
      name: 'record system',
      kind: 'nobody',
      audiences: [],
      isParty: false,
      open: async () => ({ ...stranger(), apiKey: world.apiKey }),
    },
    { name: 'stranger', kind: 'nobody', audiences: [], isParty: false, open: async () => stranger() },
    {
      name: 'forged cookie',
      kind: 'nobody',
      audiences: [],
      isParty: false,
      open: async () => ({
        cookies: new Map([
          ['hersys_staff', 'x'],
          ['hersys_patient', 'x'],
        ]),
      }),
    },
    broken('manager@yamate expired', (id) => sql`update sessions set expires_at = ${before} where account_id = ${id}`),
    broken('nurse@yamate past its twelve hours', (id) => sql`update sessions set ends_at = ${before} where account_id = ${id}`),
    broken('clerk@yamate revoked', (id) => sql`update sessions set revoked_at = ${before} where account_id = ${id}`),
    broken('doctor@yamate-clinic ended', (id) => sql`update staff_accounts set ended_at = ${before} where id = ${id}`),
    broken('doctor@mori-clinic with a password alone', (id) => sql`update sessions set stage = 'password' where account_id = ${id}`, true),
    broken(
      'doctor@sakura-clinic with an initial password',
      (id) => sql`update staff_accounts set must_change_password = true where id = ${id}`,
      true,
    ),
    broken('nurse@yamate without a telephone', (id) => sql`update staff_accounts set phone_verified_at = null where id = ${id}`, true),
    { name: 'patient', kind: 'patient', audiences: ['patient'], isParty: true, open: () => app.patientSession(world.patientId) },
    {
      name: 'another patient',
      kind: 'patient',
      audiences: ['patient'],
      isParty: false,
      open: () => app.patientSession(world.otherPatientId),
    },
  ]
}

const streams = /\/stream$/

type Expected = 'in' | 'sign-in' | 'forbidden' | 'not yours'

function expectedFor(person: Person, url: string): Expected {
  const audience = audienceOf(url)
  if (audience === 'anyone') return 'in'
  if (audience === 'provider') return 'forbidden'
  const isOfThisPool = isStaffPath(url) ? person.kind === 'staff' : person.kind === 'patient'
  if (!isOfThisPool) return 'sign-in'
  // A stream looks after its own door: whoever may not listen is sent to the sign-in, whoever they are.
  if (!person.audiences.includes(audience)) return person.audiences.includes('staff') && !streams.test(url) ? 'forbidden' : 'sign-in'
  return /:(id|caseId|registrationId)/.test(url) && !person.isParty ? 'not yours' : 'in'
}

async function ask(route: Route, session: Session, tokens: Map<Session, Record<string, string>>): Promise<Answer> {
  const path = fill(route.url, world)
  if (route.method === 'GET') return app.get(path, session)
  const pool = isStaffPath(path) ? 'staff' : 'patient'
  const known = tokens.get(session) ?? {}
  tokens.set(session, known)
  known[pool] ??= (await app.get(pool === 'staff' ? '/staff/test-form' : '/test-form', session)).csrf
  return app.post(path, { _csrf: known[pool], note: '記録', reason: '転居' }, session)
}

const signInPage = (url: string) => (isStaffPath(url) ? '/staff/sign-in' : '/sign-in')

function seen(route: Route, answer: Answer): Expected {
  const { status, location } = answer
  if (
    status === 401 ||
    (route.method === 'GET' && status === 303 && location === signInPage(route.url) && audienceOf(route.url) !== 'anyone')
  )
    return 'sign-in'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not yours'
  return 'in'
}

/** Everything a request could change that matters: every table but the trace of the attempt itself. */
async function fingerprint(): Promise<string> {
  const tables = await db.sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
       and relname not in ('audits', 'throttles', 'sessions', 'heartbeats') order by 1`
  const parts: string[] = []
  for (const { name } of tables) {
    const [row] = await db.sql.unsafe(`select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as sum from ${name} t`)
    parts.push(`${name} ${row!.sum}`)
  }
  return parts.join('\n')
}

/** Some at a time: what changes nothing need not wait for one another. */
async function each<T>(things: readonly T[], work: (thing: T) => Promise<void>, atOnce = 6): Promise<void> {
  const left = [...things]
  const next = async (): Promise<void> => {
    for (let thing = left.shift(); thing !== undefined; thing = left.shift()) await work(thing)
  }
  await Promise.all(Array.from({ length: atOnce }, next))
}

test('whoever may not: every route refuses everybody else, shows nothing of the case and changes nothing', async () => {
  const wrong: string[] = []
  const before = await fingerprintAfterOpening()
  for (const { person, session } of before.sessions) {
    const tokens = new Map<Session, Record<string, string>>()
    const shut = routes.filter(({ url }) => expectedFor(person, url) !== 'in')
    for (const page of ['/test-form', '/staff/test-form'])
      tokens.set(session, { ...tokens.get(session), [page === '/test-form' ? 'patient' : 'staff']: (await app.get(page, session)).csrf })
    await each(shut, async (route) => {
      const expected = expectedFor(person, route.url)
      const answer = await ask(route, session, tokens)
      const got = seen(route, answer)
      if (got !== expected)
        wrong.push(`${route.method} ${route.url} as ${person.name}: ${expected} expected, got ${got} (${answer.status} ${answer.location})`)
      const leaked = world.secrets.filter((secret) => answer.text.includes(secret))
      if (leaked.length > 0) wrong.push(`${route.method} ${route.url} as ${person.name} shows ${leaked.length} secrets`)
    })
  }
  expect(wrong).toEqual([])
  expect(await fingerprint()).toBe(before.print)
})

/** Sessions first (opening them may set an account up), then the state that must stay. */
async function fingerprintAfterOpening() {
  const sessions: { person: Person; session: Session }[] = []
  for (const person of people) sessions.push({ person, session: await person.open() })
  // A later one of the same account may have undone what an earlier one needs.
  for (const entry of sessions)
    if (/ /.test(entry.person.name) && entry.person.kind !== 'patient') entry.session = await entry.person.open()
  return { sessions, print: await fingerprint() }
}

test('whoever may: every page opens, and every form is answered by its feature', async () => {
  const wrong: string[] = []
  // Pages first: a form may well change what the next page has to say.
  for (const method of ['GET', 'POST']) {
    for (const person of people) {
      const open = routes.filter((route) => route.method === method && expectedFor(person, route.url) === 'in' && !streams.test(route.url))
      // A page leaves the session as it was; a form may end it.
      const reader = await person.open()
      const visit = async (route: Route) => {
        const answer = await ask(route, method === 'GET' ? reader : await person.open(), new Map())
        const isGood =
          method === 'GET' ? [200, 303].includes(answer.status) && seen(route, answer) === 'in' : ![401, 403, 500].includes(answer.status)
        // Not ready without a worker.
        if (!isGood && route.url !== '/readyz') wrong.push(`${method} ${route.url} as ${person.name}: ${answer.status} ${answer.location}`)
      }
      // A form changes what the next one finds: they go one after the other.
      await each(open, visit, method === 'GET' ? 6 : 1)
    }
  }
  expect(wrong).toEqual([])
})

test('every form refuses a request without its token, with a stale or foreign one, or from another site', async () => {
  const insider = new Map<Audience, Person>()
  for (const person of people)
    for (const audience of person.audiences) if (person.isParty && !insider.has(audience)) insider.set(audience, person)
  const sessions = new Map<Person, { session: Session; staff: string; patient: string }>()
  for (const person of insider.values()) {
    const session = await person.open()
    const [staff, patient] = [(await app.get('/staff/test-form', session)).csrf, (await app.get('/test-form', session)).csrf]
    sessions.set(person, { session, staff, patient })
  }
  const before = await fingerprint()
  const wrong: string[] = []
  const foreign = (await app.get('/staff/test-form', await app.signedInAs('doctor@minato-clinic'))).csrf
  const forms = routes.filter(({ method }) => method === 'POST')
  const refuse = async (route: Route) => {
    const { session, staff, patient } = sessions.get(insider.get(audienceOf(route.url)) ?? insider.get('centre')!)!
    const path = fill(route.url, world)
    const own = isStaffPath(path) ? staff : patient
    for (const [what, answer] of [
      ['no token', await app.post(path, { _csrf: '' }, session)],
      ['a foreign token', await app.post(path, { _csrf: foreign }, session)],
      ['a forged token', await app.post(path, { _csrf: `${own.slice(0, -1)}x` }, session)],
      [
        'no cookie',
        await app.post(path, { _csrf: own }, { cookies: new Map([...session.cookies].filter(([name]) => name !== 'hersys_csrf')) }),
      ],
      ['another site', await app.post(path, { _csrf: own }, session, { 'sec-fetch-site': 'cross-site' })],
    ] as const)
      if (answer.status !== 403) wrong.push(`${route.url} with ${what}: ${answer.status}`)
  }
  await each(forms, refuse)
  expect(wrong).toEqual([])
  expect(await fingerprint()).toBe(before)
})

test('every route says who may enter and what the audit calls it; no two share method and address', () => {
  for (const { url, who, audit } of routes) {
    expect([url, who !== undefined, /^[a-z-]+\.[a-z-]+$/.test(audit)]).toEqual([url, true, true])
  }
  const addresses = routes.map(({ method, url }) => `${method} ${url}`)
  expect(new Set(addresses).size).toBe(addresses.length)
})
