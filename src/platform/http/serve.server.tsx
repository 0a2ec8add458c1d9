import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { render } from 'preact-render-to-string'
import { formatInstant } from '../../i18n/format.ts'
import { isLang, type Lang, preferredLang, wordsIn } from '../../i18n/t.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import { ErrorPage } from '../../ui/ErrorPage.tsx'
import { type Shell, ShellContext } from '../../ui/shell.ts'
import { isOutOfReach } from '../db/reach.ts'
import type { Sql } from '../db/sql.server.ts'
import { turns } from '../turns.ts'
import type { RecordSystem } from './api.server.ts'
import type { AppDeps } from './app.server.tsx'
import { AppError, type ErrorCode, errors } from './errors.ts'
import { oneEach, onlyVisible } from './given.ts'
import { isWorkerSilent } from './heartbeat.server.ts'
import { Problem } from './problem.ts'
import type { Actor, Context, Patient, Reply, Route, Staff, Who } from './route.server.ts'
import { sendProblem } from './send-problem.server.ts'
import { cookieNames, hashToken, openContext, type Pool, poolOf, touch } from './session.server.ts'
import { acceptUploads, takeUpload, type Upload } from './upload.server.ts'

type Deps = AppDeps & { secure: boolean }
type Visit = { path: string; pool: Pool; lang: Lang; sessionHash: string; actor: Actor | null; workerSilent: boolean }

/** The way in is for everybody at once on the morning of a surge: it keeps few places, and the rest of the loop is for those who are in. */
const signIns = turns({ atOnce: 4, queueLimit: 400 })
const isWayIn = (url: string) => /^\/(staff\/)?(sign-in|sign-up|password-reset)\b/.test(url)

/** Puts every route on the application: session, who, CSRF, transaction, audit, answer. */
export function mount(app: FastifyInstance, deps: Deps, routes: Route[]): void {
  for (const route of routes) {
    if (route.transaction === 'own' && route.who !== 'anyone')
      throw new Error(`${route.url}: a route with its own transaction checks who comes in itself`)
    const handler = (request: FastifyRequest, reply: FastifyReply) => serve(deps, route, request, reply)
    const entry = {
      method: route.method,
      url: route.url,
      exposeHeadRoute: false,
      handler: isWayIn(route.url) ? (request: FastifyRequest, reply: FastifyReply) => signIns(() => handler(request, reply)) : handler,
    }
    if (!route.upload) app.route(entry)
    else
      app.register(async (scope) => {
        await acceptUploads(scope)
        scope.route(entry)
      })
  }
  app.setNotFoundHandler((request, reply) => {
    if (isApi(request.url)) return sendProblem(reply, new Problem('not-found'), 'json', deps.publicUrl)
    return fail(deps, 'not-found', visitOf(request, deps), request, reply)
  })
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const code = codeOf(error)
    if (code === 'unexpected' || isOutOfReach(error)) request.log.error({ err: error, route: request.routeOptions.url }, 'unexpected')
    return fail(deps, code, visitOf(request, deps), request, reply)
  })
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      { route: request.routeOptions.url ?? 'none', method: request.method, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    )
    done()
  })
}

/** Programs' part: no cookie is read there, and none is set. */
const isApi = (url: string) => /^\/api(\/|\?|$)/.test(url)

function codeOf(error: Error & { statusCode?: number }): ErrorCode {
  if (error instanceof AppError) return error.code
  return codeOfStatus(error.statusCode) ?? (isOutOfReach(error) ? 'busy' : 'unexpected')
}

/** What Fastify itself refuses: under pressure, or what it cannot read (too long, not a form). */
const codeOfStatus = (status = 500): ErrorCode | null => (status === 503 ? 'busy' : status < 500 ? 'unreadable' : null)

