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

export async function sweepPatientTraces(sql: Sql, now: Date): Promise<void> {
  await sql`select sweep_patient_traces(${now})`
}
