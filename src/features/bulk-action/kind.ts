import type { ComponentChildren } from 'preact'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Context, Staff } from '../../platform/http/route.server.ts'

/** What a list lets people tick. */
export type Thing = 'case' | 'item' | 'hand-over'
/** What is said once for all rows. Ids, codes and texts of staff; it is stored with the job. */
export type Params = Record<string, string>

/** What became of one row, with the reason in words where it is no plain success. No personal data: it is shown without the name, too. */
export type Outcome = 'done' | { done: string } | { unchanged: string } | { refused: string }

/** Which row it is: the thing's id and what its owner had before their eyes when choosing (attention/state.ts). */
export type RowOf = { jobId: string; n: number; thing: Thing; thingId: string; seen: string }

/** One kind of bulk action. The table of all stands in src/portals/bulk-kinds.server.tsx. */
export type BulkKind = {
  /** As the button says it: 「移管を依頼」. */
  label: string
  /** Which lists' ticks it takes. */
  things: readonly Thing[]
  /** Kinds of items of the queue it suits; absent: any. */
  items?: readonly string[]
  /** Audit action of each row, `feature.verb`. */
  audit: string
  /** Asked when the page offers it, when it starts, and by the worker before each row. */
  can: (actor: Staff) => boolean
  /** One sentence above the button that starts it: what will happen to each. */
  about: string
  /** Starts at once, without the page in between: only for what is taken back as easily. */
  direct?: true
  /** What must be said once for all: the fields, inside the form, with what was typed. */
  ask?: (c: Context<Staff>, typed: Context['body']) => Promise<ComponentChildren> | ComponentChildren
  /** Reads what `ask` asked; every fault at once. */
  read?: (c: Context<Staff>) => Promise<{ params: Params } | { faults: string[] }> | { params: Params } | { faults: string[] }
  /** Instead of `ask`: a page of the feature's own, which ends with `startChosen`. */
  page?: (jobId: string) => string
  /** One row, in its own transaction, as the role of the web and in the name of whoever started it. Throws nothing but AppErrors and faults. */
  run: (sql: Sql, caseId: string, params: Params, actor: Staff, now: Date, row: RowOf) => Promise<Outcome>
}
export type BulkKinds = Record<string, BulkKind>

/** Rows of one selection. What is more is not cut off in silence: the page says so. */
export const mostRows = 20_000
