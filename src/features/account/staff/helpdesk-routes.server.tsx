import { isUuid } from '../../../lib/uuid.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { HelpdeskPage } from './HelpdeskPage.tsx'
import { callerChecks, isCallerKnown, ticked } from './identity.ts'
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
        const account = loginId === '' ? null : await findAccountState(c.sql, loginId, c.now)
        if (account) c.note({ accountId: account.id })
        else c.fails()
        return { page: <HelpdeskPage loginId={loginId} account={account} />, status: account ? 200 : 422 }
      },
    }),
    route({ method: 'POST', url: '/helpdesk/unlock', who, audit: 'helpdesk.unlock', handle: unlock }),
  ]
}

async function unlock(c: Context<Staff>): Promise<Reply> {
  const [id, loginId] = [typed(c.body.id), line(c.body.loginId)]
  const checked = ticked(callerChecks, c.body.checked)
  c.note({ accountId: isUuid(id) ? id : null, checked })
  const account = isUuid(id) ? await findAccountState(c.sql, loginId, c.now) : null
  // The two fields come from one page; a form that names another account by one of them is no form of ours.
  if (!account || account.id !== id) throw new AppError('not-found')
  if (!isCallerKnown(checked)) {
    c.fails()
    return { page: <HelpdeskPage loginId={loginId} account={account} unsure={checked} />, status: 422 }
  }
  if (!(await unlockAccount(c.sql, id, { checked }, c.now))) throw new AppError('not-found')
  return { page: <HelpdeskPage loginId={loginId} account={{ ...account, lockedAt: null }} unlocked /> }
}
