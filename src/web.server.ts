import { openOutageBoard } from './features/outage/board.server.ts'
import { outageOn } from './features/outage/outage.ts'
import { createClock } from './platform/clock.server.ts'
import { assertDatabase } from './platform/db/demo-marker.server.ts'
import { connect } from './platform/db/sql.server.ts'
import { buildApp } from './platform/http/app.server.tsx'
import { settingsOrExit } from './platform/settings.server.ts'
import { allApiRoutes } from './portals/api-routes.server.ts'
import { allRoutes } from './portals/routes.server.ts'

const settings = settingsOrExit()
const clock = createClock(settings)
const sql = connect(settings.webDatabaseUrl, settings.webPool)
await assertDatabase(sql, settings)
const outage = openOutageBoard(sql)
await outage.refresh()
const deps = { settings, sql, clock, outage }
const app = await buildApp({ ...settings, sql, clock, outageIn: outageOn(outage.current) }, allRoutes(deps), allApiRoutes(deps))
await app.listen({ port: settings.port, host: settings.host })

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    outage.close()
    // A connection that was busy when the end began, and is kept open by its other side, would hold it up for a minute.
    setInterval(() => app.server.closeIdleConnections(), 200).unref()
    await app.close()
    await sql.end({ timeout: 5 })
    process.exit(0)
  })
}
