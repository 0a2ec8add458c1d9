import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { check } from '../../fields/check.ts'
import type { Form } from '../../fields/fields.ts'
import { batched } from '../../platform/db/batch.server.ts'
import { dailyForm } from '../../programmes/covid-19/daily.ts'
import { composeReport } from './compose.server.ts'
import { submitReports } from './queries.server.ts'

const now = new Date('2022-07-20T10:00:00+09:00')
const form = dailyForm as unknown as Form
let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, now)
})
afterAll(() => db.drop())

type Kind = 'good' | 'forged' | 'expired' | 'foreign' | 'duplicate' | 'broken' | 'red' | 'yesterday' | 'unwatched'
const kinds: Kind[] = ['good', 'forged', 'expired', 'foreign', 'duplicate', 'broken', 'red', 'yesterday', 'unwatched']

test('in any mixture, each row gets its own due and none fails its neighbours', async () => {
  const families = await Promise.all(Array.from({ length: 4 }, () => makeFamily(db.sql, { now })))
  const expired = await makeFamily(db.sql, { now })
  await db.sql`update sessions set expires_at = ${now} where token_hash = ${expired.sessionHash}`
  const unwatched = await makeFamily(db.sql, { now, watched: false })
  const row = (kind: Kind, index: number, key: string) => {
    const owner = kind === 'expired' ? expired : kind === 'unwatched' ? unwatched : families[index % families.length]!
    const subject = kind === 'foreign' ? families[(index + 1) % families.length]! : owner
    const day = kind === 'yesterday' ? new Date(now.getTime() - 86_400_000) : now
    const answers = check(form, kind === 'red' ? { urgentSigns: ['purpleLips'] } : { temperature: '36.5' }).answers!
    const composed = composeReport({
      caseId: subject.people[0]!.caseId,
      disease: 'covid-19',
      form,
      answers,
      lang: 'ja',
      formKey: key,
      at: day,
      now,
      previous: null,
      settings: {},
    })
    return {
      ...composed,
      ...(kind === 'yesterday' ? { reported_at: now.toISOString() } : {}),
      ...(kind === 'broken' ? { level: index % 2 ? 'nonsense' : 'stable', ...(index % 2 ? {} : { id: 'no-uuid' }) } : {}),
      session_hash: kind === 'forged' ? 'e'.repeat(64) : owner.sessionHash,
      audit_id: randomUUID(),
      request_id: 'r',
    }
  }
  const expected: Record<Kind, string> = {
    good: 'stored',
    red: 'stored',
    unwatched: 'stored',
    duplicate: 'duplicate',
    forged: 'refused',
    expired: 'refused',
    foreign: 'refused',
    yesterday: 'refused',
    broken: 'failed',
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 12 }),
      async (wanted, maxRows) => {
        const submit = batched((rows: ReturnType<typeof row>[]) => submitReports(db.web, rows as never, now), { maxRows })
        const prepared = wanted.map((kind, index) => row(kind, index, randomUUID()))
        const before = prepared
          .filter((_, index) => wanted[index] === 'duplicate')
          .map((each) => ({ ...each, id: randomUUID(), audit_id: randomUUID() }))
        await Promise.all(before.map(submit))
        const outcomes = await Promise.all(
          prepared.map((each) =>
            submit(each).then(
              (done) => done.outcome,
              () => 'failed',
            ),
          ),
        )
        expect(outcomes).toEqual(wanted.map((kind) => expected[kind]))
        const ids = prepared.map((each) => each.id).filter((id) => id !== 'no-uuid')
        const stored = await db.sql<{ id: string }[]>`select id from daily_reports where id = any(${ids}::uuid[])`
        const due = prepared.filter((_, index) => expected[wanted[index]!] === 'stored').map((each) => each.id)
        expect(stored.map((each) => each.id).toSorted()).toEqual(due.toSorted())
      },
    ),
    { numRuns: 40 },
  )
  // Judged by SQL that knows nothing of the program: the watch shows the newest report, one open item a case and kind, red never without its item.
  expect(
    await db.sql`select w.case_id from watches w join lateral (
        select id, level from daily_reports d where d.case_id = w.case_id and d.superseded_at is null order by d.reported_at desc, d.id desc limit 1) d on true
      where w.last_report_id is distinct from d.id or w.level <> d.level`,
  ).toEqual([])
  expect(
    await db.sql`select d.id from daily_reports d where d.level = 'urgent' and not exists (
        select from attention_items i where i.case_id = d.case_id and i.kind = 'red-flag' and i.latest_at >= d.received_at)`,
  ).toEqual([])
  expect(
    await db.sql`select d.id from daily_reports d where d.author_kind = 'patient' and not exists (
      select from audits a where d.case_id = any(a.case_ids) and a.detail ->> 'report' = d.id::text)`,
  ).toEqual([])
  expect(
    await db.sql`select w.case_id from watches w where w.state = 'observing' and 1 <> (
      select count(*) from attention_items i where i.case_id = w.case_id and i.kind = 'no-report' and i.closed_at is null)`,
  ).toEqual([])
})
