import { isWorkerSilent } from '../platform/http/heartbeat.server.ts'
import { type Route, route } from '../platform/http/route.server.ts'
import type { Deps } from './routes.server.ts'

/** /healthz: this process answers. /readyz: database, migrations and worker are there too. */
export function healthRoutes({ sql, clock }: Deps): Route[] {
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
        const state = { database: false, worker: false }
        try {
          state.worker = !(await isWorkerSilent(sql, clock()))
          state.database = true
        } catch {
          // stays false: the answer itself says what is missing
        }
        return { json: state, status: state.database && state.worker ? 200 : 503 }
      },
    }),
  ]
}
