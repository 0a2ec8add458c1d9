import { closeItem } from '../../src/features/attention/act.server.ts'
import type { AttentionKind } from '../../src/features/attention/kinds.ts'
import { type Item, seenOf } from '../../src/features/attention/state.ts'
import { confirmCase } from '../../src/features/case/confirm.server.ts'
import { composeReport } from '../../src/features/daily-report/compose.server.ts'
import { disease } from '../../src/features/notification/desk.server.ts'
import { fileNotification } from '../../src/features/notification/file.server.ts'
import { endWatch } from '../../src/features/watch/end.server.ts'
import { check } from '../../src/fields/check.ts'
import type { AnyAnswers } from '../../src/fields/fields.ts'
import { addDays, type Day, instantOfJapaneseTime, japaneseDay } from '../../src/lib/japanese-day.ts'
import { uuidv7 } from '../../src/lib/uuid.ts'
import type { Sql } from '../../src/platform/db/sql.server.ts'
import { dailyFormFor, notificationFormFor } from '../../src/programmes/registry.ts'
import type { Dice } from './dice.ts'
import { olderAnswers } from './older.server.ts'
import { organisationOf, prefectureCode, staff } from './organisations.ts'
import type { SeedPerson } from './people.ts'

/** What telling a course needs: one transaction's `sql`, the end of the story, and how to speak as a nurse (see wave.server.ts). */
export type Teller = {
  sql: Sql
  now: Date
  hersysIdKey: Uint8Array
  publicUrl: string
  facilities: { 'health-centres': { id: string; name: string }[] }
  /** A patient account that may hold registrations. */
  accountId: string
  beStaff: (sql: Sql, orgId: string, at: Date) => Promise<string>
}

const minutes = (at: Date, count: number) => new Date(at.getTime() + count * 60_000)
const staffOf = (orgId: string, role: string) => staff.find((s) => s.orgId === orgId && s.role === role)!

/** One patient's story from the doctor to the release, told through the same use cases that people use. */
export async function tellCourse(teller: Teller, person: SeedPerson, d: Dice): Promise<void> {
  const { sql, now } = teller
  const filedAt = minutes(instantOfJapaneseTime(person.reportedOn, '09:00'), d.between(0, 9 * 60))
  if (filedAt > now) return
  const { caseId } = await file(teller, person, d, filedAt)
  const [watch] = await sql<
    { ownerCentreId: string; periodTo: Day }[]
  >`select owner_centre_id, period_to from watches where case_id = ${caseId}`
  const course: Course = { caseId, ownerId: watch!.ownerCentreId, filedAt, periodTo: watch!.periodTo }
  const confirmedAt = minutes(filedAt, d.between(20, 200))
  if (confirmedAt < now && !d.chance(0.02))
    await confirmCase(sql, { caseId, by: await teller.beStaff(sql, course.ownerId, confirmedAt), now: confirmedAt })
  await register(teller, person, course, d)
  await observe(teller, person, course, d)
}

type Course = { caseId: string; ownerId: string; filedAt: Date; periodTo: Day }

async function file(teller: Teller, person: SeedPerson, d: Dice, now: Date) {
  const institution = organisationOf(person.institutionKey)
  const doctor = staffOf(institution.id, 'doctor')
  await teller.beStaff(teller.sql, institution.id, now)
  const form = notificationFormFor({ disease, reportedOn: person.reportedOn, prefecture: prefectureCode })
  const raw = {
    reportedOn: person.reportedOn,
    'doctor.family': doctor.name,
    institutionName: institution.name,
    institutionAddress: institution.address,
    institutionPhone: institution.phone,
    category: person.category,
    'name.family': '架空',
    'name.given': person.given,
    'name.familyKana': 'カクウ',
    'name.givenKana': person.givenKana,
    sex: person.sex,
    birthOn: person.birthOn,
    postalCode: person.postalCode,
    prefecture: '架空県',
    municipality: person.municipality,
    street: person.street,
    phone: person.phone ?? '',
    diagnosedOn: person.reportedOn,
    sampledOn: person.reportedOn,
    onsetOn: person.onsetOn ?? '',
    severity: person.severity,
    residenceSame: 'yes',
    residencePhoneSame: 'yes',
    vaccineDoses: 'd3',
    vaccinatedOn: '2022-02-01',
    vaccine: 'pfizer',
    // Some leave it open: 未完了 has something to show.
    riskPresence: person.riskFactors.length > 0 ? 'yes' : d.chance(0.9) ? 'no' : '',
    riskFactors: person.riskFactors,
    admissionNeeded: 'no',
    admitted: 'no',
    ...olderAnswers(person),
  }
  const { answers, faults } = check(form, raw, { today: japaneseDay(now), facilities: teller.facilities })
  if (!answers) throw new Error(`the seed's form has faults: ${Object.keys(faults).join(', ')}`)
  return fileNotification(teller.sql, {
    disease,
    form,
    answers: answers as AnyAnswers,
    language: person.language,
    actor: { accountId: doctor.id, orgId: institution.id },
    hersysIdKey: teller.hersysIdKey,
    publicUrl: teller.publicUrl,
    now,
  })
}

