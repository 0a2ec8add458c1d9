-- エクセルインポート (D14): a file of many 発生届, the fate of each of its rows, and in whose name the worker files them.

create table imports (
  id uuid primary key,
  org_id uuid not null references organisations on delete restrict,
  uploaded_at timestamptz not null, uploaded_by uuid not null references staff_accounts on delete restrict,
  file_name text,                         -- as the institution called it; goes with the file
  kind text not null check (kind in ('xlsx', 'csv')),
  size int not null check (size between 1 and 10485760),
  content_mark text not null,             -- keyed hash of the file: the same file again is noticed
  state text not null default 'waiting' check (state in ('waiting', 'checking', 'checked', 'filing', 'done', 'refused', 'discarded')),
  refusal text, refusal_detail text[],    -- why the whole file was not taken: a code, and headers or limits
  form_version text, columns text[],      -- the input each column of the file answers, '' for one of ours
  is_from_1904 boolean not null default false,
  row_count int, ignored_rows int[],      -- rows marked as hint or example
  accepted_at timestamptz, accepted_by uuid references staff_accounts on delete restrict,
  leave_alike boolean not null default false,
  finished_at timestamptz, erased_at timestamptz,
  tries int not null default 0,           -- taken up since a worker last put it down: a file that kills its worker is not tried for ever
  worked_by uuid, worked_until timestamptz, -- the worker that has it in hand, and until when nobody else takes it up
  check ((accepted_at is null) = (accepted_by is null)), check ((state = 'refused') = (refusal is not null))
);
create index imports_own on imports (org_id, uploaded_at desc, id desc);
create index imports_same on imports (org_id, content_mark);
create index imports_work on imports (worked_until nulls first) where state in ('waiting', 'checking', 'filing');
create index imports_kept on imports (uploaded_at) where erased_at is null;

/* The file itself: the web puts it in, the worker reads it and throws it away. */
create table import_files (import_id uuid primary key references imports on delete cascade, org_id uuid not null references organisations on delete restrict, bytes bytea not null);

create table import_rows (
  import_id uuid not null references imports on delete cascade,
  row_number int not null check (row_number > 0),      -- as the spreadsheet counts
  org_id uuid not null references organisations on delete restrict,
  state text not null check (state in ('faulty', 'good', 'known', 'filed', 'left', 'failed')),
  cells jsonb,                                         -- as read: text, number, or { "day": … }
  faults jsonb, notes jsonb,                           -- [{ column, text }]: why not; what to look at again
  fingerprint text,                                    -- keyed hash of the answers
  alike boolean not null default false,                -- likely the person of a case of this institution
  known_row int, known_case_id uuid references cases on delete restrict,
  case_id uuid references cases on delete restrict,
  primary key (import_id, row_number), check ((state = 'filed') = (case_id is not null))
);
-- A row becomes a case once, whoever presses what in which file.
create unique index import_rows_once on import_rows (org_id, fingerprint) where state = 'filed';
create index import_rows_next on import_rows (import_id, row_number) where state = 'good';
create index on import_rows (case_id) where case_id is not null;
create index on import_rows (known_case_id) where known_case_id is not null;

do $$ declare t text; begin
  foreach t in array array['imports', 'import_files', 'import_rows'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('create policy own on %I to hersys_web using (org_id = (select (current_actor()).org_id) and (select (current_actor()).org_kind) = ''institution'')
      with check (org_id = (select (current_actor()).org_id) and (select (current_actor()).org_kind) = ''institution'')', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
grant select, insert on imports to hersys_web;
grant update (state, accepted_at, accepted_by, leave_alike) on imports to hersys_web;
grant insert on import_files to hersys_web;
grant select on import_rows to hersys_web;

/* In whose name a 発生届 is filed: who is signed in, or, in the worker, who accepted the import that the transaction names. What a person ordered
   while entitled to is done, also when the account ends meanwhile: a legal report is never lost that way. */
create function filing_actor() returns actor language plpgsql stable security definer set search_path = public, pg_temp as $$
declare a actor;
begin
  if session_user <> 'hersys_worker' then return current_actor(); end if;
  select 'staff', sa.id, i.org_id, 'institution', sa.role into a.kind, a.account_id, a.org_id, a.org_kind, a.role
    from imports i join staff_accounts sa on sa.id = i.accepted_by
   where i.id = nullif(current_setting('app.import', true), '')::uuid and i.state = 'filing';
  return a;
end $$;

/* As before, in the name of the filing actor. */
create or replace function raise_own_item(p_id uuid, p_centre uuid, p_case uuid, p_subject text, p_kind text, p_urgent boolean, p_due timestamptz, p_detail jsonb, p_now timestamptz) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := filing_actor();
begin
  if not (case when p_case is null then coalesce(p_centre = a.org_id, false) else p_centre is null and may_see_case(p_case, a) end)
     or (a.kind = 'patient' and p_kind <> 'correction-asked') then raise insufficient_privilege; end if;
  return raise_item(p_id, p_centre, p_case, p_subject, p_kind, p_urgent, case when p_urgent or p_kind in ('red-flag', 'report-without-watch') then p_now else p_due end, p_detail, p_now);
end $$;

create or replace function end_watch_by_filed_death(p_case uuid, p_now timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := filing_actor();
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

revoke execute on function filing_actor() from public;
grant execute on function raise_own_item(uuid, uuid, uuid, text, text, boolean, timestamptz, jsonb, timestamptz), end_watch_by_filed_death(uuid, timestamptz) to hersys_worker;
