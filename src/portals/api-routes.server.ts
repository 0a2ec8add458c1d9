import { recordSystemRoutes } from '../features/record-system/api-routes.server.ts'
import type { ApiRoute } from '../platform/http/api.server.ts'
import type { Deps } from './routes.server.ts'

/** Every route for programs, one line a feature. */
export const allApiRoutes = (deps: Deps): ApiRoute[] => recordSystemRoutes(deps)
