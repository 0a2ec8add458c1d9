-- The tabs of a case: what is recorded beside the 発生届, by tab; cases that are registered before their 発生届 (D30–D32); and institutions that
-- treat a patient whom another one reported, for the days of the treatment.

-- ── Institutions that treat ─────────────────────────────────────────────────────────────────────────────────────────────
/* Named by the owning centre or by the reporting institution. From the first day to the last, both counted in Japan, or until the naming is ended. */
create table treatments (
  id uuid primary key,
  case_id uuid not null references cases on delete restrict,
  institution_id uuid not null references organisations on delete restrict,
  from_on date not null, until_on date, check (until_on >= from_on),
  named_at timestamptz not null, named_by uuid not null references staff_accounts on delete restrict,
  named_org uuid not null references organisations on delete restrict,
  ended_at timestamptz, ended_by uuid references staff_accounts on delete restrict,
  check ((ended_at is null) = (ended_by is null))
);
create index treatments_of_institution on treatments (institution_id, case_id);
create index treatments_of_case on treatments (case_id, named_at);

/* Whether this institution treats the case at this moment of app.now. */
create function treats_now(p_case uuid, p_institution uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from treatments t, (select nullif(current_setting('app.now', true), '')::timestamptz as now) clock
     where t.case_id = p_case and t.institution_id = p_institution
       and t.from_on <= (clock.now at time zone 'Asia/Tokyo')::date and coalesce(t.until_on, 'infinity') >= (clock.now at time zone 'Asia/Tokyo')::date
       and (t.ended_at is null or t.ended_at > clock.now))
$$;

/* The one rule of who sees a case. Ministry, helpdesk and operator see none (C2). */
create or replace function may_see_case(c uuid, a actor) returns boolean language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if c is null or a.kind is null then return false; end if;
  if a.kind = 'patient' then
    return exists (select from registrations r where r.case_id = c and r.account_id = a.account_id and r.ended_at is null);
  end if;
  case a.org_kind
    when 'institution' then return exists (select from cases x where x.id = c and x.reporting_institution_id = a.org_id) or treats_now(c, a.org_id);
    when 'centre' then
      return exists (select from watches w where w.case_id = c and w.owner_centre_id = a.org_id)
          or exists (select from cases x where x.id = c and x.notified_centre_id = a.org_id)
          or exists (select from hand_overs h where h.case_id = c and h.to_centre_id = a.org_id and h.state = 'pending');
    when 'prefecture' then return exists (select from watches w where w.case_id = c and w.owner_prefecture_id = a.org_id);
    else return false;
  end case;
end $$;

/* Who names and ends a treating institution: the centre that owns the case (before the 発生届 the one that was told), and who reported it. */
create function may_name_treatment(p_case uuid, a actor) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select case a.org_kind
    when 'institution' then exists (select from cases c where c.id = p_case and c.reporting_institution_id = a.org_id)
    when 'centre' then a.org_id = (select coalesce(w.owner_centre_id, c.notified_centre_id) from cases c left join watches w on w.case_id = c.id where c.id = p_case)
    else false end
$$;

-- Who treats does not report: a correction of the 発生届 and its withdrawal stay with who filed it (and the centre).
drop policy add on notifications;
create policy add on notifications for insert to hersys_web with check (
  author_id = (select (current_actor()).account_id) and org_id = (select (current_actor()).org_id) and may_see_case(case_id, (select current_actor()))
  and ((select (current_actor()).org_kind) <> 'institution'
       or exists (select from cases c where c.id = case_id and c.reporting_institution_id = (select (current_actor()).org_id))));
drop policy ask on withdrawals;
create policy ask on withdrawals for insert to hersys_web with check (
  state = 'asked' and asked_by = (select (current_actor()).account_id) and (select (current_actor()).org_kind) = 'institution'
  and exists (select from cases c where c.id = case_id and c.reporting_institution_id = (select (current_actor()).org_id)));

-- ── Records by tab ──────────────────────────────────────────────────────────────────────────────────────────────────────
/* One row per revision of an entry; the one without superseded_at stands. `basics`, `identity` and `observation` have one entry a case, the
   others any number. A struck entry was recorded by mistake: it is shown as such and counts for nothing. Nothing is ever changed or removed. */
