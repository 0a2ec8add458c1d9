-- 発生届: drafts that correct a filed one, the request to take one back (取り下げ), a search by name, and the three writes of an institution on
-- rows that belong to the health centre. Those run as hersys_system: the web role of an institution cannot touch a watch.

alter table notification_drafts add column corrects_case_id uuid references cases on delete restrict,   -- a correction of this case …
  add column base_revision int;                                                                        -- … begun from this revision
create unique index notification_draft_correction on notification_drafts (corrects_case_id) where corrects_case_id is not null and case_id is null;
create index notification_drafts_open on notification_drafts (org_id, updated_at desc, id desc) where case_id is null;

-- A prefix of a name, as one range of an index: comparisons of text are leakproof, LIKE is not (row-level security would filter every row first).
alter table cases
  add column name_key text collate "C" generated always as (replace(family_name || given_name, ' ', '')) stored,
  add column kana_key text collate "C" generated always as (replace(coalesce(family_kana, '') || coalesce(given_kana, ''), ' ', '')) stored;
create index cases_institution_name on cases (reporting_institution_id, name_key);
create index cases_institution_kana on cases (reporting_institution_id, kana_key);

create table withdrawals (
  id uuid primary key, case_id uuid not null references cases on delete restrict,
  reason text not null, asked_at timestamptz not null, asked_by uuid not null references staff_accounts on delete restrict,
  state text not null default 'asked' check (state in ('asked', 'agreed', 'refused')),
  decided_at timestamptz, decided_by uuid references staff_accounts on delete restrict, decision_note text,
  check ((state = 'asked') = (decided_at is null)), check ((decided_at is null) = (decided_by is null))
);
create unique index withdrawal_one_asked on withdrawals (case_id) where state = 'asked';
create index on withdrawals (case_id, asked_at);

alter table withdrawals enable row level security;
alter table withdrawals force row level security;
create policy system on withdrawals to hersys_system, hersys_worker using (true) with check (true);
create policy see on withdrawals for select to hersys_web using (may_see_case(case_id, (select current_actor())));
create policy ask on withdrawals for insert to hersys_web with check (
  state = 'asked' and asked_by = (select (current_actor()).account_id) and (select (current_actor()).org_kind) = 'institution'
  and may_see_case(case_id, (select current_actor())));
create policy decide on withdrawals for update to hersys_web using (
  (select (current_actor()).org_kind) = 'centre' and may_see_case(case_id, (select current_actor())))
  with check (decided_by = (select (current_actor()).account_id));
-- An institution asks; only the centre that watches the patient takes a notification back.
drop policy change on cases;
create policy change on cases for update to hersys_web using (
  (select (current_actor()).org_kind) in ('institution', 'centre') and may_see_case(id, (select current_actor())))
  with check ((select (current_actor()).org_kind) = 'centre' or state <> 'withdrawn' and reporting_institution_id = (select (current_actor()).org_id));
grant select, insert on withdrawals to hersys_web;
grant update (state, decided_at, decided_by, decision_note) on withdrawals to hersys_web;
grant select, insert, update, delete on withdrawals to hersys_worker;

-- 医師マスタ (D17): each institution sees its own doctors.
alter table doctors enable row level security;
alter table doctors force row level security;
create policy system on doctors to hersys_system, hersys_worker using (true) with check (true);
create policy own on doctors to hersys_web using (org_id = (select (current_actor()).org_id)) with check (org_id = (select (current_actor()).org_id));

/* Locks the case for a change by whoever may see it: every change begins here. No row: not visible, or not under observation. */
create function lock_case(p_case uuid) returns table (owner_centre_id uuid, state text, period_from date, period_to date)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not may_see_case(p_case, current_actor()) then return; end if;
  return query select w.owner_centre_id, w.state, w.period_from, w.period_to from watches w where w.case_id = p_case for no key update;
end $$;

/* The reporting institution may correct what the period follows from (D26). Says whether the watch was changed.
   "Release due" moves along while it has not come due; once due it stays until a person closes it. */
create function correct_watch_period(p_case uuid, p_from date, p_to date, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from cases c where c.id = p_case and c.reporting_institution_id = (current_actor()).org_id) then return false; end if;
  update watches set period_from = p_from, period_to = p_to, updated_at = p_now where case_id = p_case and state = 'observing';
  if not found then return false; end if;
  update attention_items set due_at = ((p_to + 1)::text || ' 00:00+09')::timestamptz
   where case_id = p_case and kind = 'release-due' and closed_at is null and due_at > p_now;
  perform pg_notify('centre', (select owner_centre_id::text from watches where case_id = p_case));
  return true;
end $$;

/* A 発生届 of somebody who has died: observation ends with it, recorded by the person who files. The centre still confirms;
   a hand-over under way is withdrawn. */
create function end_watch_by_filed_death(p_case uuid, p_now timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  if not exists (select from cases c where c.id = p_case and c.reporting_institution_id = a.org_id) then return; end if;
  update watches set state = 'ended', ended_at = p_now, ended_by = a.account_id, end_kind = 'death', updated_at = p_now
   where case_id = p_case and state = 'observing';
  update hand_overs set state = 'withdrawn', decided_at = p_now, decided_by = a.account_id, decision_note = '死亡の届出'
   where case_id = p_case and state = 'pending';
  with closed as (
    update attention_items set closed_at = p_now, closed_by = a.account_id, outcome = 'death'
     where case_id = p_case and kind in ('no-report', 'not-registered', 'release-due', 'hand-over-waiting') and closed_at is null returning id)
  insert into attention_events (id, item_id, case_id, at, what, by_account_id)
  select gen_random_uuid(), id, p_case, p_now, 'closed', a.account_id from closed;
end $$;

revoke execute on function lock_case(uuid), correct_watch_period(uuid, date, date, timestamptz), end_watch_by_filed_death(uuid, timestamptz) from public;
grant execute on function lock_case(uuid), correct_watch_period(uuid, date, date, timestamptz), end_watch_by_filed_death(uuid, timestamptz) to hersys_web;
