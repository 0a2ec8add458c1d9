import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import type { Settings } from '../../../platform/settings.server.ts'
import { centreSettings } from '../../organisation/centre-settings.ts'
import { getOrganisation } from '../../organisation/queries.server.ts'
import { type AccountFault, AccountPage } from './AccountPage.tsx'
import { identityChecks, ticked } from './identity.ts'
import { issueRoutes } from './issue-routes.server.tsx'
import { KeptAccountsPage } from './KeptAccountsPage.tsx'
import {
  changeRole,
  countKept,
  type Done,
  endAccount,
  findKeptAccount,
  findReach,
  type KeptAccount,
  listHistory,
  listKeptAccounts,
  lockAccount,
  resetFactor,
  unlockAccount,
} from './keep-queries.server.ts'
import { type Keeper, keepers } from './keepers.ts'
import { accountOf } from './kept-account.server.ts'
import { readKeptQuery } from './kept-query.ts'
import { ResetFactorPage } from './ResetFactorPage.tsx'
import { rolesGivenBy } from './role-name.ts'
import { line, typed } from './sign-in-routes.server.tsx'
import { tell } from './tell.server.ts'

type StaffContext = Context<Staff>

/** Keeping the accounts of others: list, find, lock, unlock, roles, second factor, end. */
export function keepRoutes(settings: Settings): Route[] {
  return keepers.flatMap((keeper) => [...issueRoutes(keeper, settings), ...routesOf(keeper)])
}

function routesOf(keeper: Keeper): Route[] {
  const { base, who } = keeper
  return [
    route({ method: 'GET', url: base, who, audit: 'staff.list', handle: (c) => list(c, keeper) }),
    route({ method: 'POST', url: `${base}/find`, who, audit: 'staff.find', handle: (c) => find(c, keeper) }),
    route({ method: 'GET', url: `${base}/:id`, who, audit: 'staff.show', handle: async (c) => accountPage(c, keeper, await accountOf(c)) }),
    route({ method: 'GET', url: `${base}/:id/factor`, who, audit: 'staff.reset-factor-page', handle: (c) => factorPage(c, keeper) }),
    route({ method: 'POST', url: `${base}/:id/factor`, who, audit: 'staff.reset-factor', handle: (c) => newFactor(c, keeper) }),
    route({
      method: 'POST',
      url: `${base}/:id/unlock`,
      who,
      audit: 'staff.unlock',
      handle: async (c) => {
        const { id, endedAt } = await accountOf(c)
        if (endedAt) throw new AppError('not-found')
        // Somebody else may have been quicker: then it is unlocked, which is what was wanted.
        await unlockAccount(c.sql, id, {}, c.now)
        return { redirect: `${base}/${id}` }
      },
    }),
    route({
      method: 'POST',
      url: `${base}/:id/lock`,
      who,
      audit: 'staff.lock',
      handle: async (c) => settle(c, keeper, await accountOf(c), (id) => lockAccount(c.sql, id, c.now)),
    }),
    route({ method: 'POST', url: `${base}/:id/role`, who, audit: 'staff.change-role', handle: (c) => newRole(c, keeper) }),
    route({
      method: 'POST',
      url: `${base}/:id/end`,
      who,
      audit: 'staff.end',
      handle: async (c) => {
        const account = await accountOf(c)
        if (c.body.sure !== 'yes' && !account.endedAt) return accountPage(c, keeper, account, 'unsure')
        return settle(c, keeper, account, (id) => endAccount(c.sql, id, c.now))
      },
    }),
  ]
}

async function list(c: StaffContext, keeper: Keeper, missed?: string): Promise<Reply> {
  const query = readKeptQuery(c.query, keeper)
  const { settings } = await getOrganisation(c.sql, c.actor.orgId)
  const days = centreSettings(settings).unusedAccountDays
  const [accounts, counts] = await Promise.all([listKeptAccounts(c.sql, query, days, c.now), countKept(c.sql, days, c.now)])
  const page = <KeptAccountsPage {...{ keeper, query, accounts, counts, days }} {...(missed === undefined ? {} : { missed })} />
  return { page, status: missed === undefined ? 200 : 422 }
}

async function find(c: StaffContext, keeper: Keeper): Promise<Reply> {
  const loginId = line(c.body.loginId)
  const account = loginId === '' ? null : await findKeptAccount(c.sql, { loginId }, c.now)
  if (account) {
    c.note({ accountId: account.id })
    return { redirect: `${keeper.base}/${account.id}` }
  }
  c.fails()
  return list(c, keeper, loginId)
}

async function accountPage(c: StaffContext, keeper: Keeper, account: KeptAccount, fault?: AccountFault): Promise<Reply> {
  const history = await listHistory(c.sql, account.id)
  const isOwn = account.id === c.actor.accountId
  const page = <AccountPage {...{ keeper, account, history, isOwn }} {...(fault ? { fault } : {})} />
  if (fault) c.fails()
  return { page, status: fault ? 422 : 200 }
}

async function settle(c: StaffContext, keeper: Keeper, account: KeptAccount, act: (id: string) => Promise<Done>): Promise<Reply> {
  const done = await act(account.id)
  if (done === 'no') throw new AppError('not-found')
  return done === 'last' ? accountPage(c, keeper, account, 'last') : { redirect: `${keeper.base}/${account.id}` }
}

async function newRole(c: StaffContext, keeper: Keeper): Promise<Reply> {
  const account = await accountOf(c)
  const role = typed(c.body.role)
  c.note({ role: rolesGivenBy[keeper.kind][account.orgKind]?.find((one) => one === role) ?? 'none' })
  if (!rolesGivenBy[keeper.kind][account.orgKind]?.some((one) => one === role)) return accountPage(c, keeper, account, 'role')
  const reach = await findReach(c.sql, account.id)
  const reply = await settle(c, keeper, account, (id) => changeRole(c.sql, id, role, c.now))
  if ('redirect' in reply && role !== account.role && reach) await tell(c.sql, account.id, reach, 'role-changed', c.now)
  return reply
}

async function factorPage(c: StaffContext, { base }: Keeper, fault?: string): Promise<Reply> {
  const account = await accountOf(c)
  if (account.endedAt || account.id === c.actor.accountId) throw new AppError('not-found')
  const isReachable = (await findReach(c.sql, account.id)) !== null
  if (fault) c.fails()
  return { page: <ResetFactorPage {...{ base, account, isReachable }} {...(fault ? { fault } : {})} />, status: fault ? 422 : 200 }
}

async function newFactor(c: StaffContext, keeper: Keeper): Promise<Reply> {
  const checked = ticked(identityChecks, c.body.checked)
  if (checked.length === 0) return factorPage(c, keeper, '本人をどのように確認したかを選択してください')
  const { id } = await accountOf(c)
  // The number goes with the reset, so it is asked before.
  const reach = await findReach(c.sql, id)
  c.note({ checked, told: reach !== null })
  if (!(await resetFactor(c.sql, id, { checked }, c.now))) throw new AppError('not-found')
  if (reach) await tell(c.sql, id, reach, 'factor-reset', c.now)
  return { redirect: `${keeper.base}/${id}` }
}
