import { uuidv7 } from '../../../lib/uuid.ts'
import { readCsv } from '../../../platform/excel/csv.server.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import type { Settings } from '../../../platform/settings.server.ts'
import { getOrganisation } from '../../organisation/queries.server.ts'
import { hashPassword, verifyPassword } from '../password.server.ts'
import { type FiledAccount, type FileFault, pastedCells, readAccounts } from './account-file.ts'
import { IssueByFilePage, IssuedManyPage, LettersGonePage } from './IssueByFilePage.tsx'
import { initialPassword, newLoginId } from './initial-password.server.ts'
import { findKeptAccount, issueAccount, type Letter, listFiledOrganisations, listTakenLogins, takeLetter } from './keep-queries.server.ts'
import type { Keeper } from './keepers.ts'
import { lettersPdf } from './letter.server.ts'
import { getHelpdesk } from './queries.server.ts'
import { typed } from './sign-in-routes.server.tsx'

const maxBytes = 1_000_000

/** Many accounts out of a list: looked through, issued, and their letters as one PDF. */
export function issueByFileRoutes(keeper: Keeper, settings: Settings): Route[] {
  const { base, who } = keeper
  return [
    route({ method: 'GET', url: `${base}/file`, who, audit: 'staff.issue-file-page', handle: (c) => page(c, keeper, { text: '' }) }),
    route({
      method: 'POST',
      url: `${base}/file`,
      who,
      audit: 'staff.issue-file',
      upload: { maxBytes },
      handle: (c) => take(c, keeper, settings),
    }),
    route({ method: 'POST', url: `${base}/file/letters`, who, audit: 'staff.letters', handle: (c) => letters(c, keeper, settings) }),
  ]
}

type Shown = { text: string; faults?: FileFault[]; accounts?: FiledAccount[] }

async function page(c: Context<Staff>, { base, kind }: Keeper, shown: Shown): Promise<Reply> {
  const organisations = await listFiledOrganisations(c.sql, c.actor)
  const isRefused = (shown.faults?.length ?? 0) > 0
  if (isRefused) c.fails()
  return { page: <IssueByFilePage base={base} keeper={kind} organisations={organisations} {...shown} />, status: isRefused ? 422 : 200 }
}

/** A file fills the field; what stands in the field is looked through; what was looked through is issued. */
async function take(c: Context<Staff>, keeper: Keeper, settings: Settings): Promise<Reply> {
  const fault = (text: string, kept = '') => page(c, keeper, { text: kept, faults: [{ line: 0, text }] })
  if (c.file && c.file.bytes === null) return fault('ファイルは1MBまでです。')
  const given = c.file?.bytes ?? Buffer.from(typed(c.body.text).slice(0, maxBytes))
  const records = pastedCells(given.toString('utf8')) ?? readCsv(given)
  if (!records) return fault('CSVのファイル（UTF-8またはShift_JIS）を選んでください。')
  const text = c.file ? records.map((record) => record.map(quoted).join(',')).join('\n') : typed(c.body.text)
  const { accounts, faults } = readAccounts(records, keeper.kind, await listFiledOrganisations(c.sql, c.actor))
  const wanted = accounts.flatMap(({ loginId }) => loginId ?? [])
  const taken = new Set(await listTakenLogins(c.sql, wanted))
  for (const { line, loginId } of accounts)
    if (loginId && taken.has(loginId)) faults.push({ line, text: 'このログインIDは、すでに使われています' })
  if (faults.length > 0) return page(c, keeper, { text, faults: faults.sort((a, b) => a.line - b.line) })
  if (typed(c.body.go) !== 'issue') return page(c, keeper, { text, accounts })
  const issued = []
  for (const account of accounts) issued.push(await issueOne(c, account))
  c.note({ accountIds: issued.map(({ id }) => id) })
  return { page: <IssuedManyPage base={keeper.base} site={settings.publicUrl} issued={issued} /> }
}

const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

async function issueOne(c: Context<Staff>, { organisation, name, role, loginId: wanted }: FiledAccount) {
  const password = initialPassword()
  const passwordHash = await hashPassword(password)
  for (;;) {
    const loginId = wanted ?? newLoginId(organisation.kind)
    const id = uuidv7(c.now)
    if (await issueAccount(c.sql, { id, orgId: organisation.id, loginId, name, role, passwordHash }, c.now))
      return { id, orgName: organisation.name, name, loginId, password }
    // Somebody has taken the wanted one in this very moment: nothing is issued, and the list tells which.
    if (wanted) throw new AppError('conflict')
  }
}

/**
 * As for one letter: the passwords come back with the form and are held against their hashes. A wrong one takes its letter with it; the others are
 * made, and the last sheet says whose is missing.
 */
async function letters(c: Context<Staff>, { base }: Keeper, settings: Settings): Promise<Reply> {
  const asked = [c.body.account ?? []].flat().map((pair) => pair.split(' ') as [string, string?])
  const made: (Letter & { password: string })[] = []
  const missing: string[] = []
  for (const [id, password = ''] of asked) {
    const account = /^[0-9a-f-]{36}$/.test(id) ? await findKeptAccount(c.sql, { id }, c.now) : null
    if (!account) throw new AppError('not-found')
    const letter = await takeLetter(c.sql, id, c.now)
    if (letter && (await verifyPassword(letter.passwordHash, password))) made.push({ ...letter, password })
    else missing.push(account.loginId)
  }
  c.note({ letters: made.length, missing: missing.length })
  if (made.length === 0) {
    c.fails()
    return { page: <LettersGonePage base={base} />, status: 422 }
  }
  const [sender, helpdesk] = [await getOrganisation(c.sql, c.actor.orgId), await getHelpdesk(c.sql)]
  const { publicUrl: site } = settings
  return {
    file: () =>
      lettersPdf(
        made.map((letter) => ({ ...letter, sender, helpdesk, site })),
        missing,
        c.now,
      ),
    type: 'application/pdf',
    name: 'account-letters.pdf',
  }
}
