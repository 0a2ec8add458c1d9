-- The floor: what PostgreSQL itself does on this machine for the same work as one daily report, one transaction each:
-- the report (idempotent per case, day and key), the watch row, the queue, the audit. No row-level security, no sessions, no HTTP.
drop schema if exists floor cascade;
create schema floor;
create table floor.watches (case_id int primary key, centre_id int not null, level text not null, last_report_at timestamptz, last_spo2 smallint);
create index on floor.watches (centre_id, level, last_report_at);
create table floor.reports (
  id uuid not null, case_id int not null, reported_on date not null, reported_at timestamptz not null, answers jsonb not null, level text not null,
  spo2 smallint, idempotency_key text not null, primary key (case_id, reported_on, id), unique (case_id, reported_on, idempotency_key));
create table floor.items (id uuid primary key, case_id int not null, kind text not null, raised_at timestamptz not null, closed_at timestamptz);
create unique index on floor.items (case_id, kind) where closed_at is null;
create table floor.audits (id uuid primary key, at timestamptz not null, action text not null, case_ids int[] not null, tx xid8 not null default pg_current_xact_id());
create index on floor.audits (tx);
insert into floor.watches select n, n % 470, 'stable' from generate_series(1, 100000) n;
