import { route } from '../../../platform/http/route.server.ts'
import { formByRef } from '../../../programmes/registry.ts'
import { institutionStaff } from '../can.ts'
import { notificationsPdf } from '../pdf/notification-pdf.server.ts'
import { openCase } from './case.server.tsx'

/** 「PDF（印刷用）」 of the newest revision; with 「HER-SYS ID印字」 ticked the ID is printed too (D40). The name of the file names nobody. */
export const pdfRoute = route({
  method: 'GET',
  url: '/institution/notifications/:caseId/pdf',
  who: institutionStaff,
  audit: 'notification.print',
  handle: async (c) => {
    const { found, revisions } = await openCase(c)
    const { formVersion, answers, revision } = revisions[0]!
    const hersysId = c.query.hersysId === 'yes' ? found.hersysId : null
    const file = await notificationsPdf([{ form: formByRef(formVersion), answers, hersysId, revision }], c.now)
    return { file, type: 'application/pdf', name: 'hasseitodoke.pdf' }
  },
})
