-- What a reading of the authorities' portal against its description found missing.

-- ── Looking somebody up by what stands on paper or on the telephone's display ──────────────────────────────────────────────
create index listings_number on listings (org_id, centre_number) where centre_number is not null;
/* Cases of the asker's centre by its own number (保健所独自ID) or a telephone number, the newest first. */
create function search_case_numbers(p_number text, p_phone text, p_limit int) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  with me as materialized (select (current_actor()).*),
  found as (
    select l.case_id from listings l where p_number <> '' and l.org_id = (select org_id from me) and l.centre_number = p_number
    union
    select l.case_id from listings l where p_phone <> '' and l.org_id = (select org_id from me) and l.phone = p_phone)
  select c.id from found f join cases c on c.id = f.case_id, me where me.org_kind = 'centre' order by c.created_at desc, c.id desc limit p_limit
$$;
revoke execute on function search_case_numbers(text, text, int) from public;
grant execute on function search_case_numbers(text, text, int) to hersys_web;

-- ── A correction opens an ID that wrong tries have locked, whoever corrects (D43) ───────────────────────────────────────────
/* In the name of the staff that has just corrected a 発生届: of the institution that reported or the centre that observes. Says whether the ID was
   locked, and whether somebody has registered it. */
create function open_after_correction(p_case uuid, p_now timestamptz, out was_locked boolean, out is_registered boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); id text;
begin
  select c.hersys_id into id from watches w join cases c on c.id = w.case_id
   where w.case_id = p_case and a.kind = 'staff' and (w.owner_centre_id = a.org_id or c.reporting_institution_id = a.org_id) for no key update of w;
  if not found then raise insufficient_privilege; end if;
  is_registered := exists (select from registrations r where r.case_id = p_case and r.ended_at is null);
  update claim_locks l set unlocked_at = p_now, unlocked_by = a.account_id where l.hersys_id = id and l.locked_at > coalesce(l.unlocked_at, '-infinity');
  was_locked := found;
  with closed as (
    update attention_items i set closed_at = p_now, closed_by = a.account_id, outcome = 'corrected' where i.case_id = p_case and i.kind = 'claim-locked' and i.closed_at is null
    returning i.id)
  insert into attention_events (id, item_id, case_id, at, what, by_account_id, detail)
  select gen_random_uuid(), closed.id, p_case, p_now, 'closed', a.account_id, '{"outcome": "corrected"}' from closed;
end $$;
revoke execute on function open_after_correction(uuid, timestamptz) from public;
grant execute on function open_after_correction(uuid, timestamptz) to hersys_web;

