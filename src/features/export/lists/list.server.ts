import type { Sql } from '../../../platform/db/sql.server.ts'
import { centreStaff, institutionStaff, operators, prefectureStaff } from '../../organisation/who.ts'

export type ListOrg = 'institution' | 'centre' | 'prefecture' | 'operator'
type Words = Record<string, string>
/** A column: its heading, and the words for what is stored as a key. */
export type Column = { label: string; words?: Words | ((key: string) => string); isPersonal?: true }
export type Wanted = {
  accountId: string
  orgId: string
  orgKind: ListOrg
  /** Of the account as it is when the file is made. */
  role: string
  fromOn: string | null
  toOn: string | null
  now: Date
}
type Part = ReturnType<Sql>

export type ExportList = {
  label: string
  /** Who takes it along: those who may open the page of the list. */
  who: Partial<Record<ListOrg, { org?: readonly string[]; roles?: readonly string[]; institutionKinds?: readonly string[] }>>
  /** What the period narrows. */
  dayWord: string
  columns: Record<string, Column>
  /**
   * Every row of the list that this organisation may see, all columns as text or null under their names in snake_case, and `case_id` (`other_case_id`).
   * It runs as the worker, whom row-level security does not bind: the organisation stands in the query.
   */
  rows: (sql: Sql, wanted: Wanted) => Part
}

/** Kinds of organisation whose whole staff takes a list along. */
export const everybody = { institution: institutionStaff, centre: centreStaff, prefecture: prefectureStaff, operator: operators } as const
export const managers = { roles: ['manager'] } as const

/** Named for the HER-SYS ID and the centre's own number alone; what names somebody is ticked by whoever needs it. */
export const person: Record<string, Column> = {
  hersysId: { label: 'HER-SYS ID' },
  centreNumber: { label: '保健所独自ID' },
  familyName: { label: '姓', isPersonal: true },
  givenName: { label: '名', isPersonal: true },
  familyKana: { label: '姓（フリガナ）', isPersonal: true },
  givenKana: { label: '名（フリガナ）', isPersonal: true },
  birthOn: { label: '生年月日', isPersonal: true },
  sex: { label: '性別', words: { male: '男', female: '女', other: 'その他' } },
  phone: { label: '電話番号', isPersonal: true },
  address: { label: '所在地', isPersonal: true },
}
export const personOf = (sql: Sql) => sql`
  c.id as case_id, c.hersys_id, c.centre_number, c.family_name, c.given_name, c.family_kana, c.given_kana, c.birth_on::text as birth_on, c.sex, c.phone, c.address`

/** Who it is about, in lists of what was done. */
export const whom: Record<string, Column> = {
  hersysId: { label: 'HER-SYS ID' },
  familyName: { label: '姓', isPersonal: true },
  givenName: { label: '名', isPersonal: true },
}
export const whomOf = (sql: Sql) => sql`c.id as case_id, c.hersys_id, c.family_name, c.given_name`

export const jst = (sql: Sql, at: Part) => sql`to_char(${at} at time zone 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI')`
export const within = (sql: Sql, day: Part, { fromOn, toOn }: Wanted) => sql`
  ${fromOn ? sql`and ${day} >= ${fromOn}::date` : sql``} ${toOn ? sql`and ${day} <= ${toOn}::date` : sql``}`
/** The period by the Japanese day of an instant, so that an index on the instant is used. */
export const withinAt = (sql: Sql, at: Part, { fromOn, toOn }: Wanted) => sql`
  ${fromOn ? sql`and ${at} >= ${fromOn}::date::timestamp at time zone 'Asia/Tokyo'` : sql``}
  ${toOn ? sql`and ${at} < (${toOn}::date + 1)::timestamp at time zone 'Asia/Tokyo'` : sql``}`

/** Whether row-level security would show this case to who asks. */
export const sees = (sql: Sql, caseId: Part, { accountId, orgId, orgKind, role }: Wanted) => sql`
  may_see_case(${caseId}, row('staff', ${accountId}::uuid, ${orgId}::uuid, ${orgKind}::text, ${role}::text)::actor)`

/** Cases `c` with their watch `w`: of the owner, or of the institution that reported. */
export const ownWatch = (sql: Sql, { orgId, orgKind }: Wanted) =>
  orgKind === 'centre'
    ? sql`w.owner_centre_id = ${orgId}`
    : orgKind === 'prefecture'
      ? sql`w.owner_prefecture_id = ${orgId}`
      : sql`c.reporting_institution_id = ${orgId}`

/** A centre: this organisation itself, or one that is under it. */
export const ownCentre = (sql: Sql, centre: Part, { orgId, orgKind }: Wanted) =>
  orgKind === 'prefecture'
    ? sql`${centre} in (select x.id from organisations x where x.parent_id = ${orgId} and x.kind = 'centre')`
    : sql`${centre} = ${orgId}`
