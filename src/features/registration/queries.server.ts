import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { RegistrationAnswers } from './checks.ts'

export type Draft = { id: string; typed: Record<string, string> }

/** What this session typed on the first page and has not saved yet. */
export async function findDraft(sql: Sql, sessionHash: string): Promise<Draft | null> {
  const [row] = await sql<Draft[]>`select id, typed from registration_drafts where session_hash = ${sessionHash}`
  return row ?? null
}

export async function keepDraft(sql: Sql, sessionHash: string, typed: Record<string, string>, now: Date): Promise<void> {
  await sql`
    insert into registration_drafts (session_hash, id, typed, updated_at) values (${sessionHash}, ${uuidv7(now)}, ${sql.json(typed)}, ${now})
    on conflict (session_hash) do update set id = excluded.id, typed = excluded.typed, updated_at = excluded.updated_at`
}

export async function dropDraft(sql: Sql, sessionHash: string): Promise<void> {
  await sql`delete from registration_drafts where session_hash = ${sessionHash}`
}

export type ClaimOutcome = 'registered' | 'already-mine' | 'taken' | 'closed' | 'mismatch' | 'locked' | 'slow'
export type Claim = {
  outcome: ClaimOutcome
  /** The case, once HER-SYS ID and birth date have both matched. */
  claimed: string | null
  /** Seconds to wait when 'slow'. */
  waitSeconds: number
}

/** Registers a case under the account of this transaction's session, if the answers prove it (`claim_case` in the database). It must commit whatever comes out. */
export async function claimCase(sql: Sql, answers: RegistrationAnswers, addressKey: string, now: Date): Promise<Claim> {
  const { name, birthOn, phone, hersysId } = answers
  const [row] = await sql<Claim[]>`
    select outcome, claimed, wait_seconds from claim_case(${uuidv7(now)}, ${hersysId}, ${birthOn}::date, ${name.family}, ${name.given ?? ''}, ${phone},
      ${addressKey}, ${uuidv7(now)}, ${uuidv7(now)}, ${now})`
  return row!
}

/** Since when the case's HER-SYS ID is locked after wrong tries (ISO instant); null when it is not, or when the asker's centre does not own the case. */
export async function findClaimLock(sql: Sql, caseId: string): Promise<string | null> {
  const [row] = await sql<{ at: string | null }[]>`select claim_locked_at(${caseId}) as at`
  return row!.at
}

/** Opens a locked HER-SYS ID again and closes its item, in the name of the staff member behind the session. False: not locked, or not theirs. */
export async function unlockClaim(sql: Sql, caseId: string, now: Date): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`select unlock_claim(${caseId}, ${now}) as done`
  return row!.done
}

/** Who held a registration that a centre has just ended: an account, and the name it had typed. */
export type Holder = { accountId: string; email: string; language: string; name: string }

/** The owner's staff take a case out of the account it stands in. Null: not theirs, or no longer registered as they saw it. Nothing was written then. */
export async function unlinkRegistration(
  sql: Sql,
  unlink: { caseId: string; registrationId: string; kind: 'wrong' | 'freed'; reason: string },
  now: Date,
): Promise<Holder | null> {
  const [row] = await sql<Holder[]>`
    select account_id, email, language, name from unlink_registration(${unlink.caseId}, ${unlink.registrationId}, ${unlink.kind}, ${unlink.reason}, ${now})`
  return row ?? null
}

/** `holder`: who lost the case by it, if anybody. 'taken': the new ID has had a case, ask for another. 'gone': not theirs, or changed meanwhile. */
export type Reissued = { outcome: 'done'; holder: Holder | null } | { outcome: 'taken' } | { outcome: 'gone' }

/** A case gets `newId`; `seen`, its former one, opens nothing from now on and is given to nobody again. */
export async function reissueHersysId(
  sql: Sql,
  { caseId, seen, newId, reason }: { caseId: string; seen: string; newId: string; reason: string },
  now: Date,
): Promise<Reissued> {
  const [row] = await sql<(Holder & { outcome: Reissued['outcome'] })[]>`
    select outcome, account_id, email, language, name from reissue_hersys_id(${caseId}, ${seen}, ${newId}, ${reason}, ${now})`
  const { outcome, ...holder } = row!
  return outcome === 'done' ? { outcome, holder: holder.accountId ? holder : null } : { outcome }
}

export type RegistrationOfCase = {
  id: string
  /** As the patient typed it, blank when the account was deleted. */
  name: string
  createdAt: string
  endedAt: string | null
  endKind: 'wrong' | 'freed' | 'reissued' | 'account-deleted' | null
  endReason: string | null
  endedByName: string | null
}

/** Who registered the case in My HER-SYS, latest first. Centres alone see it. */
export async function listRegistrationsOfCase(sql: Sql, caseId: string): Promise<RegistrationOfCase[]> {
  return sql<RegistrationOfCase[]>`
    select r.id, trim(r.family_name || ' ' || r.given_name) as name, r.created_at, r.ended_at, r.end_kind, r.end_reason, s.name as ended_by_name
      from registrations r left join staff_accounts s on s.id = r.ended_by where r.case_id = ${caseId} order by r.created_at desc, r.id desc`
}

export type RetiredId = { hersysId: string; retiredAt: string; reason: string; byName: string }

/** The case's former HER-SYS IDs, latest first. */
export async function listRetiredIds(sql: Sql, caseId: string): Promise<RetiredId[]> {
  return sql<RetiredId[]>`
    select x.hersys_id, x.retired_at, x.reason, s.name as by_name
      from retired_hersys_ids x join staff_accounts s on s.id = x.retired_by where x.case_id = ${caseId} order by x.retired_at desc, x.hersys_id`
}

export async function sweepPatientTraces(sql: Sql, now: Date): Promise<void> {
  await sql`select sweep_patient_traces(${now})`
}
