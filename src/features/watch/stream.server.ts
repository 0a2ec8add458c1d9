import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Actor, Context, Reply, Staff } from '../../platform/http/route.server.ts'
import { mayEnter } from '../../platform/http/serve.server.tsx'
import { openContext } from '../../platform/http/session.server.ts'
import { centreStaff } from '../organisation/who.ts'
import type { Live } from './live.server.ts'

/** Milliseconds between looks at the session: a stream outlives a sign-out by less than five seconds. */
export const checkMs = 3_000
/** What comes due does so by the clock, without anybody saying so. */
const clockMs = 30_000

type Deps = { sql: Sql; clock: () => Date; live: Live }

/**
 * Server-sent events for one open list: 'hello' with the stream's id, 'changed' whenever the list should be fetched again, 'end' when the
 * session is over. It carries no personal data: the rows come by a request of their own, under the rights of that moment.
 */
export async function streamList(c: Context, { sql, clock, live }: Deps): Promise<Reply> {
  const opened = await centreActor(sql, c.sessionHash, clock())
  if (!opened) throw new AppError('not-signed-in')
  const raw = c.reply.hijack().raw
  raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  const send = (event: string, data = '') => raw.write(`event: ${event}\ndata: ${data}\n\n`)
  const streamId = live.open(c.sessionHash)
  send('hello', streamId)
  const unfollow = live.follow(opened.orgId, () => send('changed'))
  const isListening = () => c.request.server.server.listening
  let isAsking = false
  const timers = [
    setInterval(async () => {
      if (isAsking) return
      isAsking = true
      const actor = await centreActor(sql, c.sessionHash, clock()).catch(() => null)
      isAsking = false
      if (!actor || actor.orgId !== opened.orgId || actor.role !== opened.role) return end()
      raw.write(': still here\n\n')
    }, checkMs),
    setInterval(() => send('changed'), clockMs),
    setInterval(() => isListening() || raw.end(), 500),
  ]
  const stop = () => {
    for (const timer of timers) clearInterval(timer)
    unfollow()
    live.close(streamId)
  }
  const end = () => {
    send('end')
    raw.end()
  }
  raw.on('close', stop)
  raw.on('error', stop)
  return { json: null }
}

/** Who is behind this session now, if they may still see a centre's list. */
async function centreActor(sql: Sql, sessionHash: string, now: Date): Promise<Staff | null> {
  const actor = await sql.begin(
    async (tx): Promise<Actor | null> => (await openContext(tx as unknown as Sql, sessionHash, now, 'staff')).actor,
  )
  return actor?.kind === 'staff' && mayEnter(centreStaff, actor) === null ? actor : null
}
