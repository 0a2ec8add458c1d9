import { closeSync, createWriteStream, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { Encrypter } from 'age-encryption'
import type { Sql } from '../../platform/db/sql.server.ts'
import { headsFile } from '../audit/heads.server.ts'
import { listHidden, listMigrations, listSequences, listTables, type Months, monthsOf } from './catalogue.server.ts'
import { frame } from './frames.ts'

export type Header = {
  format: 1
  madeAt: string
  migrations: { name: string; sha256: string }[]
  months: Months
  sequences: { name: string; next: string }[]
}

/**
 * Writes one encrypted file with every row of the database, as of one moment, and the published audit heads. As administrator; web and worker
 * go on meanwhile. `recipients`: public keys of age (age1…): whoever makes backups cannot read them. The file appears under its name only when
 * it is whole and on the disk. Memory does not grow with the database. Returns its path and the number of rows.
 */
export async function backUp(
  sql: Sql,
  { folder, recipients, stateDir }: { folder: string; recipients: string[]; stateDir: string },
  now: Date,
): Promise<{ path: string; rows: number }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `hersys-${now.toISOString().replace(/[-:]|\.\d+/g, '')}.age`)
  if (existsSync(path)) throw new Error(`${path} is there already`)
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  const part = `${path}.part`
  const counted = { rows: 0 }
  try {
    await sql.begin('isolation level repeatable read read only', async (tx) => {
      const inside = tx as unknown as Sql
      await inside`set local role hersys_system`
      const zipped = createGzip({ level: 3 })
      await Promise.all([pipeline(Readable.from(framesOfDatabase(inside, stateDir, now, counted)), zipped), seal(encrypter, zipped, part)])
    })
    onDisk(part)
    renameSync(part, path)
    onDisk(folder)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
  return { path, rows: counted.rows }
}

async function seal(encrypter: Encrypter, plain: Readable, path: string): Promise<void> {
  // Opened at once: a stream that opens its file later would make it after a failure has taken it away.
  const file = createWriteStream(path, { fd: openSync(path, 'wx', 0o600) })
  const sealed = await encrypter.encrypt(Readable.toWeb(plain) as ReadableStream<Uint8Array>)
  await pipeline(Readable.fromWeb(sealed as never), file)
}

async function* framesOfDatabase(sql: Sql, stateDir: string, now: Date, counted: { rows: number }): AsyncGenerator<Uint8Array> {
  const hidden = await listHidden(sql)
  if (hidden.length > 0) throw new Error(`The owner does not see all of ${hidden.join(', ')}: no whole backup can be made`)
  const [migrations, months, sequences] = [await listMigrations(sql), await monthsOf(sql), await listSequences(sql)]
  yield frame('header', { format: 1, madeAt: now.toISOString(), migrations, months, sequences } satisfies Header)
  for (const table of await listTables(sql)) {
    yield frame('table', table)
    const rows = await sql`copy (select ${sql(table.columns)} from ${sql(table.name)}) to stdout`.readable()
    let lines = 0
    for await (const piece of rows as AsyncIterable<Buffer>) {
      // In COPY's text format a line end within a value is written as \n: each line is a row.
      for (const byte of piece) if (byte === 10) lines++
      yield frame('rows', piece)
    }
    counted.rows += lines
    yield frame('table-end', { rows: lines })
  }
  // Read after the snapshot was taken: the heads never lack a block that the rows have.
  const heads = headsFile(stateDir)
  if (existsSync(heads)) yield* inPieces(readFileSync(heads))
  yield frame('end')
}

const pieceBytes = 1024 * 1024

function* inPieces(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield frame('file', bytes.subarray(at, at + pieceBytes))
}

/** Waits until the disk has it. */
function onDisk(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
