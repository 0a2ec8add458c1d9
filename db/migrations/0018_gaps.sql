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
