-- Statistics: one read model. What changes a case puts its id into a queue, in the same transaction; one worker at a time makes the case's facts anew
-- from the tables and books the difference. So a correction, withdrawal, merge, restore or hand-over needs no rule of its own, and no daily report
-- touches any of this.

/* What counts of a case, without who it is. Out of reach of the web: pages read `figures` alone. */
create table case_facts (
  case_id uuid primary key references cases on delete cascade,
  centre_id uuid, prefecture_code text, municipality_code text,
  reported_on date not null, onset_on date, diagnosed_on date, confirmed_on date,
  sex text, age int, severity text, outcome text, channel text not null,
  admitted_on date, left_on date
);
/* How many: `level` centre (scope: its id), prefecture (its code) or nation ('JP'). A blank is the key 'blank' and the day '-infinity', never "no". */
create table figures (
  level text not null check (level in ('centre', 'prefecture', 'nation')), scope text not null,
  kind text not null, day date not null, key text not null, n int not null,
  primary key (level, scope, kind, day, key)
);
create table fact_queue (id bigint generated always as identity primary key, case_id uuid not null references cases on delete cascade);
/* Outlines for the map by code of municipality or prefecture, in a square of 1000 by 1000; what has none is drawn as a tile. */
create table map_shapes (
  code text primary key, path text not null check (path ~ '^[MLHVZ0-9 .,-]+$' and length(path) < 20000), label_x int not null, label_y int not null
);

do $$ declare t text; begin
  foreach t in array array['case_facts', 'figures', 'fact_queue'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
grant select on figures, map_shapes to hersys_web;
grant select, insert, update, delete on map_shapes to hersys_worker;
create policy own_centre on figures for select to hersys_web using (
  level = 'centre' and (select (current_actor()).org_kind) = 'centre' and scope = (select (current_actor()).org_id)::text);
create policy own_prefecture on figures for select to hersys_web using (
  level = 'prefecture' and (select (current_actor()).org_kind) = 'prefecture'
  and scope = (select o.prefecture_code from organisations o where o.id = (select (current_actor()).org_id)));
create policy centres_of_prefecture on figures for select to hersys_web using (
  level = 'centre' and (select (current_actor()).org_kind) = 'prefecture'
  and scope in (select o.id::text from organisations o where o.parent_id = (select (current_actor()).org_id) and o.kind = 'centre'));

/* From the tables, as they are now. A case that does not count (not filed, withdrawn, merged into another, a contact) has none. */
create function facts_now(p_cases uuid[]) returns setof case_facts language sql stable security definer set search_path = public, pg_temp as $$
  select c.id, x.centre_id, (select p.prefecture_code from organisations p where p.id = x.centre_id), c.municipality_code,
         (c.created_at at time zone 'Asia/Tokyo')::date, c.onset_on, c.diagnosed_on, (c.confirmed_at at time zone 'Asia/Tokyo')::date,
         c.sex, extract(year from age(coalesce(c.diagnosed_on, (c.created_at at time zone 'Asia/Tokyo')::date), c.birth_on))::int,
         coalesce(c.severity_now, c.severity),
         case when w.end_kind = 'death' or c.died_on is not null then 'died' when w.end_kind = 'release' then 'released'
              when h.admitted_on is not null and h.left_on is null then 'in-hospital' when w.state = 'observing' then 'observed' end,
         case when exists (select from api_filings f where f.case_id = c.id) then 'api'
              when exists (select from import_rows r where r.case_id = c.id) then 'import'
              when exists (select from faxes f where f.case_id = c.id and f.entered_at is not null) then 'fax' else 'web' end,
         h.admitted_on, h.left_on
    from unnest(p_cases) asked (id) join cases c on c.id = asked.id left join watches w on w.case_id = c.id
    cross join lateral (select coalesce(w.owner_centre_id, c.responsible_centre_id, c.notified_centre_id) as centre_id) x
    left join lateral (
      select min(r.on_day) as admitted_on, case when bool_and(r.until_day is not null) then max(r.until_day) end as left_on
        from case_records r where r.case_id = c.id and r.tab = 'medical' and r.superseded_at is null and not r.struck and r.answers ->> 'care' = 'inpatient') h on true
   where c.state in ('filed', 'withdrawal-asked') and c.kind = 'patient'
$$;

/* Days between two dates as a key: 'blank' where one is missing, 'before' where they are the wrong way round. */
create function delay_key(p_from date, p_to date) returns text language sql immutable set search_path = public, pg_temp as $$
  select case when p_from is null or p_to is null then 'blank' when p_to < p_from then 'before' when p_to - p_from > 14 then '15' else (p_to - p_from)::text end
$$;
create function age_key(p_age int) returns text language sql immutable set search_path = public, pg_temp as $$
  select case when p_age is null or p_age < 0 then 'blank' when p_age >= 90 then '90' else (p_age / 10 * 10)::text end
$$;

/* What a case adds to the figures. Rows of (kind, day, key), one each. */
create function figures_of(f case_facts) returns table (kind text, day date, key text) language sql immutable set search_path = public, pg_temp as $$
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
    ('stay', f.left_on, delay_key(f.admitted_on, f.left_on))) v (kind, day, key)
   where v.day is not null
