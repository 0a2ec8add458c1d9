-- The centre and the 発生届: questions to the institution, a withdrawal that is taken back, faxes that the centre types, and how whole and how
-- soon reports are, by institution and channel.

-- ── 問合せ: the centre asks, the institution answers, a person of the centre closes ──────────────────────────────────────
create table inquiries (
  id uuid primary key,
  case_id uuid not null references cases on delete restrict,
  institution_id uuid not null references organisations on delete restrict,
  question text not null check (length(question) between 1 and 1000),
  asked_at timestamptz not null, asked_by uuid not null references staff_accounts on delete restrict,
  centre_id uuid not null references organisations on delete restrict,
  answer text check (length(answer) between 1 and 1000),
  answered_at timestamptz, answered_by uuid references staff_accounts on delete restrict,
  closed_at timestamptz, closed_by uuid references staff_accounts on delete restrict, close_note text,
  check ((answered_at is null) = (answered_by is null)), check ((answered_at is null) = (answer is null)),
  check ((closed_at is null) = (closed_by is null))
);
-- One question at a time: the next is asked when a person has closed the one before.
create unique index inquiry_one_open on inquiries (case_id) where closed_at is null;
create index inquiries_of_case on inquiries (case_id, asked_at);
create index inquiries_unanswered on inquiries (institution_id, asked_at, id) where answered_at is null and closed_at is null;
alter table inquiries enable row level security;
alter table inquiries force row level security;
create policy system on inquiries to hersys_system, hersys_worker using (true) with check (true);
create policy centre on inquiries for select to hersys_web using (
  (select (current_actor()).org_kind) in ('centre', 'prefecture') and may_see_case(case_id, (select current_actor())));
create policy institution on inquiries for select to hersys_web using (institution_id = (select (current_actor()).org_id));
create policy ask on inquiries for insert to hersys_web with check (
  asked_by = (select (current_actor()).account_id) and centre_id = (select (current_actor()).org_id) and answered_at is null and closed_at is null
  and exists (select from watches w where w.case_id = inquiries.case_id and w.owner_centre_id = (select (current_actor()).org_id))
  and exists (select from cases c where c.id = inquiries.case_id and c.reporting_institution_id = inquiries.institution_id));
create policy answer on inquiries for update to hersys_web using (
  institution_id = (select (current_actor()).org_id) and answered_at is null and closed_at is null)
  with check (answered_by = (select (current_actor()).account_id) and closed_at is null);
create policy close on inquiries for update to hersys_web using (
  closed_at is null and exists (select from watches w where w.case_id = inquiries.case_id and w.owner_centre_id = (select (current_actor()).org_id)))
  with check (closed_by = (select (current_actor()).account_id));
grant select, insert on inquiries to hersys_web;
grant update (answer, answered_at, answered_by, closed_at, closed_by, close_note) on inquiries to hersys_web;
grant select, insert, update, delete on inquiries to hersys_worker;

-- ── A withdrawal is taken back ──────────────────────────────────────────────────────────────────────────────────────────
alter table withdrawals add column restored_at timestamptz, add column restored_by uuid references staff_accounts on delete restrict, add column restore_note text,
  add check ((restored_at is null) = (restored_by is null)), add check (restored_at is null or state = 'agreed');
create policy restore on withdrawals for update to hersys_web using (
  state = 'agreed' and restored_at is null and (select (current_actor()).org_kind) = 'centre' and (select (current_actor()).role) in ('nurse', 'manager')
  and exists (select from watches w where w.case_id = withdrawals.case_id and w.owner_centre_id = (select (current_actor()).org_id)))
  with check (restored_by = (select (current_actor()).account_id));
grant update (restored_at, restored_by, restore_note) on withdrawals to hersys_web;
alter table watch_reopenings drop constraint watch_reopenings_end_kind_check;
alter table watch_reopenings add constraint watch_reopenings_end_kind_check check (end_kind in ('release', 'death', 'withdrawal'));

-- ── A fax that the centre types (代行入力) ──────────────────────────────────────────────────────────────────────────────
/* What came in by fax, until somebody has typed it or said why not. What is typed is a draft under the same id. institution_id null: an
   institution that has no place in this system; its name stands as on the paper. */
