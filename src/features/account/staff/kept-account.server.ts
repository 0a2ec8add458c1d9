import { isUuid } from '../../../lib/uuid.ts'
import { AppError } from '../../../platform/http/errors.ts'
import type { Context, Staff } from '../../../platform/http/route.server.ts'
import { findKeptAccount, type KeptAccount } from './keep-queries.server.ts'

/** The account a page is about, which must be one that the visitor keeps; named in the audit row whatever comes of it. Throws 'not-found'. */
export async function accountOf(c: Context<Staff>): Promise<KeptAccount> {
  const id = c.params.id!
  if (!isUuid(id)) throw new AppError('not-found')
  c.note({ accountId: id })
  const account = await findKeptAccount(c.sql, { id }, c.now)
  if (!account) throw new AppError('not-found')
  return account
}