-- ── Retention: what hangs on no case has its periods too, and what a case leads to without a key goes with it ──────────────────
insert into policies (name, value) values ('faxes-days', 365), ('replies-days', 400);
create index faxes_discarded on faxes (discarded_at) where discarded_at is not null;
/* The least id (version 7) of that instant: ids are ordered by their time, so a range of the key is a range of time. */
create function uuid_floor(p_at timestamptz) returns uuid language sql immutable set search_path = public, pg_temp as $$
  select rpad(lpad(to_hex((extract(epoch from p_at) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$;
/* Faxes that somebody said are not to be typed; what providers told of messages, and what came by SMS from numbers that no case has. */
create function loose_faxes(p_now timestamptz, p_limit int) returns setof uuid language sql stable set search_path = public, pg_temp as $$
  select id from faxes where discarded_at <= p_now - policy('faxes-days') * interval '1 day' and is_over(discarded_at, policy('faxes-days'), p_now)
   order by discarded_at, id limit p_limit
$$;
create function loose_sms(p_now timestamptz, p_limit int) returns setof uuid language sql stable set search_path = public, pg_temp as $$
  select e.id from sms_events e where e.id < uuid_floor(p_now - policy('replies-days') * interval '1 day') and e.handled_at is not null
     and is_over(e.received_at, policy('replies-days'), p_now)
     and not exists (select from sms_replies r where r.id = e.id and r.case_id is not null)
   order by e.id limit p_limit
$$;
create function retention_due_loose(p_now timestamptz) returns table (kind text, days int, due int, held int)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'hersys_web' and (current_actor()).org_kind is distinct from 'operator' then raise insufficient_privilege; end if;
  return query select 'faxes', policy('faxes-days'), (select count(*)::int from loose_faxes(p_now, 100000)), 0;
  return query select 'replies', policy('replies-days'), (select count(*)::int from loose_sms(p_now, 100000)), 0;
end $$;
create function retention_step_loose(p_limit int, p_now timestamptz) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare faxes int; replies int; ids uuid[];
begin
  delete from faxes f where f.id in (select loose_faxes(p_now, p_limit));
  get diagnostics faxes = row_count;
  ids := array(select loose_sms(p_now, p_limit * 10));
  delete from sms_replies r where r.id = any (ids);
  delete from sms_events e where e.id = any (ids);
  get diagnostics replies = row_count;
  return jsonb_build_object('faxes', faxes, 'replies', replies);
end $$;
revoke execute on function uuid_floor(timestamptz), loose_faxes(timestamptz, int), loose_sms(timestamptz, int), retention_due_loose(timestamptz),
  retention_step_loose(int, timestamptz) from public;
grant execute on function retention_due_loose(timestamptz) to hersys_web, hersys_worker;
grant execute on function retention_step_loose(int, timestamptz) to hersys_worker;

/* As before, and with it what names no case: the words of the patient's SMS as the provider brought them, and what was heard in each call. */
create or replace function blank_case(p_case uuid, p_now timestamptz) returns void language plpgsql set search_path = public, pg_temp as $$
declare t record; blocked boolean := true; rounds int := 0; brought uuid[] := array(select id from sms_replies where case_id = p_case);
begin
  update cases set merged_into = null, state = 'expired', family_name = '', given_name = '', family_kana = null, given_kana = null, sex = null, birth_on = null, nationality = null,
         entered_japan_on = null, passport_number = null, passport_entered_by = null, phone = null, phone_kind = null, postal_code = null, address = null, centre_number = null,
         risk_factors = null, place_name = null, whereabouts = null, updated_at = p_now where id = p_case;
  delete from call_events e using calls c where c.case_id = p_case and e.call_id = c.id;
  -- Tables lead to each other too: what is still pointed at goes in the next round.
  while blocked loop
    blocked := false; rounds := rounds + 1;
    for t in select * from moved_tables() m where m.expires = 'delete' and to_regclass(m.table_name) is not null order by m.place desc loop
      begin
        execute format('delete from %I where %I = $1', t.table_name, t.column_name) using p_case;
      exception when foreign_key_violation then
        if rounds > 5 then raise; end if;
        blocked := true;
      end;
    end loop;
  end loop;
  delete from sms_events where id = any (brought);
  delete from watches where case_id = p_case;
end $$;

-- ── The course in hospital: how many are in hospital on a day, and the most that was needed ────────────────────────────────────
/* support: the most of oxygen, ICU, ventilator and ECMO that the course tells of; 'none' where an entry says no to all four; null: nobody said.
   bed_until: the day on which the bed was free again, by discharge or by the end of the observation, as the beds of a place are counted. */
alter table case_facts add column support text, add column bed_until date;
create or replace function facts_now(p_cases uuid[]) returns setof case_facts language sql stable security definer set search_path = public, pg_temp as $$
  select c.id, x.centre_id, (select p.prefecture_code from organisations p where p.id = x.centre_id), c.municipality_code,
         (c.created_at at time zone 'Asia/Tokyo')::date, c.onset_on, c.diagnosed_on, (c.confirmed_at at time zone 'Asia/Tokyo')::date,
         c.sex, extract(year from age(coalesce(c.diagnosed_on, (c.created_at at time zone 'Asia/Tokyo')::date), c.birth_on))::int,
         coalesce(c.severity_now, c.severity),
         case when w.end_kind = 'death' or c.died_on is not null then 'died' when w.end_kind = 'release' then 'released'
              when h.admitted_on is not null and h.left_on is null then 'in-hospital' when w.state = 'observing' then 'observed' end,
         case when exists (select from api_filings f where f.case_id = c.id) then 'api'
              when exists (select from import_rows r where r.case_id = c.id) then 'import'
              when exists (select from faxes f where f.case_id = c.id and f.entered_at is not null) then 'fax' else 'web' end,
         h.admitted_on, h.left_on, case when h.admitted_on is not null then s.support end,
         case when h.admitted_on is not null and least(h.left_on, x.ended_on) is not null then greatest(h.admitted_on, least(h.left_on, x.ended_on)) end
    from unnest(p_cases) asked (id) join cases c on c.id = asked.id left join watches w on w.case_id = c.id
    cross join lateral (select coalesce(w.owner_centre_id, c.responsible_centre_id, c.notified_centre_id) as centre_id,
                               case when w.state = 'ended' then (w.ended_at at time zone 'Asia/Tokyo')::date end as ended_on) x
    left join lateral (
      select min(r.on_day) as admitted_on, case when bool_and(r.until_day is not null) then max(r.until_day) end as left_on
        from case_records r where r.case_id = c.id and r.tab = 'medical' and r.superseded_at is null and not r.struck and r.answers ->> 'care' = 'inpatient') h on true
    left join lateral (
      select case when bool_or(r.answers ->> 'ecmo' = 'yes') then 'ecmo' when bool_or(r.answers ->> 'ventilator' = 'yes') then 'ventilator'
                  when bool_or(r.answers ->> 'icu' = 'yes') then 'icu' when bool_or(r.answers ->> 'oxygen' = 'yes') then 'oxygen'
                  when bool_or(r.answers ->> 'ecmo' = 'no' and r.answers ->> 'ventilator' = 'no' and r.answers ->> 'icu' = 'no' and r.answers ->> 'oxygen' = 'no') then 'none' end as support
        from case_records r where r.case_id = c.id and r.tab = 'course' and r.superseded_at is null and not r.struck) s on true
   where c.state in ('filed', 'withdrawal-asked') and c.kind = 'patient'
$$;
create or replace function figures_of(f case_facts) returns table (kind text, day date, key text) language sql immutable set search_path = public, pg_temp as $$
  select * from (values
    ('reported', f.reported_on, ''),
    ('onset', coalesce(f.onset_on, '-infinity'), ''),
    ('age-sex', f.reported_on, age_key(f.age) || '|' || coalesce(f.sex, 'blank')),
    ('severity', f.reported_on, coalesce(f.severity, 'blank')),
    ('outcome', f.reported_on, coalesce(f.outcome, 'blank')),
    ('place', f.reported_on, coalesce(f.municipality_code, 'blank')),
    ('channel', f.reported_on, f.channel),
    ('onset-diagnosis', f.reported_on, delay_key(f.onset_on, f.diagnosed_on)),
    ('diagnosis-report', f.reported_on, delay_key(f.diagnosed_on, f.reported_on)),
    ('report-confirm', f.reported_on, delay_key(f.reported_on, f.confirmed_on)),
    ('admitted', f.admitted_on, ''),
    ('left', f.left_on, ''),
    ('stay', f.left_on, delay_key(f.admitted_on, f.left_on)),
    ('support', f.admitted_on, coalesce(f.support, 'blank')),
    ('bed-left', f.bed_until, '')) v (kind, day, key)
   where v.day is not null
$$;
-- What is booked of a case must be what its facts say: those in hospital are booked as they stand (nobody said), then made anew.
insert into figures (level, scope, kind, day, key, n)
select x.level, x.scope, x.kind, x.day, x.key, count(*) from case_facts f, leveled_figures_of(f) x where f.admitted_on is not null and x.kind = 'support' group by 1, 2, 3, 4, 5;
insert into fact_queue (case_id) select case_id from case_facts where admitted_on is not null;
-- The course counts too; and so do records that a merge or its undoing has moved to another case.
drop trigger count on case_records;
create trigger count after insert or update of case_id on case_records for each row when (new.tab in ('medical', 'course')) execute function queue_facts_of_case();

-- ── 日次報告: the age bands are a setting, by the day from which they hold ─────────────────────────────────────────────────────
/* starts: where each band begins, in completed years; the last has no end. Who has no known age is a band of its own, always. */
create table daily_count_divisions (
  from_on date primary key check (from_on >= '2022-09-26'),
  starts int[] not null check (cardinality(starts) between 1 and 40 and starts[1] = 0),
  set_at timestamptz, set_by uuid references staff_accounts on delete restrict
);
insert into daily_count_divisions (from_on, starts) values ('2022-09-26', '{0,1,5,10,15,20,30,40,50,60,70,80,90}');
alter table daily_count_divisions enable row level security;
alter table daily_count_divisions force row level security;
create policy system on daily_count_divisions to hersys_system, hersys_worker using (true) with check (true);
create policy see on daily_count_divisions for select to hersys_web, hersys_ministry using (true);
grant select on daily_count_divisions to hersys_web, hersys_worker;
grant select (from_on, starts) on daily_count_divisions to hersys_ministry;
/* By an operator, for a day to come: what has begun stays, because the counts of a day name its bands. Null takes back what was set for that day. */
create function set_daily_count_division(p_from date, p_starts int[]) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); t timestamptz := nullif(current_setting('app.now', true), '')::timestamptz;
begin
  if a.org_kind is distinct from 'operator' or t is null then raise insufficient_privilege; end if;
  if p_from is null or p_from < '2022-09-26' or p_from <= (t at time zone 'Asia/Tokyo')::date then return 'past'; end if;
  if p_starts is null then
    -- The oldest stays: without it nobody could count.
    delete from daily_count_divisions d where d.from_on = p_from and exists (select from daily_count_divisions x where x.from_on < p_from);
    return case when found then 'stored' else 'nothing' end;
  end if;
  if cardinality(p_starts) not between 1 and 40 or p_starts[1] <> 0
     or exists (select from generate_subscripts(p_starts, 1) n where n > 1 and p_starts[n] <= p_starts[n - 1] or p_starts[n] is null or p_starts[n] > 120) then return 'wrong'; end if;
  insert into daily_count_divisions as d (from_on, starts, set_at, set_by) values (p_from, p_starts, t, a.account_id)
  on conflict (from_on) do update set starts = excluded.starts, set_at = excluded.set_at, set_by = excluded.set_by;
  return 'stored';
end $$;
revoke execute on function set_daily_count_division(date, int[]) from public;
grant execute on function set_daily_count_division(date, int[]) to hersys_web;
