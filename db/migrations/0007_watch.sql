-- The centre at work: lists bounded by an index, a search inside one's own jurisdiction, and the writes that touch another centre's rows.
-- Those run as hersys_system and check the actor themselves; each begins by locking the watch row of its case.

create index watches_began on watches (owner_centre_id, began_at desc, case_id desc);
create index cases_unconfirmed on cases (notified_centre_id, created_at desc, id desc) where confirmed_at is null;
create index cases_name on cases (name_key);
create index cases_kana on cases (kana_key);
create index attention_deciding on attention_items (centre_id, kind, due_at)
  where closed_at is null and kind in ('owner-to-settle', 'hand-over-waiting', 'unconfirmed');
create index hand_overs_case on hand_overs (case_id, asked_at);
create index hand_overs_to on hand_overs (to_centre_id, decided_at);
create index hand_overs_from on hand_overs (from_centre_id, decided_at);

/* Cases of one's own centre (owner or 届出保健所) by HER-SYS ID, or by the beginning of a name or its reading, spaces left out. Newest first. */
create function search_cases(p_hersys_id text, p_name text, p_kana text, p_limit int) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  with me as materialized (select (current_actor()).*),
  found as (
    select c.id, c.notified_centre_id, c.created_at from cases c where p_hersys_id <> '' and c.hersys_id = p_hersys_id
    union
    select c.id, c.notified_centre_id, c.created_at from cases c where p_name <> '' and c.name_key >= p_name and c.name_key < p_name || U&'\+10FFFF'
    union
    select c.id, c.notified_centre_id, c.created_at from cases c where p_kana <> '' and c.kana_key >= p_kana and c.kana_key < p_kana || U&'\+10FFFF')
  select f.id from found f, me
   where me.org_kind = 'centre'
     and me.org_id in (f.notified_centre_id, (select w.owner_centre_id from watches w where w.case_id = f.id))  -- one look by key for each found
   order by f.created_at desc, f.id desc limit p_limit
$$;

/* Closes the open items of these kinds in the name of whoever is signed in, due or not: an act of theirs (confirming, releasing …) settled them.
   Something urgent that came after that act had begun, while it waited for the lock, is nothing they have seen: it stays open. */
create function settle_items(p_case uuid, p_kinds text[], p_outcome text, p_note text, p_now timestamptz) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;

/* "Release due" moves along with the last day of the period while it has not come due. Says how many moved: 0 or 1. */
create function move_release_due(p_case uuid, p_due timestamptz, p_now timestamptz) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare n int;
begin
  perform from watches where case_id = p_case and owner_centre_id = (current_actor()).org_id and state = 'observing' for no key update;
  if not found then return 0; end if;
  update attention_items set due_at = p_due where case_id = p_case and kind = 'release-due' and closed_at is null and due_at > p_now and p_due > p_now;
  get diagnostics n = row_count;
  return n;
end $$;

