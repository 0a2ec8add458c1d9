import { formatInstant } from '../../i18n/format.ts'
import { wordsIn } from '../../i18n/t.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { enqueue } from '../message/enqueue.server.ts'

type Organisation = { id: string; name: string; email: string | null }
type Report = {
  caseId: string
  what: 'filed' | 'corrected'
  institutionName: string
  /** The centre itself has corrected. */
  isByCentre?: boolean
  /** 届出保健所, 担当保健所, the prefecture of the latter (D28). */
  to: (Organisation | null)[]
  publicUrl: string
  now: Date
}

const words = { filed: '報告', corrected: '訂正' } as const

/** One mail to each organisation, the same one only once, without a word about the patient. Who has no address gets none. */
export async function sendReportMails(
  sql: Sql,
  { caseId, what, institutionName, isByCentre, to, publicUrl, now }: Report,
): Promise<Organisation[]> {
  const known = to.filter((each) => each !== null).filter((each) => each.email !== null)
  const organisations = known.filter((each, place) => known.findIndex((other) => other.id === each.id) === place)
  const body = [
    `HER-SYSで発生届が${words[what]}されました。`,
    `${isByCentre ? '保健所' : '医療機関'}: ${institutionName}`,
    `日時: ${formatInstant(wordsIn('ja'), now)}`,
    'HER-SYSにサインインして内容を確認してください。',
    `${publicUrl}/staff`,
  ].join('\n')
  for (const { id, email } of organisations) {
    const subject = `【HER-SYS】発生届が${words[what]}されました`
    await enqueue(sql, { kind: 'notification-report', channel: 'mail', recipient: email!, subject, body, caseId, orgId: id, now })
  }
  return organisations
}
