import type { Route } from '../../../platform/http/route.server.ts'
import { securityKeyRoutes } from '../security-key/routes.server.tsx'
import { helpdeskRoutes } from './helpdesk-routes.server.tsx'
import { keepRoutes } from './keep-routes.server.tsx'
import { ownAccountRoutes } from './own-account-routes.server.tsx'
import { secondFactorRoutes } from './second-factor-routes.server.tsx'
import { type StaffDeps, signInRoutes } from './sign-in-routes.server.tsx'

/** Staff accounts: the door, the second factor, one's own account, the centre's keeping of accounts, the helpdesk. */
export function staffRoutes(deps: StaffDeps): Route[] {
  return [
    ...signInRoutes(deps),
    ...secondFactorRoutes(deps),
    ...securityKeyRoutes(deps),
    ...ownAccountRoutes(deps),
    ...keepRoutes(deps.settings),
    ...helpdeskRoutes(),
  ]
}
