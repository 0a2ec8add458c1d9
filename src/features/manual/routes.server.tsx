import { type Route, route } from '../../platform/http/route.server.ts'
import { getHelpdesk } from '../account/staff/queries.server.ts'
import { institutionStaff } from '../notification/can.ts'
import { FaqPage } from './FaqPage.tsx'
import { ManualPage } from './ManualPage.tsx'

/** 操作マニュアル and FAQ of the institutions' portal (D12, D14). */
export function manualRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      url: '/institution/manual',
      who: institutionStaff,
      audit: 'manual.read',
      handle: async ({ sql }) => ({ page: <ManualPage helpdesk={await getHelpdesk(sql)} /> }),
    }),
    route({
      method: 'GET',
      url: '/institution/faq',
      who: institutionStaff,
      audit: 'manual.faq',
      handle: async ({ sql }) => ({ page: <FaqPage helpdesk={await getHelpdesk(sql)} /> }),
    }),
  ]
}
