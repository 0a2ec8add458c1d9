-- The 発生届's form: doctors that are added, renamed and ended; what a staff member prefers; which version a case is in and what it leaves open.

/* 医師マスタ: an ended doctor is no choice any more and comes back when ticked again. */
alter table doctors add column id uuid not null default gen_random_uuid(), add column ended_at timestamptz;
alter table doctors alter column id drop default, add constraint doctors_id_key unique (id);

/* What somebody at a screen likes: 'notification-layout' = 'paper'. Nobody else reads it. */
create table staff_preferences (
  account_id uuid not null references staff_accounts on delete cascade,
  name text not null check (name ~ '^[a-z-]{1,40}$'), value text not null check (length(value) <= 200),
  updated_at timestamptz not null, primary key (account_id, name)
);
alter table staff_preferences enable row level security;
alter table staff_preferences force row level security;
create policy system on staff_preferences to hersys_system, hersys_worker using (true) with check (true);
create policy own on staff_preferences to hersys_web using (account_id = (select (current_actor()).account_id) and (select (current_actor()).kind) = 'staff')
  with check (account_id = (select (current_actor()).account_id) and (select (current_actor()).kind) = 'staff');
grant select, insert, update, delete on staff_preferences to hersys_web, hersys_worker;

/* Of each case the version of its newest 発生届, and how many questions with the yellow frame it leaves open (未完了): `settled` once a named
   person has said that no more is known. One row a case, beside it: both lists of the institution read an index of their own. */
create table case_forms (
  case_id uuid primary key references cases on delete restrict,
  org_id uuid not null references organisations on delete restrict,
  form_version text not null, gaps int not null check (gaps >= 0),
  filed_at timestamptz not null,
  settled_at timestamptz, settled_by uuid references staff_accounts on delete restrict,
  check ((settled_at is null) = (settled_by is null))
);
create index case_forms_version on case_forms (org_id, form_version, filed_at desc, case_id desc);
create index case_forms_open on case_forms (org_id, filed_at desc, case_id desc) where gaps > 0 and settled_at is null;
alter table case_forms enable row level security;
alter table case_forms force row level security;
create policy system on case_forms to hersys_system, hersys_worker using (true) with check (true);
create policy own on case_forms to hersys_web using (org_id = (select (current_actor()).org_id))
  with check (org_id = (select (current_actor()).org_id) and may_see_case(case_id, (select current_actor())));
create policy corrected on case_forms for update to hersys_web using ((select (current_actor()).org_kind) = 'centre' and may_see_case(case_id, (select current_actor())));
create policy seen on case_forms for select to hersys_web using ((select (current_actor()).org_kind) = 'centre' and may_see_case(case_id, (select current_actor())));
grant select, insert on case_forms to hersys_web;
grant update (form_version, gaps, settled_at, settled_by) on case_forms to hersys_web;
grant select, insert, update, delete on case_forms to hersys_worker;
