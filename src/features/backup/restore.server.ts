import { createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Decrypter } from 'age-encryption'
import type { Sql } from '../../platform/db/sql.server.ts'
import { headsFile } from '../audit/heads.server.ts'
import type { Header } from './backup.server.ts'
import { listForced, listMigrations, listReferences, listTables, type TableShape } from './catalogue.server.ts'
import { type Frame, framesOf, textOf } from './frames.ts'

type Place = { path: string; identityPath: string; stateDir: string }

/**
 * Fills an empty, migrated database from a backup, all or nothing, and puts the audit heads back where there are none. As administrator, with
 * web and worker stopped. Returns the rows by table. Throws when the key does not open the file, the file is damaged or not whole, the schema
 * is another than the backup's, or somebody is in the database already.
 */
export async function restore(sql: Sql, place: Place): Promise<Record<string, number>> {
  if (existsSync(headsFile(place.stateDir))) throw new Error(`${headsFile(place.stateDir)} is there already: the heads of another audit`)
  const rows: Record<string, number> = {}
  const heads: Buffer[] = []
  await sql.begin(async (tx) => {
    const inside = tx as unknown as Sql
    await inside`set local role hersys_system`
    const frames = framesOf(await opened(place))
    const header = await headerOf(frames)
    await assertFits(inside, header)
    await withoutGuards(inside, async (tables) => {
      if (header.months.from) await inside`select ensure_partitions(${header.months.from}::date, ${header.months.to}::date)`
      for await (const frame of frames) {
        if (frame.kind === 'table')
          rows[textOf<TableShape>(frame).name] = await fillTable(inside, textOf<TableShape>(frame), tables, frames)
        else if (frame.kind === 'file') heads.push(Buffer.from(frame.body))
      }
      for (const { name, next } of header.sequences) await inside`select setval(${name}::regclass, ${next}::bigint, false)`
    })
  })
  if (heads.length > 0) {
    mkdirSync(dirname(headsFile(place.stateDir)), { recursive: true, mode: 0o700 })
    writeFileSync(headsFile(place.stateDir), Buffer.concat(heads), { mode: 0o600, flush: true })
  }
  return rows
}

async function opened({ path, identityPath }: Place): Promise<AsyncIterable<Uint8Array>> {
  const decrypter = new Decrypter()
  const lines = readFileSync(identityPath, 'utf8').split('\n')
  for (const line of lines) if (line.startsWith('AGE-SECRET-KEY-')) decrypter.addIdentity(line.trim())
  const plain = await decrypter.decrypt(Readable.toWeb(createReadStream(path)) as unknown as ReadableStream<Uint8Array>)
  const source = Readable.fromWeb(plain as never)
  const gunzip = createGunzip()
  source.once('error', (error) => gunzip.destroy(error))
  return source.pipe(gunzip)
}

async function headerOf(frames: AsyncGenerator<Frame>): Promise<Header> {
  const first = await frames.next()
  if (first.done || first.value.kind !== 'header') throw new Error('This is no backup of this program')
  const header = textOf<Header>(first.value)
  if (header.format !== 1) throw new Error(`The backup has format ${header.format}, which this program does not know`)
  return header
}

async function assertFits(sql: Sql, { migrations }: Header): Promise<void> {
  const own = await listMigrations(sql)
  const isSame = own.length === migrations.length && own.every(({ sha256 }, n) => sha256 === migrations[n]!.sha256)
  if (!isSame)
    throw new Error(
      `The backup was made with the schema of ${migrations.at(-1)?.name}, the database has that of ${own.at(-1)?.name}: restore with the program of that version, then upgrade`,
    )
  const [found] =
    await sql`select exists (select from staff_accounts) or exists (select from cases) or exists (select from audits) as lives`
  if (found!.lives) throw new Error('Somebody lives in this database already: restore into an empty one')
}

/** Reads the rows up to the table's end frame. The count must be the one that the backup names. */
async function fillTable(sql: Sql, table: TableShape, known: TableShape[], frames: AsyncGenerator<Frame>): Promise<number> {
  if (!known.some(({ name }) => name === table.name)) throw new Error(`The database has no table ${table.name}`)
  const into = await sql`copy ${sql(table.name)} (${sql(table.columns)}) from stdin`.writable()
  for (let next = await frames.next(); !next.done; next = await frames.next()) {
    const frame = next.value
    if (frame.kind === 'rows') {
      if (!into.write(frame.body)) await new Promise((resolve) => into.once('drain', resolve))
      continue
    }
    if (frame.kind !== 'table-end') break
    into.end()
    await finished(into)
    const { rows } = textOf<{ rows: number }>(frame)
    const [found] = await sql<{ n: number }[]>`select count(*)::int as n from ${sql(table.name)}`
    if (found!.n !== rows) throw new Error(`${table.name}: ${rows} rows in the backup, ${found!.n} in the database`)
    return rows
  }
  throw new Error(`${table.name}: the backup is not whole`)
}

/**
 * Tables are filled in any order and append-only ones too, so foreign keys and triggers stand aside, and what the migrations themselves have
 * put in goes. Each foreign key is checked anew when it comes back: a backup that contradicts itself is not taken in.
 */
async function withoutGuards(sql: Sql, fill: (tables: TableShape[]) => Promise<void>): Promise<void> {
  const [tables, references, forced] = [await listTables(sql), await listReferences(sql), await listForced(sql)]
  for (const { table, name } of references) await sql.unsafe(`alter table ${table} drop constraint "${name}"`)
  for (const name of forced) await sql.unsafe(`alter table "${name}" no force row level security`)
  for (const { name } of tables) await sql.unsafe(`alter table "${name}" disable trigger user; delete from "${name}"`)
  await fill(tables)
  for (const { name } of tables) await sql.unsafe(`alter table "${name}" enable trigger user`)
  for (const name of forced) await sql.unsafe(`alter table "${name}" force row level security`)
  for (const { table, name, definition } of references) await sql.unsafe(`alter table ${table} add constraint "${name}" ${definition}`)
}
