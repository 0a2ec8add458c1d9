-- Messages that know whether they arrived: what providers call back, what is learned about a number, what patients answer, what it costs; and messages that a
-- centre writes to one patient or to many.

-- ── What is known about a number ─────────────────────────────────────────────────────────────────────────────────────
create table phone_facts (
  id uuid primary key, phone text not null,
  fact text not null check (fact in ('not-mobile', 'unreachable', 'stopped')),
  since timestamptz not null, latest_at timestamptz not null, times int not null default 1,
  by_what text not null,                               -- a provider's code, or 'reply'
  ended_at timestamptz, ended_by_what text, ended_by uuid references staff_accounts on delete restrict,
  check ((ended_at is null) = (ended_by_what is null))
);
create unique index phone_fact_one on phone_facts (phone, fact) where ended_at is null;

/* 'stopped' and 'not-mobile' bar texting until they are undone; 'unreachable' does so only while its item is open (a phone that was off comes back). */
create or replace function can_be_texted(p_phone text) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select not exists (select from phone_facts f where f.phone = p_phone and f.ended_at is null)
$$;

create function queue_plans_of_phone() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into plan_queue (case_id)
  select c.id from cases c join observation_plans p on p.case_id = c.id and p.superseded_at is null where c.phone = new.phone;
  return null;
end $$;
create trigger plan after insert or update on phone_facts for each row execute function queue_plans_of_phone();

-- ── What providers call back, kept before it is acted on: one row for each thing said, however often it is said ──────────
create table sms_events (
  id uuid primary key, received_at timestamptz not null, provider text not null, what text not null check (what in ('status', 'reply')),
  provider_id text not null check (length(provider_id) between 1 and 64), message_id uuid, status text not null default '' check (length(status) <= 30),
  code text check (length(code) <= 10), phone text check (length(phone) <= 30), body text check (length(body) <= 2000), handled_at timestamptz,
  unique (provider, what, provider_id, status)
);
create index sms_events_waiting on sms_events (received_at, id) where handled_at is null;

/* A signed callback. False: it was said before. */
create function take_sms_event(p_id uuid, p_provider text, p_what text, p_provider_id text, p_message uuid, p_status text, p_code text, p_phone text, p_body text, p_now timestamptz)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into sms_events (id, received_at, provider, what, provider_id, message_id, status, code, phone, body)
  values (p_id, p_now, p_provider, p_what, p_provider_id, p_message, p_status, p_code, p_phone, p_body) on conflict do nothing;
  if not found then return false; end if;
  perform pg_notify('sms_events', '');
  return true;
end $$;

-- ── What patients answer ─────────────────────────────────────────────────────────────────────────────────────────────
create table sms_replies (
  id uuid primary key references sms_events on delete restrict, at timestamptz not null, phone text not null, body text not null,
  meaning text not null check (meaning in ('stop', 'start', 'other')), case_id uuid references cases on delete restrict
);
create index on sms_replies (case_id, at);

-- ── A message of a centre to one patient or to many ──────────────────────────────────────────────────────────────────
-- One for each bulk action of that kind, with its id: the rows of that job say who is meant and what became of each.
create table sendings (
  id uuid primary key, centre_id uuid not null references organisations on delete restrict,
  template text not null check (template in ('invitation', 'report', 'call-us', 'own')),
  texts jsonb not null default '{}' check (jsonb_typeof(texts) = 'object'),   -- the centre's own words by language
  is_urgent boolean not null default false,
  started_at timestamptz not null, started_by uuid not null references staff_accounts on delete restrict
);
create index on sendings (centre_id, started_at desc, id desc);
alter table messages add column sending_id uuid references sendings on delete restrict,
  add column provider text,                            -- which of our providers may have it
  add column segments smallint;                        -- of what was sent: what it is charged by
create index messages_sending on messages (sending_id, id) where sending_id is not null;
create index messages_sent_sms on messages (sent_at) where channel = 'sms' and sent_at is not null;

