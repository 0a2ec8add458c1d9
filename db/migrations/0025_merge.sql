-- 同一人物: what a centre decides about a pair of cases, and what two cases that become one look like in the tables. The acts: 0036_merge.sql.

-- ── One case that was two ───────────────────────────────────────────────────────────────────────────────────────────────
/* The absorbed case keeps its row and its HER-SYS ID, which leads to the survivor and is nobody else's ever; everything of it has moved. */
alter table cases drop constraint cases_state_check;
alter table cases add constraint cases_state_check check (state in ('draft', 'filed', 'withdrawal-asked', 'withdrawn', 'contact', 'merged', 'expired')),
  add column merged_into uuid references cases on delete restrict, add check ((state = 'merged') = (merged_into is not null)), add check (merged_into <> id);
create index cases_merged on cases (merged_into) where merged_into is not null;

/* Two telephones may hold one case when it was two: each registration says under which case's ID it was made. One living registration an ID, as before. */
alter table registrations add column merged_from uuid references cases on delete restrict;
alter table registrations drop constraint registrations_end_kind_check;
alter table registrations add constraint registrations_end_kind_check check (end_kind in ('wrong', 'freed', 'reissued', 'account-deleted', 'merged'));
drop index registration_one;
create unique index registration_one on registrations (case_id, (coalesce(merged_from, case_id))) where ended_at is null;

create table case_merges (
  id uuid primary key,
  kind text not null check (kind in ('same-case', 'same-person')),
  survivor_id uuid not null references cases on delete restrict,   -- same-person: the case whose person both have now
  absorbed_id uuid not null references cases on delete restrict,
  org_id uuid not null references organisations on delete restrict,
  reason text not null check (length(reason) between 1 and 1000),
  merged_at timestamptz not null, merged_by uuid not null references staff_accounts on delete restrict,
  survivor_was jsonb not null, absorbed_was jsonb not null,        -- watch, HER-SYS ID, telephone: what the page shows
  undone_at timestamptz, undone_by uuid references staff_accounts on delete restrict, undo_reason text,
  stayed jsonb,                                                    -- rows that came after the merge and stayed with the survivor: [{table, n}]
  check (survivor_id <> absorbed_id), check ((undone_at is null) = (undone_by is null)), check ((undone_at is null) = (undo_reason is null))
);
create index on case_merges (survivor_id, merged_at);
create unique index case_merge_of on case_merges (absorbed_id) where undone_at is null and kind = 'same-case';

/* Row by row what a merge did: 'moved' (what the changed columns held before), 'aside' (stood in the way of the survivor's: kept here whole), 'added'. */
create table case_merge_rows (
  merge_id uuid not null references case_merges on delete cascade,
  n int not null,
  table_name text not null, what text not null check (what in ('moved', 'aside', 'added')),
  key jsonb not null, before jsonb,
  primary key (merge_id, n)
);

-- ── Pairs ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
alter table likeness_candidates add column id uuid not null default gen_random_uuid(), add column decided_reasons text[];
alter table likeness_candidates add unique (id);
/* 別人 is remembered for ever, unless a correction makes the two alike in a way they were not when it was said. */
create table likeness_decisions (
  id uuid primary key,
  case_id uuid not null references cases on delete cascade, other_case_id uuid not null references cases on delete cascade,
  decision text not null check (decision in ('same-case', 'new-infection', 'other-person', 'undone')),
  reason text not null, reasons text[] not null,
  decided_at timestamptz not null, decided_by uuid not null references staff_accounts on delete restrict,
  org_id uuid not null references organisations on delete restrict,
  merge_id uuid references case_merges on delete restrict
);
create index likeness_decisions_pair on likeness_decisions (case_id, other_case_id, decided_at);
create index likeness_decisions_other on likeness_decisions (other_case_id);
create index likeness_decisions_org on likeness_decisions (org_id, decided_at desc);
/* A centre asked to see the other side of a pair unmasked. From then on both centres see both. */
create table likeness_asks (
  id uuid primary key,
  case_id uuid not null references cases on delete cascade, other_case_id uuid not null references cases on delete cascade,
  org_id uuid not null references organisations on delete restrict, reason text not null check (length(reason) between 1 and 1000),
  asked_at timestamptz not null, asked_by uuid not null references staff_accounts on delete restrict
);
create index likeness_asks_pair on likeness_asks (case_id, other_case_id, asked_at);
create index likeness_asks_other on likeness_asks (other_case_id);
/* Whose lists an open pair stands in: one range of one index for each centre. Written by settle_pairs() alone. */
create table likeness_queue (
  centre_id uuid not null references organisations on delete cascade,
  case_id uuid not null references cases on delete cascade, other_case_id uuid not null references cases on delete cascade,
  found_at timestamptz not null,
  primary key (case_id, other_case_id, centre_id)
);
create index likeness_queue_list on likeness_queue (centre_id, found_at desc, case_id desc, other_case_id desc);
create index likeness_queue_other on likeness_queue (other_case_id);

