-- 自動架電 and 健康コール (C34–C38): what was agreed with a patient, and one row for every attempt or inbound call.
drop table call_attempts;

-- ── The plan ────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- One living plan a case, one patient a number (C37). A change ends the row and makes another, so the rows are the history.
create table call_plans (
  id uuid primary key,
  case_id uuid not null references cases on delete restrict,
  phone text not null, language text not null,
  times text[] not null check (array_to_string(times, ' ') ~ '^([01]\d|2[0-3]):[0-5]\d( ([01]\d|2[0-3]):[0-5]\d){0,3}$'),  -- of Japan
  days int[] check (cardinality(days) > 0 and days <@ '{1,2,3,4,5,6,7}'),                -- Monday is 1; null: every day
  set_at timestamptz not null, set_by uuid references staff_accounts on delete restrict,
  next_at timestamptz not null,                                                          -- the first time agreed upon that has no row in `calls` yet
  ended_at timestamptz, ended_why text check (ended_why in
    ('changed', 'by-centre', 'number-corrected', 'observation-ended', 'death', 'withdrawn', 'stop-accepted')),
  check ((ended_at is null) = (ended_why is null))
);
create unique index call_plan_of_case on call_plans (case_id) where ended_at is null;
create unique index call_plan_of_number on call_plans (phone) where ended_at is null;
create index call_plan_next on call_plans (next_at, case_id) where ended_at is null;
create index on call_plans (case_id, set_at);

-- ── The calls ───────────────────────────────────────────────────────────────────────────────────────────────────────────
/* The Japanese day inside an id of version 7: whoever has the id of a call needs to look into one partition only. */
create function call_day(p_id uuid) returns date language sql immutable strict parallel safe set search_path = public, pg_temp as $$
  select date '1970-01-01' + ((('x' || lpad(substr(replace(p_id::text, '-', ''), 1, 12), 16, '0'))::bit(64)::bigint + 32400000) / 86400000)::int
$$;

/* How far a call is. It only ever goes up; 9 is the end. 'unknown': nobody could say whether it rang; what the line shows later still counts. */
create function call_rank(p_state text) returns int language sql immutable strict parallel safe set search_path = public, pg_temp as $$
  select case p_state when 'planned' then 0 when 'dialling' then 1 when 'unknown' then 2 when 'ringing' then 3 when 'answered' then 4 when 'identified' then 5 else 9 end
$$;

create table calls (
  id uuid not null,                                      -- version 7: at the time agreed upon, or when it came in
  plan_day date not null,                                -- the Japanese day of that; for one that came in the day it came
  case_id uuid references cases on delete restrict,      -- null until the caller is identified
  centre_id uuid references organisations on delete restrict,  -- in whose name it is made
  direction text not null check (direction in ('out', 'in')),
  plan_time text, attempt_no smallint not null default 1,
  phone text, language text not null default 'ja',
  state text not null check (state in ('planned', 'dialling', 'unknown', 'ringing', 'answered', 'identified',
    'no-answer', 'busy', 'machine', 'completed', 'aborted', 'failed', 'called-off')),
  provider text, provider_call_id text,
  provider_code text,                                    -- of the provider, or ours: window-over, not-at-provider, observation-ended …
  planned_at timestamptz not null, window_to timestamptz,  -- when it is due; from then on it is not dialled any more
  dialled_at timestamptz, ringing_at timestamptz, answered_at timestamptz, identified_at timestamptz, ended_at timestamptz,
  aborted_at_question text, answers jsonb not null default '{}', report_id uuid,
  claimed_by uuid,                                       -- the run of a worker that is just telling the provider
  ask_after timestamptz,                                 -- the provider is not asked again before
  settled_at timestamptz,                                -- what follows from its end (another attempt, an item) is written down
  updated_at timestamptz not null,
  primary key (id, plan_day),
  unique (case_id, plan_day, plan_time, attempt_no),
  check (plan_day = call_day(id)),
  check (direction = 'in' or (case_id is not null and phone is not null and plan_time is not null and window_to is not null))
) partition by range (plan_day);
create index calls_due on calls (planned_at, id) where state = 'planned';
create index calls_open on calls (updated_at) where state in ('dialling', 'unknown', 'ringing', 'answered', 'identified');
create index calls_unsettled on calls (ended_at) where settled_at is null and ended_at is not null;
create index calls_of_centre on calls (centre_id, plan_day, planned_at);
create index calls_at_provider on calls (provider_call_id) where provider_call_id is not null;

-- A number that is being rung: one row, so never twice at once. Also what is counted against the cap.
create table call_lines (phone text primary key, call_id uuid not null unique, since timestamptz not null);
-- How many calls began in this second, by all workers together. The row is the lock under which they count.
create table call_pace (only_one boolean primary key default true check (only_one), second timestamptz not null, dialled int not null);
insert into call_pace (second, dialled) values ('epoch', 0);

