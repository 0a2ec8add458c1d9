-- What db/migrations add up to, for reading. Written by `npm run schema`; not for running.

create table api_filings ( -- owner hersys_system
  institution_id uuid not null,
  idempotency_key uuid not null,
  key_id uuid not null,
  body_hash text not null,
  case_id uuid,
  answer text,
  filed_at timestamp with time zone not null,
  constraint api_filings_pkey PRIMARY KEY (institution_id, idempotency_key),
  constraint api_filings_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint api_filings_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint api_filings_key_id_fkey FOREIGN KEY (key_id) REFERENCES api_keys(id) ON DELETE RESTRICT
);
alter table api_filings enable, force row level security;
create index api_filings_filed_at_idx on api_filings USING btree (filed_at);
create policy own on api_filings for all to hersys_web
  using ((( SELECT (current_actor()).kind AS kind) = 'record-system'::text) AND (institution_id = ( SELECT (current_actor()).org_id AS org_id)))
  with check ((( SELECT (current_actor()).kind AS kind) = 'record-system'::text) AND (institution_id = ( SELECT (current_actor()).org_id AS org_id)));
create policy system on api_filings for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER count AFTER INSERT OR UPDATE OF case_id ON public.api_filings FOR EACH ROW EXECUTE FUNCTION queue_facts_of_case();
grant insert, select, update (case_id, answer) on api_filings to hersys_web;
grant delete, insert, select, update on api_filings to hersys_worker;

create table api_keys ( -- owner hersys_system
  id uuid not null,
  institution_id uuid not null,
  name text not null,
  prefix text not null,
  key_hash text not null,
  scopes text[] not null,
  issued_at timestamp with time zone not null,
  issued_by uuid not null,
  last_used_at timestamp with time zone,
  window_started_at timestamp with time zone,
  window_count integer not null default 0,
  revoked_at timestamp with time zone,
  revoked_by uuid,
  constraint api_keys_pkey PRIMARY KEY (id),
  constraint api_keys_check CHECK (((revoked_at IS NULL) = (revoked_by IS NULL))),
  constraint api_keys_id_fkey FOREIGN KEY (id) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint api_keys_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint api_keys_issued_by_fkey FOREIGN KEY (issued_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint api_keys_key_hash_key UNIQUE (key_hash),
  constraint api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 50))),
  constraint api_keys_prefix_key UNIQUE (prefix),
  constraint api_keys_revoked_by_fkey FOREIGN KEY (revoked_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint api_keys_scopes_check CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['notifications:write'::text, 'notifications:read-own-status'::text, 'notifications:read-own'::text])))
);
alter table api_keys enable, force row level security;
create index api_keys_institution_id_issued_at_idx on api_keys USING btree (institution_id, issued_at);
create policy keep on api_keys for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (( SELECT (current_actor()).role AS role) = 'manager'::text) AND (institution_id IN ( SELECT o.id
   FROM organisations o
  WHERE (o.parent_id = ( SELECT (current_actor()).org_id AS org_id)))));
create policy system on api_keys for all to hersys_system, hersys_worker
  using true
  with check true;
grant select (id, institution_id, name, prefix, scopes, issued_at, issued_by, last_used_at, revoked_at, revoked_by) on api_keys to hersys_web;
grant delete, insert, select, update on api_keys to hersys_worker;

create table attention_events ( -- owner hersys_system
  id uuid not null,
  item_id uuid not null,
  case_id uuid,
  at timestamp with time zone not null,
  what text not null,
  by_account_id uuid,
  detail jsonb not null default '{}'::jsonb,
  constraint attention_events_pkey PRIMARY KEY (id),
  constraint attention_events_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint attention_events_item_id_fkey FOREIGN KEY (item_id) REFERENCES attention_items(id) ON DELETE RESTRICT,
  constraint attention_events_what_check CHECK ((what = ANY (ARRAY['raised'::text, 'again'::text, 'taken'::text, 'given-back'::text, 'acknowledged'::text, 'answered'::text, 'moved'::text, 'alerted'::text, 'closed'::text, 'note'::text])))
);
alter table attention_events enable, force row level security;
create index attention_events_case_id_idx on attention_events USING btree (case_id);
create index attention_events_item_id_at_idx on attention_events USING btree (item_id, at);
create policy add on attention_events for insert to hersys_web
  with check ((EXISTS ( SELECT
   FROM attention_items i
  WHERE (i.id = attention_events.item_id))) AND COALESCE((by_account_id = ( SELECT (current_actor()).account_id AS account_id)), true));
create policy see on attention_events for select to hersys_web
  using (may_see_case(case_id, ( SELECT current_actor() AS current_actor)) OR ((case_id IS NULL) AND (EXISTS ( SELECT
   FROM attention_items i
  WHERE (i.id = attention_events.item_id)))));
create policy system on attention_events for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER follow_merge BEFORE INSERT ON public.attention_events FOR EACH ROW EXECUTE FUNCTION follow_merge();
grant insert, select on attention_events to hersys_web;
grant delete, insert, select, update on attention_events to hersys_worker;

create table attention_items ( -- owner hersys_system
  id uuid not null,
  centre_id uuid not null,
  case_id uuid,
  subject text not null default ''::text,
  kind text not null,
  urgent boolean not null default false,
  raised_at timestamp with time zone not null,
  latest_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  again_at timestamp with time zone,
  occurrences integer not null default 1,
  detail jsonb not null default '{}'::jsonb,
  taken_at timestamp with time zone,
  taken_by uuid,
  acknowledged_at timestamp with time zone,
  acknowledged_by uuid,
  answered_at timestamp with time zone,
  alerted_step smallint not null default 0,
  closed_at timestamp with time zone,
  closed_by uuid,
  outcome text,
  note text,
  constraint attention_items_pkey PRIMARY KEY (id),
  constraint attention_items_acknowledged_by_fkey FOREIGN KEY (acknowledged_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint attention_items_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint attention_items_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint attention_items_check CHECK (((acknowledged_at IS NULL) = (acknowledged_by IS NULL))),
  constraint attention_items_check1 CHECK (((closed_at IS NULL) OR (outcome IS NOT NULL))),
  constraint attention_items_check2 CHECK (((closed_at IS NULL) OR (closed_by IS NOT NULL) OR (closed_at < due_at))),
  constraint attention_items_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint attention_items_kind_check CHECK ((kind = ANY (ARRAY['call-identity'::text, 'call-asked-for-staff'::text, 'call-incomplete'::text, 'call-failed'::text, 'no-channel'::text, 'sms-reply'::text, 'sms-stopped'::text, 'likely-same'::text, 'unusual-access'::text, 'inquiry'::text, 'fax-waiting'::text, 'red-flag'::text, 'no-report'::text, 'sms-undeliverable'::text, 'not-registered'::text, 'unconfirmed'::text, 'owner-to-settle'::text, 'hand-over-waiting'::text, 'release-due'::text, 'report-without-watch'::text, 'claim-locked'::text, 'correction-asked'::text, 'withdrawal-asked'::text, 'job-failed'::text, 'no-roster'::text, 'system-alert'::text, 'notice-stop-asked'::text, 'early-closed'::text]))),
  constraint attention_items_taken_by_fkey FOREIGN KEY (taken_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT
);
alter table attention_items enable, force row level security;
create index attention_case on attention_items USING btree (case_id);
create index attention_deciding on attention_items USING btree (centre_id, kind, due_at) WHERE ((closed_at IS NULL) AND (kind = ANY (ARRAY['owner-to-settle'::text, 'hand-over-waiting'::text, 'unconfirmed'::text])));
create index attention_early on attention_items USING btree (centre_id, due_at) WHERE ((closed_at IS NULL) AND (kind = ANY (ARRAY['unconfirmed'::text, 'fax-waiting'::text])));
create index attention_queue on attention_items USING btree (centre_id, due_at) WHERE (closed_at IS NULL);
create index attention_red on attention_items USING btree (centre_id, raised_at) WHERE ((closed_at IS NULL) AND urgent);
create index attention_to_ring on attention_items USING btree (centre_id) WHERE ((closed_at IS NULL) AND urgent AND (alerted_step < 3));
create index attention_urgent on attention_items USING btree (raised_at) WHERE ((closed_at IS NULL) AND urgent);
create unique index attention_one_open on attention_items USING btree (case_id, kind) WHERE ((closed_at IS NULL) AND (case_id IS NOT NULL));
create unique index attention_one_open_centre on attention_items USING btree (centre_id, kind, subject) WHERE ((closed_at IS NULL) AND (case_id IS NULL));
create policy begin on attention_items for insert to hersys_web
  with check ((( SELECT (current_actor()).org_kind AS org_kind) = 'institution'::text) AND (EXISTS ( SELECT
   FROM watches w
  WHERE ((w.case_id = attention_items.case_id) AND (w.owner_centre_id = attention_items.centre_id)))));
create policy begin_by_centre on attention_items for insert to hersys_web
  with check ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (case_id IS NOT NULL) AND (owner_of_seen(case_id) = centre_id));
create policy of_case on attention_items for select to hersys_web
  using may_see_case(case_id, ( SELECT current_actor() AS current_actor));
create policy of_prefecture on attention_items for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'prefecture'::text) AND (centre_id IN ( SELECT o.id
   FROM organisations o
  WHERE (o.parent_id = ( SELECT (current_actor()).org_id AS org_id)))));
create policy own on attention_items for all to hersys_web
  using (centre_id = ( SELECT (current_actor()).org_id AS org_id))
  with check ((centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND ((closed_at IS NULL) OR (closed_by = ( SELECT (current_actor()).account_id AS account_id))));
create policy system on attention_items for all to hersys_system, hersys_worker
  using true
  with check true;
create policy watch_of_prefecture on attention_items for update to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'prefecture'::text) AND (centre_id IN ( SELECT o.id
   FROM organisations o
  WHERE (o.parent_id = ( SELECT (current_actor()).org_id AS org_id)))))
  with check ((closed_at IS NULL) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'prefecture'::text));
CREATE TRIGGER follow_merge BEFORE INSERT ON public.attention_items FOR EACH ROW EXECUTE FUNCTION follow_merge();
grant insert, select, update (again_at, taken_at, taken_by, acknowledged_at, acknowledged_by, closed_at, closed_by, outcome, note) on attention_items to hersys_web;
grant delete, insert, select, update on attention_items to hersys_worker;

create table audit_blocks ( -- owner hersys_system
  height bigint not null,
  sealed_at timestamp with time zone not null,
  below_tx xid8 not null,
  rows integer not null,
  rows_hash text not null,
  previous_hash text not null,
  hash text not null,
  from_tx xid8 not null,
  chain integer not null default 1,
  lost integer[] not null default '{}'::integer[],
  constraint audit_blocks_pkey PRIMARY KEY (height)
);
alter table audit_blocks enable, force row level security;
create policy system on audit_blocks for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select on audit_blocks to hersys_worker;

create table audit_chains ( -- owner hersys_system
  chain integer not null,
  began_at timestamp with time zone not null,
  constraint audit_chains_pkey PRIMARY KEY (chain)
);
grant select on audit_chains to hersys_worker;

create table bulk_jobs ( -- owner hersys_system
  id uuid not null,
  org_id uuid not null,
  kind text not null,
  thing text not null,
  state text not null default 'chosen'::text,
  params jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  stopped_by uuid,
  has_undone boolean not null default false,
  constraint bulk_jobs_pkey PRIMARY KEY (id),
  constraint bulk_jobs_check CHECK (((state = 'chosen'::text) = (started_at IS NULL))),
  constraint bulk_jobs_check1 CHECK (((finished_at IS NOT NULL) = (state = ANY (ARRAY['done'::text, 'stopped'::text])))),
  constraint bulk_jobs_check2 CHECK (((state = 'stopped'::text) = (stopped_by IS NOT NULL))),
  constraint bulk_jobs_created_by_fkey FOREIGN KEY (created_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint bulk_jobs_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint bulk_jobs_state_check CHECK ((state = ANY (ARRAY['chosen'::text, 'running'::text, 'done'::text, 'stopped'::text]))),
  constraint bulk_jobs_stopped_by_fkey FOREIGN KEY (stopped_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint bulk_jobs_thing_check CHECK ((thing = ANY (ARRAY['case'::text, 'item'::text, 'hand-over'::text])))
);
alter table bulk_jobs enable, force row level security;
create index bulk_jobs_kept on bulk_jobs USING btree (created_at);
create index bulk_jobs_own on bulk_jobs USING btree (org_id, created_at DESC, id DESC);
create index bulk_jobs_running on bulk_jobs USING btree (started_at, id) WHERE (state = 'running'::text);
create policy begun on bulk_jobs as restrictive for insert to hersys_web
  with check ((created_by = ( SELECT (current_actor()).account_id AS account_id)) AND (state = ANY (ARRAY['chosen'::text, 'running'::text])));
create policy in_own_name on bulk_jobs as restrictive for update to hersys_web
  using true
  with check ((created_by = ( SELECT (current_actor()).account_id AS account_id)) OR (state = 'stopped'::text));
create policy own on bulk_jobs for all to hersys_web
  using (org_id = ( SELECT (current_actor()).org_id AS org_id))
  with check ((org_id = ( SELECT (current_actor()).org_id AS org_id)) AND ((state <> 'stopped'::text) OR (stopped_by = ( SELECT (current_actor()).account_id AS account_id))));
create policy system on bulk_jobs for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select, update (state, params, started_at, finished_at, stopped_by) on bulk_jobs to hersys_web;
grant delete, insert, select, update on bulk_jobs to hersys_worker;

create table bulk_rows ( -- owner hersys_system
  job_id uuid not null,
  n integer not null,
  org_id uuid not null,
  thing_id uuid not null,
  case_id uuid,
  seen text not null default ''::text,
  state text not null default 'waiting'::text,
  reason text,
  done_at timestamp with time zone,
  constraint bulk_rows_pkey PRIMARY KEY (job_id, n),
  constraint bulk_rows_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint bulk_rows_check CHECK (((state = 'waiting'::text) = (done_at IS NULL))),
  constraint bulk_rows_job_id_fkey FOREIGN KEY (job_id) REFERENCES bulk_jobs(id) ON DELETE CASCADE,
  constraint bulk_rows_job_id_thing_id_key UNIQUE (job_id, thing_id),
  constraint bulk_rows_n_check CHECK ((n > 0)),
  constraint bulk_rows_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint bulk_rows_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'unchanged'::text, 'refused'::text, 'failed'::text])))
);
alter table bulk_rows enable, force row level security;
create index bulk_rows_case_id_idx on bulk_rows USING btree (case_id) WHERE (case_id IS NOT NULL);
create index bulk_rows_next on bulk_rows USING btree (job_id, n) WHERE (state = 'waiting'::text);
create policy own on bulk_rows for all to hersys_web
  using (org_id = ( SELECT (current_actor()).org_id AS org_id))
  with check ((org_id = ( SELECT (current_actor()).org_id AS org_id)) AND (state = 'waiting'::text) AND (EXISTS ( SELECT
   FROM bulk_jobs j
  WHERE ((j.id = bulk_rows.job_id) AND (j.created_by = ( SELECT (current_actor()).account_id AS account_id))))));
create policy system on bulk_rows for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select on bulk_rows to hersys_web;
grant delete, insert, select, update on bulk_rows to hersys_worker;

create table call_events ( -- owner hersys_system
  call_id uuid not null,
  step integer not null,
  at timestamp with time zone not null,
  place text not null,
  heard jsonb not null,
  said jsonb not null,
  did jsonb not null default '[]'::jsonb,
  constraint call_events_pkey PRIMARY KEY (call_id, step)
);
alter table call_events enable, force row level security;
create policy see on call_events for select to hersys_web
  using (EXISTS ( SELECT
   FROM calls c
  WHERE ((c.id = call_events.call_id) AND (c.plan_day = call_day(call_events.call_id)))));
create policy system on call_events for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on call_events to hersys_web;
grant delete, insert, select, update on call_events to hersys_worker;

create table call_lines ( -- owner hersys_system
  phone text not null,
  call_id uuid not null,
  since timestamp with time zone not null,
  constraint call_lines_pkey PRIMARY KEY (phone),
  constraint call_lines_call_id_key UNIQUE (call_id)
);
alter table call_lines enable, force row level security;
create policy system on call_lines for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on call_lines to hersys_worker;

create table call_pace ( -- owner hersys_system
  only_one boolean not null default true,
  second timestamp with time zone not null,
  dialled integer not null,
  constraint call_pace_pkey PRIMARY KEY (only_one),
  constraint call_pace_only_one_check CHECK (only_one)
);
alter table call_pace enable, force row level security;
create policy system on call_pace for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on call_pace to hersys_worker;

create table call_plans ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  phone text not null,
  language text not null,
  times text[] not null,
  days integer[],
  set_at timestamp with time zone not null,
  set_by uuid,
  next_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_why text,
  constraint call_plans_pkey PRIMARY KEY (id),
  constraint call_plans_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint call_plans_check CHECK (((ended_at IS NULL) = (ended_why IS NULL))),
  constraint call_plans_days_check CHECK (((cardinality(days) > 0) AND (days <@ '{1,2,3,4,5,6,7}'::integer[]))),
  constraint call_plans_ended_why_check CHECK ((ended_why = ANY (ARRAY['changed'::text, 'by-centre'::text, 'number-corrected'::text, 'observation-ended'::text, 'death'::text, 'withdrawn'::text, 'stop-accepted'::text]))),
  constraint call_plans_set_by_fkey FOREIGN KEY (set_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint call_plans_times_check CHECK ((array_to_string(times, ' '::text) ~ '^([01]\d|2[0-3]):[0-5]\d( ([01]\d|2[0-3]):[0-5]\d){0,3}$'::text))
);
alter table call_plans enable, force row level security;
create index call_plan_next on call_plans USING btree (next_at, case_id) WHERE (ended_at IS NULL);
create index call_plans_case_id_set_at_idx on call_plans USING btree (case_id, set_at);
create unique index call_plan_of_case on call_plans USING btree (case_id) WHERE (ended_at IS NULL);
create unique index call_plan_of_number on call_plans USING btree (phone) WHERE (ended_at IS NULL);
create policy see on call_plans for select to hersys_web
  using may_see_case(case_id, ( SELECT current_actor() AS current_actor));
create policy system on call_plans for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER plan AFTER INSERT OR UPDATE OF ended_at, case_id ON public.call_plans FOR EACH ROW EXECUTE FUNCTION queue_plan();
grant select on call_plans to hersys_web;
grant delete, insert, select, update on call_plans to hersys_worker;

create table call_scripts ( -- owner hersys_system
  call_id uuid not null,
  step integer not null default 0,
  state jsonb not null,
  reply text not null,
  updated_at timestamp with time zone not null,
  constraint call_scripts_pkey PRIMARY KEY (call_id)
);
alter table call_scripts enable, force row level security;
create index call_scripts_updated_at_idx on call_scripts USING btree (updated_at);
create policy system on call_scripts for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on call_scripts to hersys_worker;

create table case_facts ( -- owner hersys_system
  case_id uuid not null,
  centre_id uuid,
  prefecture_code text,
  municipality_code text,
  reported_on date not null,
  onset_on date,
  diagnosed_on date,
  confirmed_on date,
  sex text,
  age integer,
  severity text,
  outcome text,
  channel text not null,
  admitted_on date,
  left_on date,
  support text,
  bed_until date,
  constraint case_facts_pkey PRIMARY KEY (case_id),
  constraint case_facts_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE CASCADE
);
alter table case_facts enable, force row level security;
create policy system on case_facts for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on case_facts to hersys_worker;

create table case_forms ( -- owner hersys_system
  case_id uuid not null,
  org_id uuid,
  form_version text not null,
  gaps integer not null,
  filed_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  settled_by uuid,
  channel text not null default 'web'::text,
  centre_id uuid,
  asked integer,
  received_at timestamp with time zone,
  delay_days integer,
  constraint case_forms_pkey PRIMARY KEY (case_id),
  constraint case_forms_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint case_forms_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint case_forms_channel_check CHECK ((channel = ANY (ARRAY['web'::text, 'excel'::text, 'api'::text, 'fax'::text]))),
  constraint case_forms_check CHECK (((settled_at IS NULL) = (settled_by IS NULL))),
  constraint case_forms_check1 CHECK ((asked >= gaps)),
  constraint case_forms_delay_days_check CHECK ((delay_days >= 0)),
  constraint case_forms_gaps_check CHECK ((gaps >= 0)),
  constraint case_forms_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint case_forms_settled_by_fkey FOREIGN KEY (settled_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT
);
alter table case_forms enable, force row level security;
create index case_forms_centre on case_forms USING btree (centre_id, filed_at);
create index case_forms_open on case_forms USING btree (org_id, filed_at DESC, case_id DESC) WHERE ((gaps > 0) AND (settled_at IS NULL));
create index case_forms_version on case_forms USING btree (org_id, form_version, filed_at DESC, case_id DESC);
create policy corrected on case_forms for update to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy measured on case_forms for select to hersys_web
  using (centre_id = ( SELECT (current_actor()).org_id AS org_id));
create policy own on case_forms for all to hersys_web
  using (org_id = ( SELECT (current_actor()).org_id AS org_id))
  with check ((org_id = ( SELECT (current_actor()).org_id AS org_id)) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy seen on case_forms for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy system on case_forms for all to hersys_system, hersys_worker
  using true
  with check true;
create policy typed on case_forms for insert to hersys_web
  with check ((channel = 'fax'::text) AND (centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
grant insert, select, update (form_version, gaps, settled_at, settled_by, asked, delay_days) on case_forms to hersys_web;
grant delete, insert, select, update on case_forms to hersys_worker;

create table case_keys ( -- owner hersys_system
  case_id uuid not null,
  name text not null,
  name_swapped text not null,
  kana text not null,
  kana_swapped text not null,
  constraint case_keys_pkey PRIMARY KEY (case_id),
  constraint case_keys_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE CASCADE
);
alter table case_keys enable, force row level security;
create policy system on case_keys for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on case_keys to hersys_worker;

create table case_merge_rows ( -- owner hersys_system
  merge_id uuid not null,
  n integer not null,
  table_name text not null,
  what text not null,
  key jsonb not null,
  before jsonb,
  constraint case_merge_rows_pkey PRIMARY KEY (merge_id, n),
  constraint case_merge_rows_merge_id_fkey FOREIGN KEY (merge_id) REFERENCES case_merges(id) ON DELETE CASCADE,
  constraint case_merge_rows_what_check CHECK ((what = ANY (ARRAY['moved'::text, 'aside'::text, 'added'::text])))
);
alter table case_merge_rows enable, force row level security;
create policy system on case_merge_rows for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select on case_merge_rows to hersys_worker;

create table case_merges ( -- owner hersys_system
  id uuid not null,
  kind text not null,
  survivor_id uuid not null,
  absorbed_id uuid not null,
  org_id uuid not null,
  reason text not null,
  merged_at timestamp with time zone not null,
  merged_by uuid not null,
  survivor_was jsonb not null,
  absorbed_was jsonb not null,
  undone_at timestamp with time zone,
  undone_by uuid,
  undo_reason text,
  stayed jsonb,
  constraint case_merges_pkey PRIMARY KEY (id),
  constraint case_merges_absorbed_id_fkey FOREIGN KEY (absorbed_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint case_merges_check CHECK ((survivor_id <> absorbed_id)),
  constraint case_merges_check1 CHECK (((undone_at IS NULL) = (undone_by IS NULL))),
  constraint case_merges_check2 CHECK (((undone_at IS NULL) = (undo_reason IS NULL))),
  constraint case_merges_kind_check CHECK ((kind = ANY (ARRAY['same-case'::text, 'same-person'::text]))),
  constraint case_merges_merged_by_fkey FOREIGN KEY (merged_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint case_merges_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint case_merges_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000))),
  constraint case_merges_survivor_id_fkey FOREIGN KEY (survivor_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint case_merges_undone_by_fkey FOREIGN KEY (undone_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT
);
alter table case_merges enable, force row level security;
create index case_merges_survivor_id_merged_at_idx on case_merges USING btree (survivor_id, merged_at);
create unique index case_merge_of on case_merges USING btree (absorbed_id) WHERE ((undone_at IS NULL) AND (kind = 'same-case'::text));
create policy see on case_merges for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = ANY (ARRAY['centre'::text, 'prefecture'::text])) AND may_see_case(survivor_id, ( SELECT current_actor() AS current_actor)));
create policy system on case_merges for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on case_merges to hersys_web;
grant insert, select on case_merges to hersys_worker;

create table case_records ( -- owner hersys_system
  id uuid not null,
  entry_id uuid not null,
  case_id uuid not null,
  tab text not null,
  revision integer not null,
  form_version text not null,
  answers jsonb not null,
  document_hash text,
  struck boolean not null default false,
  author_kind text not null,
  author_id uuid not null,
  author_role text,
  org_id uuid,
  reason text,
  recorded_at timestamp with time zone not null,
  superseded_at timestamp with time zone,
  institution_id uuid,
  on_day date,
  until_day date,
  hospital_id uuid,
  constraint case_records_pkey PRIMARY KEY (id),
  constraint case_records_author_kind_check CHECK ((author_kind = ANY (ARRAY['staff'::text, 'patient'::text]))),
  constraint case_records_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint case_records_check CHECK (((revision = 1) = (entry_id = id))),
  constraint case_records_check1 CHECK (((author_kind = 'staff'::text) = (org_id IS NOT NULL))),
  constraint case_records_check2 CHECK (((NOT struck) OR (reason IS NOT NULL))),
  constraint case_records_entry_id_revision_key UNIQUE (entry_id, revision),
  constraint case_records_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint case_records_revision_check CHECK ((revision > 0)),
  constraint case_records_tab_check CHECK ((tab = ANY (ARRAY['identity'::text, 'basics'::text, 'tests'::text, 'places'::text, 'movements'::text, 'observation'::text, 'medical'::text, 'course'::text, 'measures'::text])))
);
alter table case_records enable, force row level security;
create index case_records_case on case_records USING btree (case_id, tab, recorded_at);
create index case_records_left on case_records USING btree (hospital_id, until_day DESC, id DESC) WHERE ((superseded_at IS NULL) AND (NOT struck) AND (tab = 'medical'::text) AND (until_day IS NOT NULL));
create index case_records_list on case_records USING btree (institution_id, tab, on_day DESC, id DESC) WHERE ((superseded_at IS NULL) AND (NOT struck));
create index case_records_stays on case_records USING btree (hospital_id, on_day DESC, id DESC) WHERE ((superseded_at IS NULL) AND (NOT struck) AND (tab = 'medical'::text) AND (until_day IS NULL));
create unique index case_records_current on case_records USING btree (entry_id) WHERE (superseded_at IS NULL);
create unique index case_records_single on case_records USING btree (case_id, tab) WHERE ((superseded_at IS NULL) AND (tab = ANY (ARRAY['identity'::text, 'basics'::text, 'observation'::text])));
create policy add on case_records for insert to hersys_web
  with check ((author_kind = 'staff'::text) AND (author_id = ( SELECT (current_actor()).account_id AS account_id)) AND (org_id = ( SELECT (current_actor()).org_id AS org_id)) AND (author_role = ( SELECT (current_actor()).role AS role)) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)) AND (((( SELECT (current_actor()).org_kind AS org_kind) = 'institution'::text) AND (tab <> 'measures'::text) AND ((tab <> 'course'::text) OR (EXISTS ( SELECT
   FROM organisations o
  WHERE ((o.id = case_records.org_id) AND (o.institution_kind = 'inpatient'::text)))))) OR ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND ((EXISTS ( SELECT
   FROM watches w
  WHERE ((w.case_id = case_records.case_id) AND (w.owner_centre_id = ( SELECT (current_actor()).org_id AS org_id))))) OR (EXISTS ( SELECT
   FROM cases c
  WHERE ((c.id = case_records.case_id) AND (c.notified_centre_id = ( SELECT (current_actor()).org_id AS org_id)))))))));
create policy see on case_records for select to hersys_web
  using ((( SELECT (current_actor()).kind AS kind) = 'staff'::text) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy system on case_records for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER count AFTER INSERT OR UPDATE OF case_id ON public.case_records FOR EACH ROW WHEN ((new.tab = ANY (ARRAY['medical'::text, 'course'::text]))) EXECUTE FUNCTION queue_facts_of_case();
CREATE TRIGGER keep BEFORE INSERT ON public.case_records FOR EACH ROW EXECUTE FUNCTION keep_record();
CREATE TRIGGER settle AFTER INSERT ON public.case_records FOR EACH ROW EXECUTE FUNCTION settle_case_columns();
CREATE TRIGGER settle_severity AFTER INSERT ON public.case_records FOR EACH ROW WHEN ((new.tab = 'course'::text)) EXECUTE FUNCTION settle_severity();
CREATE TRIGGER stay AFTER INSERT ON public.case_records FOR EACH ROW WHEN ((new.tab = ANY (ARRAY['places'::text, 'medical'::text]))) EXECUTE FUNCTION settle_stay();
grant insert, select on case_records to hersys_web;
grant delete, insert, select, update on case_records to hersys_worker;

create table cases ( -- owner hersys_system
  id uuid not null,
  hersys_id text not null,
  person_id uuid not null,
  kind text not null default 'patient'::text,
  disease text not null,
  state text not null default 'filed'::text,
  reporting_institution_id uuid,
  notified_centre_id uuid,
  responsible_centre_id uuid,
  centre_number text,
  case_class text,
  family_name text not null,
  given_name text not null,
  family_kana text,
  given_kana text,
  sex text,
  birth_on date,
  nationality text,
  entered_japan_on date,
  passport_number text,
  passport_entered_by text,
  phone text,
  phone_kind text,
  postal_code text,
  municipality_code text,
  address text,
  severity text,
  diagnosed_on date,
  onset_on date,
  sampled_on date,
  died_on date,
  reported_on date,
  risk_factors text[],
  hospitalised boolean,
  language text not null default 'ja'::text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  confirmed_by uuid,
  infection_class text,
  current_status text,
  measured_on date,
  whereabouts text,
  place_name text,
  registered_at timestamp with time zone,
  early_closed_at timestamp with time zone,
  severity_now text,
  death_place text,
  merged_into uuid,
  constraint cases_pkey PRIMARY KEY (id),
  constraint cases_check CHECK (((state = 'merged'::text) = (merged_into IS NOT NULL))),
  constraint cases_check1 CHECK ((merged_into <> id)),
  constraint cases_confirmed_by_fkey FOREIGN KEY (confirmed_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint cases_death_place_check CHECK ((death_place = ANY (ARRAY['hospital'::text, 'home'::text, 'hotel'::text, 'care'::text, 'other'::text, 'unknown'::text]))),
  constraint cases_hersys_id_check CHECK ((hersys_id ~ '^[0-9]{6,8}$'::text)),
  constraint cases_hersys_id_key UNIQUE (hersys_id),
  constraint cases_kind_check CHECK ((kind = ANY (ARRAY['patient'::text, 'close-contact'::text]))),
  constraint cases_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint cases_notified_centre_id_fkey FOREIGN KEY (notified_centre_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint cases_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id) ON DELETE RESTRICT,
  constraint cases_reporting_institution_id_fkey FOREIGN KEY (reporting_institution_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint cases_responsible_centre_id_fkey FOREIGN KEY (responsible_centre_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint cases_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'filed'::text, 'withdrawal-asked'::text, 'withdrawn'::text, 'contact'::text, 'merged'::text, 'expired'::text]))),
  constraint contact_is_no_patient CHECK (((state <> 'contact'::text) OR (kind = 'close-contact'::text)))
);
alter table cases enable, force row level security;
create index cases_diagnosed_counted on cases USING btree (reporting_institution_id, diagnosed_on) INCLUDE (state);
create index cases_draft_closed on cases USING btree (early_closed_at) WHERE ((state = 'draft'::text) AND (early_closed_at IS NOT NULL));
create index cases_early_closed on cases USING btree (notified_centre_id, registered_at DESC, id DESC) WHERE ((state = 'draft'::text) AND (early_closed_at IS NOT NULL));
create index cases_early_open on cases USING btree (notified_centre_id, registered_at DESC, id DESC) WHERE ((state = 'draft'::text) AND (early_closed_at IS NULL));
create index cases_merged on cases USING btree (merged_into) WHERE (merged_into IS NOT NULL);
create index cases_notified_centre_id_created_at_id_idx on cases USING btree (notified_centre_id, created_at DESC, id DESC);
create index cases_notified_filed on cases USING btree (notified_centre_id, created_at DESC, id DESC) WHERE (state <> 'draft'::text);
create index cases_person_id_idx on cases USING btree (person_id);
create index cases_phone_idx on cases USING btree (phone);
create index cases_reporting_institution_id_created_at_id_idx on cases USING btree (reporting_institution_id, created_at DESC, id DESC);
create index cases_unconfirmed on cases USING btree (notified_centre_id, created_at DESC, id DESC) WHERE (confirmed_at IS NULL);
create policy change on cases for update to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = ANY (ARRAY['institution'::text, 'centre'::text])) AND may_see_case(id, ( SELECT current_actor() AS current_actor)))
  with check ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) OR ((state <> 'withdrawn'::text) AND (reporting_institution_id = ( SELECT (current_actor()).org_id AS org_id))));
create policy file on cases for insert to hersys_web
  with check ((( SELECT (current_actor()).org_kind AS org_kind) = 'institution'::text) AND (reporting_institution_id = ( SELECT (current_actor()).org_id AS org_id)));
create policy name_contact on cases for insert to hersys_web
  with check ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (state = 'contact'::text) AND (kind = 'close-contact'::text) AND (reporting_institution_id IS NULL) AND (notified_centre_id IS NULL) AND (responsible_centre_id = ( SELECT (current_actor()).org_id AS org_id)));
create policy see on cases for select to hersys_web
  using (((reporting_institution_id = ( SELECT (current_actor()).org_id AS org_id)) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'institution'::text) AND (state <> ALL (ARRAY['merged'::text, 'expired'::text]))) OR ((notified_centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (state <> ALL (ARRAY['merged'::text, 'expired'::text]))) OR may_see_case(id, ( SELECT current_actor() AS current_actor)));
create policy system on cases for all to hersys_system, hersys_worker
  using true
  with check true;
create policy type_fax on cases for insert to hersys_web
  with check ((kind = 'patient'::text) AND (state = 'filed'::text) AND (notified_centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND types_fax_of(reporting_institution_id, ( SELECT current_actor() AS current_actor)));
CREATE TRIGGER call_plan_follows AFTER UPDATE OF phone, died_on, state ON public.cases FOR EACH ROW WHEN (((new.phone IS DISTINCT FROM old.phone) OR ((new.died_on IS NOT NULL) AND (old.died_on IS NULL)) OR ((new.state = 'withdrawn'::text) AND (old.state <> 'withdrawn'::text)))) EXECUTE FUNCTION call_plan_follows_case();
CREATE TRIGGER count AFTER UPDATE ON public.cases FOR EACH ROW WHEN (((((((((((((((old.state IS DISTINCT FROM new.state) OR (old.kind IS DISTINCT FROM new.kind)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR (old.confirmed_at IS DISTINCT FROM new.confirmed_at)) OR (old.responsible_centre_id IS DISTINCT FROM new.responsible_centre_id)) OR (old.notified_centre_id IS DISTINCT FROM new.notified_centre_id)) OR (old.municipality_code IS DISTINCT FROM new.municipality_code)) OR (old.onset_on IS DISTINCT FROM new.onset_on)) OR (old.diagnosed_on IS DISTINCT FROM new.diagnosed_on)) OR (old.died_on IS DISTINCT FROM new.died_on)) OR (old.sex IS DISTINCT FROM new.sex)) OR (old.birth_on IS DISTINCT FROM new.birth_on)) OR (old.severity IS DISTINCT FROM new.severity)) OR (old.severity_now IS DISTINCT FROM new.severity_now))) EXECUTE FUNCTION queue_case_facts();
CREATE TRIGGER count_new AFTER INSERT ON public.cases FOR EACH ROW EXECUTE FUNCTION queue_case_facts();
CREATE TRIGGER list AFTER INSERT OR UPDATE ON public.cases FOR EACH ROW EXECUTE FUNCTION list_and_queue_case();
CREATE TRIGGER never_a_retired_id BEFORE INSERT ON public.cases FOR EACH ROW EXECUTE FUNCTION pass_over_retired_id();
CREATE TRIGGER plan AFTER UPDATE OF phone, birth_on ON public.cases FOR EACH ROW WHEN (((old.phone IS DISTINCT FROM new.phone) OR (old.birth_on IS DISTINCT FROM new.birth_on))) EXECUTE FUNCTION queue_plan();
CREATE TRIGGER revoke_certificate AFTER UPDATE OF family_name, given_name, birth_on, hersys_id, disease, diagnosed_on, state, died_on ON public.cases FOR EACH ROW WHEN ((((new.state = 'withdrawn'::text) AND (old.state <> 'withdrawn'::text)) OR (new.died_on IS DISTINCT FROM old.died_on) OR ((((((new.family_name IS DISTINCT FROM old.family_name) OR (new.given_name IS DISTINCT FROM old.given_name)) OR (new.birth_on IS DISTINCT FROM old.birth_on)) OR (new.hersys_id IS DISTINCT FROM old.hersys_id)) OR (new.disease IS DISTINCT FROM old.disease)) OR (new.diagnosed_on IS DISTINCT FROM old.diagnosed_on)))) EXECUTE FUNCTION revoke_by_case();
grant insert, select, update (state, responsible_centre_id, centre_number, case_class, family_name, given_name, family_kana, given_kana, sex, birth_on, nationality, entered_japan_on, passport_number, passport_entered_by, phone, phone_kind, postal_code, municipality_code, address, severity, diagnosed_on, onset_on, sampled_on, died_on, reported_on, risk_factors, hospitalised, language, updated_at, confirmed_at, confirmed_by, death_place) on cases to hersys_web;
grant delete, insert, select, update on cases to hersys_worker;

create table certificate_keys ( -- owner hersys_system
  kid text not null,
  public_key text not null,
  sealed_key text not null,
  created_at timestamp with time zone not null,
  signs boolean not null default true,
  distrusted_at timestamp with time zone,
  constraint certificate_keys_pkey PRIMARY KEY (kid),
  constraint certificate_keys_check CHECK (((NOT signs) OR (distrusted_at IS NULL)))
);
alter table certificate_keys enable, force row level security;
create unique index certificate_key_one on certificate_keys USING btree ((true)) WHERE signs;
create policy see on certificate_keys for select to hersys_web
  using true;
create policy system on certificate_keys for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on certificate_keys to hersys_web;

create table certificates ( -- owner hersys_system
  id uuid not null,
  public_id text not null,
  case_id uuid not null,
  fields_hash text not null,
  issued_at timestamp with time zone not null,
  doubted boolean not null default false,
  revoked_at timestamp with time zone,
  revoked_why text,
  constraint certificates_pkey PRIMARY KEY (id),
  constraint certificates_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint certificates_check CHECK (((revoked_at IS NULL) = (revoked_why IS NULL))),
  constraint certificates_public_id_check CHECK ((public_id ~ '^[A-Za-z0-9_-]{16}$'::text)),
  constraint certificates_public_id_key UNIQUE (public_id),
  constraint certificates_revoked_why_check CHECK ((revoked_why = ANY (ARRAY['fields'::text, 'eligibility'::text, 'withdrawal'::text, 'death'::text])))
);
alter table certificates enable, force row level security;
create index certificates_doubted on certificates USING btree (id) WHERE (doubted AND (revoked_at IS NULL));
create index certificates_revoked on certificates USING btree (revoked_at) WHERE (revoked_at IS NOT NULL);
create unique index certificate_one on certificates USING btree (case_id) WHERE (revoked_at IS NULL);
create policy see on certificates for select to hersys_web
  using may_see_case(case_id, ( SELECT current_actor() AS current_actor));
create policy system on certificates for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on certificates to hersys_web;
grant select, update on certificates to hersys_worker;

create table claim_failures ( -- owner hersys_system
  id uuid not null,
  at timestamp with time zone not null,
  hersys_id text not null,
  account_id uuid,
  address_hash text not null,
  call_id uuid,
  constraint claim_failures_pkey PRIMARY KEY (id),
  constraint claim_failure_by_whom CHECK (((account_id IS NULL) <> (call_id IS NULL))),
  constraint claim_failures_account_id_fkey FOREIGN KEY (account_id) REFERENCES patient_accounts(id) ON DELETE RESTRICT
);
alter table claim_failures enable, force row level security;
create index claim_failures_account_id_at_idx on claim_failures USING btree (account_id, at);
create index claim_failures_address_hash_at_idx on claim_failures USING btree (address_hash, at);
create index claim_failures_at_idx on claim_failures USING btree (at);
create index claim_failures_call_id_idx on claim_failures USING btree (call_id) WHERE (call_id IS NOT NULL);
create index claim_failures_hersys_id_at_idx on claim_failures USING btree (hersys_id, at);
create policy system on claim_failures for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on claim_failures to hersys_worker;

create table claim_locks ( -- owner hersys_system
  hersys_id text not null,
  locked_at timestamp with time zone not null,
  unlocked_at timestamp with time zone,
  unlocked_by uuid,
  constraint claim_locks_pkey PRIMARY KEY (hersys_id),
  constraint claim_locks_unlocked_by_fkey FOREIGN KEY (unlocked_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT
);
alter table claim_locks enable, force row level security;
create policy system on claim_locks for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on claim_locks to hersys_worker;

create table contact_corrections ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  at timestamp with time zone not null,
  by uuid not null,
  reason text not null,
  before jsonb not null,
  constraint contact_corrections_pkey PRIMARY KEY (id),
  constraint contact_corrections_by_fkey FOREIGN KEY (by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint contact_corrections_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT
);
alter table contact_corrections enable, force row level security;
create index contact_corrections_case_id_at_idx on contact_corrections USING btree (case_id, at);
create policy add on contact_corrections for insert to hersys_web
  with check ((by = ( SELECT (current_actor()).account_id AS account_id)) AND (EXISTS ( SELECT
   FROM watches w
  WHERE ((w.case_id = contact_corrections.case_id) AND (w.owner_centre_id = ( SELECT (current_actor()).org_id AS org_id))))));
create policy see on contact_corrections for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = ANY (ARRAY['centre'::text, 'prefecture'::text])) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy system on contact_corrections for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select on contact_corrections to hersys_web;
grant delete, insert, select, update on contact_corrections to hersys_worker;

create table contacts ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  index_case_id uuid,
  last_contact_on date not null,
  relation text not null,
  household boolean not null default false,
  note text,
  entered_at timestamp with time zone not null,
  entered_by uuid not null,
  centre_id uuid not null,
  became_case_at timestamp with time zone,
  constraint contacts_pkey PRIMARY KEY (id),
  constraint contacts_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint contacts_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint contacts_entered_by_fkey FOREIGN KEY (entered_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint contacts_index_case_id_fkey FOREIGN KEY (index_case_id) REFERENCES cases(id) ON DELETE RESTRICT
);
alter table contacts enable, force row level security;
create index contacts_of_index on contacts USING btree (index_case_id, entered_at);
create unique index contacts_once on contacts USING btree (case_id, index_case_id);
create policy name on contacts for insert to hersys_web
  with check ((entered_by = ( SELECT (current_actor()).account_id AS account_id)) AND (centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)) AND may_see_case(index_case_id, ( SELECT current_actor() AS current_actor)));
create policy see on contacts for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = ANY (ARRAY['centre'::text, 'prefecture'::text])) AND (may_see_case(case_id, ( SELECT current_actor() AS current_actor)) OR may_see_case(index_case_id, ( SELECT current_actor() AS current_actor))));
create policy system on contacts for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select on contacts to hersys_web;
grant delete, insert, select, update on contacts to hersys_worker;

create table correction_requests ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  account_id uuid not null,
  text text not null,
  asked_at timestamp with time zone not null,
  constraint correction_requests_pkey PRIMARY KEY (id),
  constraint correction_requests_account_id_fkey FOREIGN KEY (account_id) REFERENCES patient_accounts(id) ON DELETE RESTRICT,
  constraint correction_requests_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint correction_requests_text_check CHECK (((length(text) >= 1) AND (length(text) <= 1000)))
);
alter table correction_requests enable, force row level security;
create index correction_requests_case_id_asked_at_idx on correction_requests USING btree (case_id, asked_at);
create policy add on correction_requests for insert to hersys_web
  with check ((account_id = ( SELECT (current_actor()).account_id AS account_id)) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy see on correction_requests for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy system on correction_requests for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select on correction_requests to hersys_web;
grant delete, insert, select, update on correction_requests to hersys_worker;

create table daily_count_divisions ( -- owner hersys_system
  from_on date not null,
  starts integer[] not null,
  set_at timestamp with time zone,
  set_by uuid,
  constraint daily_count_divisions_pkey PRIMARY KEY (from_on),
  constraint daily_count_divisions_from_on_check CHECK ((from_on >= '2022-09-26'::date)),
  constraint daily_count_divisions_set_by_fkey FOREIGN KEY (set_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint daily_count_divisions_starts_check CHECK ((((cardinality(starts) >= 1) AND (cardinality(starts) <= 40)) AND (starts[1] = 0)))
);
alter table daily_count_divisions enable, force row level security;
create policy see on daily_count_divisions for select to hersys_ministry, hersys_web
  using true;
create policy system on daily_count_divisions for all to hersys_system, hersys_worker
  using true
  with check true;
grant select (from_on, starts) on daily_count_divisions to hersys_ministry;
grant select on daily_count_divisions to hersys_web;
grant select on daily_count_divisions to hersys_worker;

create table daily_count_log ( -- owner hersys_system
  id uuid not null,
  count_id uuid not null,
  revision integer not null,
  at timestamp with time zone not null,
  by_account uuid not null,
  org_id uuid not null,
  what text not null,
  is_late boolean not null,
  before jsonb,
  after jsonb,
  reason text,
  constraint daily_count_log_pkey PRIMARY KEY (id),
  constraint daily_count_log_by_account_fkey FOREIGN KEY (by_account) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint daily_count_log_check CHECK (((NOT is_late) OR (COALESCE(reason, ''::text) <> ''::text))),
  constraint daily_count_log_check1 CHECK (((what = 'deleted'::text) = (after IS NULL))),
  constraint daily_count_log_check2 CHECK (((what = 'entered'::text) = (before IS NULL))),
  constraint daily_count_log_count_id_fkey FOREIGN KEY (count_id) REFERENCES daily_counts(id) ON DELETE RESTRICT,
  constraint daily_count_log_count_id_revision_key UNIQUE (count_id, revision),
  constraint daily_count_log_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint daily_count_log_what_check CHECK ((what = ANY (ARRAY['entered'::text, 'changed'::text, 'deleted'::text])))
);
alter table daily_count_log enable, force row level security;
create policy own on daily_count_log for select to hersys_web
  using (EXISTS ( SELECT
   FROM daily_counts d
  WHERE (d.id = daily_count_log.count_id)));
create policy system on daily_count_log for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on daily_count_log to hersys_web;
grant delete, insert, select, update on daily_count_log to hersys_worker;

create table daily_counts ( -- owner hersys_system
  id uuid not null,
  institution_id uuid not null,
  centre_id uuid not null,
  on_day date not null,
  source text not null,
  counts jsonb not null,
  total integer not null,
  revision integer not null default 1,
  entered_at timestamp with time zone not null,
  entered_by uuid not null,
  changed_at timestamp with time zone not null,
  changed_by uuid not null,
  deleted_at timestamp with time zone,
  constraint daily_counts_pkey PRIMARY KEY (id),
  constraint daily_counts_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint daily_counts_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint daily_counts_entered_by_fkey FOREIGN KEY (entered_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint daily_counts_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint daily_counts_on_day_check CHECK ((on_day >= '2022-09-26'::date)),
  constraint daily_counts_source_check CHECK ((source = ANY (ARRAY['institution'::text, 'centre'::text]))),
  constraint daily_counts_total_check CHECK ((total > 0))
);
alter table daily_counts enable, force row level security;
create index daily_counts_centre on daily_counts USING btree (centre_id, on_day DESC, institution_id);
create unique index daily_counts_once on daily_counts USING btree (institution_id, on_day, source) WHERE (deleted_at IS NULL);
create policy own on daily_counts for select to hersys_web
  using (((( SELECT (current_actor()).org_id AS org_id) = institution_id) OR (( SELECT (current_actor()).org_id AS org_id) = centre_id)) OR ((( SELECT (current_actor()).org_kind AS org_kind) = 'prefecture'::text) AND (centre_id IN ( SELECT o.id
   FROM organisations o
  WHERE (o.parent_id = ( SELECT (current_actor()).org_id AS org_id))))));
create policy system on daily_counts for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on daily_counts to hersys_web;
grant delete, insert, select, update on daily_counts to hersys_worker;

create table doctors ( -- owner hersys_system
  org_id uuid not null,
  name text not null,
  created_at timestamp with time zone not null,
  id uuid not null,
  ended_at timestamp with time zone,
  constraint doctors_pkey PRIMARY KEY (org_id, name),
  constraint doctors_id_key UNIQUE (id),
  constraint doctors_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT
);
alter table doctors enable, force row level security;
create policy own on doctors for all to hersys_web
  using (org_id = ( SELECT (current_actor()).org_id AS org_id))
  with check (org_id = ( SELECT (current_actor()).org_id AS org_id));
create policy system on doctors for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on doctors to hersys_web;
grant delete, insert, select, update on doctors to hersys_worker;

create table duty_roster ( -- owner hersys_system
  id uuid not null,
  centre_id uuid not null,
  "position" text not null,
  name text not null,
  phone text not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint duty_roster_pkey PRIMARY KEY (id),
  constraint duty_roster_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint duty_roster_position_check CHECK (("position" = ANY (ARRAY['duty'::text, 'deputy'::text])))
);
alter table duty_roster enable, force row level security;
create index duty_roster_centre_id_from_at_idx on duty_roster USING btree (centre_id, from_at);
create policy own on duty_roster for all to hersys_web
  using (centre_id = ( SELECT (current_actor()).org_id AS org_id))
  with check (centre_id = ( SELECT (current_actor()).org_id AS org_id));
create policy system on duty_roster for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on duty_roster to hersys_web;
grant delete, insert, select, update on duty_roster to hersys_worker;

create table early_closings ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  reason text not null,
  note text not null,
  closed_at timestamp with time zone not null,
  closed_by uuid not null,
  org_id uuid not null,
  reopened_at timestamp with time zone,
  reopened_by uuid,
  constraint early_closings_pkey PRIMARY KEY (id),
  constraint early_closings_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint early_closings_check CHECK (((reason <> 'other'::text) OR (note <> ''::text))),
  constraint early_closings_check1 CHECK (((reopened_at IS NULL) = (reopened_by IS NULL))),
  constraint early_closings_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint early_closings_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint early_closings_reason_check CHECK ((reason = ANY (ARRAY['negative'::text, 'no-duty'::text, 'filed-elsewhere'::text, 'mistake'::text, 'other'::text]))),
  constraint early_closings_reopened_by_fkey FOREIGN KEY (reopened_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT
);
alter table early_closings enable, force row level security;
create index early_closings_of_case on early_closings USING btree (case_id, closed_at);
create unique index early_closing_open on early_closings USING btree (case_id) WHERE (reopened_at IS NULL);
create policy close on early_closings for insert to hersys_web
  with check ((closed_by = ( SELECT (current_actor()).account_id AS account_id)) AND (org_id = ( SELECT (current_actor()).org_id AS org_id)) AND (reopened_at IS NULL) AND (EXISTS ( SELECT
   FROM cases c
  WHERE ((c.id = early_closings.case_id) AND (c.state = 'draft'::text) AND (c.reporting_institution_id = ( SELECT (current_actor()).org_id AS org_id))))));
create policy reopen on early_closings for update to hersys_web
  using ((reopened_at IS NULL) AND (org_id = ( SELECT (current_actor()).org_id AS org_id)))
  with check (reopened_by = ( SELECT (current_actor()).account_id AS account_id));
create policy see on early_closings for select to hersys_web
  using ((( SELECT (current_actor()).kind AS kind) = 'staff'::text) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy system on early_closings for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER settle AFTER INSERT OR UPDATE ON public.early_closings FOR EACH ROW EXECUTE FUNCTION settle_early_closing();
grant insert, select, update (reopened_at, reopened_by) on early_closings to hersys_web;
grant delete, insert, select, update on early_closings to hersys_worker;

create table export_chunks ( -- owner hersys_system
  export_id uuid not null,
  n integer not null,
  bytes bytea not null,
  constraint export_chunks_pkey PRIMARY KEY (export_id, n),
  constraint export_chunks_export_id_fkey FOREIGN KEY (export_id) REFERENCES exports(id) ON DELETE CASCADE
);
alter table export_chunks enable, force row level security;
create policy own on export_chunks for select to hersys_web
  using (EXISTS ( SELECT
   FROM exports e
  WHERE ((e.id = export_chunks.export_id) AND (e.state = 'done'::text) AND (e.expires_at > (NULLIF(current_setting('app.now'::text, true), ''::text))::timestamp with time zone))));
create policy system on export_chunks for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on export_chunks to hersys_web;
grant delete, insert, select, update on export_chunks to hersys_worker;

create table exports ( -- owner hersys_system
  id uuid not null,
  account_id uuid not null,
  org_id uuid not null,
  org_kind text not null,
  list text not null,
  columns text[] not null,
  from_on date,
  to_on date,
  format text not null,
  reason text not null,
  ordered_at timestamp with time zone not null,
  state text not null default 'waiting'::text,
  rows_done integer not null default 0,
  bytes bigint not null default 0,
  replaced integer not null default 0,
  finished_at timestamp with time zone,
  expires_at timestamp with time zone,
  downloads integer not null default 0,
  tries integer not null default 0,
  worked_by uuid,
  worked_until timestamp with time zone,
  constraint exports_pkey PRIMARY KEY (id),
  constraint exports_account_id_fkey FOREIGN KEY (account_id) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint exports_check CHECK (((state = ANY (ARRAY['done'::text, 'wiped'::text])) = (expires_at IS NOT NULL))),
  constraint exports_columns_check CHECK ((cardinality(columns) > 0)),
  constraint exports_format_check CHECK ((format = ANY (ARRAY['csv-utf8'::text, 'csv-sjis'::text, 'xlsx'::text]))),
  constraint exports_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint exports_org_kind_check CHECK ((org_kind = ANY (ARRAY['institution'::text, 'centre'::text, 'prefecture'::text, 'operator'::text]))),
  constraint exports_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 200))),
  constraint exports_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'working'::text, 'done'::text, 'failed'::text, 'wiped'::text])))
);
alter table exports enable, force row level security;
create index exports_kept on exports USING btree (expires_at) WHERE (state = 'done'::text);
create index exports_own on exports USING btree (account_id, ordered_at DESC, id DESC);
create index exports_work on exports USING btree (ordered_at, id) WHERE (state = ANY (ARRAY['waiting'::text, 'working'::text]));
create policy ask on exports for insert to hersys_web
  with check ((account_id = ( SELECT (current_actor()).account_id AS account_id)) AND (org_id = ( SELECT (current_actor()).org_id AS org_id)) AND (org_kind = ( SELECT (current_actor()).org_kind AS org_kind)) AND (state = 'waiting'::text));
create policy count on exports for update to hersys_web
  using (account_id = ( SELECT (current_actor()).account_id AS account_id));
create policy own on exports for select to hersys_web
  using (account_id = ( SELECT (current_actor()).account_id AS account_id));
create policy system on exports for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert (id, account_id, org_id, org_kind, list, columns, from_on, to_on, format, reason, ordered_at), select, update (downloads) on exports to hersys_web;
grant delete, insert, select, update on exports to hersys_worker;

create table fact_queue ( -- owner hersys_system
  id bigint not null generated always as identity,
  case_id uuid not null,
  constraint fact_queue_pkey PRIMARY KEY (id),
  constraint fact_queue_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE CASCADE
);
alter table fact_queue enable, force row level security;
create policy system on fact_queue for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on fact_queue to hersys_worker;

create table fax_originals ( -- owner hersys_system
  fax_id uuid not null,
  type text not null,
  bytes bytea not null,
  constraint fax_originals_pkey PRIMARY KEY (fax_id),
  constraint fax_originals_fax_id_fkey FOREIGN KEY (fax_id) REFERENCES faxes(id) ON DELETE CASCADE,
  constraint fax_originals_type_check CHECK ((type = 'application/pdf'::text))
);
alter table fax_originals enable, force row level security;
create policy see on fax_originals for select to hersys_web
  using (EXISTS ( SELECT
   FROM faxes f
  WHERE (f.id = fax_originals.fax_id)));
create policy system on fax_originals for all to hersys_system, hersys_worker
  using true
  with check true;
create policy take_in on fax_originals for insert to hersys_web
  with check (EXISTS ( SELECT
   FROM faxes f
  WHERE ((f.id = fax_originals.fax_id) AND (f.centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND (f.entered_at IS NULL))));
grant insert, select on fax_originals to hersys_web;
grant delete, insert, select, update on fax_originals to hersys_worker;

create table fax_pages ( -- owner hersys_system
  fax_id uuid not null,
  page smallint not null,
  type text not null,
  bytes bytea not null,
  width integer not null,
  height integer not null,
  constraint fax_pages_pkey PRIMARY KEY (fax_id, page),
  constraint fax_pages_fax_id_fkey FOREIGN KEY (fax_id) REFERENCES faxes(id) ON DELETE CASCADE,
  constraint fax_pages_page_check CHECK ((page > 0)),
  constraint fax_pages_type_check CHECK ((type = 'image/webp'::text))
);
alter table fax_pages enable, force row level security;
create policy see on fax_pages for select to hersys_web
  using (EXISTS ( SELECT
   FROM faxes f
  WHERE (f.id = fax_pages.fax_id)));
create policy system on fax_pages for all to hersys_system, hersys_worker
  using true
  with check true;
create policy take_in on fax_pages for insert to hersys_web
  with check (EXISTS ( SELECT
   FROM faxes f
  WHERE ((f.id = fax_pages.fax_id) AND (f.centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND (f.entered_at IS NULL))));
grant insert, select on fax_pages to hersys_web;
grant delete, insert, select, update on fax_pages to hersys_worker;

create table faxes ( -- owner hersys_system
  id uuid not null,
  centre_id uuid not null,
  institution_id uuid,
  institution_name text not null,
  received_at timestamp with time zone not null,
  uploaded_at timestamp with time zone not null,
  uploaded_by uuid not null,
  centre_number text,
  case_id uuid,
  entered_at timestamp with time zone,
  entered_by uuid,
  discarded_at timestamp with time zone,
  discarded_by uuid,
  discard_reason text,
  constraint faxes_pkey PRIMARY KEY (id),
  constraint faxes_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint faxes_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint faxes_check CHECK (((case_id IS NULL) = (entered_at IS NULL))),
  constraint faxes_check1 CHECK (((entered_at IS NULL) = (entered_by IS NULL))),
  constraint faxes_check2 CHECK ((((discarded_at IS NULL) = (discarded_by IS NULL)) AND ((discarded_at IS NULL) = (discard_reason IS NULL)))),
  constraint faxes_check3 CHECK (((entered_at IS NULL) OR (discarded_at IS NULL))),
  constraint faxes_discarded_by_fkey FOREIGN KEY (discarded_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint faxes_entered_by_fkey FOREIGN KEY (entered_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint faxes_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint faxes_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT
);
alter table faxes enable, force row level security;
create index faxes_discarded on faxes USING btree (discarded_at) WHERE (discarded_at IS NOT NULL);
create index faxes_done on faxes USING btree (centre_id, uploaded_at DESC, id DESC) WHERE ((entered_at IS NOT NULL) OR (discarded_at IS NOT NULL));
create index faxes_of_case on faxes USING btree (case_id);
create index faxes_waiting on faxes USING btree (centre_id, received_at, id) WHERE ((entered_at IS NULL) AND (discarded_at IS NULL));
create policy of_case on faxes for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (case_id IS NOT NULL) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy own on faxes for select to hersys_web
  using (centre_id = ( SELECT (current_actor()).org_id AS org_id));
create policy settle on faxes for update to hersys_web
  using ((centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND (entered_at IS NULL) AND (discarded_at IS NULL))
  with check ((( SELECT (current_actor()).account_id AS account_id) = entered_by) OR (( SELECT (current_actor()).account_id AS account_id) = discarded_by));
create policy system on faxes for all to hersys_system, hersys_worker
  using true
  with check true;
create policy take_in on faxes for insert to hersys_web
  with check ((centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (uploaded_by = ( SELECT (current_actor()).account_id AS account_id)) AND (case_id IS NULL) AND (discarded_at IS NULL));
CREATE TRIGGER count AFTER INSERT OR UPDATE OF case_id, entered_at ON public.faxes FOR EACH ROW EXECUTE FUNCTION queue_facts_of_case();
grant insert, select, update (case_id, entered_at, entered_by, discarded_at, discarded_by, discard_reason) on faxes to hersys_web;
grant delete, insert, select, update on faxes to hersys_worker;

create table figures ( -- owner hersys_system
  level text not null,
  scope text not null,
  kind text not null,
  day date not null,
  key text not null,
  n integer not null,
  constraint figures_pkey PRIMARY KEY (level, scope, kind, day, key),
  constraint figures_level_check CHECK ((level = ANY (ARRAY['centre'::text, 'prefecture'::text, 'nation'::text])))
);
alter table figures enable, force row level security;
create policy centres_of_prefecture on figures for select to hersys_web
  using ((level = 'centre'::text) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'prefecture'::text) AND (scope IN ( SELECT (o.id)::text AS id
   FROM organisations o
  WHERE ((o.parent_id = ( SELECT (current_actor()).org_id AS org_id)) AND (o.kind = 'centre'::text)))));
create policy ministry on figures for select to hersys_ministry
  using ((level = 'nation'::text) OR ((level = 'prefecture'::text) AND (kind = 'cell'::text)));
create policy own_centre on figures for select to hersys_web
  using ((level = 'centre'::text) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (scope = (( SELECT (current_actor()).org_id AS org_id))::text));
create policy own_prefecture on figures for select to hersys_web
  using ((level = 'prefecture'::text) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'prefecture'::text) AND (scope = ( SELECT o.prefecture_code
   FROM organisations o
  WHERE (o.id = ( SELECT (current_actor()).org_id AS org_id)))));
create policy system on figures for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on figures to hersys_ministry;
grant select on figures to hersys_web;
grant delete, insert, select, update on figures to hersys_worker;

create table hand_overs ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  from_centre_id uuid not null,
  to_centre_id uuid not null,
  state text not null default 'pending'::text,
  reason text not null,
  asked_at timestamp with time zone not null,
  asked_by uuid not null,
  decided_at timestamp with time zone,
  decided_by uuid,
  decision_note text,
  constraint hand_overs_pkey PRIMARY KEY (id),
  constraint hand_overs_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint hand_overs_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint hand_overs_check CHECK ((from_centre_id <> to_centre_id)),
  constraint hand_overs_check1 CHECK (((state = 'pending'::text) = (decided_at IS NULL))),
  constraint hand_overs_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint hand_overs_from_centre_id_fkey FOREIGN KEY (from_centre_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint hand_overs_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'accepted'::text, 'refused'::text, 'withdrawn'::text]))),
  constraint hand_overs_to_centre_id_fkey FOREIGN KEY (to_centre_id) REFERENCES organisations(id) ON DELETE RESTRICT
);
alter table hand_overs enable, force row level security;
create index hand_overs_case on hand_overs USING btree (case_id, asked_at);
create index hand_overs_from on hand_overs USING btree (from_centre_id, decided_at);
create index hand_overs_from_centre_id_asked_at_idx on hand_overs USING btree (from_centre_id, asked_at) WHERE (state = 'pending'::text);
create index hand_overs_to on hand_overs USING btree (to_centre_id, decided_at);
create index hand_overs_to_centre_id_asked_at_idx on hand_overs USING btree (to_centre_id, asked_at) WHERE (state = 'pending'::text);
create unique index hand_over_one_pending on hand_overs USING btree (case_id) WHERE (state = 'pending'::text);
create policy party on hand_overs for select to hersys_web
  using ((( SELECT (current_actor()).org_id AS org_id) = from_centre_id) OR (( SELECT (current_actor()).org_id AS org_id) = to_centre_id));
create policy prefecture on hand_overs for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'prefecture'::text) AND (from_centre_id IN ( SELECT o.id
   FROM organisations o
  WHERE (o.parent_id = ( SELECT (current_actor()).org_id AS org_id)))));
create policy system on hand_overs for all to hersys_system, hersys_worker
  using true
  with check true;
create policy take_back on hand_overs for update to hersys_web
  using (from_centre_id = ( SELECT (current_actor()).org_id AS org_id))
  with check ((state = 'withdrawn'::text) AND (decided_by = ( SELECT (current_actor()).account_id AS account_id)));
CREATE TRIGGER accepted_last BEFORE INSERT OR UPDATE OF state ON public.hand_overs FOR EACH ROW WHEN ((new.state = 'accepted'::text)) EXECUTE FUNCTION accepted_last();
CREATE TRIGGER unsettle AFTER UPDATE OF state ON public.hand_overs FOR EACH ROW WHEN (((old.state = 'pending'::text) AND (new.state = ANY (ARRAY['refused'::text, 'withdrawn'::text])))) EXECUTE FUNCTION unsettle_owner();
grant select, update (state, decided_at, decided_by, decision_note) on hand_overs to hersys_web;
grant delete, insert, select, update on hand_overs to hersys_worker;

create table heartbeats ( -- owner hersys_system
  name text not null,
  at timestamp with time zone not null,
  constraint heartbeats_pkey PRIMARY KEY (name)
);
grant select on heartbeats to hersys_web;
grant delete, insert, select, update on heartbeats to hersys_worker;

create sequence hersys_id_counter; -- owner hersys_system
grant usage on hersys_id_counter to hersys_web;
grant usage on hersys_id_counter to hersys_worker;

create table import_files ( -- owner hersys_system
  import_id uuid not null,
  org_id uuid not null,
  bytes bytea not null,
  constraint import_files_pkey PRIMARY KEY (import_id),
  constraint import_files_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE,
  constraint import_files_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT
);
alter table import_files enable, force row level security;
create policy own on import_files for all to hersys_web
  using ((org_id = ( SELECT (current_actor()).org_id AS org_id)) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'institution'::text))
  with check ((org_id = ( SELECT (current_actor()).org_id AS org_id)) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'institution'::text));
create policy system on import_files for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert on import_files to hersys_web;
grant delete, insert, select, update on import_files to hersys_worker;

create table import_rows ( -- owner hersys_system
  import_id uuid not null,
  row_number integer not null,
  org_id uuid not null,
  state text not null,
  cells jsonb,
  faults jsonb,
  notes jsonb,
  fingerprint text,
  alike boolean not null default false,
  known_row integer,
  known_case_id uuid,
  case_id uuid,
  constraint import_rows_pkey PRIMARY KEY (import_id, row_number),
  constraint import_rows_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint import_rows_check CHECK (((state = 'filed'::text) = (case_id IS NOT NULL))),
  constraint import_rows_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE,
  constraint import_rows_known_case_id_fkey FOREIGN KEY (known_case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint import_rows_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint import_rows_row_number_check CHECK ((row_number > 0)),
  constraint import_rows_state_check CHECK ((state = ANY (ARRAY['faulty'::text, 'good'::text, 'known'::text, 'filed'::text, 'left'::text, 'failed'::text])))
);
alter table import_rows enable, force row level security;
create index import_rows_case_id_idx on import_rows USING btree (case_id) WHERE (case_id IS NOT NULL);
create index import_rows_known_case_id_idx on import_rows USING btree (known_case_id) WHERE (known_case_id IS NOT NULL);
create index import_rows_next on import_rows USING btree (import_id, row_number) WHERE (state = 'good'::text);
create unique index import_rows_once on import_rows USING btree (org_id, fingerprint) WHERE (state = 'filed'::text);
create policy own on import_rows for all to hersys_web
  using ((org_id = ( SELECT (current_actor()).org_id AS org_id)) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'institution'::text))
  with check ((org_id = ( SELECT (current_actor()).org_id AS org_id)) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'institution'::text));
create policy system on import_rows for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER count AFTER INSERT OR UPDATE OF case_id ON public.import_rows FOR EACH ROW EXECUTE FUNCTION queue_facts_of_case();
grant select on import_rows to hersys_web;
grant delete, insert, select, update on import_rows to hersys_worker;

create table imports ( -- owner hersys_system
  id uuid not null,
  org_id uuid not null,
  uploaded_at timestamp with time zone not null,
  uploaded_by uuid not null,
  file_name text,
  kind text not null,
  size integer not null,
  content_mark text not null,
  state text not null default 'waiting'::text,
  refusal text,
  refusal_detail text[],
  form_version text,
  columns text[],
  is_from_1904 boolean not null default false,
  row_count integer,
  ignored_rows integer[],
  accepted_at timestamp with time zone,
  accepted_by uuid,
  leave_alike boolean not null default false,
  finished_at timestamp with time zone,
  erased_at timestamp with time zone,
  tries integer not null default 0,
  worked_by uuid,
  worked_until timestamp with time zone,
  constraint imports_pkey PRIMARY KEY (id),
  constraint imports_accepted_by_fkey FOREIGN KEY (accepted_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint imports_check CHECK (((accepted_at IS NULL) = (accepted_by IS NULL))),
  constraint imports_check1 CHECK (((state = 'refused'::text) = (refusal IS NOT NULL))),
  constraint imports_kind_check CHECK ((kind = ANY (ARRAY['xlsx'::text, 'csv'::text]))),
  constraint imports_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint imports_size_check CHECK (((size >= 1) AND (size <= 10485760))),
  constraint imports_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'checking'::text, 'checked'::text, 'filing'::text, 'done'::text, 'refused'::text, 'discarded'::text]))),
  constraint imports_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT
);
alter table imports enable, force row level security;
create index imports_kept on imports USING btree (uploaded_at) WHERE (erased_at IS NULL);
create index imports_own on imports USING btree (org_id, uploaded_at DESC, id DESC);
create index imports_same on imports USING btree (org_id, content_mark);
create index imports_work on imports USING btree (worked_until NULLS FIRST) WHERE (state = ANY (ARRAY['waiting'::text, 'checking'::text, 'filing'::text]));
create policy own on imports for all to hersys_web
  using ((org_id = ( SELECT (current_actor()).org_id AS org_id)) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'institution'::text))
  with check ((org_id = ( SELECT (current_actor()).org_id AS org_id)) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'institution'::text));
create policy system on imports for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select, update (state, accepted_at, accepted_by, leave_alike) on imports to hersys_web;
grant delete, insert, select, update on imports to hersys_worker;

create table inquiries ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  institution_id uuid not null,
  question text not null,
  asked_at timestamp with time zone not null,
  asked_by uuid not null,
  centre_id uuid not null,
  answer text,
  answered_at timestamp with time zone,
  answered_by uuid,
  closed_at timestamp with time zone,
  closed_by uuid,
  close_note text,
  constraint inquiries_pkey PRIMARY KEY (id),
  constraint inquiries_answer_check CHECK (((length(answer) >= 1) AND (length(answer) <= 1000))),
  constraint inquiries_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint inquiries_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint inquiries_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint inquiries_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint inquiries_check CHECK (((answered_at IS NULL) = (answered_by IS NULL))),
  constraint inquiries_check1 CHECK (((answered_at IS NULL) = (answer IS NULL))),
  constraint inquiries_check2 CHECK (((closed_at IS NULL) = (closed_by IS NULL))),
  constraint inquiries_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint inquiries_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint inquiries_question_check CHECK (((length(question) >= 1) AND (length(question) <= 1000)))
);
alter table inquiries enable, force row level security;
create index inquiries_of_case on inquiries USING btree (case_id, asked_at);
create index inquiries_unanswered on inquiries USING btree (institution_id, asked_at, id) WHERE ((answered_at IS NULL) AND (closed_at IS NULL));
create unique index inquiry_one_open on inquiries USING btree (case_id) WHERE (closed_at IS NULL);
create policy answer on inquiries for update to hersys_web
  using ((institution_id = ( SELECT (current_actor()).org_id AS org_id)) AND (answered_at IS NULL) AND (closed_at IS NULL))
  with check ((answered_by = ( SELECT (current_actor()).account_id AS account_id)) AND (closed_at IS NULL));
create policy ask on inquiries for insert to hersys_web
  with check ((asked_by = ( SELECT (current_actor()).account_id AS account_id)) AND (centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND (answered_at IS NULL) AND (closed_at IS NULL) AND (EXISTS ( SELECT
   FROM watches w
  WHERE ((w.case_id = inquiries.case_id) AND (w.owner_centre_id = ( SELECT (current_actor()).org_id AS org_id))))) AND (EXISTS ( SELECT
   FROM cases c
  WHERE ((c.id = inquiries.case_id) AND (c.reporting_institution_id = inquiries.institution_id)))));
create policy centre on inquiries for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = ANY (ARRAY['centre'::text, 'prefecture'::text])) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy close on inquiries for update to hersys_web
  using ((closed_at IS NULL) AND (EXISTS ( SELECT
   FROM watches w
  WHERE ((w.case_id = inquiries.case_id) AND (w.owner_centre_id = ( SELECT (current_actor()).org_id AS org_id))))))
  with check (closed_by = ( SELECT (current_actor()).account_id AS account_id));
create policy institution on inquiries for select to hersys_web
  using (institution_id = ( SELECT (current_actor()).org_id AS org_id));
create policy system on inquiries for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select, update (answer, answered_at, answered_by, closed_at, closed_by, close_note) on inquiries to hersys_web;
grant delete, insert, select, update on inquiries to hersys_worker;

create table key_queue ( -- owner hersys_system
  id bigint not null generated always as identity,
  case_id uuid not null,
  constraint key_queue_pkey PRIMARY KEY (id),
  constraint key_queue_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE CASCADE
);
alter table key_queue enable, force row level security;
create policy system on key_queue for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on key_queue to hersys_worker;

create table likeness_answers ( -- owner hersys_system
  draft_id uuid not null,
  other_case_id uuid not null,
  org_id uuid not null,
  answer text not null,
  answered_at timestamp with time zone not null,
  answered_by uuid not null,
  case_id uuid,
  constraint likeness_answers_pkey PRIMARY KEY (draft_id, other_case_id),
  constraint likeness_answers_answer_check CHECK ((answer = ANY (ARRAY['same-case'::text, 'new-infection'::text, 'other-person'::text]))),
  constraint likeness_answers_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint likeness_answers_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE CASCADE,
  constraint likeness_answers_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES notification_drafts(id) ON DELETE CASCADE,
  constraint likeness_answers_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint likeness_answers_other_case_id_fkey FOREIGN KEY (other_case_id) REFERENCES cases(id) ON DELETE CASCADE
);
alter table likeness_answers enable, force row level security;
create index likeness_answers_case on likeness_answers USING btree (case_id, other_case_id) WHERE (case_id IS NOT NULL);
create index likeness_answers_other on likeness_answers USING btree (other_case_id);
create policy centre on likeness_answers for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND may_see_case(other_case_id, ( SELECT current_actor() AS current_actor)));
create policy own on likeness_answers for all to hersys_web
  using (org_id = ( SELECT (current_actor()).org_id AS org_id))
  with check ((org_id = ( SELECT (current_actor()).org_id AS org_id)) AND (answered_by = ( SELECT (current_actor()).account_id AS account_id)) AND (EXISTS ( SELECT
   FROM cases c
  WHERE ((c.id = likeness_answers.other_case_id) AND (c.reporting_institution_id = ( SELECT (current_actor()).org_id AS org_id))))));
create policy system on likeness_answers for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on likeness_answers to hersys_web;
grant delete, insert, select, update on likeness_answers to hersys_worker;

create table likeness_asks ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  other_case_id uuid not null,
  org_id uuid not null,
  reason text not null,
  asked_at timestamp with time zone not null,
  asked_by uuid not null,
  constraint likeness_asks_pkey PRIMARY KEY (id),
  constraint likeness_asks_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint likeness_asks_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE CASCADE,
  constraint likeness_asks_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint likeness_asks_other_case_id_fkey FOREIGN KEY (other_case_id) REFERENCES cases(id) ON DELETE CASCADE,
  constraint likeness_asks_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000)))
);
alter table likeness_asks enable, force row level security;
create index likeness_asks_other on likeness_asks USING btree (other_case_id);
create index likeness_asks_pair on likeness_asks USING btree (case_id, other_case_id, asked_at);
create policy see on likeness_asks for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND ((org_id = ( SELECT (current_actor()).org_id AS org_id)) OR may_see_case(case_id, ( SELECT current_actor() AS current_actor)) OR may_see_case(other_case_id, ( SELECT current_actor() AS current_actor))));
create policy system on likeness_asks for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on likeness_asks to hersys_web;
grant insert, select on likeness_asks to hersys_worker;

create table likeness_blocks ( -- owner hersys_system
  key integer not null,
  case_id uuid not null,
  institution_id uuid,
  constraint likeness_blocks_pkey PRIMARY KEY (key, case_id),
  constraint likeness_blocks_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE CASCADE
);
alter table likeness_blocks enable, force row level security;
create index likeness_blocks_case on likeness_blocks USING btree (case_id);
create index likeness_blocks_own on likeness_blocks USING btree (institution_id, key);
create policy own on likeness_blocks for select to hersys_web
  using (institution_id = ( SELECT (current_actor()).org_id AS org_id));
create policy system on likeness_blocks for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on likeness_blocks to hersys_web;
grant delete, insert, select, update on likeness_blocks to hersys_worker;

create table likeness_candidates ( -- owner hersys_system
  case_id uuid not null,
  other_case_id uuid not null,
  score numeric(4,1) not null,
  reasons text[] not null,
  found_at timestamp with time zone not null,
  latest_at timestamp with time zone not null,
  likely boolean not null,
  state text not null default 'open'::text,
  decided_at timestamp with time zone,
  decided_by uuid,
  decision_note text,
  id uuid not null default gen_random_uuid(),
  decided_reasons text[],
  constraint likeness_candidates_pkey PRIMARY KEY (case_id, other_case_id),
  constraint likeness_candidates_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE CASCADE,
  constraint likeness_candidates_check CHECK ((case_id > other_case_id)),
  constraint likeness_candidates_check1 CHECK (((state = 'open'::text) = (decided_at IS NULL))),
  constraint likeness_candidates_check2 CHECK (((decided_at IS NULL) = (decided_by IS NULL))),
  constraint likeness_candidates_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint likeness_candidates_id_key UNIQUE (id),
  constraint likeness_candidates_other_case_id_fkey FOREIGN KEY (other_case_id) REFERENCES cases(id) ON DELETE CASCADE,
  constraint likeness_candidates_state_check CHECK ((state = ANY (ARRAY['open'::text, 'same-case'::text, 'new-infection'::text, 'other-person'::text])))
);
alter table likeness_candidates enable, force row level security;
create index likeness_candidates_open on likeness_candidates USING btree (found_at) WHERE ((state = 'open'::text) AND likely);
create index likeness_candidates_other on likeness_candidates USING btree (other_case_id);
create policy centre on likeness_candidates for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (may_see_case(case_id, ( SELECT current_actor() AS current_actor)) OR may_see_case(other_case_id, ( SELECT current_actor() AS current_actor))));
create policy system on likeness_candidates for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER settle AFTER INSERT OR UPDATE OF state, likely ON public.likeness_candidates FOR EACH ROW EXECUTE FUNCTION settle_pairs();
grant select on likeness_candidates to hersys_web;
grant delete, insert, select, update on likeness_candidates to hersys_worker;

create table likeness_decisions ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  other_case_id uuid not null,
  decision text not null,
  reason text not null,
  reasons text[] not null,
  decided_at timestamp with time zone not null,
  decided_by uuid not null,
  org_id uuid not null,
  merge_id uuid,
  constraint likeness_decisions_pkey PRIMARY KEY (id),
  constraint likeness_decisions_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE CASCADE,
  constraint likeness_decisions_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint likeness_decisions_decision_check CHECK ((decision = ANY (ARRAY['same-case'::text, 'new-infection'::text, 'other-person'::text, 'undone'::text]))),
  constraint likeness_decisions_merge_id_fkey FOREIGN KEY (merge_id) REFERENCES case_merges(id) ON DELETE RESTRICT,
  constraint likeness_decisions_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint likeness_decisions_other_case_id_fkey FOREIGN KEY (other_case_id) REFERENCES cases(id) ON DELETE CASCADE
);
alter table likeness_decisions enable, force row level security;
create index likeness_decisions_org on likeness_decisions USING btree (org_id, decided_at DESC);
create index likeness_decisions_other on likeness_decisions USING btree (other_case_id);
create index likeness_decisions_pair on likeness_decisions USING btree (case_id, other_case_id, decided_at);
create policy see on likeness_decisions for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND ((org_id = ( SELECT (current_actor()).org_id AS org_id)) OR may_see_case(case_id, ( SELECT current_actor() AS current_actor)) OR may_see_case(other_case_id, ( SELECT current_actor() AS current_actor))));
create policy system on likeness_decisions for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on likeness_decisions to hersys_web;
grant insert, select on likeness_decisions to hersys_worker;

create table likeness_queue ( -- owner hersys_system
  centre_id uuid not null,
  case_id uuid not null,
  other_case_id uuid not null,
  found_at timestamp with time zone not null,
  constraint likeness_queue_pkey PRIMARY KEY (case_id, other_case_id, centre_id),
  constraint likeness_queue_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE CASCADE,
  constraint likeness_queue_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES organisations(id) ON DELETE CASCADE,
  constraint likeness_queue_other_case_id_fkey FOREIGN KEY (other_case_id) REFERENCES cases(id) ON DELETE CASCADE
);
alter table likeness_queue enable, force row level security;
create index likeness_queue_list on likeness_queue USING btree (centre_id, found_at DESC, case_id DESC, other_case_id DESC);
create index likeness_queue_other on likeness_queue USING btree (other_case_id);
create policy own on likeness_queue for select to hersys_web
  using (centre_id = ( SELECT (current_actor()).org_id AS org_id));
create policy system on likeness_queue for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on likeness_queue to hersys_web;
grant delete, insert, select, update on likeness_queue to hersys_worker;

create table listings ( -- owner hersys_system
  org_id uuid not null,
  case_id uuid not null,
  treating boolean not null,
  state text not null,
  hersys_id text not null,
  centre_number text,
  centre_id uuid,
  birth_on date,
  phone text,
  passport_number text,
  reported_on date,
  diagnosed_on date,
  infection_class text not null,
  status text,
  severity text,
  measured_on date,
  whereabouts text,
  place_name text,
  began_on date not null,
  until_on date,
  name text not null default ''::text,
  name_swapped text not null default ''::text,
  kana text not null default ''::text,
  kana_swapped text not null default ''::text,
  constraint listings_pkey PRIMARY KEY (org_id, case_id),
  constraint listings_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE CASCADE,
  constraint listings_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE CASCADE
);
alter table listings enable, force row level security;
create index listings_began on listings USING btree (org_id, began_on, case_id);
create index listings_birth on listings USING btree (org_id, birth_on);
create index listings_centre on listings USING btree (org_id, centre_id, began_on, case_id);
create index listings_diagnosed on listings USING btree (org_id, COALESCE(diagnosed_on, '-infinity'::date), case_id);
create index listings_hersys_id on listings USING btree (org_id, hersys_id);
create index listings_kana on listings USING btree (org_id, kana, case_id);
create index listings_kana_swapped on listings USING btree (org_id, kana_swapped);
create index listings_name on listings USING btree (org_id, name);
create index listings_name_swapped on listings USING btree (org_id, name_swapped);
create index listings_number on listings USING btree (org_id, centre_number) WHERE (centre_number IS NOT NULL);
create index listings_of_case on listings USING btree (case_id);
create index listings_phone on listings USING btree (org_id, phone);
create index listings_reported on listings USING btree (org_id, COALESCE(reported_on, '-infinity'::date), case_id);
create index listings_status on listings USING btree (org_id, status, began_on, case_id);
create policy own on listings for select to hersys_web
  using ((org_id = ( SELECT (current_actor()).org_id AS org_id)) AND ((NOT treating) OR treats_now(case_id, org_id)));
create policy system on listings for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on listings to hersys_web;
grant delete, insert, select, update on listings to hersys_worker;

create table map_shapes ( -- owner hersys_system
  code text not null,
  path text not null,
  label_x integer not null,
  label_y integer not null,
  constraint map_shapes_pkey PRIMARY KEY (code),
  constraint map_shapes_path_check CHECK (((path ~ '^[MLHVZ0-9 .,-]+$'::text) AND (length(path) < 20000)))
);
grant select on map_shapes to hersys_web;
grant delete, insert, select, update on map_shapes to hersys_worker;

create table message_marks ( -- owner hersys_system
  kind text not null,
  on_day date not null,
  case_id uuid not null,
  constraint message_marks_pkey PRIMARY KEY (on_day, kind, case_id),
  constraint message_marks_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT
);
alter table message_marks enable, force row level security;
create policy system on message_marks for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on message_marks to hersys_worker;

create table municipalities ( -- owner hersys_system
  code text not null,
  prefecture_code text not null,
  prefecture_name text not null,
  name text not null,
  kana text not null,
  centre_id uuid,
  constraint municipalities_pkey PRIMARY KEY (code),
  constraint municipalities_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES organisations(id) ON DELETE RESTRICT
);
grant select on municipalities to hersys_web;
grant delete, insert, select, update on municipalities to hersys_worker;

create table notice_stops ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  account_id uuid not null,
  asked_at timestamp with time zone not null,
  state text not null default 'asked'::text,
  decided_at timestamp with time zone,
  decided_by uuid,
  other_channel text,
  note text,
  resumed_at timestamp with time zone,
  resumed_by uuid,
  resume_note text,
  constraint notice_stops_pkey PRIMARY KEY (id),
  constraint notice_stops_account_id_fkey FOREIGN KEY (account_id) REFERENCES patient_accounts(id) ON DELETE RESTRICT,
  constraint notice_stops_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint notice_stops_check CHECK ((((state = 'asked'::text) = (decided_at IS NULL)) AND ((decided_at IS NULL) = (decided_by IS NULL)))),
  constraint notice_stops_check1 CHECK (((state = ANY (ARRAY['accepted'::text, 'resumed'::text])) = (other_channel IS NOT NULL))),
  constraint notice_stops_check2 CHECK (((other_channel IS DISTINCT FROM 'none'::text) OR (btrim(note) <> ''::text))),
  constraint notice_stops_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint notice_stops_note_check CHECK ((length(note) <= 1000)),
  constraint notice_stops_other_channel_check CHECK ((other_channel = ANY (ARRAY['call'::text, 'automatic-call'::text, 'inbound-call'::text, 'visit'::text, 'none'::text]))),
  constraint notice_stops_resume_note_check CHECK ((length(resume_note) <= 1000)),
  constraint notice_stops_resumed CHECK (((state = 'resumed'::text) = ((resumed_at IS NOT NULL) AND (resumed_by IS NOT NULL) AND (btrim(resume_note) <> ''::text)))),
  constraint notice_stops_resumed_by_fkey FOREIGN KEY (resumed_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint notice_stops_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'accepted'::text, 'refused'::text, 'resumed'::text])))
);
alter table notice_stops enable, force row level security;
create unique index notice_stop_one on notice_stops USING btree (case_id) WHERE (state = ANY (ARRAY['asked'::text, 'accepted'::text]));
create policy see on notice_stops for select to hersys_web
  using may_see_case(case_id, ( SELECT current_actor() AS current_actor));
create policy system on notice_stops for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER call_plan_follows AFTER UPDATE OF state ON public.notice_stops FOR EACH ROW WHEN (((new.state = 'accepted'::text) AND (old.state <> 'accepted'::text) AND (new.other_channel IS DISTINCT FROM 'automatic-call'::text))) EXECUTE FUNCTION call_plan_follows_stop();
grant select on notice_stops to hersys_web;
grant delete, insert, select, update on notice_stops to hersys_worker;

create table notification_drafts ( -- owner hersys_system
  id uuid not null,
  org_id uuid not null,
  author_id uuid not null,
  form_version text not null,
  answers jsonb not null default '{}'::jsonb,
  case_id uuid,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  corrects_case_id uuid,
  base_revision integer,
  files_case_id uuid,
  constraint notification_drafts_pkey PRIMARY KEY (id),
  constraint notification_drafts_author_id_fkey FOREIGN KEY (author_id) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint notification_drafts_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint notification_drafts_corrects_case_id_fkey FOREIGN KEY (corrects_case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint notification_drafts_files_case_id_fkey FOREIGN KEY (files_case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint notification_drafts_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT
);
alter table notification_drafts enable, force row level security;
create index notification_drafts_open on notification_drafts USING btree (org_id, updated_at DESC, id DESC) WHERE (case_id IS NULL);
create index notification_drafts_org_id_updated_at_idx on notification_drafts USING btree (org_id, updated_at DESC);
create unique index notification_draft_correction on notification_drafts USING btree (corrects_case_id, org_id) WHERE ((corrects_case_id IS NOT NULL) AND (case_id IS NULL));
create unique index notification_draft_files on notification_drafts USING btree (files_case_id) WHERE ((files_case_id IS NOT NULL) AND (case_id IS NULL));
create policy own on notification_drafts for all to hersys_web
  using (org_id = ( SELECT (current_actor()).org_id AS org_id))
  with check (org_id = ( SELECT (current_actor()).org_id AS org_id));
create policy system on notification_drafts for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on notification_drafts to hersys_web;
grant delete, insert, select, update on notification_drafts to hersys_worker;

create table notifications ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  revision integer not null,
  form_version text not null,
  answers jsonb not null,
  language text not null default 'ja'::text,
  document_hash text not null,
  author_id uuid not null,
  org_id uuid not null,
  reason text,
  filed_at timestamp with time zone not null,
  constraint notifications_pkey PRIMARY KEY (id),
  constraint notifications_author_id_fkey FOREIGN KEY (author_id) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint notifications_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint notifications_case_id_revision_key UNIQUE (case_id, revision),
  constraint notifications_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT
);
alter table notifications enable, force row level security;
create policy add on notifications for insert to hersys_web
  with check ((author_id = ( SELECT (current_actor()).account_id AS account_id)) AND (org_id = ( SELECT (current_actor()).org_id AS org_id)) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)) AND ((( SELECT (current_actor()).org_kind AS org_kind) <> 'institution'::text) OR (EXISTS ( SELECT
   FROM cases c
  WHERE ((c.id = notifications.case_id) AND (c.reporting_institution_id = ( SELECT (current_actor()).org_id AS org_id)))))));
create policy see on notifications for select to hersys_web
  using may_see_case(case_id, ( SELECT current_actor() AS current_actor));
create policy system on notifications for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER doubt_certificate AFTER INSERT ON public.notifications FOR EACH ROW WHEN ((new.revision > 1)) EXECUTE FUNCTION doubt_certificate();
grant insert, select on notifications to hersys_web;
grant delete, insert, select, update on notifications to hersys_worker;

create table observation_plans ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  set_at timestamp with time zone not null,
  set_by uuid,
  rule_id uuid,
  channels text[] not null,
  call_phone text,
  call_times text[] not null default '{}'::text[],
  call_language text,
  reason text not null default ''::text,
  superseded_at timestamp with time zone,
  constraint observation_plans_pkey PRIMARY KEY (id),
  constraint observation_plans_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint observation_plans_channels_check CHECK ((channels <@ ARRAY['web'::text, 'automatic-call'::text, 'inbound-call'::text, 'staff-call'::text])),
  constraint observation_plans_check CHECK (((set_by IS NOT NULL) OR (rule_id IS NOT NULL))),
  constraint observation_plans_reason_check CHECK ((length(reason) <= 1000)),
  constraint observation_plans_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES plan_rules(id) ON DELETE RESTRICT,
  constraint observation_plans_set_by_fkey FOREIGN KEY (set_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT
);
alter table observation_plans enable, force row level security;
create index observation_plans_case_id_set_at_idx on observation_plans USING btree (case_id, set_at);
create unique index observation_plan_one on observation_plans USING btree (case_id) WHERE (superseded_at IS NULL);
create policy add on observation_plans for insert to hersys_web
  with check ((set_by = ( SELECT (current_actor()).account_id AS account_id)) AND (EXISTS ( SELECT
   FROM watches w
  WHERE ((w.case_id = observation_plans.case_id) AND (w.owner_centre_id = ( SELECT (current_actor()).org_id AS org_id))))));
create policy replace on observation_plans for update to hersys_web
  using (EXISTS ( SELECT
   FROM watches w
  WHERE ((w.case_id = observation_plans.case_id) AND (w.owner_centre_id = ( SELECT (current_actor()).org_id AS org_id)))));
create policy see on observation_plans for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = ANY (ARRAY['centre'::text, 'prefecture'::text])) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy system on observation_plans for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER plan AFTER INSERT OR UPDATE OF case_id ON public.observation_plans FOR EACH ROW EXECUTE FUNCTION queue_plan();
grant insert, select, update (superseded_at) on observation_plans to hersys_web;
grant delete, insert, select, update on observation_plans to hersys_worker;

create table one_time_codes ( -- owner hersys_system
  id uuid not null,
  purpose text not null,
  subject text not null,
  code_hash text not null,
  tries_left smallint not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint one_time_codes_pkey PRIMARY KEY (id),
  constraint one_time_codes_purpose_check CHECK ((purpose = ANY (ARRAY['sign-up'::text, 'sign-in'::text, 'phone'::text, 'password-reset'::text, 'email-change'::text])))
);
alter table one_time_codes enable, force row level security;
create index one_time_codes_subject_purpose_created_at_idx on one_time_codes USING btree (subject, purpose, created_at DESC);
create policy system on one_time_codes for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on one_time_codes to hersys_worker;

create table organisations ( -- owner hersys_system
  id uuid not null,
  kind text not null,
  code text not null,
  name text not null,
  kana text not null,
  prefecture_code text,
  parent_id uuid,
  institution_kind text,
  phone text,
  email text,
  postal_code text,
  address text,
  message_note text,
  settings jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null,
  constraint organisations_pkey PRIMARY KEY (id),
  constraint organisations_check CHECK (((kind = 'institution'::text) = (institution_kind IS NOT NULL))),
  constraint organisations_institution_kind_check CHECK ((institution_kind = ANY (ARRAY['outpatient'::text, 'inpatient'::text]))),
  constraint organisations_kind_check CHECK ((kind = ANY (ARRAY['ministry'::text, 'prefecture'::text, 'centre'::text, 'institution'::text, 'helpdesk'::text, 'operator'::text]))),
  constraint organisations_kind_code_key UNIQUE (kind, code),
  constraint organisations_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES organisations(id) ON DELETE RESTRICT
);
alter table organisations enable, force row level security;
create index organisations_parent_id_idx on organisations USING btree (parent_id);
create policy known on organisations for select to hersys_web
  using true;
create policy ministry on organisations for select to hersys_ministry
  using (kind = 'prefecture'::text);
create policy own on organisations for update to hersys_web
  using ((id = ( SELECT (current_actor()).org_id AS org_id)) AND (( SELECT (current_actor()).role AS role) = 'manager'::text));
create policy system on organisations for all to hersys_system, hersys_worker
  using true
  with check true;
grant select (kind, name, prefecture_code) on organisations to hersys_ministry;
grant select, update (message_note, settings) on organisations to hersys_web;
grant delete, insert, select, update on organisations to hersys_worker;

create table outage_notices ( -- owner hersys_system
  id uuid not null,
  at timestamp with time zone not null,
  is_on boolean not null,
  texts jsonb not null,
  by uuid not null,
  constraint outage_notices_pkey PRIMARY KEY (id),
  constraint outage_notices_by_fkey FOREIGN KEY (by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint outage_notices_check CHECK (((NOT is_on) OR ((texts ? 'ja'::text) AND (texts ? 'en'::text)))),
  constraint outage_notices_texts_check CHECK ((jsonb_typeof(texts) = 'object'::text))
);
alter table outage_notices enable, force row level security;
create index outage_notices_at_id_idx on outage_notices USING btree (at DESC, id DESC);
create policy say on outage_notices for insert to hersys_web
  with check ((( SELECT (current_actor()).org_kind AS org_kind) = 'operator'::text) AND (by = ( SELECT (current_actor()).account_id AS account_id)));
create policy see on outage_notices for select to hersys_web
  using true;
create policy system on outage_notices for all to hersys_system
  using true
  with check true;
grant insert, select on outage_notices to hersys_web;

create table patient_accounts ( -- owner hersys_system
  id uuid not null,
  email text,
  password_hash text,
  language text not null default 'ja'::text,
  created_at timestamp with time zone not null,
  last_sign_in_at timestamp with time zone,
  deleted_at timestamp with time zone,
  constraint patient_accounts_pkey PRIMARY KEY (id),
  constraint deleted_is_blank CHECK (
CASE
    WHEN (deleted_at IS NULL) THEN ((email IS NOT NULL) AND (password_hash IS NOT NULL))
    ELSE ((email IS NULL) AND (password_hash IS NULL))
END),
  constraint patient_accounts_email_key UNIQUE (email)
);
alter table patient_accounts enable, force row level security;
create policy own on patient_accounts for all to hersys_web
  using (id = ( SELECT (current_actor()).account_id AS account_id));
create policy system on patient_accounts for all to hersys_system, hersys_worker
  using true
  with check true;
grant select, update (language, last_sign_in_at) on patient_accounts to hersys_web;
grant delete, insert, select, update on patient_accounts to hersys_worker;

create table persons ( -- owner hersys_system
  id uuid not null,
  created_at timestamp with time zone not null,
  constraint persons_pkey PRIMARY KEY (id)
);
alter table persons enable, force row level security;
create policy add on persons for insert to hersys_web
  with check (( SELECT (current_actor()).org_kind AS org_kind) = 'institution'::text);
create policy add_by_centre on persons for insert to hersys_web
  with check (( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text);
create policy see on persons for select to hersys_web
  using (EXISTS ( SELECT
   FROM cases c
  WHERE (c.person_id = persons.id)));
create policy system on persons for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select on persons to hersys_web;
grant delete, insert, select, update on persons to hersys_worker;

create table phone_facts ( -- owner hersys_system
  id uuid not null,
  phone text not null,
  fact text not null,
  since timestamp with time zone not null,
  latest_at timestamp with time zone not null,
  times integer not null default 1,
  by_what text not null,
  ended_at timestamp with time zone,
  ended_by_what text,
  ended_by uuid,
  constraint phone_facts_pkey PRIMARY KEY (id),
  constraint phone_facts_check CHECK (((ended_at IS NULL) = (ended_by_what IS NULL))),
  constraint phone_facts_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint phone_facts_fact_check CHECK ((fact = ANY (ARRAY['not-mobile'::text, 'unreachable'::text, 'stopped'::text])))
);
alter table phone_facts enable, force row level security;
create unique index phone_fact_one on phone_facts USING btree (phone, fact) WHERE (ended_at IS NULL);
create policy system on phone_facts for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER plan AFTER INSERT OR UPDATE ON public.phone_facts FOR EACH ROW EXECUTE FUNCTION queue_plans_of_phone();
grant delete, insert, select, update on phone_facts to hersys_worker;

create table place_capacities ( -- owner hersys_system
  id uuid not null,
  place_id uuid not null,
  beds integer not null,
  from_on date not null,
  set_at timestamp with time zone not null,
  set_by uuid,
  reason text not null,
  constraint place_capacities_pkey PRIMARY KEY (id),
  constraint place_capacities_beds_check CHECK (((beds >= 0) AND (beds <= 100000))),
  constraint place_capacities_place_id_fkey FOREIGN KEY (place_id) REFERENCES places(id) ON DELETE RESTRICT,
  constraint place_capacities_set_by_fkey FOREIGN KEY (set_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT
);
alter table place_capacities enable, force row level security;
create index place_capacities_place_id_from_on_set_at_idx on place_capacities USING btree (place_id, from_on DESC, set_at DESC);
create policy add on place_capacities for insert to hersys_web
  with check ((set_by = ( SELECT (current_actor()).account_id AS account_id)) AND (EXISTS ( SELECT
   FROM places p
  WHERE ((p.id = place_capacities.place_id) AND (p.centre_id = ( SELECT (current_actor()).org_id AS org_id))))));
create policy see on place_capacities for select to hersys_web
  using (( SELECT (current_actor()).org_kind AS org_kind) = ANY (ARRAY['centre'::text, 'prefecture'::text, 'institution'::text]));
create policy system on place_capacities for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select on place_capacities to hersys_web;
grant delete, insert, select, update on place_capacities to hersys_worker;

create table place_stays ( -- owner hersys_system
  entry_id uuid not null,
  place_id uuid not null,
  case_id uuid not null,
  from_on date not null,
  until_on date,
  constraint place_stays_pkey PRIMARY KEY (entry_id),
  constraint place_stays_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint place_stays_place_id_fkey FOREIGN KEY (place_id) REFERENCES places(id) ON DELETE RESTRICT
);
alter table place_stays enable, force row level security;
create index place_stays_of_case on place_stays USING btree (case_id);
create index place_stays_of_place on place_stays USING btree (place_id, from_on);
create policy see on place_stays for select to hersys_web
  using ((( SELECT (current_actor()).kind AS kind) = 'staff'::text) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy system on place_stays for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on place_stays to hersys_web;
grant delete, insert, select, update on place_stays to hersys_worker;

create table places ( -- owner hersys_system
  id uuid not null,
  centre_id uuid not null,
  prefecture_id uuid,
  kind text not null,
  name text not null,
  address text,
  phone text,
  hospital_id uuid,
  created_at timestamp with time zone not null,
  created_by uuid,
  closed_on date,
  constraint places_pkey PRIMARY KEY (id),
  constraint places_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint places_check CHECK (((kind = 'hospital'::text) = (hospital_id IS NOT NULL))),
  constraint places_created_by_fkey FOREIGN KEY (created_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint places_hospital_id_fkey FOREIGN KEY (hospital_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint places_hospital_id_key UNIQUE (hospital_id),
  constraint places_kind_check CHECK ((kind = ANY (ARRAY['hotel'::text, 'hospital'::text, 'care'::text]))),
  constraint places_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint places_prefecture_id_fkey FOREIGN KEY (prefecture_id) REFERENCES organisations(id) ON DELETE RESTRICT
);
alter table places enable, force row level security;
create index places_prefecture_id_kind_idx on places USING btree (prefecture_id, kind);
create policy add on places for insert to hersys_web
  with check ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND (created_by = ( SELECT (current_actor()).account_id AS account_id)) AND (NOT (prefecture_id IS DISTINCT FROM ( SELECT o.parent_id
   FROM organisations o
  WHERE (o.id = ( SELECT (current_actor()).org_id AS org_id))))));
create policy close on places for update to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (centre_id = ( SELECT (current_actor()).org_id AS org_id)));
create policy see on places for select to hersys_web
  using (( SELECT (current_actor()).org_kind AS org_kind) = ANY (ARRAY['centre'::text, 'prefecture'::text, 'institution'::text]));
create policy system on places for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER stays AFTER INSERT ON public.places FOR EACH ROW WHEN ((new.hospital_id IS NOT NULL)) EXECUTE FUNCTION settle_stays_of_hospital();
grant insert, select, update (name, address, phone, closed_on) on places to hersys_web;
grant delete, insert, select, update on places to hersys_worker;

create table plan_queue ( -- owner hersys_system
  id bigint not null generated always as identity,
  case_id uuid not null,
  constraint plan_queue_pkey PRIMARY KEY (id),
  constraint plan_queue_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE CASCADE
);
alter table plan_queue enable, force row level security;
create policy system on plan_queue for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on plan_queue to hersys_worker;

create table plan_rules ( -- owner hersys_system
  id uuid not null,
  centre_id uuid not null,
  place integer not null,
  name text not null,
  age_from smallint,
  age_below smallint,
  risk text,
  level text,
  phone text,
  channels text[] not null,
  call_times text[] not null default '{}'::text[],
  created_at timestamp with time zone not null,
  created_by uuid not null,
  ended_at timestamp with time zone,
  ended_by uuid,
  constraint plan_rules_pkey PRIMARY KEY (id),
  constraint plan_rules_age_below_check CHECK (((age_below >= 1) AND (age_below <= 150))),
  constraint plan_rules_age_from_check CHECK (((age_from >= 0) AND (age_from <= 150))),
  constraint plan_rules_call_times_check CHECK ((cardinality(call_times) <= 4)),
  constraint plan_rules_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint plan_rules_channels_check CHECK (((cardinality(channels) > 0) AND (channels <@ ARRAY['web'::text, 'automatic-call'::text, 'inbound-call'::text, 'staff-call'::text]))),
  constraint plan_rules_check CHECK (((ended_at IS NULL) = (ended_by IS NULL))),
  constraint plan_rules_check1 CHECK ((age_below > age_from)),
  constraint plan_rules_check2 CHECK ((('automatic-call'::text = ANY (channels)) = (cardinality(call_times) > 0))),
  constraint plan_rules_created_by_fkey FOREIGN KEY (created_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint plan_rules_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint plan_rules_level_check CHECK ((level = ANY (ARRAY['urgent'::text, 'watch'::text, 'stable'::text]))),
  constraint plan_rules_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
  constraint plan_rules_phone_check CHECK ((phone = ANY (ARRAY['mobile'::text, 'other'::text, 'absent'::text]))),
  constraint plan_rules_risk_check CHECK ((risk = ANY (ARRAY['none'::text, 'some'::text])))
);
alter table plan_rules enable, force row level security;
create index plan_rules_in_force on plan_rules USING btree (centre_id, place, id) WHERE (ended_at IS NULL);
create policy own on plan_rules for all to hersys_web
  using (centre_id = ( SELECT (current_actor()).org_id AS org_id))
  with check ((centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND ((ended_by IS NULL) OR (ended_by = ( SELECT (current_actor()).account_id AS account_id))));
create policy system on plan_rules for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select, update (place, ended_at, ended_by) on plan_rules to hersys_web;
grant delete, insert, select, update on plan_rules to hersys_worker;

create table policies ( -- owner hersys_system
  name text not null,
  value integer not null,
  changed_at timestamp with time zone,
  changed_by uuid,
  constraint policies_pkey PRIMARY KEY (name),
  constraint policies_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint policies_value_check CHECK ((value >= 0))
);
alter table policies enable, force row level security;
create policy see on policies for select to hersys_web
  using true;
create policy system on policies for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on policies to hersys_web;
grant delete, insert, select, update on policies to hersys_worker;

create table postal_codes ( -- owner hersys_system
  postal_code text not null,
  municipality_code text not null,
  town text not null,
  constraint postal_codes_pkey PRIMARY KEY (postal_code, municipality_code, town),
  constraint postal_codes_municipality_code_fkey FOREIGN KEY (municipality_code) REFERENCES municipalities(code) ON DELETE RESTRICT
);
grant select on postal_codes to hersys_web;
grant delete, insert, select, update on postal_codes to hersys_worker;

create table readings ( -- owner hersys_system
  name text not null,
  kind text not null,
  value double precision not null,
  taken_at timestamp with time zone not null,
  constraint readings_pkey PRIMARY KEY (name, kind)
);
grant select on readings to hersys_web;
grant delete, insert, select, update on readings to hersys_worker;

create table registration_drafts ( -- owner hersys_system
  session_hash text not null,
  id uuid not null,
  typed jsonb not null,
  updated_at timestamp with time zone not null,
  constraint registration_drafts_pkey PRIMARY KEY (session_hash),
  constraint registration_drafts_session_hash_fkey FOREIGN KEY (session_hash) REFERENCES sessions(token_hash) ON DELETE CASCADE
);
alter table registration_drafts enable, force row level security;
create policy own on registration_drafts for all to hersys_web
  using ((session_hash = NULLIF(current_setting('app.session'::text, true), ''::text)) AND (( SELECT (current_actor()).kind AS kind) = 'patient'::text));
create policy system on registration_drafts for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on registration_drafts to hersys_web;
grant delete, insert, select, update on registration_drafts to hersys_worker;

create table registrations ( -- owner hersys_system
  id uuid not null,
  account_id uuid not null,
  case_id uuid not null,
  family_name text not null,
  given_name text not null,
  phone text,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_by uuid,
  end_kind text,
  end_reason text,
  merged_from uuid,
  constraint registrations_pkey PRIMARY KEY (id),
  constraint registrations_account_id_fkey FOREIGN KEY (account_id) REFERENCES patient_accounts(id) ON DELETE RESTRICT,
  constraint registrations_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint registrations_end_kind_check CHECK ((end_kind = ANY (ARRAY['wrong'::text, 'freed'::text, 'reissued'::text, 'account-deleted'::text, 'merged'::text]))),
  constraint registrations_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint registrations_merged_from_fkey FOREIGN KEY (merged_from) REFERENCES cases(id) ON DELETE RESTRICT
);
alter table registrations enable, force row level security;
create index registrations_account_id_idx on registrations USING btree (account_id) WHERE (ended_at IS NULL);
create unique index registration_one on registrations USING btree (case_id, COALESCE(merged_from, case_id)) WHERE (ended_at IS NULL);
create policy see on registrations for all to hersys_web
  using ((account_id = ( SELECT (current_actor()).account_id AS account_id)) OR ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor))));
create policy system on registrations for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER of_living_accounts BEFORE INSERT ON public.registrations FOR EACH ROW EXECUTE FUNCTION refuse_deleted_account();
CREATE TRIGGER plan AFTER INSERT OR UPDATE OF ended_at, case_id ON public.registrations FOR EACH ROW EXECUTE FUNCTION queue_plan();
grant select on registrations to hersys_web;
grant delete, insert, select, update on registrations to hersys_worker;

create table reminder_runs ( -- owner hersys_system
  on_day date not null,
  centre_id uuid not null,
  hour text,
  constraint reminder_runs_pkey PRIMARY KEY (on_day, centre_id),
  constraint reminder_runs_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES organisations(id) ON DELETE RESTRICT
);
grant delete, insert, select, update on reminder_runs to hersys_worker;

create table retired_hersys_ids ( -- owner hersys_system
  hersys_id text not null,
  case_id uuid not null,
  retired_at timestamp with time zone not null,
  retired_by uuid not null,
  reason text not null,
  constraint retired_hersys_ids_pkey PRIMARY KEY (hersys_id),
  constraint retired_hersys_ids_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint retired_hersys_ids_retired_by_fkey FOREIGN KEY (retired_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT
);
alter table retired_hersys_ids enable, force row level security;
create index retired_hersys_ids_case_id_idx on retired_hersys_ids USING btree (case_id);
create policy see on retired_hersys_ids for select to hersys_web
  using ((( SELECT (current_actor()).kind AS kind) = 'staff'::text) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy system on retired_hersys_ids for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on retired_hersys_ids to hersys_web;
grant select on retired_hersys_ids to hersys_worker;

create table schema_migrations ( -- owner hersys_system
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone not null,
  constraint schema_migrations_pkey PRIMARY KEY (name)
);
grant select on schema_migrations to hersys_web;
grant delete, insert, select, update on schema_migrations to hersys_worker;

create table security_key_challenges ( -- owner hersys_system
  session_hash text not null,
  purpose text not null,
  challenge text not null,
  name text,
  expires_at timestamp with time zone not null,
  constraint security_key_challenges_pkey PRIMARY KEY (session_hash, purpose),
  constraint security_key_challenges_purpose_check CHECK ((purpose = ANY (ARRAY['register'::text, 'sign-in'::text]))),
  constraint security_key_challenges_session_hash_fkey FOREIGN KEY (session_hash) REFERENCES sessions(token_hash) ON DELETE CASCADE
);
alter table security_key_challenges enable, force row level security;
create policy system on security_key_challenges for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, select on security_key_challenges to hersys_worker;

create table security_keys ( -- owner hersys_system
  id uuid not null,
  account_id uuid not null,
  credential_id text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}'::text[],
  name text not null,
  registered_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  removed_at timestamp with time zone,
  constraint security_keys_pkey PRIMARY KEY (id),
  constraint security_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint security_keys_credential_id_key UNIQUE (credential_id),
  constraint security_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 40)))
);
alter table security_keys enable, force row level security;
create index security_keys_account_id_idx on security_keys USING btree (account_id) WHERE (removed_at IS NULL);
create policy system on security_keys for all to hersys_system, hersys_worker
  using true
  with check true;

create table sendings ( -- owner hersys_system
  id uuid not null,
  centre_id uuid not null,
  template text not null,
  texts jsonb not null default '{}'::jsonb,
  is_urgent boolean not null default false,
  started_at timestamp with time zone not null,
  started_by uuid not null,
  constraint sendings_pkey PRIMARY KEY (id),
  constraint sendings_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint sendings_started_by_fkey FOREIGN KEY (started_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint sendings_template_check CHECK ((template = ANY (ARRAY['invitation'::text, 'report'::text, 'call-us'::text, 'own'::text]))),
  constraint sendings_texts_check CHECK ((jsonb_typeof(texts) = 'object'::text))
);
alter table sendings enable, force row level security;
create index sendings_centre_id_started_at_id_idx on sendings USING btree (centre_id, started_at DESC, id DESC);
create policy own on sendings for all to hersys_web
  using (centre_id = ( SELECT (current_actor()).org_id AS org_id))
  with check ((centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND (started_by = ( SELECT (current_actor()).account_id AS account_id)));
create policy system on sendings for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select on sendings to hersys_web;
grant delete, insert, select, update on sendings to hersys_worker;

create table sessions ( -- owner hersys_system
  token_hash text not null,
  kind text not null,
  account_id uuid not null,
  stage text not null default 'full'::text,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  device text,
  constraint sessions_pkey PRIMARY KEY (token_hash),
  constraint sessions_kind_check CHECK ((kind = ANY (ARRAY['staff'::text, 'patient'::text]))),
  constraint sessions_stage_check CHECK ((stage = ANY (ARRAY['password'::text, 'full'::text])))
);
alter table sessions enable, force row level security;
create index sessions_account_id_idx on sessions USING btree (account_id);
create policy begin on sessions for insert to hersys_web
  with check ((kind = 'staff'::text) AND (stage = 'password'::text));
create policy own on sessions for select to hersys_web
  using ((account_id = ( SELECT (current_actor()).account_id AS account_id)) OR (token_hash = NULLIF(current_setting('app.session'::text, true), ''::text)));
create policy system on sessions for all to hersys_system, hersys_worker
  using true
  with check true;
create policy touch on sessions for update to hersys_web
  using ((account_id = ( SELECT (current_actor()).account_id AS account_id)) OR (token_hash = NULLIF(current_setting('app.session'::text, true), ''::text)));
grant insert, select, update (last_seen_at, expires_at, revoked_at) on sessions to hersys_web;
grant delete, insert, select, update on sessions to hersys_worker;

create table sign_ups ( -- owner hersys_system
  token_hash text not null,
  email text not null,
  language text not null default 'ja'::text,
  verified_at timestamp with time zone,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  purpose text not null default 'sign-up'::text,
  sent_count integer not null default 1,
  sent_at timestamp with time zone,
  account_id uuid,
  constraint sign_ups_pkey PRIMARY KEY (token_hash),
  constraint sign_ups_account_check CHECK (((purpose = 'email-change'::text) = (account_id IS NOT NULL))),
  constraint sign_ups_account_id_fkey FOREIGN KEY (account_id) REFERENCES patient_accounts(id) ON DELETE CASCADE,
  constraint sign_ups_purpose_check CHECK ((purpose = ANY (ARRAY['sign-up'::text, 'password-reset'::text, 'email-change'::text])))
);
alter table sign_ups enable, force row level security;
create policy system on sign_ups for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on sign_ups to hersys_worker;

create table sms_events ( -- owner hersys_system
  id uuid not null,
  received_at timestamp with time zone not null,
  provider text not null,
  what text not null,
  provider_id text not null,
  message_id uuid,
  status text not null default ''::text,
  code text,
  phone text,
  body text,
  handled_at timestamp with time zone,
  constraint sms_events_pkey PRIMARY KEY (id),
  constraint sms_events_body_check CHECK ((length(body) <= 2000)),
  constraint sms_events_code_check CHECK ((length(code) <= 10)),
  constraint sms_events_phone_check CHECK ((length(phone) <= 30)),
  constraint sms_events_provider_id_check CHECK (((length(provider_id) >= 1) AND (length(provider_id) <= 64))),
  constraint sms_events_provider_what_provider_id_status_key UNIQUE (provider, what, provider_id, status),
  constraint sms_events_status_check CHECK ((length(status) <= 30)),
  constraint sms_events_what_check CHECK ((what = ANY (ARRAY['status'::text, 'reply'::text])))
);
alter table sms_events enable, force row level security;
create index sms_events_waiting on sms_events USING btree (received_at, id) WHERE (handled_at IS NULL);
create policy system on sms_events for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on sms_events to hersys_worker;

create table sms_rates ( -- owner hersys_system
  provider text not null,
  second bigint not null,
  used integer not null,
  constraint sms_rates_pkey PRIMARY KEY (provider)
);
alter table sms_rates enable, force row level security;
create policy system on sms_rates for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on sms_rates to hersys_worker;

create table sms_replies ( -- owner hersys_system
  id uuid not null,
  at timestamp with time zone not null,
  phone text not null,
  body text not null,
  meaning text not null,
  case_id uuid,
  constraint sms_replies_pkey PRIMARY KEY (id),
  constraint sms_replies_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint sms_replies_id_fkey FOREIGN KEY (id) REFERENCES sms_events(id) ON DELETE RESTRICT,
  constraint sms_replies_meaning_check CHECK ((meaning = ANY (ARRAY['stop'::text, 'start'::text, 'other'::text])))
);
alter table sms_replies enable, force row level security;
create index sms_replies_case_id_at_idx on sms_replies USING btree (case_id, at);
create policy see on sms_replies for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = ANY (ARRAY['centre'::text, 'prefecture'::text])) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy system on sms_replies for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on sms_replies to hersys_web;
grant delete, insert, select, update on sms_replies to hersys_worker;

create table sms_tallies ( -- owner hersys_system
  on_day date not null,
  centre_id uuid not null,
  kind text not null,
  provider text not null,
  sent integer not null,
  segments integer not null,
  constraint sms_tallies_pkey PRIMARY KEY (centre_id, on_day, kind, provider),
  constraint sms_tallies_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES organisations(id) ON DELETE RESTRICT
);
alter table sms_tallies enable, force row level security;
create policy own on sms_tallies for select to hersys_web
  using (centre_id = ( SELECT (current_actor()).org_id AS org_id));
create policy system on sms_tallies for all to hersys_system, hersys_worker
  using true
  with check true;
grant select on sms_tallies to hersys_web;
grant delete, insert, select, update on sms_tallies to hersys_worker;

create table sms_tally_mark ( -- owner hersys_system
  one boolean not null default true,
  until timestamp with time zone not null,
  constraint sms_tally_mark_pkey PRIMARY KEY (one),
  constraint sms_tally_mark_one_check CHECK (one)
);
alter table sms_tally_mark enable, force row level security;
create policy system on sms_tally_mark for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on sms_tally_mark to hersys_worker;

create table staff_accounts ( -- owner hersys_system
  id uuid not null,
  org_id uuid not null,
  login_id text not null,
  name text not null,
  role text not null,
  password_hash text not null,
  must_change_password boolean not null default true,
  phone text,
  phone_channel text,
  phone_verified_at timestamp with time zone,
  failed_count integer not null default 0,
  locked_at timestamp with time zone,
  ended_at timestamp with time zone,
  last_sign_in_at timestamp with time zone,
  created_at timestamp with time zone not null,
  created_by uuid,
  pending_phone text,
  pending_channel text,
  locked_by uuid,
  letter_at timestamp with time zone,
  constraint staff_accounts_pkey PRIMARY KEY (id),
  constraint staff_accounts_created_by_fkey FOREIGN KEY (created_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint staff_accounts_locked_by_fkey FOREIGN KEY (locked_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint staff_accounts_login_id_key UNIQUE (login_id),
  constraint staff_accounts_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint staff_accounts_pending_channel_check CHECK ((pending_channel = ANY (ARRAY['sms'::text, 'voice'::text]))),
  constraint staff_accounts_phone_channel_check CHECK ((phone_channel = ANY (ARRAY['sms'::text, 'voice'::text]))),
  constraint staff_accounts_role_check CHECK ((role = ANY (ARRAY['doctor'::text, 'clerk'::text, 'manager'::text, 'nurse'::text, 'officer'::text, 'analyst'::text, 'helpdesk'::text, 'operator'::text, 'record-system'::text])))
);
alter table staff_accounts enable, force row level security;
create index staff_accounts_org_id_idx on staff_accounts USING btree (org_id);
create policy names on staff_accounts for select to hersys_web
  using ((( SELECT (current_actor()).kind AS kind) = 'staff'::text) AND (( SELECT (current_actor()).org_kind AS org_kind) IS DISTINCT FROM 'helpdesk'::text));
create policy system on staff_accounts for all to hersys_system, hersys_worker
  using true
  with check true;
grant select (id, org_id, name, role) on staff_accounts to hersys_web;
grant delete, insert, select, update on staff_accounts to hersys_worker;

create table staff_events ( -- owner hersys_system
  id uuid not null,
  account_id uuid not null,
  at timestamp with time zone not null,
  by_id uuid,
  what text not null,
  detail jsonb not null default '{}'::jsonb,
  n bigint not null generated always as identity,
  constraint staff_events_pkey PRIMARY KEY (id),
  constraint staff_events_account_id_fkey FOREIGN KEY (account_id) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint staff_events_by_id_fkey FOREIGN KEY (by_id) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint staff_events_what_check CHECK ((what = ANY (ARRAY['issued'::text, 'letter'::text, 'password-reset'::text, 'factor-reset'::text, 'locked'::text, 'unlocked'::text, 'role-changed'::text, 'ended'::text, 'looked-up'::text])))
);
alter table staff_events enable, force row level security;
create index staff_events_account_id_at_n_idx on staff_events USING btree (account_id, at DESC, n DESC);
create policy system on staff_events for all to hersys_system, hersys_worker
  using true
  with check true;

create table staff_preferences ( -- owner hersys_system
  account_id uuid not null,
  name text not null,
  value text not null,
  updated_at timestamp with time zone not null,
  constraint staff_preferences_pkey PRIMARY KEY (account_id, name),
  constraint staff_preferences_account_id_fkey FOREIGN KEY (account_id) REFERENCES staff_accounts(id) ON DELETE CASCADE,
  constraint staff_preferences_name_check CHECK ((name ~ '^[a-z-]{1,40}$'::text)),
  constraint staff_preferences_value_check CHECK ((length(value) <= 200))
);
alter table staff_preferences enable, force row level security;
create policy own on staff_preferences for all to hersys_web
  using ((account_id = ( SELECT (current_actor()).account_id AS account_id)) AND (( SELECT (current_actor()).kind AS kind) = 'staff'::text))
  with check ((account_id = ( SELECT (current_actor()).account_id AS account_id)) AND (( SELECT (current_actor()).kind AS kind) = 'staff'::text));
create policy system on staff_preferences for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on staff_preferences to hersys_web;
grant delete, insert, select, update on staff_preferences to hersys_worker;

create table surveys ( -- owner hersys_system
  registration_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  account_id uuid not null,
  answered_at timestamp with time zone not null,
  form_version text not null,
  answers jsonb not null,
  language text not null,
  document_hash text not null,
  constraint surveys_pkey PRIMARY KEY (registration_id),
  constraint surveys_account_id_fkey FOREIGN KEY (account_id) REFERENCES patient_accounts(id) ON DELETE RESTRICT,
  constraint surveys_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint surveys_id_key UNIQUE (id),
  constraint surveys_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(id) ON DELETE RESTRICT
);
alter table surveys enable, force row level security;
create index surveys_case_id_answered_at_idx on surveys USING btree (case_id, answered_at);
create policy answer on surveys for insert to hersys_web
  with check ((account_id = ( SELECT (current_actor()).account_id AS account_id)) AND (EXISTS ( SELECT
   FROM registrations r
  WHERE ((r.id = surveys.registration_id) AND (r.case_id = surveys.case_id) AND (r.account_id = surveys.account_id) AND (r.ended_at IS NULL)))));
create policy see on surveys for select to hersys_web
  using ((account_id = ( SELECT (current_actor()).account_id AS account_id)) OR ((( SELECT (current_actor()).org_kind AS org_kind) = ANY (ARRAY['centre'::text, 'prefecture'::text])) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor))));
create policy system on surveys for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select on surveys to hersys_web;
grant delete, insert, select, update on surveys to hersys_worker;

create table system_alerts ( -- owner hersys_system
  id uuid not null,
  at timestamp with time zone not null,
  kind text not null,
  detail jsonb not null default '{}'::jsonb,
  seen_at timestamp with time zone,
  seen_by uuid,
  mailed_at timestamp with time zone,
  constraint system_alerts_pkey PRIMARY KEY (id)
);
alter table system_alerts enable, force row level security;
create index system_alerts_unmailed on system_alerts USING btree (at) WHERE (mailed_at IS NULL);
create policy mark on system_alerts for update to hersys_web
  using (( SELECT (current_actor()).org_kind AS org_kind) = 'operator'::text);
create policy raise on system_alerts for insert to hersys_web
  with check ((seen_at IS NULL) AND (mailed_at IS NULL));
create policy see on system_alerts for select to hersys_web
  using (( SELECT (current_actor()).org_kind AS org_kind) = 'operator'::text);
create policy system on system_alerts for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select, update (seen_at, seen_by) on system_alerts to hersys_web;
grant delete, insert, select, update on system_alerts to hersys_worker;

create table throttles ( -- owner hersys_system
  key text not null,
  count integer not null,
  window_started_at timestamp with time zone not null,
  blocked_until timestamp with time zone,
  constraint throttles_pkey PRIMARY KEY (key)
);
grant insert, select, update on throttles to hersys_web;
grant delete, insert, select, update on throttles to hersys_worker;

create table treatments ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  institution_id uuid not null,
  from_on date not null,
  until_on date,
  named_at timestamp with time zone not null,
  named_by uuid not null,
  named_org uuid not null,
  ended_at timestamp with time zone,
  ended_by uuid,
  constraint treatments_pkey PRIMARY KEY (id),
  constraint treatments_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint treatments_check CHECK ((until_on >= from_on)),
  constraint treatments_check1 CHECK (((ended_at IS NULL) = (ended_by IS NULL))),
  constraint treatments_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint treatments_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint treatments_named_by_fkey FOREIGN KEY (named_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint treatments_named_org_fkey FOREIGN KEY (named_org) REFERENCES organisations(id) ON DELETE RESTRICT
);
alter table treatments enable, force row level security;
create index treatments_of_case on treatments USING btree (case_id, named_at);
create index treatments_of_institution on treatments USING btree (institution_id, case_id);
create policy finish on treatments for update to hersys_web
  using (may_name_treatment(case_id, ( SELECT current_actor() AS current_actor)) AND (ended_at IS NULL))
  with check (ended_by = ( SELECT (current_actor()).account_id AS account_id));
create policy name on treatments for insert to hersys_web
  with check ((named_by = ( SELECT (current_actor()).account_id AS account_id)) AND (named_org = ( SELECT (current_actor()).org_id AS org_id)) AND (ended_at IS NULL) AND may_name_treatment(case_id, ( SELECT current_actor() AS current_actor)));
create policy see on treatments for select to hersys_web
  using (may_see_case(case_id, ( SELECT current_actor() AS current_actor)) AND (( SELECT (current_actor()).kind AS kind) = 'staff'::text));
create policy system on treatments for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER list AFTER INSERT OR UPDATE ON public.treatments FOR EACH ROW EXECUTE FUNCTION list_case();
grant insert, select, update (ended_at, ended_by) on treatments to hersys_web;
grant delete, insert, select, update on treatments to hersys_worker;

create table unusual_accesses ( -- owner hersys_system
  id uuid not null,
  kind text not null,
  actor_id uuid not null,
  org_id uuid not null,
  heard_by uuid,
  hour timestamp with time zone not null,
  n integer not null,
  found_at timestamp with time zone not null,
  seen_at timestamp with time zone,
  seen_by uuid,
  note text,
  constraint unusual_accesses_pkey PRIMARY KEY (id),
  constraint unusual_accesses_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint unusual_accesses_actor_id_hour_kind_key UNIQUE (actor_id, hour, kind),
  constraint unusual_accesses_check CHECK (((seen_at IS NULL) = (seen_by IS NULL))),
  constraint unusual_accesses_heard_by_fkey FOREIGN KEY (heard_by) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint unusual_accesses_kind_check CHECK ((kind = ANY (ARRAY['many'::text, 'night'::text, 'own-name'::text, 'same-surname'::text]))),
  constraint unusual_accesses_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint unusual_accesses_seen_by_fkey FOREIGN KEY (seen_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT
);
alter table unusual_accesses enable, force row level security;
create index unusual_all on unusual_accesses USING btree (hour DESC, id DESC);
create index unusual_of_org on unusual_accesses USING btree (heard_by, hour DESC, id DESC);
create policy look on unusual_accesses for update to hersys_web
  using ((( SELECT (current_actor()).role AS role) = 'manager'::text) AND (heard_by = ( SELECT (current_actor()).org_id AS org_id)) AND (seen_at IS NULL))
  with check ((seen_by = ( SELECT (current_actor()).account_id AS account_id)) AND (actor_id <> ( SELECT (current_actor()).account_id AS account_id)));
create policy see on unusual_accesses for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'operator'::text) OR ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (( SELECT (current_actor()).role AS role) = 'manager'::text) AND (heard_by = ( SELECT (current_actor()).org_id AS org_id))) OR ((( SELECT (current_actor()).org_kind AS org_kind) = 'prefecture'::text) AND ((heard_by = ( SELECT (current_actor()).org_id AS org_id)) OR (heard_by IN ( SELECT o.id
   FROM organisations o
  WHERE (o.parent_id = ( SELECT (current_actor()).org_id AS org_id)))))));
create policy system on unusual_accesses for all to hersys_system, hersys_worker
  using true
  with check true;
grant select, update (seen_at, seen_by, note) on unusual_accesses to hersys_web;
grant delete, insert, select, update on unusual_accesses to hersys_worker;

create table unusual_runs ( -- owner hersys_system
  hour timestamp with time zone not null,
  ran_at timestamp with time zone not null,
  constraint unusual_runs_pkey PRIMARY KEY (hour)
);
alter table unusual_runs enable, force row level security;
create policy system on unusual_runs for all to hersys_system, hersys_worker
  using true
  with check true;
grant delete, insert, select, update on unusual_runs to hersys_worker;

create table watch_reopenings ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  ended_at timestamp with time zone not null,
  ended_by uuid not null,
  end_kind text not null,
  end_note text,
  reopened_at timestamp with time zone not null,
  reopened_by uuid not null,
  reason text not null,
  constraint watch_reopenings_pkey PRIMARY KEY (id),
  constraint watch_reopenings_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint watch_reopenings_end_kind_check CHECK ((end_kind = ANY (ARRAY['release'::text, 'death'::text, 'withdrawal'::text]))),
  constraint watch_reopenings_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint watch_reopenings_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000))),
  constraint watch_reopenings_reopened_by_fkey FOREIGN KEY (reopened_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT
);
alter table watch_reopenings enable, force row level security;
create index watch_reopenings_case_id_reopened_at_idx on watch_reopenings USING btree (case_id, reopened_at);
create policy add on watch_reopenings for insert to hersys_web
  with check ((reopened_by = ( SELECT (current_actor()).account_id AS account_id)) AND (( SELECT (current_actor()).role AS role) = ANY (ARRAY['nurse'::text, 'manager'::text])) AND (EXISTS ( SELECT
   FROM watches w
  WHERE ((w.case_id = watch_reopenings.case_id) AND (w.owner_centre_id = ( SELECT (current_actor()).org_id AS org_id))))));
create policy see on watch_reopenings for select to hersys_web
  using may_see_case(case_id, ( SELECT current_actor() AS current_actor));
create policy system on watch_reopenings for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select on watch_reopenings to hersys_web;
grant delete, insert, select, update on watch_reopenings to hersys_worker;

create table watches ( -- owner hersys_system
  case_id uuid not null,
  owner_centre_id uuid not null,
  owner_prefecture_id uuid,
  state text not null default 'observing'::text,
  began_at timestamp with time zone not null,
  period_from date not null,
  period_to date not null,
  ended_at timestamp with time zone,
  ended_by uuid,
  end_kind text,
  end_note text,
  level text not null default 'stable'::text,
  level_rank smallint not null generated always as (
CASE level
    WHEN 'urgent'::text THEN 0
    WHEN 'watch'::text THEN 1
    ELSE 2
END) stored,
  last_report_at timestamp with time zone,
  last_report_id uuid,
  last_temperature numeric(3,1),
  last_spo2 smallint,
  last_channel text,
  updated_at timestamp with time zone not null,
  institution_id uuid,
  kind text not null default 'patient'::text,
  constraint watches_pkey PRIMARY KEY (case_id),
  constraint watches_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint watches_check CHECK (((state = 'ended'::text) = ((ended_at IS NOT NULL) AND (ended_by IS NOT NULL) AND (end_kind IS NOT NULL)))),
  constraint watches_end_kind_check CHECK ((end_kind = ANY (ARRAY['release'::text, 'death'::text, 'withdrawal'::text]))),
  constraint watches_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint watches_kind_check CHECK ((kind = ANY (ARRAY['patient'::text, 'close-contact'::text]))),
  constraint watches_level_check CHECK ((level = ANY (ARRAY['urgent'::text, 'watch'::text, 'stable'::text]))),
  constraint watches_owner_centre_id_fkey FOREIGN KEY (owner_centre_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint watches_owner_prefecture_id_fkey FOREIGN KEY (owner_prefecture_id) REFERENCES organisations(id) ON DELETE RESTRICT,
  constraint watches_state_check CHECK ((state = ANY (ARRAY['observing'::text, 'ended'::text])))
);
alter table watches enable, force row level security;
create index watches_began on watches USING btree (owner_centre_id, began_at DESC, case_id DESC) WHERE (kind = 'patient'::text);
create index watches_by_begin on watches USING btree (began_at);
create index watches_contacts on watches USING btree (owner_centre_id, period_to, case_id) WHERE ((kind = 'close-contact'::text) AND (state = 'observing'::text));
create index watches_contacts_ended on watches USING btree (owner_centre_id, ended_at DESC, case_id) WHERE ((kind = 'close-contact'::text) AND (state = 'ended'::text));
create index watches_ended on watches USING btree (ended_at) WHERE (state = 'ended'::text);
create index watches_ended_of_centre on watches USING btree (owner_centre_id, ended_at) WHERE (state = 'ended'::text);
create index watches_institution on watches USING btree (institution_id, began_at DESC, case_id DESC) WHERE (state = 'observing'::text);
create index watches_list on watches USING btree (owner_centre_id, level_rank, COALESCE(last_report_at, '1970-01-01 00:00:00+00'::timestamp with time zone), case_id) WHERE (state = 'observing'::text);
create index watches_prefecture on watches USING btree (owner_prefecture_id, level_rank, case_id) WHERE (state = 'observing'::text);
create policy begin on watches for insert to hersys_web
  with check ((( SELECT (current_actor()).org_kind AS org_kind) = 'institution'::text) AND (EXISTS ( SELECT
   FROM cases c
  WHERE ((c.id = watches.case_id) AND (c.reporting_institution_id = ( SELECT (current_actor()).org_id AS org_id)) AND ((watches.owner_centre_id = c.responsible_centre_id) OR (watches.owner_centre_id = c.notified_centre_id))))));
create policy begin_by_centre on watches for insert to hersys_web
  with check ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (EXISTS ( SELECT
   FROM cases c
  WHERE ((c.id = watches.case_id) AND ((c.notified_centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND ((watches.owner_centre_id = c.responsible_centre_id) OR (watches.owner_centre_id = c.notified_centre_id)))))));
create policy begin_contact on watches for insert to hersys_web
  with check ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (owner_centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND (responsible_for_new(case_id) = ( SELECT (current_actor()).org_id AS org_id)));
create policy keep on watches for update to hersys_web
  using (owner_centre_id = ( SELECT (current_actor()).org_id AS org_id))
  with check ((owner_centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND ((ended_by IS NULL) OR (ended_by = ( SELECT (current_actor()).account_id AS account_id))));
create policy other on watches for select to hersys_web
  using ((COALESCE(( SELECT (current_actor()).org_kind AS org_kind), ''::text) <> ALL (ARRAY['centre'::text, 'prefecture'::text])) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)));
create policy own on watches for select to hersys_web
  using (owner_centre_id = ( SELECT (current_actor()).org_id AS org_id));
create policy pending on watches for select to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (case_id IN ( SELECT h.case_id
   FROM hand_overs h
  WHERE ((h.to_centre_id = ( SELECT (current_actor()).org_id AS org_id)) AND (h.state = 'pending'::text)))));
create policy prefecture on watches for select to hersys_web
  using (owner_prefecture_id = ( SELECT (current_actor()).org_id AS org_id));
create policy system on watches for all to hersys_system, hersys_worker
  using true
  with check true;
CREATE TRIGGER call_plan_follows AFTER UPDATE OF state ON public.watches FOR EACH ROW WHEN ((new.state IS DISTINCT FROM old.state)) EXECUTE FUNCTION call_plan_follows_watch();
CREATE TRIGGER count AFTER INSERT OR UPDATE OF owner_centre_id, state, end_kind ON public.watches FOR EACH ROW EXECUTE FUNCTION queue_facts_of_case();
CREATE TRIGGER list AFTER INSERT OR UPDATE OF owner_centre_id, period_from, period_to, state, end_kind ON public.watches FOR EACH ROW EXECUTE FUNCTION list_case();
CREATE TRIGGER name_institution BEFORE INSERT ON public.watches FOR EACH ROW EXECUTE FUNCTION name_reporting_institution();
CREATE TRIGGER plan AFTER INSERT OR UPDATE OF state ON public.watches FOR EACH ROW EXECUTE FUNCTION queue_plan();
CREATE TRIGGER revoke_certificate AFTER UPDATE OF owner_centre_id, end_kind ON public.watches FOR EACH ROW WHEN (((new.owner_centre_id IS DISTINCT FROM old.owner_centre_id) OR ((new.end_kind = ANY (ARRAY['death'::text, 'withdrawal'::text])) AND (new.end_kind IS DISTINCT FROM old.end_kind)))) EXECUTE FUNCTION revoke_by_watch();
CREATE TRIGGER settle_pairs AFTER UPDATE OF owner_centre_id ON public.watches FOR EACH ROW WHEN ((new.owner_centre_id IS DISTINCT FROM old.owner_centre_id)) EXECUTE FUNCTION settle_pairs();
CREATE TRIGGER settle_pairs_at_first AFTER INSERT ON public.watches FOR EACH ROW EXECUTE FUNCTION settle_pairs();
grant insert, select, update (state, period_to, ended_at, ended_by, end_kind, end_note, updated_at) on watches to hersys_web;
grant delete, insert, select, update on watches to hersys_worker;

create table withdrawals ( -- owner hersys_system
  id uuid not null,
  case_id uuid not null,
  reason text not null,
  asked_at timestamp with time zone not null,
  asked_by uuid not null,
  state text not null default 'asked'::text,
  decided_at timestamp with time zone,
  decided_by uuid,
  decision_note text,
  restored_at timestamp with time zone,
  restored_by uuid,
  restore_note text,
  constraint withdrawals_pkey PRIMARY KEY (id),
  constraint withdrawals_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint withdrawals_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id) ON DELETE RESTRICT,
  constraint withdrawals_check CHECK (((state = 'asked'::text) = (decided_at IS NULL))),
  constraint withdrawals_check1 CHECK (((decided_at IS NULL) = (decided_by IS NULL))),
  constraint withdrawals_check2 CHECK (((restored_at IS NULL) = (restored_by IS NULL))),
  constraint withdrawals_check3 CHECK (((restored_at IS NULL) OR (state = 'agreed'::text))),
  constraint withdrawals_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint withdrawals_restored_by_fkey FOREIGN KEY (restored_by) REFERENCES staff_accounts(id) ON DELETE RESTRICT,
  constraint withdrawals_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'agreed'::text, 'refused'::text])))
);
alter table withdrawals enable, force row level security;
create index withdrawals_case_id_asked_at_idx on withdrawals USING btree (case_id, asked_at);
create unique index withdrawal_one_asked on withdrawals USING btree (case_id) WHERE (state = 'asked'::text);
create policy ask on withdrawals for insert to hersys_web
  with check ((state = 'asked'::text) AND (asked_by = ( SELECT (current_actor()).account_id AS account_id)) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'institution'::text) AND (EXISTS ( SELECT
   FROM cases c
  WHERE ((c.id = withdrawals.case_id) AND (c.reporting_institution_id = ( SELECT (current_actor()).org_id AS org_id))))));
create policy decide on withdrawals for update to hersys_web
  using ((( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND may_see_case(case_id, ( SELECT current_actor() AS current_actor)))
  with check (decided_by = ( SELECT (current_actor()).account_id AS account_id));
create policy restore on withdrawals for update to hersys_web
  using ((state = 'agreed'::text) AND (restored_at IS NULL) AND (( SELECT (current_actor()).org_kind AS org_kind) = 'centre'::text) AND (( SELECT (current_actor()).role AS role) = ANY (ARRAY['nurse'::text, 'manager'::text])) AND (EXISTS ( SELECT
   FROM watches w
  WHERE ((w.case_id = withdrawals.case_id) AND (w.owner_centre_id = ( SELECT (current_actor()).org_id AS org_id))))))
  with check (restored_by = ( SELECT (current_actor()).account_id AS account_id));
create policy see on withdrawals for select to hersys_web
  using may_see_case(case_id, ( SELECT current_actor() AS current_actor));
create policy system on withdrawals for all to hersys_system, hersys_worker
  using true
  with check true;
grant insert, select, update (state, decided_at, decided_by, decision_note, restored_at, restored_by, restore_note) on withdrawals to hersys_web;
grant delete, insert, select, update on withdrawals to hersys_worker;

CREATE OR REPLACE FUNCTION public.abort_call(p_call uuid, p_at text, p_spoke boolean, p_due timestamp with time zone, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- abort_call(uuid,text,boolean,timestamp with time zone,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.accepted_last()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if tg_op = 'UPDATE' and old.state = 'accepted' then return new; end if;
  new.decided_at := greatest(new.decided_at,
    (select max(h.decided_at) + interval '1 microsecond' from hand_overs h where h.case_id = new.case_id and h.state = 'accepted' and h.id <> new.id));
  return new;
end $function$;
-- accepted_last() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.add_first_certificate_key(p_kid text, p_public text, p_sealed text, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform pg_advisory_xact_lock(hashtext('certificate keys'));
  if exists (select from certificate_keys) then return false; end if;
  insert into certificate_keys (kid, public_key, sealed_key, created_at) values (p_kid, p_public, p_sealed, p_now);
  return true;
end $function$;
-- add_first_certificate_key(text,text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.add_security_key(p_id uuid, p_credential text, p_public_key bytea, p_counter bigint, p_transports text[], p_name text, p_token text, p_expires timestamp with time zone, p_ends timestamp with time zone, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare me uuid := session_staff(); is_full boolean := (current_actor()).kind = 'staff';
begin
  perform from staff_accounts where id = me and locked_at is null and ended_at is null for no key update;
  if not found or not may_add_factor(me) then return 'no'; end if;
  if (select count(*) from security_keys where account_id = me and removed_at is null) >= 10 then return 'many'; end if;
  insert into security_keys (id, account_id, credential_id, public_key, counter, transports, name, registered_at)
  values (p_id, me, p_credential, p_public_key, p_counter, p_transports, p_name, p_now) on conflict (credential_id) do nothing;
  if not found then return 'known'; end if;
  if is_full is not true then perform open_full_session(me, p_token, p_expires, p_ends, p_now); end if;
  return 'added';
end $function$;
-- add_security_key(uuid,text,bytea,bigint,text[],text,text,timestamp with time zone,timestamp with time zone,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.age_key(p_age integer)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select case when p_age is null or p_age < 0 then 'blank' when p_age >= 90 then '90' else (p_age / 10 * 10)::text end
$function$;
-- age_key(integer) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.age_on(birth date, day date)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select (to_char(day, 'YYYYMMDD')::int - to_char(birth, 'YYYYMMDD')::int) / 10000
$function$;
-- age_on(date,date) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.alarm_by_call(p_call uuid, p_item uuid, p_reasons jsonb, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare k calls;
begin
  select * into k from calls x where x.id = p_call and x.plan_day = call_day(p_call);
  if k.case_id is null or k.identified_at is null then return false; end if;
  perform raise_item(p_item, null, k.case_id, '', 'red-flag', true, p_now, jsonb_build_object('callId', p_call, 'reasons', p_reasons), p_now);
  return true;
end $function$;
-- alarm_by_call(uuid,uuid,jsonb,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.alert_of_claims(p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if (select count(*) from (select from claim_failures where at > p_now - interval '10 minutes' limit 200) recent) < 200 then return; end if;
  perform pg_advisory_xact_lock(hashtextextended('claim alert', 0));
  if exists (select from system_alerts where kind = 'claim-failures' and at > p_now - interval '1 hour') then return; end if;
  insert into system_alerts (id, at, kind, detail) values (gen_random_uuid(), p_now, 'claim-failures', '{"atLeast": 200, "minutes": 10}');
end $function$;
-- alert_of_claims(timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.ask_hand_over(p_id uuid, p_item uuid, p_case uuid, p_to uuid, p_reason text, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); w watches;
begin
  select * into w from watches where case_id = p_case for no key update;
  if not found or a.org_kind is distinct from 'centre' or w.owner_centre_id <> a.org_id then return 'not-found'; end if;
  if w.state <> 'observing' then return 'ended'; end if;
  if p_to = w.owner_centre_id or not exists (select from organisations o where o.id = p_to and o.kind = 'centre') then return 'no-such-centre'; end if;
  if exists (select from hand_overs h where h.case_id = p_case and h.state = 'pending') then return 'pending'; end if;
  insert into hand_overs (id, case_id, from_centre_id, to_centre_id, reason, asked_at, asked_by)
  values (p_id, p_case, w.owner_centre_id, p_to, p_reason, p_now, a.account_id);
  perform raise_item(p_item, p_to, p_case, '', 'hand-over-waiting', false, p_now, jsonb_build_object('handOver', p_id), p_now);
  perform pg_notify('centre', w.owner_centre_id::text);
  return 'ok';
end $function$;
-- ask_hand_over(uuid,uuid,uuid,uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.ask_notice_stops(p jsonb, p_now timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); g record; made uuid;
begin
  if a.kind is distinct from 'patient' then raise insufficient_privilege; end if;
  for g in
    select x.id, x.item_id, r.case_id from jsonb_to_recordset(p) as x(id uuid, item_id uuid, registration_id uuid)
      join registrations r on r.id = x.registration_id and r.account_id = a.account_id and r.ended_at is null order by r.case_id
  loop
    perform from watches w where w.case_id = g.case_id and w.state = 'observing' for no key update;
    continue when not found;
    insert into notice_stops (id, case_id, account_id, asked_at) values (g.id, g.case_id, a.account_id, p_now)
    on conflict (case_id) where state in ('asked', 'accepted') do nothing returning id into made;
    continue when made is null;
    perform raise_item(g.item_id, null, g.case_id, '', 'notice-stop-asked', false, p_now, jsonb_build_object('request', g.id), p_now);
    return next g.case_id;
  end loop;
end $function$;
-- ask_notice_stops(jsonb,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.ask_pair(p_id uuid, p_pair uuid, p_reason text, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); p likeness_candidates; theirs uuid; centre uuid;
begin
  select * into p from likeness_candidates where id = p_pair;
  if not found or a.org_kind is distinct from 'centre' or coalesce(p_reason, '') = '' then return 'not-found'; end if;
  if centre_of_case(p.case_id) = a.org_id then theirs := p.other_case_id; elsif centre_of_case(p.other_case_id) = a.org_id then theirs := p.case_id; else return 'not-found'; end if;
  if p.state <> 'open' then return p.state; end if;
  centre := centre_of_case(theirs);
  perform from watches where case_id = theirs for no key update;
  insert into likeness_asks (id, case_id, other_case_id, org_id, reason, asked_at, asked_by) values (p_id, p.case_id, p.other_case_id, a.org_id, p_reason, p_now, a.account_id);
  if centre is distinct from a.org_id then
    perform raise_item(gen_random_uuid(), null, theirs, '', 'likely-same', false, p_now, jsonb_build_object('pair', p.id, 'askedBy', a.org_id), p_now);
  end if;
  return 'ok';
end $function$;
-- ask_pair(uuid,uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.ask_security_key(p_purpose text, p_challenge text, p_name text, p_expires timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare me uuid := session_staff(); hash text := nullif(current_setting('app.session', true), '');
begin
  if me is null then return false; end if;
  if p_purpose = 'register' and not may_add_factor(me) then return false; end if;
  if p_purpose = 'sign-in' and not exists (select from security_keys where account_id = me and removed_at is null) then return false; end if;
  insert into security_key_challenges as c values (hash, p_purpose, p_challenge, p_name, p_expires)
  on conflict (session_hash, purpose) do update set challenge = p_challenge, name = p_name, expires_at = p_expires;
  return true;
end $function$;
-- ask_security_key(text,text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.ask_staff_phone(p_phone text, p_channel text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update staff_accounts set pending_phone = p_phone, pending_channel = p_channel where id = session_staff() and may_add_factor(id);
  return found;
end $function$;
-- ask_staff_phone(text,text) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.asked_security_key(p_purpose text, p_take boolean, p_now timestamp with time zone)
 RETURNS TABLE(challenge text, name text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare hash text := nullif(current_setting('app.session', true), '');
begin
  if session_staff() is null then return; end if;
  if p_take then
    return query with spent as (
      delete from security_key_challenges c where c.session_hash = hash and c.purpose = p_purpose returning c.challenge, c.name, c.expires_at)
      select s.challenge, s.name from spent s where s.expires_at > p_now;
  else
    return query select c.challenge, c.name from security_key_challenges c where c.session_hash = hash and c.purpose = p_purpose and c.expires_at > p_now;
  end if;
end $function$;
-- asked_security_key(text,boolean,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.audit_blocks_before(p_height integer, p_limit integer)
 RETURNS SETOF audit_blocks
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select b.* from audit_blocks b where b.height <= p_height and (select (current_actor()).org_kind) in ('operator', 'prefecture', 'centre') order by b.height desc limit p_limit
$function$;
-- audit_blocks_before(integer,integer) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.audit_state()
 RETURNS TABLE(height integer, sealed_at timestamp with time zone, rows integer, hash text, unsealed integer, oldest timestamp with time zone, alerted_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); last audit_blocks;
begin
  if not (a.org_kind in ('operator', 'prefecture') or a.org_kind = 'centre' and a.role = 'manager') then raise insufficient_privilege; end if;
  select * into last from audit_blocks b order by b.height desc limit 1;
  return query select last.height::int, last.sealed_at, last.rows, last.hash, u.n, u.oldest, (select max(x.at) from system_alerts x where x.kind = 'audit-broken' and x.seen_at is null)
    from (select count(*)::int as n, min(q.at) as oldest from (select x.at from audits x where x.chain > coalesce(last.chain, 0) or x.chain = last.chain and x.tx >= last.below_tx limit 10001) q) u;
end $function$;
-- audit_state() may be called by hersys_web

CREATE OR REPLACE FUNCTION public.begin_again(p_case uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update watches w set began_at = least((own.survivor_was ->> 'beganAt')::timestamptz,
           (select min((x.before ->> 'began_at')::timestamptz) from case_merges m join case_merge_rows x on x.merge_id = m.id and x.table_name = 'watches' and x.what = 'aside'
             where m.survivor_id = p_case and m.kind = 'same-case' and m.undone_at is null))
    from (select survivor_was from case_merges where survivor_id = p_case and kind = 'same-case' order by merged_at, id limit 1) own
   where w.case_id = p_case and own.survivor_was ? 'beganAt'
$function$;
-- begin_again(uuid) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.begin_email_change(p_token text, p_email text, p_language text, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor();
begin
  if a.kind is distinct from 'patient' then raise insufficient_privilege; end if;
  delete from sign_ups where account_id = a.account_id and token_hash <> p_token;
  insert into sign_ups (token_hash, purpose, email, language, account_id, created_at, sent_at, expires_at)
  values (p_token, 'email-change', p_email, p_language, a.account_id, p_now, p_now, p_now + interval '1 hour')
  on conflict (token_hash) do update set sent_count = sign_ups.sent_count + 1, sent_at = excluded.sent_at, expires_at = excluded.expires_at
   where sign_ups.account_id = a.account_id;
end $function$;
-- begin_email_change(text,text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.begin_inbound_call(p_id uuid, p_phone text, p_language text, p_provider text, p_provider_call_id text, p_now timestamp with time zone)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare known uuid;
begin
  perform pg_advisory_xact_lock(hashtext('inbound ' || p_provider_call_id));
  select id into known from calls where provider_call_id = p_provider_call_id and direction = 'in' and plan_day >= call_day(p_id) - 1;
  if found then return known; end if;
  insert into calls (id, plan_day, direction, phone, language, state, provider, provider_call_id, planned_at, ringing_at, answered_at, updated_at)
  values (p_id, call_day(p_id), 'in', p_phone, coalesce(p_language, 'ja'), 'answered', p_provider, p_provider_call_id, p_now, p_now, p_now, p_now);
  return p_id;
end $function$;
-- begin_inbound_call(uuid,text,text,text,text,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.begin_mail_proof(p_token text, p_purpose text, p_email text, p_language text, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  insert into sign_ups (token_hash, purpose, email, language, created_at, sent_at, expires_at)
  values (p_token, p_purpose, p_email, p_language, p_now, p_now, p_now + interval '1 hour')
  on conflict (token_hash) do update set sent_count = sign_ups.sent_count + 1, sent_at = excluded.sent_at, expires_at = excluded.expires_at
$function$;
-- begin_mail_proof(text,text,text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.blank_case(p_case uuid, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- blank_case(uuid,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.call_counts(p_day date)
 RETURNS TABLE(state text, calls integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select c.state, count(*)::int from calls c
   where (select (current_actor()).org_kind) = 'centre' and c.centre_id = (select (current_actor()).org_id) and c.plan_day = p_day and c.direction = 'out' group by 1
$function$;
-- call_counts(date) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.call_day(p_id uuid)
 RETURNS date
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select date '1970-01-01' + ((('x' || lpad(substr(replace(p_id::text, '-', ''), 1, 12), 16, '0'))::bit(64)::bigint + 32400000) / 86400000)::int
$function$;
-- call_day(uuid) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.call_figures(p_from date, p_to date)
 RETURNS TABLE(hour integer, dialled integer, picked_up integer, identified integer, completed integer, aborted integer, failed integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select extract(hour from c.planned_at at time zone 'Asia/Tokyo')::int, count(*)::int, count(c.answered_at) filter (where c.state <> 'machine')::int,
         count(c.identified_at)::int, count(*) filter (where c.state = 'completed')::int, count(*) filter (where c.state = 'aborted')::int,
         count(*) filter (where c.state in ('failed', 'unknown'))::int
    from calls c
   where (select (current_actor()).org_kind) = 'centre' and c.centre_id = (select (current_actor()).org_id) and c.direction = 'out'
     and c.plan_day between p_from and p_to and c.state not in ('planned', 'called-off') and c.dialled_at is not null
   group by 1 order by 1
$function$;
-- call_figures(date,date) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.call_of(p_id uuid)
 RETURNS SETOF calls
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select * from calls where id = p_id and plan_day = call_day(p_id)
$function$;
-- call_of(uuid) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.call_plan_follows_case()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare p call_plans;
begin
  if new.died_on is not null or new.state = 'withdrawn' then
    update call_plans set ended_at = new.updated_at, ended_why = case when new.died_on is not null then 'death' else 'withdrawn' end
     where case_id = new.id and ended_at is null;
    perform pg_notify('calls', '');
    return null;
  end if;
  select * into p from call_plans where case_id = new.id and ended_at is null and phone = old.phone for update;
  if not found then return null; end if;
  update call_plans set ended_at = new.updated_at, ended_why = 'number-corrected' where id = p.id;
  if new.phone is null or new.phone_kind not in ('mobile', 'fixed', 'ip') then
    perform raise_item(gen_random_uuid(), null, new.id, '', 'call-failed', false, new.updated_at, '{"reason": "number-unfit"}', new.updated_at);
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtext('call plan ' || new.phone));
  if exists (select from call_plans o where o.phone = new.phone and o.ended_at is null) then
    perform raise_item(gen_random_uuid(), null, new.id, '', 'call-failed', false, new.updated_at, '{"reason": "number-taken"}', new.updated_at);
    return null;
  end if;
  insert into call_plans (id, case_id, phone, language, times, days, set_at, set_by, next_at)
  values (gen_random_uuid(), new.id, new.phone, p.language, p.times, p.days, new.updated_at, p.set_by, p.next_at);
  return null;
end $function$;
-- call_plan_follows_case() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.call_plan_follows_stop()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update call_plans set ended_at = new.decided_at, ended_why = 'stop-accepted' where case_id = new.case_id and ended_at is null;
  perform pg_notify('calls', '');
  return null;
end $function$;
-- call_plan_follows_stop() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.call_plan_follows_watch()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if new.state = 'ended' then
    update call_plans set ended_at = new.ended_at, ended_why = 'observation-ended' where case_id = new.case_id and ended_at is null;
    perform pg_notify('calls', '');
    return null;
  end if;
  update call_plans p set ended_at = null, ended_why = null
   where p.case_id = new.case_id and p.ended_why = 'observation-ended' and p.ended_at = old.ended_at
     and not exists (select from call_plans o where o.phone = p.phone and o.ended_at is null);
  -- A time that passed while nobody observed is not owed.
  update call_plans p set next_at = new.updated_at where p.case_id = new.case_id and p.ended_at is null and p.next_at < new.updated_at;
  if not exists (select from call_plans p where p.case_id = new.case_id and p.ended_at is null)
     and exists (select from call_plans p where p.case_id = new.case_id and p.ended_why = 'observation-ended' and p.ended_at = old.ended_at) then
    perform raise_item(gen_random_uuid(), null, new.case_id, '', 'call-failed', false, new.updated_at, '{"reason": "number-taken"}', new.updated_at);
  end if;
  return null;
end $function$;
-- call_plan_follows_watch() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.call_rank(p_state text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select case p_state when 'planned' then 0 when 'dialling' then 1 when 'unknown' then 2 when 'ringing' then 3 when 'answered' then 4 when 'identified' then 5 else 9 end
$function$;
-- call_rank(text) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.caller_wait(p_caller text, p_is_hidden boolean, p_now timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- caller_wait(text,boolean,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.can_be_texted(p_phone text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select not exists (select from phone_facts f where f.phone = p_phone and f.ended_at is null)
$function$;
-- can_be_texted(text) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.centre_of_case(p_case uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select coalesce(w.owner_centre_id, c.notified_centre_id) from cases c left join watches w on w.case_id = c.id where c.id = p_case
$function$;
-- centre_of_case(uuid) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.change_own_password(p_hash text, p_token text, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare s sessions;
begin
  select * into s from sessions where token_hash = nullif(current_setting('app.session', true), '') and kind = 'staff' and stage = 'full';
  if not found or session_staff() is null then return false; end if;
  update staff_accounts set password_hash = p_hash, must_change_password = false where id = s.account_id;
  perform end_staff_sessions(s.account_id, p_now);
  insert into sessions (token_hash, kind, account_id, stage, created_at, last_seen_at, expires_at, ends_at, device)
  values (p_token, 'staff', s.account_id, 'full', s.created_at, p_now, s.expires_at, s.ends_at, s.device);
  return true;
end $function$;
-- change_own_password(text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.change_staff_role(p_id uuid, p_role text, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare s staff_accounts := hold_kept_account(p_id);
begin
  if s.id is null or s.id = (current_actor()).account_id or not may_keep_account(s.org_id, p_role, current_actor()) or not is_role_of(s.org_id, p_role) then return 'no'; end if;
  if s.role = p_role then return 'done'; end if;
  if is_last_manager(s) then return 'last'; end if;
  update staff_accounts set role = p_role where id = p_id;
  perform end_staff_sessions(p_id, p_now);
  perform note_staff_event(p_id, 'role-changed', jsonb_build_object('from', s.role, 'to', p_role), p_now);
  return 'done';
end $function$;
-- change_staff_role(uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.check_code(p_purpose text, p_subject text, p_hash text, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare c one_time_codes;
begin
  select * into c from one_time_codes where subject = p_subject and purpose = p_purpose and used_at is null order by created_at desc, id desc limit 1 for update;
  if not found or c.expires_at <= p_now or c.tries_left <= 0 then return 'void'; end if;
  update one_time_codes set tries_left = tries_left - 1, used_at = case when code_hash = p_hash then p_now end where id = c.id;
  return case when c.code_hash = p_hash then 'right' else 'wrong' end;
end $function$;
-- check_code(text,text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.claim_case(p_registration uuid, p_hersys_id text, p_birth_on date, p_family text, p_given text, p_phone text, p_address text, p_failure uuid, p_item uuid, p_now timestamp with time zone, OUT outcome text, OUT claimed uuid, OUT wait_seconds integer)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- claim_case(uuid,text,date,text,text,text,text,uuid,uuid,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.claim_locked_at(p_case uuid)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select l.locked_at from claim_locks l join cases c on c.hersys_id = l.hersys_id join watches w on w.case_id = c.id
   where c.id = p_case and w.owner_centre_id = (current_actor()).org_id
     and l.locked_at > coalesce(l.unlocked_at, '-infinity') and l.locked_at >= c.created_at
$function$;
-- claim_locked_at(uuid) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.claim_wait(p_account uuid, p_address text, p_now timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare wrong int; latest timestamptz; until_own timestamptz; until_address timestamptz;
begin
  select count(*), max(at) into wrong, latest from claim_failures where account_id = p_account and at > p_now - interval '24 hours';
  if wrong >= 5 then until_own := latest + least(2 ^ least(wrong - 5, 6), 60) * interval '1 minute'; end if;
  if wrong >= 2 then
    select at + interval '10 minutes' into until_address from claim_failures
     where address_hash = p_address and at > p_now - interval '10 minutes' order by at desc offset 29 limit 1;
  end if;
  return greatest(0, ceil(extract(epoch from greatest(until_own, until_address) - p_now)))::int;
end $function$;
-- claim_wait(uuid,text,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.continue_watch(p_case uuid, p_from date, p_to date, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := filing_actor();
begin
  if not exists (select from cases c where c.id = p_case and c.created_at = p_now
                  and (c.reporting_institution_id = a.org_id or a.org_kind = 'centre' and c.notified_centre_id = a.org_id)) then raise insufficient_privilege; end if;
  update watches set period_from = p_from, period_to = p_to, updated_at = p_now where case_id = p_case and state = 'observing';
  if not found then raise exception 'no watch to be continued'; end if;
  update attention_items set due_at = greatest(p_now, ((p_to + 1)::text || ' 00:00+09')::timestamptz)
   where case_id = p_case and kind = 'release-due' and closed_at is null and due_at > p_now;
  perform pg_notify('centre', (select owner_centre_id::text from watches where case_id = p_case));
end $function$;
-- continue_watch(uuid,date,date,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.correct_watch_period(p_case uuid, p_from date, p_to date, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if not exists (select from cases c where c.id = p_case and c.reporting_institution_id = (current_actor()).org_id)
     and not exists (select from watches w where w.case_id = p_case and w.owner_centre_id = (current_actor()).org_id) then return false; end if;
  update watches set period_from = p_from, period_to = p_to, updated_at = p_now where case_id = p_case and state = 'observing';
  if not found then return false; end if;
  update attention_items set due_at = ((p_to + 1)::text || ' 00:00+09')::timestamptz
   where case_id = p_case and kind = 'release-due' and closed_at is null and due_at > p_now;
  perform pg_notify('centre', (select owner_centre_id::text from watches where case_id = p_case));
  return true;
end $function$;
-- correct_watch_period(uuid,date,date,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.create_patient_account(p_token text, p_account uuid, p_password_hash text, p_now timestamp with time zone)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare proof record; made uuid;
begin
  select email, language into proof from sign_ups
   where token_hash = p_token and purpose = 'sign-up' and verified_at is not null and expires_at > p_now for update;
  if not found then return null; end if;
  insert into patient_accounts (id, email, password_hash, language, created_at) values (p_account, proof.email, p_password_hash, proof.language, p_now)
  on conflict (email) do nothing returning id into made;
  if made is not null then delete from sign_ups where token_hash = p_token; end if;
  return made;
end $function$;
-- create_patient_account(text,uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.current_actor()
 RETURNS actor
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor; s record; t timestamptz := nullif(current_setting('app.now', true), '')::timestamptz;
  key text := nullif(current_setting('app.key', true), '');
  bulk uuid := case when session_user = 'hersys_worker' then nullif(current_setting('app.bulk', true), '')::uuid end;
begin
  if bulk is not null then
    select 'staff', sa.id, o.id, o.kind, sa.role into a.kind, a.account_id, a.org_id, a.org_kind, a.role
      from bulk_jobs j join staff_accounts sa on sa.id = j.created_by and sa.org_id = j.org_id and sa.ended_at is null join organisations o on o.id = sa.org_id
     where j.id = bulk and j.state = 'running';
    return a;
  end if;
  select kind, account_id into s from sessions
   where token_hash = nullif(current_setting('app.session', true), '') and revoked_at is null and stage = 'full' and expires_at > t and ends_at > t;
  if found and s.kind = 'patient' then
    a.kind := 'patient'; a.account_id := s.account_id;
  elsif found then
    select 'staff', sa.id, o.id, o.kind, sa.role into a.kind, a.account_id, a.org_id, a.org_kind, a.role
      from staff_accounts sa join organisations o on o.id = sa.org_id where sa.id = s.account_id and sa.ended_at is null;
  elsif key is not null and t is not null then
    select 'record-system', k.id, o.id, o.kind, 'record-system' into a.kind, a.account_id, a.org_id, a.org_kind, a.role
      from api_keys k join organisations o on o.id = k.institution_id where k.key_hash = key and k.revoked_at is null;
  end if;
  return a;
end $function$;
-- current_actor() may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.daily_count_sums(p_from date, p_to date)
 RETURNS TABLE(centre_id uuid, on_day date, band text, at_cut integer, at_now integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
$function$;
-- daily_count_sums(date,date) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.decide_hand_over(p_id uuid, p_decision text, p_note text, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); h hand_overs; w watches; receiver organisations;
begin
  select * into h from hand_overs where id = p_id;
  if not found or a.org_kind is distinct from 'centre' or a.org_id not in (h.from_centre_id, h.to_centre_id) then return 'not-found'; end if;
  if p_decision not in ('accepted', 'refused', 'withdrawn') or (p_decision = 'withdrawn') <> (a.org_id = h.from_centre_id) then return 'not-found'; end if;
  select * into w from watches where case_id = h.case_id for no key update;
  select * into h from hand_overs where id = p_id for update;  -- anew: whoever held the lock may have decided
  if h.state <> 'pending' then return h.state; end if;
  if p_decision = 'accepted' then
    if w.state is distinct from 'observing' then return 'ended'; end if;
    select * into receiver from organisations where id = h.to_centre_id;
    update watches set owner_centre_id = receiver.id, owner_prefecture_id = receiver.parent_id, updated_at = p_now
     where case_id = h.case_id and owner_centre_id = h.from_centre_id;
    if not found then raise exception 'hand-over of a case that its giver does not own'; end if;
    with moved as (
      -- The receiver's own roster is rung for what is still unacknowledged, however far the giver's was.
      update attention_items set centre_id = receiver.id, alerted_step = 0,
        due_at = (under_new_owner(attention_items, w, receiver.id, p_now) ->> 'due_at')::timestamptz,
        again_at = (under_new_owner(attention_items, w, receiver.id, p_now) ->> 'again_at')::timestamptz
       where case_id = h.case_id and closed_at is null and kind <> 'hand-over-waiting' returning id)
    insert into attention_events (id, item_id, case_id, at, what, by_account_id, detail)
    select gen_random_uuid(), id, h.case_id, p_now, 'moved', a.account_id, jsonb_build_object('from', h.from_centre_id, 'to', h.to_centre_id) from moved;
    perform settle_items(h.case_id, array['owner-to-settle'], 'handed-over', null, p_now);
  end if;
  perform settle_items(h.case_id, array['hand-over-waiting'], p_decision, nullif(p_note, ''), p_now);
  update hand_overs set state = p_decision, decided_at = p_now, decided_by = a.account_id, decision_note = nullif(p_note, '') where id = p_id;
  perform pg_notify('centre', h.from_centre_id::text);
  perform pg_notify('centre', h.to_centre_id::text);
  return 'ok';
end $function$;
-- decide_hand_over(uuid,text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.decide_notice_stop(p_case uuid, p_state text, p_channel text, p_note text, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor();
begin
  perform from watches w where w.case_id = p_case and w.owner_centre_id = a.org_id for no key update;
  if not found or a.org_kind is distinct from 'centre' then return 'not-found'; end if;
  update notice_stops set state = p_state, other_channel = p_channel, note = nullif(btrim(p_note), ''), decided_at = p_now, decided_by = a.account_id
   where case_id = p_case and state = 'asked';
  if not found then return 'gone'; end if;
  perform settle_items(p_case, array['notice-stop-asked'], case p_state when 'accepted' then 'stop-accepted' else 'stop-refused' end, nullif(btrim(p_note), ''), p_now);
  return 'ok';
end $function$;
-- decide_notice_stop(uuid,text,text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.delay_key(p_from date, p_to date)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select case when p_from is null or p_to is null then 'blank' when p_to < p_from then 'before' when p_to - p_from > 14 then '15' else (p_to - p_from)::text end
$function$;
-- delay_key(date,date) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.delete_patient_account(p_now timestamp with time zone, OUT email text, OUT language text, OUT case_ids uuid[])
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); r record;
begin
  if a.kind is distinct from 'patient' then raise insufficient_privilege; end if;
  -- The lock of claim_case: a case claimed meanwhile on another device is seen here, or sees the deleted account.
  perform pg_advisory_xact_lock(hashtextextended('claim account ' || a.account_id, 0));
  case_ids := '{}';
  select x.email, x.language into email, language from patient_accounts x where x.id = a.account_id and x.deleted_at is null for update;
  if not found then return; end if;
  for r in select x.id, x.case_id from registrations x where x.account_id = a.account_id and x.ended_at is null order by x.case_id loop
    perform end_registration(r.case_id, r.id, 'account-deleted', null, null, p_now, p_now);
    case_ids := case_ids || r.case_id;
  end loop;
  update registrations set family_name = '', given_name = '', phone = null where account_id = a.account_id;
  delete from registration_drafts d using sessions s where s.token_hash = d.session_hash and s.account_id = a.account_id;
  delete from sign_ups s where s.account_id = a.account_id or s.email = delete_patient_account.email;
  update patient_accounts x set email = null, password_hash = null, deleted_at = p_now where x.id = a.account_id;
  update sessions set revoked_at = p_now where kind = 'patient' and account_id = a.account_id and revoked_at is null;
end $function$;
-- delete_patient_account(timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.desk_of_call(p_call uuid, p_desk uuid, p_now timestamp with time zone)
 RETURNS TABLE(centre_id uuid, phone text, duty_phone text, settings jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with k as (select c.case_id, c.phone from calls c where c.id = p_call and c.plan_day = call_day(p_call)),
  of_phone as (
    select w.owner_centre_id from k join cases x on x.phone = k.phone join watches w on w.case_id = x.id and w.state = 'observing' where k.case_id is null group by 1),
  desk as (
    select coalesce((select w.owner_centre_id from k join watches w on w.case_id = k.case_id),
                    (select min(owner_centre_id::text)::uuid from of_phone having count(*) = 1), p_desk) as id from k)
  select o.id, o.phone, (select d.phone from duty_roster d where d.centre_id = o.id and d.position = 'duty' and d.from_at <= p_now and (d.to_at is null or d.to_at > p_now)
                          order by d.from_at desc, d.id desc limit 1), o.settings
    from desk join organisations o on o.id = desk.id and o.kind = 'centre'
$function$;
-- desk_of_call(uuid,uuid,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.doubt_certificate()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update certificates set doubted = true where case_id = new.case_id and revoked_at is null;
  return null;
end $function$;
-- doubt_certificate() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.end_call_plan(p_case uuid, p_why text, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); w watches;
begin
  select * into w from watches where case_id = p_case for no key update;
  if session_user <> 'hersys_worker' and (a.org_kind is distinct from 'centre' or w.owner_centre_id is distinct from a.org_id) then return false; end if;
  update call_plans set ended_at = p_now, ended_why = p_why where case_id = p_case and ended_at is null;
  if not found then return false; end if;
  perform pg_notify('centre', w.owner_centre_id::text);
  perform pg_notify('calls', '');
  return true;
end $function$;
-- end_call_plan(uuid,text,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.end_registration(p_case uuid, p_registration uuid, p_kind text, p_by uuid, p_reason text, p_due timestamp with time zone, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare observed boolean;
begin
  select w.state = 'observing' into observed from watches w where w.case_id = p_case for no key update;
  update registrations set ended_at = p_now, ended_by = p_by, end_kind = p_kind, end_reason = p_reason where id = p_registration and ended_at is null;
  if not found then raise exception 'no such registration'; end if;
  if observed then
    perform raise_item(gen_random_uuid(), null, p_case, '', 'not-registered', false, p_due, jsonb_build_object('why', p_kind), p_now);
  end if;
end $function$;
-- end_registration(uuid,uuid,text,uuid,text,timestamp with time zone,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.end_staff_sessions(p_account uuid, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update sessions set revoked_at = p_now where kind = 'staff' and account_id = p_account and revoked_at is null
$function$;
-- end_staff_sessions(uuid,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.end_staff(p_id uuid, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare s staff_accounts := hold_kept_account(p_id);
begin
  if s.id is null or s.id = (current_actor()).account_id then return 'no'; end if;
  if is_last_manager(s) then return 'last'; end if;
  update staff_accounts set ended_at = p_now where id = p_id;
  perform end_staff_sessions(p_id, p_now);
  perform note_staff_event(p_id, 'ended', '{}', p_now);
  return 'done';
end $function$;
-- end_staff(uuid,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.end_watch_by_filed_death(p_case uuid, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := filing_actor();
begin
  if not exists (select from cases c where c.id = p_case and (c.reporting_institution_id = a.org_id
                  or a.org_kind = 'centre' and c.notified_centre_id = a.org_id and c.created_at = p_now)) then return; end if;
  update watches set state = 'ended', ended_at = p_now, ended_by = a.account_id, end_kind = 'death', updated_at = p_now
   where case_id = p_case and state = 'observing';
  update hand_overs set state = 'withdrawn', decided_at = p_now, decided_by = a.account_id, decision_note = '死亡の届出'
   where case_id = p_case and state = 'pending';
  with closed as (
    update attention_items set closed_at = p_now, closed_by = a.account_id, outcome = 'death'
     where case_id = p_case and kind in ('no-report', 'not-registered', 'release-due', 'hand-over-waiting') and closed_at is null returning id)
  insert into attention_events (id, item_id, case_id, at, what, by_account_id)
  select gen_random_uuid(), id, p_case, p_now, 'closed', a.account_id from closed;
end $function$;
-- end_watch_by_filed_death(uuid,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.ensure_partitions(from_day date, to_day date)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare parent text; month date; name text; by_day boolean;
begin
  foreach parent in array array['daily_reports', 'messages', 'calls', 'audits'] loop
    by_day := parent in ('daily_reports', 'calls');
    execute format('create table if not exists %I partition of %I default', parent || '_default', parent);
    month := date_trunc('month', from_day)::date;
    while month <= to_day loop
      name := parent || '_' || to_char(month, 'YYYYMM');
      if to_regclass(name) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)', name, parent,
          case when by_day then month::text else month::text || ' 00:00:00+09' end,
          case when by_day then (month + interval '1 month')::date::text else (month + interval '1 month')::date::text || ' 00:00:00+09' end);
      end if;
      month := (month + interval '1 month')::date;
    end loop;
  end loop;
end $function$;
-- ensure_partitions(date,date) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.enter_by_key(p_prefix text, p_hash text, p_limit integer, p_window_seconds integer, p_now timestamp with time zone)
 RETURNS TABLE(account_id uuid, org_id uuid, scopes text[], wait_seconds integer)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update api_keys k set last_used_at = p_now,
    window_count = case when k.window_started_at > p_now - make_interval(secs => p_window_seconds) then least(k.window_count, p_limit) + 1 else 1 end,
    window_started_at = case when k.window_started_at > p_now - make_interval(secs => p_window_seconds) then k.window_started_at else p_now end
   where k.prefix = p_prefix and k.key_hash = p_hash and k.revoked_at is null
  returning k.id, k.institution_id, k.scopes,
    case when k.window_count <= p_limit then 0
         else greatest(1, ceil(extract(epoch from k.window_started_at + make_interval(secs => p_window_seconds) - p_now)))::int end
$function$;
-- enter_by_key(text,text,integer,integer,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.enter_own_passport(p_id uuid, p_case uuid, p_number text, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); r case_records;
begin
  if a.kind is distinct from 'patient' or not may_see_case(p_case, a) or p_number !~ '^[A-Z0-9]{1,9}$' then raise insufficient_privilege; end if;
  perform from watches where case_id = p_case for no key update;
  select * into r from case_records where case_id = p_case and tab = 'basics' and superseded_at is null;
  if not found or r.answers ->> 'enteredOn' is null then return 'not-asked'; end if;
  if r.answers ->> 'passportNumber' is not null then return 'already'; end if;
  insert into case_records (id, entry_id, case_id, tab, revision, form_version, answers, author_kind, author_id, reason, recorded_at)
  values (p_id, r.entry_id, p_case, 'basics', r.revision + 1, r.form_version, r.answers || jsonb_build_object('passportNumber', p_number), 'patient', a.account_id, 'My HER-SYS', p_now);
  return 'ok';
end $function$;
-- enter_own_passport(uuid,uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.expire_case(p_case uuid, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- expire_case(uuid,timestamp with time zone) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.facts_now(p_cases uuid[])
 RETURNS SETOF case_facts
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
$function$;
-- facts_now(uuid[]) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.figures_of(f case_facts)
 RETURNS TABLE(kind text, day date, key text)
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
$function$;
-- figures_of(case_facts) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.file_contact_case(p_case uuid, p_institution uuid, p_notified uuid, p_person uuid, p_now timestamp with time zone)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- file_contact_case(uuid,uuid,uuid,uuid,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.file_registered_case(p_case uuid, p_notified uuid, p_person uuid, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare me uuid := (current_actor()).account_id;
begin
  -- p_person: the filer has said that it is a new infection of somebody of whom this institution reported before.
  update cases set state = 'filed', notified_centre_id = p_notified, created_at = p_now,
         person_id = coalesce((select x.person_id from cases x where x.person_id = p_person and x.reporting_institution_id = (current_actor()).org_id limit 1), person_id)
   where id = p_case and state = 'draft' and reporting_institution_id = (current_actor()).org_id
     and exists (select from organisations o where o.id = p_notified and o.kind = 'centre');
  if not found then return false; end if;
  update early_closings set reopened_at = p_now, reopened_by = me where case_id = p_case and reopened_at is null;
  -- What the centre was asked to look at has been done by whoever files; the owner may be another centre, in whose queue it does not belong.
  with settled as (
    update attention_items set closed_at = p_now, closed_by = me, outcome = 'filed' where case_id = p_case and kind = 'early-closed' and closed_at is null returning id)
  insert into attention_events (id, item_id, case_id, at, what, by_account_id, detail)
  select gen_random_uuid(), id, p_case, p_now, 'closed', me, '{"outcome": "filed"}' from settled;
  return true;
end $function$;
-- file_registered_case(uuid,uuid,uuid,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.filing_actor()
 RETURNS actor
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor;
begin
  if session_user <> 'hersys_worker' or nullif(current_setting('app.bulk', true), '') is not null then return current_actor(); end if;
  select 'staff', sa.id, i.org_id, 'institution', sa.role into a.kind, a.account_id, a.org_id, a.org_kind, a.role
    from imports i join staff_accounts sa on sa.id = i.accepted_by
   where i.id = nullif(current_setting('app.import', true), '')::uuid and i.state = 'filing';
  return a;
end $function$;
-- filing_actor() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.find_contact(p_name text, p_kana text, p_birth date, p_phone text)
 RETURNS TABLE(case_id uuid, person_id uuid, observed boolean, registered boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select c.id, c.person_id, w.state = 'observing', exists (select from registrations r where r.case_id = c.id and r.ended_at is null)
    from cases c join watches w on w.case_id = c.id join case_keys k on k.case_id = c.id
   where c.phone = p_phone and c.birth_on = p_birth and c.state = 'contact' and (k.name = p_name or p_kana <> '' and k.kana = p_kana)
   order by w.state = 'observing' desc, w.began_at desc, c.id desc limit 1
$function$;
-- find_contact(text,text,date,text) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.find_reporters(p jsonb, p_now timestamp with time zone)
 RETURNS TABLE(n integer, account_id uuid, language text, registration_id uuid, case_id uuid, family_name text, given_name text, disease text, centre_name text, centre_phone text, settings jsonb, previous_spo2 smallint, previous_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select g.n, s.account_id, a.language, r.id, r.case_id, r.family_name, r.given_name, c.disease,
         o.name, o.phone, o.settings, coalesce(b.spo2, w.last_spo2), coalesce(b.reported_at, w.last_report_at)
    from jsonb_to_recordset(p) as g(n int, session_hash text, registration_id uuid)
    join sessions s on s.token_hash = g.session_hash and s.kind = 'patient' and s.stage = 'full' and s.revoked_at is null
                   and s.expires_at > p_now and s.ends_at > p_now
    join patient_accounts a on a.id = s.account_id
    left join registrations r on r.id = g.registration_id and r.account_id = s.account_id and r.ended_at is null
    left join cases c on c.id = r.case_id
    left join watches w on w.case_id = r.case_id
    left join organisations o on o.id = coalesce(w.owner_centre_id, c.notified_centre_id)
    -- The list's row knows the last report; only where that one has no SpO2 the reports themselves are read.
    left join lateral spo2_before(case when w.last_spo2 is null then r.case_id end, p_now) b on true
$function$;
-- find_reporters(jsonb,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.finish_email_change(p_token text, p_now timestamp with time zone, OUT outcome text, OUT former text)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); wished text;
begin
  outcome := 'void';
  select s.email into wished from sign_ups s
   where s.token_hash = p_token and s.account_id = a.account_id and s.verified_at is not null and s.expires_at > p_now for update;
  if not found then return; end if;
  select x.email into former from patient_accounts x where x.id = a.account_id and x.deleted_at is null for update;
  if not found then return; end if;
  begin
    update patient_accounts set email = wished where id = a.account_id;
  exception when unique_violation then
    outcome := 'taken'; former := null; return;
  end;
  delete from sign_ups where token_hash = p_token;
  outcome := 'done';
end $function$;
-- finish_email_change(text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.first_deadline(p_at timestamp with time zone, p_hour time without time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select ((p_at at time zone 'Asia/Tokyo')::date + case when (p_at at time zone 'Asia/Tokyo')::time < p_hour then 0 else 1 end + p_hour) at time zone 'Asia/Tokyo'
$function$;
-- first_deadline(timestamp with time zone,time without time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.first_times(p_first text[], p_other text[])
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select array(select t from (select t from (select t, false as is_other from unnest(p_first) t union all
    select t, true from unnest(p_other) t where t <> all (p_first)) x order by is_other, t limit 4) y order by t)
$function$;
-- first_times(text[],text[]) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.fold_item(p_merge uuid, i attention_items, j attention_items, p_survivor uuid, p_period_to date, p_by uuid, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare shows timestamptz := least(shows_at(i), shows_at(j)); quiet boolean; acked attention_items;
begin
  quiet := shows > p_now and (i.acknowledged_at is not null or j.acknowledged_at is not null or i.answered_at is not null or j.answered_at is not null);
  acked := case when quiet then case when i.acknowledged_at > coalesce(j.acknowledged_at, '-infinity') then i else j end end;
  update attention_items set urgent = i.urgent or j.urgent, raised_at = least(i.raised_at, j.raised_at), latest_at = greatest(i.latest_at, j.latest_at),
         occurrences = i.occurrences + j.occurrences, detail = i.detail || j.detail, alerted_step = least(i.alerted_step, j.alerted_step),
         due_at = case when i.kind = 'release-due' and i.due_at > p_now and j.due_at > p_now then ((p_period_to + 1)::text || ' 00:00+09')::timestamptz else least(i.due_at, j.due_at) end,
         acknowledged_at = acked.acknowledged_at, acknowledged_by = acked.acknowledged_by,
         answered_at = case when quiet then greatest(i.answered_at, j.answered_at) end,
         again_at = case when quiet then nullif(shows, 'infinity') end
   where id = j.id;
  perform merge_change(p_merge, 'attention_items', to_jsonb(i), jsonb_build_object('case_id', p_survivor, 'closed_at', p_now, 'closed_by', p_by, 'outcome', 'merged'));
  insert into attention_events (id, item_id, case_id, at, what, by_account_id, detail) values
    (gen_random_uuid(), j.id, p_survivor, p_now, 'again', p_by, jsonb_build_object('merge', p_merge)),
    (gen_random_uuid(), i.id, p_survivor, p_now, 'closed', p_by, jsonb_build_object('outcome', 'merged'));
end $function$;
-- fold_item(uuid,attention_items,attention_items,uuid,date,uuid,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.follow_merge()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- follow_merge() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.forget_phone_fact(p_case uuid, p_fact uuid, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor();
begin
  perform from watches w where w.case_id = p_case and w.owner_centre_id = a.org_id for no key update;
  if not found or a.org_kind is distinct from 'centre' then return false; end if;
  update phone_facts f set ended_at = p_now, ended_by_what = 'staff', ended_by = a.account_id from cases c
   where c.id = p_case and f.id = p_fact and f.phone = c.phone and f.ended_at is null and f.fact <> 'stopped';
  return found;
end $function$;
-- forget_phone_fact(uuid,uuid,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.forgotten_calls(p_before timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select call_id from call_scripts where updated_at < p_before and state ->> 'place' <> 'over' order by updated_at, call_id limit 200
$function$;
-- forgotten_calls(timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.hang_up_figures(p_from date, p_to date)
 RETURNS TABLE(direction text, question text, calls integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select c.direction, case when c.state = 'aborted' then coalesce(c.aborted_at_question, 'unknown') end, count(*)::int
    from calls c
   where (select (current_actor()).org_kind) = 'centre' and c.centre_id = (select (current_actor()).org_id)
     and c.plan_day between p_from and p_to and c.state in ('aborted', 'completed') group by 1, 2 order by 1, 3 desc, 2
$function$;
-- hang_up_figures(date,date) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.has_security_key(p_account uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select exists (select from security_keys f where f.account_id = p_account and f.removed_at is null)
$function$;
-- has_security_key(uuid) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.has_survey(p_case uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  return may_see_case(p_case, current_actor()) and exists (select from surveys s where s.case_id = p_case);
end $function$;
-- has_survey(uuid) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.hold_kept_account(p_id uuid)
 RETURNS staff_accounts
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare s staff_accounts;
begin
  perform from organisations where id = (select org_id from staff_accounts where id = p_id) for no key update;
  select * into s from staff_accounts where id = p_id and ended_at is null and role <> 'record-system' and may_keep_account(org_id, role, current_actor()) for no key update;
  return s;
end $function$;
-- hold_kept_account(uuid) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.hours_of(settings jsonb, name text, otherwise integer)
 RETURNS interval
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select (case when settings ->> name ~ '^\d+(\.\d+)?$' then (settings ->> name)::numeric else otherwise end) * interval '1 hour'
$function$;
-- hours_of(jsonb,text,integer) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.identify_call(p_call uuid, p_hersys_id text, p_birth_on date, p_caller text, p_is_hidden boolean, p_failure uuid, p_item uuid, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- identify_call(uuid,text,date,text,boolean,uuid,uuid,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.inbound_call(p_provider_call_id text, p_now timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select c.id from calls c
   where c.provider_call_id in (p_provider_call_id, p_provider_call_id || '#2', p_provider_call_id || '#3', p_provider_call_id || '#4', p_provider_call_id || '#5',
           p_provider_call_id || '#6', p_provider_call_id || '#7', p_provider_call_id || '#8', p_provider_call_id || '#9')
     and c.direction = 'in' and c.plan_day >= (p_now at time zone 'Asia/Tokyo')::date - 1 order by c.provider_call_id desc limit 1
$function$;
-- inbound_call(text,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.is_last_manager(s staff_accounts)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select s.role = 'manager' and exists (select from organisations o where o.id = s.org_id and o.kind in ('centre', 'prefecture'))
     and not exists (select from staff_accounts t where t.org_id = s.org_id and t.id <> s.id and t.role = 'manager' and t.ended_at is null and t.locked_at is null)
$function$;
-- is_last_manager(staff_accounts) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.is_over(p_ended timestamp with time zone, p_days integer, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select (p_now at time zone 'Asia/Tokyo')::date > (p_ended at time zone 'Asia/Tokyo')::date + p_days
$function$;
-- is_over(timestamp with time zone,integer,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.is_role_of(p_org uuid, p_role text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select exists (select from organisations where id = p_org and case kind
    when 'centre' then p_role in ('nurse', 'clerk', 'manager') when 'institution' then p_role in ('doctor', 'clerk', 'manager')
    when 'prefecture' then p_role in ('officer', 'manager') when 'ministry' then p_role = 'analyst'
    when 'helpdesk' then p_role = 'helpdesk' when 'operator' then p_role = 'operator' else false end)
$function$;
-- is_role_of(uuid,text) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.issue_api_key(p_id uuid, p_institution uuid, p_name text, p_prefix text, p_hash text, p_scopes text[], p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor();
begin
  if a.org_kind is distinct from 'centre' or not may_keep_account(p_institution, 'clerk', a)
     or not exists (select from organisations where id = p_institution and kind = 'institution') then raise insufficient_privilege; end if;
  insert into staff_accounts (id, org_id, login_id, name, role, password_hash, must_change_password, created_at, created_by, ended_at)
  values (p_id, p_institution, 'key:' || p_prefix, p_name, 'record-system', '!', false, p_now, a.account_id, p_now);
  insert into api_keys (id, institution_id, name, prefix, key_hash, scopes, issued_at, issued_by)
  values (p_id, p_institution, p_name, p_prefix, p_hash, p_scopes, p_now, a.account_id);
end $function$;
-- issue_api_key(uuid,uuid,text,text,text,text[],timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.issue_certificate(p_id uuid, p_public_id text, p_case uuid, p_hash text, p_now timestamp with time zone)
 RETURNS TABLE(public_id text, issued_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor();
begin
  if a.kind is distinct from 'patient' or not may_see_case(p_case, a) then raise insufficient_privilege; end if;
  perform from watches w where w.case_id = p_case for no key update;
  update certificates c set revoked_at = p_now, revoked_why = case when p_hash is null then 'eligibility' else 'fields' end
   where c.case_id = p_case and c.revoked_at is null and c.fields_hash is distinct from p_hash;
  if p_hash is null then return; end if;
  insert into certificates (id, public_id, case_id, fields_hash, issued_at) values (p_id, p_public_id, p_case, p_hash, p_now)
  on conflict (case_id) where certificates.revoked_at is null do nothing;
  return query select c.public_id, c.issued_at from certificates c where c.case_id = p_case and c.revoked_at is null;
end $function$;
-- issue_certificate(uuid,text,uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.issue_code(p_id uuid, p_purpose text, p_subject text, p_hash text, p_tries integer, p_now timestamp with time zone, p_expires timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update one_time_codes set used_at = p_now where subject = p_subject and purpose = p_purpose and used_at is null;
  insert into one_time_codes (id, purpose, subject, code_hash, tries_left, created_at, expires_at)
  values (p_id, p_purpose, p_subject, p_hash, p_tries, p_now, p_expires);
end $function$;
-- issue_code(uuid,text,text,text,integer,timestamp with time zone,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.issue_staff(p_id uuid, p_org uuid, p_login_id text, p_name text, p_role text, p_hash text, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor();
begin
  if not may_keep_account(p_org, p_role, a) or not is_role_of(p_org, p_role) then raise insufficient_privilege; end if;
  insert into staff_accounts (id, org_id, login_id, name, role, password_hash, created_at, created_by)
  values (p_id, p_org, lower(p_login_id), p_name, p_role, p_hash, p_now, a.account_id) on conflict (login_id) do nothing;
  if not found then return false; end if;
  perform note_staff_event(p_id, 'issued', jsonb_build_object('role', p_role), p_now);
  return true;
end $function$;
-- issue_staff(uuid,uuid,text,text,text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.join_persons(p_merge uuid, p_to uuid, p_from uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare r record;
begin
  for r in select to_jsonb(c) as row from cases c where c.person_id = p_from order by c.id loop
    perform merge_change(p_merge, 'cases', r.row, jsonb_build_object('person_id', p_to));
  end loop;
end $function$;
-- join_persons(uuid,uuid,uuid) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.judge_channels(p_item uuid, p_case uuid, p_now timestamp with time zone)
 RETURNS text[]
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare live text[]; observed boolean;
begin
  if session_user = 'hersys_web' and not may_see_case(p_case, current_actor()) then raise insufficient_privilege; end if;
  select state = 'observing' into observed from watches where case_id = p_case for no key update;
  if observed is distinct from true or not exists (select from observation_plans where case_id = p_case and superseded_at is null) then return null; end if;
  live := live_channels(p_case);
  if cardinality(live) > 0 then
    if exists (select from attention_items where case_id = p_case and kind = 'no-channel' and closed_at is null and answered_at is null) then
      perform meet_item(p_case, 'no-channel', p_now);
    end if;
  elsif not exists (select from attention_items where case_id = p_case and kind = 'no-channel' and closed_at is null and answered_at is null) then
    perform raise_item(p_item, null, p_case, '', 'no-channel', false, p_now, '{}', p_now);
  end if;
  return live;
end $function$;
-- judge_channels(uuid,uuid,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.keep_call(p_call uuid, p_step integer, p_state jsonb, p_reply text, p_event jsonb, p_more jsonb, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into call_scripts (call_id, step, state, reply, updated_at) values (p_call, p_step + 1, p_state, p_reply, p_now)
  on conflict (call_id) do update set step = excluded.step, state = excluded.state, reply = excluded.reply, updated_at = excluded.updated_at;
  insert into call_events (call_id, step, at, place, heard, said, did)
  values (p_call, p_step, p_now, p_event ->> 'place', p_event -> 'heard', p_event -> 'said', coalesce(p_event -> 'did', '[]'))
  on conflict (call_id, step) do nothing;
  if p_more is not null then perform move_call(p_call, null, p_more, p_now); end if;
end $function$;
-- keep_call(uuid,integer,jsonb,text,jsonb,jsonb,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.keep_case_keys(p_case uuid, p_keys text[], p_blocks integer[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- keep_case_keys(uuid,text[],integer[]) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.keep_daily_count(p_id uuid, p_log uuid, p_institution uuid, p_day date, p_source text, p_counts jsonb, p_revision integer, p_reason text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- keep_daily_count(uuid,uuid,uuid,date,text,jsonb,integer,text) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.keep_record()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare before case_records; day text;
begin
  perform from watches where case_id = new.case_id for no key update;
  if not found then perform from cases where id = new.case_id for no key update; end if;
  if new.revision > 1 then
    select * into before from case_records where entry_id = new.entry_id and superseded_at is null;
    if not found or before.case_id <> new.case_id or before.tab <> new.tab then raise exception 'no such entry'; end if;
    if before.revision <> new.revision - 1 then raise exception 'another revision stands' using errcode = 'serialization_failure'; end if;
    update case_records set superseded_at = new.recorded_at where id = before.id;
  end if;
  new.superseded_at := null;
  select reporting_institution_id into new.institution_id from cases where id = new.case_id;
  day := '^\d{4}-\d\d-\d\d$';
  new.on_day := (select v::date from jsonb_each_text(new.answers) e(k, v)
                  where k = (case new.tab when 'tests' then 'sampledOn' when 'measures' then 'measuredOn' when 'course' then 'on' else 'fromOn' end) and v ~ day);
  new.until_day := (select v::date from jsonb_each_text(new.answers) e(k, v) where k = 'untilOn' and v ~ day);
  new.hospital_id := (select (new.answers -> 'hospital' ->> 'id')::uuid where new.tab = 'medical' and new.answers ->> 'care' = 'inpatient');
  return new;
end $function$;
-- keep_record() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.keep_watched(p_case uuid, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare w watches; c cases; since timestamptz; item uuid; r record;
begin
  select * into w from watches where case_id = p_case;
  if not found then return; end if;
  select * into c from cases where id = p_case;
  if w.state = 'observing' then
    if not exists (select from attention_items where case_id = p_case and kind = 'no-report' and closed_at is null) then
      select greatest(w.began_at, (select max(received_at) from daily_reports where case_id = p_case and revises_id is null),
                      (select max(closed_at) from attention_items where case_id = p_case and kind = 'no-report' and closed_by is not null)) into since;
      item := raise_item(gen_random_uuid(), null, p_case, '', 'no-report', false, since, '{}', p_now);
    end if;
    -- Due when its own period ends; one that shows already goes on showing.
    update attention_items set due_at = greatest(((w.period_to + 1)::text || ' 00:00+09')::timestamptz, w.began_at)
     where case_id = p_case and kind = 'release-due' and closed_at is null
       and due_at <> greatest(((w.period_to + 1)::text || ' 00:00+09')::timestamptz, w.began_at)
       and due_at > least(greatest(((w.period_to + 1)::text || ' 00:00+09')::timestamptz, w.began_at), p_now);
    if not exists (select from attention_items where case_id = p_case and kind = 'release-due' and closed_at is null) then
      item := raise_item(gen_random_uuid(), null, p_case, '', 'release-due', false, greatest(p_now, ((w.period_to + 1)::text || ' 00:00+09')::timestamptz), '{}', p_now);
    end if;
    if not exists (select from registrations where case_id = p_case and ended_at is null)
       and not exists (select from attention_items where case_id = p_case and kind = 'not-registered' and closed_at is null) then
      select greatest(w.began_at, max(ended_at)) + hours_of((select settings from organisations where id = w.owner_centre_id), 'registerHours', 24) into since
        from registrations where case_id = p_case;
      item := raise_item(gen_random_uuid(), null, p_case, '', 'not-registered', false, since, '{}', p_now);
    end if;
  end if;
  if c.confirmed_at is null and c.state not in ('withdrawn', 'contact') then
    select coalesce(max(n.filed_at), w.began_at) into since from notifications n join organisations o on o.id = n.org_id where n.case_id = p_case and o.kind = 'institution';
    if not exists (select from attention_items i where i.case_id = p_case and i.kind = 'unconfirmed'
                      and (i.closed_at is null or i.closed_by is not null and i.closed_at >= since)) then
      since := since + hours_of((select settings from organisations where id = w.owner_centre_id), 'confirmHours', 4);
      item := raise_item(gen_random_uuid(), null, p_case, '', 'unconfirmed', false, since, '{}', p_now);
    end if;
  end if;
  for r in select d.id from daily_reports d where d.case_id = p_case and d.level = 'urgent'
             and not exists (select from attention_items i where i.case_id = p_case and i.kind = 'red-flag' and i.latest_at >= d.received_at
                                and (i.closed_at is null or i.closed_by is not null and i.closed_at >= d.received_at))
            order by d.received_at desc, d.id desc limit 1 loop
    item := raise_item(gen_random_uuid(), null, p_case, '', 'red-flag', true, p_now, jsonb_build_object('reportId', r.id), p_now);
  end loop;
  for r in select i.subject, i.kind, i.urgent, i.due_at, i.detail from case_merges m
             join case_merge_rows x on x.merge_id = m.id and x.table_name = 'attention_items' and x.what = 'moved'
             join attention_items i on i.id = (x.key ->> 'id')::uuid and i.case_id = m.absorbed_id
            where m.survivor_id = p_case and m.kind = 'same-case' and m.undone_at = p_now and i.closed_at is null and i.latest_at > m.merged_at
              and i.kind not in ('no-report', 'release-due', 'not-registered', 'unconfirmed', 'red-flag', 'hand-over-waiting', 'likely-same')
              and not exists (select from attention_items o where o.case_id = p_case and o.kind = i.kind and o.closed_at is null) loop
    item := raise_item(gen_random_uuid(), null, p_case, r.subject, r.kind, r.urgent, r.due_at, r.detail, p_now);
  end loop;
end $function$;
-- keep_watched(uuid,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.kept_organisations(a actor)
 RETURNS TABLE(id uuid, name text, kind text, kana text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select o.id, o.name, o.kind, coalesce(o.kana, '') from organisations o where a.org_kind = 'operator' and o.kind in ('operator', 'helpdesk', 'ministry', 'prefecture', 'centre')
  union all
  select o.id, o.name, o.kind, coalesce(o.kana, '') from organisations o where a.org_kind in ('centre', 'prefecture') and a.role = 'manager' and o.id = a.org_id
  union all
  select o.id, o.name, o.kind, coalesce(o.kana, '') from organisations o where a.org_kind = 'centre' and a.role = 'manager' and o.parent_id = a.org_id and o.kind = 'institution'
$function$;
-- kept_organisations(actor) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.key_columns(p_table text)
 RETURNS text[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select array_agg(a.attname::text order by a.attnum) from pg_index x join pg_attribute a on a.attrelid = x.indrelid and a.attnum = any (x.indkey)
   where x.indrelid = p_table::regclass and x.indisprimary
$function$;
-- key_columns(text) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.key_of(p_table text, p_row jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select jsonb_object_agg(k, p_row -> k) from unnest(key_columns(p_table)) k
$function$;
-- key_of(text,jsonb) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.language_of_case(p_case uuid)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select coalesce((select a.language from registrations r join patient_accounts a on a.id = r.account_id where r.case_id = c.id and r.ended_at is null), c.language)
    from cases c where c.id = p_case and may_see_case(p_case, current_actor())
$function$;
-- language_of_case(uuid) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.leveled_figures_of(f case_facts)
 RETURNS TABLE(level text, scope text, kind text, day date, key text)
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select l.level, l.scope, g.kind, g.day, g.key
    from figures_of(f) g cross join lateral (values ('centre', f.centre_id::text), ('prefecture', f.prefecture_code), ('nation', 'JP')) l (level, scope)
   where l.scope is not null
  union all
  select 'prefecture', f.prefecture_code, 'cell', f.reported_on - (extract(isodow from f.reported_on)::int - 1),
         concat_ws('|', coalesce(f.sex, 'blank'), age_key(f.age), coalesce(f.severity, 'blank'), coalesce(f.outcome, 'blank'))
   where f.prefecture_code is not null
$function$;
-- leveled_figures_of(case_facts) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.link_persons(p_id uuid, p_case uuid, p_other uuid, p_reason text, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); c cases; o cases;
begin
  if a.org_kind is distinct from 'centre' or a.role not in ('nurse', 'manager') or p_case = p_other or coalesce(p_reason, '') = '' then return 'not-found'; end if;
  if not lock_cases(array[p_case, p_other]) then return 'again'; end if;
  select * into c from cases where id = least(p_case, p_other); select * into o from cases where id = greatest(p_case, p_other);
  if c.id is null or o.id is null or not may_decide_pair(p_case, p_other, a) then return 'not-found'; end if;
  if c.state in ('merged', 'expired') or o.state in ('merged', 'expired') then return 'state'; end if;
  if c.person_id = o.person_id then return 'already'; end if;
  insert into case_merges (id, kind, survivor_id, absorbed_id, org_id, reason, merged_at, merged_by, survivor_was, absorbed_was)
  values (p_id, 'same-person', c.id, o.id, a.org_id, p_reason, p_now, a.account_id, '{}', '{}');
  perform join_persons(p_id, c.person_id, o.person_id);
  perform remember_decision(c.id, o.id, 'new-infection', p_reason, p_id, a, p_now);
  return 'ok';
end $function$;
-- link_persons(uuid,uuid,uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.list_and_queue_case()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform settle_listings(new.id);
  if tg_op = 'INSERT' or (old.family_name, old.given_name, old.family_kana, old.given_kana, old.birth_on, old.sex, old.phone, old.postal_code, old.address, old.reporting_institution_id)
     is distinct from (new.family_name, new.given_name, new.family_kana, new.given_kana, new.birth_on, new.sex, new.phone, new.postal_code, new.address, new.reporting_institution_id)
  then insert into key_queue (case_id) values (new.id); end if;
  return null;
end $function$;
-- list_and_queue_case() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.list_case()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform settle_listings(new.case_id);
  return null;
end $function$;
-- list_case() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.list_unusual(p_since timestamp with time zone)
 RETURNS TABLE(id uuid, kind text, hour timestamp with time zone, n integer, actor_id uuid, actor_name text, login_id text, org_name text, seen_at timestamp with time zone, seen_by_name text, note text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with me as materialized (select (current_actor()).*)
  select u.id, u.kind, u.hour, u.n, u.actor_id, s.name, s.login_id, o.name, u.seen_at, b.name, u.note
    from me, unusual_accesses u join staff_accounts s on s.id = u.actor_id join organisations o on o.id = u.org_id left join staff_accounts b on b.id = u.seen_by
   where u.hour > p_since and (me.org_kind = 'operator' or me.org_kind = 'centre' and me.role = 'manager' and u.heard_by = me.org_id
      or me.org_kind = 'prefecture' and (u.heard_by = me.org_id or u.heard_by in (select x.id from organisations x where x.parent_id = me.org_id)))
   order by u.seen_at is not null, u.hour desc, u.id desc limit 100
$function$;
-- list_unusual(timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.listing_orgs(p_case uuid)
 RETURNS TABLE(org_id uuid, treating boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select o.id, bool_and(o.treating) from (
    select c.reporting_institution_id as id, false as treating from cases c where c.id = p_case or c.merged_into = p_case
    union all select c.notified_centre_id, false from cases c where c.id = p_case or c.merged_into = p_case
    union all select w.owner_centre_id, false from watches w where w.case_id = p_case
    union all select t.institution_id, true from treatments t where t.case_id = p_case and t.ended_at is null) o
   where o.id is not null and not exists (select from cases c where c.id = p_case and c.state in ('merged', 'expired')) group by o.id
$function$;
-- listing_orgs(uuid) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.live_channels(p_case uuid)
 RETURNS text[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare c cases; p observation_plans; live text[] := '{}';
begin
  if session_user = 'hersys_web' and not may_see_case(p_case, current_actor()) then return null; end if;
  select * into c from cases where id = p_case;
  select * into p from observation_plans where case_id = p_case and superseded_at is null;
  if (p.id is null or 'web' = any (p.channels)) and (exists (select from registrations r where r.case_id = p_case and r.ended_at is null)
     or (c.phone ~ '^0[6789]0[1-9]\d{7}$' and can_be_texted(c.phone))) then live := live || 'web'::text; end if;
  if exists (select from call_plans l where l.case_id = p_case and l.ended_at is null) then
    live := live || 'automatic-call'::text; end if;
  if 'inbound-call' = any (p.channels) and c.birth_on is not null then live := live || 'inbound-call'::text; end if;
  if 'staff-call' = any (p.channels) and c.phone ~ '^(0\d{9,10}|\+\d{7,15})$' then live := live || 'staff-call'::text; end if;
  return live;
end $function$;
-- live_channels(uuid) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.lock_call(p_call uuid, p_now timestamp with time zone)
 RETURNS TABLE(id uuid, case_id uuid, direction text, state text, language text, phone text, identified boolean, provider_call_id text, step integer, script jsonb, reply text, disease text, settings jsonb, previous_spo2 smallint, previous_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- lock_call(uuid,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.lock_case(p_case uuid)
 RETURNS TABLE(owner_centre_id uuid, state text, period_from date, period_to date)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if not may_see_case(p_case, current_actor()) then return; end if;
  return query select w.owner_centre_id, w.state, w.period_from, w.period_to from watches w where w.case_id = p_case for no key update;
end $function$;
-- lock_case(uuid) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.lock_cases(p_cases uuid[])
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare r record; held uuid[] := '{}';
begin
  for r in select distinct account_id from registrations where case_id = any (p_cases) and ended_at is null order by account_id loop
    perform pg_advisory_xact_lock(hashtextextended('claim account ' || r.account_id, 0));
    held := held || r.account_id;
  end loop;
  for r in select hersys_id from cases where id = any (p_cases) order by hersys_id loop
    perform pg_advisory_xact_lock(hashtextextended('claim id ' || r.hersys_id, 0));
  end loop;
  perform from watches where case_id = any (p_cases) order by case_id for no key update;
  perform from cases where id = any (p_cases) order by id for update;
  return not exists (select from registrations where case_id = any (p_cases) and ended_at is null and account_id <> all (held));
end $function$;
-- lock_cases(uuid[]) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.lock_staff(p_id uuid, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare s staff_accounts := hold_kept_account(p_id);
begin
  if s.id is null or s.id = (current_actor()).account_id then return 'no'; end if;
  if is_last_manager(s) then return 'last'; end if;
  update staff_accounts set locked_at = p_now, locked_by = (current_actor()).account_id where id = p_id;
  perform end_staff_sessions(p_id, p_now);
  perform note_staff_event(p_id, 'locked', '{}', p_now);
  return 'done';
end $function$;
-- lock_staff(uuid,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.loose_faxes(p_now timestamp with time zone, p_limit integer)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select id from faxes where discarded_at <= p_now - policy('faxes-days') * interval '1 day' and is_over(discarded_at, policy('faxes-days'), p_now)
   order by discarded_at, id limit p_limit
$function$;
-- loose_faxes(timestamp with time zone,integer) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.loose_sms(p_now timestamp with time zone, p_limit integer)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select e.id from sms_events e where e.id < uuid_floor(p_now - policy('replies-days') * interval '1 day') and e.handled_at is not null
     and is_over(e.received_at, policy('replies-days'), p_now)
     and not exists (select from sms_replies r where r.id = e.id and r.case_id is not null)
   order by e.id limit p_limit
$function$;
-- loose_sms(timestamp with time zone,integer) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.mail_proof(p_token text, p_purpose text, p_now timestamp with time zone)
 RETURNS TABLE(email text, language text, sent_count integer, sent_at timestamp with time zone, is_verified boolean, has_account boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select s.email, s.language, s.sent_count, s.sent_at, s.verified_at is not null,
         case when s.verified_at is not null then exists (select from patient_accounts a where a.email = s.email) end
    from sign_ups s where s.token_hash = p_token and s.purpose = p_purpose and s.expires_at > p_now
     and (s.account_id is null or s.account_id = (current_actor()).account_id)
$function$;
-- mail_proof(text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.may_add_factor(p_account uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select coalesce((current_actor()).kind = 'staff' and (current_actor()).account_id = p_account, false)
      or exists (select from staff_accounts where id = p_account and phone_verified_at is null)
         and not exists (select from security_keys where account_id = p_account and removed_at is null)
$function$;
-- may_add_factor(uuid) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.may_decide_pair(p_one uuid, p_other uuid, a actor)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select a.org_kind = 'centre' and a.org_id in (centre_of_case(p_one), centre_of_case(p_other))
     and (may_see_case(p_one, a) and may_see_case(p_other, a)
          or exists (select from likeness_asks k where k.case_id = greatest(p_one, p_other) and k.other_case_id = least(p_one, p_other)))
$function$;
-- may_decide_pair(uuid,uuid,actor) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.may_keep_account(p_org uuid, p_role text, a actor)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select exists (select from organisations o where o.id = p_org and case a.org_kind
    when 'centre' then a.role = 'manager' and (o.id = a.org_id or (o.parent_id = a.org_id and o.kind = 'institution'))
    when 'prefecture' then a.role = 'manager' and o.id = a.org_id
    when 'operator' then o.kind in ('operator', 'helpdesk', 'ministry', 'prefecture') or (o.kind = 'centre' and p_role = 'manager')
    else false end)
$function$;
-- may_keep_account(uuid,text,actor) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.may_name_treatment(p_case uuid, a actor)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select case a.org_kind
    when 'institution' then exists (select from cases c where c.id = p_case and c.reporting_institution_id = a.org_id)
    when 'centre' then a.org_id = (select coalesce(w.owner_centre_id, c.notified_centre_id) from cases c left join watches w on w.case_id = c.id where c.id = p_case)
    else false end
$function$;
-- may_name_treatment(uuid,actor) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.may_see_case(c uuid, a actor)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- may_see_case(uuid,actor) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.meet_item(p_case uuid, p_kind text, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform from watches where case_id = p_case for no key update;
  with met as (
    update attention_items set
      closed_at = case when due_at > p_now then p_now end, outcome = case when due_at > p_now then 'met-in-time' end,
      answered_at = case when due_at > p_now then null else p_now end
    where case_id = p_case and kind = p_kind and closed_at is null returning id, case_id, closed_at)
  insert into attention_events (id, item_id, case_id, at, what) select gen_random_uuid(), id, case_id, p_now, case when closed_at is null then 'answered' else 'closed' end from met;
end $function$;
-- meet_item(uuid,text,timestamp with time zone) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.meet_own_item(p_case uuid, p_kind text, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor();
begin
  if a.kind is distinct from 'staff' or p_kind <> 'sms-undeliverable' or not may_see_case(p_case, a) then raise insufficient_privilege; end if;
  perform meet_item(p_case, p_kind, p_now);
end $function$;
-- meet_own_item(uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.merge_aside(p_merge uuid, p_table text, p_row jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare r record;
begin
  if p_table = 'notification_drafts' then
    for r in select to_jsonb(x) as row from likeness_answers x where x.draft_id = (p_row ->> 'id')::uuid loop
      perform merge_aside(p_merge, 'likeness_answers', r.row);
    end loop;
  end if;
  execute format('delete from %I t using jsonb_populate_record(null::%I, $1) k where %s', p_table, p_table, where_key(p_table)) using p_row;
  perform note_merge_row(p_merge, p_table, 'aside', key_of(p_table, p_row), p_row);
end $function$;
-- merge_aside(uuid,text,jsonb) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.merge_cases(p_id uuid, p_survivor uuid, p_absorbed uuid, p_reason text, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); s cases; g cases; ws watches; wg watches; moved uuid; reopened boolean;
begin
  if a.org_kind is distinct from 'centre' or a.role not in ('nurse', 'manager') or p_survivor = p_absorbed or coalesce(p_reason, '') = '' then return 'not-found'; end if;
  if not lock_cases(array[p_survivor, p_absorbed]) then return 'again'; end if;
  select * into s from cases where id = p_survivor; select * into g from cases where id = p_absorbed;
  select * into ws from watches where case_id = p_survivor; select * into wg from watches where case_id = p_absorbed;
  if s.id is null or g.id is null or not may_decide_pair(p_survivor, p_absorbed, a) then return 'not-found'; end if;
  if s.state <> 'filed' or g.state <> 'filed' or ws.case_id is null or wg.case_id is null or s.kind <> g.kind then return 'state'; end if;
  if s.disease <> g.disease then return 'disease'; end if;
  if (ws.end_kind is not distinct from 'death') <> (wg.end_kind is not distinct from 'death') then return 'death'; end if;
  insert into case_merges (id, kind, survivor_id, absorbed_id, org_id, reason, merged_at, merged_by, survivor_was, absorbed_was)
  values (p_id, 'same-case', s.id, g.id, a.org_id, p_reason, p_now, a.account_id, merge_view(s, ws), merge_view(g, wg));

  reopened := ws.state = 'ended' and wg.state = 'observing';
  perform merge_prepare(p_id, s.id, g.id, ws, wg, a.account_id, p_now);
  perform merge_aside(p_id, 'watches', to_jsonb(wg));
  perform merge_move(p_id, s.id, g.id);
  if ws.owner_centre_id <> wg.owner_centre_id then
    -- Whoever owned the absorbed case gave it to the survivor's owner: that is what the history says, and the last acceptance names the owner.
    moved := gen_random_uuid();
    insert into hand_overs (id, case_id, from_centre_id, to_centre_id, state, reason, asked_at, asked_by, decided_at, decided_by, decision_note)
    values (moved, s.id, wg.owner_centre_id, ws.owner_centre_id, 'accepted', '同一の症例として統合', p_now, a.account_id, p_now, a.account_id, p_reason);
    perform note_merge_row(p_id, 'hand_overs', 'added', jsonb_build_object('id', moved), null);
  end if;
  -- The stricter watch: observed as long as either was, and as closely.
  if reopened then
    insert into watch_reopenings (id, case_id, ended_at, ended_by, end_kind, end_note, reopened_at, reopened_by, reason)
    values (gen_random_uuid(), s.id, ws.ended_at, ws.ended_by, ws.end_kind, ws.end_note, p_now, a.account_id, '同一の症例として統合');
  end if;
  update watches w set state = case when reopened then 'observing' else w.state end, ended_at = case when not reopened then w.ended_at end,
         ended_by = case when not reopened then w.ended_by end, end_kind = case when not reopened then w.end_kind end, end_note = case when not reopened then w.end_note end,
         period_from = least(w.period_from, wg.period_from), period_to = greatest(w.period_to, wg.period_to), began_at = least(w.began_at, wg.began_at),
         level = case when wg.level_rank < w.level_rank then wg.level else w.level end, updated_at = p_now
   where w.case_id = s.id;
  if s.person_id <> g.person_id then perform join_persons(p_id, s.person_id, g.person_id); end if;
  select * into g from cases where id = p_absorbed;
  perform merge_change(p_id, 'cases', to_jsonb(g), jsonb_build_object('state', 'merged', 'merged_into', s.id));
  if s.phone is null and g.phone is not null then update cases set phone = g.phone, phone_kind = g.phone_kind, updated_at = p_now where id = s.id; end if;
  perform resettle_case(s.id, p_now);
  perform settle_after_merge(s.id, a, p_now);
  perform remember_decision(s.id, g.id, 'same-case', p_reason, p_id, a, p_now);
  -- The centre that did not decide it hears of it: the owner at the case, who gave a case away without one.
  if ws.owner_centre_id <> a.org_id then
    perform raise_item(gen_random_uuid(), null, s.id, '', 'likely-same', false, p_now, jsonb_build_object('merge', p_id), p_now);
  elsif wg.owner_centre_id <> a.org_id then
    perform raise_item(gen_random_uuid(), wg.owner_centre_id, null, p_id::text, 'likely-same', false, p_now, jsonb_build_object('merge', p_id), p_now);
  end if;
  perform pg_notify('centre', ws.owner_centre_id::text), pg_notify('centre', wg.owner_centre_id::text);
  return 'ok';
end $function$;
-- merge_cases(uuid,uuid,uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.merge_change(p_merge uuid, p_table text, p_row jsonb, p_set jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if set_row(p_table, key_of(p_table, p_row), p_set) <> 1 then raise exception 'a row of % was not there to be moved', p_table; end if;
  perform note_merge_row(p_merge, p_table, 'moved', key_of(p_table, p_row || p_set), (select jsonb_object_agg(c, p_row -> c) from jsonb_object_keys(p_set) c));
end $function$;
-- merge_change(uuid,text,jsonb,jsonb) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.merge_move(p_merge uuid, s uuid, g uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare m record; r record;
begin
  for m in select * from moved_tables() where to_regclass(table_name) is not null order by place loop
    if m.way = 'derived' then
      execute format('delete from %I where %I = $1', m.table_name, m.column_name) using g;
    elsif m.way in ('move', 'first', 'prepared') then
      for r in execute format('select to_jsonb(t) as row from %I t where t.%I = $1', m.table_name, m.column_name) using g loop
        begin
          perform merge_change(p_merge, m.table_name, r.row, jsonb_build_object(m.column_name, s));
        exception when unique_violation then
          if m.way <> 'first' then raise; end if;
          perform merge_aside(p_merge, m.table_name, r.row);
        end;
      end loop;
    end if;
  end loop;
end $function$;
-- merge_move(uuid,uuid,uuid) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.merge_plans(p_merge uuid, s uuid, g uuid, ws watches, wg watches, p_by uuid, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare mine observation_plans; theirs observation_plans; rings call_plans; others call_plans; channels text[]; made uuid;
begin
  select * into mine from observation_plans where case_id = s and superseded_at is null;
  select * into theirs from observation_plans where case_id = g and superseded_at is null;
  if theirs.id is not null and (mine.id is not null or wg.state = 'ended') then
    perform merge_change(p_merge, 'observation_plans', to_jsonb(theirs), jsonb_build_object('superseded_at', p_now));
  end if;
  -- The survivor's calls: those agreed upon, or those that come back with an observation that goes on.
  select * into rings from call_plans p where p.case_id = s and (p.ended_at is null
    or ws.state = 'ended' and wg.state = 'observing' and p.ended_why = 'observation-ended' and p.ended_at = ws.ended_at);
  select * into others from call_plans where case_id = g and ended_at is null;
  if wg.state = 'ended' then return; end if;

  if rings.id is not null and others.id is not null then
    perform merge_aside(p_merge, 'call_plans', to_jsonb(others));
    perform merge_change(p_merge, 'call_plans', to_jsonb(rings), jsonb_build_object('ended_at', coalesce(rings.ended_at, p_now), 'ended_why', 'changed'));
    made := gen_random_uuid();
    insert into call_plans (id, case_id, phone, language, times, days, set_at, set_by, next_at)
    select made, s, case when exists (select from call_plans o where o.phone = rings.phone and o.ended_at is null) then others.phone else rings.phone end,
           rings.language, first_times(rings.times, others.times),
           case when rings.days is not null and others.days is not null then array(select distinct d from unnest(rings.days || others.days) d order by d) end,
           p_now, p_by, least(rings.next_at, others.next_at);
    perform note_merge_row(p_merge, 'call_plans', 'added', jsonb_build_object('id', made), null);
  end if;

  if mine.id is null and theirs.id is null then return; end if;
  channels := array(select distinct c from unnest(coalesce(mine.channels, '{web}') || coalesce(theirs.channels, '{web}')
    || case when rings.id is not null or others.id is not null then '{automatic-call}'::text[] else '{}' end) c order by c);
  if mine.id is not null and mine.channels @> channels and (theirs.id is null or mine.call_times @> theirs.call_times) then return; end if;
  if mine.id is null and theirs.channels @> channels then return; end if;
  perform merge_change(p_merge, 'observation_plans', to_jsonb(case when mine.id is null then theirs else mine end), jsonb_build_object('superseded_at', p_now));
  made := gen_random_uuid();
  insert into observation_plans (id, case_id, set_at, set_by, channels, call_phone, call_times, call_language, reason)
  select made, s, p_now, p_by, channels, coalesce(c.phone, mine.call_phone, theirs.call_phone),
         coalesce(c.times, first_times(coalesce(mine.call_times, '{}'), coalesce(theirs.call_times, '{}'))), coalesce(c.language, mine.call_language, theirs.call_language),
         '同一の症例として統合'
    from (select 1) one left join lateral (select * from call_plans where case_id in (s, g) and ended_at is null order by case_id = s desc limit 1) c on true;
  perform note_merge_row(p_merge, 'observation_plans', 'added', jsonb_build_object('id', made), null);
end $function$;
-- merge_plans(uuid,uuid,uuid,watches,watches,uuid,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.merge_prepare(p_merge uuid, s uuid, g uuid, ws watches, wg watches, p_by uuid, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare i attention_items; j attention_items; r record; mine jsonb; theirs jsonb; base int; other uuid;
begin
  -- What another centre was asked about the absorbed case is taken back: the survivor's owner is the owner.
  for r in select to_jsonb(h) as row from hand_overs h where h.case_id = g and h.state = 'pending' loop
    perform merge_change(p_merge, 'hand_overs', r.row, jsonb_build_object('state', 'withdrawn', 'decided_at', p_now, 'decided_by', p_by, 'decision_note', '同一の症例として統合'));
  end loop;
  for i in select * from attention_items where case_id = g and kind = 'hand-over-waiting' and closed_at is null loop
    perform merge_change(p_merge, 'attention_items', to_jsonb(i), jsonb_build_object('closed_at', p_now, 'closed_by', p_by, 'outcome', 'merged'));
  end loop;
  -- Every open item: to the survivor's owner, or into the open one of its kind.
  for i in select * from attention_items where case_id = g and closed_at is null order by id loop
    select * into j from attention_items where case_id = s and kind = i.kind and closed_at is null;
    if found then perform fold_item(p_merge, i, j, s, greatest(ws.period_to, wg.period_to), p_by, p_now);
    else perform merge_change(p_merge, 'attention_items', to_jsonb(i), jsonb_build_object('case_id', s, 'centre_id', ws.owner_centre_id)
      || case when ws.owner_centre_id = wg.owner_centre_id then '{}' else under_new_owner(i, wg, ws.owner_centre_id, p_now) end);
    end if;
  end loop;
  for r in select to_jsonb(d) as row, d.idempotency_key as key from daily_reports d
            where d.case_id = g and exists (select from daily_reports x where x.case_id = s and x.reported_on = d.reported_on and x.idempotency_key = d.idempotency_key) loop
    perform merge_change(p_merge, 'daily_reports', r.row, jsonb_build_object('idempotency_key', r.key || '~' || g));
  end loop;
  for r in select to_jsonb(x) as row from case_records x where x.case_id = g and x.superseded_at is null and x.tab in ('identity', 'basics', 'observation')
              and exists (select from case_records y where y.case_id = s and y.tab = x.tab and y.superseded_at is null) loop
    perform merge_change(p_merge, 'case_records', r.row, jsonb_build_object('superseded_at', p_now));
  end loop;
  select least(coalesce(min(n.revision), 1), 1) - 1 into base from notifications n where n.case_id = s;
  for r in select to_jsonb(n) as row, base - (max(n.revision) over () - n.revision) as revision from notifications n where n.case_id = g order by n.revision loop
    perform merge_change(p_merge, 'notifications', r.row, jsonb_build_object('revision', r.revision));
  end loop;
  for r in select to_jsonb(d) as row from notification_drafts d where d.corrects_case_id = g and d.case_id is null loop
    perform merge_change(p_merge, 'notification_drafts', r.row, '{"corrects_case_id": null, "base_revision": null}');
  end loop;
  -- Both telephones go on. Where one account held both, the survivor's registration is enough.
  for r in select to_jsonb(x) as row, x.ended_at is null and exists (select from registrations y where y.case_id = s and y.account_id = x.account_id and y.ended_at is null) as is_double
             from registrations x where x.case_id = g loop
    perform merge_change(p_merge, 'registrations', r.row, jsonb_build_object('merged_from', coalesce(r.row ->> 'merged_from', g::text))
      || case when r.is_double then jsonb_build_object('ended_at', p_now, 'ended_by', p_by, 'end_kind', 'merged', 'end_reason', '同一の症例として統合') else '{}' end);
  end loop;
  update certificates set revoked_at = greatest(issued_at, p_now), revoked_why = 'fields' where case_id = g and revoked_at is null;
  for r in select to_jsonb(c) as row from calls c where c.case_id = g and exists (select from calls x where x.case_id = s and (x.plan_day, x.plan_time, x.attempt_no) = (c.plan_day, c.plan_time, c.attempt_no)) loop
    perform merge_change(p_merge, 'calls', r.row, jsonb_build_object('attempt_no', (r.row ->> 'attempt_no')::int + 100));
  end loop;
  perform merge_plans(p_merge, s, g, ws, wg, p_by, p_now);
  for r in select to_jsonb(q) as row from inquiries q where q.case_id = g and q.closed_at is null and exists (select from inquiries x where x.case_id = s and x.closed_at is null) loop
    perform merge_change(p_merge, 'inquiries', r.row, jsonb_build_object('closed_at', p_now, 'closed_by', p_by, 'close_note', '同一の症例として統合'));
  end loop;
  for r in select to_jsonb(x) as row from contacts x where (x.case_id, x.index_case_id) in ((s, g), (g, s)) loop
    perform merge_aside(p_merge, 'contacts', r.row);
  end loop;
  for r in select to_jsonb(x) as row from likeness_answers x where (x.case_id, x.other_case_id) in ((s, g), (g, s)) loop
    perform merge_aside(p_merge, 'likeness_answers', r.row);
  end loop;
  for r in select to_jsonb(p) as row, p.state, case when p.case_id = g then p.other_case_id else p.case_id end as other
             from likeness_candidates p where g in (p.case_id, p.other_case_id) and s not in (p.case_id, p.other_case_id) loop
    select to_jsonb(p) into mine from likeness_candidates p where p.case_id = greatest(s, r.other) and p.other_case_id = least(s, r.other);
    perform merge_aside(p_merge, 'likeness_candidates', r.row);
    if mine is null then
      perform put_back('likeness_candidates', r.row || jsonb_build_object('id', gen_random_uuid(), 'case_id', greatest(s, r.other), 'other_case_id', least(s, r.other)));
      perform note_merge_row(p_merge, 'likeness_candidates', 'added', jsonb_build_object('case_id', greatest(s, r.other), 'other_case_id', least(s, r.other)), null);
    elsif mine ->> 'state' = 'open' and r.state = 'other-person' then
      perform merge_change(p_merge, 'likeness_candidates', mine, (select jsonb_object_agg(k, r.row -> k) from unnest('{state,decided_at,decided_by,decision_note,decided_reasons}'::text[]) k));
    end if;
  end loop;
end $function$;
-- merge_prepare(uuid,uuid,uuid,watches,watches,uuid,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.merge_view(c cases, w watches)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select jsonb_build_object('hersysId', c.hersys_id, 'phone', c.phone, 'ownerId', w.owner_centre_id, 'owner', (select name from organisations where id = w.owner_centre_id),
    'state', w.state, 'periodFrom', w.period_from, 'periodTo', w.period_to, 'level', w.level, 'beganAt', w.began_at,
    'items', (select count(*) from attention_items i where i.case_id = c.id and i.closed_at is null))
$function$;
-- merge_view(cases,watches) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.merged_away(p_case uuid)
 RETURNS TABLE(survivor_id uuid, merged_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with me as materialized (select current_actor() as a),
  led as (select m.id, m.merged_at, survivor_of(m.absorbed_id) as survivor from case_merges m where m.absorbed_id = p_case and m.kind = 'same-case' and m.undone_at is null)
  select case when may_see_case(l.survivor, me.a) then l.survivor end, l.merged_at from led l, me
   where may_see_case(l.survivor, me.a)
      or (me.a).org_kind = 'institution' and (exists (select from cases c where c.id = p_case and c.reporting_institution_id = (me.a).org_id)
        or exists (select from case_merge_rows r join treatments t on t.id = (r.key ->> 'id')::uuid
                    where r.merge_id = l.id and r.table_name = 'treatments' and t.institution_id = (me.a).org_id))
$function$;
-- merged_away(uuid) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.message_counts(p_since timestamp with time zone)
 RETURNS TABLE(state text, n bigint, oldest timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select m.state, count(*), min(m.created_at) from current_actor() a join messages m on a.org_kind = 'operator'
   where m.created_at >= p_since and m.state in ('queued', 'sending', 'failed', 'unknown') group by m.state
$function$;
-- message_counts(timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.ministry_daily_counts(p_from date, p_to date)
 RETURNS TABLE(prefecture_code text, on_day date, band text, n integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select o.prefecture_code, s.on_day, s.band, sum(s.at_cut)::int from daily_count_sums(p_from, p_to) s join organisations o on o.id = s.centre_id
   where o.prefecture_code is not null group by 1, 2, 3 having sum(s.at_cut) > 0
$function$;
-- ministry_daily_counts(date,date) may be called by hersys_ministry

CREATE OR REPLACE FUNCTION public.move_call(p_id uuid, p_state text, p_more jsonb, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare c calls; owner uuid; goes boolean; at timestamptz; said text := 'moved';
begin
  select case_id into c.case_id from calls where id = p_id and plan_day = call_day(p_id);
  if not found then return 'not-found'; end if;
  select owner_centre_id into owner from watches where case_id = coalesce(c.case_id, (p_more ->> 'caseId')::uuid) for no key update;
  select * into c from calls where id = p_id and plan_day = call_day(p_id) for update;
  at := greatest(p_now, c.dialled_at, c.ringing_at, c.answered_at, c.identified_at);
  goes := p_state is not null and call_rank(c.state) < 9 and call_rank(p_state) > call_rank(c.state);
  if p_state is not null and not goes then said := case when p_state = c.state then 'same' else 'late' end; end if;
  update calls set
    state = case when goes then p_state else state end,
    provider = coalesce(provider, p_more ->> 'provider'), provider_call_id = coalesce(provider_call_id, p_more ->> 'providerCallId'),
    provider_code = case when goes then coalesce(p_more ->> 'code', provider_code) else provider_code end,
    aborted_at_question = case when goes and p_state = 'aborted' then p_more ->> 'abortedAtQuestion' else aborted_at_question end,
    case_id = coalesce(case_id, (p_more ->> 'caseId')::uuid), centre_id = coalesce(centre_id, owner),
    language = coalesce(p_more ->> 'language', language),
    answers = answers || coalesce(p_more -> 'answers', '{}'), report_id = coalesce(report_id, (p_more ->> 'reportId')::uuid),
    dialled_at = case when goes and call_rank(p_state) between 1 and 5 then coalesce(dialled_at, case when direction = 'out' then at end) else dialled_at end,
    ringing_at = case when goes and p_state = 'ringing' then at else ringing_at end,
    answered_at = case when goes and p_state in ('answered', 'identified', 'machine') then coalesce(answered_at, at) else answered_at end,
    identified_at = case when goes and p_state = 'identified' then at else identified_at end,
    ended_at = case when goes and (call_rank(p_state) = 9 or p_state = 'unknown') then at else ended_at end,
    settled_at = case when goes then null else settled_at end,
    updated_at = p_now
   where id = p_id and plan_day = call_day(p_id);
  if not goes then return said; end if;
  if call_rank(p_state) = 9 then
    delete from call_lines where call_id = p_id;
    perform pg_notify('calls', '');
  end if;
  if owner is not null then perform pg_notify('centre', owner::text); end if;
  return said;
end $function$;
-- move_call(uuid,text,jsonb,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.move_release_due(p_case uuid, p_due timestamp with time zone, p_now timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare n int;
begin
  perform from watches where case_id = p_case and owner_centre_id = (current_actor()).org_id and state = 'observing' for no key update;
  if not found then return 0; end if;
  update attention_items set due_at = p_due where case_id = p_case and kind = 'release-due' and closed_at is null and due_at > p_now and p_due > p_now;
  get diagnostics n = row_count;
  return n;
end $function$;
-- move_release_due(uuid,timestamp with time zone,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.move_report_deadlines(p_deadline time without time zone, p_now timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); n int;
begin
  if a.org_kind is distinct from 'centre' or a.role is distinct from 'manager' then raise insufficient_privilege; end if;
  perform from watches where owner_centre_id = a.org_id and state = 'observing' order by case_id for no key update;
  update attention_items set
    due_at = case when due_at > p_now then greatest(p_now, ((due_at at time zone 'Asia/Tokyo')::date + p_deadline) at time zone 'Asia/Tokyo') else due_at end,
    again_at = case when again_at > p_now then greatest(p_now, ((again_at at time zone 'Asia/Tokyo')::date + p_deadline) at time zone 'Asia/Tokyo') else again_at end
   where centre_id = a.org_id and kind = 'no-report' and closed_at is null and case_id is not null and (due_at > p_now or again_at > p_now);
  get diagnostics n = row_count;
  perform pg_notify('centre', a.org_id::text);
  return n;
end $function$;
-- move_report_deadlines(time without time zone,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.moved_tables()
 RETURNS TABLE(place integer, table_name text, column_name text, way text, arrived text, expires text, why text)
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select row_number() over ()::int, t.* from (values
    ('watches',              'case_id',          'combined', null,          'keep',   'later end, worse level, earlier beginning; the absorbed row is put aside'),
    ('attention_items',      'case_id',          'prepared', 'raised_at',   'delete', 'open items of one kind become one that shows as soon as either would have'),
    ('attention_events',     'case_id',          'move',     'at',          'delete', ''),
    ('daily_reports',        'case_id',          'prepared', 'received_at', 'delete', 'two of the same day with the same key both stay'),
    ('case_records',         'case_id',          'prepared', 'recorded_at', 'delete', 'of a tab with one entry the survivor''s is current'),
    ('place_stays',          'case_id',          'first',    null,          'delete', 'follows its record'),
    ('notifications',        'case_id',          'prepared', 'filed_at',    'delete', 'revisions of the absorbed count down from zero: the survivor''s stay the newest'),
    ('case_forms',           'case_id',          'first',    null,          'delete', 'what is unanswered in the survivor''s own 発生届'),
    ('notification_drafts',  'case_id',          'move',     null,          'delete', ''),
    ('notification_drafts',  'corrects_case_id', 'prepared', null,          'delete', 'an open correction becomes a draft of its own: nothing typed is lost'),
    ('notification_drafts',  'files_case_id',    'first',    null,          'delete', ''),
    ('faxes',                'case_id',          'move',     'uploaded_at', 'delete', ''),
    ('inquiries',            'case_id',          'prepared', 'asked_at',    'delete', 'of two open questions the absorbed one''s is closed'),
    ('sms_replies',          'case_id',          'move',     'at',          'delete', ''),
    ('registrations',        'case_id',          'prepared', 'created_at',  'delete', 'both telephones go on; two of one account become one'),
    ('registrations',        'merged_from',      'kept',     null,          'delete', 'under whose HER-SYS ID it was made'),
    ('surveys',              'case_id',          'move',     'answered_at', 'delete', ''),
    ('messages',             'case_id',          'move',     'created_at',  'delete', ''),
    ('message_marks',        'case_id',          'first',    null,          'delete', 'one daily notice a day'),
    ('notice_stops',         'case_id',          'first',    'asked_at',    'delete', 'what was said about the survivor''s notices stands'),
    ('call_attempts',        'case_id',          'move',     'planned_at',  'delete', ''),
    ('call_plans',           'case_id',          'first',    'set_at',      'delete', 'one living plan a case: the times of both'),
    ('calls',                'case_id',          'prepared', 'planned_at',  'delete', 'two attempts of the same minute both stay'),
    ('observation_plans',    'case_id',          'prepared', 'set_at',      'delete', 'the union of both plans is a plan of its own'),
    ('plan_queue',           'case_id',          'derived',  null,          'delete', ''),
    ('case_facts',           'case_id',          'kept',     null,          'delete', 'its worker books the absorbed case out of the figures'),
    ('fact_queue',           'case_id',          'kept',     null,          'delete', 'likewise'),
    ('hand_overs',           'case_id',          'prepared', 'asked_at',    'delete', 'what waits for an answer about the absorbed is taken back'),
    ('withdrawals',          'case_id',          'first',    'asked_at',    'delete', ''),
    ('correction_requests',  'case_id',          'move',     'asked_at',    'delete', ''),
    ('watch_reopenings',     'case_id',          'move',     'reopened_at', 'delete', ''),
    ('treatments',           'case_id',          'move',     'named_at',    'delete', ''),
    ('early_closings',       'case_id',          'first',    'closed_at',   'delete', ''),
    ('certificates',         'case_id',          'prepared', 'issued_at',   'delete', 'the absorbed one''s is revoked: it names an ID of its own'),
    ('contact_corrections',  'case_id',          'move',     'at',          'delete', ''),
    ('contacts',             'case_id',          'first',    'entered_at',  'delete', 'nobody is their own contact'),
    ('contacts',             'index_case_id',    'first',    'entered_at',  'delete', ''),
    ('api_filings',          'case_id',          'move',     null,          'delete', ''),
    ('import_rows',          'case_id',          'move',     null,          'delete', ''),
    ('import_rows',          'known_case_id',    'move',     null,          'delete', ''),
    ('bulk_rows',            'case_id',          'move',     null,          'delete', ''),
    ('retired_hersys_ids',   'case_id',          'move',     'retired_at',  'keep',   ''),
    ('likeness_answers',     'case_id',          'prepared', null,          'delete', 'what was said between the two themselves is put aside'),
    ('likeness_answers',     'other_case_id',    'first',    null,          'delete', ''),
    ('likeness_candidates',  'case_id',          'paired',   null,          'delete', 'pairs with others become the survivor''s; the pair of the two keeps the decision'),
    ('likeness_candidates',  'other_case_id',    'paired',   null,          'delete', 'likewise'),
    ('likeness_queue',       'case_id',          'derived',  null,          'delete', ''),
    ('likeness_queue',       'other_case_id',    'derived',  null,          'delete', ''),
    ('likeness_blocks',      'case_id',          'derived',  null,          'delete', ''),
    ('case_keys',            'case_id',          'derived',  null,          'delete', ''),
    ('key_queue',            'case_id',          'derived',  null,          'delete', ''),
    ('listings',             'case_id',          'derived',  null,          'delete', ''),
    ('cases',                'merged_into',      'move',     null,          'keep',   'what the absorbed had absorbed itself'),
    ('likeness_decisions',   'case_id',          'kept',     null,          'delete', 'who decided what about which two'),
    ('likeness_decisions',   'other_case_id',    'kept',     null,          'delete', 'likewise'),
    ('likeness_asks',        'case_id',          'kept',     null,          'delete', 'who asked to see which two'),
    ('likeness_asks',        'other_case_id',    'kept',     null,          'delete', 'likewise'),
    ('case_merges',          'survivor_id',      'kept',     null,          'delete', 'the merges themselves'),
    ('case_merges',          'absorbed_id',      'kept',     null,          'delete', 'likewise')
  ) t (table_name, column_name, way, arrived, expires, why)
$function$;
-- moved_tables() may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.name_reporting_institution()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  select reporting_institution_id, kind into new.institution_id, new.kind from cases where id = new.case_id;
  return new;
end $function$;
-- name_reporting_institution() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.note_merge_row(p_merge uuid, p_table text, p_what text, p_key jsonb, p_before jsonb)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  insert into case_merge_rows (merge_id, n, table_name, what, key, before)
  select p_merge, coalesce(max(n), 0) + 1, p_table, p_what, p_key, p_before from case_merge_rows where merge_id = p_merge
$function$;
-- note_merge_row(uuid,text,text,jsonb,jsonb) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.note_staff_event(p_account uuid, p_what text, p_detail jsonb, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  insert into staff_events (id, account_id, at, by_id, what, detail) values (gen_random_uuid(), p_account, p_now, (current_actor()).account_id, p_what, p_detail)
$function$;
-- note_staff_event(uuid,text,jsonb,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.notified_by_institution(p_from date, p_to date)
 RETURNS TABLE(institution_id uuid, on_day date, n integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with me as materialized (select (current_actor()).*),
       own as materialized (
         select i.id from me, organisations i left join organisations c on c.id = i.parent_id
          where i.kind = 'institution' and (i.id = me.org_id or i.parent_id = me.org_id or me.org_kind = 'prefecture' and c.parent_id = me.org_id))
  select own.id, found.diagnosed_on, found.n
    from own cross join lateral (
      select diagnosed_on, count(*)::int as n from cases
       where reporting_institution_id = own.id and diagnosed_on between p_from and p_to and state not in ('draft', 'withdrawn') group by 1) found
$function$;
-- notified_by_institution(date,date) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.open_after_correction(p_case uuid, p_now timestamp with time zone, OUT was_locked boolean, OUT is_registered boolean)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- open_after_correction(uuid,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.open_full_session(p_account uuid, p_token text, p_expires timestamp with time zone, p_ends timestamp with time zone, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare old sessions;
begin
  update sessions set revoked_at = p_now where token_hash = current_setting('app.session', true) returning * into old;
  insert into sessions (token_hash, kind, account_id, stage, created_at, last_seen_at, expires_at, ends_at, device)
  values (p_token, 'staff', p_account, 'full', p_now, p_now, p_expires, p_ends, old.device);
  update staff_accounts set failed_count = 0, last_sign_in_at = p_now where id = p_account;
end $function$;
-- open_full_session(uuid,text,timestamp with time zone,timestamp with time zone,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.open_patient_session(p_token_hash text, p_account uuid, p_device text, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update patient_accounts set last_sign_in_at = p_now where id = p_account;
  if not found then raise exception 'no such account'; end if;
  insert into sessions (token_hash, kind, account_id, created_at, last_seen_at, expires_at, ends_at, device)
  values (p_token_hash, 'patient', p_account, p_now, p_now, p_now + interval '7 days', greatest(p_now, patient_observed_until(p_account, p_now)) + interval '7 days', p_device);
end $function$;
-- open_patient_session(text,uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.own_absorbed(p_case uuid)
 RETURNS TABLE(survivor_id uuid, hersys_id text, notification_ids uuid[])
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with me as materialized (select current_actor() as a)
  select s.id, c.hersys_id, array(
           select (r.key ->> 'id')::uuid from case_merge_rows r
            where r.merge_id = m.id and r.table_name = 'notifications' and (r.before ->> 'revision')::int > 0 order by (r.before ->> 'revision')::int desc)
    from me, cases c
    join case_merges m on m.absorbed_id = c.id and m.kind = 'same-case' and m.undone_at is null
    join cases s on s.id = survivor_of(c.id) and s.state not in ('merged', 'expired')
   where c.id = p_case and c.state = 'merged' and (me.a).org_kind = 'institution' and c.reporting_institution_id = (me.a).org_id and may_see_case(s.id, me.a)
$function$;
-- own_absorbed(uuid) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.own_correction_requests(p_case uuid)
 RETURNS TABLE(id uuid, text text, asked_at timestamp with time zone, closed_at timestamp with time zone, outcome text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select r.id, r.text, r.asked_at, i.closed_at, i.outcome
    from correction_requests r
    left join lateral (
      select x.closed_at, x.outcome from attention_items x
       where x.case_id = r.case_id and x.kind = 'correction-asked' and x.closed_at >= r.asked_at order by x.closed_at limit 1) i on true
   where r.case_id = p_case and r.account_id = (current_actor()).account_id and (current_actor()).kind = 'patient'
   order by r.asked_at desc, r.id desc limit 50
$function$;
-- own_correction_requests(uuid) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.own_daily_count_sums(p_from date, p_to date)
 RETURNS TABLE(centre_id uuid, on_day date, band text, at_cut integer, at_now integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with me as materialized (select (current_actor()).*)
  select s.* from me, daily_count_sums(p_from, p_to) s join organisations o on o.id = s.centre_id
   where me.org_kind = 'centre' and o.id = me.org_id or me.org_kind = 'prefecture' and o.parent_id = me.org_id
$function$;
-- own_daily_count_sums(date,date) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.own_record_accesses(p_case uuid, p_limit integer)
 RETURNS TABLE(day date, actor_kind text, is_mine boolean, organisation text, role text, action text, times bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select (a.at at time zone 'Asia/Tokyo')::date as day, a.actor_kind,
         a.actor_kind = 'patient' and a.actor_id = (current_actor()).account_id, o.name, s.role, a.action, count(*)
    from audits a
    left join organisations o on o.id = a.org_id
    left join staff_accounts s on a.actor_kind = 'staff' and s.id = a.actor_id
   where a.case_ids && array(select p_case union select c.id from cases c where c.merged_into = p_case) and a.outcome <> 'refused'
     and (current_actor()).kind = 'patient' and may_see_case(p_case, current_actor())
   group by 1, 2, 3, 4, 5, 6 order by 1 desc, 4, 5, 6 limit p_limit
$function$;
-- own_record_accesses(uuid,integer) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.own_security_keys()
 RETURNS TABLE(id uuid, credential_id text, public_key bytea, counter double precision, transports text[], name text, registered_at timestamp with time zone, last_used_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select id, credential_id, public_key, counter, transports, name, registered_at, last_used_at
    from security_keys where account_id = session_staff() and removed_at is null order by registered_at, id
$function$;
-- own_security_keys() may be called by hersys_web

CREATE OR REPLACE FUNCTION public.own_silence_again(m case_merges)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare r record; hour time; uncovered timestamptz; heard boolean; quiet boolean;
begin
  for r in select i.id, i.case_id, i.acknowledged_at, i.answered_at, w.began_at, o.settings
             from attention_items i join watches w on w.case_id = i.case_id join organisations o on o.id = w.owner_centre_id
            where i.case_id in (m.survivor_id, m.absorbed_id) and i.kind = 'no-report' and i.closed_at is null and w.state = 'observing' loop
    hour := report_hour(r.settings);
    select greatest(first_deadline(m.merged_at, hour),
                    (greatest(max(d.reported_on), (r.began_at at time zone 'Asia/Tokyo')::date) + 1 + hour) at time zone 'Asia/Tokyo'),
           coalesce(bool_or(d.received_at >= m.merged_at), false)
      into uncovered, heard from daily_reports d where d.case_id = r.case_id and d.revises_id is null;
    quiet := r.acknowledged_at is not null or r.answered_at < m.merged_at or r.answered_at is not null and heard;
    update attention_items set due_at = least(due_at, uncovered),
           answered_at = case when r.answered_at < m.merged_at or heard then r.answered_at end,
           again_at = case when quiet then least(again_at, greatest(uncovered, first_deadline(r.acknowledged_at, hour))) end
     where id = r.id;
  end loop;
end $function$;
-- own_silence_again(case_merges) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.own_staff_account()
 RETURNS TABLE(id uuid, org_id uuid, login_id text, name text, role text, password_hash text, phone text, phone_channel text, phone_verified_at timestamp with time zone, pending_phone text, pending_channel text, must_change_password boolean, locked_at timestamp with time zone, last_sign_in_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select id, org_id, login_id, name, role, password_hash, phone, phone_channel, phone_verified_at,
         pending_phone, pending_channel, must_change_password, locked_at, last_sign_in_at
    from staff_accounts where id = session_staff()
$function$;
-- own_staff_account() may be called by hersys_web

CREATE OR REPLACE FUNCTION public.owner_of_seen(p_case uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select w.owner_centre_id from watches w where w.case_id = p_case and may_see_case(p_case, current_actor())
$function$;
-- owner_of_seen(uuid) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.pair_for_centre(p_pair uuid)
 RETURNS TABLE(id uuid, state text, score numeric, reasons text[], found_at timestamp with time zone, one jsonb, other jsonb, asks jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with me as materialized (select current_actor() as a)
  select p.id, p.state, p.score, p.reasons, p.found_at, pair_side(p.case_id, pair_is_open(p, p.case_id, me.a)), pair_side(p.other_case_id, pair_is_open(p, p.other_case_id, me.a)),
         (select coalesce(jsonb_agg(jsonb_build_object('centre', o.name, 'by', s.name, 'at', k.asked_at, 'reason', k.reason) order by k.asked_at), '[]')
            from likeness_asks k join organisations o on o.id = k.org_id join staff_accounts s on s.id = k.asked_by where k.case_id = p.case_id and k.other_case_id = p.other_case_id)
    from likeness_candidates p, me
   where p.id = p_pair and (me.a).org_kind = 'centre' and (me.a).org_id in (centre_of_case(p.case_id), centre_of_case(p.other_case_id))
$function$;
-- pair_for_centre(uuid) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.pair_is_open(p likeness_candidates, p_case uuid, a actor)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select may_see_case(p_case, a) or exists (select from likeness_asks k where k.case_id = p.case_id and k.other_case_id = p.other_case_id)
$function$;
-- pair_is_open(likeness_candidates,uuid,actor) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.pair_side(p_case uuid, p_open boolean)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select jsonb_build_object('visible', p_open, 'centre', (select name from organisations where id = centre_of_case(c.id)), 'centreId', centre_of_case(c.id), 'sex', c.sex,
      'ageBand', extract(year from age(coalesce(c.diagnosed_on, (c.created_at at time zone 'Asia/Tokyo')::date), c.birth_on))::int / 10 * 10,
      'firstKana', left(coalesce(c.family_kana, ''), 1), 'town', substring(regexp_replace(c.address, '^.{2,3}[都道府県]', '') from '^[^市区町村]*[市区町村]'), 'diagnosedMonth', to_char(c.diagnosed_on, 'YYYY-MM'))
    || case when p_open then jsonb_build_object('caseId', c.id, 'hersysId', c.hersys_id, 'name', c.family_name || ' ' || c.given_name, 'kana', concat_ws(' ', c.family_kana, c.given_kana),
      'birthOn', c.birth_on, 'phone', c.phone, 'postalCode', c.postal_code, 'address', c.address, 'diagnosedOn', c.diagnosed_on, 'onsetOn', c.onset_on, 'reportedOn', c.reported_on, 'severity', coalesce(c.severity_now, c.severity),
      'state', c.state, 'institution', (select name from organisations where id = c.reporting_institution_id), 'watchState', w.state, 'endKind', w.end_kind, 'periodFrom', w.period_from, 'periodTo', w.period_to, 'level', w.level,
      'lastReportAt', w.last_report_at, 'openItems', (select count(*) from attention_items i where i.case_id = c.id and i.closed_at is null),
      'registered', exists (select from registrations r where r.case_id = c.id and r.ended_at is null)) else '{}' end
    from cases c left join watches w on w.case_id = c.id where c.id = p_case
$function$;
-- pair_side(uuid,boolean) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.pairs_of_centre(p_before timestamp with time zone, p_before_id uuid, p_limit integer)
 RETURNS TABLE(id uuid, state text, score numeric, reasons text[], found_at timestamp with time zone, one jsonb, other jsonb, asks jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select x.* from (
    select p.id, q.found_at, q.case_id, q.other_case_id from likeness_queue q join likeness_candidates p on p.case_id = q.case_id and p.other_case_id = q.other_case_id
     where q.centre_id = (select (current_actor()).org_id) and (select (current_actor()).org_kind) = 'centre'
       and (p_before is null or (q.found_at, q.case_id) < (p_before, p_before_id))
     order by q.found_at desc, q.case_id desc, q.other_case_id desc limit p_limit) l, pair_for_centre(l.id) x
   order by l.found_at desc, l.case_id desc, l.other_case_id desc
$function$;
-- pairs_of_centre(timestamp with time zone,uuid,integer) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.pass_over_retired_id()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  return case when exists (select from retired_hersys_ids where hersys_id = new.hersys_id) then null else new end;
end $function$;
-- pass_over_retired_id() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.pass_second_factor(p_purpose text, p_hash text, p_token text, p_expires timestamp with time zone, p_ends timestamp with time zone, p_device text, p_limit integer, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare me uuid := session_staff(); old sessions; verdict text;
begin
  if me is null or p_purpose not in ('sign-in', 'phone') then return 'void'; end if;
  if exists (select from staff_accounts where id = me and (locked_at is not null or (p_purpose = 'phone' and (pending_phone is null or not may_add_factor(me)))
             or (p_purpose = 'sign-in' and phone_verified_at is null))) then return 'void'; end if;
  verdict := check_code(p_purpose, me::text, p_hash, p_now);
  if verdict = 'wrong' then perform staff_failed(me, p_limit, p_now); end if;
  if verdict <> 'right' then return verdict; end if;
  update sessions set revoked_at = p_now where token_hash = current_setting('app.session', true) returning * into old;
  insert into sessions (token_hash, kind, account_id, stage, created_at, last_seen_at, expires_at, ends_at, device)
  values (p_token, 'staff', me, 'full', p_now, p_now, p_expires, p_ends, coalesce(p_device, old.device));
  if p_purpose = 'phone' then
    update staff_accounts set phone = pending_phone, phone_channel = pending_channel, phone_verified_at = p_now, pending_phone = null, pending_channel = null where id = me;
  end if;
  update staff_accounts set failed_count = 0, last_sign_in_at = p_now where id = me;
  return 'right';
end $function$;
-- pass_second_factor(text,text,text,timestamp with time zone,timestamp with time zone,text,integer,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.pass_security_key(p_key uuid, p_counter bigint, p_token text, p_expires timestamp with time zone, p_ends timestamp with time zone, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare me uuid := session_staff();
begin
  if me is null or (current_actor()).kind = 'staff' or exists (select from staff_accounts where id = me and locked_at is not null) then return false; end if;
  update security_keys set counter = p_counter, last_used_at = p_now
   where id = p_key and account_id = me and removed_at is null and (p_counter > counter or (p_counter = 0 and counter = 0));
  if not found then return false; end if;
  perform open_full_session(me, p_token, p_expires, p_ends, p_now);
  return true;
end $function$;
-- pass_security_key(uuid,bigint,text,timestamp with time zone,timestamp with time zone,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.patient_login(p_email text)
 RETURNS TABLE(account_id uuid, password_hash text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select id, password_hash from patient_accounts where email = p_email
$function$;
-- patient_login(text) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.patient_observed_until(p_account uuid, p_now timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select max(case when w.state = 'observing' then greatest(p_now, (w.period_to + 1)::timestamp at time zone 'Asia/Tokyo') else w.ended_at end)
    from registrations r join watches w using (case_id) where r.account_id = p_account and r.ended_at is null
$function$;
-- patient_observed_until(uuid,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.phone_facts_of(p_case uuid)
 RETURNS TABLE(id uuid, fact text, since timestamp with time zone, latest_at timestamp with time zone, times integer, by_what text, ended_at timestamp with time zone, ended_by_what text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select f.id, f.fact, f.since, f.latest_at, f.times, f.by_what, f.ended_at, f.ended_by_what from cases c join phone_facts f on f.phone = c.phone
   where c.id = p_case and (current_actor()).kind = 'staff' and may_see_case(p_case, current_actor()) order by f.since desc, f.id desc limit 20
$function$;
-- phone_facts_of(uuid) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.place_days(p_from date, p_days integer)
 RETURNS TABLE(place_id uuid, day date, beds integer, occupied integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select p.id, d.day, (select b.beds from place_capacities b where b.place_id = p.id and b.from_on <= d.day order by b.from_on desc, b.set_at desc, b.id desc limit 1),
         (select count(distinct s.case_id)::int from place_stays s left join watches w on w.case_id = s.case_id
           where s.place_id = p.id and s.from_on <= d.day and coalesce(s.until_on, 'infinity') > d.day
             and (w.state is distinct from 'ended' or (w.ended_at at time zone 'Asia/Tokyo')::date > d.day))
    from current_actor() a
    join organisations o on o.id = a.org_id and a.org_kind in ('centre', 'prefecture', 'institution')
    join places p on p.prefecture_id is not distinct from case a.org_kind when 'prefecture' then o.id when 'centre' then o.parent_id
                       else (select c.parent_id from organisations c where c.id = o.parent_id) end
    cross join lateral (select p_from + n as day from generate_series(0, least(p_days, 60) - 1) n) d
$function$;
-- place_days(date,integer) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.plan_rule_fits(r plan_rules, c cases, p_level text, p_reported_at timestamp with time zone, p_day date)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select coalesce((r.age_from is null or age_on(c.birth_on, p_day) >= r.age_from) and (r.age_below is null or age_on(c.birth_on, p_day) < r.age_below)
    and case r.risk when 'none' then c.risk_factors = '{}' when 'some' then c.risk_factors <> '{}' else true end
    and (r.level is null or (p_reported_at is not null and p_level = r.level))
    and case r.phone when 'mobile' then c.phone ~ '^0[6789]0[1-9]\d{7}$' when 'other' then c.phone !~ '^0[6789]0[1-9]\d{7}$' when 'absent' then c.phone is null else true end, false)
$function$;
-- plan_rule_fits(plan_rules,cases,text,timestamp with time zone,date) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.policy(p_name text)
 RETURNS integer
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select value from policies where name = p_name $function$;
-- policy(text) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.prove_mail(p_token text, p_purpose text, p_code_hash text, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare found_code text;
begin
  perform from sign_ups where token_hash = p_token and purpose = p_purpose and expires_at > p_now for update;
  if not found then return 'void'; end if;
  found_code := check_code(p_purpose, p_token, p_code_hash, p_now);
  if found_code = 'right' then
    update sign_ups set verified_at = p_now, expires_at = p_now + interval '1 hour' where token_hash = p_token;
  end if;
  return found_code;
end $function$;
-- prove_mail(text,text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.put_back(p_table text, p_row jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare n int; columns text;
begin
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into columns from pg_attribute a
   where a.attrelid = p_table::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
  execute format('insert into %I (%s) select %s from jsonb_populate_record(null::%I, $1) on conflict do nothing', p_table, columns, columns, p_table) using p_row;
  get diagnostics n = row_count;
  return n;
end $function$;
-- put_back(text,jsonb) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.queue_case_facts()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into fact_queue (case_id) values (new.id);
  return null;
end $function$;
-- queue_case_facts() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.queue_facts_of_case()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if new.case_id is not null then insert into fact_queue (case_id) values (new.case_id); end if;
  if tg_op = 'UPDATE' and old.case_id is not null and old.case_id is distinct from new.case_id then insert into fact_queue (case_id) values (old.case_id); end if;
  return null;
end $function$;
-- queue_facts_of_case() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.queue_plan()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare c uuid := case when tg_table_name = 'cases' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'case_id' end;
begin
  if tg_table_name in ('watches', 'observation_plans') or exists (select from observation_plans p where p.case_id = c and p.superseded_at is null) then
    insert into plan_queue (case_id) values (c);
  end if;
  return null;
end $function$;
-- queue_plan() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.queue_plans_of_phone()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into plan_queue (case_id)
  select c.id from cases c join observation_plans p on p.case_id = c.id and p.superseded_at is null where c.phone = new.phone;
  return null;
end $function$;
-- queue_plans_of_phone() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.quiet_until(p_settings jsonb, p_at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with set as (
    select coalesce(substring(p_settings ->> 'quietFrom' from '^(?:[01]\d|2[0-3]):[0-5]\d$'), '21:00')::time as f,
           coalesce(substring(p_settings ->> 'quietTo' from '^(?:[01]\d|2[0-3]):[0-5]\d$'), '08:00')::time as t, p_at at time zone 'Asia/Tokyo' as at)
  select case when f > t and at::time >= f then (at::date + 1 + t) at time zone 'Asia/Tokyo'
              when f > t and at::time < t or f < t and at::time >= f and at::time < t then (at::date + t) at time zone 'Asia/Tokyo' end from set
$function$;
-- quiet_until(jsonb,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.raise_item(p_id uuid, p_centre uuid, p_case uuid, p_subject text, p_kind text, p_urgent boolean, p_due timestamp with time zone, p_detail jsonb, p_now timestamp with time zone)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare centre uuid := p_centre; item uuid; n int;
begin
  if p_case is not null then
    select coalesce(p_centre, owner_centre_id) into centre from watches where case_id = p_case for no key update;
    if not found then select coalesce(p_centre, notified_centre_id) into centre from cases where id = p_case; end if;
    insert into attention_items as i (id, centre_id, case_id, subject, kind, urgent, raised_at, latest_at, due_at, detail)
    values (p_id, centre, p_case, p_subject, p_kind, p_urgent, p_now, p_now, p_due, p_detail)
    on conflict (case_id, kind) where closed_at is null and case_id is not null do update set
      occurrences = i.occurrences + 1, latest_at = greatest(i.latest_at, p_now), due_at = least(i.due_at, p_due), urgent = i.urgent or p_urgent, detail = i.detail || p_detail,
      raised_at = case when i.acknowledged_at is null then i.raised_at else p_now end, alerted_step = case when i.acknowledged_at is null then i.alerted_step else 0 end,
      acknowledged_at = null, acknowledged_by = null, answered_at = null
    returning i.id, i.occurrences into item, n;
  else
    insert into attention_items as i (id, centre_id, case_id, subject, kind, urgent, raised_at, latest_at, due_at, detail)
    values (p_id, centre, null, p_subject, p_kind, p_urgent, p_now, p_now, p_due, p_detail)
    on conflict (centre_id, kind, subject) where closed_at is null and case_id is null do update set
      occurrences = i.occurrences + 1, latest_at = greatest(i.latest_at, p_now), due_at = least(i.due_at, p_due), urgent = i.urgent or p_urgent, detail = i.detail || p_detail,
      raised_at = case when i.acknowledged_at is null then i.raised_at else p_now end, alerted_step = case when i.acknowledged_at is null then i.alerted_step else 0 end,
      acknowledged_at = null, acknowledged_by = null, answered_at = null
    returning i.id, i.occurrences into item, n;
  end if;
  insert into attention_events (id, item_id, case_id, at, what, detail) values (gen_random_uuid(), item, p_case, p_now, case when n = 1 then 'raised' else 'again' end, p_detail);
  perform pg_notify('centre', centre::text);
  return item;
end $function$;
-- raise_item(uuid,uuid,uuid,text,text,boolean,timestamp with time zone,jsonb,timestamp with time zone) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.raise_own_item(p_id uuid, p_centre uuid, p_case uuid, p_subject text, p_kind text, p_urgent boolean, p_due timestamp with time zone, p_detail jsonb, p_now timestamp with time zone)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := filing_actor();
begin
  if not (case when p_case is null then coalesce(p_centre = a.org_id, false) else p_centre is null and may_see_case(p_case, a) end)
     or (a.kind = 'patient' and p_kind <> 'correction-asked') then raise insufficient_privilege; end if;
  return raise_item(p_id, p_centre, p_case, p_subject, p_kind, p_urgent, case when p_urgent or p_kind in ('red-flag', 'report-without-watch') then p_now else p_due end, p_detail, p_now);
end $function$;
-- raise_own_item(uuid,uuid,uuid,text,text,boolean,timestamp with time zone,jsonb,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.record_report(p jsonb, p_now timestamp with time zone)
 RETURNS TABLE(outcome text, report_id uuid)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
declare a actor := current_actor(); r report_row := jsonb_populate_record(null::report_row, p); begun date;
begin
  if a.kind is distinct from 'staff' or a.role not in ('nurse', 'clerk', 'manager', 'doctor') or coalesce(a.org_kind, '') not in ('centre', 'institution')
     or (a.org_kind = 'institution' and (r.revises_id is not null or not may_see_case(r.case_id, a))) then
    return query select 'refused', null::uuid; return;
  end if;
  select least(w.period_from, (w.began_at at time zone 'Asia/Tokyo')::date) into begun
    from watches w where w.case_id = r.case_id and (a.org_kind = 'institution' or w.owner_centre_id = a.org_id) for no key update;
  if not found then return query select 'refused', null::uuid; return; end if;
  r.n := 1; r.channel := case a.org_kind when 'institution' then 'institution' else 'staff' end;
  r.author_kind := 'staff'; r.author_id := a.account_id; r.audit_id := null;
  if r.revises_id is not null then
    if exists (select from daily_reports d where d.case_id = r.case_id and d.reported_on = r.reported_on and d.idempotency_key = r.key) then
      return query select 'duplicate', d.id from daily_reports d where d.case_id = r.case_id and d.reported_on = r.reported_on and d.idempotency_key = r.key;
      return;
    end if;
    update daily_reports d set superseded_at = p_now
     where d.case_id = r.case_id and d.reported_on = r.reported_on and d.id = r.revises_id and d.superseded_at is null
    returning d.reported_at into r.reported_at;
    if not found then return query select 'conflict', null::uuid; return; end if;
    r.next_deadline := null;
  elsif r.reported_at > p_now or r.reported_on < begun or r.reported_on <> (r.reported_at at time zone 'Asia/Tokyo')::date then
    return query select 'refused', null::uuid; return;
  end if;
  return query select s.outcome, s.report_id from store_reports(array[r], p_now) s;
end $function$;
-- record_report(jsonb,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.refuse_deleted_account()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if exists (select from patient_accounts where id = new.account_id and deleted_at is not null) then raise exception 'the account is deleted'; end if;
  return new;
end $function$;
-- refuse_deleted_account() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.reissue_hersys_id(p_case uuid, p_seen text, p_new text, p_reason text, p_now timestamp with time zone, OUT outcome text, OUT account_id uuid, OUT email text, OUT language text, OUT name text)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); due timestamptz; registration uuid;
begin
  if a.kind is distinct from 'staff' or coalesce(p_reason, '') = '' then raise insufficient_privilege; end if;
  outcome := 'gone';
  -- Whoever claims the old ID right now is either before this, and loses the case, or after it, and finds none. Locks in the order of claim_case.
  perform pg_advisory_xact_lock(hashtextextended('claim id ' || p_seen, 0));
  select p_now + hours_of(o.settings, 'registerHours', 24) into due
    from watches w join organisations o on o.id = w.owner_centre_id join cases c on c.id = w.case_id
   where w.case_id = p_case and w.owner_centre_id = a.org_id and c.hersys_id = p_seen and c.state <> 'withdrawn' for no key update of w;
  if not found then return; end if;
  outcome := 'taken';
  if exists (select from retired_hersys_ids where hersys_id = p_new) then return; end if;
  begin
    update cases set hersys_id = p_new, updated_at = p_now where id = p_case;
  exception when unique_violation then
    return;
  end;
  insert into retired_hersys_ids (hersys_id, case_id, retired_at, retired_by, reason) values (p_seen, p_case, p_now, a.account_id, p_reason);
  with closed as (
    update attention_items i set closed_at = p_now, closed_by = a.account_id, outcome = 'reissued' where i.case_id = p_case and i.kind = 'claim-locked' and i.closed_at is null
    returning i.id)
  insert into attention_events (id, item_id, case_id, at, what, by_account_id) select gen_random_uuid(), closed.id, p_case, p_now, 'closed', a.account_id from closed;
  select r.id, p.id, p.email, p.language, r.family_name || ' ' || r.given_name into registration, account_id, email, language, name
    from registrations r join patient_accounts p on p.id = r.account_id where r.case_id = p_case and r.ended_at is null;
  if found then perform end_registration(p_case, registration, 'reissued', a.account_id, p_reason, due, p_now); end if;
  -- A case that was two: the other telephone loses it too, and the other ID opens nothing any more.
  perform end_registration(p_case, r.id, 'reissued', a.account_id, p_reason, due, p_now) from registrations r where r.case_id = p_case and r.ended_at is null;
  insert into retired_hersys_ids (hersys_id, case_id, retired_at, retired_by, reason)
  select c.hersys_id, p_case, p_now, a.account_id, p_reason from cases c where c.merged_into = p_case on conflict do nothing;
  outcome := 'done';
end $function$;
-- reissue_hersys_id(uuid,text,text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.remember_decision(p_one uuid, p_other uuid, p_decision text, p_reason text, p_merge uuid, a actor, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update likeness_candidates set state = case when p_decision = 'undone' then 'open' else p_decision end, decided_reasons = case when p_decision <> 'undone' then reasons end,
         decided_at = case when p_decision <> 'undone' then p_now end, decided_by = case when p_decision <> 'undone' then a.account_id end,
         decision_note = case when p_decision <> 'undone' then p_reason end
   where case_id = greatest(p_one, p_other) and other_case_id = least(p_one, p_other);
  insert into likeness_decisions (id, case_id, other_case_id, decision, reason, reasons, decided_at, decided_by, org_id, merge_id)
  select gen_random_uuid(), greatest(p_one, p_other), least(p_one, p_other), p_decision, p_reason,
         coalesce((select reasons from likeness_candidates where case_id = greatest(p_one, p_other) and other_case_id = least(p_one, p_other)), '{}'), p_now, a.account_id, a.org_id, p_merge;
end $function$;
-- remember_decision(uuid,uuid,text,text,uuid,actor,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.remove_security_key(p_key uuid, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor();
begin
  if a.kind is distinct from 'staff' then return 'no'; end if;
  perform from staff_accounts where id = a.account_id for no key update;
  if exists (select from staff_accounts where id = a.account_id and phone_verified_at is null)
     and not exists (select from security_keys where account_id = a.account_id and removed_at is null and id <> p_key) then return 'last'; end if;
  update security_keys set removed_at = p_now where id = p_key and account_id = a.account_id and removed_at is null;
  if not found then return 'no'; end if;
  update sessions set revoked_at = p_now where kind = 'staff' and account_id = a.account_id and revoked_at is null
     and token_hash <> current_setting('app.session', true);
  return 'removed';
end $function$;
-- remove_security_key(uuid,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.report_answers_calls()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare i record;
begin
  for i in select a.case_id, a.kind, n.received_at from attention_items a join new_reports n on n.case_id = a.case_id
            where a.closed_at is null and a.kind in ('call-incomplete', 'call-identity', 'call-failed') and n.revises_id is null and n.reported_at >= a.latest_at
            order by a.case_id, a.kind loop
    perform meet_item(i.case_id, i.kind, i.received_at);
  end loop;
  return null;
end $function$;
-- report_answers_calls() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.report_by_call(p_call uuid, p jsonb, p_now timestamp with time zone)
 RETURNS TABLE(outcome text, report_id uuid)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- report_by_call(uuid,jsonb,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.report_hour(p_settings jsonb)
 RETURNS time without time zone
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select coalesce(substring(p_settings ->> 'reportDeadline' from '^(?:[01]\d|2[0-3]):[0-5]\d$'), '18:00')::time
$function$;
-- report_hour(jsonb) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.reset_patient_password(p_token text, p_password_hash text, p_now timestamp with time zone)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare proof record; account uuid;
begin
  select email into proof from sign_ups
   where token_hash = p_token and purpose = 'password-reset' and verified_at is not null and expires_at > p_now for update;
  if not found then return null; end if;
  update patient_accounts set password_hash = p_password_hash where email = proof.email returning id into account;
  if account is not null then
    update sessions set revoked_at = p_now where kind = 'patient' and account_id = account and revoked_at is null;
    delete from sign_ups where token_hash = p_token;
  end if;
  return account;
end $function$;
-- reset_patient_password(text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.reset_staff_factor(p_id uuid, p_checked jsonb, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare s staff_accounts := hold_kept_account(p_id);
begin
  if s.id is null or s.id = (current_actor()).account_id then return false; end if;
  update staff_accounts set phone = null, phone_channel = null, phone_verified_at = null, pending_phone = null, pending_channel = null where id = p_id;
  update security_keys set removed_at = p_now where account_id = p_id and removed_at is null;
  perform end_staff_sessions(p_id, p_now);
  perform note_staff_event(p_id, 'factor-reset', p_checked, p_now);
  return true;
end $function$;
-- reset_staff_factor(uuid,jsonb,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.reset_staff_factor(p_id uuid, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select reset_staff_factor(p_id, '{"checked": ["以前の版の画面から"]}'::jsonb, p_now)
$function$;
-- reset_staff_factor(uuid,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.reset_staff_password(p_id uuid, p_hash text, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare s staff_accounts := hold_kept_account(p_id);
begin
  if s.id is null then return false; end if;
  update staff_accounts set password_hash = p_hash, must_change_password = true, failed_count = 0, locked_at = null, locked_by = null, letter_at = null where id = p_id;
  perform end_staff_sessions(p_id, p_now);
  perform note_staff_event(p_id, 'password-reset', '{}', p_now);
  return true;
end $function$;
-- reset_staff_password(uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.resettle_case(p_case uuid, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare measure jsonb; place record;
begin
  select answers into measure from case_records where case_id = p_case and tab = 'measures' and superseded_at is null and not struck
   order by on_day desc nulls last, recorded_at desc, id desc limit 1;
  select case when tab = 'medical' then 'hospital' else answers ->> 'place' end as kind,
         case when tab = 'medical' then coalesce(answers -> 'hospital' ->> 'name', answers ->> 'hospitalOther') else coalesce(answers -> 'facility' ->> 'name', answers ->> 'placeName') end as name, until_day
    into place from case_records
   where case_id = p_case and superseded_at is null and not struck and (tab = 'places' or tab = 'medical' and answers ->> 'care' = 'inpatient')
   order by on_day desc nulls last, recorded_at desc, id desc limit 1;
  update cases set updated_at = p_now,
    infection_class = measure ->> 'infectionClass', current_status = measure ->> 'status', measured_on = (measure ->> 'measuredOn')::date,
    whereabouts = case when place.until_day is null then place.kind end,
    place_name = case when place.until_day is null then place.name end,
    severity_now = (select answers ->> 'severity' from case_records where case_id = p_case and tab = 'course' and superseded_at is null and not struck
                       and answers ->> 'severity' is not null order by on_day desc, recorded_at desc, id desc limit 1)
   where id = p_case;
  update watches w set last_report_at = d.reported_at, last_report_id = d.id, last_temperature = d.temperature, last_spo2 = d.spo2, last_channel = d.channel
    from (select 1) one left join lateral (select * from daily_reports x where x.case_id = p_case and x.superseded_at is null order by x.reported_at desc, x.id desc limit 1) d on true
   where w.case_id = p_case;
  perform settle_listings(p_case);
end $function$;
-- resettle_case(uuid,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.responsible_for_new(p_case uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select c.responsible_centre_id from cases c where c.id = p_case and c.state = 'contact'
$function$;
-- responsible_for_new(uuid) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.resume_notice(p_case uuid, p_note text, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor();
begin
  perform from watches w where w.case_id = p_case and w.owner_centre_id = a.org_id for no key update;
  if not found or a.org_kind is distinct from 'centre' then return 'not-found'; end if;
  update notice_stops set state = 'resumed', resumed_at = p_now, resumed_by = a.account_id, resume_note = btrim(p_note) where case_id = p_case and state = 'accepted';
  if not found then return 'gone'; end if;
  return 'ok';
end $function$;
-- resume_notice(uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.retention_due_loose(p_now timestamp with time zone)
 RETURNS TABLE(kind text, days integer, due integer, held integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if session_user = 'hersys_web' and (current_actor()).org_kind is distinct from 'operator' then raise insufficient_privilege; end if;
  return query select 'faxes', policy('faxes-days'), (select count(*)::int from loose_faxes(p_now, 100000)), 0;
  return query select 'replies', policy('replies-days'), (select count(*)::int from loose_sms(p_now, 100000)), 0;
end $function$;
-- retention_due_loose(timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.retention_due(p_now timestamp with time zone)
 RETURNS TABLE(kind text, days integer, due integer, held integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare before timestamptz;
begin
  if session_user = 'hersys_web' and (current_actor()).org_kind is distinct from 'operator' then raise insufficient_privilege; end if;
  before := p_now - policy('cases-days') * interval '1 day';
  return query select 'cases', policy('cases-days'), (select count(*)::int from (
      select from watches w where w.state = 'ended' and w.ended_at <= before and is_over(w.ended_at, policy('cases-days'), p_now)
         and not exists (select from attention_items i where i.case_id = w.case_id and i.closed_at is null) limit 100000) x)
    + (select count(*)::int from (select from cases c where c.state = 'draft' and c.early_closed_at <= before and is_over(c.early_closed_at, policy('cases-days'), p_now) limit 100000) x),
    (select count(*)::int from (
      select from watches w where w.began_at <= before and (w.state = 'observing' or exists (select from attention_items i where i.case_id = w.case_id and i.closed_at is null)) limit 100000) x);
  return query select 'messages', policy('messages-days'), (select count(*)::int from (
      select from messages m where is_over(m.created_at, policy('messages-days'), p_now) and m.created_at <= p_now - policy('messages-days') * interval '1 day'
         and m.state not in ('queued', 'sending') limit 100000) x), 0;
  return query select 'drafts', policy('drafts-days'), (select count(*)::int from (
      select from notification_drafts d where d.case_id is null and d.files_case_id is null and is_over(d.updated_at, policy('drafts-days'), p_now) limit 100000) x), 0;
  return query select 'audits', policy('audits-days'), (select count(*)::int from (
      select from audits a where a.at <= p_now - policy('audits-days') * interval '1 day' and is_over(a.at, policy('audits-days'), p_now) limit 100000) x), 0;
end $function$;
-- retention_due(timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.retention_step_loose(p_limit integer, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare faxes int; replies int; ids uuid[];
begin
  delete from faxes f where f.id in (select loose_faxes(p_now, p_limit));
  get diagnostics faxes = row_count;
  ids := array(select loose_sms(p_now, p_limit * 10));
  delete from sms_replies r where r.id = any (ids);
  delete from sms_events e where e.id = any (ids);
  get diagnostics replies = row_count;
  return jsonb_build_object('faxes', faxes, 'replies', replies);
end $function$;
-- retention_step_loose(integer,timestamp with time zone) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.retention_step(p_limit integer, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- retention_step(integer,timestamp with time zone) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.revoke_api_key(p_id uuid, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor();
begin
  update api_keys set revoked_at = p_now, revoked_by = a.account_id
   where id = p_id and revoked_at is null and a.org_kind = 'centre' and may_keep_account(institution_id, 'clerk', a);
  return found;
end $function$;
-- revoke_api_key(uuid,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.revoke_by_case()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform revoke_certificates(new.id, case when new.state = 'withdrawn' then 'withdrawal' when new.died_on is not null then 'death' else 'fields' end, new.updated_at);
  return null;
end $function$;
-- revoke_by_case() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.revoke_by_watch()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform revoke_certificates(new.case_id, case when new.end_kind in ('death', 'withdrawal') then new.end_kind else 'fields' end, new.updated_at);
  return null;
end $function$;
-- revoke_by_watch() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.revoke_certificates(p_case uuid, p_why text, p_at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  update certificates set revoked_at = greatest(issued_at, coalesce(nullif(current_setting('app.now', true), '')::timestamptz, p_at)), revoked_why = p_why
   where case_id = p_case and revoked_at is null
$function$;
-- revoke_certificates(uuid,text,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.revoked_certificates()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select public_id from certificates where revoked_at is not null order by public_id
$function$;
-- revoked_certificates() may be called by hersys_web

CREATE OR REPLACE FUNCTION public.search_audits(p_from timestamp with time zone, p_to timestamp with time zone, p_hersys_id text, p_login text, p_org uuid, p_before timestamp with time zone, p_before_id uuid, p_limit integer)
 RETURNS TABLE(id uuid, at timestamp with time zone, actor_kind text, actor_name text, login_id text, org_name text, action text, outcome text, cases integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- search_audits(timestamp with time zone,timestamp with time zone,text,text,uuid,timestamp with time zone,uuid,integer) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.search_case_numbers(p_number text, p_phone text, p_limit integer)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with me as materialized (select (current_actor()).*),
  found as (
    select l.case_id from listings l where p_number <> '' and l.org_id = (select org_id from me) and l.centre_number = p_number
    union
    select l.case_id from listings l where p_phone <> '' and l.org_id = (select org_id from me) and l.phone = p_phone)
  select c.id from found f join cases c on c.id = f.case_id, me where me.org_kind = 'centre' order by c.created_at desc, c.id desc limit p_limit
$function$;
-- search_case_numbers(text,text,integer) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.search_cases(p_hersys_id text, p_name text, p_kana text, p_limit integer)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
$function$;
-- search_cases(text,text,text,integer) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.session_context()
 RETURNS TABLE(kind text, stage text, account_id uuid, org_id uuid, org_kind text, org_name text, institution_kind text, role text, name text, login_id text, language text, must_change_password boolean, phone_verified boolean, has_key boolean, last_seen_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select s.kind, s.stage, s.account_id, o.id, o.kind, o.name, o.institution_kind, sa.role, sa.name, sa.login_id,
         pa.language, sa.must_change_password, sa.phone_verified_at is not null,
         s.kind = 'staff' and exists (select from security_keys k where k.account_id = sa.id and k.removed_at is null), s.last_seen_at
    from sessions s
    left join staff_accounts sa on s.kind = 'staff' and sa.id = s.account_id
    left join organisations o on o.id = sa.org_id
    left join patient_accounts pa on s.kind = 'patient' and pa.id = s.account_id
   where s.token_hash = nullif(current_setting('app.session', true), '') and s.revoked_at is null
     and s.expires_at > nullif(current_setting('app.now', true), '')::timestamptz and s.ends_at > nullif(current_setting('app.now', true), '')::timestamptz
     and (s.kind = 'patient' or sa.ended_at is null)   -- a lock by wrong tries bars the door, it throws nobody out
$function$;
-- session_context() may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.session_staff()
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select account_id from session_context() where kind = 'staff'
$function$;
-- session_staff() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.set_call_plan(p_id uuid, p_case uuid, p_phone text, p_language text, p_times text[], p_days integer[], p_next timestamp with time zone, p_by uuid, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); w watches; former call_plans; wished int[];
begin
  select * into w from watches where case_id = p_case for no key update;
  if not found or w.state <> 'observing' then return 'gone'; end if;
  if session_user <> 'hersys_worker' and (a.org_kind is distinct from 'centre' or w.owner_centre_id <> a.org_id) then return 'gone'; end if;
  select * into former from call_plans where case_id = p_case and ended_at is null for update;
  wished := case when p_days is null then former.days when cardinality(p_days) < 7 then p_days end;
  if former.phone = p_phone and former.language = p_language and former.times = p_times and former.days is not distinct from wished then return 'same'; end if;
  perform pg_advisory_xact_lock(hashtext('call plan ' || p_phone));
  if exists (select from call_plans where phone = p_phone and ended_at is null and case_id <> p_case) then return 'taken'; end if;
  update call_plans set ended_at = p_now, ended_why = 'changed' where id = former.id;
  -- A time agreed upon before that has come and has no row yet is still owed.
  insert into call_plans (id, case_id, phone, language, times, days, set_at, set_by, next_at)
  values (p_id, p_case, p_phone, p_language, p_times, wished, p_now, coalesce(a.account_id, p_by), case when former.next_at <= p_now then former.next_at else p_next end);
  perform pg_notify('centre', w.owner_centre_id::text);
  perform pg_notify('calls', '');
  return 'set';
end $function$;
-- set_call_plan(uuid,uuid,text,text,text[],integer[],timestamp with time zone,uuid,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.set_daily_count_division(p_from date, p_starts integer[])
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- set_daily_count_division(date,integer[]) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.set_policy(p_name text, p_value integer, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor();
begin
  if a.org_kind is distinct from 'operator' then raise insufficient_privilege; end if;
  update policies set value = p_value, changed_at = p_now, changed_by = a.account_id where name = p_name and value <> p_value;
  return exists (select from policies where name = p_name);
end $function$;
-- set_policy(text,integer,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.set_row(p_table text, p_key jsonb, p_set jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare n int;
begin
  execute format('update %I t set %s from jsonb_populate_record(null::%I, $1) s, jsonb_populate_record(null::%I, $2) k where %s', p_table,
    (select string_agg(format('%I = s.%I', c, c), ', ') from jsonb_object_keys(p_set) c), p_table, p_table, where_key(p_table)) using p_set, p_key;
  get diagnostics n = row_count;
  return n;
end $function$;
-- set_row(text,jsonb,jsonb) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.settle_after_merge(p_case uuid, a actor, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if exists (select from registrations where case_id = p_case and ended_at is null) then perform meet_item(p_case, 'not-registered', p_now); end if;
  with gone as (
    update attention_items i set closed_at = p_now, closed_by = a.account_id, outcome = 'merged' where i.case_id = p_case and i.closed_at is null and i.kind = 'notice-stop-asked'
       and not exists (select from notice_stops x where x.case_id = p_case and x.state = 'asked') returning i.id)
  insert into attention_events (id, item_id, case_id, at, what, by_account_id) select gen_random_uuid(), id, p_case, p_now, 'closed', a.account_id from gone;
  if exists (select from watches where case_id = p_case and state = 'ended') then
    with gone as (
      update attention_items i set closed_at = p_now, closed_by = a.account_id, outcome = 'merged' where i.case_id = p_case and i.closed_at is null
         and i.kind in ('no-report', 'release-due', 'not-registered') returning i.id)
    insert into attention_events (id, item_id, case_id, at, what, by_account_id) select gen_random_uuid(), id, p_case, p_now, 'closed', a.account_id from gone;
  end if;
  perform keep_watched(p_case, p_now);
end $function$;
-- settle_after_merge(uuid,actor,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.settle_after_undo(m case_merges, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare r record; item uuid;
begin
  perform begin_again(m.survivor_id);
  perform own_silence_again(m);
  update call_plans set next_at = least(next_at, greatest(set_at, m.merged_at)) where case_id in (m.survivor_id, m.absorbed_id) and ended_at is null;
  update calls c set settled_at = null from case_merge_rows x
   where x.merge_id = m.id and x.table_name = 'calls' and c.id = (x.key ->> 'id')::uuid and c.case_id = m.absorbed_id and c.settled_at >= m.merged_at;
  for r in select t.id, t.kind, t.state_reason from case_merge_rows x
             join messages t on t.id = (x.key ->> 'id')::uuid and t.created_at = (x.key ->> 'created_at')::timestamptz and t.case_id = m.absorbed_id
            where x.merge_id = m.id and x.table_name = 'messages' and t.state = 'failed' and t.channel = 'sms' and t.updated_at >= m.merged_at
              and t.kind in ('my-hersys-invitation', 'report-reminder', 'centre-message', 'centre-message-urgent')
              and exists (select from watches w where w.case_id = m.absorbed_id and w.state = 'observing') loop
    item := raise_item(gen_random_uuid(), null, m.absorbed_id, '', 'sms-undeliverable', false, p_now,
                       jsonb_build_object('kind', r.kind, 'messageId', r.id, 'reason', r.state_reason), p_now);
  end loop;
end $function$;
-- settle_after_undo(case_merges,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.settle_answers_of(p_day date, p_centre uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare day_begin timestamptz := p_day::timestamp at time zone 'Asia/Tokyo'; day_end timestamptz := (p_day + 1)::timestamp at time zone 'Asia/Tokyo';
begin
  perform pg_advisory_xact_lock(hashtext('hersys answers'));
  delete from figures where kind = 'answers' and day = p_day and level = 'centre' and scope = p_centre::text;
  insert into figures (level, scope, kind, day, key, n)
  select 'centre', p_centre::text, 'answers', p_day,
         coalesce(case when w.last_report_at is null or w.last_report_at < day_begin then null
                       when w.last_report_at < day_end then w.last_channel
                       else (select d.channel from daily_reports d where d.case_id = w.case_id and d.reported_on = p_day and d.superseded_at is null
                              order by d.reported_at desc, d.id desc limit 1) end, 'none'), count(*)
    from (select * from watches where owner_centre_id = p_centre and state = 'observing'
          union all
          select * from watches where owner_centre_id = p_centre and state = 'ended' and ended_at >= day_begin and end_kind <> 'withdrawal'
             and began_at > (p_day - 60)::timestamp at time zone 'Asia/Tokyo') w
   where w.period_from <= p_day and w.period_to >= p_day and w.began_at < day_end
   group by 5;
end $function$;
-- settle_answers_of(date,uuid) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.settle_answers(p_day date)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- settle_answers(date) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.settle_case_columns()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare measure jsonb; place record;
begin
  if new.tab = 'basics' then
    update cases set nationality = new.answers ->> 'nationality', entered_japan_on = (new.answers ->> 'enteredOn')::date, updated_at = new.recorded_at,
           passport_entered_by = case when new.answers ->> 'passportNumber' is null then null
                                      when passport_number is not distinct from new.answers ->> 'passportNumber' then passport_entered_by else new.author_kind end,
           passport_number = new.answers ->> 'passportNumber'
     where id = new.case_id;
  elsif new.tab = 'identity' and new.answers ? 'name' then
    -- ID管理 of a case without 発生届 says whose case it is. Once filed, the 発生届 does.
    update cases set family_name = new.answers -> 'name' ->> 'family', given_name = coalesce(new.answers -> 'name' ->> 'given', ''),
           family_kana = new.answers -> 'name' ->> 'familyKana', given_kana = new.answers -> 'name' ->> 'givenKana', sex = new.answers ->> 'sex',
           birth_on = (new.answers ->> 'birthOn')::date, phone = new.answers ->> 'phone', postal_code = new.answers ->> 'postalCode',
           address = nullif(concat(new.answers ->> 'prefecture', new.answers ->> 'municipality', new.answers ->> 'street'), ''),
           responsible_centre_id = (new.answers -> 'responsibleCentre' ->> 'id')::uuid, updated_at = new.recorded_at
     where id = new.case_id and state = 'draft';
  elsif new.tab = 'measures' then
    select answers into measure from case_records where case_id = new.case_id and tab = 'measures' and superseded_at is null and not struck
     order by on_day desc nulls last, recorded_at desc, id desc limit 1;
    update cases set infection_class = measure ->> 'infectionClass', current_status = measure ->> 'status', measured_on = (measure ->> 'measuredOn')::date,
           updated_at = new.recorded_at where id = new.case_id;
  elsif new.tab in ('places', 'medical') then
    -- Where somebody is: the stay that began last, in a hospital (医療) or elsewhere (居所), unless it is over.
    select case when tab = 'medical' then 'hospital' else answers ->> 'place' end as kind,
           case when tab = 'medical' then coalesce(answers -> 'hospital' ->> 'name', answers ->> 'hospitalOther') else coalesce(answers -> 'facility' ->> 'name', answers ->> 'placeName') end as name, until_day
      into place from case_records
     where case_id = new.case_id and superseded_at is null and not struck and (tab = 'places' or tab = 'medical' and answers ->> 'care' = 'inpatient')
     order by on_day desc nulls last, recorded_at desc, id desc limit 1;
    update cases set whereabouts = case when place.until_day is null then place.kind end, place_name = case when place.until_day is null then place.name end,
           updated_at = new.recorded_at where id = new.case_id;
  end if;
  return null;
end $function$;
-- settle_case_columns() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.settle_early_closing()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update cases set early_closed_at = case when new.reopened_at is null then new.closed_at end where id = new.case_id;
  return null;
end $function$;
-- settle_early_closing() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.settle_fax_item(p_fax uuid, p_centre uuid, p_outcome text, p_note text, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor();
begin
  if a.org_kind is distinct from 'centre' or a.org_id <> p_centre then raise insufficient_privilege; end if;
  with settled as (
    update attention_items set closed_at = p_now, closed_by = a.account_id, outcome = p_outcome, note = p_note
     where centre_id = p_centre and kind = 'fax-waiting' and subject = p_fax::text and closed_at is null returning id)
  insert into attention_events (id, item_id, at, what, by_account_id, detail)
  select gen_random_uuid(), id, p_now, 'closed', a.account_id, jsonb_build_object('outcome', p_outcome) from settled;
  perform pg_notify('centre', p_centre::text);
end $function$;
-- settle_fax_item(uuid,uuid,text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.settle_figures(p_limit integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- settle_figures(integer) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.settle_items(p_case uuid, p_kinds text[], p_outcome text, p_note text, p_now timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); n int; centre uuid;
begin
  if a.org_kind is distinct from 'centre' or not may_see_case(p_case, a) then return 0; end if;
  select owner_centre_id into centre from watches where case_id = p_case for no key update;
  -- Another centre than the owner confirms as the one that was notified, and answers what it was asked to take over: no more.
  if centre is distinct from a.org_id and not p_kinds <@ array['unconfirmed', 'hand-over-waiting'] then return 0; end if;
  with settled as (
    update attention_items set closed_at = p_now, closed_by = a.account_id, outcome = p_outcome, note = p_note
     where case_id = p_case and kind = any (p_kinds) and closed_at is null and not (urgent and latest_at > p_now) returning id),
  told as (
    insert into attention_events (id, item_id, case_id, at, what, by_account_id, detail)
    select gen_random_uuid(), id, p_case, p_now, 'closed', a.account_id, jsonb_build_object('outcome', p_outcome) from settled returning 1)
  select count(*) into n from told;
  perform pg_notify('centre', centre::text);
  return n;
end $function$;
-- settle_items(uuid,text[],text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.settle_listings(p_case uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  delete from listings l where l.case_id = p_case and not exists (select from listing_orgs(p_case) o where o.org_id = l.org_id);
  insert into listings as l (org_id, case_id, treating, state, hersys_id, centre_number, centre_id, birth_on, phone, passport_number, reported_on, diagnosed_on,
    infection_class, status, severity, measured_on, whereabouts, place_name, began_on, until_on, name, name_swapped, kana, kana_swapped)
  select o.org_id, c.id, o.treating, case when c.state = 'draft' and c.early_closed_at is not null then 'early-closed' else c.state end,
         c.hersys_id, c.centre_number, coalesce(w.owner_centre_id, c.responsible_centre_id, c.notified_centre_id),
         c.birth_on, c.phone, c.passport_number, c.reported_on, c.diagnosed_on,
         coalesce(c.infection_class, case when c.kind = 'close-contact' then 'contact' when c.state = 'draft' then 'unset'
                                          when c.case_class in ('suspected', 'suspectedDeceased') then 'suspected' else 'infected' end),
         case w.end_kind when 'release' then 'released' when 'death' then 'died' else c.current_status end,
         coalesce(c.severity_now, c.severity), c.measured_on, c.whereabouts, c.place_name, coalesce(w.period_from, '-infinity'), w.period_to,
         coalesce(k.name, ''), coalesce(k.name_swapped, ''), coalesce(k.kana, ''), coalesce(k.kana_swapped, '')
    from cases c left join watches w on w.case_id = c.id left join case_keys k on k.case_id = c.id, listing_orgs(p_case) o
   where c.id = p_case
  on conflict (org_id, case_id) do update set
    treating = excluded.treating, state = excluded.state, hersys_id = excluded.hersys_id, centre_number = excluded.centre_number, centre_id = excluded.centre_id,
    birth_on = excluded.birth_on, phone = excluded.phone, passport_number = excluded.passport_number, reported_on = excluded.reported_on,
    diagnosed_on = excluded.diagnosed_on, infection_class = excluded.infection_class, status = excluded.status, severity = excluded.severity,
    measured_on = excluded.measured_on, whereabouts = excluded.whereabouts, place_name = excluded.place_name, began_on = excluded.began_on,
    until_on = excluded.until_on, name = excluded.name, name_swapped = excluded.name_swapped, kana = excluded.kana, kana_swapped = excluded.kana_swapped;
end $function$;
-- settle_listings(uuid) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.settle_owner(p_hand_over uuid, p_item uuid, p_case uuid, p_to uuid, p_reason text, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); w watches; i attention_items;
begin
  select * into w from watches where case_id = p_case for no key update;
  if not found or a.org_kind is distinct from 'prefecture' or w.owner_prefecture_id is distinct from a.org_id then return 'not-found'; end if;
  if w.state <> 'observing' then return 'ended'; end if;
  if not exists (select from organisations o where o.id = p_to and o.kind = 'centre' and o.parent_id = a.org_id) then return 'no-such-centre'; end if;
  select * into i from attention_items where case_id = p_case and kind = 'owner-to-settle' and closed_at is null;
  if not found then return 'settled'; end if;
  if exists (select from hand_overs h where h.case_id = p_case and h.state = 'pending') then return 'pending'; end if;
  update attention_items set closed_at = p_now, closed_by = a.account_id, outcome = case when p_to = w.owner_centre_id then 'accepted-here' else 'other' end,
         note = p_reason where id = i.id;
  insert into attention_events (id, item_id, case_id, at, what, by_account_id, detail)
  values (gen_random_uuid(), i.id, p_case, p_now, 'closed', a.account_id, jsonb_build_object('outcome', case when p_to = w.owner_centre_id then 'accepted-here' else 'other' end));
  update cases set responsible_centre_id = p_to, updated_at = p_now where id = p_case;
  if p_to <> w.owner_centre_id then
    insert into hand_overs (id, case_id, from_centre_id, to_centre_id, reason, asked_at, asked_by)
    values (p_hand_over, p_case, w.owner_centre_id, p_to, p_reason, p_now, a.account_id);
    perform raise_item(p_item, p_to, p_case, '', 'hand-over-waiting', false, p_now, jsonb_build_object('handOver', p_hand_over), p_now);
  end if;
  perform pg_notify('centre', w.owner_centre_id::text);
  return 'ok';
end $function$;
-- settle_owner(uuid,uuid,uuid,uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.settle_pair(p_one uuid, p_other uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('likeness pair ' || p_one || p_other, 0));
  delete from likeness_queue where case_id = p_one and other_case_id = p_other;
  insert into likeness_queue (centre_id, case_id, other_case_id, found_at)
  select distinct centre, p.case_id, p.other_case_id, p.found_at from likeness_candidates p, unnest(array[centre_of_case(p.case_id), centre_of_case(p.other_case_id)]) centre
   where p.case_id = p_one and p.other_case_id = p_other and p.state = 'open' and p.likely and centre is not null;
end $function$;
-- settle_pair(uuid,uuid) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.settle_pairs()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare r record;
begin
  if tg_table_name = 'likeness_candidates' then
    perform settle_pair(new.case_id, new.other_case_id);
  else
    for r in select p.case_id, p.other_case_id from likeness_candidates p where new.case_id in (p.case_id, p.other_case_id) order by 1, 2 loop
      perform settle_pair(r.case_id, r.other_case_id);
    end loop;
  end if;
  return null;
end $function$;
-- settle_pairs() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.settle_queue_ages(p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare today date := (p_now at time zone 'Asia/Tokyo')::date;
begin
  perform pg_advisory_xact_lock(hashtext('hersys answers'));
  delete from figures where kind = 'queue' and day = today;
  insert into figures (level, scope, kind, day, key, n)
  with counted as (
    select o.id, o.prefecture_code, c.key, c.n
      from organisations o cross join lateral (
        select i.kind || '|' || case when p_now - i.due_at < interval '1 hour' then '1h' when p_now - i.due_at < interval '4 hours' then '4h'
                 when p_now - i.due_at < interval '24 hours' then '24h' when p_now - i.due_at < interval '3 days' then '3d' else 'more' end as key, count(*) as n
          from attention_items i where i.centre_id = o.id and i.closed_at is null and i.due_at <= p_now group by 1) c
     where o.kind = 'centre')
  select l.level, l.scope, 'queue', today, c.key, sum(c.n)
    from counted c cross join lateral (values ('centre', c.id::text), ('prefecture', c.prefecture_code), ('nation', 'JP')) l (level, scope)
   where l.scope is not null group by 1, 2, 5;
end $function$;
-- settle_queue_ages(timestamp with time zone) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.settle_severity()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update cases set severity_now = (
           select answers ->> 'severity' from case_records where case_id = new.case_id and tab = 'course' and superseded_at is null and not struck
              and answers ->> 'severity' is not null order by on_day desc, recorded_at desc, id desc limit 1),
         updated_at = new.recorded_at where id = new.case_id;
  return null;
end $function$;
-- settle_severity() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.settle_stay()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  delete from place_stays where entry_id = new.entry_id;
  if new.struck then return null; end if;
  insert into place_stays (entry_id, place_id, case_id, from_on, until_on)
  select new.entry_id, p.id, new.case_id, new.on_day, new.until_day from places p
   where new.on_day is not null
     and case new.tab when 'places' then p.id = (new.answers -> 'facility' ->> 'id')::uuid else p.hospital_id = new.hospital_id end;
  return null;
end $function$;
-- settle_stay() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.settle_stays_of_hospital()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into place_stays (entry_id, place_id, case_id, from_on, until_on)
  select r.entry_id, new.id, r.case_id, r.on_day, r.until_day from case_records r
   where r.hospital_id = new.hospital_id and r.tab = 'medical' and r.superseded_at is null and not r.struck and r.on_day is not null
  on conflict (entry_id) do nothing;
  return null;
end $function$;
-- settle_stays_of_hospital() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.shows_at(i attention_items)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select case when i.acknowledged_at is not null or i.answered_at is not null then coalesce(i.again_at, 'infinity') else i.due_at end
$function$;
-- shows_at(attention_items) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.slide_patient_session(p_now timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with own as (
    select token_hash, greatest(ends_at, patient_observed_until(account_id, p_now) + interval '7 days') as ends_at
      from sessions where token_hash = nullif(current_setting('app.session', true), '') and kind = 'patient' and revoked_at is null)
  update sessions s set last_seen_at = p_now, ends_at = own.ends_at, expires_at = least(own.ends_at, p_now + interval '7 days')
    from own where s.token_hash = own.token_hash
$function$;
-- slide_patient_session(timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.spo2_before(p_case uuid, p_now timestamp with time zone)
 RETURNS TABLE(spo2 smallint, reported_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE STRICT ROWS 1
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
begin
  return query select d.spo2, d.reported_at from daily_reports d
    where d.case_id = p_case and d.spo2 is not null and d.superseded_at is null
      and d.reported_on between (p_now at time zone 'Asia/Tokyo')::date - 2 and (p_now at time zone 'Asia/Tokyo')::date
    order by d.reported_at desc, d.id desc limit 1;
end $function$;
-- spo2_before(uuid,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.staff_asked_by_call(p_call uuid, p_item uuid, p_desk uuid, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
-- staff_asked_by_call(uuid,uuid,uuid,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.staff_failed(p_id uuid, p_limit integer, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare n int;
begin
  update staff_accounts set failed_count = failed_count + 1, locked_at = case when failed_count + 1 >= p_limit then p_now end
   where id = p_id and locked_at is null and ended_at is null returning failed_count into n;
  if n is null or n < p_limit then return false; end if;
  insert into system_alerts (id, at, kind, detail)
  select gen_random_uuid(), p_now, 'staff-locked', jsonb_build_object('accountId', id, 'orgId', org_id) from staff_accounts where id = p_id;
  return true;
end $function$;
-- staff_failed(uuid,integer,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.staff_for_sign_in(p_login_id text)
 RETURNS TABLE(id uuid, org_id uuid, password_hash text, is_open boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select id, org_id, password_hash, locked_at is null and ended_at is null from staff_accounts where login_id = lower(p_login_id)
$function$;
-- staff_for_sign_in(text) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.staff_history(p_id uuid, p_limit integer)
 RETURNS TABLE(at timestamp with time zone, what text, detail jsonb, by_name text, by_org text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select e.at, e.what, e.detail, b.name, o.name from staff_accounts s join staff_events e on e.account_id = s.id
    left join staff_accounts b on b.id = e.by_id left join organisations o on o.id = b.org_id
   where s.id = p_id and may_keep_account(s.org_id, s.role, current_actor()) order by e.at desc, e.n desc limit p_limit
$function$;
-- staff_history(uuid,integer) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.staff_kept_counts(p_issue_days integer, p_idle_days integer, p_now timestamp with time zone)
 RETURNS TABLE(locked integer, never integer, idle integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select count(*) filter (where s.locked_at is not null)::int,
         count(*) filter (where s.last_sign_in_at is null and s.created_at < p_now - make_interval(days => p_issue_days))::int,
         count(*) filter (where s.last_sign_in_at < p_now - make_interval(days => p_idle_days))::int
    from current_actor() a join lateral kept_organisations(a) o on true join staff_accounts s on s.org_id = o.id
   where s.ended_at is null and s.role <> 'record-system' and (a.org_kind <> 'operator' or o.kind <> 'centre' or s.role = 'manager')
$function$;
-- staff_kept_counts(integer,integer,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.staff_kept()
 RETURNS TABLE(id uuid, org_id uuid, login_id text, name text, role text, must_change_password boolean, phone_channel text, phone_verified boolean, locked_at timestamp with time zone, ended_at timestamp with time zone, last_sign_in_at timestamp with time zone, created_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select s.id, s.org_id, s.login_id, s.name, s.role, s.must_change_password, s.phone_channel, s.phone_verified_at is not null,
         s.locked_at, s.ended_at, s.last_sign_in_at, s.created_at
    from current_actor() a join staff_accounts s on may_keep_account(s.org_id, s.role, a) where s.role <> 'record-system'
$function$;
-- staff_kept() may be called by hersys_web

CREATE OR REPLACE FUNCTION public.staff_kept(p_id uuid, p_login_id text, p_kind text, p_org text, p_role text, p_state text, p_issue_days integer, p_idle_days integer, p_after uuid, p_limit integer, p_now timestamp with time zone)
 RETURNS TABLE(id uuid, org_id uuid, org_name text, org_kind text, login_id text, name text, role text, must_change_password boolean, phone_channel text, phone_verified boolean, keys integer, locked_at timestamp with time zone, is_locked_by_hand boolean, ended_at timestamp with time zone, last_sign_in_at timestamp with time zone, letter_at timestamp with time zone, created_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with a as materialized (select * from current_actor()),
  kept as (
    select s.*, o.name as org_name, o.kind as org_kind, row(o.kind = 'institution', o.kana, o.id, s.login_id) as place
      from a join lateral kept_organisations(row(a.kind, a.account_id, a.org_id, a.org_kind, a.role)::actor) o on true
      join staff_accounts s on s.org_id = o.id
     where s.role <> 'record-system' and (a.org_kind <> 'operator' or o.kind <> 'centre' or s.role = 'manager'))
  select k.id, k.org_id, k.org_name, k.org_kind, k.login_id, k.name, k.role, k.must_change_password, k.phone_channel,
         k.phone_verified_at is not null, (select count(*)::int from security_keys f where f.account_id = k.id and f.removed_at is null),
         k.locked_at, k.locked_by is not null, k.ended_at, k.last_sign_in_at, k.letter_at, k.created_at
    from kept k
   where (p_id is null or k.id = p_id) and (p_login_id is null or k.login_id = lower(p_login_id))
     and (p_kind is null or k.org_kind = p_kind) and (p_role is null or k.role = p_role)
     and (p_org is null or position(p_org in k.org_name) > 0)
     and case when p_id is not null or p_login_id is not null then true when p_state = 'ended' then k.ended_at is not null
         else k.ended_at is null and case p_state
           when 'locked' then k.locked_at is not null
           when 'never' then k.last_sign_in_at is null and k.created_at < p_now - make_interval(days => p_issue_days)
           when 'idle' then k.last_sign_in_at < p_now - make_interval(days => p_idle_days)
           when 'no-factor' then k.phone_verified_at is null and not exists (select from security_keys f where f.account_id = k.id and f.removed_at is null)
           when 'in-use' then k.locked_at is null and k.last_sign_in_at is not null
           else true end end
     and (p_after is null or k.place > (select l.place from kept l where l.id = p_after))
   order by k.place limit p_limit
$function$;
-- staff_kept(uuid,text,text,text,text,text,integer,integer,uuid,integer,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.staff_reach(p_id uuid)
 RETURNS TABLE(phone text, channel text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select s.phone, s.phone_channel from staff_accounts s
   where s.id = p_id and s.ended_at is null and s.phone_verified_at is not null and may_keep_account(s.org_id, s.role, current_actor())
$function$;
-- staff_reach(uuid) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.staff_state(p_login_id text, p_now timestamp with time zone)
 RETURNS TABLE(id uuid, login_id text, org_name text, org_phone text, centre_name text, must_change_password boolean, has_factor boolean, locked_at timestamp with time zone, is_locked_by_hand boolean, ended_at timestamp with time zone, last_sign_in_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare found_id uuid;
begin
  if (current_actor()).org_kind is distinct from 'helpdesk' then return; end if;
  select s.id into found_id from staff_accounts s where s.login_id = lower(p_login_id) and s.role <> 'record-system';
  if found_id is null then return; end if;
  perform note_staff_event(found_id, 'looked-up', '{}', p_now);
  return query select s.id, s.login_id, o.name, o.phone, c.name, s.must_change_password,
      s.phone_verified_at is not null or exists (select from security_keys k where k.account_id = s.id and k.removed_at is null),
      s.locked_at, s.locked_by is not null, s.ended_at, s.last_sign_in_at
    from staff_accounts s join organisations o on o.id = s.org_id
    left join organisations c on c.id = o.parent_id and c.kind = 'centre' where s.id = found_id;
end $function$;
-- staff_state(text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.staff_state(p_login_id text)
 RETURNS TABLE(id uuid, login_id text, org_name text, org_phone text, centre_name text, must_change_password boolean, phone_verified boolean, locked_at timestamp with time zone, ended_at timestamp with time zone, last_sign_in_at timestamp with time zone)
 LANGUAGE sql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select id, login_id, org_name, org_phone, centre_name, must_change_password, has_factor, locked_at, ended_at, last_sign_in_at
    from staff_state(p_login_id, nullif(current_setting('app.now', true), '')::timestamptz)
$function$;
-- staff_state(text) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.stayed_since_merge(p_merge uuid)
 RETURNS TABLE(table_name text, n integer, latest timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare m case_merges; t record;
begin
  select * into m from case_merges where id = p_merge and kind = 'same-case';
  if not found or (session_user = 'hersys_web' and not may_see_case(m.survivor_id, current_actor())) then return; end if;
  for t in select * from moved_tables() x where x.arrived is not null and to_regclass(x.table_name) is not null and x.column_name = 'case_id' order by x.place loop
    return query execute format('select %L::text, count(*)::int, max(t.%I)::timestamptz from %I t where t.case_id = $1 and t.%I > $2 having count(*) > 0', t.table_name, t.arrived, t.table_name, t.arrived)
      using m.survivor_id, m.merged_at;
  end loop;
end $function$;
-- stayed_since_merge(uuid) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.store_reports(given_rows report_row[], p_now timestamp with time zone)
 RETURNS TABLE(n integer, outcome text, report_id uuid)
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
declare done report_outcome[]; r report_outcome; ids uuid[] := array(select distinct x.case_id from unnest(given_rows) x);
begin
  -- One that became part of another meanwhile: the remaining case reports. All watches are locked in the order of their ids, as everybody does: one that was
  -- found to be merged only behind its lock gives the others back first.
  loop
    if exists (select from cases c where c.id = any(ids) and c.merged_into is not null) then
      given_rows := array(select jsonb_populate_record(x, jsonb_build_object('case_id', survivor_of(x.case_id))) from unnest(given_rows) x order by x.n);
      ids := array(select distinct x.case_id from unnest(given_rows) x);
    end if;
    begin
      perform from watches w where w.case_id = any(ids) order by w.case_id for no key update;
      exit when not exists (select from cases c where c.id = any(ids) and c.merged_into is not null);
      raise sqlstate 'HS001';
    exception when sqlstate 'HS001' then null;
    end;
  end loop;

  with given as (select g.* from unnest(given_rows) g),
  stored as (
    insert into daily_reports (id, case_id, reported_on, reported_at, received_at, channel, form_version, answers, language, document_hash,
                               level, reasons, temperature, spo2, idempotency_key, author_kind, author_id, revises_id, reason)
    select id, case_id, reported_on, reported_at, p_now, channel, form_version, answers, language, document_hash,
           level, coalesce(reasons, '{}'), temperature, spo2, key, author_kind, author_id, revises_id, reason
      from given order by case_id, n
    on conflict (case_id, reported_on, idempotency_key) do nothing
    returning id, case_id, reported_on, reported_at, level, temperature, spo2, channel, idempotency_key, revises_id),
  newest as (select distinct on (case_id) * from stored order by case_id, reported_at desc, id desc),
  shown as (
    update watches w set level = r.level, last_report_at = r.reported_at, last_report_id = r.id, last_temperature = r.temperature,
                         last_spo2 = r.spo2, last_channel = r.channel, updated_at = p_now
      from newest r
     where w.case_id = r.case_id
       and (w.last_report_at is null or w.last_report_id = r.revises_id or (w.last_report_at, w.last_report_id) < (r.reported_at, r.id))),
  -- Whatever the sender says: a report leaves open the deadline of the day after its own at the latest.
  heard as (
    select g.case_id, max(least(g.next_deadline, (g.reported_on + 2)::timestamp at time zone 'Asia/Tokyo')) as next_deadline from given g join stored s on s.id = g.id
     where g.next_deadline is not null group by g.case_id),
  -- Not yet due: the deadline moves on. Already due: it stays until a person closes it, marked as answered up to the next deadline.
  answered as (
    update attention_items i set
      due_at = case when i.due_at > p_now then greatest(i.due_at, h.next_deadline) else i.due_at end,
      answered_at = case when i.due_at > p_now then i.answered_at else p_now end,
      again_at = case when i.due_at > p_now then i.again_at else greatest(i.again_at, h.next_deadline) end
      from heard h where i.case_id = h.case_id and i.kind = 'no-report' and i.closed_at is null
    returning i.id, i.case_id, i.due_at <= p_now as was_due),
  told as (
    insert into attention_events (id, item_id, case_id, at, what) select gen_random_uuid(), id, case_id, p_now, 'answered' from answered where was_due),
  owners as (select w.case_id, w.owner_centre_id, w.state from watches w where w.case_id = any(ids)),
  -- A case under observation without its item would fall silent unnoticed: whoever lost it, the next report brings it back.
  restored as (
    insert into attention_items (id, centre_id, case_id, kind, raised_at, latest_at, due_at)
    select gen_random_uuid(), o.owner_centre_id, h.case_id, 'no-report', p_now, p_now, h.next_deadline
      from heard h join owners o on o.case_id = h.case_id and o.state = 'observing'
     where not exists (select from answered a where a.case_id = h.case_id)
    on conflict do nothing),
  audited as (
    insert into audits (id, at, actor_kind, actor_id, action, case_ids, detail, request_id)
    select g.audit_id, p_now, g.author_kind, g.author_id, 'daily-report.submit', array[g.case_id],
           jsonb_build_object('report', g.id) || case when s.id is null then '{"duplicate": true}'::jsonb else '{}'::jsonb end, g.request_id
      from given g left join stored s on s.id = g.id where g.audit_id is not null)
  select array_agg((g.n, case when s.id = g.id then 'stored' else 'duplicate' end,
                    coalesce(s.id, (select d.id from daily_reports d
                                     where d.case_id = g.case_id and d.reported_on = g.reported_on and d.idempotency_key = g.key)),
                    g.case_id, g.level, g.reasons, g.item_id, o.owner_centre_id,
                    coalesce(o.owner_centre_id, c.notified_centre_id, c.responsible_centre_id))::report_outcome)
    into done
    from given g
    join cases c on c.id = g.case_id
    left join owners o on o.case_id = g.case_id
    left join stored s on s.case_id = g.case_id and s.reported_on = g.reported_on and s.idempotency_key = g.key;

  for r in select d.* from unnest(done) d where d.outcome = 'stored' and (d.level = 'urgent' or d.owner_id is null) order by d.case_id, d.n loop
    if r.centre_id is null then
      insert into system_alerts (id, at, kind, detail)
      values (gen_random_uuid(), p_now, 'report-without-centre', jsonb_build_object('caseId', r.case_id, 'reportId', r.id));
      continue;
    end if;
    if r.owner_id is null then
      perform raise_item(gen_random_uuid(), r.centre_id, r.case_id, '', 'report-without-watch', true, p_now, jsonb_build_object('reportId', r.id), p_now);
    end if;
    if r.level = 'urgent' then
      perform raise_item(r.item_id, r.centre_id, r.case_id, '', 'red-flag', true, p_now,
        jsonb_build_object('reportId', r.id, 'reasons', to_jsonb(r.reasons)), p_now);
    end if;
  end loop;
  perform pg_notify('centre', x.centre_id::text)
     from (select distinct d.centre_id from unnest(done) d where d.outcome = 'stored' and d.centre_id is not null) x;
  return query select d.n, d.outcome, d.id from unnest(done) d;
end $function$;
-- store_reports(report_row[],timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.submit_reports(p jsonb, p_now timestamp with time zone)
 RETURNS TABLE(n integer, outcome text, report_id uuid)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
declare good report_row[];
begin
  select array_agg((g.n, g.id, g.case_id, g.key, g.reported_on, g.reported_at, 'web', g.form_version, g.answers, g.language, g.document_hash, g.level,
                    g.reasons, g.temperature, g.spo2, 'patient', s.account_id, null, null, g.next_deadline, g.item_id, g.audit_id, g.request_id)::report_row)
    into good
    from jsonb_to_recordset(p) as g(n int, session_hash text, id uuid, case_id uuid, key text, reported_on date, reported_at timestamptz, form_version text,
           answers jsonb, language text, document_hash text, level text, reasons text[], temperature numeric, spo2 smallint, next_deadline timestamptz,
           item_id uuid, audit_id uuid, request_id text)
    join sessions s on s.token_hash = g.session_hash and s.kind = 'patient' and s.stage = 'full' and s.revoked_at is null
                   and s.expires_at > p_now and s.ends_at > p_now
    join registrations r on r.account_id = s.account_id and r.case_id = g.case_id and r.ended_at is null
   where g.reported_at <= p_now and g.reported_on = (g.reported_at at time zone 'Asia/Tokyo')::date;
  return query
    select g.n, coalesce(d.outcome, 'refused'), d.report_id
      from jsonb_to_recordset(p) as g(n int)
      left join store_reports(coalesce(good, '{}'), p_now) d on d.n = g.n;
end $function$;
-- submit_reports(jsonb,timestamp with time zone) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.sum_answers(p_day date)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform pg_advisory_xact_lock(hashtext('hersys answers'));
  delete from figures where kind = 'answers' and day = p_day and level <> 'centre';
  insert into figures (level, scope, kind, day, key, n)
  select l.level, l.scope, 'answers', p_day, f.key, sum(f.n)
    from figures f join organisations o on o.id = f.scope::uuid
    cross join lateral (values ('prefecture', o.prefecture_code), ('nation', 'JP')) l (level, scope)
   where f.kind = 'answers' and f.day = p_day and f.level = 'centre' and l.scope is not null group by 1, 2, 5;
end $function$;
-- sum_answers(date) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.survivor_of(p_case uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with recursive way as (select id, merged_into from cases where id = p_case union all select c.id, c.merged_into from way join cases c on c.id = way.merged_into)
  select id from way where merged_into is null
$function$;
-- survivor_of(uuid) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.sweep_patient_traces(p_now timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  delete from sign_ups where expires_at < p_now;
  delete from registration_drafts where updated_at < p_now - interval '1 day';
  delete from claim_failures where at < p_now - interval '90 days';
$function$;
-- sweep_patient_traces(timestamp with time zone) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.take_sms_event(p_id uuid, p_provider text, p_what text, p_provider_id text, p_message uuid, p_status text, p_code text, p_phone text, p_body text, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into sms_events (id, received_at, provider, what, provider_id, message_id, status, code, phone, body)
  values (p_id, p_now, p_provider, p_what, p_provider_id, p_message, p_status, p_code, p_phone, p_body) on conflict do nothing;
  if not found then return false; end if;
  perform pg_notify('sms_events', '');
  return true;
end $function$;
-- take_sms_event(uuid,text,text,text,uuid,text,text,text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.take_staff_letter(p_id uuid, p_now timestamp with time zone)
 RETURNS TABLE(login_id text, name text, password_hash text, org_name text, postal_code text, address text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare s staff_accounts := hold_kept_account(p_id);
begin
  if s.id is null or not s.must_change_password or s.letter_at is not null then return; end if;
  update staff_accounts set letter_at = p_now where id = p_id;
  perform note_staff_event(p_id, 'letter', '{}', p_now);
  return query select s.login_id, s.name, s.password_hash, o.name, o.postal_code, o.address from organisations o where o.id = s.org_id;
end $function$;
-- take_staff_letter(uuid,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.taken_logins(p_logins text[])
 RETURNS TABLE(login_id text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select s.login_id from staff_accounts s, current_actor() a
   where s.login_id = any (p_logins[1:100]) and (a.org_kind in ('centre', 'prefecture') and a.role = 'manager' or a.org_kind = 'operator')
$function$;
-- taken_logins(text[]) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.tell_apart(p_case uuid, p_other uuid, p_reason text, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); p likeness_candidates;
begin
  select * into p from likeness_candidates where case_id = greatest(p_case, p_other) and other_case_id = least(p_case, p_other) for update;
  if not found or coalesce(p_reason, '') = '' or not may_decide_pair(p_case, p_other, a) then return 'not-found'; end if;
  if p.state <> 'open' then return p.state; end if;
  perform remember_decision(p_case, p_other, 'other-person', p_reason, null, a, p_now);
  return 'ok';
end $function$;
-- tell_apart(uuid,uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.treats_now(p_case uuid, p_institution uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select exists (
    select from treatments t, (select nullif(current_setting('app.now', true), '')::timestamptz as now) clock
     where t.case_id = p_case and t.institution_id = p_institution
       and t.from_on <= (clock.now at time zone 'Asia/Tokyo')::date and coalesce(t.until_on, 'infinity') >= (clock.now at time zone 'Asia/Tokyo')::date
       and (t.ended_at is null or t.ended_at > clock.now))
$function$;
-- treats_now(uuid,uuid) may be called by hersys_web, hersys_worker

CREATE OR REPLACE FUNCTION public.types_fax_of(p_institution uuid, a actor)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select a.org_kind = 'centre' and exists (
    select from faxes f where f.centre_id = a.org_id and f.institution_id is not distinct from p_institution and f.entered_at is null and f.discarded_at is null)
$function$;
-- types_fax_of(uuid,actor) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.under_new_owner(i attention_items, w watches, p_owner uuid, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select jsonb_build_object('alerted_step', 0,
      'due_at', case when i.due_at <= p_now then i.due_at
                     when i.kind = 'no-report' then ((i.due_at at time zone 'Asia/Tokyo')::date + deadline) at time zone 'Asia/Tokyo'
                     when i.kind = 'not-registered' then greatest(p_now, w.began_at + hours_of(n.settings, 'registerHours', 24))
                     when i.kind = 'unconfirmed' then greatest(p_now, i.due_at + hours_of(n.settings, 'confirmHours', 4) - hours_of(g.settings, 'confirmHours', 4))
                     else i.due_at end,
      'again_at', ((i.again_at at time zone 'Asia/Tokyo')::date + deadline) at time zone 'Asia/Tokyo')
    from organisations g, organisations n, report_hour(n.settings) deadline
   where g.id = w.owner_centre_id and n.id = p_owner
$function$;
-- under_new_owner(attention_items,watches,uuid,timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.undo_merge(p_id uuid, p_reason text, p_now timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); m case_merges; s cases; r record; stays jsonb; done int;
begin
  select * into m from case_merges where id = p_id;
  if not found or a.org_kind is distinct from 'centre' or a.role not in ('nurse', 'manager') or coalesce(p_reason, '') = '' then return 'not-found'; end if;
  if not lock_cases(array[m.survivor_id, m.absorbed_id]) then return 'again'; end if;
  select * into m from case_merges where id = p_id for update;
  if m.undone_at is not null then return 'undone'; end if;
  select * into s from cases where id = m.survivor_id;
  if m.kind = 'same-case' and s.state = 'merged' then return 'later'; end if;
  if a.org_id not in (m.org_id, centre_of_case(m.survivor_id)) then return 'not-found'; end if;
  if p_now > m.merged_at + policy('merge-undo-days') * interval '1 day' then return 'expired'; end if;
  select coalesce(jsonb_agg(jsonb_build_object('table', x.table_name, 'n', x.n)), '[]') into stays from stayed_since_merge(p_id) x;
  update case_merges set undone_at = p_now, undone_by = a.account_id, undo_reason = p_reason, stayed = stays where id = p_id;
  for r in select * from case_merge_rows where merge_id = p_id order by n desc loop
    begin
      case r.what
        when 'moved' then done := set_row(r.table_name, r.key, r.before);
        when 'added' then execute format('delete from %I t using jsonb_populate_record(null::%I, $1) k where %s', r.table_name, r.table_name, where_key(r.table_name)) using r.key;
        else done := put_back(r.table_name, r.before);
      end case;
    exception when unique_violation then
      -- Its place has been taken since (a number that another patient is rung at): it stays with the survivor.
      continue;
    end;
  end loop;
  if m.kind = 'same-case' then
    update attention_items i set closed_at = p_now, closed_by = a.account_id, outcome = 'unmerged'
     where i.kind = 'likely-same' and i.closed_at is null and i.detail ->> 'merge' = p_id::text;
    perform settle_after_undo(m, p_now);
    update watches w set updated_at = p_now where w.case_id in (m.survivor_id, m.absorbed_id);
    for r in select id from unnest(array[m.survivor_id, m.absorbed_id]) id order by id loop
      perform resettle_case(r.id, p_now);
      -- As closely as the newest report of its own asks for; while there is none, as before.
      update watches w set level = d.level from daily_reports d where w.case_id = r.id and d.case_id = r.id and d.id = w.last_report_id and d.reported_on >= (p_now at time zone 'Asia/Tokyo')::date - 400;
      perform keep_watched(r.id, p_now);
      insert into key_queue (case_id) values (r.id);
      insert into plan_queue (case_id) values (r.id);
      perform pg_notify('centre', (select owner_centre_id::text from watches where case_id = r.id));
    end loop;
  end if;
  perform remember_decision(m.survivor_id, m.absorbed_id, 'undone', p_reason, p_id, a, p_now);
  return 'ok';
end $function$;
-- undo_merge(uuid,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.unlink_registration(p_case uuid, p_registration uuid, p_kind text, p_reason text, p_now timestamp with time zone)
 RETURNS TABLE(account_id uuid, email text, language text, name text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor(); due timestamptz;
begin
  if a.kind is distinct from 'staff' or p_kind not in ('wrong', 'freed') or coalesce(p_reason, '') = '' then raise insufficient_privilege; end if;
  select p_now + hours_of(o.settings, 'registerHours', 24) into due from watches w join organisations o on o.id = w.owner_centre_id
   where w.case_id = p_case and w.owner_centre_id = a.org_id for no key update of w;
  if not found then return; end if;
  return query select p.id, p.email, p.language, r.family_name || ' ' || r.given_name from registrations r join patient_accounts p on p.id = r.account_id
    where r.id = p_registration and r.case_id = p_case and r.ended_at is null;
  if found then perform end_registration(p_case, p_registration, p_kind, a.account_id, p_reason, due, p_now); end if;
end $function$;
-- unlink_registration(uuid,uuid,text,text,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.unlock_claim(p_case uuid, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor();
begin
  perform from watches w where w.case_id = p_case and w.owner_centre_id = a.org_id for no key update;
  if not found or a.kind is distinct from 'staff' or claim_locked_at(p_case) is null then return false; end if;
  update claim_locks l set unlocked_at = p_now, unlocked_by = a.account_id from cases c where c.id = p_case and l.hersys_id = c.hersys_id;
  with closed as (
    update attention_items i set closed_at = p_now, closed_by = a.account_id, outcome = 'unlocked' where i.case_id = p_case and i.kind = 'claim-locked' and i.closed_at is null
    returning i.id)
  insert into attention_events (id, item_id, case_id, at, what, by_account_id) select gen_random_uuid(), closed.id, p_case, p_now, 'closed', a.account_id from closed;
  return true;
end $function$;
-- unlock_claim(uuid,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.unlock_staff(p_id uuid, p_checked jsonb, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare a actor := current_actor();
begin
  update staff_accounts set failed_count = 0, locked_at = null, locked_by = null
   where id = p_id and ended_at is null and locked_at is not null
     and ((a.org_kind = 'helpdesk' and locked_by is null) or may_keep_account(org_id, role, a));
  if not found then return false; end if;
  perform note_staff_event(p_id, 'unlocked', p_checked, p_now);
  return true;
end $function$;
-- unlock_staff(uuid,jsonb,timestamp with time zone) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.unlock_staff(p_id uuid)
 RETURNS boolean
 LANGUAGE sql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select unlock_staff(p_id, '{"checked": ["以前の版の画面から"]}'::jsonb, nullif(current_setting('app.now', true), '')::timestamptz)
$function$;
-- unlock_staff(uuid) may be called by hersys_web

CREATE OR REPLACE FUNCTION public.unsettle_owner()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if exists (select from staff_accounts s join organisations o on o.id = s.org_id where s.id = new.asked_by and o.kind = 'prefecture') then
    perform raise_item(gen_random_uuid(), null, new.case_id, '', 'owner-to-settle', false, new.decided_at, jsonb_build_object('refused', new.to_centre_id), new.decided_at);
  end if;
  return null;
end $function$;
-- unsettle_owner() may be called by its owner alone

CREATE OR REPLACE FUNCTION public.uuid_at(at timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(r, 2, 3) || to_hex(8 + get_byte(decode(substr(r, 5, 2), 'hex'), 0) % 4) || substr(r, 7, 15))::uuid
    from (select replace(gen_random_uuid()::text, '-', '') as r) random
$function$;
-- uuid_at(timestamp with time zone) may be called by hersys_worker

CREATE OR REPLACE FUNCTION public.uuid_floor(p_at timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select rpad(lpad(to_hex((extract(epoch from p_at) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$function$;
-- uuid_floor(timestamp with time zone) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.where_key(p_table text)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select string_agg(format('t.%I = k.%I', k, k), ' and ') from unnest(key_columns(p_table)) k
$function$;
-- where_key(text) may be called by its owner alone

CREATE OR REPLACE FUNCTION public.work_of_hour(p_hour timestamp with time zone)
 RETURNS TABLE(actor_id uuid, org_id uuid, heard_by uuid, cases integer, own_name integer, same_surname integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
$function$;
-- work_of_hour(timestamp with time zone) may be called by hersys_worker
