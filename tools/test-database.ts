import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'
import { urlOfRole } from '../src/platform/db/roles.server.ts'
import { connect, type Sql } from '../src/platform/db/sql.server.ts'
import { templateName, testSecret, urlOfDatabase } from './test-cluster.ts'

export type TestDatabase = {
  /** As the administrator, whom row-level security does not bind: for arranging and for looking. */
  sql: Sql
  /** As the web process signs in. */
  web: Sql
  /** As the worker process signs in. */
  worker: Sql
  url: string
  webUrl: string
  workerUrl: string
  drop: () => Promise<void>
}

/** A migrated, empty database of its own. Call once per test file, in `beforeAll`, and `drop()` it in `afterAll`. */
export async function testDatabase(clusterUrl = inject('clusterUrl')): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  // As files: through the log, PostgreSQL's own choice, a copy takes eight times the processor.
  await runOnCluster(clusterUrl, `create database ${name} template ${templateName} strategy file_copy`, ...grants(name))
  const url = urlOfDatabase(clusterUrl, name)
  const webUrl = urlOfRole(url, testSecret, 'hersys_web')
  const workerUrl = urlOfRole(url, testSecret, 'hersys_worker')
  const pools = { sql: connect(url, 4), web: connect(webUrl, 4), worker: connect(workerUrl, 4) }
  return {
    ...pools,
    url,
    webUrl,
    workerUrl,
    drop: async () => {
      await Promise.all(Object.values(pools).map((pool) => pool.end({ timeout: 1 })))
      await runOnCluster(clusterUrl, `drop database ${name} with (force)`)
    },
  }
}

/** Resolves once some connection to this database listens on the channel: what is notified from then on arrives. */
export async function untilListening({ sql }: TestDatabase, channel: string): Promise<void> {
  const text = `listen "${channel}"`
  const isListening = async () =>
    (await sql`select from pg_stat_activity where datname = current_database() and state = 'idle' and query = ${text}`).length > 0
  while (!(await isListening())) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** What `ensureRoles` says of the database itself is the one thing a clone does not inherit. */
const grants = (name: string) => [
  `revoke all on database ${name} from public`,
  `grant connect on database ${name} to hersys_system, hersys_web, hersys_worker`,
]

/** Databases are cloned one after another: PostgreSQL refuses a template that another clone has just opened. */
async function runOnCluster(clusterUrl: string, ...commands: string[]): Promise<void> {
  const admin = postgres(clusterUrl, { max: 1, onnotice: () => {} })
  try {
    await admin`select pg_advisory_lock(hashtext('test databases'))`
    for (const command of commands) await admin.unsafe(command)
  } finally {
    await admin.end()
  }
}
