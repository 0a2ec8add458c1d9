import { parentPort } from 'node:worker_threads'
import { workExports } from './features/export/jobs.server.ts'
import { createClock } from './platform/clock.server.ts'
import { connect } from './platform/db/sql.server.ts'
import { settingsOrExit } from './platform/settings.server.ts'

/** Entry of the thread that writes the exports that wait, and ends with the last; any message tells it to stop. It is the worker's other half: same settings, same role. */
const settings = settingsOrExit()
const sql = connect(settings.workerDatabaseUrl, 3)
const stopping = new AbortController()
parentPort!.once('message', () => stopping.abort())
try {
  await workExports(sql, { clock: createClock(settings), signal: stopping.signal })
} finally {
  await sql.end({ timeout: 5 })
  parentPort!.close()
}
