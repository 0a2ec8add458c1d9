import type { Settings } from '../../platform/settings.server.ts'
import type { BulkKinds } from '../bulk-action/kind.ts'
import { findSending, sendTo } from './queries.server.ts'
import { houseOf } from './routes.server.tsx'
import { whyNot } from './words.ts'

/** A message to many: chosen in a list, composed on a page of its own, made row by row by the worker. */
export const sendingBulkKinds = ({ publicUrl }: Pick<Settings, 'publicUrl'>): BulkKinds => ({
  message: {
    label: 'メッセージを送る',
    things: ['case'],
    audit: 'sending.row',
    can: ({ orgKind }) => orgKind === 'centre',
    about: '選んだ方にSMSを送ります。',
    page: (jobId) => `/centre/messages/${jobId}/new`,
    run: async (sql, caseId, _params, actor, now, { jobId }) => {
      const sending = await findSending(sql, jobId)
      if (!sending) return { refused: '送る文がありません' }
      const said = await sendTo(sql, caseId, jobId, sending, await houseOf(sql, actor.orgId, publicUrl), now)
      return said === 'sent' ? 'done' : { refused: whyNot[said ?? 'not-ours'] }
    },
  },
})
