import type { Sql } from '../../platform/db/sql.server.ts'
import type { OutageTexts } from './outage.ts'
import { findShownTexts } from './queries.server.ts'

const everyMs = 10_000

export type OutageBoard = {
  /** What hangs there now: no query, any number of times a second. */
  current: () => OutageTexts | null
  /** Hangs up what this very process has just stored; the next look at the database has the last word. */
  show: (texts: OutageTexts | null) => void
  /** Looks at the database now. When that fails, what hung there stays. */
  refresh: () => Promise<void>
  close: () => void
}

/** The notice board of one process: every process looks at the database every ten seconds, so that no page needs a query for it. */
export function openOutageBoard(sql: Sql): OutageBoard {
  let texts: OutageTexts | null = null
  const refresh = async () => {
    try {
      texts = await findShownTexts(sql)
    } catch {
      // The outage may be the database itself.
    }
  }
  const timer = setInterval(refresh, everyMs)
  timer.unref()
  return {
    current: () => texts,
    show: (next) => {
      texts = next
    },
    refresh,
    close: () => clearInterval(timer),
  }
}
