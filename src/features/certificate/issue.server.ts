import { createHash, randomBytes } from 'node:crypto'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { signText } from '../../platform/signing/signing.server.ts'
import { programmeOf } from '../../programmes/registry.ts'
import { signingKey } from './keys.server.ts'
import { type CertifiableCase, type Printed, printedOf } from './printed.ts'
import { findStanding, type Issued, issue } from './queries.server.ts'

/** Of the six fields as printed: the certificate stands as long as this stays the same. */
export function hashOf(printed: Printed): string {
  const { name, birthOn, hersysId, disease, diagnosedOn, centre } = printed
  return createHash('sha256')
    .update(JSON.stringify([name, birthOn, hersysId, disease, diagnosedOn, centre]))
    .digest('hex')
}

export type Certificate = { printed: Printed; jws: string }

/**
 * The certificate of one's own case as it is to be shown now, with its signed text; null when this person has none. The same fields keep
 * their public id and day of issue, whatever key signs today. What stood for other fields is revoked here, if it was not before.
 */
export async function certify(
  sql: Sql,
  subject: CertifiableCase,
  place: { secret: string; publicUrl: string },
  now: Date,
): Promise<Certificate | null> {
  const printed = printedOf(subject, programmeOf(subject.disease))
  const hash = printed ? hashOf(printed) : null
  const standing = await findStanding(sql, subject.caseId)
  const row = { id: uuidv7(now), publicId: randomBytes(12).toString('base64url'), caseId: subject.caseId, hash }
  const issued = (standing?.fieldsHash ?? null) === hash ? standing : await issue(sql, row, now)
  if (!printed || !issued) return null
  const key = await signingKey(sql, place.secret, now)
  return { printed, jws: await signText(claimsOf(printed, issued, place.publicUrl), key, place.secret) }
}

/** What the QR code says, in the registered names of JWT where there is one. No HER-SYS ID: who reads the code learns nothing that could be used to claim the case. */
function claimsOf({ name, birthOn, disease, diagnosedOn, centre }: Printed, { publicId, issuedAt }: Issued, publicUrl: string) {
  const iat = Math.floor(Date.parse(issuedAt) / 1000)
  return { iss: publicUrl, jti: publicId, iat, name, birthdate: birthOn, disease, diagnosed: diagnosedOn, centre }
}
