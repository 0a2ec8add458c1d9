import type { Sql } from '../../platform/db/sql.server.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { tellRestored } from '../notification/withdraw.server.ts'
import { restoreWatch } from '../watch/reopen.server.ts'

type Restore = { caseId: string; note: string; actor: Staff; now: Date }

/**
 * A withdrawal that was agreed to by mistake is taken back: the 発生届 stands, the same owner observes again with every deadline set anew, and the
 * institution is told. Request and agreement stay readable. 'gone': not withdrawn, or not this centre's.
 */
export async function restoreWithdrawn(sql: Sql, { caseId, note, actor, now }: Restore): Promise<'done' | 'gone'> {
  await sql`select from watches where case_id = ${caseId} and owner_centre_id = ${actor.orgId} for no key update`
  const { count } = await sql`update cases set state = 'filed', updated_at = ${now} where id = ${caseId} and state = 'withdrawn'`
  if (count !== 1) return 'gone'
  await sql`
    update withdrawals set restored_at = ${now}, restored_by = ${actor.accountId}, restore_note = ${note}
     where id = (select id from withdrawals where case_id = ${caseId} and state = 'agreed' order by decided_at desc, id desc limit 1)`
  const by = { caseId, orgId: actor.orgId, accountId: actor.accountId, now }
  if ((await restoreWatch(sql, by, note)) === 'gone') throw new Error('a withdrawn case whose watch was not ended by that')
  await tellRestored(sql, caseId, now)
  return 'done'
}
