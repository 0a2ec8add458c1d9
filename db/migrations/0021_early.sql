-- Registrations that end without a 発生届, reports that an institution enters, stays in hospital that are over, and the severity of now.

-- ── 発生届の提出前に使用, and then none is filed ────────────────────────────────────────────────────────────────────────
/* The case stays what it is, 'draft': nobody observed it. Why, when and by whom it was closed is kept, reopened or not. A 発生届 that is filed
   after all reopens it by itself. */
create table early_closings (
  id uuid primary key,
  case_id uuid not null references cases on delete restrict,
  reason text not null check (reason in ('negative', 'no-duty', 'filed-elsewhere', 'mistake', 'other')),
  note text not null, check (reason <> 'other' or note <> ''),
  closed_at timestamptz not null, closed_by uuid not null references staff_accounts on delete restrict,
  org_id uuid not null references organisations on delete restrict,
  reopened_at timestamptz, reopened_by uuid references staff_accounts on delete restrict,
  check ((reopened_at is null) = (reopened_by is null))
);
create unique index early_closing_open on early_closings (case_id) where reopened_at is null;
create index early_closings_of_case on early_closings (case_id, closed_at);
alter table early_closings enable row level security;
alter table early_closings force row level security;
create policy system on early_closings to hersys_system, hersys_worker using (true) with check (true);
create policy see on early_closings for select to hersys_web using (
  (select (current_actor()).kind) = 'staff' and may_see_case(case_id, (select current_actor())));
create policy close on early_closings for insert to hersys_web with check (
  closed_by = (select (current_actor()).account_id) and org_id = (select (current_actor()).org_id) and reopened_at is null
  and exists (select from cases c where c.id = case_id and c.state = 'draft' and c.reporting_institution_id = (select (current_actor()).org_id)));
create policy reopen on early_closings for update to hersys_web using (reopened_at is null and org_id = (select (current_actor()).org_id))
  with check (reopened_by = (select (current_actor()).account_id));
grant select, insert on early_closings to hersys_web;
grant update (reopened_at, reopened_by) on early_closings to hersys_web;
grant select, insert, update, delete on early_closings to hersys_worker;

/* Lists tell the two apart by this column, which follows the table above. */
alter table cases add column early_closed_at timestamptz;
create function settle_early_closing() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update cases set early_closed_at = case when new.reopened_at is null then new.closed_at end where id = new.case_id;
  return null;
end $$;
create trigger settle after insert or update on early_closings for each row execute function settle_early_closing();
create index cases_early_open on cases (notified_centre_id, registered_at desc, id desc) where state = 'draft' and early_closed_at is null;
create index cases_early_closed on cases (notified_centre_id, registered_at desc, id desc) where state = 'draft' and early_closed_at is not null;

