-- What is said and pressed in a call (自動架電, 健康コール): the script between two requests, its play-by-play, who proves to be whom by keys.
-- Nobody is signed in while a call goes on: the web may do no more than these functions, each for one call.

-- Where the script of a call stands, and which step it waits for. The birth date is never in it. It goes a day after the call has ended.
create table call_scripts (
  call_id uuid primary key, step int not null default 0, state jsonb not null,
  reply text not null,                                   -- what the last step was answered with: a repeated request hears it again
  updated_at timestamptz not null
);
create index on call_scripts (updated_at);
-- One row a request: what was pressed (never a birth date), what was said, what was done.
create table call_events (
  call_id uuid not null, step int not null, at timestamptz not null, place text not null, heard jsonb not null, said jsonb not null, did jsonb not null default '[]',
  primary key (call_id, step)
);
do $$
declare t text;
begin
  foreach t in array array['call_scripts', 'call_events'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
grant select on call_events to hersys_web;
-- Who asked for staff before saying who they are is of no case: the centre in whose queue that stands sees the call.
create policy asked on calls for select to hersys_web using (
  case_id is null and exists (select from attention_items i where i.kind = 'call-asked-for-staff' and i.case_id is null and i.subject = calls.id::text));
create policy see on call_events for select to hersys_web using (
  exists (select from calls c where c.id = call_id and c.plan_day = call_day(call_id)));

do $$
declare known text; wanted text;
begin
  select pg_get_constraintdef(oid) into known from pg_constraint where conname = 'attention_items_kind_check' and conrelid = 'attention_items'::regclass;
  foreach wanted in array array['call-failed', 'call-incomplete', 'call-asked-for-staff', 'call-identity'] loop
    if strpos(known, '''' || wanted || '''') = 0 then known := replace(known, 'ARRAY[', 'ARRAY[''' || wanted || '''::text, '); end if;
  end loop;
  alter table attention_items drop constraint attention_items_kind_check;
  execute 'alter table attention_items add constraint attention_items_kind_check ' || known;
end $$;

-- Wrong tries by telephone count together with those of the web against the same HER-SYS ID.
alter table claim_failures alter column account_id drop not null, add column call_id uuid,
  add constraint claim_failure_by_whom check ((account_id is null) <> (call_id is null));
create index on claim_failures (call_id) where call_id is not null;

/* A call under the locks of its case and itself, with what its script needs. No row: there is none. */
create function lock_call(p_call uuid, p_now timestamptz) returns table (
  id uuid, case_id uuid, direction text, state text, language text, phone text, identified boolean, provider_call_id text, step int, script jsonb, reply text,
  disease text, settings jsonb, previous_spo2 smallint, previous_at timestamptz)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  -- In the order of claim_case: the ID whose proof may follow, then the case.
  perform pg_advisory_xact_lock(hashtextextended('claim id ' || x.hersys_id, 0))
     from calls c join cases x on x.id = c.case_id where c.id = p_call and c.plan_day = call_day(p_call) and c.identified_at is null;
  perform from watches w where w.case_id = (select c.case_id from calls c where c.id = p_call and c.plan_day = call_day(p_call)) for no key update;
  perform from calls c where c.id = p_call and c.plan_day = call_day(p_call) for update;
  return query
    select c.id, c.case_id, c.direction, c.state, c.language, c.phone, c.identified_at is not null, c.provider_call_id, s.step, s.state, s.reply,
           x.disease, o.settings, b.spo2, b.reported_at
      from calls c left join call_scripts s on s.call_id = c.id left join cases x on x.id = c.case_id
      left join watches w on w.case_id = c.case_id left join organisations o on o.id = w.owner_centre_id
      left join lateral spo2_before(case when c.identified_at is not null then c.case_id end, p_now) b on true
     where c.id = p_call and c.plan_day = call_day(p_call);
end $$;

/* The newest call under the provider's id of one that came in: each person of a family is a call of its own, 'CA…', 'CA…#2'. */
create function inbound_call(p_provider_call_id text, p_now timestamptz) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select c.id from calls c
   where c.provider_call_id in (p_provider_call_id, p_provider_call_id || '#2', p_provider_call_id || '#3', p_provider_call_id || '#4', p_provider_call_id || '#5',
           p_provider_call_id || '#6', p_provider_call_id || '#7', p_provider_call_id || '#8', p_provider_call_id || '#9')
     and c.direction = 'in' and c.plan_day >= (p_now at time zone 'Asia/Tokyo')::date - 1 order by c.provider_call_id desc limit 1
$$;

/* Conversations of which nothing was heard for so long: their end got lost on the way. */
create function forgotten_calls(p_before timestamptz) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select call_id from call_scripts where updated_at < p_before and state ->> 'place' <> 'over' order by updated_at, call_id limit 200
$$;

/* Keeps where the script stands and what happened in this step. p_more: as move_call takes it. */
create function keep_call(p_call uuid, p_step int, p_state jsonb, p_reply text, p_event jsonb, p_more jsonb, p_now timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into call_scripts (call_id, step, state, reply, updated_at) values (p_call, p_step + 1, p_state, p_reply, p_now)
  on conflict (call_id) do update set step = excluded.step, state = excluded.state, reply = excluded.reply, updated_at = excluded.updated_at;
  insert into call_events (call_id, step, at, place, heard, said, did)
  values (p_call, p_step, p_now, p_event ->> 'place', p_event -> 'heard', p_event -> 'said', coalesce(p_event -> 'did', '[]'))
  on conflict (call_id, step) do nothing;
  if p_more is not null then perform move_call(p_call, null, p_more, p_now); end if;
end $$;

/* Seconds this telephone must wait before another try. As on the web: five wrong ones are free, then 1, 2, 4 … 60 minutes. Those who hide their
   number are slowed together: 30 wrong tries in ten minutes. */
create function caller_wait(p_caller text, p_is_hidden boolean, p_now timestamptz) returns int language plpgsql stable security definer set search_path = public, pg_temp as $$
declare wrong int; latest timestamptz; until timestamptz;
begin
  if p_is_hidden then
    select f.at + interval '10 minutes' into until from claim_failures f
     where f.address_hash = p_caller and f.at > p_now - interval '10 minutes' order by f.at desc offset 29 limit 1;
  else
    select count(*), max(f.at) into wrong, latest from claim_failures f where f.address_hash = p_caller and f.call_id is not null and f.at > p_now - interval '24 hours';
    if wrong >= 5 then until := latest + least(2 ^ least(wrong - 5, 6), 60) * interval '1 minute'; end if;
  end if;
  return coalesce(greatest(0, ceil(extract(epoch from until - p_now))), 0)::int;
end $$;

/* Who rings says HER-SYS ID and birth date, who is rung the birth date alone. 'right', 'wrong', 'locked', 'slow'. Answers alike for an unknown ID, a
   wrong birth date and a case that takes no reports any more; ten wrong tries in 24 hours lock the ID, by whatever way they came. It must commit. */
create function identify_call(p_call uuid, p_hersys_id text, p_birth_on date, p_caller text, p_is_hidden boolean, p_failure uuid, p_item uuid, p_now timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare k calls; c record; wanted text := p_hersys_id; is_locked boolean; unlocked timestamptz; wrong int; takes boolean;
begin
  select * into k from calls x where x.id = p_call and x.plan_day = call_day(p_call) for update;
  if not found or call_rank(k.state) >= 9 or k.identified_at is not null then return 'wrong'; end if;
  if k.direction = 'out' then select x.hersys_id into wanted from cases x where x.id = k.case_id; end if;
  perform pg_advisory_xact_lock(hashtextextended('claim id ' || wanted, 0));
  if caller_wait(p_caller, p_is_hidden, p_now) > 0 then return 'slow'; end if;
  select x.id, x.birth_on, x.created_at, x.state into c from cases x where x.hersys_id = wanted;
  select l.locked_at > coalesce(l.unlocked_at, '-infinity') and l.locked_at >= coalesce(c.created_at, '-infinity'), l.unlocked_at into is_locked, unlocked
    from claim_locks l where l.hersys_id = wanted;
  if is_locked then
    if exists (select from watches w where w.case_id = c.id)
       and not exists (select from attention_items i where i.case_id = c.id and i.kind = 'claim-locked' and i.closed_at is null) then
      perform raise_item(p_item, null, c.id, '', 'claim-locked', false, p_now, '{}', p_now);
    end if;
    return 'locked';
  end if;
  if c.birth_on is distinct from p_birth_on then
    insert into claim_failures (id, at, hersys_id, call_id, address_hash) values (p_failure, p_now, wanted, p_call, p_caller);
    select count(*) into wrong from claim_failures f
     where f.hersys_id = wanted and f.at > greatest(unlocked, p_now - interval '24 hours') and f.at >= coalesce(c.created_at, '-infinity');
    if wrong >= 10 then
      insert into claim_locks (hersys_id, locked_at) values (wanted, p_now)
      on conflict (hersys_id) do update set locked_at = p_now, unlocked_at = null, unlocked_by = null;
      if exists (select from watches w where w.case_id = c.id) then
        perform raise_item(p_item, null, c.id, '', 'claim-locked', false, p_now, jsonb_build_object('wrong', wrong), p_now);
      end if;
    end if;
    perform alert_of_claims(p_now);
    return 'wrong';
  end if;
  select c.state in ('filed', 'withdrawal-asked') and coalesce(w.end_kind, '') not in ('withdrawal', 'death') and (w.state = 'observing'
      or (p_now at time zone 'Asia/Tokyo')::date - (w.ended_at at time zone 'Asia/Tokyo')::date <= 60)
    into takes from watches w where w.case_id = c.id for no key update;
  if not coalesce(takes, false) then return 'wrong'; end if;
  perform move_call(p_call, 'identified', jsonb_build_object('caseId', c.id), p_now);
  return 'right';
end $$;

/* What was just said is urgent: the centre hears while the call goes on. True when it stands in the queue. */
create function alarm_by_call(p_call uuid, p_item uuid, p_reasons jsonb, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare k calls;
begin
  select * into k from calls x where x.id = p_call and x.plan_day = call_day(p_call);
  if k.case_id is null or k.identified_at is null then return false; end if;
  perform raise_item(p_item, null, k.case_id, '', 'red-flag', true, p_now, jsonb_build_object('callId', p_call, 'reasons', p_reasons), p_now);
  return true;
end $$;

/* The report of a call that was answered to its end, on the one way reports are taken. Its author is the call: who spoke was proved by keys alone. */
create function report_by_call(p_call uuid, p jsonb, p_now timestamptz) returns table (outcome text, report_id uuid)
language plpgsql security definer set search_path = public, pg_temp as $$
declare k calls; r report_row := jsonb_populate_record(null::report_row, p);
begin
  select * into k from calls x where x.id = p_call and x.plan_day = call_day(p_call) for update;
  if not found or k.identified_at is null or k.case_id is distinct from r.case_id or k.report_id is not null
     or r.reported_at > p_now or r.reported_on <> (r.reported_at at time zone 'Asia/Tokyo')::date then
    return query select 'refused', null::uuid; return;
  end if;
  r.n := 1; r.channel := case k.direction when 'out' then 'call' else 'inbound' end;
  r.author_kind := 'patient'; r.author_id := p_call; r.revises_id := null; r.reason := null;
  select s.outcome, s.report_id into outcome, report_by_call.report_id from store_reports(array[r], p_now) s;
  perform move_call(p_call, 'completed', jsonb_build_object('reportId', report_by_call.report_id), p_now);
  return next;
end $$;

/* A call that ends without a report. What was answered stays with it; an item shows from p_due on unless a report comes first. A wrong birth date is
   told to the owner of the case whose ID was pressed. p_spoke: a person of the centre has spoken with them. */
create function abort_call(p_call uuid, p_at text, p_spoke boolean, p_due timestamptz, p_now timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare k calls; known record; kind text;
begin
  select * into k from calls x where x.id = p_call and x.plan_day = call_day(p_call) for update;
  -- 'same': the provider said that it is over before the script did.
  if not found or move_call(p_call, 'aborted', jsonb_build_object('abortedAtQuestion', p_at), p_now) not in ('moved', 'same') then return; end if;
  kind := case when k.identified_at is not null then 'call-incomplete' when not p_spoke then 'call-identity' end;
  if kind is null then return; end if;
  for known in select w.case_id from watches w join cases c on c.id = w.case_id
     where w.state = 'observing' and (w.case_id = k.case_id or (k.case_id is null and c.hersys_id in (select f.hersys_id from claim_failures f where f.call_id = p_call)))
     order by w.case_id limit 3 loop
    perform raise_item(gen_random_uuid(), null, known.case_id, '', kind, false, p_due, jsonb_build_object('callId', p_call, 'at', p_at), p_now);
  end loop;
end $$;

/* Whom a caller reaches who wants a person: the owner of the case; before it is known the centre that owns every observed case of this telephone;
   else p_desk, the centre of the number that was dialled. No row: nobody. */
create function desk_of_call(p_call uuid, p_desk uuid, p_now timestamptz) returns table (centre_id uuid, phone text, duty_phone text, settings jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  with k as (select c.case_id, c.phone from calls c where c.id = p_call and c.plan_day = call_day(p_call)),
  of_phone as (
    select w.owner_centre_id from k join cases x on x.phone = k.phone join watches w on w.case_id = x.id and w.state = 'observing' where k.case_id is null group by 1),
  desk as (
    select coalesce((select w.owner_centre_id from k join watches w on w.case_id = k.case_id),
                    (select min(owner_centre_id::text)::uuid from of_phone having count(*) = 1), p_desk) as id from k)
  select o.id, o.phone, (select d.phone from duty_roster d where d.centre_id = o.id and d.position = 'duty' and d.from_at <= p_now and (d.to_at is null or d.to_at > p_now)
                          order by d.from_at desc, d.id desc limit 1), o.settings
    from desk join organisations o on o.id = desk.id and o.kind = 'centre'
$$;

/* Nobody of the centre has answered somebody who wanted a person: it stands in the queue of whoever desk_of_call says. False: nobody's. */
create function staff_asked_by_call(p_call uuid, p_item uuid, p_desk uuid, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare k calls; centre uuid; detail jsonb := jsonb_build_object('callId', p_call);
begin
  select * into k from calls x where x.id = p_call and x.plan_day = call_day(p_call);
  select d.centre_id into centre from desk_of_call(p_call, p_desk, p_now) d;
  if k.case_id is not null then
    perform raise_item(p_item, null, k.case_id, '', 'call-asked-for-staff', false, p_now, detail, p_now);
  elsif centre is not null then
    perform raise_item(p_item, centre, null, p_call::text, 'call-asked-for-staff', false, p_now, detail, p_now);
  else
    insert into system_alerts (id, at, kind, detail) values (gen_random_uuid(), p_now, 'caller-without-centre', detail);
    return false;
  end if;
  return true;
end $$;

/* A report, by whatever channel, answers the calls that ended without one. Corrections and reports of earlier days answer nothing. */
create function report_answers_calls() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare i record;
begin
  for i in select a.case_id, a.kind, n.received_at from attention_items a join new_reports n on n.case_id = a.case_id
            where a.closed_at is null and a.kind in ('call-incomplete', 'call-identity', 'call-failed') and n.revises_id is null and n.reported_at >= a.latest_at
            order by a.case_id, a.kind loop
    perform meet_item(i.case_id, i.kind, i.received_at);
  end loop;
  return null;
end $$;
create trigger report_answers_calls after insert on daily_reports referencing new table as new_reports for each statement execute function report_answers_calls();

/* Where people hang up, of one's own centre: one row a direction and question; question null is a call answered to its end. */
create function hang_up_figures(p_from date, p_to date) returns table (direction text, question text, calls int)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.direction, case when c.state = 'aborted' then coalesce(c.aborted_at_question, 'unknown') end, count(*)::int
    from calls c
   where (select (current_actor()).org_kind) = 'centre' and c.centre_id = (select (current_actor()).org_id)
     and c.plan_day between p_from and p_to and c.state in ('aborted', 'completed') group by 1, 2 order by 1, 3 desc, 2
$$;

revoke execute on function lock_call(uuid, timestamptz), inbound_call(text, timestamptz), forgotten_calls(timestamptz), keep_call(uuid, int, jsonb, text, jsonb, jsonb, timestamptz), caller_wait(text, boolean, timestamptz),
  identify_call(uuid, text, date, text, boolean, uuid, uuid, timestamptz), alarm_by_call(uuid, uuid, jsonb, timestamptz), report_by_call(uuid, jsonb, timestamptz),
  abort_call(uuid, text, boolean, timestamptz, timestamptz), desk_of_call(uuid, uuid, timestamptz), staff_asked_by_call(uuid, uuid, uuid, timestamptz),
  report_answers_calls(), hang_up_figures(date, date) from public;
grant execute on function lock_call(uuid, timestamptz), inbound_call(text, timestamptz), forgotten_calls(timestamptz), keep_call(uuid, int, jsonb, text, jsonb, jsonb, timestamptz),
  identify_call(uuid, text, date, text, boolean, uuid, uuid, timestamptz), alarm_by_call(uuid, uuid, jsonb, timestamptz), report_by_call(uuid, jsonb, timestamptz),
  abort_call(uuid, text, boolean, timestamptz, timestamptz), desk_of_call(uuid, uuid, timestamptz), staff_asked_by_call(uuid, uuid, uuid, timestamptz) to hersys_web, hersys_worker;
grant execute on function hang_up_figures(date, date) to hersys_web;
