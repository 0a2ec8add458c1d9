import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Context, Reply, Route, Staff } from '../../platform/http/route.server.ts'
import { MergedAwayPage } from './MergedAwayPage.tsx'
import { findMergedAway } from './merges.server.ts'

const caseAt = /^\/(institution|centre|prefecture)\/(?:cases|notifications)\/:(id|caseId)(?=\/|$)/

/**
 * Old links to a case that became part of another: what would be 'not found' leads to the remaining case, or says what happened to whoever may not
 * see that one. A form that was open meanwhile is answered with the same words; nothing of it was kept.
 */
export function followMerges(routes: Route[]): Route[] {
  return routes.map((route) => {
    const [, portal, name] = caseAt.exec(route.url) ?? []
    if (!portal || !name) return route
    const handle = async (c: Context<Staff>): Promise<Reply> => {
      try {
        return await (route.handle as (c: Context<Staff>) => Promise<Reply> | Reply)(c)
      } catch (error) {
        const led =
          error instanceof AppError && error.code === 'not-found' ? await lead(c, portal, c.params[name] ?? '', route.method) : null
        if (!led) throw error
        return led
      }
    }
    return { ...route, handle: handle as Route['handle'] }
  })
}

async function lead(c: Context<Staff>, portal: string, caseId: string, method: Route['method']): Promise<Reply | null> {
  const merge = isUuid(caseId) ? await findMergedAway(c.sql, caseId) : null
  if (!merge) return null
  const { survivorId, mergedAt } = merge
  const page = portal === 'institution' ? `/institution/notifications/${survivorId}?done=led` : `/${portal}/cases/${survivorId}`
  if (survivorId && method === 'GET') return { redirect: page }
  return {
    page: <MergedAwayPage mergedAt={mergedAt} href={survivorId && page} isForm={method === 'POST'} />,
    status: method === 'POST' ? 409 : 404,
  }
}
