import { createHash } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { sealNext, untilSealed } from '../../../tools/test-seal.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { audit } from '../../platform/http/serve.server.tsx'
import { workerDuties } from '../../portals/duties.server.ts'
import { blockHash } from './chain.server.ts'
import { headsFile, readHeads } from './heads.server.ts'
import { auditDuties, publish } from './jobs.server.ts'
import { seal } from './seal.server.ts'
import { verifyAudit } from './verify.server.ts'
import { verifyCommand } from './verify-command.server.ts'

const now = new Date('2022-07-20T01:00:00Z')
let db: TestDatabase
let stateDir: string

beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.drop())

const add = (sql: Sql, n = 1) => audit(sql, 'test.act', null, 'ok', ['00000000-0000-7000-8000-000000000001'], { n }, 'request', now)
const run = async () =>
  auditDuties({ stateDir })[0]!.run(db.worker, now, { clock: () => now, signal: new AbortController().signal, log: console })
/** Seals all there is: transactions of tests beside this one hold the server's oldest back for a moment. */
const runAll = () => untilSealed(db.worker, run, async () => (await verifyAudit(db.sql, readHeads(stateDir))).unsealed.rows)
const faults = async () => (await verifyAudit(db.sql, readHeads(stateDir))).faults

/** Three blocks of four rows. */
beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'audit-'))
  await db.sql`truncate audits, audit_blocks, system_alerts`
  for (let block = 0; block < 3; block++) {
    for (let n = 0; n < 4; n++) await add(db.web, block * 4 + n)
    await runAll()
  }
  return () => rmSync(stateDir, { recursive: true })
})

test('rows are sealed in blocks, each over the one before, and the heads are published outside the database', async () => {
  const heads = readHeads(stateDir)
  expect(heads.map(({ height, rows }) => [height, rows])).toEqual([1, 2, 3].map((height) => [height, 4]))
  expect(heads[2]!.previousHash).toBe(heads[1]!.hash)
  expect(await verifyAudit(db.sql, heads)).toEqual({
    blocks: 3,
    rows: 12,
    lost: 0,
    faults: [],
    broken: [],
    unsealed: { rows: 0, oldest: null },
  })
  await run()
  expect(readHeads(stateDir)).toHaveLength(3)
  expect(workerDuties({ stateDir, demo: true } as never).find((duty) => duty.name === 'audit.seal')?.everyMs).toBeLessThan(5_000)
})

test('a block’s hash is over its rows as JSON, line by line, whatever stands in them: who has the rows can count it again without us', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((t) => !t.includes('\0') && !/\p{Surrogate}/u.test(t))
  const odd = ['"', '\\', '/', '\b\f\n\r\t', '\u0001\u001f\u007f', '\u2028\u2029', '架空𠮷', '<!--', null, '', ...fc.sample(text, 200)]
  const someone = '00000000-0000-7000-8000-000000000002'
  for (const [n, said] of odd.entries())
    await db.sql`insert into audits (id, at, actor_kind, actor_id, action, case_ids, detail, request_id)
      values (gen_random_uuid(), ${now}, 'system', ${n % 2 ? someone : null}, 'test.odd', ${n % 3 ? [] : [someone, someone]}, ${db.sql.json({ said })}, ${said})`
  await runAll()
  const heads = readHeads(stateDir)
  const rows = await db.sql`
    select tx::text as tx, id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as instant, actor_kind, actor_id, org_id, action, outcome,
           case_ids::text as case_ids, detail::text as detail, request_id from audits order by audits.tx, id`.values()
  for (const { fromTx, belowTx, rowsHash } of heads) {
    const own = (rows as unknown as (string | null)[][]).filter(([tx]) => BigInt(tx!) >= BigInt(fromTx) && BigInt(tx!) < BigInt(belowTx))
    const lines = own.map((row) => `${JSON.stringify(row.map((text) => text ?? 'NULL'))}\n`).join('')
    expect(rowsHash).toBe(createHash('sha256').update(lines).digest('hex'))
  }
  expect(heads.reduce((sum, head) => sum + head.rows, 0)).toBe(12 + odd.length)
})

test('a row whose transaction is still open waits for a later block, however early it began', async () => {
  let [finish, begun] = [() => {}, () => {}]
  const ends = new Promise<void>((resolve) => {
    finish = resolve
  })
  const begins = new Promise<void>((resolve) => {
    begun = resolve
  })
  const slow = db.web.begin(async (sql) => {
    await add(sql as unknown as Sql, 100)
    begun()
    await ends
  })
  await begins
  await add(db.web, 101)
  await run()
  expect(readHeads(stateDir)).toHaveLength(3)
  finish()
  await slow
  await runAll()
  expect(readHeads(stateDir)[3]).toMatchObject({ height: 4, rows: 2 })
  expect(await faults()).toEqual([])
})