/* Settings of the installation that are numbers; the operator changes them. */
create table policies (name text primary key, value int not null check (value >= 0), changed_at timestamptz, changed_by uuid references staff_accounts on delete restrict);
insert into policies (name, value) values ('merge-undo-days', 30);
create function policy(p_name text) returns int language sql stable security definer set search_path = public, pg_temp as $$ select value from policies where name = p_name $$;
grant execute on function policy(text) to hersys_web, hersys_worker;

do $$ declare t text; begin
  foreach t in array array['case_merges', 'case_merge_rows', 'likeness_decisions', 'likeness_asks', 'likeness_queue', 'policies'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
revoke update, delete on case_merges, case_merge_rows, likeness_decisions, likeness_asks from hersys_worker;
create policy see on policies for select to hersys_web using (true);
create policy see on case_merges for select to hersys_web
  using ((select (current_actor()).org_kind) in ('centre', 'prefecture') and may_see_case(survivor_id, (select current_actor())));
create policy own on likeness_queue for select to hersys_web using (centre_id = (select (current_actor()).org_id));
create policy see on likeness_decisions for select to hersys_web
  using ((select (current_actor()).org_kind) = 'centre' and (org_id = (select (current_actor()).org_id) or may_see_case(case_id, (select current_actor())) or may_see_case(other_case_id, (select current_actor()))));
create policy see on likeness_asks for select to hersys_web
  using ((select (current_actor()).org_kind) = 'centre' and (org_id = (select (current_actor()).org_id) or may_see_case(case_id, (select current_actor())) or may_see_case(other_case_id, (select current_actor()))));
grant select on policies, case_merges, likeness_queue, likeness_decisions, likeness_asks to hersys_web;

/* Who observes a case, else who was notified: whose business a pair is. */
create function centre_of_case(p_case uuid) returns uuid language sql stable set search_path = public, pg_temp as $$
  select coalesce(w.owner_centre_id, c.notified_centre_id) from cases c left join watches w on w.case_id = c.id where c.id = p_case
$$;
create function settle_pair(p_one uuid, p_other uuid) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from likeness_queue where case_id = p_one and other_case_id = p_other;
  insert into likeness_queue (centre_id, case_id, other_case_id, found_at)
  select distinct centre, p.case_id, p.other_case_id, p.found_at from likeness_candidates p, unnest(array[centre_of_case(p.case_id), centre_of_case(p.other_case_id)]) centre
   where p.case_id = p_one and p.other_case_id = p_other and p.state = 'open' and p.likely and centre is not null;
end $$;
create function settle_pairs() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_table_name = 'likeness_candidates' then
    perform settle_pair(new.case_id, new.other_case_id);
  else
    perform settle_pair(p.case_id, p.other_case_id) from likeness_candidates p where new.case_id in (p.case_id, p.other_case_id);
  end if;
  return null;
end $$;
create trigger settle after insert or update of state, likely on likeness_candidates for each row execute function settle_pairs();
create trigger settle_pairs after update of owner_centre_id on watches for each row when (new.owner_centre_id is distinct from old.owner_centre_id) execute function settle_pairs();
create trigger settle_pairs_at_first after insert on watches for each row execute function settle_pairs();

-- The kinds that stand already, and ours: several migrations add theirs.
do $$
declare def text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'attention_items_kind_check' and conrelid = 'attention_items'::regclass);
begin
  alter table attention_items drop constraint attention_items_kind_check;
  execute 'alter table attention_items add constraint attention_items_kind_check ' || replace(def, 'ARRAY[', 'ARRAY[''likely-same''::text, ''unusual-access''::text, ');
end $$;

-- ── Whoever comes late follows ──────────────────────────────────────────────────────────────────────────────────────────
/* What was under way while two cases became one (a text, an alarm, a call) lands at the survivor. The lock waits for a merge that is just at work. */
create function follow_merge() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare survivor uuid;
begin
  if new.case_id is null then return new; end if;
  loop
    select merged_into into survivor from cases where id = new.case_id for key share;
    exit when survivor is null;
    new.case_id := survivor;
    if tg_table_name = 'attention_items' then
      new.centre_id := case when new.kind = 'hand-over-waiting' then new.centre_id else coalesce((select owner_centre_id from watches where case_id = survivor), new.centre_id) end;
    end if;
  end loop;
  return new;
end $$;
create trigger follow_merge before insert on attention_items for each row execute function follow_merge();
create trigger follow_merge before insert on attention_events for each row execute function follow_merge();
create trigger follow_merge before insert on messages for each row execute function follow_merge();

