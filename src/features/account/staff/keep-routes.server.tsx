import { isUuid, uuidv7 } from '../../../lib/uuid.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Reply, type Role, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { hashPassword } from '../password.server.ts'
import { AccountPage } from './AccountPage.tsx'
import { IssuedPage, type IssueFaults, IssuePage } from './IssuePages.tsx'
import { initialPassword, newLoginId } from './initial-password.server.ts'
import { KeptAccountsPage } from './KeptAccountsPage.tsx'
import {
  endAccount,
  findKeptAccount,
  issueAccount,
  type KeptOrganisation,
  listKeptAccounts,
  listKeptOrganisations,
  resetFactor,
  resetPassword,
  unlockAccount,
} from './keep-queries.server.ts'
import { rolesOf } from './role-name.ts'
import { line, typed } from './sign-in-routes.server.tsx'

const who = { org: ['centre'], roles: ['manager'] } as const

/** A health centre's manager keeps the accounts of the centre and of its institutions (D2): issue, reset, unlock, end. */
export function keepRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      url: '/centre/accounts',
      who,
      audit: 'staff.list',
      handle: async ({ sql, actor }) => ({
        page: <KeptAccountsPage organisations={await listKeptOrganisations(sql, actor.orgId)} accounts={await listKeptAccounts(sql)} />,
      }),
    }),
    route({
      method: 'GET',
      url: '/centre/accounts/new',
      who,
      audit: 'staff.issue-page',
      handle: async (c) => issuePage(c, { orgId: '', role: '', name: '' }, {}),
    }),
    route({ method: 'POST', url: '/centre/accounts/new', who, audit: 'staff.issue', handle: issue }),
    route({
      method: 'GET',
      url: '/centre/accounts/:id',
      who,
      audit: 'staff.show',
      handle: (c) => accountPage(c, c.params.id!),
    }),
    route({
      method: 'POST',
      url: '/centre/accounts/:id/password',
      who,
      audit: 'staff.reset-password',
      handle: async (c) => {
        const id = accountOf(c)
        const password = initialPassword()
        const account = await findKeptAccount(c.sql, id)
        if (!account || !(await resetPassword(c.sql, id, await hashPassword(password), c.now))) throw new AppError('not-found')
        return { page: <IssuedPage loginId={account.loginId} password={password} isNew={false} /> }
      },
    }),
    change('factor', 'staff.reset-factor', (c, id) => resetFactor(c.sql, id, c.now)),
    change('unlock', 'staff.unlock', (c, id) => unlockAccount(c.sql, id)),
    route({
      method: 'POST',
      url: '/centre/accounts/:id/end',
      who,
      audit: 'staff.end',
      handle: async (c) => {
        const id = accountOf(c)
        if (c.body.sure !== 'yes') return accountPage(c, id, true)
        if (!(await endAccount(c.sql, id, c.now))) throw new AppError('not-found')
        return { redirect: `/centre/accounts/${id}` }
      },
    }),
  ]
}

async function accountPage(c: Context<Staff>, id: string, unsure = false): Promise<Reply> {
  const account = await findKeptAccount(c.sql, id)
  if (!account) throw new AppError('not-found')
  const organisations = await listKeptOrganisations(c.sql, c.actor.orgId)
  const orgName = organisations.find((org) => org.id === account.orgId)!.name
  const page = <AccountPage account={account} orgName={orgName} isOwn={account.id === c.actor.accountId} unsure={unsure} />
  if (unsure) c.fails()
  return { page, status: unsure ? 422 : 200 }
}

/** One button of an account's page. */
function change(verb: string, audit: string, act: (c: Context<Staff>, id: string) => Promise<boolean>): Route {
  return route({
    method: 'POST',
    url: `/centre/accounts/:id/${verb}`,
    who,
    audit,
    handle: async (c) => {
      const id = accountOf(c)
      if (!(await act(c, id))) throw new AppError('not-found')
      return { redirect: `/centre/accounts/${id}` }
    },
  })
}

/** The account a page is about; named in the audit row whatever comes of it. */
function accountOf(c: Context<Staff>): string {
  const id = c.params.id!
  if (!isUuid(id)) throw new AppError('not-found')
  c.note({ accountId: id })
  return id
}

async function issue(c: Context<Staff>): Promise<Reply> {
  const given = { orgId: typed(c.body.orgId), role: typed(c.body.role), name: line(c.body.name) }
  const organisation = (await listKeptOrganisations(c.sql, c.actor.orgId)).find((org) => org.id === given.orgId)
  const faults = faultsOf(given, organisation)
  if (!organisation || Object.keys(faults).length > 0) return issuePage(c, given, faults)
  const password = initialPassword()
  const passwordHash = await hashPassword(password)
  for (;;) {
    const account = { id: uuidv7(c.now), loginId: newLoginId(organisation.kind), passwordHash, ...given, role: given.role as Role }
    if (!(await issueAccount(c.sql, account, c.now))) continue
    c.note({ accountId: account.id, orgId: organisation.id, role: given.role })
    return { page: <IssuedPage loginId={account.loginId} password={password} isNew /> }
  }
}

function faultsOf(given: { role: string; name: string }, organisation: KeptOrganisation | undefined): IssueFaults {
  const faults: IssueFaults = {}
  if (!organisation) faults.orgId = '選択してください'
  else if (!(rolesOf[organisation.kind] as readonly string[]).includes(given.role))
    faults.role = given.role === '' ? '選択してください' : 'この所属では使えない役割です'
  if (given.name === '') faults.name = '入力してください'
  if ([...given.name].length > 50) faults.name = '50文字以内で入力してください'
  return faults
}

async function issuePage(c: Context<Staff>, given: { orgId: string; role: string; name: string }, faults: IssueFaults): Promise<Reply> {
  const organisations = await listKeptOrganisations(c.sql, c.actor.orgId)
  const isRefused = Object.keys(faults).length > 0
  if (isRefused) c.fails()
  return { page: <IssuePage organisations={organisations} given={given} faults={faults} />, status: isRefused ? 422 : 200 }
}