/* The owner asks another centre to take the case over. 'ok', or why not. */
create function ask_hand_over(p_id uuid, p_item uuid, p_case uuid, p_to uuid, p_reason text, p_now timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;

/* A number of hours that a centre has set for itself, as an interval; what is no number is the default. */
create function hours_of(settings jsonb, name text, otherwise int) returns interval language sql immutable set search_path = public, pg_temp as $$
  select (case when settings ->> name ~ '^\d+(\.\d+)?$' then (settings ->> name)::numeric else otherwise end) * interval '1 hour'
$$;

/* Accept, refuse (receiver) or withdraw (giver). What has not come due follows the receiver's deadlines. Owner, prefecture and every open item move in this one transaction, under the lock of the watch
   row, or nothing does. Says 'ok', 'not-found', 'ended', or how it was decided before. */
create function decide_hand_over(p_id uuid, p_decision text, p_note text, p_now timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); h hand_overs; w watches; giver organisations; receiver organisations; deadline time;
begin
  select * into h from hand_overs where id = p_id;
  if not found or a.org_kind is distinct from 'centre' or a.org_id not in (h.from_centre_id, h.to_centre_id) then return 'not-found'; end if;
  if p_decision not in ('accepted', 'refused', 'withdrawn') or (p_decision = 'withdrawn') <> (a.org_id = h.from_centre_id) then return 'not-found'; end if;
  select * into w from watches where case_id = h.case_id for no key update;
  select * into h from hand_overs where id = p_id for update;  -- anew: whoever held the lock may have decided
  if h.state <> 'pending' then return h.state; end if;
  if p_decision = 'accepted' then
    if w.state is distinct from 'observing' then return 'ended'; end if;
    select * into giver from organisations where id = h.from_centre_id;
    select * into receiver from organisations where id = h.to_centre_id;
    update watches set owner_centre_id = receiver.id, owner_prefecture_id = receiver.parent_id, updated_at = p_now
     where case_id = h.case_id and owner_centre_id = h.from_centre_id;
    if not found then raise exception 'hand-over of a case that its giver does not own'; end if;
    deadline := coalesce((select v from (select receiver.settings ->> 'reportDeadline' as v) s where v ~ '^([01]\d|2[0-3]):[0-5]\d$'), '18:00')::time;
    with moved as (
      -- The receiver's own roster is rung for what is still unacknowledged, however far the giver's was.
      update attention_items set centre_id = receiver.id, alerted_step = 0,
        due_at = case when due_at <= p_now then due_at
                      when kind = 'no-report' then ((due_at at time zone 'Asia/Tokyo')::date + deadline) at time zone 'Asia/Tokyo'
                      when kind = 'not-registered' then greatest(p_now, w.began_at + hours_of(receiver.settings, 'registerHours', 24))
                      when kind = 'unconfirmed' then greatest(p_now, due_at + hours_of(receiver.settings, 'confirmHours', 4) - hours_of(giver.settings, 'confirmHours', 4))
                      else due_at end,
        again_at = ((again_at at time zone 'Asia/Tokyo')::date + deadline) at time zone 'Asia/Tokyo'
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
end $$;

revoke execute on function search_cases(text, text, text, int), move_release_due(uuid, timestamptz, timestamptz), settle_items(uuid, text[], text, text, timestamptz),
  ask_hand_over(uuid, uuid, uuid, uuid, text, timestamptz), decide_hand_over(uuid, text, text, timestamptz) from public;
grant execute on function search_cases(text, text, text, int), move_release_due(uuid, timestamptz, timestamptz), settle_items(uuid, text[], text, text, timestamptz),
  ask_hand_over(uuid, uuid, uuid, uuid, text, timestamptz), decide_hand_over(uuid, text, text, timestamptz) to hersys_web;

-- What staff write to a row themselves they write in their own name, and never so that an item leaves its case, kind, queue or time.
revoke update on attention_items, watches from hersys_web;
grant update (taken_at, taken_by, acknowledged_at, acknowledged_by, again_at, closed_at, closed_by, outcome, note) on attention_items to hersys_web;
grant update (state, ended_at, ended_by, end_kind, end_note, period_to, updated_at) on watches to hersys_web;
drop policy keep on watches;
create policy keep on watches for update to hersys_web using (owner_centre_id = (select (current_actor()).org_id))
  with check (owner_centre_id = (select (current_actor()).org_id) and (ended_by is null or ended_by = (select (current_actor()).account_id)));
drop policy own on attention_items;
create policy own on attention_items to hersys_web using (centre_id = (select (current_actor()).org_id))
  with check (centre_id = (select (current_actor()).org_id) and (closed_at is null or closed_by = (select (current_actor()).account_id)));
-- A prefecture takes and acknowledges; closing is the centre's.
drop policy of_prefecture on attention_items;
create policy of_prefecture on attention_items for select to hersys_web using (
  (select (current_actor()).org_kind) = 'prefecture' and centre_id in (select o.id from organisations o where o.parent_id = (select (current_actor()).org_id)));
create policy watch_of_prefecture on attention_items for update to hersys_web using (
  (select (current_actor()).org_kind) = 'prefecture' and centre_id in (select o.id from organisations o where o.parent_id = (select (current_actor()).org_id)))
  with check (closed_at is null and (select (current_actor()).org_kind) = 'prefecture');
-- Accepting moves the owner and every open item: only the function does it. By hand a hand-over is taken back, in one's own name.
drop policy party on hand_overs;
create policy party on hand_overs for select to hersys_web using ((select (current_actor()).org_id) in (from_centre_id, to_centre_id));
create policy take_back on hand_overs for update to hersys_web using (from_centre_id = (select (current_actor()).org_id))
  with check (state = 'withdrawn' and decided_by = (select (current_actor()).account_id));