create table faxes (
  id uuid primary key,
  centre_id uuid not null references organisations on delete restrict,
  institution_id uuid references organisations on delete restrict, institution_name text not null,
  received_at timestamptz not null,
  uploaded_at timestamptz not null, uploaded_by uuid not null references staff_accounts on delete restrict,
  centre_number text,                                    -- 保健所独自ID, given at entry
  case_id uuid references cases on delete restrict,      -- typed: the case it became
  entered_at timestamptz, entered_by uuid references staff_accounts on delete restrict,
  discarded_at timestamptz, discarded_by uuid references staff_accounts on delete restrict, discard_reason text,
  check ((case_id is null) = (entered_at is null)), check ((entered_at is null) = (entered_by is null)),
  check ((discarded_at is null) = (discarded_by is null) and (discarded_at is null) = (discard_reason is null)),
  check (entered_at is null or discarded_at is null)
);
create index faxes_waiting on faxes (centre_id, received_at, id) where entered_at is null and discarded_at is null;
create index faxes_done on faxes (centre_id, uploaded_at desc, id desc) where entered_at is not null or discarded_at is not null;
create index faxes_of_case on faxes (case_id);
/* The pages as pictures of our own making: re-encoded, without what a camera or a scanner wrote into them. */
create table fax_pages (
  fax_id uuid not null references faxes on delete cascade, page smallint not null check (page > 0),
  type text not null check (type = 'image/webp'), bytes bytea not null, width int not null, height int not null,
  primary key (fax_id, page)
);
/* A PDF as it came. */
create table fax_originals (fax_id uuid primary key references faxes on delete cascade, type text not null check (type = 'application/pdf'), bytes bytea not null);

