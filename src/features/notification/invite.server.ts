import { type PhoneKind, phoneKind } from '../../lib/phone-number.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { raise } from '../attention/raise.server.ts'
import { enqueue } from '../message/enqueue.server.ts'
import { invitationBody } from '../message/invitation.ts'

type Invite = {
  caseId: string
  hersysId: string
  phone: string | null
  language: string
  centre: { name: string; messageNote: string | null }
  publicUrl: string
  now: Date
}

/**
 * The invitation by SMS (C12) where an SMS can arrive: a mobile. Otherwise the centre hears at once that somebody has to ring (D42);
 * `why` in the item is the kind of number, or 'absent'. Says which of the two it was. Call it after the watch has begun.
 */
export async function invitePatient(sql: Sql, invite: Invite): Promise<'queued' | 'undeliverable'> {
  const { caseId, hersysId, phone, language, centre, publicUrl, now } = invite
  const kind: PhoneKind | 'absent' = phone === null ? 'absent' : phoneKind(phone)
  if (phone === null || kind !== 'mobile') {
    await raise(sql, { kind: 'sms-undeliverable', caseId, detail: { why: kind }, now })
    return 'undeliverable'
  }
  const body = invitationBody({ language, centreName: centre.name, hersysId, publicUrl, note: centre.messageNote })
  await enqueue(sql, { kind: 'my-hersys-invitation', channel: 'sms', recipient: phone, body, language, caseId, now })
  return 'queued'
}
