-- Undoing a merge; two cases of one person; pairs as the centres see them.

/* What has come to the survivor since: it stays there when the merge is undone. */
create function stayed_since_merge(p_merge uuid) returns table (table_name text, n int, latest timestamptz) language plpgsql stable security definer set search_path = public, pg_temp as $$
declare m case_merges; t record;
begin
  select * into m from case_merges where id = p_merge and kind = 'same-case';
  if not found or (session_user = 'hersys_web' and not may_see_case(m.survivor_id, current_actor())) then return; end if;
  for t in select * from moved_tables() x where x.arrived is not null and to_regclass(x.table_name) is not null and x.column_name = 'case_id' order by x.place loop
    return query execute format('select %L::text, count(*)::int, max(t.%I)::timestamptz from %I t where t.case_id = $1 and t.%I > $2 having count(*) > 0', t.table_name, t.arrived, t.table_name, t.arrived)
      using m.survivor_id, m.merged_at;
  end loop;
end $$;
grant execute on function stayed_since_merge(uuid) to hersys_web, hersys_worker;

/* 'ok', or why not: 'not-found', 'undone' already, 'later' (the survivor has become part of another since: that one first), 'expired' (longer ago than the policy allows), 'again'. */
create function undo_merge(p_id uuid, p_reason text, p_now timestamptz) returns text language plpgsql security definer set search_path = public, pg_temp as $$
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
    update watches w set updated_at = p_now where w.case_id in (m.survivor_id, m.absorbed_id);
    for r in select id from unnest(array[m.survivor_id, m.absorbed_id]) id order by id loop
      perform resettle_case(r.id, p_now);
      -- As closely as the newest report of its own asks for; while there is none, as before.
      update watches w set level = d.level from daily_reports d where w.case_id = r.id and d.case_id = r.id and d.id = w.last_report_id and d.reported_on >= (p_now at time zone 'Asia/Tokyo')::date - 400;
      perform keep_watched(r.id, p_now);
      insert into key_queue (case_id) values (r.id);
      perform pg_notify('centre', (select owner_centre_id::text from watches where case_id = r.id));
    end loop;
  end if;
  perform remember_decision(m.survivor_id, m.absorbed_id, 'undone', p_reason, p_id, a, p_now);
  return 'ok';
end $$;
grant execute on function undo_merge(uuid, text, timestamptz) to hersys_web;

/* 同一人物: two episodes of one person. Both cases go on, each with its watch; they lead to one person from now on. 'ok', 'already', 'state', 'not-found', 'again'. */
create function link_persons(p_id uuid, p_case uuid, p_other uuid, p_reason text, p_now timestamptz) returns text language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;
/* 別人: remembered. */
create function tell_apart(p_case uuid, p_other uuid, p_reason text, p_now timestamptz) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); p likeness_candidates;
begin
  select * into p from likeness_candidates where case_id = greatest(p_case, p_other) and other_case_id = least(p_case, p_other) for update;
  if not found or coalesce(p_reason, '') = '' or not may_decide_pair(p_case, p_other, a) then return 'not-found'; end if;
  if p.state <> 'open' then return p.state; end if;
  perform remember_decision(p_case, p_other, 'other-person', p_reason, null, a, p_now);
  return 'ok';
end $$;
/* One centre asks to see the other side. Who asked and why stands in the other's queue at its own case. */
create function ask_pair(p_id uuid, p_pair uuid, p_reason text, p_now timestamptz) returns text language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;

/* One side of a pair. Masked: age band, sex, first kana, town, month of diagnosis, and which centre; the rest leaves the database only for who may see it. */
create function pair_side(p_case uuid, p_open boolean) returns jsonb language sql stable set search_path = public, pg_temp as $$
  select jsonb_build_object('visible', p_open, 'centre', (select name from organisations where id = centre_of_case(c.id)), 'centreId', centre_of_case(c.id), 'sex', c.sex,
      'ageBand', extract(year from age(coalesce(c.diagnosed_on, (c.created_at at time zone 'Asia/Tokyo')::date), c.birth_on))::int / 10 * 10,
      'firstKana', left(coalesce(c.family_kana, ''), 1), 'town', substring(regexp_replace(c.address, '^.{2,3}[都道府県]', '') from '^[^市区町村]*[市区町村]'), 'diagnosedMonth', to_char(c.diagnosed_on, 'YYYY-MM'))
    || case when p_open then jsonb_build_object('caseId', c.id, 'hersysId', c.hersys_id, 'name', c.family_name || ' ' || c.given_name, 'kana', concat_ws(' ', c.family_kana, c.given_kana),
      'birthOn', c.birth_on, 'phone', c.phone, 'postalCode', c.postal_code, 'address', c.address, 'diagnosedOn', c.diagnosed_on, 'onsetOn', c.onset_on, 'reportedOn', c.reported_on, 'severity', coalesce(c.severity_now, c.severity),
      'state', c.state, 'institution', (select name from organisations where id = c.reporting_institution_id), 'watchState', w.state, 'endKind', w.end_kind, 'periodFrom', w.period_from, 'periodTo', w.period_to, 'level', w.level,
      'lastReportAt', w.last_report_at, 'openItems', (select count(*) from attention_items i where i.case_id = c.id and i.closed_at is null),
      'registered', exists (select from registrations r where r.case_id = c.id and r.ended_at is null)) else '{}' end
    from cases c left join watches w on w.case_id = c.id where c.id = p_case
