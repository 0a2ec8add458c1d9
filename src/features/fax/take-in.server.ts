import { formRef } from '../../fields/fields.ts'
import { refill } from '../../fields/refill.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import type { Paper } from '../../platform/picture/pages.server.ts'
import { raise } from '../attention/raise.server.ts'
import { formOfDay } from '../notification/desk.server.ts'
import { insertDraft } from '../notification/queries/drafts.server.ts'
import { centreSettings } from '../organisation/centre-settings.ts'
import { getOrganisation } from '../organisation/queries.server.ts'
import type { Taken } from './intake.ts'
import { insertFax } from './queries.server.ts'

type TakeIn = { taken: Taken; paper: Paper; bytes: Buffer; actor: Pick<Staff, 'accountId' | 'orgId'>; now: Date }

/**
 * A fax is in: its pages are kept, its draft waits under the same id with what the institution's own form begins with, and an item of the queue comes
 * due when the 発生届 would have had to be confirmed. Returns the id.
 */
export async function takeIn(sql: Sql, { taken, paper, bytes, actor, now }: TakeIn): Promise<string> {
  const id = uuidv7(now)
  const original = paper.type === 'application/pdf' ? bytes : null
  await insertFax(sql, { id, ...taken, centreId: actor.orgId, by: actor.accountId, paper, original }, now)
  const centre = await getOrganisation(sql, actor.orgId)
  const sender = taken.institutionId ? await getOrganisation(sql, taken.institutionId) : null
  // The report is of the day on which it came, in the form of that day.
  const reportedOn = japaneseDay(taken.receivedAt)
  const form = formOfDay(centre.prefectureCode, reportedOn)
  const answers = refill(form, {
    reportedOn,
    institutionName: taken.institutionName,
    institutionAddress: sender?.address ?? null,
    institutionPhone: sender?.phone ?? null,
    notifiedCentre: { id: centre.id, name: centre.name },
  })
  await insertDraft(sql, { id, orgId: actor.orgId, authorId: actor.accountId, formVersion: formRef(form), answers }, now)
  const due = taken.receivedAt.getTime() + centreSettings(centre.settings).confirmHours * 3_600_000
  const dueAt = new Date(Math.max(due, now.getTime()))
  await raise(sql, { kind: 'fax-waiting', centreId: actor.orgId, subject: id, dueAt, detail: { fax: id }, now })
  return id
}
