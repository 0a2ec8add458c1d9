import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { JSX } from 'preact'
import type { Lang } from '../../i18n/t.ts'
import type { Sql } from '../db/sql.server.ts'
import type { Upload } from './upload.server.ts'

export type OrgKind = 'ministry' | 'prefecture' | 'centre' | 'institution' | 'helpdesk' | 'operator'
export type Role = 'doctor' | 'clerk' | 'manager' | 'nurse' | 'officer' | 'analyst' | 'helpdesk' | 'operator'

export type Staff = {
  kind: 'staff'
  accountId: string
  orgId: string
  orgKind: OrgKind
  orgName: string
  institutionKind: 'outpatient' | 'inpatient' | null
  role: Role
  name: string
  loginId: string
  /** 'password': signed in with a password only; nothing but the second-factor pages opens. */
  stage: 'password' | 'full'
  mustChangePassword: boolean
  /** A telephone has been proved as the second factor. */
  phoneVerified: boolean
  /** A security key is registered as the second factor. */
  hasKey: boolean
}
export type Patient = { kind: 'patient'; accountId: string; language: string }
export type Actor = Staff | Patient

/**
 * Who may come in, as data, so that a test can try every route as everybody.
 * 'half-staff' is staff whose second factor is still missing (or anybody further).
 */
export type Who =
  | 'anyone'
  | 'patient'
  | 'half-staff'
  | { org: readonly OrgKind[]; roles?: readonly Role[]; institutionKinds?: readonly ('outpatient' | 'inpatient')[] }

export type Reply =
  | { page: JSX.Element; status?: number }
  | { redirect: string }
  | { json: unknown; status?: number }
  /** For a provider that called back: TwiML, or nothing. */
  | { text: string; type: string; status?: number }
  /** `inline`: shown by the browser, as a stranger's document, which may run, load and be framed by nothing. A function makes the file after the transaction has ended: a long document holds no connection and no lock. */
  | { file: Buffer | Readable | (() => Promise<Buffer>); type: string; name: string; inline?: true }

/** What a handler gets. `sql` is the request's one transaction, under row-level security as this actor. */
export type Context<A extends Actor | null = Actor | null> = {
  sql: Sql
  now: Date
  actor: A
  lang: Lang
  /** sha256 (hex) of the session token, '' when there is none. */
  sessionHash: string
  params: Record<string, string>
  query: Record<string, string | undefined>
  body: Record<string, string | string[] | undefined>
  /** On a route that takes an `upload`: the file of the form, null when none was chosen. */
  file: Upload | null
  /** Names cases that this answer shows or changes: they go into the audit row. */
  shows: (...caseIds: string[]) => void
  /** Adds to the audit row's detail: codes and ids only. */
  note: (detail: Record<string, unknown>) => void
  /** The answer is a page that says no (a wrong code): what was counted stays, and the audit row says 'failed'. */
  fails: () => void
  /** For 'shared' routes: who the shared statement found. The page and the audit of a refusal know them from then on. */
  enters: (actor: Actor) => void
  request: FastifyRequest
  reply: FastifyReply
}

/**
 * 'request' (default): the kernel opens one transaction. 'own': the handler gets the pool and audits itself (streams); only where anyone
 * may enter. 'shared' (hot path): requests that arrive together share a statement, which checks session and `who` row by row and audits;
 * the kernel has checked the CSRF token and that there is a session cookie at all.
 */
export type Transaction = 'request' | 'own' | 'shared'

type ActorOf<W extends Who> = W extends 'anyone' ? Actor | null : W extends 'patient' ? Patient : Staff
type Handle<W extends Who, T extends Transaction> = (c: Context<T extends 'shared' ? null : ActorOf<W>>) => Promise<Reply> | Reply

export type Route<W extends Who = Who, T extends Transaction = Transaction> = {
  method: 'GET' | 'POST'
  url: string
  who: W
  /** Name of the audit action, `feature.verb`. A row is written when the request changes something or shows a case. */
  audit: string
  transaction?: T
  /** A provider calls back: no form of ours and no cookie, so no CSRF token. The handler checks the signature before anything else. */
  signed?: true
  /** The handler's queries run as this role of the database, which may do less than the web's own: it has no grant on any person's row. */
  databaseRole?: 'hersys_ministry'
  /** Takes a form with one file of at most so many bytes (`enctype` of ui/Form). It is read only from who may come in. */
  upload?: { maxBytes: number }
  handle: Handle<W, T>
  /**
   * Answers a form whose token no longer holds (signed in anew, cookie gone) instead of the plain refusal, so that nothing typed is lost.
   * Only where one of our own pages sent it. It must change nothing: the person presses the button again.
   */
  whenExpired?: (c: Context<null>) => Promise<Reply> | Reply
}

/** Keeps the actor's type tied to `who`. */
export function route<const W extends Who, const T extends Transaction = 'request'>(r: Route<W, T>): Route {
  return r as unknown as Route
}
