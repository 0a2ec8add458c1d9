-- 日次報告 (from 2022-09-26): everybody an institution has diagnosed on a day, by age band. Numbers only: nobody stands in these tables.

create table daily_counts (
  id uuid primary key,
  institution_id uuid not null references organisations on delete restrict,
  centre_id uuid not null references organisations on delete restrict,        -- 管轄保健所 when it was entered first
  on_day date not null check (on_day >= '2022-09-26'),
  source text not null check (source in ('institution', 'centre')),           -- who counted: both for one day is a double count, and is shown as one
  counts jsonb not null,                                                      -- {"0": 1, "1-4": 2, …}: bands of that day
  total int not null check (total > 0),
  revision int not null default 1,
  entered_at timestamptz not null, entered_by uuid not null references staff_accounts on delete restrict,
  changed_at timestamptz not null, changed_by uuid not null references staff_accounts on delete restrict,
  deleted_at timestamptz
);
create unique index daily_counts_once on daily_counts (institution_id, on_day, source) where deleted_at is null;
create index daily_counts_centre on daily_counts (centre_id, on_day desc, institution_id);

create table daily_count_log (
  id uuid primary key,
  count_id uuid not null references daily_counts on delete restrict,
  revision int not null, at timestamptz not null,
  by_account uuid not null references staff_accounts on delete restrict, org_id uuid not null references organisations on delete restrict,
  what text not null check (what in ('entered', 'changed', 'deleted')),
  is_late boolean not null,                                                   -- after 24:00 of its day
  before jsonb, after jsonb, reason text,
  unique (count_id, revision),
  check (not is_late or coalesce(reason, '') <> ''), check ((what = 'deleted') = (after is null)), check ((what = 'entered') = (before is null))
);

do $$ declare t text; begin
  foreach t in array array['daily_counts', 'daily_count_log'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select on %I to hersys_web', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
create policy own on daily_counts for select to hersys_web using (
  (select (current_actor()).org_id) in (institution_id, centre_id)
  or (select (current_actor()).org_kind) = 'prefecture' and centre_id in (select o.id from organisations o where o.parent_id = (select (current_actor()).org_id)));
create policy own on daily_count_log for select to hersys_web using (exists (select from daily_counts d where d.id = count_id));

/* Enters, changes (p_counts) or takes back (null) what one source says of an institution's day. The clock is app.now.
   'stored'; 'nothing' (no such count to take back, or the same again); 'refused' (not theirs, a day to come or before the start); 'closed' (an
   institution, after 24:00 of the day); 'reason' (late, and none given); 'conflict' (changed by somebody else since p_revision). */
create function keep_daily_count(p_id uuid, p_log uuid, p_institution uuid, p_day date, p_source text, p_counts jsonb, p_revision int, p_reason text)
returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); t timestamptz := nullif(current_setting('app.now', true), '')::timestamptz; today date := (t at time zone 'Asia/Tokyo')::date;
  o organisations; d daily_counts; n int; late boolean := p_day < today; reason text := nullif(btrim(coalesce(p_reason, '')), '');
begin
  if a.kind is distinct from 'staff' or t is null then return 'refused'; end if;
  select * into o from organisations where id = p_institution and kind = 'institution';
  if not found then return 'refused'; end if;
  if not coalesce(case a.org_kind
       when 'institution' then o.id = a.org_id and p_source = 'institution'
       when 'centre' then o.parent_id = a.org_id
       when 'prefecture' then exists (select from organisations c where c.id = o.parent_id and c.parent_id = a.org_id) else false end, false) then return 'refused'; end if;
  if p_day > today or p_day < '2022-09-26' then return 'refused'; end if;
  if a.org_kind = 'institution' and late then return 'closed'; end if;
  if late and reason is null then return 'reason'; end if;
  -- One at a time for an institution's day.
  perform pg_advisory_xact_lock(hashtextextended('daily-count ' || o.id || p_day || p_source, 0));
  select * into d from daily_counts where institution_id = o.id and on_day = p_day and source = p_source and deleted_at is null;
  if coalesce(d.revision, 0) <> coalesce(p_revision, 0) then return 'conflict'; end if;
  select coalesce(sum(v::int), 0) into n from jsonb_each_text(coalesce(p_counts, '{}')) e (k, v);
  if n = 0 and d.id is null or p_counts is not null and d.counts = p_counts then return 'nothing'; end if;
  if d.id is null then
    -- Whoever counts for an institution that sends a fax is the centre; nobody else counts in an institution's name.
    if p_source = 'institution' and a.org_kind <> 'institution' then return 'refused'; end if;
    insert into daily_counts (id, institution_id, centre_id, on_day, source, counts, total, entered_at, entered_by, changed_at, changed_by)
    values (p_id, o.id, o.parent_id, p_day, p_source, p_counts, n, t, a.account_id, t, a.account_id);
    insert into daily_count_log (id, count_id, revision, at, by_account, org_id, what, is_late, before, after, reason)
    values (p_log, p_id, 1, t, a.account_id, a.org_id, 'entered', late, null, p_counts, reason);
    return 'stored';
  end if;
  if n = 0 then
    update daily_counts set deleted_at = t, revision = d.revision + 1, changed_at = t, changed_by = a.account_id where id = d.id;
  else
    update daily_counts set counts = p_counts, total = n, revision = d.revision + 1, changed_at = t, changed_by = a.account_id where id = d.id;
  end if;
  insert into daily_count_log (id, count_id, revision, at, by_account, org_id, what, is_late, before, after, reason)
  values (p_log, d.id, d.revision + 1, t, a.account_id, a.org_id, case when n = 0 then 'deleted' else 'changed' end, late, d.counts,
          case when n > 0 then p_counts end, reason);
  return 'stored';