create table case_records (
  id uuid primary key,
  entry_id uuid not null,                                -- the id of the entry's first revision
  case_id uuid not null references cases on delete restrict,
  tab text not null check (tab in ('identity', 'basics', 'tests', 'places', 'movements', 'observation', 'medical', 'course', 'measures')),
  revision int not null check (revision > 0),
  form_version text not null, answers jsonb not null, document_hash text,   -- no hash: a patient's page added one answer to what staff had entered
  struck boolean not null default false,
  author_kind text not null check (author_kind in ('staff', 'patient')), author_id uuid not null, author_role text,
  org_id uuid references organisations on delete restrict,
  reason text, recorded_at timestamptz not null, superseded_at timestamptz,
  -- What lists go by; filled by keep_record() from the answers.
  institution_id uuid, on_day date, until_day date, hospital_id uuid,
  unique (entry_id, revision),
  check ((revision = 1) = (entry_id = id)), check ((author_kind = 'staff') = (org_id is not null)), check (not struck or reason is not null)
);
create unique index case_records_current on case_records (entry_id) where superseded_at is null;
create unique index case_records_single on case_records (case_id, tab) where superseded_at is null and tab in ('identity', 'basics', 'observation');
create index case_records_case on case_records (case_id, tab, recorded_at);
create index case_records_list on case_records (institution_id, tab, on_day desc, id desc) where superseded_at is null and not struck;
create index case_records_stays on case_records (hospital_id, on_day desc, id desc)
  where superseded_at is null and not struck and tab = 'medical' and until_day is null;

-- Of the standing records what lists filter and show: 感染区分, 現在のステータス, 処置日, 居所, 場所名. Written by settle_case_columns() alone.
alter table cases add column infection_class text, add column current_status text, add column measured_on date,
  add column whereabouts text, add column place_name text;

/* Before a revision is added: it follows the one that stands, which it supersedes. 40001 where somebody was faster. */
create function keep_record() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare before case_records; day text;
begin
  perform from watches where case_id = new.case_id for no key update;
  if not found then perform from cases where id = new.case_id for no key update; end if;
  if new.revision > 1 then
    select * into before from case_records where entry_id = new.entry_id and superseded_at is null;
    if not found or before.case_id <> new.case_id or before.tab <> new.tab then raise exception 'no such entry'; end if;
    if before.revision <> new.revision - 1 then raise exception 'another revision stands' using errcode = 'serialization_failure'; end if;
    update case_records set superseded_at = new.recorded_at where id = before.id;
  end if;
  new.superseded_at := null;
  select reporting_institution_id into new.institution_id from cases where id = new.case_id;
  day := '^\d{4}-\d\d-\d\d$';
  new.on_day := (select v::date from jsonb_each_text(new.answers) e(k, v)
                  where k = (case new.tab when 'tests' then 'sampledOn' when 'measures' then 'measuredOn' when 'course' then 'on' else 'fromOn' end) and v ~ day);
  new.until_day := (select v::date from jsonb_each_text(new.answers) e(k, v) where k = 'untilOn' and v ~ day);
  new.hospital_id := (select (new.answers -> 'hospital' ->> 'id')::uuid where new.tab = 'medical' and new.answers ->> 'care' = 'inpatient');
  return new;
end $$;
create trigger keep before insert on case_records for each row execute function keep_record();

