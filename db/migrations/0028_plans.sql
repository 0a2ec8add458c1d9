-- How each patient is observed: by My HER-SYS, automatic call, 健康コール or a nurse on the telephone; who set it, when and why; by hand or by a saved rule.
-- Without a plan a case is observed by My HER-SYS and its daily notice, as ever.

create table plan_rules (
  id uuid primary key, centre_id uuid not null references organisations on delete restrict,
  place int not null,                                  -- the first rule that fits wins
  name text not null check (length(name) between 1 and 60),
  age_from smallint check (age_from between 0 and 150), age_below smallint check (age_below between 1 and 150),
  risk text check (risk in ('none', 'some')),          -- null: whatever it is. An unanswered question is neither.
  level text check (level in ('urgent', 'watch', 'stable')),
  phone text check (phone in ('mobile', 'other', 'absent')),
  channels text[] not null check (cardinality(channels) > 0 and channels <@ array['web', 'automatic-call', 'inbound-call', 'staff-call']),
  call_times text[] not null default '{}' check (cardinality(call_times) <= 4),
  created_at timestamptz not null, created_by uuid not null references staff_accounts on delete restrict,
  ended_at timestamptz, ended_by uuid references staff_accounts on delete restrict,
  check ((ended_at is null) = (ended_by is null)),
  check (age_below > age_from),
  check (('automatic-call' = any (channels)) = (cardinality(call_times) > 0))
);
create index plan_rules_in_force on plan_rules (centre_id, place, id) where ended_at is null;

create table observation_plans (
  id uuid primary key, case_id uuid not null references cases on delete restrict,
  set_at timestamptz not null, set_by uuid references staff_accounts on delete restrict,
  rule_id uuid references plan_rules on delete restrict,
  channels text[] not null check (channels <@ array['web', 'automatic-call', 'inbound-call', 'staff-call']),
  call_phone text, call_times text[] not null default '{}', call_language text,
  reason text not null default '' check (length(reason) <= 1000),
  superseded_at timestamptz,
  check (set_by is not null or rule_id is not null)
);
create unique index observation_plan_one on observation_plans (case_id) where superseded_at is null;
create index on observation_plans (case_id, set_at);

-- Cases of which something has changed that a plan depends on: the worker applies the rules to the new ones, and looks whether a live channel is left.
create table plan_queue (id bigint generated always as identity primary key, case_id uuid not null references cases on delete cascade);