const usesWeb = (person: SeedPerson) => person.course !== 'unregistered' && person.course !== 'landline'

async function register({ sql, now, accountId }: Teller, person: SeedPerson, { caseId, filedAt }: Course, d: Dice) {
  const at = minutes(filedAt, d.between(30, 16 * 60))
  if (!usesWeb(person) || at >= now) return
  await sql`insert into registrations (id, account_id, case_id, family_name, given_name, created_at)
    values (${uuidv7(at)}, ${accountId}, ${caseId}, '架空', ${person.given}, ${at})`
  await sql`select meet_item(${caseId}, 'not-registered', ${at})`
}

async function observe(teller: Teller, person: SeedPerson, course: Course, d: Dice) {
  const { now } = teller
  const silentFrom = person.course === 'silent' ? d.between(1, 5) : 99
  const worseOn = person.course === 'worse' ? d.between(1, 5) : 99
  const first = japaneseDay(course.filedAt)
  for (let n = 0; ; n++) {
    const day = addDays(first, n)
    const at = minutes(instantOfJapaneseTime(day, '06:30'), d.between(0, 11 * 60))
    const isOver = day > course.periodTo
    if (isOver && (await release(teller, course, day, d))) return
    if (instantOfJapaneseTime(day, '00:00') > now) return
    if (at > course.filedAt && at < now && n < silentFrom && !isOver && !d.chance(0.06))
      await report(teller, person, course, at, n === worseOn, d)
    // The evening round: what has come due and is not from today is looked after by somebody.
    const evening = instantOfJapaneseTime(day, '20:15')
    if (evening < minutes(now, -24 * 60)) await lookAfter(teller, course, evening, d)
  }
}

async function report({ sql, beStaff }: Teller, person: SeedPerson, { caseId, ownerId }: Course, at: Date, isWorse: boolean, d: Dice) {
  const form = dailyFormFor({ disease, on: japaneseDay(at) })
  const fever = d.chance(0.2)
  const { answers } = check(form, {
    urgentSigns: isWorse ? ['breathlessMoving'] : ['none'],
    temperature: (fever ? 38 + d.between(0, 9) / 10 : 36.2 + d.between(0, 14) / 10).toFixed(1),
    spo2: isWorse ? String(d.between(90, 93)) : d.chance(0.6) ? String(d.between(96, 99)) : '',
    cough: d.pick(['yes', 'no', 'no']),
    breathless: isWorse ? 'yes' : 'no',
    fatigue: d.pick(['yes', 'no', 'no']),
    nausea: 'no',
    diarrhoea: d.chance(0.05) ? 'yes' : 'no',
    consciousness: 'no',
    cannotEat: d.chance(0.03) ? 'yes' : 'no',
    noUrine: 'no',
  })
  const row = composeReport({
    caseId,
    disease,
    form,
    answers: answers as never,
    lang: 'ja',
    formKey: uuidv7(at),
    at,
    now: at,
    previous: null,
    settings: {},
  })
  const author = usesWeb(person) ? null : await beStaff(sql, ownerId, at)
  const stored = {
    ...row,
    n: 1,
    channel: author ? 'staff' : 'web',
    author_kind: author ? 'staff' : 'patient',
    author_id: author ?? uuidv7(at),
  }
  await sql`select store_reports(array[jsonb_populate_record(null::report_row, ${JSON.stringify(stored)}::text::jsonb)], ${at})`
}

type OpenItem = Item & { kind: AttentionKind }
const outcomes: Partial<Record<AttentionKind, string>> = {
  'red-flag': 'hospitalised',
  'no-report': 'spoke',
  'sms-undeliverable': 'told-otherwise',
  'not-registered': 'other-channel',
  'owner-to-settle': 'accepted-here',
}

async function lookAfter({ sql, beStaff }: Teller, { caseId, ownerId }: Course, at: Date, d: Dice) {
  const due = await sql<OpenItem[]>`select * from attention_items where case_id = ${caseId} and closed_at is null and due_at <= ${at}`
  for (const item of due) {
    const outcome = item.kind === 'no-report' && item.answeredAt ? 'reported-late' : outcomes[item.kind]
    if (!outcome || d.chance(0.03)) continue
    const accountId = await beStaff(sql, ownerId, at)
    await closeItem(sql, { itemId: item.id, by: { accountId }, now: at, seen: seenOf(item) }, { outcome, note: '' })
  }
}

/** The morning after the period a person releases most patients; a few wait for today's decision. True when released. */
async function release({ sql, now, beStaff }: Teller, { caseId, ownerId }: Course, day: Day, d: Dice): Promise<boolean> {
  const at = minutes(instantOfJapaneseTime(day, '09:00'), d.between(0, 90))
  if (at >= now || d.chance(0.06)) return false
  const accountId = await beStaff(sql, ownerId, at)
  return (await endWatch(sql, { caseId, orgId: ownerId, accountId, now: at }, { kind: 'release', note: '' })) === 'done'
}