-- ── Rate and cost ────────────────────────────────────────────────────────────────────────────────────────────────────
create table sms_rates (provider text primary key, second bigint not null, used int not null);
insert into sms_rates (provider, second, used) values ('first', 0, 0), ('second', 0, 0);
create table sms_tallies (
  on_day date not null, centre_id uuid not null references organisations on delete restrict, kind text not null, provider text not null,
  sent int not null, segments int not null, primary key (centre_id, on_day, kind, provider)
);
create table sms_tally_mark (one boolean primary key default true check (one), until timestamptz not null);

do $$
declare t text;
begin
  foreach t in array array['phone_facts', 'sms_events', 'sms_replies', 'sendings', 'sms_rates', 'sms_tallies', 'sms_tally_mark'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
grant select on sms_replies, sendings, sms_tallies to hersys_web;
grant insert on sendings to hersys_web;
create policy see on sms_replies for select to hersys_web using (
  (select (current_actor()).org_kind) in ('centre', 'prefecture') and may_see_case(case_id, (select current_actor())));
create policy own on sms_tallies for select to hersys_web using (centre_id = (select (current_actor()).org_id));
create policy own on sendings to hersys_web using (centre_id = (select (current_actor()).org_id))
  with check (centre_id = (select (current_actor()).org_id) and started_by = (select (current_actor()).account_id));

/* What is known about the number of a case, to staff who see the case: the newest first, also what is over. */
create function phone_facts_of(p_case uuid) returns table (id uuid, fact text, since timestamptz, latest_at timestamptz, times int, by_what text, ended_at timestamptz, ended_by_what text)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.id, f.fact, f.since, f.latest_at, f.times, f.by_what, f.ended_at, f.ended_by_what from cases c join phone_facts f on f.phone = c.phone
   where c.id = p_case and (current_actor()).kind = 'staff' and may_see_case(p_case, current_actor()) order by f.since desc, f.id desc limit 20
$$;
/* The owner's staff have checked the number: it is texted again. A STOP is its owner's own wish, and only their START undoes it. */
create function forget_phone_fact(p_case uuid, p_fact uuid, p_now timestamptz) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  perform from watches w where w.case_id = p_case and w.owner_centre_id = a.org_id for no key update;
  if not found or a.org_kind is distinct from 'centre' then return false; end if;
  update phone_facts f set ended_at = p_now, ended_by_what = 'staff', ended_by = a.account_id from cases c
   where c.id = p_case and f.id = p_fact and f.phone = c.phone and f.ended_at is null and f.fact <> 'stopped';
  return found;
end $$;

/* The end of the centre's quiet hours if it is quiet there, else null. Settings quietFrom and quietTo, by default 21:00 to 08:00. */
create function quiet_until(p_settings jsonb, p_at timestamptz) returns timestamptz language sql immutable set search_path = public, pg_temp as $$
  with set as (
    select coalesce(substring(p_settings ->> 'quietFrom' from '^(?:[01]\d|2[0-3]):[0-5]\d$'), '21:00')::time as f,
           coalesce(substring(p_settings ->> 'quietTo' from '^(?:[01]\d|2[0-3]):[0-5]\d$'), '08:00')::time as t, p_at at time zone 'Asia/Tokyo' as at)
  select case when f > t and at::time >= f then (at::date + 1 + t) at time zone 'Asia/Tokyo'
              when f > t and at::time < t or f < t and at::time >= f and at::time < t then (at::date + t) at time zone 'Asia/Tokyo' end from set
$$;

revoke execute on function can_be_texted(text), take_sms_event(uuid, text, text, text, uuid, text, text, text, text, timestamptz), phone_facts_of(uuid),
  forget_phone_fact(uuid, uuid, timestamptz), quiet_until(jsonb, timestamptz) from public;
grant execute on function can_be_texted(text), quiet_until(jsonb, timestamptz) to hersys_worker;
grant execute on function take_sms_event(uuid, text, text, text, uuid, text, text, text, text, timestamptz), phone_facts_of(uuid),
  forget_phone_fact(uuid, uuid, timestamptz), quiet_until(jsonb, timestamptz) to hersys_web;
