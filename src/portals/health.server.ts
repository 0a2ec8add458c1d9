import { isMigrated, readMigrations } from '../platform/db/migrate.server.ts'
import { isWorkerSilent } from '../platform/http/heartbeat.server.ts'
import { type Route, route } from '../platform/http/route.server.ts'
import type { Deps } from './routes.server.ts'

/** /healthz: this process answers. /readyz: database, migrations and worker are there too. */
export function healthRoutes({ sql, clock }: Deps): Route[] {
  const known = readMigrations()
  return [
    route({
      method: 'GET',
      url: '/healthz',
      who: 'anyone',
      audit: 'health.live',
      transaction: 'own',
      handle: () => ({ json: { ok: true } }),
    }),
    route({
      method: 'GET',
      url: '/readyz',
      who: 'anyone',
      audit: 'health.ready',
      transaction: 'own',
      handle: async () => {
        const state = { database: false, migrations: false, worker: false }
        try {
          state.migrations = await isMigrated(sql, known)
          state.database = true
          state.worker = !(await isWorkerSilent(sql, clock()))
        } catch {
          // stays false: the answer itself says what is missing
        }
        return { json: state, status: Object.values(state).every(Boolean) ? 200 : 503 }
      },
    }),
  ]
}