do $$
declare t text;
begin
  foreach t in array array['plan_rules', 'observation_plans', 'plan_queue'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
grant select, insert on plan_rules, observation_plans to hersys_web;
grant update (ended_at, ended_by, place) on plan_rules to hersys_web;
grant update (superseded_at) on observation_plans to hersys_web;
create policy own on plan_rules to hersys_web using (centre_id = (select (current_actor()).org_id))
  with check (centre_id = (select (current_actor()).org_id) and (ended_by is null or ended_by = (select (current_actor()).account_id)));
create policy see on observation_plans for select to hersys_web using (
  (select (current_actor()).org_kind) in ('centre', 'prefecture') and may_see_case(case_id, (select current_actor())));
create policy add on observation_plans for insert to hersys_web with check (
  set_by = (select (current_actor()).account_id) and exists (select from watches w where w.case_id = observation_plans.case_id and w.owner_centre_id = (select (current_actor()).org_id)));
create policy replace on observation_plans for update to hersys_web using (
  exists (select from watches w where w.case_id = observation_plans.case_id and w.owner_centre_id = (select (current_actor()).org_id)));

/* Completed years on a day; who is born on 29 February becomes older on 1 March of a common year (年齢計算ニ関スル法律). Null: birth date unknown. */
create function age_on(birth date, day date) returns int language sql immutable set search_path = public, pg_temp as $$
  select (to_char(day, 'YYYYMMDD')::int - to_char(birth, 'YYYYMMDD')::int) / 10000
$$;

/* Whether a rule fits a case. What is not known fits no condition: a blank risk factor is not "no risk", a blank birth date is no age, and a level is known
   from the first report on. */
create function plan_rule_fits(r plan_rules, c cases, p_level text, p_reported_at timestamptz, p_day date) returns boolean language sql immutable set search_path = public, pg_temp as $$
  select coalesce((r.age_from is null or age_on(c.birth_on, p_day) >= r.age_from) and (r.age_below is null or age_on(c.birth_on, p_day) < r.age_below)
    and case r.risk when 'none' then c.risk_factors = '{}' when 'some' then c.risk_factors <> '{}' else true end
    and (r.level is null or (p_reported_at is not null and p_level = r.level))
    and case r.phone when 'mobile' then c.phone ~ '^0[6789]0[1-9]\d{7}$' when 'other' then c.phone !~ '^0[6789]0[1-9]\d{7}$' when 'absent' then c.phone is null else true end, false)
$$;

/* By which channels a case under observation can really be reached or can report, by its plan; empty: none. My HER-SYS is live for who is registered,
   or can be invited by SMS; a call needs its number and times, 健康コール the birth date it asks for, the nurse a number. */
create function live_channels(p_case uuid) returns text[] language plpgsql stable security definer set search_path = public, pg_temp as $$
declare c cases; p observation_plans; live text[] := '{}'; web boolean;
begin
  if session_user = 'hersys_web' and not may_see_case(p_case, current_actor()) then return null; end if;
  select * into c from cases where id = p_case;
  select * into p from observation_plans where case_id = p_case and superseded_at is null;
  web := p.id is null or 'web' = any (p.channels);
  if web and (exists (select from registrations r where r.case_id = p_case and r.ended_at is null)
              or (c.phone ~ '^0[6789]0[1-9]\d{7}$' and can_be_texted(c.phone))) then live := live || 'web'::text; end if;
  if 'automatic-call' = any (p.channels) and p.call_phone is not null and cardinality(p.call_times) > 0 then live := live || 'automatic-call'::text; end if;
  if 'inbound-call' = any (p.channels) and c.birth_on is not null then live := live || 'inbound-call'::text; end if;
  if 'staff-call' = any (p.channels) and c.phone ~ '^(0\d{9,10}|\+\d{7,15})$' then live := live || 'staff-call'::text; end if;
  return live;
end $$;

/* What is known against texting a number stands in 0029. */
create function can_be_texted(p_phone text) returns boolean language sql stable security definer set search_path = public, pg_temp as $$ select true $$;

/* A case that has a plan and no live channel gets its item; when there is one again the item is marked as answered, and a person closes it.
   Says which channels are live. */
create function judge_channels(p_item uuid, p_case uuid, p_now timestamptz) returns text[] language plpgsql security definer set search_path = public, pg_temp as $$
declare live text[]; observed boolean;
begin
  if session_user = 'hersys_web' and not may_see_case(p_case, current_actor()) then raise insufficient_privilege; end if;
  select state = 'observing' into observed from watches where case_id = p_case for no key update;
  if observed is distinct from true or not exists (select from observation_plans where case_id = p_case and superseded_at is null) then return null; end if;
  live := live_channels(p_case);
  if cardinality(live) > 0 then
    if exists (select from attention_items where case_id = p_case and kind = 'no-channel' and closed_at is null and answered_at is null) then
      perform meet_item(p_case, 'no-channel', p_now);
    end if;
  elsif not exists (select from attention_items where case_id = p_case and kind = 'no-channel' and closed_at is null and answered_at is null) then
    perform raise_item(p_item, null, p_case, '', 'no-channel', false, p_now, '{}', p_now);
  end if;
  return live;
end $$;

create function queue_plan() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare c uuid := case when tg_table_name = 'cases' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'case_id' end;
begin
  if tg_table_name in ('watches', 'observation_plans') or exists (select from observation_plans p where p.case_id = c and p.superseded_at is null) then
    insert into plan_queue (case_id) values (c);
  end if;
  return null;
end $$;
create trigger plan after insert or update of state on watches for each row execute function queue_plan();
create trigger plan after update of phone, birth_on on cases for each row
  when (old.phone is distinct from new.phone or old.birth_on is distinct from new.birth_on) execute function queue_plan();
create trigger plan after insert or update of ended_at, case_id on registrations for each row execute function queue_plan();
create trigger plan after insert or update of case_id on observation_plans for each row execute function queue_plan();

-- ── An accepted stop is taken back by the centre: the notices come again ─────────────────────────────────────────────
alter table notice_stops drop constraint notice_stops_state_check, drop constraint notice_stops_check1,
  add column resumed_at timestamptz, add column resumed_by uuid references staff_accounts on delete restrict, add column resume_note text check (length(resume_note) <= 1000);
alter table notice_stops add constraint notice_stops_state_check check (state in ('asked', 'accepted', 'refused', 'resumed')),
  add constraint notice_stops_check1 check ((state in ('accepted', 'resumed')) = (other_channel is not null)),
  add constraint notice_stops_resumed check ((state = 'resumed') = (resumed_at is not null and resumed_by is not null and btrim(resume_note) <> ''));

/* The owner's staff take an accepted stop back, in their own name and with the reason. 'ok', 'gone' (nothing is stopped), 'not-found' (not the owner). */
create function resume_notice(p_case uuid, p_note text, p_now timestamptz) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  perform from watches w where w.case_id = p_case and w.owner_centre_id = a.org_id for no key update;
  if not found or a.org_kind is distinct from 'centre' then return 'not-found'; end if;
  update notice_stops set state = 'resumed', resumed_at = p_now, resumed_by = a.account_id, resume_note = btrim(p_note) where case_id = p_case and state = 'accepted';
  if not found then return 'gone'; end if;
  return 'ok';
end $$;

-- The kinds that stand already, and ours: several migrations add theirs.
do $$
declare def text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'attention_items_kind_check');
begin
  alter table attention_items drop constraint attention_items_kind_check;
  execute 'alter table attention_items add constraint attention_items_kind_check ' || replace(def, 'ARRAY[', 'ARRAY[''no-channel''::text, ''sms-reply''::text, ''sms-stopped''::text, ');
end $$;

revoke execute on function age_on(date, date), plan_rule_fits(plan_rules, cases, text, timestamptz, date), live_channels(uuid), can_be_texted(text),
  judge_channels(uuid, uuid, timestamptz), resume_notice(uuid, text, timestamptz) from public;
grant execute on function age_on(date, date), plan_rule_fits(plan_rules, cases, text, timestamptz, date), live_channels(uuid),
  judge_channels(uuid, uuid, timestamptz) to hersys_web, hersys_worker;
grant execute on function resume_notice(uuid, text, timestamptz) to hersys_web;
grant execute on function can_be_texted(text) to hersys_worker;
