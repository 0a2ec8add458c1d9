import type { AnyAnswers } from '../../fields/fields.ts'
import type { Day } from '../../lib/japanese-day.ts'

/** A form as it was answered, by the person or by staff. */
export type Answered = { at: string; formVersion: string; answers: AnyAnswers; revision?: number; reason?: string | null }
/** Sent to the person, as it was sent. Codes are wiped when they are used, and are not kept here. */
export type Sent = { at: string; kind: string; channel: string; recipient: string; subject: string | null; body: string; state: string }
/** How often on that day whoever belongs to that organisation, in that role, did that. `actorKind` 'patient': an account of My HER-SYS, `isMine` or another. */
export type Access = {
  day: Day
  actorKind: string
  isMine: boolean
  organisation: string | null
  role: string | null
  action: string
  times: number
}

/** All that is kept of one registered person. */
export type PersonRecord = {
  registrationId: string
  caseId: string
  /** As registered by the person (C15); the official one stands in the notification. */
  registeredName: string
  registeredPhone: string | null
  registeredAt: string
  hersysId: string
  disease: string
  centreName: string | null
  nationality: string | null
  enteredJapanOn: Day | null
  passportNumber: string | null
  passportEnteredBy: string | null
  periodFrom: Day | null
  periodTo: Day | null
  endedAt: string | null
  endKind: string | null
  notifications: Answered[]
  surveys: Answered[]
  reports: (Answered & { channel: string; level: string; supersededAt: string | null })[]
  corrections: { askedAt: string; text: string }[]
  noticeStops: { askedAt: string; state: string; decidedAt: string | null }[]
  certificates: { publicId: string; issuedAt: string; revokedAt: string | null; revokedWhy: string | null }[]
  messages: Sent[]
  accesses: Access[]
}

export type MyData = {
  account: { email: string; language: string; createdAt: string; lastSignInAt: string | null }
  people: PersonRecord[]
}
