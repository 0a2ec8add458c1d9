-- The audit is searched by those it is for; access that is out of the ordinary is shown to a manager; what is kept no longer than its period.

-- ── Search ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- One range of one index whatever is asked for, also with 100 million rows: a month is a partition, and a search always names its days.
create index audits_actor on audits (actor_id, at desc, id desc) where actor_kind = 'staff';
create index audits_org on audits (org_id, at desc, id desc) where org_id is not null;
create index audits_day on audits (at desc, id desc) where actor_kind not in ('patient', 'nobody');

/* Rows of the audit that the asker may see, the newest first. A centre's manager: what its staff did, and everything done to a case the centre sees;
   a prefecture: the same over its centres; an operator: who did what and when, and no case. `p_id` of the last row before. */
create function search_audits(p_from timestamptz, p_to timestamptz, p_hersys_id text, p_login text, p_org uuid, p_before timestamptz, p_before_id uuid, p_limit int)
  returns table (id uuid, at timestamptz, actor_kind text, actor_name text, login_id text, org_name text, action text, outcome text, cases int)
  language plpgsql stable security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); orgs uuid[]; person uuid; wanted uuid[]; until timestamptz := least(p_to, coalesce(p_before, p_to));
begin
  orgs := case a.org_kind when 'centre' then array[a.org_id]
    when 'prefecture' then array(select o.id from organisations o where o.id = a.org_id or o.parent_id = a.org_id and o.kind = 'centre')
    when 'operator' then null else '{}' end;
  if a.org_kind = 'centre' and a.role <> 'manager' or a.org_kind is null or orgs = '{}' then raise insufficient_privilege; end if;
  if p_org is not null then
    if orgs is not null and p_org <> all (orgs) then return; end if;
    orgs := array[p_org];
  end if;
  if p_login <> '' then
    select s.id into person from staff_accounts s where s.login_id = p_login and (orgs is null or s.org_id = any (orgs));
    if not found then return; end if;
  end if;
  if p_hersys_id <> '' then
    if a.org_kind = 'operator' then raise insufficient_privilege; end if;
    select array_agg(c.id) into wanted from cases c where survivor_of(c.id) in (
        select survivor_of(x.id) from cases x where x.hersys_id = p_hersys_id union select r.case_id from retired_hersys_ids r where r.hersys_id = p_hersys_id)
      and (c.hersys_id = p_hersys_id or c.merged_into is not null or exists (select from cases g where g.hersys_id = p_hersys_id and g.merged_into is not null)
           or exists (select from retired_hersys_ids r where r.hersys_id = p_hersys_id and r.case_id = c.id));
    if wanted is null or not exists (select from unnest(wanted) w where may_see_case(survivor_of(w), a)) then return; end if;
  end if;
  return query
    with found as (
      select x.* from audits x where wanted is not null and x.case_ids && wanted and x.at >= p_from and x.at < p_to and (person is null or x.actor_id = person)
         and (p_org is null or x.org_id = p_org) and (p_before is null or (x.at, x.id) < (p_before, p_before_id))
      union all
      (select x.* from audits x where wanted is null and person is not null and x.actor_kind = 'staff' and x.actor_id = person and x.at >= p_from and x.at <= until
         and (p_before is null or (x.at, x.id) < (p_before, p_before_id)) order by x.at desc, x.id desc limit p_limit)
      union all
      select l.* from unnest(orgs) o (id), lateral (select x.* from audits x where wanted is null and person is null and x.org_id = o.id and x.at >= p_from and x.at <= until
         and (p_before is null or (x.at, x.id) < (p_before, p_before_id)) order by x.at desc, x.id desc limit p_limit) l
      union all
      (select x.* from audits x where wanted is null and person is null and orgs is null and x.actor_kind not in ('patient', 'nobody') and x.at >= p_from and x.at <= until
         and (p_before is null or (x.at, x.id) < (p_before, p_before_id)) order by x.at desc, x.id desc limit p_limit))
    select f.id, f.at, f.actor_kind, s.name, case when a.org_kind <> 'centre' or s.org_id = a.org_id then s.login_id end, o.name, f.action, f.outcome, cardinality(f.case_ids)
      from found f left join staff_accounts s on f.actor_kind = 'staff' and s.id = f.actor_id left join organisations o on o.id = f.org_id
     where f.at < p_to order by f.at desc, f.id desc limit p_limit;
