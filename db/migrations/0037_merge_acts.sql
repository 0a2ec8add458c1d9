-- 統合, its undoing, and two cases of one person. Called by the web in the name of a nurse or manager; every lock in one order: accounts, IDs, watches, cases.

/* Takes the locks of both cases in the order of claim_case and everybody else: nobody registers, deletes, reports or hands over meanwhile. False: a registration slipped in between. */
create function lock_cases(p_cases uuid[]) returns boolean language plpgsql set search_path = public, pg_temp as $$
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
end $$;

/* When an open item shows by itself: an unanswered one at its time, a quiet one when its quiet ends. */
create function shows_at(i attention_items) returns timestamptz language sql immutable set search_path = public, pg_temp as $$
  select case when i.acknowledged_at is not null or i.answered_at is not null then coalesce(i.again_at, 'infinity') else i.due_at end
$$;

/* Two open items of one kind become the survivor's one: it shows when the first of them would have, and is quiet only where both are. */
create function fold_item(p_merge uuid, i attention_items, j attention_items, p_survivor uuid, p_period_to date, p_by uuid, p_now timestamptz) returns void
language plpgsql set search_path = public, pg_temp as $$
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
end $$;

/* Makes room for what the absorbed case (g) brings where a plain move would be refused or would mean something else. s: the survivor. */
create function merge_prepare(p_merge uuid, s uuid, g uuid, ws watches, wg watches, p_by uuid, p_now timestamptz) returns void
language plpgsql set search_path = public, pg_temp as $$
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
    else perform merge_change(p_merge, 'attention_items', to_jsonb(i), jsonb_build_object('case_id', s, 'centre_id', ws.owner_centre_id));
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
  select to_jsonb(p) into mine from observation_plans p where p.case_id = s and p.superseded_at is null;
  select to_jsonb(p) into theirs from observation_plans p where p.case_id = g and p.superseded_at is null;
  if mine is not null and theirs is not null then
    perform merge_change(p_merge, 'observation_plans',
      case when jsonb_array_length(theirs -> 'channels') > jsonb_array_length(mine -> 'channels') then mine else theirs end, jsonb_build_object('superseded_at', p_now));
  end if;
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
end $$;

/* Everything that leads to the absorbed case leads to the survivor afterwards, row by row and written down. */
create function merge_move(p_merge uuid, s uuid, g uuid) returns void language plpgsql set search_path = public, pg_temp as $$
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
end $$;

/* Whether this centre may decide about the two: it observes one of them, and has seen both (or asked). */
create function may_decide_pair(p_one uuid, p_other uuid, a actor) returns boolean language sql stable set search_path = public, pg_temp as $$
  select a.org_kind = 'centre' and a.org_id in (centre_of_case(p_one), centre_of_case(p_other))
     and (may_see_case(p_one, a) and may_see_case(p_other, a)
          or exists (select from likeness_asks k where k.case_id = greatest(p_one, p_other) and k.other_case_id = least(p_one, p_other)))
$$;
create function remember_decision(p_one uuid, p_other uuid, p_decision text, p_reason text, p_merge uuid, a actor, p_now timestamptz) returns void language plpgsql set search_path = public, pg_temp as $$
begin
  update likeness_candidates set state = case when p_decision = 'undone' then 'open' else p_decision end, decided_reasons = case when p_decision <> 'undone' then reasons end,
         decided_at = case when p_decision <> 'undone' then p_now end, decided_by = case when p_decision <> 'undone' then a.account_id end,
         decision_note = case when p_decision <> 'undone' then p_reason end
   where case_id = greatest(p_one, p_other) and other_case_id = least(p_one, p_other);
  insert into likeness_decisions (id, case_id, other_case_id, decision, reason, reasons, decided_at, decided_by, org_id, merge_id)
  select gen_random_uuid(), greatest(p_one, p_other), least(p_one, p_other), p_decision, p_reason,
         coalesce((select reasons from likeness_candidates where case_id = greatest(p_one, p_other) and other_case_id = least(p_one, p_other)), '{}'), p_now, a.account_id, a.org_id, p_merge;
end $$;
/* The persons of two cases are one from now on, with all their other cases. */
create function join_persons(p_merge uuid, p_to uuid, p_from uuid) returns void language plpgsql set search_path = public, pg_temp as $$
declare r record;
begin
  for r in select to_jsonb(c) as row from cases c where c.person_id = p_from order by c.id loop
    perform merge_change(p_merge, 'cases', r.row, jsonb_build_object('person_id', p_to));
  end loop;
end $$;
create function merge_view(c cases, w watches) returns jsonb language sql stable set search_path = public, pg_temp as $$
  select jsonb_build_object('hersysId', c.hersys_id, 'phone', c.phone, 'ownerId', w.owner_centre_id, 'owner', (select name from organisations where id = w.owner_centre_id),
    'state', w.state, 'periodFrom', w.period_from, 'periodTo', w.period_to, 'level', w.level, 'items', (select count(*) from attention_items i where i.case_id = c.id and i.closed_at is null))
$$;

/* 'ok', or why not: 'not-found' (not this centre's to decide), 'state' (not filed, or withdrawn), 'disease', 'death' (one died and the other is observed), 'again' (registered at this moment). */
create function merge_cases(p_id uuid, p_survivor uuid, p_absorbed uuid, p_reason text, p_now timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;
grant execute on function merge_cases(uuid, uuid, uuid, text, timestamptz) to hersys_web;

/* What was waited for and has come with the other half; what nobody can answer any more. */
create function settle_after_merge(p_case uuid, a actor, p_now timestamptz) returns void language plpgsql set search_path = public, pg_temp as $$
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
end $$;
