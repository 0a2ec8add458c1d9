-- 濃厚接触者, observed like a patient; places with beds and who stays in them; where somebody died.

-- ── 濃厚接触者 ──────────────────────────────────────────────────────────────────────────────────────────────────────────
/* A close contact is a case of the kind 'close-contact' in the state 'contact': HER-SYS ID, watch, reports and queue as for any other, and no
   発生届. When one is filed for them the very same case becomes 'patient' and 'filed': ID, registration, reports and owner go on. */
alter table cases drop constraint cases_state_check;
alter table cases add constraint cases_state_check check (state in ('draft', 'filed', 'withdrawal-asked', 'withdrawn', 'contact')),
  add constraint contact_is_no_patient check (state <> 'contact' or kind = 'close-contact');

/* From whose case somebody was named as a contact. `index_case_id` null: the infected person is none of this system. */
create table contacts (
  id uuid primary key,
  case_id uuid not null references cases on delete restrict,
  index_case_id uuid references cases on delete restrict,
  last_contact_on date not null,                         -- day 0 of the quarantine
  relation text not null, household boolean not null default false, note text,
  entered_at timestamptz not null, entered_by uuid not null references staff_accounts on delete restrict,
  centre_id uuid not null references organisations on delete restrict,
  became_case_at timestamptz                             -- a 発生届 was filed for them
);
create unique index contacts_once on contacts (case_id, index_case_id);
create index contacts_of_index on contacts (index_case_id, entered_at);
alter table contacts enable row level security;
alter table contacts force row level security;
create policy system on contacts to hersys_system, hersys_worker using (true) with check (true);
create policy see on contacts for select to hersys_web using (
  (select (current_actor()).org_kind) in ('centre', 'prefecture')
  and (may_see_case(case_id, (select current_actor())) or may_see_case(index_case_id, (select current_actor()))));
create policy name on contacts for insert to hersys_web with check (
  entered_by = (select (current_actor()).account_id) and centre_id = (select (current_actor()).org_id) and (select (current_actor()).org_kind) = 'centre'
  and may_see_case(case_id, (select current_actor())) and may_see_case(index_case_id, (select current_actor())));
grant select, insert on contacts to hersys_web;
grant select, insert, update, delete on contacts to hersys_worker;

create policy name_contact on cases for insert to hersys_web with check (
  (select (current_actor()).org_kind) = 'centre' and state = 'contact' and kind = 'close-contact' and reporting_institution_id is null
  and notified_centre_id is null and responsible_centre_id = (select (current_actor()).org_id));
/* A new case is nobody's to see before its watch has begun: this says whose it is going to be. */
create function responsible_for_new(p_case uuid) returns uuid language sql stable security definer set search_path = public, pg_temp as $$
  select c.responsible_centre_id from cases c where c.id = p_case and c.state = 'contact'
$$;
create policy begin_contact on watches for insert to hersys_web with check (
  (select (current_actor()).org_kind) = 'centre' and owner_centre_id = (select (current_actor()).org_id)
  and responsible_for_new(case_id) = (select (current_actor()).org_id));

-- Lists of 発生届 read the patients' watches, the list of contacts theirs.
alter table watches add column kind text not null default 'patient' check (kind in ('patient', 'close-contact'));
create or replace function name_reporting_institution() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  select reporting_institution_id, kind into new.institution_id, new.kind from cases where id = new.case_id;
  return new;
end $$;
drop index watches_began;
create index watches_began on watches (owner_centre_id, began_at desc, case_id desc) where kind = 'patient';
create index watches_contacts on watches (owner_centre_id, period_to, case_id) where kind = 'close-contact' and state = 'observing';
create index watches_contacts_ended on watches (owner_centre_id, ended_at desc, case_id) where kind = 'close-contact' and state = 'ended';

-- A contact registers in My HER-SYS like a patient.
do $$
declare was text := pg_get_functiondef('claim_case(uuid, text, date, text, text, text, text, uuid, uuid, timestamptz)'::regprocedure); now text;
begin
  now := replace(was, 'c.state in (''filed'', ''withdrawal-asked'')', 'c.state in (''filed'', ''withdrawal-asked'', ''contact'')');
  if now = was then raise exception 'claim_case has changed: who may claim is to be looked at'; end if;
  execute now;
end $$;

