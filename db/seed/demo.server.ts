import { randomInt } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashPassword } from '../../src/features/account/password.server.ts'
import type { Sql } from '../../src/platform/db/sql.server.ts'
import { seedCalls } from './calls.server.ts'
import { organisations, staff } from './organisations.ts'
import { seedPlaces } from './places.server.ts'
import { seedWave } from './wave.server.ts'

type Options = { now: Date; stateDir: string; secret: string; publicUrl: string; count?: number }

/** Letters and digits that are not mistaken for one another. */
const letters = 'abcdefghijkmnpqrstuvwxyz'
const word = (length: number) => Array.from({ length }, () => letters[randomInt(letters.length)]).join('')
const password = () => `${word(4)}-${word(4)}-${randomInt(1000, 9999)}-K`

/**
 * Fills the demo's database with the invented prefecture and writes `demo-accounts.json` (mode 0600) into the state folder: each install
 * has passwords of its own. What an earlier seed that was killed has left is emptied first; the caller knows that it is the demo's.
 */
export async function seedDemo(sql: Sql, { now, stateDir, secret, publicUrl, count = 2000 }: Options): Promise<void> {
  await emptyDemo(sql)
  const passwords = new Map(staff.map((s) => [s.loginId, password()]))
  await sql.begin((tx) => seedPlaces(tx as unknown as Sql, now, { passwordHashOf: (loginId) => hashPassword(passwords.get(loginId)!) }))
  const accounts = staff.map((s) => ({
    loginId: s.loginId,
    password: passwords.get(s.loginId)!,
    role: s.role,
    organisation: organisations.find((o) => o.id === s.orgId)!.name,
  }))
  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  writeFileSync(join(stateDir, 'demo-accounts.json'), `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 })
  await seedWave(sql, { count, now, secret, publicUrl })
  await seedCalls(sql, now)
  await sql`analyze`
}

/** What migrations filled and somebody may change: whoever did is named there, so the cascade reaches it. */
const settings = ['policies', 'daily_count_divisions']

async function emptyDemo(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    for (const name of settings) await tx`create temporary table ${tx(`kept_${name}`)} on commit drop as table ${tx(name)}`
    await tx`truncate organisations, patient_accounts, persons, sessions, map_shapes, postal_codes cascade`
    for (const name of settings) await tx`insert into ${tx(name)} table ${tx(`kept_${name}`)}`
  })
}
