import { patientAccountRoutes } from '../features/account/patient-routes.server.tsx'
import { staffRoutes } from '../features/account/staff/routes.server.ts'
import { apiKeyRoutes } from '../features/api-key/routes.server.tsx'
import { attentionRoutes } from '../features/attention/routes.server.tsx'
import { auditRoutes } from '../features/audit/audit-routes.server.tsx'
import { autoCallRoutes } from '../features/auto-call/routes.server.tsx'
import { bulkActionRoutes, offersOf } from '../features/bulk-action/routes.server.tsx'
import { centreNotificationRoutes } from '../features/case/list-routes.server.tsx'
import { centreCaseRoutes } from '../features/case/routes.server.tsx'
import { caseRecordRoutes } from '../features/case-record/routes.server.tsx'
import { certificateRoutes } from '../features/certificate/routes.server.tsx'
import { verifyRoutes } from '../features/certificate/verify-routes.server.tsx'
import { closeContactRoutes } from '../features/close-contact/routes.server.tsx'
import { completenessRoutes } from '../features/completeness/routes.server.tsx'
import { dailyCountRoutes } from '../features/daily-count/routes.server.tsx'
import { dailyReportRoutes } from '../features/daily-report/routes.server.tsx'
import { staffReportRoutes } from '../features/daily-report/staff-routes.server.tsx'
import { devRoutes } from '../features/dev-inbox/routes.server.tsx'
import { exportRoutes } from '../features/export/routes.server.tsx'
import { faxRoutes } from '../features/fax/routes.server.tsx'
import { handOverRoutes } from '../features/hand-over/routes.server.tsx'
import { helpRoutes } from '../features/help/routes.server.tsx'
import { inquiryRoutes } from '../features/inquiry/routes.server.tsx'
import { institutionListRoutes } from '../features/institution-list/routes.server.tsx'
import { manualRoutes } from '../features/manual/routes.server.tsx'
import { smsHooks } from '../features/message/hooks.server.ts'
import { myDataRoutes } from '../features/my-data/routes.server.tsx'
import { myHomeRoutes } from '../features/my-home/routes.server.tsx'
import { noticeStopRoutes } from '../features/notice-stop/routes.server.tsx'
import { notificationRoutes } from '../features/notification/routes.server.ts'
import { notificationImportRoutes } from '../features/notification-import/routes.server.tsx'
import { operationsRoutes } from '../features/operations/routes.server.tsx'
import { centreSettingsRoutes } from '../features/organisation/settings-routes.server.tsx'
import type { OutageBoard } from '../features/outage/board.server.ts'
import { outageRoutes } from '../features/outage/routes.server.tsx'
import { oversightRoutes } from '../features/oversight/routes.server.tsx'
import { paperRoutes } from '../features/paper/routes.server.tsx'
import { passportRoutes } from '../features/passport/routes.server.tsx'
import { placeRoutes } from '../features/place/routes.server.tsx'
import { planRoutes } from '../features/plan/routes.server.tsx'
import { apiDocsRoutes } from '../features/record-system/docs-routes.server.tsx'
import { registrationRoutes } from '../features/registration/routes.server.tsx'
import { retentionRoutes } from '../features/retention/routes.server.tsx'
import { rosterRoutes } from '../features/roster/routes.server.tsx'
import { followMerges } from '../features/same-person/follow.server.tsx'
import { samePersonRoutes } from '../features/same-person/pair-routes.server.tsx'
import { sendingRoutes } from '../features/sending/routes.server.tsx'
import { statisticsRoutes } from '../features/statistics/routes.server.tsx'
import { surveyRoutes } from '../features/survey/routes.server.tsx'
import { voiceHooks } from '../features/voice-call/hooks.server.ts'
import { voiceCallRoutes } from '../features/voice-call/routes.server.tsx'
import { watchRoutes } from '../features/watch/routes.server.tsx'
import type { Sql } from '../platform/db/sql.server.ts'
import type { Route } from '../platform/http/route.server.ts'
import type { Settings } from '../platform/settings.server.ts'
import { bulkKinds, bulkLists } from './bulk-kinds.server.ts'
import { healthRoutes } from './health.server.ts'

/** What a feature's routes may need beyond the request. */
export type Deps = { settings: Settings; sql: Sql; clock: () => Date; outage: OutageBoard }

/** Every route of the product, one line a feature. */
export function allRoutes(deps: Deps): Route[] {
  const kinds = bulkKinds(deps.settings)
  const offers = offersOf(kinds)
  const routes: Route[] = [
    ...healthRoutes(deps),
    ...staffRoutes(deps),
    ...centreSettingsRoutes(),
    ...apiKeyRoutes(),
    ...apiDocsRoutes(deps),
    ...operationsRoutes(),
    ...outageRoutes(deps),
    ...samePersonRoutes(),
    ...auditRoutes(),
    ...retentionRoutes(),
    ...statisticsRoutes(),
    ...patientAccountRoutes(deps),
    ...helpRoutes(deps),
    ...registrationRoutes(deps),
    ...myHomeRoutes(deps),
    ...dailyReportRoutes(deps),
    ...staffReportRoutes(),
    ...surveyRoutes(),
    ...noticeStopRoutes(),
    ...certificateRoutes(deps),
    ...verifyRoutes(),
    ...passportRoutes(),
    ...devRoutes(deps.settings),
    ...attentionRoutes({ offers }),
    ...bulkActionRoutes({ kinds, lists: bulkLists }),
    ...centreCaseRoutes(deps),
    ...closeContactRoutes(deps),
    ...inquiryRoutes(),
    ...faxRoutes(deps),
    ...completenessRoutes(),
    ...placeRoutes(),
    ...planRoutes(),
    ...smsHooks(deps),
    ...sendingRoutes(deps),
    ...caseRecordRoutes(),
    ...institutionListRoutes(),
    ...centreNotificationRoutes(),
    ...notificationRoutes(deps),
    ...manualRoutes(),
    ...voiceHooks(deps),
    ...voiceCallRoutes(),
    ...watchRoutes({ ...deps, offers }),
    ...notificationImportRoutes(deps.settings),
    ...autoCallRoutes(deps),
    ...rosterRoutes(),
    ...dailyCountRoutes(),
    ...exportRoutes(deps),
    ...oversightRoutes(),
    ...paperRoutes(deps),
    ...handOverRoutes({ offers }),
    ...myDataRoutes(() => routes),
  ]
  return followMerges(routes)
}
