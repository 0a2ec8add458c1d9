import { randomBytes } from 'node:crypto'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import csrf from '@fastify/csrf-protection'
import formbody from '@fastify/formbody'
import fastifyStatic from '@fastify/static'
import underPressure from '@fastify/under-pressure'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import helmet from 'helmet'
import type { Lang } from '../../i18n/t.ts'
import type { Sql } from '../db/sql.server.ts'
import { type ApiRoute, mountApi } from './api.server.ts'
import { loggerOptions } from './log.server.ts'
import { mountMetrics } from './metrics.server.ts'
import type { Route } from './route.server.ts'
import { mount } from './serve.server.tsx'

export type AppDeps = {
  /** Pool of the web role. */
  sql: Sql
  clock: () => Date
  demo: boolean
  publicUrl: string
  /** Hex; signs CSRF tokens. */
  secret: string
  assetsDir: string
  build: string
  logLevel: string
  logStream?: { write: (line: string) => void }
  /** Behind a reverse proxy: trust X-Forwarded-*. */
  trustProxy?: boolean
  /** So late is the event loop when the page says "busy"; 0: never, for tests, which share their loop with what they themselves compute. */
  busyAfterMs?: number
  /** Whoever names it reads /metrics; without it there is no such page. */
  metricsToken?: string | null
  /** Texts by language while the operators have an outage to tell of, else null. Asked on every page: it must cost nothing. */
  outageIn?: (lang: Lang) => { text: string; lang: Lang } | null
}

/** A request's name in logs and audit: this process by chance, then a count. */
const thisProcess = `${randomBytes(6).toString('hex')}-`
let requests = 0

/** The web application around a list of routes, for people and for programs. It does not listen yet. */
export async function buildApp(deps: AppDeps, routes: Route[], api: readonly ApiRoute[] = []): Promise<FastifyInstance> {
  const secure = deps.publicUrl.startsWith('https:')
  const app = Fastify({
    logger: loggerOptions(deps.logLevel, deps.logStream),
    trustProxy: deps.trustProxy ?? false,
    bodyLimit: 256 * 1024,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => `${thisProcess}${(requests++).toString(36)}`,
    routerOptions: { ignoreTrailingSlash: true },
    // A web that is being stopped serves what still comes on the connections that the proxy keeps: nobody would send a form a second time.
    return503OnClosing: false,
  })
  await app.register(cookie)
  await app.register(formbody)
  await app.register(csrf, {
    sessionPlugin: '@fastify/cookie',
    cookieKey: 'hersys_csrf',
    cookieOpts: { path: '/', httpOnly: true, sameSite: 'lax', secure },
    getUserInfo: (request) => (request as { csrfUser?: string }).csrfUser ?? '',
    csrfOpts: { userInfo: true, hmacKey: deps.secret } as never,
    getToken: (request) => (request.body as Record<string, string> | null)?._csrf,
  })
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'font-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
        ...(secure ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    strictTransportSecurity: secure,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
  })
  app.addHook('onRequest', (request, reply, done) => protect(request.raw, reply.raw, done as () => void))
  // After cookies and headers: the page that says "busy" needs both.
  await app.register(underPressure, { maxEventLoopDelay: deps.busyAfterMs ?? 10_000, exposeStatusRoute: false })
  await app.register(compress, { global: true, encodings: ['br', 'gzip'], threshold: 1024, brotliOptions: { params: { 1: 4 } } })
  await app.register(fastifyStatic, { root: deps.assetsDir, prefix: '/assets/', maxAge: '7d', decorateReply: false })
  if (deps.metricsToken) mountMetrics(app, { ...deps, token: deps.metricsToken })
  mount(app, { ...deps, secure }, routes)
  await mountApi(app, deps, api)
  return app
}
