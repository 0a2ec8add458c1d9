import type { Sql } from '../../platform/db/sql.server.ts'
import { attentionKinds } from '../attention/kinds.ts'
import { severityWords, statusWords, whereaboutsWords } from '../notification/list-words.ts'
import { channelLabels, endLabels, levelLabels } from '../watch/labels.ts'

export type ListOrg = 'institution' | 'centre' | 'prefecture'
type Words = Record<string, string>
/** A column: its heading, and the words for what is stored as a key. */
export type Column = { label: string; words?: Words; isPersonal?: true }
export type Wanted = { orgId: string; orgKind: ListOrg; fromOn: string | null; toOn: string | null; now: Date }

export type ExportList = {
  label: string
  orgs: readonly ListOrg[]
  /** What the period narrows. */
  dayWord: string
  columns: Record<string, Column>
  /**
   * Every row of the list that this organisation may see, all columns as text or null under their names in snake_case, and `case_id`. It runs as the
   * worker, whom row-level security does not bind: the organisation stands in the query.
   */
  rows: (sql: Sql, wanted: Wanted) => ReturnType<Sql>
}

const sexes = { male: '男', female: '女', other: 'その他' }
const states = {
  draft: '提出前',
  filed: '届出済',
  'withdrawal-asked': '取り下げ依頼中',
  withdrawn: '取り下げ',
  contact: '濃厚接触者',
  merged: '統合済',
}
const person: Record<string, Column> = {
  hersysId: { label: 'HER-SYS ID' },
  centreNumber: { label: '保健所独自ID' },
  familyName: { label: '姓', isPersonal: true },
  givenName: { label: '名', isPersonal: true },
  familyKana: { label: '姓（フリガナ）', isPersonal: true },
  givenKana: { label: '名（フリガナ）', isPersonal: true },
  birthOn: { label: '生年月日', isPersonal: true },
  sex: { label: '性別', words: sexes },
  phone: { label: '電話番号', isPersonal: true },
  address: { label: '所在地', isPersonal: true },
}
const personOf = (sql: Sql) => sql`
  c.id as case_id, c.hersys_id, c.centre_number, c.family_name, c.given_name, c.family_kana, c.given_kana, c.birth_on::text as birth_on, c.sex, c.phone, c.address`
const jst = (sql: Sql, at: ReturnType<Sql>) => sql`to_char(${at} at time zone 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI')`
const within = (sql: Sql, day: ReturnType<Sql>, { fromOn, toOn }: Wanted) => sql`
  ${fromOn ? sql`and ${day} >= ${fromOn}::date` : sql``} ${toOn ? sql`and ${day} <= ${toOn}::date` : sql``}`
const ownWatch = (sql: Sql, { orgId, orgKind }: Wanted) =>
  orgKind === 'centre'
    ? sql`w.owner_centre_id = ${orgId}`
    : orgKind === 'prefecture'
      ? sql`w.owner_prefecture_id = ${orgId}`
      : sql`c.reporting_institution_id = ${orgId}`

