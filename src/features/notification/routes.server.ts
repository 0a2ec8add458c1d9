import { type Route, route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { caseRoutes } from './routes/case.server.tsx'
import { doctorRoutes } from './routes/doctors.server.tsx'
import { draftRoutes } from './routes/drafts.server.tsx'
import { formLineRoutes } from './routes/form-lines.server.tsx'
import { filingRoutes } from './routes/filing.server.tsx'
import { listRoutes } from './routes/list.server.tsx'
import { lookupRoutes } from './routes/lookups.server.tsx'

/** The institution's portal around the 発生届. */
export function notificationRoutes({ settings }: { settings: Settings }): Route[] {
  return [...draftRoutes, ...doctorRoutes, ...formLineRoutes, ...lookupRoutes, ...filingRoutes(settings), ...listRoutes, ...caseRoutes, leaflet]
}

/** The leaflet that the invitation names (C12): the patients' first page says how to begin. */
const leaflet = route({ method: 'GET', url: '/portal', who: 'anyone', audit: 'notification.leaflet', handle: () => ({ redirect: '/' }) })
