import { rmSync } from 'node:fs'
import postgres from 'postgres'
import { migrate } from '../src/platform/db/migrate.server.ts'
import { ensureRoles } from '../src/platform/db/roles.server.ts'
import { connect } from '../src/platform/db/sql.server.ts'
import { startPostgres } from './postgres.mjs'
import { clusterFolder, sweepClusters } from './sweep.mjs'

/** The secret of every test installation: role passwords of the test cluster come from it. */
export const testSecret = '7e57'.repeat(16)
export const templateName = 'hersys_template'

export type TestCluster = { url: string; stop: () => Promise<void> }

/**
 * A throw-away PostgreSQL without fsync, holding one migrated database to clone from. `binaries`: another server's bin folder.
 * Clusters whose test run was killed are swept away first.
 */
export async function startTestCluster(binaries?: string): Promise<TestCluster> {
  await sweepClusters()
  const home = clusterFolder()
  const cluster = await startPostgres({ home, durable: false, ...(binaries ? { binaries } : {}) })
  await makeTemplate(cluster.url)
  return {
    url: cluster.url,
    stop: async () => {
      await cluster.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export async function makeTemplate(adminUrl: string): Promise<void> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${templateName}`)
  await admin.end()
  const sql = connect(urlOfDatabase(adminUrl, templateName), 2)
  await ensureRoles(sql, { secret: testSecret })
  await migrate(sql, new Date('2022-07-20T10:00:00+09:00'))
  await sql.end()
}

export function urlOfDatabase(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href
}
