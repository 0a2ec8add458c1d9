import type { Route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { caseRoutes } from './routes/case.server.tsx'
import { copyRoutes } from './routes/copy.server.tsx'
import { doctorRoutes } from './routes/doctors.server.tsx'
import { draftRoutes } from './routes/drafts.server.tsx'
import { earlyRoutes } from './routes/early.server.tsx'
import { earlyCloseRoutes } from './routes/early-close.server.tsx'
import { filingRoutes } from './routes/filing.server.tsx'
import { formLineRoutes } from './routes/form-lines.server.tsx'
import { listRoutes } from './routes/list.server.tsx'
import { lookupRoutes } from './routes/lookups.server.tsx'
import { pdfRoutes } from './routes/pdf.server.tsx'
import { samePersonRoutes } from './routes/same-person.server.tsx'

/** The institution's portal around the 発生届. */
export function notificationRoutes({ settings }: { settings: Settings }): Route[] {
  return [
    ...draftRoutes,
    ...earlyRoutes(settings),
    ...earlyCloseRoutes,
    ...doctorRoutes,
    ...formLineRoutes,
    ...lookupRoutes,
    ...filingRoutes(settings),
    ...listRoutes,
    ...caseRoutes,
    ...pdfRoutes,
    ...copyRoutes,
    ...samePersonRoutes,
  ]
}