end $$;
/* The last seal, and how many rows wait for the next. For whoever may search. */
create function audit_state() returns table (height int, sealed_at timestamptz, rows int, hash text, unsealed int, oldest timestamptz, alerted_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); last audit_blocks;
begin
  if not (a.org_kind in ('operator', 'prefecture') or a.org_kind = 'centre' and a.role = 'manager') then raise insufficient_privilege; end if;
  select * into last from audit_blocks b order by b.height desc limit 1;
  return query select last.height::int, last.sealed_at, last.rows, last.hash, u.n, u.oldest, (select max(x.at) from system_alerts x where x.kind = 'audit-broken' and x.seen_at is null)
    from (select count(*)::int as n, min(q.at) as oldest from (select x.at from audits x where x.chain > coalesce(last.chain, 0) or x.chain = last.chain and x.tx >= last.below_tx limit 10001) q) u;
end $$;
create function audit_blocks_before(p_height int, p_limit int) returns setof audit_blocks language sql stable security definer set search_path = public, pg_temp as $$
  select b.* from audit_blocks b where b.height <= p_height and (select (current_actor()).org_kind) in ('operator', 'prefecture', 'centre') order by b.height desc limit p_limit
$$;

-- ── Access out of the ordinary ──────────────────────────────────────────────────────────────────────────────────────────
/* Found by the worker hour by hour; shown to the manager of the centre (of an institution: of its centre), to the prefecture, to the operator without a case. */
create table unusual_accesses (
  id uuid primary key,
  kind text not null check (kind in ('many', 'night', 'own-name', 'same-surname')),
  actor_id uuid not null references staff_accounts on delete restrict,
  org_id uuid not null references organisations on delete restrict,
  heard_by uuid references organisations on delete restrict,   -- whose manager looks at it
  hour timestamptz not null, n int not null,
  found_at timestamptz not null,
  seen_at timestamptz, seen_by uuid references staff_accounts on delete restrict, note text,
  check ((seen_at is null) = (seen_by is null)),
  unique (actor_id, hour, kind)
);
create index unusual_of_org on unusual_accesses (heard_by, hour desc, id desc);
create index unusual_all on unusual_accesses (hour desc, id desc);
create table unusual_runs (hour timestamptz primary key, ran_at timestamptz not null);

insert into policies (name, value) values
  ('many-records', 500), ('night-from', 0), ('night-to', 5), ('night-records', 20), ('surname-records', 3), ('surname-common', 100),
  ('retention-on', 0), ('cases-days', 1826), ('messages-days', 400), ('drafts-days', 365), ('audits-days', 3653);

