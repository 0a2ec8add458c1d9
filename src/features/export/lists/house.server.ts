import type { Sql } from '../../../platform/db/sql.server.ts'
import { orgKindName, roleName } from '../../account/staff/role-name.ts'
import { actionLabel } from '../../audit/action-words.ts'
import { unusualKinds } from '../../audit/unusual.ts'
import { alertLabel } from '../../operations/alert-kinds.ts'
import { placeKinds } from '../../place/fields.ts'
import { type ExportList, everybody, jst, managers, type Wanted, within, withinAt } from './list.server.ts'

const { institution, centre, prefecture, operator } = everybody
const actors = {
  staff: '職員',
  patient: '本人',
  system: '自動処理',
  nobody: 'サインイン前',
  'record-system': '電子カルテ等',
}

/** Whose staff the audit tells this organisation of; the operator sees everybody's but the patients'. */
const audited = (sql: Sql, org: ReturnType<Sql>, { orgKind, orgId }: Wanted) =>
  orgKind === 'operator'
    ? sql`true`
    : orgKind === 'prefecture'
      ? sql`${org} in (select x.id from organisations x where x.id = ${orgId} or x.parent_id = ${orgId} and x.kind = 'centre')`
      : sql`${org} = ${orgId}`

/** Lists of the house itself: beds, counts, accounts, audit, alerts. No row is about a case. */
export const houseLists: Record<string, ExportList> = {
  'daily-counts': {
    label: '日次報告',
    who: { institution, centre, prefecture },
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
  places: {
    label: '場所と定員',
    who: { centre, prefecture },
    dayWord: '登録の日',
    columns: {
      kind: { label: '種別', words: placeKinds },
      name: { label: '名称' },
      centre: { label: '保健所' },
      address: { label: '所在地' },
      phone: { label: '電話番号' },
      beds: { label: '定員（本日）' },
      occupied: { label: '入所・入院（本日）' },
      closedOn: { label: '使用終了' },
    },
    // As place_days counts for the page.
    rows: (sql, wanted) => sql`
      select null::uuid as case_id, p.kind, p.name, o.name as centre, p.address, p.phone, p.closed_on::text as closed_on,
             (select b.beds::text from place_capacities b where b.place_id = p.id and b.from_on <= t.day order by b.from_on desc, b.set_at desc, b.id desc limit 1) as beds,
             (select count(distinct s.case_id)::text from place_stays s left join watches w on w.case_id = s.case_id
               where s.place_id = p.id and s.from_on <= t.day and coalesce(s.until_on, 'infinity') > t.day
                 and (w.state is distinct from 'ended' or (w.ended_at at time zone 'Asia/Tokyo')::date > t.day)) as occupied
        from (select (${wanted.now}::timestamptz at time zone 'Asia/Tokyo')::date as day) t, places p join organisations o on o.id = p.centre_id
       where p.prefecture_id is not distinct from ${wanted.orgKind === 'prefecture' ? sql`${wanted.orgId}::uuid` : sql`(select me.parent_id from organisations me where me.id = ${wanted.orgId})`}
         ${withinAt(sql, sql`p.created_at`, wanted)}
       order by p.kind, p.name, p.id`,
  },
  doctors: {
    label: '医師マスタ',
    who: { institution },
    dayWord: '登録の日',
    columns: { name: { label: '医師の氏名' }, createdAt: { label: '登録' }, endedAt: { label: '終了' } },
    rows: (sql, wanted) => sql`
      select null::uuid as case_id, d.name, ${jst(sql, sql`d.created_at`)} as created_at, ${jst(sql, sql`d.ended_at`)} as ended_at
        from doctors d where d.org_id = ${wanted.orgId} ${withinAt(sql, sql`d.created_at`, wanted)} order by d.created_at desc, d.id`,
  },
  accounts: {
    label: 'アカウント一覧',
    who: { centre: managers, prefecture: managers, operator },
    dayWord: '発行の日',
    columns: {
      orgKind: { label: '組織の種類', words: orgKindName },
      orgName: { label: '組織' },
      loginId: { label: 'ログインID' },
      name: { label: '氏名' },
      role: { label: '役割', words: roleName },
      state: {
        label: '状態',
        words: { ended: '終了', locked: 'ロック中', 'no-factor': '二段階認証 未登録', initial: '初期パスワード', used: '利用中' },
      },
      createdAt: { label: '発行' },
      letterAt: { label: '通知書' },
      lastSignInAt: { label: '最終サインイン' },
      endedAt: { label: '終了' },
    },
    // As staff_kept shows them on the page.
    rows: (sql, wanted) => sql`
      select null::uuid as case_id, o.kind as org_kind, o.name as org_name, s.login_id, s.name, s.role,
             case when s.ended_at is not null then 'ended' when s.locked_at is not null then 'locked'
                  when s.phone_verified_at is null and not has_security_key(s.id) then 'no-factor'
                  when s.must_change_password then 'initial' else 'used' end as state,
             ${jst(sql, sql`s.created_at`)} as created_at, ${jst(sql, sql`s.letter_at`)} as letter_at, ${jst(sql, sql`s.last_sign_in_at`)} as last_sign_in_at,
             ${jst(sql, sql`s.ended_at`)} as ended_at
        from kept_organisations(row('staff', ${wanted.accountId}::uuid, ${wanted.orgId}::uuid, ${wanted.orgKind}::text, ${wanted.role}::text)::actor) o
        join staff_accounts s on s.org_id = o.id
       where s.role <> 'record-system' and (${wanted.orgKind} <> 'operator' or o.kind <> 'centre' or s.role = 'manager') ${withinAt(sql, sql`s.created_at`, wanted)}
       order by o.kind = 'institution', o.kana, o.id, s.login_id`,
  },
  audit: {
    label: '監査記録',
    who: { centre: managers, prefecture, operator },
    dayWord: '記録の日',
    columns: {
      at: { label: '日時' },
      actorKind: { label: '誰が', words: actors },
      actorName: { label: '氏名' },
      loginId: { label: 'ログインID' },
      orgName: { label: '組織' },
      what: { label: '操作', words: actionLabel },
      action: { label: '操作のコード' },
      outcome: { label: '結果', words: { ok: '実行', refused: '拒否', failed: '不成立' } },
      cases: { label: '症例の数' },
    },
    // As search_audits shows them on the page.
    rows: (sql, wanted) => sql`
      select null::uuid as case_id, to_char(x.at at time zone 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') as at, x.actor_kind, s.name as actor_name, s.login_id,
             o.name as org_name, x.action as what, x.action, x.outcome, cardinality(x.case_ids)::text as cases
        from audits x left join staff_accounts s on s.id = x.actor_id and x.actor_kind = 'staff' left join organisations o on o.id = x.org_id
       where ${audited(sql, sql`x.org_id`, wanted)} and x.actor_kind not in ('patient', 'nobody') and x.at <= ${wanted.now} ${withinAt(sql, sql`x.at`, wanted)}
       order by x.at desc, x.id desc`,
  },
  unusual: {
    label: '通常と異なる閲覧',
    who: { centre: managers, prefecture, operator },
    dayWord: '閲覧の日',
    columns: {
      hour: { label: '時間帯' },
      kind: { label: '内容', words: Object.fromEntries(Object.entries(unusualKinds).map(([kind, { label }]) => [kind, label])) },
      n: { label: '件数' },
      actorName: { label: '氏名' },
      loginId: { label: 'ログインID' },
      orgName: { label: '組織' },
      seenAt: { label: '確認' },
      seenBy: { label: '確認した者' },
      note: { label: '確認の内容' },
    },
    rows: (sql, wanted) => sql`
      select null::uuid as case_id, ${jst(sql, sql`u.hour`)} as hour, u.kind, u.n::text as n, s.name as actor_name, s.login_id, o.name as org_name,
             ${jst(sql, sql`u.seen_at`)} as seen_at, b.name as seen_by, u.note
        from unusual_accesses u join staff_accounts s on s.id = u.actor_id join organisations o on o.id = u.org_id left join staff_accounts b on b.id = u.seen_by
       where ${audited(sql, sql`u.heard_by`, wanted)} ${withinAt(sql, sql`u.hour`, wanted)}
       order by u.hour desc, u.id desc`,
  },
  alerts: {
    label: 'システム警報',
    who: { operator },
    dayWord: '発生の日',
    columns: {
      at: { label: '発生' },
      kind: { label: '内容', words: alertLabel },
      seenAt: { label: '確認' },
      seenBy: { label: '確認した者' },
      mailedAt: { label: 'メール' },
    },
    rows: (sql, wanted) => sql`
      select null::uuid as case_id, ${jst(sql, sql`a.at`)} as at, a.kind, ${jst(sql, sql`a.seen_at`)} as seen_at, s.name as seen_by,
             ${jst(sql, sql`a.mailed_at`)} as mailed_at
        from system_alerts a left join staff_accounts s on s.id = a.seen_by where true ${withinAt(sql, sql`a.at`, wanted)} order by a.at desc, a.id desc`,
  },
}
