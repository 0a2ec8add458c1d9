-- The audit is append-only and sealed. Nobody who signs in changes or removes a row, the worker included, nor says which transaction wrote it:
-- the sealer takes the rows of every transaction that has ended, and a row with a made-up one would slip in among sealed rows.
revoke update, delete, truncate on audits, audit_blocks from hersys_worker;
revoke insert on audits from hersys_web, hersys_worker;
grant insert (id, at, actor_kind, actor_id, org_id, action, outcome, case_ids, detail, request_id) on audits to hersys_web, hersys_worker;
-- A partition named by itself knows neither the parent's grants nor its policies.
do $$
declare part regclass;
begin
  for part in select inhrelid::regclass from pg_inherits where inhparent in ('audits'::regclass, 'messages'::regclass, 'daily_reports'::regclass, 'call_attempts'::regclass) loop
    execute format('revoke all on %s from hersys_worker, hersys_web', part);
  end loop;
end $$;

-- A block holds the rows of the transactions in [from_tx, below_tx).
alter table audit_blocks add column from_tx xid8 not null;
alter table audit_blocks enable row level security;
alter table audit_blocks force row level security;
create policy system on audit_blocks to hersys_system, hersys_worker using (true) with check (true);
