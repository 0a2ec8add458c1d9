import { askHandOver, decideHandOver } from '../../src/features/hand-over/queries.server.ts'
import { facilitiesOf } from '../../src/features/notification/desk.server.ts'
import { hersysIdKey } from '../../src/features/notification/hersys-id.server.ts'
import { japaneseDay } from '../../src/lib/japanese-day.ts'
import { uuidv7 } from '../../src/lib/uuid.ts'
import type { Sql } from '../../src/platform/db/sql.server.ts'
import { seedCentreWork } from './centre-work.server.ts'
import { type Teller, tellCourse } from './course.server.ts'
import { dice } from './dice.ts'
import { olderPeople, seedEarly } from './older.server.ts'
import { organisations, seedId, staff } from './organisations.ts'
import { inventPeople } from './people.ts'

type Options = { count: number; now: Date; secret: string; publicUrl: string }

/** Sessions that the doctors and nurses of the story act under; gone when the story is told. */
const storySession = (accountId: string) => `seed-${accountId}`

/**
 * About `count` cases in a rising wave, each with its course up to `now`; some in the older form, and one registered before its 発生届. The same
 * on every machine for the same `now`.
 */
export async function seedWave(sql: Sql, { count, now, secret, publicUrl }: Options): Promise<void> {
  const longAgo = new Date(now.getTime() - 60 * 86_400_000)
  const tellers = staff.filter((s) => s.role === 'nurse' || s.role === 'doctor')
  await sql`insert into sessions ${sql(tellers.map((n) => ({ tokenHash: storySession(n.id), kind: 'staff', accountId: n.id, createdAt: longAgo, lastSeenAt: longAgo, expiresAt: now, endsAt: now })))}`
  const accountId = seedId(900_000)
  await sql`insert into patient_accounts (id, email, password_hash, created_at) values (${accountId}, 'wave@example.invalid', 'nobody signs in here', ${longAgo})`
  await seedRoster(sql, longAgo)
  const shared = {
    now,
    hersysIdKey: hersysIdKey(secret),
    publicUrl,
    accountId,
    beStaff,
    facilities: (await facilitiesOf(sql)) as Teller['facilities'],
  }
  const people = [...olderPeople, ...inventPeople(count, japaneseDay(now))]
  // Told side by side: each course is its own transaction, its dice its own.
  let next = 0
  const tell = async () => {
    for (let n = next++; n < people.length; n = next++) {
      await sql.begin((tx) => tellCourse({ ...shared, sql: tx as unknown as Sql }, people[n]!, dice(7_000 + n)))
    }
  }
  await Promise.all(Array.from({ length: 4 }, tell))
  await seedHandOvers(sql, now)
  await seedEarly(shared, sql)
  await seedCentreWork(sql, { now, secret, publicUrl, beStaff })
  // What was written to these patients has long been delivered; only what happens from now on is sent.
  await sql`update messages set state = 'delivered', sent_at = created_at, attempts = 1, updated_at = ${now} where state = 'queued'`
  await sql`delete from sessions where token_hash like 'seed-%'`
}

/** Makes this transaction a doctor's or nurse's of that organisation at that moment; returns the account. */
async function beStaff(sql: Sql, orgId: string, at: Date): Promise<string> {
  const { id } = staff.find((s) => s.orgId === orgId && (s.role === 'nurse' || s.role === 'doctor'))!
  await sql`select set_config('app.session', ${storySession(id)}, true), set_config('app.now', ${at.toISOString()}, true)`
  return id
}

async function seedRoster(sql: Sql, from: Date): Promise<void> {
  const centres = organisations.filter((o) => o.kind === 'centre')
  const rows = centres.flatMap((centre, n) =>
    (['duty', 'deputy'] as const).map((position, k) => ({
      id: uuidv7(from),
      centreId: centre.id,
      position,
      name: position === 'duty' ? '架空 当番一' : '架空 当番二',
      phone: `0909100000${n * 2 + k}`,
      fromAt: from,
      toAt: null,
      createdAt: from,
    })),
  )
  await sql`insert into duty_roster ${sql(rows)}`
}

/** A dozen hand-overs: two accepted, one refused, the others waiting, some for more than two hours. */
async function seedHandOvers(sql: Sql, now: Date): Promise<void> {
  const cases = await sql<{ caseId: string; ownerCentreId: string }[]>`
    select w.case_id, w.owner_centre_id from watches w join cases c on c.id = w.case_id
     where w.state = 'observing' order by c.hersys_id limit 12`
  const centres = organisations.filter((o) => o.kind === 'centre').map((o) => o.id)
  for (const [n, { caseId, ownerCentreId }] of cases.entries()) {
    const to = centres[(centres.indexOf(ownerCentreId) + 1) % centres.length]!
    const at = new Date(now.getTime() - (n % 4) * 55 * 60_000 - 10 * 60_000)
    await sql.begin(async (tx) => {
      const own = tx as unknown as Sql
      await beStaff(own, ownerCentreId, at)
      await askHandOver(own, { caseId, to, reason: '療養先が管外へ変わったため', now: at })
      if (n > 2) return
      const [asked] = await own<{ id: string }[]>`select id from hand_overs where case_id = ${caseId} and state = 'pending'`
      const decidedAt = new Date(at.getTime() + 5 * 60_000)
      await beStaff(own, to, decidedAt)
      await decideHandOver(own, { id: asked!.id, decision: n === 2 ? 'refused' : 'accepted', note: '', now: decidedAt })
    })
  }
}
