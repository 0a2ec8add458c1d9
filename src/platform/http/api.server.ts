import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isOutOfReach } from '../db/reach.ts'
import type { Sql } from '../db/sql.server.ts'
import { keyOf } from './api-key.server.ts'
import { perKey, type Scope } from './api-limits.ts'
import { visibleJson } from './given.ts'
import { type Face, Problem, type ProblemCode, typeOfFace } from './problem.ts'
import { send, sendProblem } from './send-problem.server.ts'
import { audit } from './serve.server.tsx'

/** The record system of an institution, by its key: an account of its own in whose name it files. */
export type RecordSystem = { kind: 'record-system'; accountId: string; orgId: string }

export type ApiContext = {
  /** The request's one transaction, under row-level security as this institution's record system. */
  sql: Sql
  now: Date
  actor: RecordSystem
  params: Record<string, string>
  /** The JSON that was sent, without what nobody can see; undefined for a GET. */
  body: unknown
  header: (name: string) => string | undefined
  /** Names cases that this answer shows or changes: they go into the audit row. */
  shows: (...caseIds: string[]) => void
  /** Adds to the audit row's detail: codes and ids only. */
  note: (detail: Record<string, unknown>) => void
}
export type ApiReply = { status: number; text: string; headers?: Record<string, string> }

/** A route for programs: a key in the place of a session, JSON in the place of forms and pages. No cookie is read, so there is no CSRF. */
export type ApiRoute = {
  method: 'GET' | 'POST'
  url: string
  scope: Scope
  face: Face
  /** Name of the audit action, `feature.verb`. */
  audit: string
  handle: (c: ApiContext) => Promise<ApiReply>
}

type Deps = { sql: Sql; clock: () => Date; publicUrl: string }
type Entered = { actor: RecordSystem; hash: string; now: Date }
const entered = new WeakMap<FastifyRequest, Entered>()

/** Puts the routes for programs beside the pages, in a context of their own: JSON alone is read, and every refusal is said in their words. */
export async function mountApi(app: FastifyInstance, deps: Deps, routes: readonly ApiRoute[]): Promise<void> {
  await app.register(async (api) => {
    api.removeAllContentTypeParsers()
    api.addContentTypeParser(['application/json', 'application/fhir+json'], { parseAs: 'buffer' }, (_request, body, done) => {
      try {
        done(null, readJson(body as Buffer))
      } catch (error) {
        done(error as Error)
      }
    })
    for (const route of routes) {
      api.route({
        method: route.method,
        url: route.url,
        exposeHeadRoute: false,
        // Before the body is read: nobody without a key makes us read a quarter of a megabyte.
        onRequest: (request) => enter(deps, route, request),
        handler: (request, reply) => serve(deps, route, request, reply),
        errorHandler: (error, request, reply) => refuse(deps, route, error, request, reply),
      })
    }
  })
}

/** Throws Problem. JSON.parse alone would take `__proto__` for a name like any other, and Shift_JIS for broken names. */
function readJson(body: Buffer): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new Problem('not-utf8')
  }
  try {
    return visibleJson(JSON.parse(text))
  } catch {
    throw new Problem('not-json')
  }
}

/** Whose key it is, whether it has turns left, and whether it opens this route. Throws Problem. */
async function enter({ sql, clock }: Deps, route: ApiRoute, request: FastifyRequest): Promise<void> {
  const now = clock()
  const key = keyOf(request.headers.authorization)
  const [row] = key
    ? await sql<{ accountId: string; orgId: string; scopes: string[]; waitSeconds: number }[]>`
        select * from enter_by_key(${key.prefix}, ${key.hash}, ${perKey.limit}, ${perKey.seconds}, ${now})`
    : []
  if (!key || !row) throw new Problem('no-key', [], { 'www-authenticate': 'Bearer' })
  entered.set(request, { actor: { kind: 'record-system', accountId: row.accountId, orgId: row.orgId }, hash: key.hash, now })
  if (row.waitSeconds > 0) throw new Problem('too-many', [], { 'retry-after': String(row.waitSeconds) })
  if (!row.scopes.includes(route.scope)) throw new Problem('no-scope')
}

async function serve({ sql: pool }: Deps, route: ApiRoute, request: FastifyRequest, reply: FastifyReply) {
  const { actor, hash, now } = entered.get(request)!
  const shown = new Set<string>()
  const detail: Record<string, unknown> = {}
  const done = await pool.begin(async (tx) => {
    const sql = tx as unknown as Sql
    const [, [me]] = await Promise.all([
      sql`select set_config('app.session', '', true), set_config('app.key', ${hash}, true), set_config('app.now', ${now.toISOString()}, true)`,
      sql<{ accountId: string | null }[]>`select (current_actor()).account_id`,
    ])
    if (!me?.accountId) throw new Problem('no-key', [], { 'www-authenticate': 'Bearer' })
    const answered = await route.handle({
      sql,
      now,
      actor,
      params: request.params as Record<string, string>,
      body: request.body,
      header: (name) => [request.headers[name]].flat()[0],
      shows: (...ids) => {
        for (const id of ids) shown.add(id)
      },
      note: (more) => Object.assign(detail, more),
    })
    if (shown.size > 0 || route.method === 'POST') await audit(sql, route.audit, actor, 'ok', [...shown], detail, request.id, now)
    return answered
  })
  return send(reply, done.status, typeOfFace[route.face].answer, done.text, done.headers)
}

async function refuse(deps: Deps, route: ApiRoute, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = error instanceof Problem ? error : new Problem(codeOf(error as Error & { statusCode?: number }))
  if (problem.code === 'unexpected' || problem.code === 'busy') request.log.error({ err: error, route: route.url }, 'unexpected')
  else {
    const { actor = null, now = deps.clock() } = entered.get(request) ?? {}
    const codes = problem.errors.map(({ question, code }) => (question ? `${question}:${code}` : code))
    const detail = { code: problem.code, ...(codes.length > 0 ? { faults: codes.slice(0, 100) } : {}) }
    await audit(deps.sql, route.audit, actor, 'refused', [], detail, request.id, now)
  }
  return sendProblem(reply, problem, route.face, deps.publicUrl)
}

/** What Fastify itself refuses, by its status. */
function codeOf(error: Error & { statusCode?: number }): ProblemCode {
  const known: Record<number, ProblemCode> = { 413: 'too-large', 415: 'wrong-type', 400: 'not-json', 503: 'busy' }
  return known[error.statusCode ?? 500] ?? (isOutOfReach(error) ? 'busy' : 'unexpected')
}
