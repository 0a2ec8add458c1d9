import type { Sql } from '../../platform/db/sql.server.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { nextHersysId } from '../notification/hersys-id.server.ts'
import { invitePatient } from '../notification/invite.server.ts'
import { getOrganisation } from '../organisation/queries.server.ts'
import { tellHolder } from '../registration/holder.server.ts'
import { reissueHersysId, unlinkRegistration } from '../registration/queries.server.ts'
import type { CaseFile } from './queries.server.ts'

type By = { file: CaseFile; actor: Staff; reason: string; now: Date }

/** Takes the case out of the account that registered it, and tells that account. 'gone': it changed meanwhile. */
export async function unlink(
  sql: Sql,
  { file, actor, reason, now, registrationId, kind }: By & { registrationId: string; kind: 'wrong' | 'freed' },
): Promise<'done' | 'gone'> {
  const holder = await unlinkRegistration(sql, { caseId: file.id, registrationId, kind, reason }, now)
  if (!holder) return 'gone'
  await tellHolder(sql, holder, { kind, caseId: file.id, centre: await getOrganisation(sql, actor.orgId), now })
  return 'done'
}

/**
 * Gives the case a new HER-SYS ID: the old one is dead at once, whoever is registered loses the case and is told, and the invitation goes out
 * anew to the telephone of the 発生届 while the case is observed. `seen` is the ID on the page; 'gone': it changed meanwhile.
 */
export async function reissue(
  sql: Sql,
  { file, actor, reason, now, seen, key, publicUrl }: By & { seen: string; key: Uint8Array; publicUrl: string },
): Promise<'done' | 'gone'> {
  for (;;) {
    const hersysId = await nextHersysId(sql, key)
    const done = await reissueHersysId(sql, { caseId: file.id, seen, newId: hersysId, reason }, now)
    if (done.outcome === 'taken') continue
    if (done.outcome === 'gone') return 'gone'
    const centre = await getOrganisation(sql, actor.orgId)
    if (done.holder) await tellHolder(sql, done.holder, { kind: 'reissued', caseId: file.id, centre, now })
    const { id: caseId, phone, language } = file
    if (file.watchState === 'observing') await invitePatient(sql, { caseId, hersysId, phone, language, centre, publicUrl, now })
    return 'done'
  }
}
