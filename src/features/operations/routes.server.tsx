import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Route, route } from '../../platform/http/route.server.ts'
import { OperatorPage } from './OperatorPage.tsx'
import { countMessages, listAlerts, listHeartbeats, markSeen } from './queries.server.ts'

const who = { org: ['operator'] } as const

/** The operators' home: is the system itself well? No patient, no account's secrets. */
export function operationsRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      url: '/operator',
      who,
      audit: 'operator.home',
      handle: async ({ sql, now }) => ({
        page: (
          <OperatorPage
            alerts={await listAlerts(sql)}
            heartbeats={await listHeartbeats(sql)}
            messages={await countMessages(sql, now)}
            now={now}
          />
        ),
      }),
    }),
    route({
      method: 'POST',
      url: '/operator/alerts/:id/seen',
      who,
      audit: 'operator.alert-seen',
      handle: async ({ sql, actor, params, now, note }) => {
        note({ alertId: isUuid(params.id!) ? params.id : null })
        if (!isUuid(params.id!) || !(await markSeen(sql, params.id!, actor.accountId, now))) throw new AppError('not-found')
        return { redirect: '/operator' }
      },
    }),
  ]
}