create or replace function file_registered_case(p_case uuid, p_notified uuid, p_person uuid, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare me uuid := (current_actor()).account_id;
begin
  -- p_person: the filer has said that it is a new infection of somebody of whom this institution reported before.
  update cases set state = 'filed', notified_centre_id = p_notified, created_at = p_now,
         person_id = coalesce((select x.person_id from cases x where x.person_id = p_person and x.reporting_institution_id = (current_actor()).org_id limit 1), person_id)
   where id = p_case and state = 'draft' and reporting_institution_id = (current_actor()).org_id
     and exists (select from organisations o where o.id = p_notified and o.kind = 'centre');
  if not found then return false; end if;
  update early_closings set reopened_at = p_now, reopened_by = me where case_id = p_case and reopened_at is null;
  -- What the centre was asked to look at has been done by whoever files; the owner may be another centre, in whose queue it does not belong.
  with settled as (
    update attention_items set closed_at = p_now, closed_by = me, outcome = 'filed' where case_id = p_case and kind = 'early-closed' and closed_at is null returning id)
  insert into attention_events (id, item_id, case_id, at, what, by_account_id, detail)
  select gen_random_uuid(), id, p_case, p_now, 'closed', me, '{"outcome": "filed"}' from settled;
  return true;
end $$;

-- Closed although its tabs speak for an infection: the centre looks.
alter table attention_items drop constraint attention_items_kind_check;
alter table attention_items add constraint attention_items_kind_check check (kind in (
  'red-flag', 'no-report', 'sms-undeliverable', 'not-registered', 'unconfirmed', 'owner-to-settle', 'hand-over-waiting', 'release-due',
  'report-without-watch', 'claim-locked', 'correction-asked', 'withdrawal-asked', 'job-failed', 'no-roster', 'system-alert', 'notice-stop-asked',
  'early-closed'));

-- ── The severity of now ─────────────────────────────────────────────────────────────────────────────────────────────────
-- 医療 owns it: that of the newest entry of the course that says one. `severity` stays what the 発生届 said. Lists show and filter the one of now.
alter table cases add column severity_now text;
create function settle_severity() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update cases set severity_now = (
           select answers ->> 'severity' from case_records where case_id = new.case_id and tab = 'course' and superseded_at is null and not struck
              and answers ->> 'severity' is not null order by on_day desc, recorded_at desc, id desc limit 1),
         updated_at = new.recorded_at where id = new.case_id;
  return null;
end $$;
create trigger settle_severity after insert on case_records for each row when (new.tab = 'course') execute function settle_severity();

create or replace function settle_listings(p_case uuid) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from listings l where l.case_id = p_case and not exists (select from listing_orgs(p_case) o where o.org_id = l.org_id);
  insert into listings as l (org_id, case_id, treating, state, hersys_id, centre_number, centre_id, birth_on, phone, passport_number, reported_on, diagnosed_on,
    infection_class, status, severity, measured_on, whereabouts, place_name, began_on, until_on, name, name_swapped, kana, kana_swapped)
  select o.org_id, c.id, o.treating, case when c.state = 'draft' and c.early_closed_at is not null then 'early-closed' else c.state end,
         c.hersys_id, c.centre_number, coalesce(w.owner_centre_id, c.responsible_centre_id, c.notified_centre_id),
         c.birth_on, c.phone, c.passport_number, c.reported_on, c.diagnosed_on,
         coalesce(c.infection_class, case when c.kind = 'close-contact' then 'contact' when c.state = 'draft' then 'unset'
                                          when c.case_class in ('suspected', 'suspectedDeceased') then 'suspected' else 'infected' end),
         case w.end_kind when 'release' then 'released' when 'death' then 'died' else c.current_status end,
         coalesce(c.severity_now, c.severity), c.measured_on, c.whereabouts, c.place_name, coalesce(w.period_from, '-infinity'), w.period_to,
         coalesce(k.name, ''), coalesce(k.name_swapped, ''), coalesce(k.kana, ''), coalesce(k.kana_swapped, '')
    from cases c left join watches w on w.case_id = c.id left join case_keys k on k.case_id = c.id, listing_orgs(p_case) o
   where c.id = p_case
  on conflict (org_id, case_id) do update set
    treating = excluded.treating, state = excluded.state, hersys_id = excluded.hersys_id, centre_number = excluded.centre_number, centre_id = excluded.centre_id,
    birth_on = excluded.birth_on, phone = excluded.phone, passport_number = excluded.passport_number, reported_on = excluded.reported_on,
    diagnosed_on = excluded.diagnosed_on, infection_class = excluded.infection_class, status = excluded.status, severity = excluded.severity,
    measured_on = excluded.measured_on, whereabouts = excluded.whereabouts, place_name = excluded.place_name, began_on = excluded.began_on,
    until_on = excluded.until_on, name = excluded.name, name_swapped = excluded.name_swapped, kana = excluded.kana, kana_swapped = excluded.kana_swapped;
end $$;

-- The course in hospital is written by institutions with beds; else as in 0015.
drop policy add on case_records;
create policy add on case_records for insert to hersys_web with check (
  author_kind = 'staff' and author_id = (select (current_actor()).account_id) and org_id = (select (current_actor()).org_id)
  and author_role = (select (current_actor()).role) and may_see_case(case_id, (select current_actor()))
  and ((select (current_actor()).org_kind) = 'institution' and tab <> 'measures'
        and (tab <> 'course' or exists (select from organisations o where o.id = org_id and o.institution_kind = 'inpatient'))
       or (select (current_actor()).org_kind) = 'centre' and (
            exists (select from watches w where w.case_id = case_records.case_id and w.owner_centre_id = (select (current_actor()).org_id))
            or exists (select from cases c where c.id = case_records.case_id and c.notified_centre_id = (select (current_actor()).org_id)))));

-- ── 入院状況一覧: who has left ──────────────────────────────────────────────────────────────────────────────────────────
create index case_records_left on case_records (hospital_id, until_day desc, id desc)
  where superseded_at is null and not struck and tab = 'medical' and until_day is not null;

-- ── Reports that an institution enters ──────────────────────────────────────────────────────────────────────────────────
alter table daily_reports drop constraint daily_reports_channel_check;
alter table daily_reports add constraint daily_reports_channel_check check (channel in ('web', 'call', 'inbound', 'staff', 'institution'));

/* A report that staff enter: of the owning centre (channel 'staff', past days too, and corrections by `revises_id`), or of an institution that
   reported or treats the patient (channel 'institution', no corrections). 'stored', 'duplicate', 'refused' (not theirs), 'conflict' (corrected by
   somebody else meanwhile). The request's transaction audits. */
create or replace function record_report(p jsonb, p_now timestamptz) returns table (outcome text, report_id uuid)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare a actor := current_actor(); r report_row := jsonb_populate_record(null::report_row, p); begun date;
begin
  if a.kind is distinct from 'staff' or a.role not in ('nurse', 'clerk', 'manager', 'doctor') or coalesce(a.org_kind, '') not in ('centre', 'institution')
     or (a.org_kind = 'institution' and (r.revises_id is not null or not may_see_case(r.case_id, a))) then
    return query select 'refused', null::uuid; return;
  end if;
  select least(w.period_from, (w.began_at at time zone 'Asia/Tokyo')::date) into begun
    from watches w where w.case_id = r.case_id and (a.org_kind = 'institution' or w.owner_centre_id = a.org_id) for no key update;
  if not found then return query select 'refused', null::uuid; return; end if;
  r.n := 1; r.channel := case a.org_kind when 'institution' then 'institution' else 'staff' end;
  r.author_kind := 'staff'; r.author_id := a.account_id; r.audit_id := null;
  if r.revises_id is not null then
    if exists (select from daily_reports d where d.case_id = r.case_id and d.reported_on = r.reported_on and d.idempotency_key = r.key) then
      return query select 'duplicate', d.id from daily_reports d where d.case_id = r.case_id and d.reported_on = r.reported_on and d.idempotency_key = r.key;
      return;
    end if;
    update daily_reports d set superseded_at = p_now
     where d.case_id = r.case_id and d.reported_on = r.reported_on and d.id = r.revises_id and d.superseded_at is null
    returning d.reported_at into r.reported_at;
    if not found then return query select 'conflict', null::uuid; return; end if;
    r.next_deadline := null;
  elsif r.reported_at > p_now or r.reported_on < begun or r.reported_on <> (r.reported_at at time zone 'Asia/Tokyo')::date then
    return query select 'refused', null::uuid; return;
  end if;
  return query select s.outcome, s.report_id from store_reports(array[r], p_now) s;
end $$;

revoke execute on function settle_early_closing(), settle_severity() from public;