async function serve(deps: Deps, route: Route, request: FastifyRequest, reply: FastifyReply) {
  const visit = visitOf(request, deps)
  const now = deps.clock()
  Object.assign(request, { csrfUser: csrfUserOf(visit) })
  const shown = new Set<string>()
  const detail: Record<string, unknown> = {}
  let outcome: 'ok' | 'failed' = 'ok'
  let actor: Actor | null = null
  let file: Upload | null = null
  const contextOn = (sql: Sql): Context => ({
    sql,
    now,
    actor,
    get lang() {
      return visit.lang
    },
    sessionHash: visit.sessionHash,
    params: oneEach(request.params as Context['body']) as Context['params'],
    query: oneEach(request.query as Context['body']),
    body: onlyVisible((request.body ?? {}) as Context['body']),
    file,
    shows: (...ids) => {
      for (const id of ids) shown.add(id)
    },
    note: (more) => Object.assign(detail, more),
    fails: () => {
      outcome = 'failed'
    },
    enters: (found) => {
      actor = visit.actor = found
      speakTheirLanguage(visit, request)
    },
    request,
    reply,
  })
  if (route.upload && request.isMultipart()) {
    const refused = await atTheDoor(deps, route, visit, now)
    if (refused) {
      await audit(deps.sql, route.audit, visit.actor, 'refused', [], { code: refused }, request.id, now)
      return fail(deps, refused, visit, request, reply)
    }
    file = await takeUpload(request, route.upload.maxBytes)
  }
  if (route.method === 'POST' && !route.signed && !(await csrfHolds(request))) {
    if (!route.whenExpired || !cameFromOurPage(request)) return fail(deps, 'form-expired', visit, request, reply)
    return answer(deps, visit, await route.whenExpired(contextOn(deps.sql) as Context<null>), request, reply)
  }
  try {
    if (route.transaction === 'own' || route.transaction === 'shared') {
      if (route.who !== 'anyone' && visit.sessionHash === '') throw new AppError('not-signed-in')
      return await answer(deps, visit, await route.handle(contextOn(deps.sql) as never), request, reply)
    }
    const result = await deps.sql.begin(async (tx) => {
      const sql = tx as unknown as Sql
      const opened = await openContext(sql, visit.sessionHash, now, visit.pool)
      actor = visit.actor = opened.actor
      speakTheirLanguage(visit, request)
      if (actor?.kind === 'staff') visit.workerSilent = await isWorkerSilent(sql, now)
      const refused = mayEnter(route.who, actor)
      if (refused) throw new AppError(refused)
      if (route.databaseRole) await sql`set local role ${sql(route.databaseRole)}`
      const done = await route.handle(contextOn(sql) as never)
      if (route.databaseRole) await sql`set local role none`
      if (opened.lastSeenAt) await touch(sql, visit.sessionHash, visit.pool, opened.lastSeenAt, now)
      if (shown.size > 0 || (route.method === 'POST' && actor))
        await audit(sql, route.audit, actor, outcome, [...shown], detail, request.id, now)
      return done
    })
    return await answer(deps, visit, result, request, reply)
  } catch (thrown) {
    const error = (await hasSignedOutMeanwhile(deps, visit, now, thrown)) ? new AppError('not-signed-in') : thrown
    if (!(error instanceof AppError)) throw error
    // Outside the transaction that was rolled back: a refusal leaves its trace too.
    await audit(deps.sql, route.audit, actor, 'refused', [], { code: error.code, ...error.detail }, request.id, now)
    if (error.code === 'not-signed-in' && request.method === 'GET')
      return reply.redirect(visit.pool === 'staff' ? '/staff/sign-in' : '/sign-in', 303)
    return fail(deps, error.code, visit, request, reply)
  }
}

/** The session was good when the request came in, ended while it waited, and took the request's rights in the middle of its work. */
async function hasSignedOutMeanwhile({ sql }: Deps, { sessionHash, pool }: Visit, now: Date, error: unknown): Promise<boolean> {
  if (error instanceof AppError || isOutOfReach(error) || sessionHash === '') return false
  return sql.begin(async (tx) => (await openContext(tx as unknown as Sql, sessionHash, now, pool)).actor === null)
}

/** Before a file is read: may its sender come in at all? The request's own transaction asks again. */
function atTheDoor(deps: Deps, route: Route, visit: Visit, now: Date): Promise<ErrorCode | null> {
  return deps.sql.begin(async (tx) => {
    visit.actor = (await openContext(tx as unknown as Sql, visit.sessionHash, now, visit.pool)).actor
    return mayEnter(route.who, visit.actor)
  })
}

/** null when the actor may come in, else why not. */
export function mayEnter(who: Who, actor: Actor | null): ErrorCode | null {
  if (who === 'anyone') return null
  if (!actor) return 'not-signed-in'
  if (who === 'patient') return actor.kind === 'patient' ? null : 'not-signed-in'
  if (actor.kind !== 'staff') return 'not-signed-in'
  if (who === 'half-staff') return null
  if (actor.stage !== 'full' || actor.mustChangePassword || !(actor.phoneVerified || actor.hasKey)) return 'not-signed-in'
  const isOfKind = !who.institutionKinds || (actor.institutionKind !== null && who.institutionKinds.includes(actor.institutionKind))
  return who.org.includes(actor.orgKind) && isOfKind && (!who.roles || who.roles.includes(actor.role)) ? null : 'not-allowed'
}

function speakTheirLanguage(visit: Visit, request: FastifyRequest): void {
  if (visit.actor?.kind === 'patient' && !request.cookies.lang && isLang(visit.actor.language)) visit.lang = visit.actor.language
}

