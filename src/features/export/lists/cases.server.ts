import { levelLabels } from '../../../lib/level-labels.ts'
import { medicalForm } from '../../../programmes/covid-19/tabs/medical.ts'
import { testsForm } from '../../../programmes/covid-19/tabs/tests.ts'
import { relationLabels } from '../../close-contact/fields.ts'
import { closingReasons } from '../../notification/closing-reasons.ts'
import { severityWords, statusWords, whereaboutsWords } from '../../notification/list-words.ts'
import { hospitalStaff } from '../../organisation/who.ts'
import { channelLabels, endLabels } from '../../watch/labels.ts'
import { type ExportList, everybody, jst, ownWatch, person, personOf, sees, within, withinAt } from './list.server.ts'

const { institution, centre, prefecture } = everybody
const states = {
  draft: '提出前',
  filed: '届出済',
  'withdrawal-asked': '取り下げ依頼中',
  withdrawn: '取り下げ',
  contact: '濃厚接触者',
  merged: '統合済',
}

/** Lists of cases: a row is a person's episode, or one entry of it. */
export const caseLists: Record<string, ExportList> = {
  registered: {
    label: '登録情報一覧',
    who: { institution, centre },
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
    who: { institution, centre, prefecture },
    dayWord: '届出日',
    columns: {
      ...person,
      state: { label: '状態', words: states },
      filedAt: { label: '届出日時' },
      diagnosedOn: { label: '診断年月日' },
      onsetOn: { label: '発病年月日' },
      severity: { label: '重症度', words: severityWords },
      confirmedAt: { label: '保健所確認済' },
      gaps: { label: '未入力の項目数' },
      institution: { label: '医療機関' },
      notifiedCentre: { label: '届出保健所' },
      ownerCentre: { label: '担当保健所' },
    },
    rows: (sql, wanted) => sql`
      select ${personOf(sql)}, c.state, ${jst(sql, sql`c.created_at`)} as filed_at, c.diagnosed_on::text as diagnosed_on, c.onset_on::text as onset_on, c.severity,
             ${jst(sql, sql`c.confirmed_at`)} as confirmed_at, f.gaps::text as gaps, i.name as institution, n.name as notified_centre, o.name as owner_centre
        from cases c left join watches w on w.case_id = c.id left join organisations i on i.id = c.reporting_institution_id
        left join organisations n on n.id = c.notified_centre_id left join organisations o on o.id = w.owner_centre_id left join case_forms f on f.case_id = c.id
       where (${ownWatch(sql, wanted)} ${wanted.orgKind === 'centre' ? sql`or c.notified_centre_id = ${wanted.orgId}` : sql``})
         and c.kind = 'patient' and c.state in ('filed', 'withdrawal-asked', 'withdrawn') ${withinAt(sql, sql`c.created_at`, wanted)}
       order by c.created_at desc, c.id desc`,
  },
  watch: {
    label: '健康観察一覧',
    who: { institution, centre, prefecture },
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
    who: { centre, prefecture },
    dayWord: '最終接触日',
    columns: {
      ...person,
      lastContactOn: { label: '最終接触日' },
      relation: { label: '関係', words: relationLabels },
      household: { label: '同居', words: { true: '同居', false: '同居でない' } },
      periodTo: { label: '観察期間（終了）' },
      observation: { label: '観察', words: { observing: '観察中', ...endLabels } },
      level: { label: '状態', words: levelLabels },
      indexId: { label: '感染者のHER-SYS ID' },
      ownerCentre: { label: '担当保健所' },
    },
    rows: (sql, wanted) => sql`
      select ${personOf(sql)}, k.last_contact_on::text as last_contact_on, k.relation, k.household::text as household, w.period_to::text as period_to,
             coalesce(w.end_kind, w.state) as observation, w.level, o.name as owner_centre,
             case when ${sees(sql, sql`x.id`, wanted)} then x.hersys_id end as index_id
        from contacts k join cases c on c.id = k.case_id join watches w on w.case_id = c.id join organisations o on o.id = w.owner_centre_id
        left join cases x on x.id = k.index_case_id
       where ${ownWatch(sql, wanted)} and c.state = 'contact' ${within(sql, sql`k.last_contact_on`, wanted)}
       order by k.last_contact_on desc, k.id`,
  },
  early: {
    label: '発生届の提出前の登録',
    who: { centre },
    dayWord: '登録日',
    columns: {
      ...person,
      registeredAt: { label: '登録' },
      institution: { label: '医療機関' },
      closedAt: { label: '終了' },
      closingReason: { label: '終了の理由', words: closingReasons },
      closingNote: { label: '終了の内容' },
    },
    rows: (sql, wanted) => sql`
      select ${personOf(sql)}, ${jst(sql, sql`c.registered_at`)} as registered_at, i.name as institution, ${jst(sql, sql`c.early_closed_at`)} as closed_at,
             e.reason as closing_reason, e.note as closing_note
        from cases c left join organisations i on i.id = c.reporting_institution_id left join early_closings e on e.case_id = c.id and e.reopened_at is null
       where c.notified_centre_id = ${wanted.orgId} and c.state = 'draft' ${withinAt(sql, sql`c.registered_at`, wanted)}
       order by c.registered_at desc, c.id desc`,
  },
  tests: {
    label: '検査結果一覧',
    who: { institution },
    dayWord: '検体採取日',
    columns: {
      ...person,
      sampledOn: { label: '検体採取日' },
      method: { label: '検査方法', words: testsForm.fields.method.options },
      specimen: { label: '検体', words: testsForm.fields.specimen.options },
      result: { label: '結果', words: testsForm.fields.result.options },
      resultOn: { label: '結果判明日' },
      laboratory: { label: '検査機関' },
    },
    rows: (sql, wanted) => sql`
      select ${personOf(sql)}, r.on_day::text as sampled_on, r.answers ->> 'method' as method, r.answers ->> 'specimen' as specimen, r.answers ->> 'result' as result,
             r.answers ->> 'resultOn' as result_on, r.answers ->> 'laboratory' as laboratory
        from case_records r join cases c on c.id = r.case_id
       where (r.institution_id = ${wanted.orgId} or r.case_id in (select t.case_id from treatments t where t.institution_id = ${wanted.orgId}))
         and r.tab = 'tests' and r.superseded_at is null and not r.struck and ${sees(sql, sql`c.id`, wanted)} ${within(sql, sql`r.on_day`, wanted)}
       order by r.on_day desc, r.id desc`,
  },
  inpatients: {
    label: '入院状況一覧',
    who: { institution: hospitalStaff },
    dayWord: '入院日',
    columns: {
      ...person,
      admittedOn: { label: '入院日' },
      leftOn: { label: '退院日' },
      ward: { label: '病棟・病室' },
      doctor: { label: '担当医師' },
      outcome: { label: '転帰', words: medicalForm.fields.outcome.options },
    },
    rows: (sql, wanted) => sql`
      select ${personOf(sql)}, r.on_day::text as admitted_on, r.until_day::text as left_on, r.answers ->> 'ward' as ward, r.answers ->> 'doctor' as doctor,
             r.answers ->> 'outcome' as outcome
        from case_records r join cases c on c.id = r.case_id
       where r.hospital_id = ${wanted.orgId} and r.tab = 'medical' and r.superseded_at is null and not r.struck and ${sees(sql, sql`c.id`, wanted)}
         ${within(sql, sql`r.on_day`, wanted)}
       order by r.on_day desc, r.id desc`,
  },
}
