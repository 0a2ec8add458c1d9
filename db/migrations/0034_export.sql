-- What the ministry may read, and exports of lists.

-- ── 厚生労働省 (C2) ─────────────────────────────────────────────────────────────────────────────────────────────────────
-- Its requests run as hersys_ministry: the nation's figures, the prefectures' by week, the names of prefectures. Cells under 10 are suppressed on the
-- way out; no row of this role's names, dates or numbers anybody.
grant select on figures to hersys_ministry;
create policy ministry on figures for select to hersys_ministry using (level = 'nation' or level = 'prefecture' and kind = 'cell');
grant select (kind, name, prefecture_code) on organisations to hersys_ministry;
create policy ministry on organisations for select to hersys_ministry using (kind = 'prefecture');
/* 日次報告 by prefecture as they stood at 24:00 of their day. */
create function ministry_daily_counts(p_from date, p_to date) returns table (prefecture_code text, on_day date, band text, n int)
language sql stable security definer set search_path = public, pg_temp as $$
  select o.prefecture_code, s.on_day, s.band, sum(s.at_cut)::int from daily_count_sums(p_from, p_to) s join organisations o on o.id = s.centre_id
   where o.prefecture_code is not null group by 1, 2, 3 having sum(s.at_cut) > 0
$$;
revoke execute on function ministry_daily_counts(date, date) from public;
grant execute on function ministry_daily_counts(date, date) to hersys_ministry;

-- ── 一覧の書き出し ──────────────────────────────────────────────────────────────────────────────────────────────────────
/* What somebody has asked to take along, and why. The worker writes the file in pieces; it is this person's alone, for a day. */
create table exports (
  id uuid primary key,
  account_id uuid not null references staff_accounts on delete restrict, org_id uuid not null references organisations on delete restrict,
  org_kind text not null check (org_kind in ('institution', 'centre', 'prefecture')),
  list text not null, columns text[] not null check (cardinality(columns) > 0), from_on date, to_on date,
  format text not null check (format in ('csv-utf8', 'csv-sjis', 'xlsx')),
  reason text not null check (length(reason) between 1 and 200),
  ordered_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'working', 'done', 'failed', 'wiped')),
  rows_done int not null default 0, bytes bigint not null default 0, replaced int not null default 0,
  finished_at timestamptz, expires_at timestamptz, downloads int not null default 0,
  tries int not null default 0, worked_by uuid, worked_until timestamptz,
  check ((state in ('done', 'wiped')) = (expires_at is not null))
);
create index exports_own on exports (account_id, ordered_at desc, id desc);
create index exports_work on exports (ordered_at, id) where state in ('waiting', 'working');
create index exports_kept on exports (expires_at) where state = 'done';
create table export_chunks (
  export_id uuid not null references exports on delete cascade, n int not null, bytes bytea not null, primary key (export_id, n)
);
do $$ declare t text; begin
  foreach t in array array['exports', 'export_chunks'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
create policy own on exports for select to hersys_web using (account_id = (select (current_actor()).account_id));
create policy ask on exports for insert to hersys_web with check (
  account_id = (select (current_actor()).account_id) and org_id = (select (current_actor()).org_id) and org_kind = (select (current_actor()).org_kind) and state = 'waiting');
create policy count on exports for update to hersys_web using (account_id = (select (current_actor()).account_id));
create policy own on export_chunks for select to hersys_web using (exists (
  select from exports e where e.id = export_id and e.state = 'done' and e.expires_at > nullif(current_setting('app.now', true), '')::timestamptz));
grant select on exports, export_chunks to hersys_web;
grant insert (id, account_id, org_id, org_kind, list, columns, from_on, to_on, format, reason, ordered_at) on exports to hersys_web;
grant update (downloads) on exports to hersys_web;

-- ── 担当保健所を決める ──────────────────────────────────────────────────────────────────────────────────────────────────
/* The prefecture says which of its centres a case of nobody's municipality belongs to. The owner already: the item is closed. Another: the case is
   offered to it as a hand-over in the prefecture's name, and the present owner goes on observing until it accepts. 'ok', or why not. */
create function settle_owner(p_hand_over uuid, p_item uuid, p_case uuid, p_to uuid, p_reason text, p_now timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;
/* What the prefecture had settled and the centre refuses, or the owner takes back, is unsettled again. */
create function unsettle_owner() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from staff_accounts s join organisations o on o.id = s.org_id where s.id = new.asked_by and o.kind = 'prefecture') then
    perform raise_item(gen_random_uuid(), null, new.case_id, '', 'owner-to-settle', false, new.decided_at, jsonb_build_object('refused', new.to_centre_id), new.decided_at);
  end if;
  return null;
end $$;
create trigger unsettle after update of state on hand_overs for each row
  when (old.state = 'pending' and new.state in ('refused', 'withdrawn')) execute function unsettle_owner();
revoke execute on function settle_owner(uuid, uuid, uuid, uuid, text, timestamptz), unsettle_owner() from public;
grant execute on function settle_owner(uuid, uuid, uuid, uuid, text, timestamptz) to hersys_web;
