-- What the operators tell everybody while something is out of order. Each change is a row: the latest one counts, the others say who said what.
create table outage_notices (
  id uuid primary key,
  at timestamptz not null,
  is_on boolean not null,
  -- Text by language; Japanese and English at least when it is on.
  texts jsonb not null,
  by uuid not null references staff_accounts on delete restrict,
  check (jsonb_typeof(texts) = 'object'),
  check (not is_on or (texts ? 'ja' and texts ? 'en'))
);
create index on outage_notices (at desc, id desc);
grant select, insert on outage_notices to hersys_web;
alter table outage_notices enable row level security;
alter table outage_notices force row level security;
create policy see on outage_notices for select to hersys_web using (true);
create policy say on outage_notices for insert to hersys_web with check (
  (select (current_actor()).org_kind) = 'operator' and by = (select (current_actor()).account_id));
create policy system on outage_notices to hersys_system using (true) with check (true);
