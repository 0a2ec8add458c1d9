import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { untilSealed } from '../../../tools/test-seal.ts'
import { audit } from '../../platform/http/serve.server.tsx'
import type { Block } from './chain.server.ts'
import { headsFile, publishHeads, readHeads } from './heads.server.ts'
import { auditDuties } from './jobs.server.ts'
import { newChain } from './new-chain.server.ts'
import { currentChain, hashRows, insertBlock } from './queries.server.ts'
import { blockAfter } from './seal.server.ts'
import { verifyAudit } from './verify.server.ts'
import { verifyCommand } from './verify-command.server.ts'

let db: TestDatabase
let stateDir: string
const now = new Date('2022-07-20T10:00:00+09:00')

beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.drop())

const add = (n: number) => audit(db.web, 'test.act', null, 'ok', ['00000000-0000-7000-8000-000000000001'], { n }, 'request', now)
const sealing = async () =>
  auditDuties({ stateDir })[0]!.run(db.worker, now, { clock: () => now, signal: new AbortController().signal, log: console })
const verdict = () => verifyAudit(db.sql, readHeads(stateDir))
const sealAll = () => untilSealed(db.worker, sealing, async () => (await verdict()).unsealed.rows)

/** Three blocks of four rows, and two rows that are not sealed. */
beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'audit-chain-'))
  await db.sql`truncate audits, audit_blocks, system_alerts`
  await db.sql`delete from audit_chains where chain > 1`
  await db.sql`alter table audits alter column chain set default 1`
  for (let block = 0; block < 3; block++) {
    for (let n = 0; n < 4; n++) await add(block * 4 + n)
    await sealAll()
  }
  for (const n of [12, 13]) await add(n)
  return () => rmSync(stateDir, { recursive: true })
})

const far = 1_000_000_000_000n
const shifted = (tx: string) => String(BigInt(tx) + far)

/**
 * Rows, blocks and heads as a dump brings them to a new server, whose transactions count from far below the numbers in the rows. `without`:
 * the dump was made before these last blocks.
 */
async function pretendRestored({ without = 0 } = {}) {
  const chain = await currentChain(db.sql)
  await db.sql`update audits set tx = (tx::text::numeric + ${String(far)}::numeric)::text::xid8 where chain = ${chain}`
  const heads: Block[] = []
  for (const { height: _height, previousHash: _previous, hash: _hash, ...own } of readHeads(stateDir)) {
    const range =
      own.chain === chain && own.belowTx !== '0'
        ? { fromTx: own.fromTx === '0' ? '0' : shifted(own.fromTx), belowTx: shifted(own.belowTx) }
        : {}
    const moved = { ...own, ...range }
    heads.push(blockAfter(heads.at(-1) ?? null, { ...moved, ...(await hashRows(db.sql, moved)) }))
  }
  rmSync(headsFile(stateDir))
  publishHeads(stateDir, heads)
  await db.sql`truncate audit_blocks`
  for (const block of heads.slice(0, heads.length - without)) await insertBlock(db.sql, block)
  if (without > 0) await db.sql`delete from audits where chain = ${chain} and tx >= ${heads.at(-without)!.fromTx}::xid8`
}

test('the sealer stops after a restore; a new chain lets it go on, and everything sealed is vouched for as before', async () => {
  await pretendRestored()
  await expect(sealing()).rejects.toThrow('went back')
  const said = await newChain(db.sql, stateDir, now)
  expect(said).toContain('No sealed row was lost')
  await add(20)
  await sealAll()
  expect(await verdict()).toMatchObject({ blocks: 6, rows: 15, lost: 0, faults: [] })
  const heads = readHeads(stateDir)
  expect(heads.map(({ chain, rows }) => [chain, rows])).toEqual([
    [1, 4],
    [1, 4],
    [1, 4],
    [1, 2],
    [2, 0],
    [2, 1],
  ])
  await verifyCommand(db.sql, stateDir, () => {})
  await db.sql`update audits set action = 'test.other' where detail->>'n' in ('1', '20')`
  expect((await verdict()).broken).toEqual([1, 6])
})

test('an older dump: what it does not hold is put on record outside the database, and counts as a fault no more', async () => {
  await pretendRestored({ without: 1 })
  await expect(sealing()).rejects.toThrow()
  expect(await newChain(db.sql, stateDir, now)).toContain('Lost with the restore, on record in block 5: blocks 3.')
  await add(20)
  await sealAll()
  expect(await verdict()).toMatchObject({ blocks: 6, lost: 1, faults: [] })
  expect(readHeads(stateDir)[4]).toMatchObject({ chain: 2, lost: [3] })
})

test('it is no way to launder: without a restore it refuses, and a row changed in a block that the dump holds stays a fault', async () => {
  await db.sql`update audits set action = 'test.other' where detail->>'n' = '5'`
  await expect(newChain(db.sql, stateDir, now)).rejects.toThrow('Nothing was restored')
  await db.sql`update audits set action = 'test.act' where detail->>'n' = '5'`
  await pretendRestored()
  await db.sql`update audits set action = 'test.other' where detail->>'n' = '5'`
  await newChain(db.sql, stateDir, now)
  expect((await verdict()).broken).toEqual([2])
})

test('a second restore begins a third chain', async () => {
  await pretendRestored()
  await newChain(db.sql, stateDir, now)
  await add(20)
  await sealAll()
  await pretendRestored()
  await expect(sealing()).rejects.toThrow('went back')
  await newChain(db.sql, stateDir, now)
  await add(21)
  await sealAll()
  expect(await verdict()).toMatchObject({ lost: 0, faults: [], unsealed: { rows: 0 } })
  expect(readHeads(stateDir).at(-1)).toMatchObject({ chain: 3, rows: 1 })
})
