-- Bulk actions: many things done one after another by the worker, in the name of the person who started them.

create table bulk_jobs (
  id uuid primary key,
  org_id uuid not null references organisations on delete restrict,
  kind text not null,
  thing text not null check (thing in ('case', 'item', 'hand-over')),
  state text not null default 'chosen' check (state in ('chosen', 'running', 'done', 'stopped')),
  params jsonb not null default '{}',     -- what is said once for all rows: a centre, a reason
  created_at timestamptz not null, created_by uuid not null references staff_accounts on delete restrict,
  started_at timestamptz, finished_at timestamptz,
  stopped_by uuid references staff_accounts on delete restrict,
  has_undone boolean not null default false, -- ended with rows refused or failed
  check ((state = 'chosen') = (started_at is null)), check ((finished_at is not null) = (state in ('done', 'stopped'))),
  check ((state = 'stopped') = (stopped_by is not null))
);
create index bulk_jobs_own on bulk_jobs (org_id, created_at desc, id desc);
create index bulk_jobs_running on bulk_jobs (started_at, id) where state = 'running';
create index bulk_jobs_kept on bulk_jobs (created_at);

create table bulk_rows (
  job_id uuid not null references bulk_jobs on delete cascade,
  n int not null check (n > 0),
  org_id uuid not null references organisations on delete restrict,
  thing_id uuid not null,                 -- what is acted on: a case, an item of the queue, a hand-over
  case_id uuid references cases on delete restrict,
  seen text not null default '',          -- what the person had before their eyes (attention/state.ts)
  state text not null default 'waiting' check (state in ('waiting', 'done', 'unchanged', 'refused', 'failed')),
  reason text, done_at timestamptz,
  primary key (job_id, n), unique (job_id, thing_id), check ((state = 'waiting') = (done_at is null))
);
create index bulk_rows_next on bulk_rows (job_id, n) where state = 'waiting';
create index on bulk_rows (case_id) where case_id is not null;

do $$ declare t text; begin
  foreach t in array array['bulk_jobs', 'bulk_rows'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
create policy own on bulk_jobs to hersys_web using (org_id = (select (current_actor()).org_id))
  with check (org_id = (select (current_actor()).org_id) and (state <> 'stopped' or stopped_by = (select (current_actor()).account_id)));
-- Started by whoever chose, and by nobody in another's name.
create policy begun on bulk_jobs as restrictive for insert to hersys_web
  with check (created_by = (select (current_actor()).account_id) and state in ('chosen', 'running'));
create policy own on bulk_rows to hersys_web using (org_id = (select (current_actor()).org_id))
  with check (org_id = (select (current_actor()).org_id) and state = 'waiting'
              and exists (select from bulk_jobs j where j.id = job_id and j.created_by = (select (current_actor()).account_id)));
grant select, insert on bulk_jobs, bulk_rows to hersys_web;
grant update (state, params, started_at, finished_at, stopped_by) on bulk_jobs to hersys_web;

/* As before; the worker, while it does the rows of a bulk action (its id in app.bulk), is the person who started it: with that person's rights, and
   with none when the account has ended or moved meanwhile. */
create or replace function current_actor() returns actor language plpgsql stable security definer set search_path = public, pg_temp as $$
declare a actor; s record; t timestamptz := nullif(current_setting('app.now', true), '')::timestamptz;
  key text := nullif(current_setting('app.key', true), '');
  bulk uuid := case when session_user = 'hersys_worker' then nullif(current_setting('app.bulk', true), '')::uuid end;
begin
  if bulk is not null then
    select 'staff', sa.id, o.id, o.kind, sa.role into a.kind, a.account_id, a.org_id, a.org_kind, a.role
      from bulk_jobs j join staff_accounts sa on sa.id = j.created_by and sa.org_id = j.org_id and sa.ended_at is null join organisations o on o.id = sa.org_id
     where j.id = bulk and j.state = 'running';
    return a;
  end if;
  select kind, account_id into s from sessions
   where token_hash = nullif(current_setting('app.session', true), '') and revoked_at is null and stage = 'full' and expires_at > t and ends_at > t;
  if found and s.kind = 'patient' then
    a.kind := 'patient'; a.account_id := s.account_id;
  elsif found then
    select 'staff', sa.id, o.id, o.kind, sa.role into a.kind, a.account_id, a.org_id, a.org_kind, a.role
      from staff_accounts sa join organisations o on o.id = sa.org_id where sa.id = s.account_id and sa.ended_at is null;
  elsif key is not null and t is not null then
    select 'record-system', k.id, o.id, o.kind, 'record-system' into a.kind, a.account_id, a.org_id, a.org_kind, a.role
      from api_keys k join organisations o on o.id = k.institution_id where k.key_hash = key and k.revoked_at is null;
  end if;
  return a;
end $$;

/* As before; a row of a bulk action is done by the person who started it. */
create or replace function filing_actor() returns actor language plpgsql stable security definer set search_path = public, pg_temp as $$
declare a actor;
begin
  if session_user <> 'hersys_worker' or nullif(current_setting('app.bulk', true), '') is not null then return current_actor(); end if;
  select 'staff', sa.id, i.org_id, 'institution', sa.role into a.kind, a.account_id, a.org_id, a.org_kind, a.role
    from imports i join staff_accounts sa on sa.id = i.accepted_by
   where i.id = nullif(current_setting('app.import', true), '')::uuid and i.state = 'filing';
  return a;
end $$;

-- What shows on the page of the day before it is late.
create index attention_early on attention_items (centre_id, due_at) where closed_at is null and kind in ('unconfirmed', 'fax-waiting');

-- Whoever took an item may give it back to everybody.
alter table attention_events drop constraint attention_events_what_check;
alter table attention_events add constraint attention_events_what_check
  check (what in ('raised', 'again', 'taken', 'given-back', 'acknowledged', 'answered', 'moved', 'alerted', 'closed', 'note'));