/* After it: the columns of the case that follow from its standing records. */
create function settle_case_columns() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare measure jsonb; place record;
begin
  if new.tab = 'basics' then
    update cases set nationality = new.answers ->> 'nationality', entered_japan_on = (new.answers ->> 'enteredOn')::date, updated_at = new.recorded_at,
           passport_entered_by = case when new.answers ->> 'passportNumber' is null then null
                                      when passport_number is not distinct from new.answers ->> 'passportNumber' then passport_entered_by else new.author_kind end,
           passport_number = new.answers ->> 'passportNumber'
     where id = new.case_id;
  elsif new.tab = 'identity' and new.answers ? 'name' then
    -- ID管理 of a case without 発生届 says whose case it is. Once filed, the 発生届 does.
    update cases set family_name = new.answers -> 'name' ->> 'family', given_name = coalesce(new.answers -> 'name' ->> 'given', ''),
           family_kana = new.answers -> 'name' ->> 'familyKana', given_kana = new.answers -> 'name' ->> 'givenKana', sex = new.answers ->> 'sex',
           birth_on = (new.answers ->> 'birthOn')::date, phone = new.answers ->> 'phone', postal_code = new.answers ->> 'postalCode',
           address = nullif(concat(new.answers ->> 'prefecture', new.answers ->> 'municipality', new.answers ->> 'street'), ''),
           responsible_centre_id = (new.answers -> 'responsibleCentre' ->> 'id')::uuid, updated_at = new.recorded_at
     where id = new.case_id and state = 'draft';
  elsif new.tab = 'measures' then
    select answers into measure from case_records where case_id = new.case_id and tab = 'measures' and superseded_at is null and not struck
     order by on_day desc nulls last, recorded_at desc, id desc limit 1;
    update cases set infection_class = measure ->> 'infectionClass', current_status = measure ->> 'status', measured_on = (measure ->> 'measuredOn')::date,
           updated_at = new.recorded_at where id = new.case_id;
  elsif new.tab in ('places', 'medical') then
    -- Where somebody is: the stay that began last, in a hospital (医療) or elsewhere (居所), unless it is over.
    select case when tab = 'medical' then 'hospital' else answers ->> 'place' end as kind,
           case when tab = 'medical' then coalesce(answers -> 'hospital' ->> 'name', answers ->> 'hospitalOther') else answers ->> 'placeName' end as name, until_day
      into place from case_records
     where case_id = new.case_id and superseded_at is null and not struck and (tab = 'places' or tab = 'medical' and answers ->> 'care' = 'inpatient')
     order by on_day desc nulls last, recorded_at desc, id desc limit 1;
    update cases set whereabouts = case when place.until_day is null then place.kind end, place_name = case when place.until_day is null then place.name end,
           updated_at = new.recorded_at where id = new.case_id;
  end if;
  return null;
end $$;
create trigger settle after insert on case_records for each row execute function settle_case_columns();

-- ── Registered before the 発生届 (D30–D32) ──────────────────────────────────────────────────────────────────────────────
-- Such a case is in the state 'draft': it has a HER-SYS ID and tabs, and no watch. Observation begins when its 発生届 is accepted.
alter table cases add column registered_at timestamptz;   -- 登録, where it came before the 発生届; created_at is then set anew by the 届出
alter table notification_drafts add column files_case_id uuid references cases on delete restrict;   -- the registered case that this draft will report
create unique index notification_draft_files on notification_drafts (files_case_id) where files_case_id is not null and case_id is null;