-- ── Functions of others that now know of merged cases: as before, but for what is said ─────────────────────────────────────
/* The absorbed case itself is nobody's any more; the remaining one is also seen by those who saw the absorbed one as its institution or 届出保健所. */
create or replace function may_see_case(c uuid, a actor) returns boolean language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if c is null or a.kind is null then return false; end if;
  if a.kind = 'patient' then
    return exists (select from registrations r where r.case_id = c and r.account_id = a.account_id and r.ended_at is null);
  end if;
  case a.org_kind
    when 'institution' then
      return exists (select from cases x where x.id = c and x.reporting_institution_id = a.org_id and x.state not in ('merged', 'expired')) or treats_now(c, a.org_id)
          or exists (select from cases x where x.merged_into = c and x.reporting_institution_id = a.org_id);
    when 'centre' then
      return exists (select from watches w where w.case_id = c and w.owner_centre_id = a.org_id)
          or exists (select from cases x where x.id = c and x.notified_centre_id = a.org_id and x.state not in ('merged', 'expired'))
          or exists (select from hand_overs h where h.case_id = c and h.to_centre_id = a.org_id and h.state = 'pending')
          or exists (select from cases x where x.merged_into = c and x.notified_centre_id = a.org_id);
    when 'prefecture' then return exists (select from watches w where w.case_id = c and w.owner_prefecture_id = a.org_id);
    else return false;
  end case;
end $$;

create or replace function listing_orgs(p_case uuid) returns table (org_id uuid, treating boolean) language sql stable security definer set search_path = public, pg_temp as $$
  select o.id, bool_and(o.treating) from (
    select c.reporting_institution_id as id, false as treating from cases c where c.id = p_case or c.merged_into = p_case
    union all select c.notified_centre_id, false from cases c where c.id = p_case or c.merged_into = p_case
    union all select w.owner_centre_id, false from watches w where w.case_id = p_case
    union all select t.institution_id, true from treatments t where t.case_id = p_case and t.ended_at is null) o
   where o.id is not null and not exists (select from cases c where c.id = p_case and c.state in ('merged', 'expired')) group by o.id
$$;

/* By the HER-SYS ID of an absorbed case the remaining one is found. */
create or replace function search_cases(p_hersys_id text, p_name text, p_kana text, p_limit int) returns setof uuid language sql stable security definer set search_path = public, pg_temp as $$
  with me as materialized (select (current_actor()).*),
  found as (
    select l.case_id from listings l where l.org_id = (select org_id from me) and p_hersys_id <> '' and l.hersys_id = p_hersys_id
    union
    select l.case_id from cases g join listings l on l.case_id = g.merged_into and l.org_id = (select org_id from me) where p_hersys_id <> '' and g.hersys_id = p_hersys_id
    union
    select l.case_id from listings l where l.org_id = (select org_id from me) and p_name <> '' and l.name >= p_name and l.name < p_name || U&'\+10FFFF'
    union
    select l.case_id from listings l where l.org_id = (select org_id from me) and p_name <> '' and l.name_swapped >= p_name and l.name_swapped < p_name || U&'\+10FFFF'
    union
    select l.case_id from listings l where l.org_id = (select org_id from me) and p_kana <> '' and l.kana >= p_kana and l.kana < p_kana || U&'\+10FFFF'
    union
    select l.case_id from listings l where l.org_id = (select org_id from me) and p_kana <> '' and l.kana_swapped >= p_kana and l.kana_swapped < p_kana || U&'\+10FFFF')
  select c.id from found f join cases c on c.id = f.case_id, me where me.org_kind = 'centre' order by c.created_at desc, c.id desc limit p_limit
$$;

/* Also what was looked at while the case was still two. */
create or replace function own_record_accesses(p_case uuid, p_limit int)
  returns table (day date, actor_kind text, is_mine boolean, organisation text, role text, action text, times bigint) language sql stable security definer set search_path = public, pg_temp as $$
  select (a.at at time zone 'Asia/Tokyo')::date as day, a.actor_kind,
         a.actor_kind = 'patient' and a.actor_id = (current_actor()).account_id, o.name, s.role, a.action, count(*)
    from audits a
    left join organisations o on o.id = a.org_id
    left join staff_accounts s on a.actor_kind = 'staff' and s.id = a.actor_id
   where a.case_ids && array(select p_case union select c.id from cases c where c.merged_into = p_case) and a.outcome <> 'refused'
     and (current_actor()).kind = 'patient' and may_see_case(p_case, current_actor())
   group by 1, 2, 3, 4, 5, 6 order by 1 desc, 4, 5, 6 limit p_limit
$$;

