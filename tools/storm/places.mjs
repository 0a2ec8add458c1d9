// An invented prefecture of the storm's own: three centres with different deadlines, five institutions, their staff.

const id = (n) => `00000000-0000-7000-9000-${String(n).padStart(12, '0')}`

export const centres = [
  { id: id(11), name: '架空東保健所', settings: {}, town: '東市' },
  { id: id(12), name: '架空西保健所', settings: { reportDeadline: '12:00' }, town: '西市' },
  {
    id: id(13),
    name: '架空南保健所',
    settings: { reportDeadline: '21:30', confirmHours: 2, registerHours: 12 },
    town: '南市',
    elsewhere: true,
  },
]
export const institutions = [0, 1, 2, 0, 1].map((centre, n) => ({ id: id(21 + n), name: `架空${n + 1}医院`, centre }))
/** Nobody's town: who is responsible there has to be settled. */
export const townOfNobody = '無主村'

export const staffOf = (org) => org.staff
const people = []
for (const [n, centre] of centres.entries())
  centre.staff = ['nurse', 'clerk', 'manager'].map((role, k) => person(100 + n * 10 + k, centre.id, role))
for (const [n, institution] of institutions.entries())
  institution.staff = ['doctor', 'clerk'].map((role, k) => person(200 + n * 10 + k, institution.id, role))

function person(n, orgId, role) {
  const made = { id: id(n), orgId, role, loginId: `storm${n}`, name: `架空 職員${n}`, phone: `0909000${String(n).padStart(4, '0')}` }
  people.push(made)
  return made
}

export async function seedPlaces(sql, now) {
  const prefectures = [
    { id: id(1), name: '架空嵐県', code: '480002', prefectureCode: '48' },
    { id: id(2), name: '架空隣県', code: '490008', prefectureCode: '49' },
  ]
  const organisation = (o) => ({
    institutionKind: null,
    parentId: null,
    prefectureCode: '48',
    settings: {},
    kana: 'カクウ',
    phone: '0481100001',
    email: null,
    postalCode: '0000000',
    address: '架空嵐県',
    createdAt: now,
    ...o,
  })
  const rows = [
    ...prefectures.map((o) => organisation({ ...o, kind: 'prefecture' })),
    ...centres.map((o, n) =>
      organisation({
        id: o.id,
        name: o.name,
        settings: o.settings,
        kind: 'centre',
        code: `48-ST-${n}`,
        parentId: id(o.elsewhere ? 2 : 1),
        prefectureCode: o.elsewhere ? '49' : '48',
        email: `centre${n}@example.invalid`,
      }),
    ),
    ...institutions.map((o, n) =>
      organisation({
        id: o.id,
        name: o.name,
        kind: 'institution',
        code: `481109${String(n).padStart(4, '0')}`,
        parentId: centres[o.centre].id,
        institutionKind: 'outpatient',
        email: `institution${n}@example.invalid`,
      }),
    ),
  ]
  await sql.begin(async (tx) => {
    for (const o of rows)
      await tx`insert into organisations (id, kind, code, name, kana, prefecture_code, parent_id, institution_kind, phone, email, postal_code, address, settings, created_at)
        values (${o.id}, ${o.kind}, ${o.code}, ${o.name}, ${o.kana}, ${o.prefectureCode}, ${o.parentId}, ${o.institutionKind}, ${o.phone}, ${o.email}, ${o.postalCode}, ${o.address}, ${tx.json(o.settings)}, ${now})`
    for (const [n, centre] of centres.entries())
      await tx`insert into municipalities (code, prefecture_code, prefecture_name, name, kana, centre_id) values (${`4820${n}0`}, '48', '架空嵐県', ${centre.town}, 'カクウ', ${centre.id})`
    await tx`insert into municipalities (code, prefecture_code, prefecture_name, name, kana, centre_id) values ('483990', '48', '架空嵐県', ${townOfNobody}, 'カクウ', null)`
    for (const p of people)
      await tx`insert into staff_accounts (id, org_id, login_id, name, role, password_hash, must_change_password, phone, phone_channel, phone_verified_at, created_at)
        values (${p.id}, ${p.orgId}, ${p.loginId}, ${p.name}, ${p.role}, '-', false, ${p.phone}, 'sms', ${now}, ${now})`
    await tx`insert into duty_roster (id, centre_id, position, name, phone, from_at, to_at, created_at)
      values (${id(900)}, ${centres[0].id}, 'duty', '架空 当番', '09090009999', ${now}, null, ${now})`
  })
}
