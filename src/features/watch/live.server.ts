import { randomUUID } from 'node:crypto'
import type { Sql } from '../../platform/db/sql.server.ts'

/** How long changes of one centre are gathered before its lists hear of them, in milliseconds. */
const gatherMs = 500

export type Live = {
  /** Calls back when something at that centre has changed: at once, then at most every half second. */
  follow: (centreId: string, onChange: () => void) => () => void
  open: (sessionHash: string) => string
  close: (streamId: string) => void
  /** Of these cases, those that this stream has not named in the audit within the current minute; they count as named from now on. */
  unnamed: (streamId: string | undefined, sessionHash: string, caseIds: string[], now: Date) => string[]
}

type Stream = { sessionHash: string; minute: number; named: Set<string> }

/** One LISTEN connection for this process, opened with the first list that follows, and all its streams. */
export function createLive(sql: Sql): Live {
  const followers = new Map<string, Set<() => void>>()
  const streams = new Map<string, Stream>()
  let isListening = false
  const tellAll = () => {
    for (const centreId of followers.keys()) tell(centreId)
  }
  const tell = (centreId: string) => {
    for (const onChange of followers.get(centreId) ?? []) onChange()
  }
  const listen = () => {
    if (isListening) return
    isListening = true
    // A lost connection is made anew by the driver; what was missed meanwhile is made up by telling everybody.
    sql.listen('centre', tell, tellAll).catch(() => {
      isListening = false
    })
  }
  return {
    follow(centreId, onChange) {
      listen()
      const { call, stop } = gathered(onChange)
      const group = followers.get(centreId) ?? new Set()
      followers.set(centreId, group.add(call))
      return () => {
        stop()
        group.delete(call)
        if (group.size === 0) followers.delete(centreId)
      }
    },
    open(sessionHash) {
      const id = randomUUID()
      streams.set(id, { sessionHash, minute: 0, named: new Set() })
      return id
    },
    close: (streamId) => void streams.delete(streamId),
    unnamed(streamId, sessionHash, caseIds, now) {
      const stream = streams.get(streamId ?? '')
      if (!stream || stream.sessionHash !== sessionHash) return caseIds
      const minute = Math.floor(now.getTime() / 60_000)
      if (stream.minute !== minute) Object.assign(stream, { minute, named: new Set() })
      const fresh = caseIds.filter((id) => !stream.named.has(id))
      for (const id of fresh) stream.named.add(id)
      return fresh
    },
  }
}

/** The first call goes through at once; those that follow within the half second become one at its end. */
function gathered(onChange: () => void) {
  let timer: NodeJS.Timeout | null = null
  let isWaiting = false
  const elapsed = () => {
    timer = null
    if (!isWaiting) return
    isWaiting = false
    call()
  }
  function call() {
    if (timer) {
      isWaiting = true
      return
    }
    onChange()
    timer = setTimeout(elapsed, gatherMs)
  }
  return { call, stop: () => timer && clearTimeout(timer) }
}
