import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { insertRecord } from '../../src/features/case-record/queries.server.ts'
import { enterContact } from '../../src/features/close-contact/enter.server.ts'
import { takeIn } from '../../src/features/fax/take-in.server.ts'
import { askInstitution } from '../../src/features/inquiry/ask.server.ts'
import { insertCapacity, insertPlace } from '../../src/features/place/queries.server.ts'
import { addDays, japaneseDay } from '../../src/lib/japanese-day.ts'
import { uuidv7 } from '../../src/lib/uuid.ts'
import type { Sql } from '../../src/platform/db/sql.server.ts'
import { installationFolder } from '../../src/platform/folder.server.ts'
import { organisationOf } from './organisations.ts'

type Story = { now: Date; secret: string; publicUrl: string; beStaff: (sql: Sql, orgId: string, at: Date) => Promise<string> }
type Found = { id: string; disease: string; hersysId: string; reportingInstitutionId: string }

const contacts = [
  ['一葉', 'カズハ', 'household', 1, '09090000081'],
  ['二葉', 'フタバ', 'household', 2, '09090000082'],
  ['三葉', 'ミツバ', 'colleague', 4, '09090000083'],
  ['四葉', 'ヨツバ', 'school', 6, null],
  ['五葉', 'イツハ', 'care', 8, '09090000085'],
] as const

/**
 * What a health centre has on its desk besides patients: close contacts, places with beds (one of them full), a fax that waits to be typed, and a question
 * to an institution. Through the functions of the pages, as the nurse of the centre aoba.
 */
export async function seedCentreWork(sql: Sql, { now, secret, publicUrl, beStaff }: Story): Promise<void> {
  const centre = organisationOf('aoba')
  const at = new Date(now.getTime() - 3 * 3_600_000)
  await sql.begin(async (tx) => {
    const own = tx as unknown as Sql
    const accountId = await beStaff(own, centre.id, at)
    const actor = { accountId, orgId: centre.id }
    const cases = await own<Found[]>`
      select c.id, c.disease, c.hersys_id, c.reporting_institution_id from cases c join watches w on w.case_id = c.id
       where w.owner_centre_id = ${centre.id} and w.state = 'observing' and c.reporting_institution_id is not null
         and not exists (select from hand_overs h where h.case_id = c.id and h.state = 'pending')
       order by c.hersys_id limit 12`
    if (cases.length < 5) return
    await seedStays(own, cases.slice(0, 3), actor, at)
    for (const [n, [given, kana, relation, daysAgo, phone]] of contacts.entries()) {
      const name = { family: '架空', given, familyKana: 'カクウ', givenKana: kana }
      const answers = {
        ...{ lastContactOn: addDays(japaneseDay(at), -daysAgo), relation, note: null, name, birthOn: `19${70 + n}-04-0${n + 1}` },
        ...{
          sex: n % 2 === 0 ? ('female' as const) : ('male' as const),
          phone,
          postalCode: null,
          address: '架空県あおば市見本町',
          centreNumber: null,
        },
      } as const
      await enterContact(own, { caseId: uuidv7(at), index: cases[n % 2]!, answers, actor, secret, publicUrl, now: at })
    }
    const asked = cases[4]!
    const question = '検体採取日の記入がありません。採取日を教えてください。'
    await askInstitution(own, { caseId: asked.id, institutionId: asked.reportingInstitutionId, question, actor, now: at })
    await seedFax(own, actor, at)
  })
}

async function seedStays(sql: Sql, cases: Found[], actor: { accountId: string; orgId: string }, at: Date): Promise<void> {
  const { parentId } = organisationOf('aoba')
  const today = japaneseDay(at)
  const shared = { centreId: actor.orgId, prefectureId: parentId, by: actor.accountId, phone: null }
  const hotel = {
    ...shared,
    id: uuidv7(at),
    kind: 'hotel' as const,
    name: '架空第一宿泊療養施設',
    address: '架空県あおば市例示台1-1',
    hospitalId: null,
  }
  const second = { ...hotel, id: uuidv7(at), name: '架空第二宿泊療養施設', address: '架空県あおば市仮名川2-2' }
  const hospital = organisationOf('aoba-hospital')
  const beds = {
    ...hotel,
    id: uuidv7(at),
    kind: 'hospital' as const,
    name: hospital.name,
    address: hospital.address,
    hospitalId: hospital.id,
  }
  for (const [place, count] of [
    [hotel, cases.length],
    [second, 60],
    [beds, 24],
  ] as const) {
    await insertPlace(sql, place, at)
    await insertCapacity(sql, { placeId: place.id, beds: count, fromOn: today, by: actor.accountId, reason: '登録時' }, at)
  }
  const facility = { id: hotel.id, name: hotel.name }
  for (const [n, { id: caseId }] of cases.entries()) {
    const id = uuidv7(at)
    const answers = {
      place: 'hotel',
      facility,
      placeName: null,
      room: `30${n + 1}`,
      fromOn: addDays(today, -1),
      untilOn: null,
      phone: null,
      note: null,
    }
    const author = { authorKind: 'staff' as const, authorId: actor.accountId, authorRole: 'nurse', orgId: actor.orgId }
    const row = { id, entryId: id, caseId, tab: 'places' as const, revision: 1, formVersion: 'covid-19.places/1', answers, ...author }
    await insertRecord(sql, { ...row, documentHash: null, struck: false, reason: null }, at)
  }
}

/** A page that was drawn for this purpose; everybody on it is invented. */
async function seedFax(sql: Sql, actor: { accountId: string; orgId: string }, at: Date): Promise<void> {
  const bytes = readFileSync(join(installationFolder, 'db/seed/fax-page.webp'))
  const paper = { type: 'image/webp' as const, pages: [{ bytes, width: 1000, height: 1415 }] }
  const institution = organisationOf('aoba-clinic')
  const receivedAt = new Date(at.getTime() - 30 * 60_000)
  const taken = { institutionId: institution.id, institutionName: institution.name, receivedAt, centreNumber: 'A001' }
  await takeIn(sql, { taken, paper, bytes, actor, now: at })
}