create or replace function ensure_partitions(from_day date, to_day date) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare parent text; month date; name text; by_day boolean;
begin
  foreach parent in array array['daily_reports', 'messages', 'calls', 'audits'] loop
    by_day := parent in ('daily_reports', 'calls');
    execute format('create table if not exists %I partition of %I default', parent || '_default', parent);
    month := date_trunc('month', from_day)::date;
    while month <= to_day loop
      name := parent || '_' || to_char(month, 'YYYYMM');
      if to_regclass(name) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)', name, parent,
          case when by_day then month::text else month::text || ' 00:00:00+09' end,
          case when by_day then (month + interval '1 month')::date::text else (month + interval '1 month')::date::text || ' 00:00:00+09' end);
      end if;
      month := (month + interval '1 month')::date;
    end loop;
  end loop;
end $$;
select ensure_partitions('2022-01-01', '2023-12-31');

do $$
declare t text;
begin
  foreach t in array array['call_plans', 'calls', 'call_lines', 'call_pace'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
-- What became of a call is written by move_call alone, also by the worker.
revoke update, delete on calls from hersys_worker;
grant update (ask_after, claimed_by, settled_at, phone, language, centre_id) on calls to hersys_worker;
grant select on call_plans, calls to hersys_web;
create policy see on call_plans for select to hersys_web using (may_see_case(case_id, (select current_actor())));
create policy see on calls for select to hersys_web using (may_see_case(case_id, (select current_actor())));

/* A call for the script that talks with it: a signed request of the provider names it, and nobody is signed in. */
create function call_of(p_id uuid) returns setof calls language sql stable security definer set search_path = public, pg_temp as $$
  select * from calls where id = p_id and plan_day = call_day(p_id)
$$;

/* Somebody rings the 健康コール number: its row, once however often the provider says so. Returns the id that counts. */
create function begin_inbound_call(p_id uuid, p_phone text, p_language text, p_provider text, p_provider_call_id text, p_now timestamptz) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare known uuid;
begin
  perform pg_advisory_xact_lock(hashtext('inbound ' || p_provider_call_id));
  select id into known from calls where provider_call_id = p_provider_call_id and direction = 'in' and plan_day >= call_day(p_id) - 1;
  if found then return known; end if;
  insert into calls (id, plan_day, direction, phone, language, state, provider, provider_call_id, planned_at, ringing_at, answered_at, updated_at)
  values (p_id, call_day(p_id), 'in', p_phone, coalesce(p_language, 'ja'), 'answered', p_provider, p_provider_call_id, p_now, p_now, p_now, p_now);
  return p_id;
end $$;

/* The only writer of what becomes of a call. p_state null: nothing but p_more. p_more may hold provider, providerCallId, code, abortedAtQuestion,
   caseId (of one that came in), language, answers (added to what was answered before), reportId.
   'moved'; 'same' when it is there already; 'late' when it is further or over: then only answers, reportId and what was missing are noted; 'not-found'. */
create function move_call(p_id uuid, p_state text, p_more jsonb, p_now timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare c calls; owner uuid; goes boolean; at timestamptz; said text := 'moved';
begin
  select case_id into c.case_id from calls where id = p_id and plan_day = call_day(p_id);
  if not found then return 'not-found'; end if;
  select owner_centre_id into owner from watches where case_id = coalesce(c.case_id, (p_more ->> 'caseId')::uuid) for no key update;
  select * into c from calls where id = p_id and plan_day = call_day(p_id) for update;
  at := greatest(p_now, c.dialled_at, c.ringing_at, c.answered_at, c.identified_at);
  goes := p_state is not null and call_rank(c.state) < 9 and call_rank(p_state) > call_rank(c.state);
  if p_state is not null and not goes then said := case when p_state = c.state then 'same' else 'late' end; end if;
  update calls set
    state = case when goes then p_state else state end,
    provider = coalesce(provider, p_more ->> 'provider'), provider_call_id = coalesce(provider_call_id, p_more ->> 'providerCallId'),
    provider_code = case when goes then coalesce(p_more ->> 'code', provider_code) else provider_code end,
    aborted_at_question = case when goes and p_state = 'aborted' then p_more ->> 'abortedAtQuestion' else aborted_at_question end,
    case_id = coalesce(case_id, (p_more ->> 'caseId')::uuid), centre_id = coalesce(centre_id, owner),
    language = coalesce(p_more ->> 'language', language),
    answers = answers || coalesce(p_more -> 'answers', '{}'), report_id = coalesce(report_id, (p_more ->> 'reportId')::uuid),
    dialled_at = case when goes and call_rank(p_state) between 1 and 5 then coalesce(dialled_at, case when direction = 'out' then at end) else dialled_at end,
    ringing_at = case when goes and p_state = 'ringing' then at else ringing_at end,
    answered_at = case when goes and p_state in ('answered', 'identified', 'machine') then coalesce(answered_at, at) else answered_at end,
    identified_at = case when goes and p_state = 'identified' then at else identified_at end,
    ended_at = case when goes and (call_rank(p_state) = 9 or p_state = 'unknown') then at else ended_at end,
    settled_at = case when goes then null else settled_at end,
    updated_at = p_now
   where id = p_id and plan_day = call_day(p_id);
  if not goes then return said; end if;
  if call_rank(p_state) = 9 then
    delete from call_lines where call_id = p_id;
    perform pg_notify('calls', '');
  end if;
  if owner is not null then perform pg_notify('centre', owner::text); end if;
  return said;
end $$;

-- ── Set and end ─────────────────────────────────────────────────────────────────────────────────────────────────────────
/* The owner agrees with the patient, or a duty of the worker in the name of p_by. No word about days keeps those agreed before; all seven are every day. 'set', 'same' (nothing changed), 'taken' (another patient's number), 'gone' (not observed, not ours). */
create function set_call_plan(p_id uuid, p_case uuid, p_phone text, p_language text, p_times text[], p_days int[], p_next timestamptz, p_by uuid, p_now timestamptz)
returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); w watches; former call_plans; wished int[];
begin
  select * into w from watches where case_id = p_case for no key update;
  if not found or w.state <> 'observing' then return 'gone'; end if;
  if session_user <> 'hersys_worker' and (a.org_kind is distinct from 'centre' or w.owner_centre_id <> a.org_id) then return 'gone'; end if;
  select * into former from call_plans where case_id = p_case and ended_at is null for update;
  wished := case when p_days is null then former.days when cardinality(p_days) < 7 then p_days end;
  if former.phone = p_phone and former.language = p_language and former.times = p_times and former.days is not distinct from wished then return 'same'; end if;
  perform pg_advisory_xact_lock(hashtext('call plan ' || p_phone));
  if exists (select from call_plans where phone = p_phone and ended_at is null and case_id <> p_case) then return 'taken'; end if;
  update call_plans set ended_at = p_now, ended_why = 'changed' where id = former.id;
  -- A time agreed upon before that has come and has no row yet is still owed.
  insert into call_plans (id, case_id, phone, language, times, days, set_at, set_by, next_at)
  values (p_id, p_case, p_phone, p_language, p_times, wished, p_now, coalesce(a.account_id, p_by), case when former.next_at <= p_now then former.next_at else p_next end);
  perform pg_notify('centre', w.owner_centre_id::text);
  perform pg_notify('calls', '');
  return 'set';
end $$;

/* True when a plan was ended. */
create function end_call_plan(p_case uuid, p_why text, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); w watches;
begin
  select * into w from watches where case_id = p_case for no key update;
  if session_user <> 'hersys_worker' and (a.org_kind is distinct from 'centre' or w.owner_centre_id is distinct from a.org_id) then return false; end if;
  update call_plans set ended_at = p_now, ended_why = p_why where case_id = p_case and ended_at is null;
  if not found then return false; end if;
  perform pg_notify('centre', w.owner_centre_id::text);
  perform pg_notify('calls', '');
  return true;
end $$;

-- ── What ends or changes a plan without a word about it ─────────────────────────────────────────────────────────────────
/* Whoever ends the observation ends the calls, in the same transaction; an end taken back within the day takes this back too. */
create function call_plan_follows_watch() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.state = 'ended' then
    update call_plans set ended_at = new.ended_at, ended_why = 'observation-ended' where case_id = new.case_id and ended_at is null;
    perform pg_notify('calls', '');
    return null;
  end if;
  update call_plans p set ended_at = null, ended_why = null
   where p.case_id = new.case_id and p.ended_why = 'observation-ended' and p.ended_at = old.ended_at
     and not exists (select from call_plans o where o.phone = p.phone and o.ended_at is null);
  -- A time that passed while nobody observed is not owed.
  update call_plans p set next_at = new.updated_at where p.case_id = new.case_id and p.ended_at is null and p.next_at < new.updated_at;
  if not exists (select from call_plans p where p.case_id = new.case_id and p.ended_at is null)
     and exists (select from call_plans p where p.case_id = new.case_id and p.ended_why = 'observation-ended' and p.ended_at = old.ended_at) then
    perform raise_item(gen_random_uuid(), null, new.case_id, '', 'call-failed', false, new.updated_at, '{"reason": "number-taken"}', new.updated_at);
  end if;
  return null;
end $$;
create trigger call_plan_follows after update of state on watches
  for each row when (new.state is distinct from old.state) execute function call_plan_follows_watch();

/* An accepted stop ends the calls too (C33), unless automatic calls are what was agreed upon instead of the notices. */
create function call_plan_follows_stop() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update call_plans set ended_at = new.decided_at, ended_why = 'stop-accepted' where case_id = new.case_id and ended_at is null;
  perform pg_notify('calls', '');
  return null;
end $$;
create trigger call_plan_follows after update of state on notice_stops
  for each row when (new.state = 'accepted' and old.state <> 'accepted' and new.other_channel is distinct from 'automatic-call') execute function call_plan_follows_stop();

/* A death or a withdrawal in the record ends the calls. A corrected number is called from then on, unless it is another patient's or none: then they end, and the centre hears. */
create function call_plan_follows_case() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare p call_plans;
begin
  if new.died_on is not null or new.state = 'withdrawn' then
    update call_plans set ended_at = new.updated_at, ended_why = case when new.died_on is not null then 'death' else 'withdrawn' end
     where case_id = new.id and ended_at is null;
    perform pg_notify('calls', '');
    return null;
  end if;
  select * into p from call_plans where case_id = new.id and ended_at is null and phone = old.phone for update;
  if not found then return null; end if;
  update call_plans set ended_at = new.updated_at, ended_why = 'number-corrected' where id = p.id;
  if new.phone is null or new.phone_kind not in ('mobile', 'fixed', 'ip') then
    perform raise_item(gen_random_uuid(), null, new.id, '', 'call-failed', false, new.updated_at, '{"reason": "number-unfit"}', new.updated_at);
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtext('call plan ' || new.phone));
  if exists (select from call_plans o where o.phone = new.phone and o.ended_at is null) then
    perform raise_item(gen_random_uuid(), null, new.id, '', 'call-failed', false, new.updated_at, '{"reason": "number-taken"}', new.updated_at);
    return null;
  end if;
  insert into call_plans (id, case_id, phone, language, times, days, set_at, set_by, next_at)
  values (gen_random_uuid(), new.id, new.phone, p.language, p.times, p.days, new.updated_at, p.set_by, p.next_at);
  return null;
