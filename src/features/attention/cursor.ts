import { isUuid } from '../../lib/uuid.ts'
import type { Cursor } from './queries.server.ts'

export const writeCursor = (cursor: Cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url')

/** Null for what is none: such an address shows the first page. */
export function readCursor(given: string | undefined): Cursor | null {
  if (!given) return null
  try {
    const [isQuiet, rank, at, id] = JSON.parse(Buffer.from(given, 'base64url').toString())
    const isSound = typeof isQuiet === 'boolean' && Number.isInteger(rank) && !Number.isNaN(Date.parse(at)) && isUuid(id)
    return isSound ? [isQuiet, rank, new Date(at).toISOString(), id] : null
  } catch {
    return null
  }
}

/** The rows of this page out of one row more than it holds, and where the next begins; null on the last. */
export function pageOf<Row extends { isQuiet: boolean; rank: number; id: string }>(
  rows: Row[],
  size: number,
  at: (row: Row) => string,
): { rows: Row[]; next: Cursor | null } {
  const own = rows.slice(0, size)
  const last = rows.length > size ? own.at(-1) : undefined
  return { rows: own, next: last ? [last.isQuiet, last.rank, at(last), last.id] : null }
}