/** Every list that can be taken along: its columns and its rows. Another list is another entry. */
export const exportLists: Record<string, ExportList> = {
  registered: {
    label: '登録情報一覧',
    orgs: ['institution', 'centre'],
    dayWord: '報告年月日',
    columns: {
      ...person,
      diagnosedOn: { label: '診断年月日' },
      reportedOn: { label: '報告年月日' },
      status: { label: '現在のステータス', words: statusWords },
      severity: { label: '重症度', words: severityWords },
      beganOn: { label: '期間（開始）' },
      untilOn: { label: '期間（終了）' },
      whereabouts: { label: '居所', words: whereaboutsWords },
      placeName: { label: '場所名' },
    },
    rows: (sql, wanted) => sql`
      select ${personOf(sql)}, l.diagnosed_on::text as diagnosed_on, l.reported_on::text as reported_on, l.status, l.severity,
             case when l.began_on > '-infinity' then l.began_on::text end as began_on, l.until_on::text as until_on, l.whereabouts, l.place_name
        from listings l join cases c on c.id = l.case_id
       where l.org_id = ${wanted.orgId} and (not l.treating or treats_now(l.case_id, l.org_id)) ${within(sql, sql`l.reported_on`, wanted)}
       order by l.began_on desc, l.case_id`,
  },
  notifications: {
    label: '発生届一覧',
    orgs: ['institution', 'centre', 'prefecture'],
    dayWord: '届出日',
    columns: {
      ...person,
      state: { label: '状態', words: states },
      filedAt: { label: '届出日時' },
      diagnosedOn: { label: '診断年月日' },
      onsetOn: { label: '発病年月日' },
      severity: { label: '重症度', words: severityWords },
      confirmedAt: { label: '保健所確認済' },
      institution: { label: '医療機関' },
      notifiedCentre: { label: '届出保健所' },
      ownerCentre: { label: '担当保健所' },
    },
    rows: (sql, wanted) => sql`
      select ${personOf(sql)}, c.state, ${jst(sql, sql`c.created_at`)} as filed_at, c.diagnosed_on::text as diagnosed_on, c.onset_on::text as onset_on, c.severity,
             ${jst(sql, sql`c.confirmed_at`)} as confirmed_at, i.name as institution, n.name as notified_centre, o.name as owner_centre
        from cases c left join watches w on w.case_id = c.id left join organisations i on i.id = c.reporting_institution_id
        left join organisations n on n.id = c.notified_centre_id left join organisations o on o.id = w.owner_centre_id
       where (${ownWatch(sql, wanted)} ${wanted.orgKind === 'centre' ? sql`or c.notified_centre_id = ${wanted.orgId}` : sql``})
         and c.kind = 'patient' and c.state in ('filed', 'withdrawal-asked', 'withdrawn')
         ${within(sql, sql`(c.created_at at time zone 'Asia/Tokyo')::date`, wanted)}
       order by c.created_at desc, c.id desc`,
  },
  watch: {
    label: '健康観察一覧',
    orgs: ['institution', 'centre', 'prefecture'],
    dayWord: '健康観察の開始日',
    columns: {
      ...person,
      level: { label: '状態', words: levelLabels },
      observation: { label: '観察', words: { observing: '観察中', ...endLabels } },
      periodFrom: { label: '期間（開始）' },
      periodTo: { label: '期間（終了）' },
      lastReportAt: { label: '最終報告' },
      lastChannel: { label: '報告の方法', words: channelLabels },
      lastTemperature: { label: '体温' },
      lastSpo2: { label: 'SpO2' },
      ownerCentre: { label: '担当保健所' },
    },
    rows: (sql, wanted) => sql`
      select ${personOf(sql)}, w.level, coalesce(w.end_kind, w.state) as observation, w.period_from::text as period_from, w.period_to::text as period_to,
             ${jst(sql, sql`w.last_report_at`)} as last_report_at, w.last_channel, w.last_temperature::text as last_temperature, w.last_spo2::text as last_spo2,
             o.name as owner_centre
        from watches w join cases c on c.id = w.case_id join organisations o on o.id = w.owner_centre_id
       where ${ownWatch(sql, wanted)} and c.state not in ('merged', 'expired') ${within(sql, sql`w.period_from`, wanted)}
       order by w.state desc, w.level_rank, w.last_report_at nulls first, w.case_id`,
  },
  contacts: {
    label: '濃厚接触者一覧',
    orgs: ['centre'],
    dayWord: '最終接触日',
    columns: {
      ...person,
      lastContactOn: { label: '最終接触日' },
      relation: { label: '関係' },
      household: { label: '同居', words: { true: '同居', false: '同居でない' } },
      periodTo: { label: '観察期間（終了）' },
      level: { label: '状態', words: levelLabels },
      indexId: { label: '感染者のHER-SYS ID' },
    },
    rows: (sql, wanted) => sql`
      select ${personOf(sql)}, k.last_contact_on::text as last_contact_on, k.relation, k.household::text as household, w.period_to::text as period_to, w.level,
             case when may.id is not null then x.hersys_id end as index_id
        from contacts k join cases c on c.id = k.case_id join watches w on w.case_id = c.id left join cases x on x.id = k.index_case_id
        left join lateral (select v.case_id as id from watches v where v.case_id = x.id and v.owner_centre_id = ${wanted.orgId}) may on true
       where w.owner_centre_id = ${wanted.orgId} and c.state = 'contact' ${within(sql, sql`k.last_contact_on`, wanted)}
       order by k.last_contact_on desc, k.id`,
  },
  items: {
    label: '要対応一覧',
    orgs: ['centre', 'prefecture'],
    dayWord: '期限の日',
    columns: {
      kind: { label: '種類', words: Object.fromEntries(Object.entries(attentionKinds).map(([kind, { label }]) => [kind, label])) },
      urgent: { label: '緊急', words: { true: '緊急', false: '通常' } },
      raisedAt: { label: '発生' },
      dueAt: { label: '期限' },
      takenBy: { label: '担当者' },
      acknowledgedAt: { label: '確認' },
      closedAt: { label: '対応完了' },
      centre: { label: '保健所' },
      hersysId: { label: 'HER-SYS ID' },
    },
    rows: (sql, wanted) => sql`
      select c.id as case_id, i.kind, i.urgent::text as urgent, ${jst(sql, sql`i.raised_at`)} as raised_at, ${jst(sql, sql`i.due_at`)} as due_at, s.name as taken_by,
             ${jst(sql, sql`i.acknowledged_at`)} as acknowledged_at, ${jst(sql, sql`i.closed_at`)} as closed_at, o.name as centre, c.hersys_id
        from attention_items i join organisations o on o.id = i.centre_id left join cases c on c.id = i.case_id left join staff_accounts s on s.id = i.taken_by
       where ${wanted.orgKind === 'centre' ? sql`i.centre_id = ${wanted.orgId}` : sql`o.parent_id = ${wanted.orgId} and o.kind = 'centre'`}
         and i.due_at <= ${wanted.now} ${within(sql, sql`(i.due_at at time zone 'Asia/Tokyo')::date`, wanted)}
       order by i.due_at desc, i.id`,
  },
  'daily-counts': {
    label: '日次報告',
    orgs: ['institution', 'centre', 'prefecture'],
    dayWord: '診断日',
    columns: {
      onDay: { label: '診断日' },
      institution: { label: '医療機関' },
      centre: { label: '管轄保健所' },
      source: { label: '入力', words: { institution: '医療機関', centre: '保健所' } },
      total: { label: '人数' },
      counts: { label: '年代別' },
      changedAt: { label: '最終更新' },
    },
    rows: (sql, wanted) => sql`
      select null::uuid as case_id, d.on_day::text as on_day, i.name as institution, o.name as centre, d.source, d.total::text as total,
             (select string_agg(e.k || ':' || e.v, ' ' order by length(e.k), e.k) from jsonb_each_text(d.counts) e (k, v)) as counts, ${jst(sql, sql`d.changed_at`)} as changed_at
        from daily_counts d join organisations i on i.id = d.institution_id join organisations o on o.id = d.centre_id
       where d.deleted_at is null ${within(sql, sql`d.on_day`, wanted)}
         and ${wanted.orgKind === 'institution' ? sql`d.institution_id = ${wanted.orgId}` : wanted.orgKind === 'centre' ? sql`d.centre_id = ${wanted.orgId}` : sql`o.parent_id = ${wanted.orgId}`}
       order by d.on_day desc, d.centre_id, d.institution_id, d.source`,
  },
}

/** The lists of an organisation of that kind. */
export const listsOf = (orgKind: string) => Object.entries(exportLists).filter(([, { orgs }]) => orgs.includes(orgKind as ListOrg))
