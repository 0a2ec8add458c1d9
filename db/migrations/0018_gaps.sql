-- What a running centre changes or takes back, and what must not be lost when something fails.

/* The centre of the visitor has another deadline of the day. What has not come due moves to it (on its own Japanese day; where that hour has
   passed already, it is due at once), and so does the moment at which an acknowledged silence rings again. What has come due stays. Returns
   how many items moved. The watch rows are locked first: whatever was deciding about them is seen by the second statement. */
create function move_report_deadlines(p_deadline time, p_now timestamptz) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;
grant execute on function move_report_deadlines(time, timestamptz) to hersys_web;

-- An alert speaks of one item or several: it is wanted as long as one of them waits, and is tried until its fate is known, be it for weeks.
alter table messages drop column item_id, add column item_ids uuid[];
alter table messages alter column attempts type int;

-- Alerts of the system are mailed to the operator, once each.
alter table system_alerts add column mailed_at timestamptz;
create index system_alerts_unmailed on system_alerts (at) where mailed_at is null;
drop policy raise on system_alerts;
create policy raise on system_alerts for insert to hersys_web with check (seen_at is null and mailed_at is null);

-- An end recorded by mistake is taken back by a person: what was recorded stays here, with who took it back and why.
create table watch_reopenings (
  id uuid primary key,
  case_id uuid not null references cases on delete restrict,
  ended_at timestamptz not null, ended_by uuid not null references staff_accounts on delete restrict,
  end_kind text not null check (end_kind in ('release', 'death')), end_note text,
  reopened_at timestamptz not null, reopened_by uuid not null references staff_accounts on delete restrict,
  reason text not null check (length(reason) between 1 and 1000)
);
create index on watch_reopenings (case_id, reopened_at);
alter table watch_reopenings enable row level security;
alter table watch_reopenings force row level security;
create policy system on watch_reopenings to hersys_system, hersys_worker using (true) with check (true);
create policy see on watch_reopenings for select to hersys_web using (may_see_case(case_id, (select current_actor())));
create policy add on watch_reopenings for insert to hersys_web with check (
  reopened_by = (select (current_actor()).account_id) and (select (current_actor()).role) in ('nurse', 'manager')
  and exists (select from watches w where w.case_id = watch_reopenings.case_id and w.owner_centre_id = (select (current_actor()).org_id)));
grant select, insert on watch_reopenings to hersys_web;
grant select, insert, update, delete on watch_reopenings to hersys_worker;

-- Who keeps whose account: a health centre's manager those of the centre and of the institutions under it (D2); operators those of the
-- authorities, of the helpdesk, their own, and of each centre's managers, who then go on by themselves.
create function may_keep_account(p_org uuid, p_role text, a actor) returns boolean language sql stable set search_path = public, pg_temp as $$
  select exists (select from organisations o where o.id = p_org and case a.org_kind
    when 'centre' then a.role = 'manager' and (o.id = a.org_id or (o.parent_id = a.org_id and o.kind = 'institution'))
    when 'operator' then o.kind in ('operator', 'helpdesk', 'ministry', 'prefecture') or (o.kind = 'centre' and p_role = 'manager')
    else false end)
$$;

create or replace function staff_kept() returns table (
  id uuid, org_id uuid, login_id text, name text, role text, must_change_password boolean, phone_channel text, phone_verified boolean,
  locked_at timestamptz, ended_at timestamptz, last_sign_in_at timestamptz, created_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.org_id, s.login_id, s.name, s.role, s.must_change_password, s.phone_channel, s.phone_verified_at is not null,
         s.locked_at, s.ended_at, s.last_sign_in_at, s.created_at
    from current_actor() a join staff_accounts s on may_keep_account(s.org_id, s.role, a)
$$;

create or replace function issue_staff(p_id uuid, p_org uuid, p_login_id text, p_name text, p_role text, p_hash text, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  if not may_keep_account(p_org, p_role, a) then raise insufficient_privilege; end if;
  if not exists (select from organisations where id = p_org and case kind
     when 'centre' then p_role in ('nurse', 'clerk', 'manager') when 'institution' then p_role in ('doctor', 'clerk', 'manager')
     when 'prefecture' then p_role in ('officer', 'manager') when 'ministry' then p_role = 'analyst'
     when 'helpdesk' then p_role = 'helpdesk' when 'operator' then p_role = 'operator' end) then
    raise insufficient_privilege;
  end if;
  insert into staff_accounts (id, org_id, login_id, name, role, password_hash, created_at, created_by)
  values (p_id, p_org, lower(p_login_id), p_name, p_role, p_hash, p_now, a.account_id) on conflict (login_id) do nothing;
  return found;
end $$;

create or replace function reset_staff_password(p_id uuid, p_hash text, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update staff_accounts set password_hash = p_hash, must_change_password = true, failed_count = 0, locked_at = null
   where id = p_id and ended_at is null and may_keep_account(org_id, role, current_actor());
  if not found then return false; end if;
  perform end_staff_sessions(p_id, p_now);
  return true;
end $$;

create or replace function reset_staff_factor(p_id uuid, p_now timestamptz) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update staff_accounts set phone = null, phone_channel = null, phone_verified_at = null, pending_phone = null, pending_channel = null
   where id = p_id and ended_at is null and may_keep_account(org_id, role, current_actor());
  if not found then return false; end if;
  perform end_staff_sessions(p_id, p_now);
  return true;
end $$;

/* Never one's own: somebody must be left who can open the door again. */
create or replace function end_staff(p_id uuid, p_now timestamptz) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update staff_accounts set ended_at = p_now
   where id = p_id and ended_at is null and may_keep_account(org_id, role, current_actor()) and id <> (current_actor()).account_id;
  if not found then return false; end if;
  perform end_staff_sessions(p_id, p_now);
  return true;
end $$;

create or replace function unlock_staff(p_id uuid) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update staff_accounts set failed_count = 0, locked_at = null
   where id = p_id and ended_at is null and ((current_actor()).org_kind = 'helpdesk' or may_keep_account(org_id, role, current_actor()));
  return found;
end $$;

drop function may_keep_staff(uuid, actor);

-- Each time the database is restored from a dump its transactions begin at another number: a new chain of the audit then goes on from the last
-- published head. A row belongs to the chain that was in force when it was written; the command that begins a chain changes this default.
alter table audits add column chain int not null default 1;
alter table audit_blocks add column chain int not null default 1, add column lost int[] not null default '{}';
create table audit_chains (chain int primary key, began_at timestamptz not null);
insert into audit_chains values (1, '2022-01-01T00:00:00+09:00');
drop index audits_tx;
create index audits_tx on audits (chain, tx);
grant select on audit_chains to hersys_worker;
