import { isUuid } from '../../../lib/uuid.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Route, route } from '../../../platform/http/route.server.ts'
import { HelpdeskPage } from './HelpdeskPage.tsx'
import { findAccountState, unlockAccount } from './keep-queries.server.ts'
import { line, typed } from './sign-in-routes.server.tsx'

const who = { org: ['helpdesk'] } as const

/** The helpdesk (D5, D44) sees an account's state and unlocks it: no password, no second factor, no patient. */
export function helpdeskRoutes(): Route[] {
  return [
    route({ method: 'GET', url: '/helpdesk', who, audit: 'helpdesk.home', handle: () => ({ page: <HelpdeskPage /> }) }),
    route({
      method: 'POST',
      url: '/helpdesk/search',
      who,
      audit: 'helpdesk.search',
      handle: async (c) => {
        const loginId = line(c.body.loginId).toLowerCase()
        const account = loginId === '' ? null : await findAccountState(c.sql, loginId)
        if (account) c.note({ accountId: account.id })
        return { page: <HelpdeskPage loginId={loginId} account={account} />, status: account ? 200 : 422 }
      },
    }),
    route({
      method: 'POST',
      url: '/helpdesk/unlock',
      who,
      audit: 'helpdesk.unlock',
      handle: async (c) => {
        const [id, loginId] = [typed(c.body.id), line(c.body.loginId)]
        c.note({ accountId: isUuid(id) ? id : null })
        if (!isUuid(id) || !(await unlockAccount(c.sql, id))) throw new AppError('not-found')
        return { page: <HelpdeskPage loginId={loginId} account={await findAccountState(c.sql, loginId)} unlocked /> }
      },
    }),
  ]
}
