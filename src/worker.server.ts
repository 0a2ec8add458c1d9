import pino from 'pino'
import { createClock } from './platform/clock.server.ts'
import { assertDatabase } from './platform/db/demo-marker.server.ts'
import { connect } from './platform/db/sql.server.ts'
import { loggerOptions } from './platform/http/log.server.ts'
import { startDuties } from './platform/jobs/loop.server.ts'
import { settingsOrExit } from './platform/settings.server.ts'
import { workerDuties } from './portals/duties.server.ts'

const settings = settingsOrExit()
const clock = createClock(settings)
const sql = connect(settings.workerDatabaseUrl, 6)
await assertDatabase(sql, settings)
const log = pino(loggerOptions(settings.logLevel) as never)
const stop = startDuties(workerDuties(settings), { sql, clock, log })

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await stop()
    await sql.end({ timeout: 5 })
    process.exit(0)
  })
}
log.info('worker started')