$$;

/* The same by level. The prefecture's rows by week (of its Monday) are all that the ministry sees of a case. */
create function leveled_figures_of(f case_facts) returns table (level text, scope text, kind text, day date, key text)
language sql immutable set search_path = public, pg_temp as $$
  select l.level, l.scope, g.kind, g.day, g.key
    from figures_of(f) g cross join lateral (values ('centre', f.centre_id::text), ('prefecture', f.prefecture_code), ('nation', 'JP')) l (level, scope)
   where l.scope is not null
  union all
  select 'prefecture', f.prefecture_code, 'cell', f.reported_on - (extract(isodow from f.reported_on)::int - 1),
         concat_ws('|', coalesce(f.sex, 'blank'), age_key(f.age), coalesce(f.severity, 'blank'), coalesce(f.outcome, 'blank'))
   where f.prefecture_code is not null
$$;

/* Takes up to p_limit changed cases from the queue and books what has changed. Says how many were taken; 0 also while another worker is at it. */
create function settle_figures(p_limit int) returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare ids uuid[]; taken int; fresh case_facts[];
begin
  if not pg_try_advisory_xact_lock(hashtext('hersys figures')) then return 0; end if;
  with gone as (delete from fact_queue where id in (select id from fact_queue order by id limit p_limit) returning case_id)
  -- Whose retention has run out is forgotten; what it has counted stays counted.
  select coalesce(array_agg(distinct c.id) filter (where c.state <> 'expired'), '{}'), count(*) into ids, taken from gone g join cases c on c.id = g.case_id;
  if taken = 0 then return 0; end if;
  -- Read once: what is booked and what is kept must be the same.
  select coalesce(array_agg(f), '{}') into fresh from facts_now(ids) f;
  insert into figures as g (level, scope, kind, day, key, n)
  select d.level, d.scope, d.kind, d.day, d.key, sum(d.n)
    from (select x.*, -1 as n from case_facts f, leveled_figures_of(f) x where f.case_id = any (ids)
          union all select x.*, 1 from unnest(fresh) f, leveled_figures_of(f) x) d
   group by 1, 2, 3, 4, 5 having sum(d.n) <> 0
  on conflict (level, scope, kind, day, key) do update set n = g.n + excluded.n;
  delete from case_facts where case_id = any (ids);
  insert into case_facts select * from unnest(fresh);
  return taken;
end $$;

