// The environment of this clone's installation: the same for `npm start` and for a command typed beside it.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const clone = resolve(import.meta.dirname, '..')
export const databaseName = 'hersys'

/** Without DATABASE_URL the embedded PostgreSQL serves, and that is always the demo. */
export function usesEmbedded() {
  return !process.env.DATABASE_URL
}

/** Settings for a command. `embedded`: the running embedded cluster's address, by default the one noted in `home`. */
export function environment(home, embedded = usesEmbedded() ? notedUrl(home) : null) {
  const env = { ...process.env, STATE_DIR: process.env.STATE_DIR ?? join(home, 'state') }
  return embedded ? { ...env, DEMO: '1', DATABASE_URL: Object.assign(new URL(embedded), { pathname: `/${databaseName}` }).href } : env
}

/** The same for web and worker: they sign in as their own roles and never see the administrator's password. */
export function environmentOfServers(env) {
  const url = new URL(env.DATABASE_URL)
  url.username = ''
  url.password = ''
  return { ...env, DATABASE_URL: url.href }
}

function notedUrl(home) {
  try {
    const [port, password] = ['port', 'superuser'].map((name) => readFileSync(join(home, name), 'utf8').trim())
    return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  } catch {
    throw new Error('There is no database here yet: run npm start first')
  }
}
