import type { AnyAnswers, Form } from '../../fields/fields.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { confirmCase } from '../case/confirm.server.ts'
import { disease } from '../notification/desk.server.ts'
import { fileNotification } from '../notification/file.server.ts'
import { hersysIdKey } from '../notification/hersys-id.server.ts'
import { type Fax, settleFax } from './queries.server.ts'

type Enter = {
  fax: Fax
  form: Form
  answers: AnyAnswers
  language: string
  actor: Pick<Staff, 'accountId' | 'orgId'>
  secret: string
  publicUrl: string
  now: Date
}

/**
 * The 発生届 that came by fax is filed by the function of the form, as the institution's, marked as a fax. Who typed it has read it: where this centre
 * observes the patient itself, it is confirmed with that. Throws 'conflict' where somebody has typed or discarded it meanwhile.
 */
export async function enterFax(sql: Sql, { fax, form, answers, language, actor, secret, publicUrl, now }: Enter): Promise<string> {
  const { institutionId, institutionName, centreNumber } = fax
  const { caseId } = await fileNotification(sql, {
    ...{ disease, form, answers, language, actor, publicUrl, now, channel: 'fax' },
    fax: { institutionId, institutionName, receivedAt: new Date(fax.receivedAt), centreNumber },
    hersysIdKey: hersysIdKey(secret),
  })
  if (!(await settleFax(sql, fax.id, actor.accountId, { caseId }, now))) throw new AppError('conflict')
  await closeItem(sql, fax.id, actor.orgId, 'fax-entered', null, now)
  const owned = await sql`select from watches where case_id = ${caseId} and owner_centre_id = ${actor.orgId}`
  if (owned.length === 1) await confirmCase(sql, { caseId, by: actor.accountId, now })
  return caseId
}

/** 入力しない: a duplicate, or no 発生届. It stays to be seen, with who said so and why. False: somebody was faster. */
export async function discardFax(
  sql: Sql,
  { fax, reason, actor, now }: Pick<Enter, 'fax' | 'actor' | 'now'> & { reason: string },
): Promise<boolean> {
  if (!(await settleFax(sql, fax.id, actor.accountId, { reason }, now))) return false
  await closeItem(sql, fax.id, actor.orgId, 'fax-discarded', reason, now)
  return true
}

async function closeItem(sql: Sql, faxId: string, centreId: string, outcome: string, note: string | null, now: Date): Promise<void> {
  await sql`select settle_fax_item(${faxId}, ${centreId}, ${outcome}, ${note}, ${now})`
}
