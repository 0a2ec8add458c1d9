import { uuidv7 } from '../../../lib/uuid.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Reply, type Role, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import type { Settings } from '../../../platform/settings.server.ts'
import { getOrganisation } from '../../organisation/queries.server.ts'
import { hashPassword, verifyPassword } from '../password.server.ts'
import { issueByFileRoutes } from './file-routes.server.tsx'
import { IssuedPage, type IssueFaults, IssuePage, LetterGonePage } from './IssuePages.tsx'
import { initialPassword, newLoginId } from './initial-password.server.ts'
import { findReach, issueAccount, type KeptOrganisation, listKeptOrganisations, resetPassword, takeLetter } from './keep-queries.server.ts'
import type { Keeper } from './keepers.ts'
import { accountOf } from './kept-account.server.ts'
import { letterPdf } from './letter.server.ts'
import { getHelpdesk } from './queries.server.ts'
import { rolesGivenBy } from './role-name.ts'
import { line, typed } from './sign-in-routes.server.tsx'
import { tell } from './tell.server.ts'

/** New accounts, new initial passwords, and the letter that carries one. */
export function issueRoutes(keeper: Keeper, settings: Settings): Route[] {
  const { base, who } = keeper
  return [
    ...issueByFileRoutes(keeper, settings),
    route({
      method: 'GET',
      url: `${base}/new`,
      who,
      audit: 'staff.issue-page',
      handle: async (c) => issuePage(c, keeper, { orgId: '', role: '', name: '' }, {}),
    }),
    route({ method: 'POST', url: `${base}/new`, who, audit: 'staff.issue', handle: (c) => issue(c, keeper, settings) }),
    route({
      method: 'POST',
      url: `${base}/:id/password`,
      who,
      audit: 'staff.reset-password',
      handle: async (c) => {
        const account = await accountOf(c)
        const password = initialPassword()
        const reach = await findReach(c.sql, account.id)
        if (!(await resetPassword(c.sql, account.id, await hashPassword(password), c.now))) throw new AppError('not-found')
        if (reach && account.id !== c.actor.accountId) await tell(c.sql, account.id, reach, 'password-reset', c.now)
        return {
          page: (
            <IssuedPage base={base} site={settings.publicUrl} id={account.id} loginId={account.loginId} password={password} isNew={false} />
          ),
        }
      },
    }),
    route({ method: 'POST', url: `${base}/:id/letter`, who, audit: 'staff.letter', handle: (c) => letter(c, keeper, settings) }),
  ]
}

async function issue(c: Context<Staff>, keeper: Keeper, settings: Settings): Promise<Reply> {
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
    return {
      page: <IssuedPage base={keeper.base} site={settings.publicUrl} id={account.id} loginId={account.loginId} password={password} isNew />,
    }
  }
}

/**
 * The letter is made from what the page shows: the password comes back with the form, is held against the hash and is written down nowhere.
 * It is made once; whoever needs another issues a new password.
 */
async function letter(c: Context<Staff>, { base }: Keeper, settings: Settings): Promise<Reply> {
  const account = await accountOf(c)
  const password = typed(c.body.password)
  const taken = await takeLetter(c.sql, account.id, c.now)
  // A wrong password takes the letter with it: nobody tries passwords here.
  if (!taken || !(await verifyPassword(taken.passwordHash, password))) {
    c.fails()
    return { page: <LetterGonePage base={base} id={account.id} />, status: 422 }
  }
  const [sender, helpdesk] = [await getOrganisation(c.sql, c.actor.orgId), await getHelpdesk(c.sql)]
  const { publicUrl: site } = settings
  return {
    file: () => letterPdf({ ...taken, password, sender, helpdesk, site }, c.now),
    type: 'application/pdf',
    name: 'account-letter.pdf',
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
