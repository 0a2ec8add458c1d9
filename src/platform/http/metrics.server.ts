import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Sql } from '../db/sql.server.ts'

/** One number of the whole system: a count, or an age in seconds. The worker takes them (`readings`), so that many scrapers cost nothing. */
type Reading = { name: string; kind: string; value: number }

/** What the readings mean. A reading without a row here is not shown. */
const gauges: Record<string, string> = {
  open_items: 'Items of staff queues that are due and open, by kind',
  oldest_item_seconds: 'How long the oldest open item has been due, by kind',
  messages: 'Messages of the last seven days that wait or have failed, by state',
  oldest_message_seconds: 'How long the oldest of them waits, by state',
  watched_cases: 'Cases under observation, by level',
  unseen_alerts: 'System alerts that nobody has seen, by kind',
  unsealed_audit_seconds: 'Age of the oldest row of the audit that no block holds yet',
  heartbeat_seconds: 'Since when a process was last heard of, by process',
}

/**
 * /metrics in Prometheus's text format, for whoever names the token (`Authorization: Bearer …`); without a token in the settings there is no such
 * page. This process's answers by route (the pattern, never the address) and the system's readings: no personal data, no ids.
 */
export function mountMetrics(app: FastifyInstance, { sql, clock, token }: { sql: Sql; clock: () => Date; token: string }): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'hersys_' })
  const seconds = new Histogram({
    name: 'hersys_http_request_seconds',
    help: 'How long requests took, by method, route and class of status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  })
  const known = new Map(
    Object.entries(gauges).map(([name, help]) => [
      name,
      new Gauge({ name: `hersys_${name}`, help, labelNames: ['kind'], registers: [registry] }),
    ]),
  )
  app.addHook('onResponse', (request, reply, done) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? 'none', status: `${Math.floor(reply.statusCode / 100)}xx` }
    seconds.observe(labels, reply.elapsedTime / 1000)
    done()
  })
  app.get('/metrics', async (request, reply) => {
    if (!isSame(request.headers.authorization ?? '', `Bearer ${token}`)) return reply.code(401).header('www-authenticate', 'Bearer').send()
    for (const gauge of known.values()) gauge.reset()
    for (const { name, kind, value } of await readingsOf(sql, clock())) known.get(name)?.set({ kind }, value)
    return reply
      .type(registry.contentType)
      .header('cache-control', 'no-store')
      .send(await registry.metrics())
  })
}

async function readingsOf(sql: Sql, now: Date): Promise<Reading[]> {
  return sql<Reading[]>`
    select name, kind, value from readings
     union all select 'heartbeat_seconds', name, extract(epoch from ${now}::timestamptz - at)::float8 from heartbeats`
}

const isSame = (given: string, wanted: string) => timingSafeEqual(digest(given), digest(wanted))
const digest = (text: string) => createHash('sha256').update(text).digest()