end $$;
create trigger call_plan_follows after update of phone, died_on, state on cases
  for each row when (new.phone is distinct from old.phone or (new.died_on is not null and old.died_on is null) or (new.state = 'withdrawn' and old.state <> 'withdrawn'))
  execute function call_plan_follows_case();

/* 自動架電 of one's own centre by the hour of the day in which it was to ring: the last attempt of each time agreed upon counts as its outcome. */
create function call_figures(p_from date, p_to date) returns table (hour int, dialled int, picked_up int, identified int, completed int, aborted int, failed int)
language sql stable security definer set search_path = public, pg_temp as $$
  select extract(hour from c.planned_at at time zone 'Asia/Tokyo')::int, count(*)::int, count(c.answered_at) filter (where c.state <> 'machine')::int,
         count(c.identified_at)::int, count(*) filter (where c.state = 'completed')::int, count(*) filter (where c.state = 'aborted')::int,
         count(*) filter (where c.state in ('failed', 'unknown'))::int
    from calls c
   where (select (current_actor()).org_kind) = 'centre' and c.centre_id = (select (current_actor()).org_id) and c.direction = 'out'
     and c.plan_day between p_from and p_to and c.state not in ('planned', 'called-off') and c.dialled_at is not null
   group by 1 order by 1
$$;