/* The contact of whom a 発生届 speaks: telephone, birth date and name (or its reading) all the same. The one under observation first. */
create function find_contact(p_name text, p_kana text, p_birth date, p_phone text)
returns table (case_id uuid, person_id uuid, observed boolean, registered boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.id, c.person_id, w.state = 'observing', exists (select from registrations r where r.case_id = c.id and r.ended_at is null)
    from cases c join watches w on w.case_id = c.id join case_keys k on k.case_id = c.id
   where c.phone = p_phone and c.birth_on = p_birth and c.state = 'contact' and (k.name = p_name or p_kana <> '' and k.kana = p_kana)
   order by w.state = 'observing' desc, w.began_at desc, c.id desc limit 1
$$;

/* A 発生届 is filed for an observed contact: the case becomes a patient's, and the same centre goes on observing. Says who owns it; null: somebody
   was faster. The filer is the institution, or the centre that types its fax. */
create function file_contact_case(p_case uuid, p_institution uuid, p_notified uuid, p_person uuid, p_now timestamptz) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := filing_actor(); owner uuid;
begin
  if a.org_kind = 'institution' and p_institution is distinct from a.org_id or a.org_kind = 'centre' and p_notified is distinct from a.org_id
     or coalesce(a.org_kind, '') not in ('institution', 'centre') then raise insufficient_privilege; end if;
  select w.owner_centre_id into owner from watches w where w.case_id = p_case and w.state = 'observing' for no key update;
  if not found then return null; end if;
  update cases set state = 'filed', kind = 'patient', reporting_institution_id = p_institution, notified_centre_id = p_notified,
         registered_at = coalesce(registered_at, created_at), created_at = p_now, confirmed_at = null, confirmed_by = null,
         person_id = coalesce((select x.person_id from cases x where x.person_id = p_person and x.reporting_institution_id = p_institution limit 1), person_id)
   where id = p_case and state = 'contact';
  if not found then return null; end if;
  update watches set kind = 'patient', institution_id = p_institution, updated_at = p_now where case_id = p_case;
  update contacts set became_case_at = p_now where case_id = p_case and became_case_at is null;
  return owner;
end $$;

/* The 健康観察期間 of a case that goes on as a patient's. "Release due" moves along while it has not come due; once due it stays until a person closes it. */
create function continue_watch(p_case uuid, p_from date, p_to date, p_now timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := filing_actor();
begin
  if not exists (select from cases c where c.id = p_case and c.created_at = p_now
                  and (c.reporting_institution_id = a.org_id or a.org_kind = 'centre' and c.notified_centre_id = a.org_id)) then raise insufficient_privilege; end if;
  update watches set period_from = p_from, period_to = p_to, updated_at = p_now where case_id = p_case and state = 'observing';
  if not found then raise exception 'no watch to be continued'; end if;
  update attention_items set due_at = greatest(p_now, ((p_to + 1)::text || ' 00:00+09')::timestamptz)
   where case_id = p_case and kind = 'release-due' and closed_at is null and due_at > p_now;
  perform pg_notify('centre', (select owner_centre_id::text from watches where case_id = p_case));
end $$;

-- ── 場所: where people stay, and how many beds there are ────────────────────────────────────────────────────────────────
/* Kept by a centre, seen by every centre of its prefecture. A hospital's stays are the 入院 of 医療; elsewhere they are the 居所 that name the place. */
create table places (
  id uuid primary key,
  centre_id uuid not null references organisations on delete restrict,
  prefecture_id uuid references organisations on delete restrict,
  kind text not null check (kind in ('hotel', 'hospital', 'care')),
  name text not null check (length(name) between 1 and 100), address text, phone text,
  hospital_id uuid unique references organisations on delete restrict, check ((kind = 'hospital') = (hospital_id is not null)),
  created_at timestamptz not null, created_by uuid references staff_accounts on delete restrict,
  closed_on date                                         -- from that day nobody is placed there any more
);
create index on places (prefecture_id, kind);
/* How many beds from which day on. The newest row of the latest day stands; nothing is overwritten. */
create table place_capacities (
  id uuid primary key, place_id uuid not null references places on delete restrict,
  beds int not null check (beds between 0 and 100000), from_on date not null,
  set_at timestamptz not null, set_by uuid references staff_accounts on delete restrict, reason text not null
);
create index on place_capacities (place_id, from_on desc, set_at desc);
/* Who stays there, one row an entry of 居所 or 医療; written by the trigger below alone. The day of leaving (`until_on`) takes no bed. */
create table place_stays (
  entry_id uuid primary key,
  place_id uuid not null references places on delete restrict,
  case_id uuid not null references cases on delete restrict,
  from_on date not null, until_on date
);
create index place_stays_of_place on place_stays (place_id, from_on);
create index place_stays_of_case on place_stays (case_id);

do $$
declare t text;
begin
  foreach t in array array['places', 'place_capacities', 'place_stays'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select on %I to hersys_web', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
create policy see on places for select to hersys_web using ((select (current_actor()).org_kind) in ('centre', 'prefecture', 'institution'));
create policy add on places for insert to hersys_web with check (
  (select (current_actor()).org_kind) = 'centre' and centre_id = (select (current_actor()).org_id) and created_by = (select (current_actor()).account_id)
  and prefecture_id is not distinct from (select o.parent_id from organisations o where o.id = (select (current_actor()).org_id)));
create policy close on places for update to hersys_web using ((select (current_actor()).org_kind) = 'centre' and centre_id = (select (current_actor()).org_id));
create policy see on place_capacities for select to hersys_web using ((select (current_actor()).org_kind) in ('centre', 'prefecture', 'institution'));
create policy add on place_capacities for insert to hersys_web with check (
  set_by = (select (current_actor()).account_id)
  and exists (select from places p where p.id = place_id and p.centre_id = (select (current_actor()).org_id)));
create policy see on place_stays for select to hersys_web using (
  (select (current_actor()).kind) = 'staff' and may_see_case(case_id, (select current_actor())));
grant insert on places, place_capacities to hersys_web;
grant update (closed_on, name, address, phone) on places to hersys_web;

create function settle_stay() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from place_stays where entry_id = new.entry_id;
  if new.struck then return null; end if;
  insert into place_stays (entry_id, place_id, case_id, from_on, until_on)
  select new.entry_id, p.id, new.case_id, new.on_day, new.until_day from places p
   where new.on_day is not null
     and case new.tab when 'places' then p.id = (new.answers -> 'facility' ->> 'id')::uuid else p.hospital_id = new.hospital_id end;
  return null;
end $$;
create trigger stay after insert on case_records for each row when (new.tab in ('places', 'medical')) execute function settle_stay();
/* A hospital that becomes a place has its patients from the beginning. */
create function settle_stays_of_hospital() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into place_stays (entry_id, place_id, case_id, from_on, until_on)
  select r.entry_id, new.id, r.case_id, r.on_day, r.until_day from case_records r
   where r.hospital_id = new.hospital_id and r.tab = 'medical' and r.superseded_at is null and not r.struck and r.on_day is not null
  on conflict (entry_id) do nothing;
  return null;
end $$;
create trigger stays after insert on places for each row when (new.hospital_id is not null) execute function settle_stays_of_hospital();

/* Beds and people of each place of the visitor's prefecture on each of p_days days from p_from. Numbers, nobody's name. beds null: none were ever
   set. Whose observation has ended takes no bed from that day on, whatever was recorded of the stay. */
create function place_days(p_from date, p_days int) returns table (place_id uuid, day date, beds int, occupied int)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, d.day, (select b.beds from place_capacities b where b.place_id = p.id and b.from_on <= d.day order by b.from_on desc, b.set_at desc, b.id desc limit 1),
         (select count(distinct s.case_id)::int from place_stays s left join watches w on w.case_id = s.case_id
           where s.place_id = p.id and s.from_on <= d.day and coalesce(s.until_on, 'infinity') > d.day
             and (w.state is distinct from 'ended' or (w.ended_at at time zone 'Asia/Tokyo')::date > d.day))
    from current_actor() a
    join organisations o on o.id = a.org_id and a.org_kind in ('centre', 'prefecture', 'institution')
    join places p on p.prefecture_id is not distinct from case a.org_kind when 'prefecture' then o.id when 'centre' then o.parent_id
                       else (select c.parent_id from organisations c where c.id = o.parent_id) end
    cross join lateral (select p_from + n as day from generate_series(0, least(p_days, 60) - 1) n) d
$$;

-- ── Where somebody died ─────────────────────────────────────────────────────────────────────────────────────────────────
alter table cases add column death_place text check (death_place in ('hospital', 'home', 'hotel', 'care', 'other', 'unknown'));
grant update (death_place) on cases to hersys_web;

revoke execute on function responsible_for_new(uuid), find_contact(text, text, date, text), file_contact_case(uuid, uuid, uuid, uuid, timestamptz),
  continue_watch(uuid, date, date, timestamptz), settle_stay(), settle_stays_of_hospital(), place_days(date, int) from public;
grant execute on function responsible_for_new(uuid), find_contact(text, text, date, text), file_contact_case(uuid, uuid, uuid, uuid, timestamptz),
  continue_watch(uuid, date, date, timestamptz), place_days(date, int) to hersys_web;
grant execute on function find_contact(text, text, date, text), file_contact_case(uuid, uuid, uuid, uuid, timestamptz),
  continue_watch(uuid, date, date, timestamptz) to hersys_worker;

-- Who a contact is stands in no 発生届: a correction keeps what stood before.
create table contact_corrections (
  id uuid primary key, case_id uuid not null references cases on delete restrict,
  at timestamptz not null, by uuid not null references staff_accounts on delete restrict, reason text not null, before jsonb not null
);
create index on contact_corrections (case_id, at);
alter table contact_corrections enable row level security;
alter table contact_corrections force row level security;
create policy system on contact_corrections to hersys_system, hersys_worker using (true) with check (true);
create policy see on contact_corrections for select to hersys_web using (
  (select (current_actor()).org_kind) in ('centre', 'prefecture') and may_see_case(case_id, (select current_actor())));
create policy add on contact_corrections for insert to hersys_web with check (
  by = (select (current_actor()).account_id)
  and exists (select from watches w where w.case_id = contact_corrections.case_id and w.owner_centre_id = (select (current_actor()).org_id)));
grant select, insert on contact_corrections to hersys_web;
grant select, insert, update, delete on contact_corrections to hersys_worker;

-- 場所名 (D36) is the chosen place's, else what was typed.
do $$
declare was text := pg_get_functiondef('settle_case_columns()'::regprocedure); now text;
begin
  now := replace(was, 'else answers ->> ''placeName'' end', 'else coalesce(answers -> ''facility'' ->> ''name'', answers ->> ''placeName'') end');
  if now = was then raise exception 'settle_case_columns has changed: the name of the place is to be looked at'; end if;
  execute now;
end $$;
