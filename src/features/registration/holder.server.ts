import { isLang, translate } from '../../i18n/t.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { enqueue } from '../message/enqueue.server.ts'
import type { Holder } from './queries.server.ts'

/** Why a centre took a case out of an account: somebody else's case, a family member who registers alone, or a new HER-SYS ID. */
export type UnlinkKind = 'wrong' | 'freed' | 'reissued'

type Told = { kind: UnlinkKind; caseId: string; centre: { name: string; phone: string | null }; now: Date }

/** Tells whoever held the registration, in the language of the account. The name is the one they typed; the subject names nobody. */
export async function tellHolder(sql: Sql, { accountId, email, language, name }: Holder, told: Told): Promise<void> {
  const lang = isLang(language) ? language : 'ja'
  const words = { name: name.trim(), centre: told.centre.name, phone: told.centre.phone ?? '－' }
  await enqueue(sql, {
    kind: 'account-notice',
    channel: 'mail',
    recipient: email,
    subject: translate(lang, 'patient.mail.unlinked.subject'),
    body: translate(lang, `patient.mail.unlinked.${told.kind}`, words),
    language: lang,
    caseId: told.caseId,
    accountId,
    now: told.now,
  })
}
