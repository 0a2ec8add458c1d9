import { hash } from '@node-rs/argon2'
import type { Sql } from '../../src/platform/db/sql.server.ts'
import { municipalities, organisationOf, organisations, prefectureCode, staff } from './organisations.ts'
import { shapes } from './shapes.ts'

/** Password of every staff account in tests; the demo gives each install its own. */
export const testPassword = 'Kakuu-Test-2022'
let testHash: Promise<string> | undefined

type Options = { passwordHashOf?: (loginId: string) => Promise<string> }

/**
 * The invented prefecture without its people: organisations, municipalities, postal codes, staff. The same on every machine.
 * Runs as the owner or the worker role, in the caller's transaction.
 */
export async function seedPlaces(sql: Sql, now: Date, { passwordHashOf }: Options = {}): Promise<void> {
  const ofTest = () => {
    testHash ??= hash(testPassword, { memoryCost: 1024, timeCost: 1 })
    return testHash
  }
  await sql`insert into organisations ${sql(
    organisations.map(({ key, ...o }) => ({
      ...o,
      email: `${key}@example.invalid`,
      createdAt: now,
      messageNote: o.kind === 'centre' ? `お困りのときは${o.name}へお電話ください。` : null,
    })),
  )}`
  await sql`insert into municipalities ${sql(
    municipalities.map((m) => ({
      code: m.code,
      prefectureCode,
      prefectureName: '架空県',
      name: m.name,
      kana: m.kana,
      centreId: m.centre === null ? null : organisationOf(m.centre).id,
    })),
  )}`
  await sql`insert into map_shapes ${sql(shapes)}`
  await sql`insert into postal_codes ${sql(
    municipalities.flatMap((m, n) =>
      ['見本町', '例示台', '仮名川'].map((town, k) => ({ postalCode: `000${n + 1}00${k + 1}`, municipalityCode: m.code, town })),
    ),
  )}`
  const accounts = await Promise.all(
    staff.map(async (s) => ({
      ...s,
      passwordHash: await (passwordHashOf?.(s.loginId) ?? ofTest()),
      mustChangePassword: false,
      phoneChannel: 'sms',
      phoneVerifiedAt: now,
      createdAt: now,
    })),
  )
  await sql`insert into staff_accounts ${sql(accounts)}`
}