/** The browser itself says where a form came from; who says nothing is not believed. */
function cameFromOurPage(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site) return site === 'same-origin'
  const origin = request.headers.origin
  return typeof origin === 'string' && URL.canParse(origin) && new URL(origin).host === request.host
}

/** Whom a token is bound to. Strangers have forms too, and the plugin refuses an empty name. */
const csrfUserOf = (visit: Visit) => visit.sessionHash || 'nobody'

async function csrfHolds(request: FastifyRequest): Promise<boolean> {
  const site = request.headers['sec-fetch-site']
  if (site && site !== 'same-origin' && site !== 'none') return false
  return new Promise((resolve) => {
    // The plugin answers by itself; ours is the page that says what to do now, so it gets a reply that only tells us "no".
    request.server.csrfProtection(request, { send: () => resolve(false) } as unknown as FastifyReply, () => resolve(true))
  })
}

/** One row of the audit: who, what, which cases. Detail holds codes and ids only. */
export async function audit(
  sql: Sql,
  action: string,
  actor: Pick<Patient, 'kind' | 'accountId'> | Pick<Staff, 'kind' | 'accountId' | 'orgId'> | RecordSystem | null,
  outcome: 'ok' | 'refused' | 'failed',
  caseIds: string[],
  detail: Record<string, unknown>,
  requestId: string,
  now: Date,
): Promise<void> {
  await sql`insert into audits (id, at, actor_kind, actor_id, org_id, action, outcome, case_ids, detail, request_id)
    values (${uuidv7(now)}, ${now}, ${actor?.kind ?? 'nobody'}, ${actor?.accountId ?? null}, ${actor && 'orgId' in actor ? actor.orgId : null},
            ${action}, ${outcome}, ${caseIds}::uuid[], ${sql.json(detail as never)}, ${requestId})`
}

function visitOf(request: FastifyRequest, _deps: Deps): Visit {
  const path = request.url.split('?')[0]!
  const pool = poolOf(path)
  const token = isApi(path) ? undefined : request.cookies?.[cookieNames[pool]]
  const chosen = request.cookies?.lang
  const lang: Lang = pool === 'staff' || isApi(path) ? 'ja' : isLang(chosen) ? chosen : preferredLang(request.headers['accept-language'])
  return { path, pool, lang, sessionHash: token ? hashToken(token) : '', actor: null, workerSilent: false }
}

function shellOf(deps: Deps, visit: Visit, csrf: string): Shell {
  const a = visit.actor
  const full = a?.kind === 'staff' && a.stage === 'full' && !a.mustChangePassword
  return {
    lang: visit.lang,
    csrf,
    path: visit.path,
    demo: deps.demo ? clockText(deps.clock()) : null,
    staff: full ? { name: a.name, orgName: a.orgName, orgKind: a.orgKind, institutionKind: a.institutionKind, role: a.role } : null,
    patient: a?.kind === 'patient',
    workerSilent: visit.workerSilent,
    build: deps.build,
    outage: visit.pool === 'patient' || !full ? (deps.outageIn?.(visit.lang) ?? null) : null,
  }
}

/** A document that somebody sent us: it runs, loads and posts nothing, and belongs to no site. */
const sandbox = "sandbox; default-src 'none'; img-src 'self'; frame-ancestors 'none'"

const clockText = (now: Date) => formatInstant(wordsIn('ja'), now)

async function answer(deps: Deps, visit: Visit, result: Reply, request: FastifyRequest, reply: FastifyReply) {
  if (reply.sent || reply.raw.headersSent) return reply
  if ('redirect' in result) return reply.redirect(result.redirect, 303)
  if ('text' in result)
    return reply
      .code(result.status ?? 200)
      .type(result.type)
      .send(result.text)
  if ('json' in result) return reply.code(result.status ?? 200).send(result.json)
  if ('file' in result) {
    const file = typeof result.file === 'function' ? await result.file() : result.file
    return reply
      .type(result.type)
      .header('content-disposition', `${result.inline ? 'inline' : 'attachment'}; filename="${result.name}"`)
      .header('cache-control', 'no-store')
      .headers(result.inline ? { 'content-security-policy': sandbox } : {})
      .send(file)
  }
  Object.assign(request, { csrfUser: csrfUserOf(visit) })
  const csrf = isApi(visit.path) ? '' : reply.generateCsrf({ userInfo: csrfUserOf(visit) } as never)
  const html = render(<ShellContext.Provider value={shellOf(deps, visit, csrf)}>{result.page}</ShellContext.Provider>)
  return reply
    .code(result.status ?? 200)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(`<!doctype html>${html}`)
}

function fail(deps: Deps, code: ErrorCode, visit: Visit, request: FastifyRequest, reply: FastifyReply) {
  return answer(deps, visit, { page: <ErrorPage code={code} portal={visit.pool} />, status: errors[code] }, request, reply)
}
