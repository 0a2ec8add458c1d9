import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installationFolder } from '../folder.server.ts'
import type { Sql } from './sql.server.ts'

export type Migration = { name: string; text: string; sha256: string }

/** db/migrations/NNNN.sql or NNNN_feature.sql, in order; no number twice. */
export function readMigrations(folder = join(installationFolder, 'db/migrations')): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  return names.map((name, index) => {
    if (!/^\d{4}(_[a-z_-]+)?\.sql$/.test(name)) throw new Error(`db/migrations: ${name} is no NNNN_feature.sql`)
    if (name.slice(0, 4) === names[index - 1]?.slice(0, 4)) throw new Error(`db/migrations: ${name} has the number of ${names[index - 1]}`)
    const text = readFileSync(join(folder, name), 'utf8')
    return { name, text, sha256: createHash('sha256').update(text).digest('hex') }
  })
}

/**
 * Brings the database to the newest migration, as the owner hersys_system; each file is one transaction, forward only.
 * Run `ensureRoles` first. Returns the names applied now. Throws when an applied file was changed since, when the database is newer
 * than this program, or when the server cannot search Japanese text.
 */
export async function migrate(adminSql: Sql, now: Date, migrations = readMigrations(), way: Way = patient): Promise<string[]> {
  await adminSql.unsafe('create extension if not exists pg_trgm').catch(explainExtension)
  await assertJapaneseSearch(adminSql)
  const connection = await adminSql.reserve()
  try {
    await connection`select pg_advisory_lock(hashtext('hersys migrate'))`
    await connection.unsafe(bookkeeping)
    const applied = await connection<{ name: string; sha256: string }[]>`select name, sha256 from schema_migrations order by name`
    const pending = pendingAfter(applied, migrations)
    for (const migration of pending) await applyWhilePeopleWork(connection, migration, now, way)
    return pending.map((migration) => migration.name)
  } finally {
    await connection`select pg_advisory_unlock_all()`
    connection.release()
  }
}

/**
 * True when the database has every migration this program knows, as it knows it: a part of being ready. A newer database is well: during an
 * upgrade the former version goes on beside the new one, and migrations only add (decision 0044). Runs as any role.
 */
export async function isMigrated(sql: Sql, migrations = readMigrations()): Promise<boolean> {
  const applied = await sql<{ name: string; sha256: string }[]>`select name, sha256 from schema_migrations order by name`
  return migrations.every(({ name, sha256 }, index) => applied[index]?.name === name && applied[index].sha256 === sha256)
}

/** Kanji count as letters only under a UTF-8 character type; under C, pg_trgm silently finds nothing. */
export async function assertJapaneseSearch(sql: Sql): Promise<void> {
  const [found] = await sql`select cardinality(show_trgm('山田')) > 0 as is_found, current_setting('server_encoding') as encoding`
  if (found?.isFound && found.encoding === 'UTF8') return
  throw new Error(
    "This database cannot search Japanese text: its encoding must be UTF8 and its LC_CTYPE a UTF-8 locale, not C. Create it anew, for example: create database hersys template template0 encoding 'UTF8' locale 'C.UTF-8' locale_provider icu icu_locale 'ja-JP'",
  )
}

const asOwner = 'begin; set local role hersys_system; set local client_min_messages = warning;\n'
const bookkeeping = `${asOwner}
create table if not exists schema_migrations (
  name text primary key, sha256 text not null, applied_at timestamptz not null
);
grant select on schema_migrations to hersys_web, hersys_worker;
commit;`

function pendingAfter(applied: { name: string; sha256: string }[], migrations: Migration[]): Migration[] {
  for (const [index, row] of applied.entries()) {
    const known = migrations[index]
    if (!known || known.name !== row.name)
      throw new Error(`The database has ${row.name}, which this program does not know: it is older than its database`)
    if (known.sha256 !== row.sha256)
      throw new Error(
        `db/migrations/${row.name} was changed after it was applied here: restore it and write a new migration (a demo may be thrown away: npm run reset)`,
      )
  }
  return migrations.slice(applied.length)
}

/** How long one try may wait for a lock that somebody at work holds, how often it is tried, and what happens in between (the n-th time). */
type Way = { lockMs: number; tries: number; pause: (n: number) => Promise<unknown> }
const patient: Way = { lockMs: 300, tries: 200, pause: (n) => new Promise((done) => setTimeout(done, Math.min(50 * n, 500))) }
const inTheWay = new Set(['55P03', '40P01']) // lock_not_available, deadlock_detected

/**
 * A table that is changed is locked against all, and whoever comes after waits behind us: so we wait shortly, let everybody by and try again. That
 * is also shorter than the second after which PostgreSQL looks for deadlocks: in one with somebody at work it is we who step back.
 */
async function applyWhilePeopleWork(connection: Pick<Sql, 'unsafe'>, migration: Migration, now: Date, way: Way): Promise<void> {
  for (let n = 1; ; n++) {
    try {
      return await apply(connection, migration, now, way.lockMs)
    } catch (error) {
      const { code } = (error as Error).cause as { code?: string }
      if (!inTheWay.has(code ?? '') || n >= way.tries) throw error
      await way.pause(n)
    }
  }
}

async function apply(connection: Pick<Sql, 'unsafe'>, { name, text, sha256 }: Migration, now: Date, lockMs: number): Promise<void> {
  const record = `insert into schema_migrations values ('${name}', '${sha256}', '${now.toISOString()}')`
  const asOwnerAtWork = `${asOwner}set local lock_timeout = ${lockMs};\n`
  try {
    await connection.unsafe(`${asOwnerAtWork}${text}\n;${record}; commit;`)
  } catch (error) {
    await connection.unsafe('rollback')
    const { message, position } = error as { message: string; position?: string }
    const line = position ? `, line ${text.slice(0, Number(position) - asOwnerAtWork.length).split('\n').length}` : ''
    throw new Error(`db/migrations/${name}${line}: ${message}`, { cause: error })
  }
}

function explainExtension(error: Error): never {
  throw new Error(
    `The extension pg_trgm is needed and could not be created (${error.message}): as a superuser run create extension pg_trgm`,
  )
}