/* The 発生届 of a registered case is accepted: true once, false for whoever comes second. Whose case it is moves only here. */
create function file_registered_case(p_case uuid, p_notified uuid, p_person uuid, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- p_person: the filer has said that it is a new infection of somebody of whom this institution reported before.
  update cases set state = 'filed', notified_centre_id = p_notified, created_at = p_now,
         person_id = coalesce((select x.person_id from cases x where x.person_id = p_person and x.reporting_institution_id = (current_actor()).org_id limit 1), person_id)
   where id = p_case and state = 'draft' and reporting_institution_id = (current_actor()).org_id
     and exists (select from organisations o where o.id = p_notified and o.kind = 'centre');
  return found;
end $$;

/* The patient adds the passport number once (A22): 'ok', 'already' (somebody has entered it: changes are the centre's), or 'not-asked' (staff have
   recorded no day of entry). The caller judges the 28 days and the nationality by the columns of the case, and the number's form. */
create function enter_own_passport(p_id uuid, p_case uuid, p_number text, p_now timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); r case_records;
begin
  if a.kind is distinct from 'patient' or not may_see_case(p_case, a) or p_number !~ '^[A-Z0-9]{1,9}$' then raise insufficient_privilege; end if;
  perform from watches where case_id = p_case for no key update;
  select * into r from case_records where case_id = p_case and tab = 'basics' and superseded_at is null;
  if not found or r.answers ->> 'enteredOn' is null then return 'not-asked'; end if;
  if r.answers ->> 'passportNumber' is not null then return 'already'; end if;
  insert into case_records (id, entry_id, case_id, tab, revision, form_version, answers, author_kind, author_id, reason, recorded_at)
  values (p_id, r.entry_id, p_case, 'basics', r.revision + 1, r.form_version, r.answers || jsonb_build_object('passportNumber', p_number), 'patient', a.account_id, 'My HER-SYS', p_now);
  return 'ok';
end $$;

/* Whether the patient has answered the 健康調査 (D33): said to whoever sees the case, the answers are the centre's. */
create function has_survey(p_case uuid) returns boolean language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return may_see_case(p_case, current_actor()) and exists (select from surveys s where s.case_id = p_case);
end $$;

-- ── Lists of an institution ─────────────────────────────────────────────────────────────────────────────────────────────
alter table watches add column institution_id uuid;      -- the case's reporting institution, for 健康観察一覧
create index watches_institution on watches (institution_id, began_at desc, case_id desc) where state = 'observing';
create function name_reporting_institution() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  select reporting_institution_id into new.institution_id from cases where id = new.case_id;
  return new;
end $$;
create trigger name_institution before insert on watches for each row execute function name_reporting_institution();
update watches w set institution_id = c.reporting_institution_id from cases c where c.id = w.case_id;
-- A centre's lists of 発生届 pass over what has none.
create index cases_notified_filed on cases (notified_centre_id, created_at desc, id desc) where state <> 'draft';

-- ── Who may what ────────────────────────────────────────────────────────────────────────────────────────────────────────
do $$
declare t text;
begin
  foreach t in array array['case_records', 'treatments'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
create policy see on case_records for select to hersys_web using (
  (select (current_actor()).kind) = 'staff' and may_see_case(case_id, (select current_actor())));
-- In one's own name, as a centre or institution; 措置判定記録 is the centre's. Who is only asked to take a case over reads.
create policy add on case_records for insert to hersys_web with check (
  author_kind = 'staff' and author_id = (select (current_actor()).account_id) and org_id = (select (current_actor()).org_id)
  and author_role = (select (current_actor()).role) and may_see_case(case_id, (select current_actor()))
  and ((select (current_actor()).org_kind) = 'institution' and tab <> 'measures'
       or (select (current_actor()).org_kind) = 'centre' and (
            exists (select from watches w where w.case_id = case_records.case_id and w.owner_centre_id = (select (current_actor()).org_id))
            or exists (select from cases c where c.id = case_records.case_id and c.notified_centre_id = (select (current_actor()).org_id)))));
create policy see on treatments for select to hersys_web using (may_see_case(case_id, (select current_actor())) and (select (current_actor()).kind) = 'staff');
create policy name on treatments for insert to hersys_web with check (
  named_by = (select (current_actor()).account_id) and named_org = (select (current_actor()).org_id) and ended_at is null
  and may_name_treatment(case_id, (select current_actor())));
create policy finish on treatments for update to hersys_web using (may_name_treatment(case_id, (select current_actor())) and ended_at is null)
  with check (ended_by = (select (current_actor()).account_id));
grant select, insert on case_records, treatments to hersys_web;
grant update (ended_at, ended_by) on treatments to hersys_web;

revoke execute on function treats_now(uuid, uuid), may_name_treatment(uuid, actor), keep_record(), settle_case_columns(), name_reporting_institution(), has_survey(uuid),
  file_registered_case(uuid, uuid, uuid, timestamptz), enter_own_passport(uuid, uuid, text, timestamptz) from public;
grant execute on function may_name_treatment(uuid, actor), has_survey(uuid), file_registered_case(uuid, uuid, uuid, timestamptz), enter_own_passport(uuid, uuid, text, timestamptz) to hersys_web;
grant execute on function treats_now(uuid, uuid), may_name_treatment(uuid, actor) to hersys_worker;
