import type { Sql } from '../db/sql.server.ts'

const limitMs = 2 * 60_000

/** True when the worker has not beaten for two minutes: staff must know that nothing is being sent. */
export async function isWorkerSilent(sql: Sql, now: Date): Promise<boolean> {
  const [row] = await sql<{ at: string }[]>`select at from heartbeats where name = 'worker'`
  return !row || now.getTime() - new Date(row.at).getTime() > limitMs
}