/* The ID of an absorbed case, with the birth date of its own 発生届, registers the remaining one. */
create or replace function claim_case(p_registration uuid, p_hersys_id text, p_birth_on date, p_family text, p_given text, p_phone text, p_address text, p_failure uuid, p_item uuid, p_now timestamptz,
  out outcome text, out claimed uuid, out wait_seconds int) language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); c record; typed uuid; matches boolean; is_locked boolean; unlocked timestamptz; mine boolean := false; wrong int; claimable boolean; made uuid;
begin
  if a.kind is distinct from 'patient' then raise exception 'only a patient claims a case'; end if;
  perform pg_advisory_xact_lock(hashtextextended('claim account ' || a.account_id, 0));
  perform pg_advisory_xact_lock(hashtextextended('claim id ' || p_hersys_id, 0));
  wait_seconds := claim_wait(a.account_id, p_address, p_now);
  if wait_seconds > 0 then outcome := 'slow'; return; end if;

  select x.id, x.birth_on, x.created_at, x.state into c from cases x where x.hersys_id = p_hersys_id;
  typed := c.id;
  matches := coalesce(c.birth_on = p_birth_on, false);
  if exists (select from retired_hersys_ids x where x.hersys_id = p_hersys_id) then
    -- Closed with the re-issue of the case that this one became part of.
    select null::uuid as id, null::date as birth_on, null::timestamptz as created_at, null::text as state into c;
    matches := false;
  elsif c.state = 'merged' then
    -- Merging and undoing take the lock of this ID, so the way does not change under our feet. After a second merge it is two steps long.
    with recursive way as (select x.id, x.merged_into, x.birth_on, x.created_at, x.state from cases x where x.id = c.id
      union all select x.id, x.merged_into, x.birth_on, x.created_at, x.state from way join cases x on x.id = way.merged_into)
    select way.id, way.birth_on, c.created_at, way.state into c from way where way.merged_into is null;
    matches := matches or coalesce(c.birth_on = p_birth_on, false);
  end if;
  select l.locked_at > coalesce(l.unlocked_at, '-infinity') and l.locked_at >= coalesce(c.created_at, '-infinity'), l.unlocked_at into is_locked, unlocked
    from claim_locks l where l.hersys_id = p_hersys_id;
  if matches then
    perform from watches w where w.case_id = c.id for no key update;
    mine := exists (select from registrations r where r.case_id = c.id and r.account_id = a.account_id and r.ended_at is null);
  end if;
  if mine then outcome := 'already-mine'; claimed := c.id; return; end if;
  if is_locked then
    outcome := 'locked';
    -- Somebody closed the item and left the lock: whoever stands before it is heard again.
    if exists (select from watches w where w.case_id = c.id)
       and not exists (select from attention_items i where i.case_id = c.id and i.kind = 'claim-locked' and i.closed_at is null) then
      perform raise_item(p_item, null, c.id, '', 'claim-locked', false, p_now, '{}', p_now);
    end if;
    return;
  end if;

  if not matches then
    outcome := 'mismatch';
    insert into claim_failures (id, at, hersys_id, account_id, address_hash) values (p_failure, p_now, p_hersys_id, a.account_id, p_address);
    select count(*) into wrong from claim_failures f
     where f.hersys_id = p_hersys_id and f.at > greatest(unlocked, p_now - interval '24 hours') and f.at >= coalesce(c.created_at, '-infinity');
    if wrong >= 10 then
      insert into claim_locks (hersys_id, locked_at) values (p_hersys_id, p_now)
      on conflict (hersys_id) do update set locked_at = p_now, unlocked_at = null, unlocked_by = null;
      if exists (select from watches w where w.case_id = c.id) then
        perform raise_item(p_item, null, c.id, '', 'claim-locked', false, p_now, jsonb_build_object('wrong', wrong), p_now);
      end if;
    end if;
    perform alert_of_claims(p_now);
    return;
  end if;

  claimed := c.id;
  select c.state in ('filed', 'withdrawal-asked', 'contact') and coalesce(w.end_kind, '') <> 'withdrawal' and (w.state = 'observing'
      or (p_now at time zone 'Asia/Tokyo')::date - (w.ended_at at time zone 'Asia/Tokyo')::date <= 60)
    into claimable from watches w where w.case_id = c.id;
  if not coalesce(claimable, false) then outcome := 'closed'; return; end if;
  insert into registrations (id, account_id, case_id, family_name, given_name, phone, created_at, merged_from)
  values (p_registration, a.account_id, c.id, p_family, p_given, p_phone, p_now, nullif(typed, c.id))
  on conflict (case_id, (coalesce(merged_from, case_id))) where ended_at is null do nothing returning id into made;
  if made is null then outcome := 'taken'; return; end if;
  outcome := 'registered';
  perform meet_item(c.id, 'not-registered', p_now);
  perform slide_patient_session(p_now);
end $$;
