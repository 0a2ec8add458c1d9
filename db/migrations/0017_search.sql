-- 登録情報一覧: one row per case and organisation that lists it, kept by triggers whoever writes; names folded by src/lib/name-keys.ts to search by;
-- and likenesses between cases: what an institution says about its own, and pairs for the health centres, found by the worker.

-- The prefixes of 0006 give way to folded keys.
drop index cases_name, cases_kana, cases_institution_name, cases_institution_kana;
alter table cases drop column name_key, drop column kana_key;

/* What a case's person is found by, in both orders, folded. Computed by the application; a case without this row waits in key_queue. */
create table case_keys (
  case_id uuid primary key references cases on delete cascade,
  name text collate "C" not null, name_swapped text collate "C" not null, kana text collate "C" not null, kana_swapped text collate "C" not null
);

/* Who lists a case: the institution that reported it, those that treat it, its 届出保健所 and the centre that observes. All that 登録情報一覧 filters
   and sorts by stands here, so that a list is one range of one index. Written by settle_listings() alone. */
create table listings (
  org_id uuid not null references organisations on delete cascade,
  case_id uuid not null references cases on delete cascade,
  treating boolean not null,                             -- lists it only while treats_now()
  state text not null, hersys_id text not null, centre_number text, centre_id uuid, birth_on date, phone text, passport_number text,
  reported_on date, diagnosed_on date, infection_class text not null, status text, severity text, measured_on date, whereabouts text, place_name text,
  began_on date not null, until_on date,                 -- 健康観察期間; '-infinity' before it begins
  name text collate "C" not null default '', name_swapped text collate "C" not null default '',
  kana text collate "C" not null default '', kana_swapped text collate "C" not null default '',
  primary key (org_id, case_id)
);
create index listings_began on listings (org_id, began_on, case_id);
create index listings_diagnosed on listings (org_id, coalesce(diagnosed_on, '-infinity'::date), case_id);
create index listings_reported on listings (org_id, coalesce(reported_on, '-infinity'::date), case_id);
create index listings_name on listings (org_id, name);
create index listings_name_swapped on listings (org_id, name_swapped);
create index listings_kana on listings (org_id, kana, case_id);
create index listings_kana_swapped on listings (org_id, kana_swapped);
create index listings_hersys_id on listings (org_id, hersys_id);
create index listings_birth on listings (org_id, birth_on);
create index listings_phone on listings (org_id, phone);
create index listings_centre on listings (org_id, centre_id, began_on, case_id);
create index listings_status on listings (org_id, status, began_on, case_id);
create index listings_of_case on listings (case_id);

/* Cases whose names, birth date, telephone or address are new: their keys are made anew and they are compared with others. A row more than once
   does no harm; it goes when the comparing is done. */
create table key_queue (id bigint generated always as identity primary key, case_id uuid not null references cases on delete cascade);

/* What two cases of one person may have in common, hashed; see features/same-person/blocks.ts. */
create table likeness_blocks (
  key int not null, case_id uuid not null references cases on delete cascade, institution_id uuid,
  primary key (key, case_id)
);
create index likeness_blocks_own on likeness_blocks (institution_id, key);
create index likeness_blocks_case on likeness_blocks (case_id);

/* What an institution said about two of its own cases: of a draft, and of the case it became. Never asked twice. */
create table likeness_answers (
  draft_id uuid not null references notification_drafts on delete cascade,
  other_case_id uuid not null references cases on delete cascade,
  org_id uuid not null references organisations on delete restrict,
  answer text not null check (answer in ('same-case', 'new-infection', 'other-person')),
  answered_at timestamptz not null, answered_by uuid not null references staff_accounts on delete restrict,
  case_id uuid references cases on delete cascade,       -- filed: what the draft became
  primary key (draft_id, other_case_id)
);
create index likeness_answers_case on likeness_answers (case_id, other_case_id) where case_id is not null;
create index likeness_answers_other on likeness_answers (other_case_id);