do $$
declare t text;
begin
  foreach t in array array['faxes', 'fax_pages', 'fax_originals'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select, insert on %I to hersys_web', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
create policy own on faxes for select to hersys_web using (centre_id = (select (current_actor()).org_id));
create policy of_case on faxes for select to hersys_web using (
  (select (current_actor()).org_kind) = 'centre' and case_id is not null and may_see_case(case_id, (select current_actor())));
create policy take_in on faxes for insert to hersys_web with check (
  centre_id = (select (current_actor()).org_id) and (select (current_actor()).org_kind) = 'centre' and uploaded_by = (select (current_actor()).account_id)
  and case_id is null and discarded_at is null);
create policy settle on faxes for update to hersys_web using (centre_id = (select (current_actor()).org_id) and entered_at is null and discarded_at is null)
  with check ((select (current_actor()).account_id) in (entered_by, discarded_by));
grant update (case_id, entered_at, entered_by, discarded_at, discarded_by, discard_reason) on faxes to hersys_web;
create policy see on fax_pages for select to hersys_web using (exists (select from faxes f where f.id = fax_id));
create policy take_in on fax_pages for insert to hersys_web with check (
  exists (select from faxes f where f.id = fax_id and f.centre_id = (select (current_actor()).org_id) and f.entered_at is null));
create policy see on fax_originals for select to hersys_web using (exists (select from faxes f where f.id = fax_id));
create policy take_in on fax_originals for insert to hersys_web with check (
  exists (select from faxes f where f.id = fax_id and f.centre_id = (select (current_actor()).org_id) and f.entered_at is null));

/* Whether the centre of the visitor has this fax before it and types it: then it files in the place of the institution. */
create function types_fax_of(p_institution uuid, a actor) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select a.org_kind = 'centre' and exists (
    select from faxes f where f.centre_id = a.org_id and f.institution_id is not distinct from p_institution and f.entered_at is null and f.discarded_at is null)
$$;
create function owner_of_seen(p_case uuid) returns uuid language sql stable security definer set search_path = public, pg_temp as $$
  select w.owner_centre_id from watches w where w.case_id = p_case and may_see_case(p_case, current_actor())
$$;
create policy type_fax on cases for insert to hersys_web with check (
  kind = 'patient' and state = 'filed' and notified_centre_id = (select (current_actor()).org_id)
  and types_fax_of(reporting_institution_id, (select current_actor())));
create policy add_by_centre on persons for insert to hersys_web with check ((select (current_actor()).org_kind) = 'centre');
create policy begin_by_centre on watches for insert to hersys_web with check (
  (select (current_actor()).org_kind) = 'centre' and exists (
    select from cases c where c.id = case_id and (c.notified_centre_id = (select (current_actor()).org_id) and owner_centre_id in (c.responsible_centre_id, c.notified_centre_id))));
create policy begin_by_centre on attention_items for insert to hersys_web with check (
  (select (current_actor()).org_kind) = 'centre' and case_id is not null and owner_of_seen(case_id) = centre_id);

/* As in 0019; also of a fax that a centre has just typed. */
create or replace function end_watch_by_filed_death(p_case uuid, p_now timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := filing_actor();
begin
  if not exists (select from cases c where c.id = p_case and (c.reporting_institution_id = a.org_id
                  or a.org_kind = 'centre' and c.notified_centre_id = a.org_id and c.created_at = p_now)) then return; end if;
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

-- ── How whole, how soon, and by which way (届出の充足と迅速さ) ──────────────────────────────────────────────────────────
/* channel: the way the 発生届 came. asked: how many questions with the yellow frame applied, of which `gaps` are open. delay_days: from the day
   of diagnosis to the day on which the report reached anybody (for a fax: when it was received); null where either is unknown or they contradict. */
alter table case_forms alter column org_id drop not null,
  add column channel text not null default 'web' check (channel in ('web', 'excel', 'api', 'fax')),
  add column centre_id uuid references organisations on delete restrict,       -- 届出保健所
  add column asked int check (asked >= gaps), add column received_at timestamptz, add column delay_days int check (delay_days >= 0);
create index case_forms_centre on case_forms (centre_id, filed_at);
grant update (asked, delay_days) on case_forms to hersys_web;
create policy measured on case_forms for select to hersys_web using (centre_id = (select (current_actor()).org_id));
create policy typed on case_forms for insert to hersys_web with check (
  channel = 'fax' and centre_id = (select (current_actor()).org_id) and may_see_case(case_id, (select current_actor())));

-- A question without an end, and a fax that nobody has typed, wait for a person.
do $$
declare def text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'attention_items_kind_check');
begin
  alter table attention_items drop constraint attention_items_kind_check;
  execute 'alter table attention_items add constraint attention_items_kind_check ' || replace(def, 'ARRAY[', 'ARRAY[''inquiry''::text, ''fax-waiting''::text, ');
end $$;

revoke execute on function types_fax_of(uuid, actor), owner_of_seen(uuid) from public;
grant execute on function types_fax_of(uuid, actor), owner_of_seen(uuid) to hersys_web;

/* The item of a fax closes in the name of whoever typed or discarded it. */
create function settle_fax_item(p_fax uuid, p_centre uuid, p_outcome text, p_note text, p_now timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  if a.org_kind is distinct from 'centre' or a.org_id <> p_centre then raise insufficient_privilege; end if;
  with settled as (
    update attention_items set closed_at = p_now, closed_by = a.account_id, outcome = p_outcome, note = p_note
     where centre_id = p_centre and kind = 'fax-waiting' and subject = p_fax::text and closed_at is null returning id)
  insert into attention_events (id, item_id, at, what, by_account_id, detail)
  select gen_random_uuid(), id, p_now, 'closed', a.account_id, jsonb_build_object('outcome', p_outcome) from settled;
  perform pg_notify('centre', p_centre::text);
end $$;
revoke execute on function settle_fax_item(uuid, uuid, text, text, timestamptz) from public;
grant execute on function settle_fax_item(uuid, uuid, text, text, timestamptz) to hersys_web;

-- The owner may correct a whole 発生届 too (C28): a draft of its own beside one that the institution may have begun, and the period follows.
drop index notification_draft_correction;
create unique index notification_draft_correction on notification_drafts (corrects_case_id, org_id) where corrects_case_id is not null and case_id is null;
create or replace function correct_watch_period(p_case uuid, p_from date, p_to date, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from cases c where c.id = p_case and c.reporting_institution_id = (current_actor()).org_id)
     and not exists (select from watches w where w.case_id = p_case and w.owner_centre_id = (current_actor()).org_id) then return false; end if;
  update watches set period_from = p_from, period_to = p_to, updated_at = p_now where case_id = p_case and state = 'observing';
  if not found then return false; end if;
  update attention_items set due_at = ((p_to + 1)::text || ' 00:00+09')::timestamptz
   where case_id = p_case and kind = 'release-due' and closed_at is null and due_at > p_now;
  perform pg_notify('centre', (select owner_centre_id::text from watches where case_id = p_case));
  return true;
end $$;