$$;
create function pair_is_open(p likeness_candidates, p_case uuid, a actor) returns boolean language sql stable set search_path = public, pg_temp as $$
  select may_see_case(p_case, a) or exists (select from likeness_asks k where k.case_id = p.case_id and k.other_case_id = p.other_case_id)
$$;
/* A pair of which the asking centre has one side. */
create function pair_for_centre(p_pair uuid) returns table (id uuid, state text, score numeric, reasons text[], found_at timestamptz, one jsonb, other jsonb, asks jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  with me as materialized (select current_actor() as a)
  select p.id, p.state, p.score, p.reasons, p.found_at, pair_side(p.case_id, pair_is_open(p, p.case_id, me.a)), pair_side(p.other_case_id, pair_is_open(p, p.other_case_id, me.a)),
         (select coalesce(jsonb_agg(jsonb_build_object('centre', o.name, 'by', s.name, 'at', k.asked_at, 'reason', k.reason) order by k.asked_at), '[]')
            from likeness_asks k join organisations o on o.id = k.org_id join staff_accounts s on s.id = k.asked_by where k.case_id = p.case_id and k.other_case_id = p.other_case_id)
    from likeness_candidates p, me
   where p.id = p_pair and (me.a).org_kind = 'centre' and (me.a).org_id in (centre_of_case(p.case_id), centre_of_case(p.other_case_id))
$$;
/* The open pairs of the asking centre, the newest first. */
create function pairs_of_centre(p_before timestamptz, p_before_id uuid, p_limit int) returns table (id uuid, state text, score numeric, reasons text[], found_at timestamptz, one jsonb, other jsonb, asks jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select x.* from (
    select p.id, q.found_at, q.case_id, q.other_case_id from likeness_queue q join likeness_candidates p on p.case_id = q.case_id and p.other_case_id = q.other_case_id
     where q.centre_id = (select (current_actor()).org_id) and (select (current_actor()).org_kind) = 'centre'
       and (p_before is null or (q.found_at, q.case_id) < (p_before, p_before_id))
     order by q.found_at desc, q.case_id desc, q.other_case_id desc limit p_limit) l, pair_for_centre(l.id) x
   order by l.found_at desc, l.case_id desc, l.other_case_id desc
$$;
grant execute on function link_persons(uuid, uuid, uuid, text, timestamptz), tell_apart(uuid, uuid, text, timestamptz), ask_pair(uuid, uuid, text, timestamptz),
  pair_for_centre(uuid), pairs_of_centre(timestamptz, uuid, int) to hersys_web;

-- ── The hot path and the re-issue: as they are, but for merged cases ────────────────────────────────────────────────────────
do $$
declare was text; changed text;
begin
  was := pg_get_functiondef((select oid from pg_proc where proname = 'store_reports'));
  changed := replace(was, '  with given as (select g.* from unnest(given_rows) g),', $new$  -- One that became part of another meanwhile: the remaining case reports.
  if exists (select from cases c where c.id = any(ids) and c.merged_into is not null) then
    given_rows := array(select jsonb_populate_record(x, jsonb_build_object('case_id', survivor_of(x.case_id))) from unnest(given_rows) x order by x.n);
    ids := array(select distinct x.case_id from unnest(given_rows) x);
    perform from watches w where w.case_id = any(ids) order by w.case_id for no key update;
  end if;

  with given as (select g.* from unnest(given_rows) g),$new$);
  if changed = was then raise exception 'store_reports has changed: who reports for a merged case is to be looked at'; end if;
  execute changed;

  was := pg_get_functiondef((select oid from pg_proc where proname = 'reissue_hersys_id'));
  changed := replace(was, '  outcome := ''done'';', $new$  -- A case that was two: the other telephone loses it too, and the other ID opens nothing any more.
  perform end_registration(p_case, r.id, 'reissued', a.account_id, p_reason, due, p_now) from registrations r where r.case_id = p_case and r.ended_at is null;
  insert into retired_hersys_ids (hersys_id, case_id, retired_at, retired_by, reason)
  select c.hersys_id, p_case, p_now, a.account_id, p_reason from cases c where c.merged_into = p_case on conflict do nothing;
  outcome := 'done';$new$);
  if changed = was then raise exception 'reissue_hersys_id has changed: the IDs of merged cases are to be looked at'; end if;
  execute changed;
end $$;