/* Two cases that may be one person, whoever reported them: for the centres that are responsible for either. No institution sees this table. */
create table likeness_candidates (
  case_id uuid not null references cases on delete cascade, other_case_id uuid not null references cases on delete cascade,   -- the later, the earlier
  score numeric(4,1) not null, reasons text[] not null,  -- codes, see features/same-person/score.ts
  found_at timestamptz not null, latest_at timestamptz not null,
  likely boolean not null,                               -- false: a correction has made them unlike; the row stays
  state text not null default 'open' check (state in ('open', 'same-case', 'new-infection', 'other-person')),
  decided_at timestamptz, decided_by uuid references staff_accounts on delete restrict, decision_note text,
  primary key (case_id, other_case_id), check (case_id > other_case_id),
  check ((state = 'open') = (decided_at is null)), check ((decided_at is null) = (decided_by is null))
);
create index likeness_candidates_other on likeness_candidates (other_case_id);
create index likeness_candidates_open on likeness_candidates (found_at) where state = 'open' and likely;

do $$
declare t text;
begin
  foreach t in array array['case_keys', 'listings', 'key_queue', 'likeness_blocks', 'likeness_answers', 'likeness_candidates'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
grant usage on all sequences in schema public to hersys_worker;
-- One's own list: plain equality that an index serves; treating institutions for the days of the treatment alone.
create policy own on listings for select to hersys_web using (
  org_id = (select (current_actor()).org_id) and (not treating or treats_now(case_id, org_id)));
create policy own on likeness_blocks for select to hersys_web using (institution_id = (select (current_actor()).org_id));
create policy own on likeness_answers to hersys_web using (org_id = (select (current_actor()).org_id)) with check (
  org_id = (select (current_actor()).org_id) and answered_by = (select (current_actor()).account_id)
  and exists (select from cases c where c.id = other_case_id and c.reporting_institution_id = (select (current_actor()).org_id)));
create policy centre on likeness_answers for select to hersys_web using (
  (select (current_actor()).org_kind) = 'centre' and may_see_case(other_case_id, (select current_actor())));
create policy centre on likeness_candidates for select to hersys_web using (
  (select (current_actor()).org_kind) = 'centre'
  and (may_see_case(case_id, (select current_actor())) or may_see_case(other_case_id, (select current_actor()))));
grant select on listings, likeness_blocks, likeness_answers, likeness_candidates to hersys_web;
grant insert, update, delete on likeness_answers to hersys_web;

/* The rows of a case in every list that has it, as its case, its watch, its treatments and its keys are now. */
create function settle_listings(p_case uuid) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from listings l where l.case_id = p_case and not exists (select from listing_orgs(p_case) o where o.org_id = l.org_id);
  insert into listings as l (org_id, case_id, treating, state, hersys_id, centre_number, centre_id, birth_on, phone, passport_number, reported_on, diagnosed_on,
    infection_class, status, severity, measured_on, whereabouts, place_name, began_on, until_on, name, name_swapped, kana, kana_swapped)
  select o.org_id, c.id, o.treating, c.state, c.hersys_id, c.centre_number, coalesce(w.owner_centre_id, c.responsible_centre_id, c.notified_centre_id),
         c.birth_on, c.phone, c.passport_number, c.reported_on, c.diagnosed_on,
         coalesce(c.infection_class, case when c.kind = 'close-contact' then 'contact' when c.state = 'draft' then 'unset'
                                          when c.case_class in ('suspected', 'suspectedDeceased') then 'suspected' else 'infected' end),
         case w.end_kind when 'release' then 'released' when 'death' then 'died' else c.current_status end,
         c.severity, c.measured_on, c.whereabouts, c.place_name, coalesce(w.period_from, '-infinity'), w.period_to,
         coalesce(k.name, ''), coalesce(k.name_swapped, ''), coalesce(k.kana, ''), coalesce(k.kana_swapped, '')
    from cases c left join watches w on w.case_id = c.id left join case_keys k on k.case_id = c.id, listing_orgs(p_case) o
   where c.id = p_case
  on conflict (org_id, case_id) do update set
    treating = excluded.treating, state = excluded.state, hersys_id = excluded.hersys_id, centre_number = excluded.centre_number, centre_id = excluded.centre_id,
    birth_on = excluded.birth_on, phone = excluded.phone, passport_number = excluded.passport_number, reported_on = excluded.reported_on,
    diagnosed_on = excluded.diagnosed_on, infection_class = excluded.infection_class, status = excluded.status, severity = excluded.severity,
    measured_on = excluded.measured_on, whereabouts = excluded.whereabouts, place_name = excluded.place_name, began_on = excluded.began_on,
    until_on = excluded.until_on, name = excluded.name, name_swapped = excluded.name_swapped, kana = excluded.kana, kana_swapped = excluded.kana_swapped;
end $$;
create function listing_orgs(p_case uuid) returns table (org_id uuid, treating boolean) language sql stable security definer set search_path = public, pg_temp as $$
  select o.id, bool_and(o.treating) from (
    select c.reporting_institution_id as id, false as treating from cases c where c.id = p_case
    union all select c.notified_centre_id, false from cases c where c.id = p_case
    union all select w.owner_centre_id, false from watches w where w.case_id = p_case
    union all select t.institution_id, true from treatments t where t.case_id = p_case and t.ended_at is null) o
   where o.id is not null group by o.id
$$;
create function list_case() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform settle_listings(new.case_id);
  return null;
end $$;
/* A case: also what it is compared by. Queued only when that is new. */
create function list_and_queue_case() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform settle_listings(new.id);
  if tg_op = 'INSERT' or (old.family_name, old.given_name, old.family_kana, old.given_kana, old.birth_on, old.sex, old.phone, old.postal_code, old.address, old.reporting_institution_id)
     is distinct from (new.family_name, new.given_name, new.family_kana, new.given_kana, new.birth_on, new.sex, new.phone, new.postal_code, new.address, new.reporting_institution_id)
  then insert into key_queue (case_id) values (new.id); end if;
  return null;
end $$;
create trigger list after insert or update on cases for each row execute function list_and_queue_case();
create trigger list after insert or update of owner_centre_id, period_from, period_to, state, end_kind on watches for each row execute function list_case();
create trigger list after insert or update on treatments for each row execute function list_case();

/* Keeps the keys of a case: of one's own as the web role, of any as the worker. p_keys: name, name_swapped, kana, kana_swapped. */
create function keep_case_keys(p_case uuid, p_keys text[], p_blocks int[]) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'hersys_web' and not may_see_case(p_case, current_actor()) then raise insufficient_privilege; end if;
  insert into case_keys as k (case_id, name, name_swapped, kana, kana_swapped) values (p_case, p_keys[1], p_keys[2], p_keys[3], p_keys[4])
  on conflict (case_id) do update set name = excluded.name, name_swapped = excluded.name_swapped, kana = excluded.kana, kana_swapped = excluded.kana_swapped
   where (k.name, k.name_swapped, k.kana, k.kana_swapped) is distinct from (excluded.name, excluded.name_swapped, excluded.kana, excluded.kana_swapped);
  if found then
    update listings set name = p_keys[1], name_swapped = p_keys[2], kana = p_keys[3], kana_swapped = p_keys[4] where case_id = p_case;
  end if;
  delete from likeness_blocks where case_id = p_case and key <> all (p_blocks);
  insert into likeness_blocks (key, case_id, institution_id)
  select b, p_case, c.reporting_institution_id from unnest(p_blocks) b, cases c where c.id = p_case
  on conflict (key, case_id) do update set institution_id = excluded.institution_id where likeness_blocks.institution_id is distinct from excluded.institution_id;
end $$;

/* Cases of one's own centre by HER-SYS ID, or by the beginning of a name or reading in either order, folded. Newest first. */
create or replace function search_cases(p_hersys_id text, p_name text, p_kana text, p_limit int) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  with me as materialized (select (current_actor()).*),
  found as (
    select l.case_id from listings l where l.org_id = (select org_id from me) and p_hersys_id <> '' and l.hersys_id = p_hersys_id
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

revoke execute on function settle_listings(uuid), listing_orgs(uuid), list_case(), list_and_queue_case(), keep_case_keys(uuid, text[], int[]) from public;
grant execute on function treats_now(uuid, uuid) to hersys_web;   -- the policy of listings asks it
grant execute on function keep_case_keys(uuid, text[], int[]) to hersys_web, hersys_worker;

-- Cases that are there already.
select settle_listings(id) from cases;
insert into key_queue (case_id) select id from cases;
