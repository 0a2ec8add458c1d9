import { mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { Agent } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { h, type VNode } from 'preact'
import { openOutageBoard } from '../src/features/outage/board.server.ts'
import { outageOn } from '../src/features/outage/outage.ts'
import { installationFolder } from '../src/platform/folder.server.ts'
import { buildApp } from '../src/platform/http/app.server.tsx'
import { route } from '../src/platform/http/route.server.ts'
import { cookieNames, hashToken, newToken, type Pool, poolOf, sessionLife } from '../src/platform/http/session.server.ts'
import type { Settings } from '../src/platform/settings.server.ts'
import { allApiRoutes } from '../src/portals/api-routes.server.ts'
import { allRoutes } from '../src/portals/routes.server.ts'
import { Form } from '../src/ui/Form.tsx'
import { testSecret } from './test-cluster.ts'
import type { TestDatabase } from './test-database.ts'
import { overTheWire } from './test-wire.ts'

/** A browser's cookies. Every answer's set-cookie goes in, so a sign-in walked by hand works too. */
export type Session = { cookies: Map<string, string>; apiKey?: string }
export type Answer = {
  status: number
  headers: Headers
  text: string
  /** Where a redirect leads; '' when it is none. */
  location: string
  /** The CSRF token of the page's first form; '' when it has none. */
  csrf: string
}
type Request = { method?: 'GET' | 'POST'; headers?: Record<string, string>; body?: string }
export type FormFields = Record<string, string | string[] | undefined>

export type TestApp = Awaited<ReturnType<typeof testApp>>

/** Ten o'clock in Japan on the day where demo and tests live. */
export const testNow = new Date('2022-07-20T10:00:00+09:00')

/**
 * The real application with every route, listening on a loopback port, at a clock that stands still until told otherwise.
 * It seeds nothing: call `seedPlaces(db.sql, testNow)` for organisations and staff.
 */
export async function testApp(db: TestDatabase, { now = testNow, settings: more = {} }: { now?: Date; settings?: Partial<Settings> } = {}) {
  let current = now
  const clock = () => current
  const logs: string[] = []
  const stateDir = mkdtempSync(join(tmpdir(), 'her-sys-state-'))
  const settings: Settings = { ...settingsOf(db, stateDir), ...more }
  const outage = openOutageBoard(db.web)
  let app: FastifyInstance | null = await buildApp(
    {
      ...settings,
      sql: db.web,
      clock,
      busyAfterMs: 0,
      outageIn: outageOn(outage.current),
      logStream: { write: (line) => keepLine(logs, line) },
    },
    [...allRoutes({ settings, sql: db.web, clock, outage }), ...formPages],
    allApiRoutes({ settings, sql: db.web, clock, outage }),
  )
  await app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`

  const agent = new Agent({ keepAlive: true })

  async function ask(path: string, session: Session, { method = 'GET', headers: given = {}, body = '' }: Request): Promise<Answer> {
    const headers: Record<string, string> = { ...given }
    if (session.cookies.size > 0) headers.cookie = cookieHeader(session)
    if (session.apiKey) headers.authorization = `Bearer ${session.apiKey}`
    const answer = await overTheWire(new URL(url + path), { method, headers, body, agent })
    for (const line of answer.headers.getSetCookie()) keep(session, line)
    const csrf = /name="_csrf" value="([^"]*)"/.exec(answer.text)?.[1] ?? ''
    return { ...answer, location: answer.headers.get('location') ?? '', csrf }
  }

  const get = (path: string, session: Session = stranger(), headers: Record<string, string> = {}) => ask(path, session, { headers })

  /** Sends a form as a browser would: with the token and the cookie of a page seen in this session, unless `form` brings its own `_csrf`. */
  async function post(path: string, form: FormFields = {}, session: Session = stranger(), headers: Record<string, string> = {}) {
    const token = form._csrf ?? (await tokenOf(session, poolOf(path)))
    return ask(path, session, { method: 'POST', headers, body: encode({ ...form, _csrf: token }).toString() })
  }

  /** A token holds as long as the cookies that it is bound to: until then no page need be seen again. */
  async function tokenOf(session: Session, pool: Pool): Promise<string> {
    const boundTo = () => [pool, session.cookies.get(cookieNames[pool]), session.cookies.get('hersys_csrf')].join(' ')
    const known = tokens.get(session)?.get(boundTo())
    if (known) return known
    const { csrf } = await get(formPage[pool], session)
    if (csrf) tokens.set(session, (tokens.get(session) ?? new Map()).set(boundTo(), csrf))
    return csrf
  }
  const tokens = new WeakMap<Session, Map<string, string>>()

  async function openSession(kind: Pool, accountId: string, stage: 'password' | 'full' = 'full'): Promise<Session> {
    const token = newToken()
    const { idle, absolute } = sessionLife[kind]
    const after = (ms: number) => new Date(current.getTime() + ms)
    await db.sql`insert into sessions (token_hash, kind, account_id, stage, created_at, last_seen_at, expires_at, ends_at)
      values (${hashToken(token)}, ${kind}, ${accountId}, ${stage}, ${current}, ${current}, ${after(idle)}, ${after(absolute)})`
    return { cookies: new Map([[cookieNames[kind], token]]) }
  }

  return {
    url,
    settings,
    /** Every line logged so far. */
    logs,
    get,
    post,
    clock,
    setNow: (to: Date) => {
      current = to
    },
    advance: (ms: number) => {
      current = new Date(current.getTime() + ms)
    },
    /** A staff member with both factors behind them, and set up so that every page opens. Takes a login ID or an account id. */
    async signedInAs(who: string, stage: 'password' | 'full' = 'full'): Promise<Session> {
      const [account] = await db.sql<{ id: string }[]>`
        update staff_accounts set must_change_password = false, phone = coalesce(phone, '09000000000'), phone_channel = coalesce(phone_channel, 'sms'),
          phone_verified_at = coalesce(phone_verified_at, ${current})
        where login_id = ${who} or id::text = ${who} returning id`
      if (!account) throw new Error(`No staff account ${who}`)
      return openSession('staff', account.id, stage)
    },
    patientSession: (accountId: string) => openSession('patient', accountId),
    /** For streams, which `get` would wait on for ever: fetch(url + path, { headers: { cookie: cookieHeader(session) } }). */
    cookieHeader,
    outage,
    async close() {
      outage.close()
      await app?.close()
      agent.destroy()
      // A test file stays in memory as long as its process: what it held must not.
      app = null
      logs.length = 0
      rmSync(stateDir, { recursive: true, force: true })
    },
  }
}

/** Also into .tmp/logs, where the logs of the whole run are searched for personal data at its end. */
function keepLine(logs: string[], line: string): void {
  logFile ??= openLogFile()
  writeSync(logFile, line)
  logs.push(line)
}

let logFile: number | undefined
function openLogFile(): number {
  const folder = join(installationFolder, '.tmp/logs')
  mkdirSync(folder, { recursive: true })
  return openSync(join(folder, `app-${process.pid}.log`), 'a')
}

/** Somebody with an empty browser. */
export const stranger = (): Session => ({ cookies: new Map() })

const cookieHeader = (session: Session) => [...session.cookies].map(([name, value]) => `${name}=${value}`).join('; ')

function keep(session: Session, line: string): void {
  const [pair, ...attributes] = line.split(';')
  const at = pair!.indexOf('=')
  const [name, value] = [pair!.slice(0, at), pair!.slice(at + 1)]
  const isGone = value === '' || attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))
  if (isGone) session.cookies.delete(name)
  else session.cookies.set(name, value)
}

function encode(form: FormFields): URLSearchParams {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(form)) for (const one of [value ?? []].flat()) params.append(name, one)
  return params
}

const formPage: Record<Pool, string> = { staff: '/staff/test-form', patient: '/test-form' }

/** A bare form in each pool: where `post` finds a token of the session at hand. */
const formPages = Object.values(formPage).map((url) =>
  route({
    method: 'GET',
    url,
    who: 'anyone',
    audit: 'test.form',
    handle: () => ({ page: h(Form, { action: url, children: null }) as VNode }),
  }),
)

const settingsOf = (db: TestDatabase, stateDir: string): Settings => ({
  demo: true,
  production: false,
  databaseUrl: db.url,
  webDatabaseUrl: db.webUrl,
  workerDatabaseUrl: db.workerUrl,
  operatorsRoles: [],
  webPool: 4,
  host: '127.0.0.1',
  port: 0,
  publicUrl: 'http://her-sys.example',
  trustProxy: false,
  secret: testSecret,
  stateDir,
  clockStart: testNow,
  demoCases: 0,
  mail: null,
  operatorEmail: null,
  sms: null,
  secondSms: null,
  smsRules: { perSecond: { first: null, second: null }, atOnce: 24, yen: 10 },
  logLevel: 'info',
  backupRecipients: [],
  metricsToken: null,
  helpPhone: null,
  helpHours: null,
  healthCall: null,
  healthCallDesks: {},
  voiceRecordings: null,
  calls: { atOnce: 200, perSecond: 10 },
  assetsDir: join(installationFolder, 'dist/assets'),
  build: 'test',
})
