// Writes docs/permissions.md from the routes and from db/schema.sql, or with --check says whether it is what they say: `npm run permissions`.
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installationFolder } from '../src/platform/folder.server.ts'
import { readSettings } from '../src/platform/settings.server.ts'
import { allApiRoutes } from '../src/portals/api-routes.server.ts'
import { allRoutes, type Deps } from '../src/portals/routes.server.ts'
import { routeTables } from './permissions-of-routes.ts'
import { functionTables, tableTables } from './permissions-of-tables.ts'

const path = join(installationFolder, 'docs/permissions.md')

/** Nothing is connected and nothing listens: the routes are only asked who may come in. */
function routesAsData() {
  const env = {
    DEMO: '1',
    DATABASE_URL: 'postgres://nobody@localhost/none',
    SECRET: '0'.repeat(64),
    STATE_DIR: join(tmpdir(), 'her-sys-none'),
  }
  const outage = { current: () => null, show: () => {}, refresh: async () => {}, close: () => {} }
  const deps: Deps = { settings: readSettings(env), sql: null as never, clock: () => new Date(0), outage }
  return { pages: allRoutes(deps), api: allApiRoutes(deps) }
}

export function permissionsText(): string {
  const schema = readFileSync(join(installationFolder, 'db/schema.sql'), 'utf8')
  const { pages, api } = routesAsData()
  return [
    heading,
    '## Pages and forms: who × route × audit action',
    routeTables(pages, api),
    '## Tables × database roles',
    tableTables(schema),
    '## Functions of the database that a role may call',
    functionTables(schema),
  ].join('\n\n')
}

const heading = `# Permissions

Written by \`npm run permissions\` from the routes themselves and from \`db/schema.sql\`; \`npm test\` fails when it is not what they say. Not for editing.

- \`src/portals/permissions.db.test.ts\` tries every route as every kind of person, beginning with a second list of who may go where (\`tools/test-routes.ts\`), and every form without its token.
- \`src/platform/db/row-level-security.db.test.ts\` tries the tables with raw SQL in somebody's session: what the application above forgets, the database refuses.
- A cell says who may come in: ● is every role of that kind of organisation. Whether this very case is theirs to see, row-level security decides (\`may_see_case\`).
- 途中 is staff after the password and before the second factor. A route for 誰でも checks by itself what it shows: sign-in, signed webhooks, streams.`

if (process.argv[1] === import.meta.filename) {
  const text = `${permissionsText()}\n`
  if (!process.argv.includes('--check')) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    console.error('docs/permissions.md is not what routes and schema say: run npm run permissions and commit it')
    process.exitCode = 1
  }
}