test.each<[string, string]>([
  ['changed', `update audits set action = 'test.other' where detail->>'n' = '5'`],
  ['changed in its detail', `update audits set detail = detail || '{"n": 50}' where detail->>'n' = '5'`],
  ['changed in its cases', `update audits set case_ids = '{}' where detail->>'n' = '5'`],
  ['moved in time by a microsecond', `update audits set at = at + interval '1 microsecond' where detail->>'n' = '5'`],
  ['deleted', `delete from audits where detail->>'n' = '5'`],
  [
    'inserted among sealed ones',
    `insert into audits (id, at, actor_kind, action, tx) select gen_random_uuid(), at, 'nobody', 'test.planted', tx from audits where detail->>'n' = '5'`,
  ],
  [
    'replaced by another',
    `with gone as (delete from audits where detail->>'n' = '5' returning *)
     insert into audits (id, at, actor_kind, action, detail, tx) select gen_random_uuid(), at, 'nobody', action, detail, tx from gone`,
  ],
  ['reordered', `update audits a set tx = b.tx from audits b where (a.detail->>'n', b.detail->>'n') in (('4', '6'), ('6', '4'))`],
  ['truncated', 'truncate audits'],
])('verify finds a sealed row that was %s', async (_what, change) => {
  await db.sql.unsafe(change)
  expect((await faults()).length).toBeGreaterThan(0)
  await expect(verifyCommand(db.sql, stateDir, () => {})).rejects.toThrow('does not fit')
})

test('verify finds heads that were changed, dropped, swapped or made up, and names a missing file', async () => {
  const path = headsFile(stateDir)
  const whole = readFileSync(path, 'utf8')
  const lines = whole.trimEnd().split('\n')
  const [a, b, c] = lines as [string, string, string]
  const forged = { ...JSON.parse(b), rows: 3 }
  for (const text of [
    [a, c],
    [b, a, c],
    [a, JSON.stringify(forged), c],
    [a, JSON.stringify({ ...forged, hash: blockHash(forged) }), c],
    [b, c],
  ]) {
    writeFileSync(path, `${text.join('\n')}\n`)
    expect((await faults()).length).toBeGreaterThan(0)
  }
  writeFileSync(path, `${a}\n${b}\n`)
  expect((await verifyAudit(db.sql, readHeads(stateDir))).unsealed.rows).toBe(4)
  rmSync(path)
  expect(await faults()).toEqual(['no published heads: nothing vouches for the rows'])
})

test('recomputing the chain inside the database does not help: the published heads tell', async () => {
  await db.sql`update audits set action = 'test.other' where detail->>'n' = '9'`
  await db.sql`truncate audit_blocks`
  await sealNext(db.worker, now)
  expect((await faults()).length).toBeGreaterThan(0)
  await expect(publish(db.worker, stateDir, readHeads(stateDir).at(-1)!)).rejects.toThrow('not the published one')
  await expect(run()).rejects.toThrow()
  await expect(run()).rejects.toThrow()
  expect(await db.sql`select kind from system_alerts`).toEqual([{ kind: 'audit-broken' }])
})

test('a worker killed between sealing and publishing, or in the middle of a line, loses nothing', async () => {
  await add(db.web)
  await sealNext(db.worker, now)
  appendFileSync(headsFile(stateDir), '{"height":4,"seal')
  expect(readHeads(stateDir)).toHaveLength(3)
  await run()
  expect(readHeads(stateDir).map(({ height }) => height)).toEqual([1, 2, 3, 4])
  expect(await faults()).toEqual([])
})

test('several workers seal one chain', async () => {
  for (let n = 0; n < 5; n++) {
    await add(db.web, n)
    await Promise.allSettled([seal(db.worker, now), seal(db.worker, now), seal(db.worker, now)])
  }
  await runAll()
  expect((await verifyAudit(db.sql, readHeads(stateDir))).faults).toEqual([])
  expect((await db.sql`select sum(rows)::int as n from audit_blocks`)[0]).toEqual({ n: 17 })
})

test('web and worker can add rows, and neither change, remove nor date them', async () => {
  const partition = 'audits_202207'
  for (const sql of [db.web, db.worker]) {
    for (const table of ['audits', partition, 'audit_blocks'])
      for (const text of [
        `update ${table} set ${table === 'audit_blocks' ? 'rows = 0' : `action = 'x'`}`,
        `delete from ${table}`,
        `truncate ${table}`,
      ])
        await expect(sql.unsafe(text), `${text}`).rejects.toThrow(/permission denied/)
    await expect(
      sql`insert into audits (id, at, actor_kind, action, tx) values (gen_random_uuid(), ${now}, 'nobody', 'x', '5')`,
    ).rejects.toThrow('permission denied')
  }
  await expect(db.web`select from audits`).rejects.toThrow('permission denied')
})