/* How those under observation on a day answered, by channel ('none': not at all), as their owners are now; made anew as a whole. */
create function settle_answers(p_day date) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtext('hersys answers'));
  delete from figures where kind = 'answers' and day = p_day;
  insert into figures (level, scope, kind, day, key, n)
  with counted as (
    select w.owner_centre_id as centre_id, coalesce(r.channel, 'none') as key, count(*) as n
      from watches w
      left join lateral (select d.channel from daily_reports d where d.case_id = w.case_id and d.reported_on = p_day and d.superseded_at is null
                          order by d.reported_at desc, d.id desc limit 1) r on true
     where (w.state = 'observing' or w.began_at > (p_day - 60)::timestamp at time zone 'Asia/Tokyo')
       and w.period_from <= p_day and w.period_to >= p_day and w.began_at < (p_day + 1)::timestamp at time zone 'Asia/Tokyo'
       and (w.ended_at is null or w.ended_at >= p_day::timestamp at time zone 'Asia/Tokyo') and w.end_kind is distinct from 'withdrawal'
     group by 1, 2)
  select l.level, l.scope, 'answers', p_day, c.key, sum(c.n)
    from counted c join organisations o on o.id = c.centre_id
    cross join lateral (values ('centre', o.id::text), ('prefecture', o.prefecture_code), ('nation', 'JP')) l (level, scope)
   where l.scope is not null group by 1, 2, 5;
end $$;

/* How long what is open has been due, as of p_now, kept under its day. */
create function settle_queue_ages(p_now timestamptz) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare today date := (p_now at time zone 'Asia/Tokyo')::date;
begin
  perform pg_advisory_xact_lock(hashtext('hersys answers'));
  delete from figures where kind = 'queue' and day = today;
  insert into figures (level, scope, kind, day, key, n)
  with counted as (
    select i.centre_id, i.kind || '|' || case when p_now - i.due_at < interval '1 hour' then '1h' when p_now - i.due_at < interval '4 hours' then '4h'
             when p_now - i.due_at < interval '24 hours' then '24h' when p_now - i.due_at < interval '3 days' then '3d' else 'more' end as key, count(*) as n
      from attention_items i where i.closed_at is null and i.due_at <= p_now group by 1, 2)
  select l.level, l.scope, 'queue', today, c.key, sum(c.n)
    from counted c join organisations o on o.id = c.centre_id and o.kind = 'centre'
    cross join lateral (values ('centre', o.id::text), ('prefecture', o.prefecture_code), ('nation', 'JP')) l (level, scope)
   where l.scope is not null group by 1, 2, 5;
end $$;

-- What changes a fact queues its case.
create function queue_case_facts() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into fact_queue (case_id) values (new.id);
  return null;
end $$;
create function queue_facts_of_case() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.case_id is not null then insert into fact_queue (case_id) values (new.case_id); end if;
  return null;
end $$;
create trigger count_new after insert on cases for each row execute function queue_case_facts();
create trigger count after update on cases for each row when (
  (old.state, old.kind, old.created_at, old.confirmed_at, old.responsible_centre_id, old.notified_centre_id, old.municipality_code, old.onset_on, old.diagnosed_on,
   old.died_on, old.sex, old.birth_on, old.severity, old.severity_now)
  is distinct from (new.state, new.kind, new.created_at, new.confirmed_at, new.responsible_centre_id, new.notified_centre_id, new.municipality_code, new.onset_on,
   new.diagnosed_on, new.died_on, new.sex, new.birth_on, new.severity, new.severity_now)) execute function queue_case_facts();
-- Not when a daily report moves level and last report: those columns are not among these.
create trigger count after insert or update of owner_centre_id, state, end_kind on watches for each row execute function queue_facts_of_case();
create trigger count after insert on case_records for each row when (new.tab = 'medical') execute function queue_facts_of_case();
create trigger count after insert or update of case_id on import_rows for each row execute function queue_facts_of_case();
create trigger count after insert or update of case_id on api_filings for each row execute function queue_facts_of_case();
create trigger count after insert or update of case_id, entered_at on faxes for each row execute function queue_facts_of_case();

revoke execute on function facts_now(uuid[]), delay_key(date, date), age_key(int), figures_of(case_facts), leveled_figures_of(case_facts), settle_figures(int),
  settle_answers(date), settle_queue_ages(timestamptz), queue_case_facts(), queue_facts_of_case() from public;
grant execute on function settle_figures(int), settle_answers(date), settle_queue_ages(timestamptz) to hersys_worker;

-- Cases that are there already.
insert into fact_queue (case_id) select id from cases;
