import { isUuid, uuidv7 } from '../../../lib/uuid.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type OrgKind, type Reply, type Role, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
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
  operatorKinds,
  resetFactor,
  resetPassword,
  unlockAccount,
} from './keep-queries.server.ts'
import { rolesGivenBy } from './role-name.ts'
import { line, typed } from './sign-in-routes.server.tsx'

type Keeper = {
  kind: keyof typeof rolesGivenBy
  base: string
  who: { org: readonly OrgKind[]; roles?: readonly Role[] }
  about: string
}

/** A health centre's manager keeps the accounts of the centre and of its institutions (D2). */
const centre: Keeper = {
  kind: 'centre',
  base: '/centre/accounts',
  who: { org: ['centre'], roles: ['manager'] },
  about: '当保健所の職員と、管内の医療機関のアカウントを発行・再発行します。',
}
/** Operators keep those of the authorities, the helpdesk and themselves, and each centre's managers. */
const operator: Keeper = {
  kind: 'operator',
  base: '/operator/accounts',
  who: { org: ['operator'] },
  about: '都道府県・厚生労働省・ヘルプデスク・システム運用の職員と、各保健所の管理者のアカウントを発行・再発行します。',
}

export function keepRoutes(): Route[] {
  return [...routesOf(centre), ...routesOf(operator)]
}

/** Issue, reset, unlock, end. */
function routesOf(keeper: Keeper): Route[] {
  const { base, who } = keeper
  return [
    route({ method: 'GET', url: base, who, audit: 'staff.list', handle: (c) => list(c, keeper) }),
    route({
      method: 'GET',
      url: `${base}/new`,
      who,
      audit: 'staff.issue-page',
      handle: async (c) => issuePage(c, keeper, { orgId: '', role: '', name: '' }, {}),
    }),
    route({ method: 'POST', url: `${base}/new`, who, audit: 'staff.issue', handle: (c) => issue(c, keeper) }),
    route({ method: 'GET', url: `${base}/:id`, who, audit: 'staff.show', handle: (c) => accountPage(c, keeper, c.params.id!) }),
    route({
      method: 'POST',
      url: `${base}/:id/password`,
      who,
      audit: 'staff.reset-password',
      handle: async (c) => {
        const id = accountOf(c)
        const password = initialPassword()
        const account = await findKeptAccount(c.sql, id)
        if (!account || !(await resetPassword(c.sql, id, await hashPassword(password), c.now))) throw new AppError('not-found')
        return { page: <IssuedPage base={base} loginId={account.loginId} password={password} isNew={false} /> }
      },
    }),
    change(keeper, 'factor', 'staff.reset-factor', (c, id) => resetFactor(c.sql, id, c.now)),
    change(keeper, 'unlock', 'staff.unlock', (c, id) => unlockAccount(c.sql, id)),
    route({
      method: 'POST',
      url: `${base}/:id/end`,
      who,
      audit: 'staff.end',
      handle: async (c) => {
        const id = accountOf(c)
        if (c.body.sure !== 'yes') return accountPage(c, keeper, id, true)
        if (!(await endAccount(c.sql, id, c.now))) throw new AppError('not-found')
        return { redirect: `${base}/${id}` }
      },
    }),
  ]
}

/** A centre's on one page; an operator's by kind of organisation, for there are hundreds of centres. */
async function list(c: Context<Staff>, { kind, base, about }: Keeper): Promise<Reply> {
  const [organisations, accounts] = [await listKeptOrganisations(c.sql, c.actor), await listKeptAccounts(c.sql)]
  if (kind === 'centre') return { page: <KeptAccountsPage {...{ base, about, organisations, accounts }} /> }
  const shown = operatorKinds.find((one) => one === c.query.kind) ?? operatorKinds[0]!
  const some = organisations.filter((organisation) => organisation.kind === shown)
  return { page: <KeptAccountsPage {...{ base, about, accounts }} organisations={some} kinds={operatorKinds} kind={shown} /> }
}

async function accountPage(c: Context<Staff>, { base }: Keeper, id: string, unsure = false): Promise<Reply> {
  const account = await findKeptAccount(c.sql, id)
  if (!account) throw new AppError('not-found')
  const organisations = await listKeptOrganisations(c.sql, c.actor)
  const orgName = organisations.find((org) => org.id === account.orgId)!.name
  const page = <AccountPage base={base} account={account} orgName={orgName} isOwn={account.id === c.actor.accountId} unsure={unsure} />
  if (unsure) c.fails()
  return { page, status: unsure ? 422 : 200 }
}

/** One button of an account's page. */
function change({ base, who }: Keeper, verb: string, audit: string, act: (c: Context<Staff>, id: string) => Promise<boolean>): Route {
  return route({
    method: 'POST',
    url: `${base}/:id/${verb}`,
    who,
    audit,
    handle: async (c) => {
      const id = accountOf(c)
      if (!(await act(c, id))) throw new AppError('not-found')
      return { redirect: `${base}/${id}` }
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

async function issue(c: Context<Staff>, keeper: Keeper): Promise<Reply> {
  const given = { orgId: typed(c.body.orgId), role: typed(c.body.role), name: line(c.body.name) }
  const organisation = (await listKeptOrganisations(c.sql, c.actor)).find((org) => org.id === given.orgId)
  const faults = faultsOf(keeper, given, organisation)
  if (!organisation || Object.keys(faults).length > 0) return issuePage(c, keeper, given, faults)
  const password = initialPassword()
  const passwordHash = await hashPassword(password)
  for (;;) {
    const account = { id: uuidv7(c.now), loginId: newLoginId(organisation.kind), passwordHash, ...given, role: given.role as Role }
    if (!(await issueAccount(c.sql, account, c.now))) continue
    c.note({ accountId: account.id, orgId: organisation.id, role: given.role })
    return { page: <IssuedPage base={keeper.base} loginId={account.loginId} password={password} isNew /> }
  }
}

function faultsOf({ kind }: Keeper, given: { role: string; name: string }, organisation: KeptOrganisation | undefined): IssueFaults {
  const faults: IssueFaults = {}
  if (!organisation) faults.orgId = '選択してください'
  else if (!rolesGivenBy[kind][organisation.kind]?.includes(given.role as Role))
    faults.role = given.role === '' ? '選択してください' : 'この所属では使えない役割です'
  if (given.name === '') faults.name = '入力してください'
  if ([...given.name].length > 50) faults.name = '50文字以内で入力してください'
  return faults
}

async function issuePage(
  c: Context<Staff>,
  { kind, base }: Keeper,
  given: { orgId: string; role: string; name: string },
  faults: IssueFaults,
): Promise<Reply> {
  const organisations = await listKeptOrganisations(c.sql, c.actor)
  const isRefused = Object.keys(faults).length > 0
  if (isRefused) c.fails()
  return {
    page: <IssuePage base={base} keeper={kind} organisations={organisations} given={given} faults={faults} />,
    status: isRefused ? 422 : 200,
  }
}