do $$ declare t text; begin
  foreach t in array array['unusual_accesses', 'unusual_runs'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
create policy see on unusual_accesses for select to hersys_web using (
  (select (current_actor()).org_kind) = 'operator'
  or (select (current_actor()).org_kind) = 'centre' and (select (current_actor()).role) = 'manager' and heard_by = (select (current_actor()).org_id)
  or (select (current_actor()).org_kind) = 'prefecture' and (heard_by = (select (current_actor()).org_id) or heard_by in (select o.id from organisations o where o.parent_id = (select (current_actor()).org_id))));
create policy look on unusual_accesses for update to hersys_web using (
  (select (current_actor()).role) = 'manager' and heard_by = (select (current_actor()).org_id) and seen_at is null)
  with check (seen_by = (select (current_actor()).account_id) and actor_id <> (select (current_actor()).account_id));
grant select on unusual_accesses to hersys_web;
grant update (seen_at, seen_by, note) on unusual_accesses to hersys_web;

/* What was found since, as far as the asker may see it (the policies above, said once more for the login IDs beside); unseen ones first. */
create function list_unusual(p_since timestamptz) returns table (id uuid, kind text, hour timestamptz, n int, actor_id uuid, actor_name text, login_id text, org_name text, seen_at timestamptz, seen_by_name text, note text)
language sql stable security definer set search_path = public, pg_temp as $$
  with me as materialized (select (current_actor()).*)
  select u.id, u.kind, u.hour, u.n, u.actor_id, s.name, s.login_id, o.name, u.seen_at, b.name, u.note
    from me, unusual_accesses u join staff_accounts s on s.id = u.actor_id join organisations o on o.id = u.org_id left join staff_accounts b on b.id = u.seen_by
   where u.hour > p_since and (me.org_kind = 'operator' or me.org_kind = 'centre' and me.role = 'manager' and u.heard_by = me.org_id
      or me.org_kind = 'prefecture' and (u.heard_by = me.org_id or u.heard_by in (select x.id from organisations x where x.parent_id = me.org_id)))
   order by u.seen_at is not null, u.hour desc, u.id desc limit 100
$$;
grant execute on function list_unusual(timestamptz) to hersys_web;

/* What staff did in one hour: distinct cases, and how many single ones of their own surname or name they opened. A surname that many registrations of the organisation share says nothing. */
create function work_of_hour(p_hour timestamptz) returns table (actor_id uuid, org_id uuid, heard_by uuid, cases int, own_name int, same_surname int)
language sql stable security definer set search_path = public, pg_temp as $$
  with seen as materialized (
    select x.actor_id, c as case_id, bool_or(cardinality(x.case_ids) <= 2) as is_single from audits x, unnest(x.case_ids) c
     where x.at >= p_hour and x.at < p_hour + interval '1 hour' and x.actor_kind not in ('patient', 'nobody') and x.actor_kind = 'staff' and x.outcome = 'ok' group by 1, 2),
  known as (
    select s.actor_id, s.case_id, a.org_id, replace(replace(a.name, ' ', ''), '　', '') as whole, split_part(replace(a.name, '　', ' '), ' ', 1) as family, c.family_name, c.family_name || c.given_name as name, s.is_single
      from seen s join staff_accounts a on a.id = s.actor_id left join cases c on c.id = s.case_id)
  select k.actor_id, k.org_id, case o.kind when 'institution' then o.parent_id else o.id end, count(*)::int,
         count(*) filter (where k.is_single and k.name = k.whole)::int,
         count(*) filter (where k.is_single and k.family_name = k.family and k.name <> k.whole
           and (select count(*) from (select from listings l where l.org_id = k.org_id and l.name >= k.family and l.name < k.family || U&'\+10FFFF' limit (policy('surname-common') + 1)) t) <= policy('surname-common'))::int
    from known k join organisations o on o.id = k.org_id group by 1, 2, 3
$$;

-- ── Retention ───────────────────────────────────────────────────────────────────────────────────────────────────────────
create index watches_ended on watches (ended_at) where state = 'ended';
/* The day until which something is kept that ended on this day: the last one. From the next on it may go. */
create function is_over(p_ended timestamptz, p_days int, p_now timestamptz) returns boolean language sql immutable set search_path = public, pg_temp as $$
  select (p_now at time zone 'Asia/Tokyo')::date > (p_ended at time zone 'Asia/Tokyo')::date + p_days
$$;
/* What would go now, each counted up to 100,000, and what is old enough but not over: those are never touched. For operators and the worker. */
create function retention_due(p_now timestamptz) returns table (kind text, days int, due int, held int) language plpgsql stable security definer set search_path = public, pg_temp as $$
declare before timestamptz;
begin
  if session_user = 'hersys_web' and (current_actor()).org_kind is distinct from 'operator' then raise insufficient_privilege; end if;
  before := p_now - policy('cases-days') * interval '1 day';
  return query select 'cases', policy('cases-days'), (select count(*)::int from (
      select from watches w where w.state = 'ended' and w.ended_at <= before and is_over(w.ended_at, policy('cases-days'), p_now)
         and not exists (select from attention_items i where i.case_id = w.case_id and i.closed_at is null) limit 100000) x)
    + (select count(*)::int from (select from cases c where c.state = 'draft' and is_over(c.early_closed_at, policy('cases-days'), p_now) limit 100000) x),
    (select count(*)::int from (
      select from watches w where w.began_at <= before and (w.state = 'observing' or exists (select from attention_items i where i.case_id = w.case_id and i.closed_at is null)) limit 100000) x);
  return query select 'messages', policy('messages-days'), (select count(*)::int from (
      select from messages m where is_over(m.created_at, policy('messages-days'), p_now) and m.created_at <= p_now - policy('messages-days') * interval '1 day'
         and m.state not in ('queued', 'sending') limit 100000) x), 0;
  return query select 'drafts', policy('drafts-days'), (select count(*)::int from (
      select from notification_drafts d where d.case_id is null and d.files_case_id is null and is_over(d.updated_at, policy('drafts-days'), p_now) limit 100000) x), 0;
  return query select 'audits', policy('audits-days'), (select count(*)::int from (
      select from audits a where a.at <= p_now - policy('audits-days') * interval '1 day' and is_over(a.at, policy('audits-days'), p_now) limit 100000) x), 0;
end $$;

/* Takes everything about a person away and leaves the bare row, so that its HER-SYS ID is given to nobody again. The figures were booked long ago and stay.
   'ok', or why not: 'open' (observed, or something waits for a person), 'not-due', 'later' (the figures have not caught up), 'gone'. */
create function expire_case(p_case uuid, p_now timestamptz) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare c cases; w watches; t record; left_over int; absorbed uuid;
begin
  select * into w from watches where case_id = p_case for no key update;
  select * into c from cases where id = p_case for update;
  if c.id is null or c.state in ('expired', 'merged') then return 'gone'; end if;
  if w.case_id is not null and w.state <> 'ended' or w.case_id is null and c.early_closed_at is null
     or exists (select from attention_items where case_id = p_case and closed_at is null)
     or exists (select from hand_overs where case_id = p_case and state = 'pending') then return 'open'; end if;
  if not coalesce(is_over(coalesce(w.ended_at, c.early_closed_at), policy('cases-days'), p_now), false) then return 'not-due'; end if;
  if exists (select from fact_queue where case_id = p_case) then return 'later'; end if;
  insert into audits (id, at, actor_kind, action, case_ids, detail) values (uuid_at(p_now), p_now, 'system', 'retention.expire', array[p_case], '{}');
  for absorbed in select id from cases where merged_into = p_case loop
    perform blank_case(absorbed, p_now);
  end loop;
  perform blank_case(p_case, p_now);
  return 'ok';
end $$;
create function blank_case(p_case uuid, p_now timestamptz) returns void language plpgsql set search_path = public, pg_temp as $$
declare t record; blocked boolean := true; rounds int := 0;
begin
  update cases set merged_into = null, state = 'expired', family_name = '', given_name = '', family_kana = null, given_kana = null, sex = null, birth_on = null, nationality = null,
         entered_japan_on = null, passport_number = null, passport_entered_by = null, phone = null, phone_kind = null, postal_code = null, address = null, centre_number = null,
         risk_factors = null, place_name = null, whereabouts = null, updated_at = p_now where id = p_case;
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
  delete from watches where case_id = p_case;
end $$;
/* One step of the worker: up to so many of each kind. Says how many went. The audit's own rows go by the operator's command alone. */
create function retention_step(p_limit int, p_now timestamptz) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare r record; cases int := 0; messages int; drafts int;
begin
  for r in select w.case_id as id from watches w where w.state = 'ended' and w.ended_at <= p_now - policy('cases-days') * interval '1 day' and is_over(w.ended_at, policy('cases-days'), p_now)
              and not exists (select from attention_items i where i.case_id = w.case_id and i.closed_at is null) order by w.ended_at, w.case_id limit p_limit loop
    if expire_case(r.id, p_now) = 'ok' then cases := cases + 1; end if;
  end loop;
  for r in select c.id from cases c where c.state = 'draft' and is_over(c.early_closed_at, policy('cases-days'), p_now) order by c.early_closed_at, c.id limit p_limit loop
    if expire_case(r.id, p_now) = 'ok' then cases := cases + 1; end if;
  end loop;
  delete from messages m using (select x.id, x.created_at from messages x where x.created_at <= p_now - policy('messages-days') * interval '1 day' and is_over(x.created_at, policy('messages-days'), p_now)
     and x.state not in ('queued', 'sending') order by x.created_at limit p_limit * 10) o where m.id = o.id and m.created_at = o.created_at;
  get diagnostics messages = row_count;
  delete from notification_drafts where id in (select d.id from notification_drafts d where d.case_id is null and d.files_case_id is null and is_over(d.updated_at, policy('drafts-days'), p_now) limit p_limit);
  get diagnostics drafts = row_count;
  return jsonb_build_object('cases', cases, 'messages', messages, 'drafts', drafts);
end $$;
/* The operator sets a number. False: there is no such one. */
create function set_policy(p_name text, p_value int, p_now timestamptz) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  if a.org_kind is distinct from 'operator' then raise insufficient_privilege; end if;
  update policies set value = p_value, changed_at = p_now, changed_by = a.account_id where name = p_name and value <> p_value;
  return exists (select from policies where name = p_name);
end $$;
grant execute on function search_audits(timestamptz, timestamptz, text, text, uuid, timestamptz, uuid, int), audit_state(), audit_blocks_before(int, int), set_policy(text, int, timestamptz) to hersys_web;
grant execute on function retention_due(timestamptz) to hersys_web, hersys_worker;
grant execute on function work_of_hour(timestamptz), expire_case(uuid, timestamptz), retention_step(int, timestamptz) to hersys_worker;