/* How many of a day's automatic calls of one's own centre stand how. */
create function call_counts(p_day date) returns table (state text, calls int) language sql stable security definer set search_path = public, pg_temp as $$
  select c.state, count(*)::int from calls c
   where (select (current_actor()).org_kind) = 'centre' and c.centre_id = (select (current_actor()).org_id) and c.plan_day = p_day and c.direction = 'out' group by 1
$$;

revoke execute on function call_counts(date), call_day(uuid), call_rank(text), call_of(uuid), begin_inbound_call(uuid, text, text, text, text, timestamptz),
  move_call(uuid, text, jsonb, timestamptz), set_call_plan(uuid, uuid, text, text, text[], int[], timestamptz, uuid, timestamptz),
  end_call_plan(uuid, text, timestamptz), call_plan_follows_watch(), call_plan_follows_stop(), call_plan_follows_case(), call_figures(date, date) from public;
grant execute on function call_day(uuid), call_rank(text), call_of(uuid), move_call(uuid, text, jsonb, timestamptz),
  begin_inbound_call(uuid, text, text, text, text, timestamptz),
  set_call_plan(uuid, uuid, text, text, text[], int[], timestamptz, uuid, timestamptz), end_call_plan(uuid, text, timestamptz) to hersys_web, hersys_worker;
grant execute on function call_figures(date, date), call_counts(date) to hersys_web;