end $$;

/* 発生届 of a day by institution, withdrawn ones left out: what a count is held against. Numbers of one's own institutions only. */
create function notified_by_institution(p_from date, p_to date) returns table (institution_id uuid, on_day date, n int)
language sql stable security definer set search_path = public, pg_temp as $$
  with me as materialized (select (current_actor()).*)
  select c.reporting_institution_id, c.diagnosed_on, count(*)::int
    from me, organisations i, cases c
   where i.kind = 'institution' and c.reporting_institution_id = i.id and c.diagnosed_on between p_from and p_to and c.state not in ('draft', 'withdrawn')
     and (i.id = me.org_id or i.parent_id = me.org_id or me.org_kind = 'prefecture' and exists (
           select from organisations x where x.id = i.parent_id and x.parent_id = me.org_id))
   group by 1, 2
$$;
create index cases_diagnosed on cases (reporting_institution_id, diagnosed_on);

revoke execute on function keep_daily_count(uuid, uuid, uuid, date, text, jsonb, int, text), notified_by_institution(date, date) from public;
grant execute on function keep_daily_count(uuid, uuid, uuid, date, text, jsonb, int, text), notified_by_institution(date, date) to hersys_web;

/* Sums by centre, day and band, twice: as they stood at 24:00 of the day (the national cut-off) and now. An institution's own count goes before the
   centre's. Of every centre; granted to nobody: the two below narrow it. */
create function daily_count_sums(p_from date, p_to date) returns table (centre_id uuid, on_day date, band text, at_cut int, at_now int)
language sql stable security definer set search_path = public, pg_temp as $$
  with told as (
    select d.institution_id, d.centre_id, d.on_day, d.source, case when d.deleted_at is null then d.counts end as counts_now,
           (select l.after from daily_count_log l where l.count_id = d.id and l.at < ((d.on_day + 1)::timestamp at time zone 'Asia/Tokyo')
             order by l.revision desc limit 1) as counts_cut
      from daily_counts d where d.on_day between p_from and p_to),
  chosen as (
    select distinct on (institution_id, on_day, which) centre_id, on_day, which, counts
      from (select institution_id, centre_id, on_day, source, 'cut' as which, counts_cut as counts from told
            union all select institution_id, centre_id, on_day, source, 'now', counts_now from told) x
     where counts is not null
     order by institution_id, on_day, which, source desc)      -- 'institution' before 'centre'
  select centre_id, on_day, e.k, coalesce(sum(e.v::int) filter (where which = 'cut'), 0)::int, coalesce(sum(e.v::int) filter (where which = 'now'), 0)::int
    from chosen, jsonb_each_text(counts) e (k, v) group by 1, 2, 3
$$;
create function own_daily_count_sums(p_from date, p_to date) returns table (centre_id uuid, on_day date, band text, at_cut int, at_now int)
language sql stable security definer set search_path = public, pg_temp as $$
  with me as materialized (select (current_actor()).*)
  select s.* from me, daily_count_sums(p_from, p_to) s join organisations o on o.id = s.centre_id
   where me.org_kind = 'centre' and o.id = me.org_id or me.org_kind = 'prefecture' and o.parent_id = me.org_id
$$;
revoke execute on function daily_count_sums(date, date), own_daily_count_sums(date, date) from public;
grant execute on function own_daily_count_sums(date, date) to hersys_web;
