import type { Sql } from '../platform/db/sql.server.ts'
import type { Route } from '../platform/http/route.server.ts'
import type { Settings } from '../platform/settings.server.ts'
import { healthRoutes } from './health.server.ts'

/** What a feature's routes may need beyond the request. */
export type Deps = { settings: Settings; sql: Sql; clock: () => Date }

/** Every route of the product, one line a feature. */
export function allRoutes(deps: Deps): Route[] {
  return [...healthRoutes(deps)]
}
