-- What a merge owes the patient and the institution: the union of both plans, and a way from the old link to the remaining case.

/* Both plans become one. What is in force of a case: the channels of its plan (without one: My HER-SYS), and automatic calls while they are agreed upon.
   The absorbed one (g) counts while it was observed; the survivor (s) whenever it is observed afterwards. A union that says more than the survivor's own
   plan is a new row in the name of whoever merged; of the calls likewise, at the survivor's number, at most four times a day: the survivor's first. */
create function merge_plans(p_merge uuid, s uuid, g uuid, ws watches, wg watches, p_by uuid, p_now timestamptz) returns void
language plpgsql set search_path = public, pg_temp as $$
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
end $$;
/* At most four times a day: those of the first, and the earliest of the other that are not among them. */
create function first_times(p_first text[], p_other text[]) returns text[] language sql immutable set search_path = public, pg_temp as $$
  select array(select t from (select t from (select t, false as is_other from unnest(p_first) t union all
    select t, true from unnest(p_other) t where t <> all (p_first)) x order by is_other, t limit 4) y order by t)
$$;

/* Of one that was absorbed: the remaining case, for a centre or prefecture that sees it, and for an institution that reported or treated either half.
   `survivor_id` is null for an institution that may not see the remaining case (any more). No row: nothing was merged, or it is not theirs to know. */
create function merged_away(p_case uuid) returns table (survivor_id uuid, merged_at timestamptz) language sql stable security definer set search_path = public, pg_temp as $$
  with me as materialized (select current_actor() as a),
  led as (select m.id, m.merged_at, survivor_of(m.absorbed_id) as survivor from case_merges m where m.absorbed_id = p_case and m.kind = 'same-case' and m.undone_at is null)
  select case when may_see_case(l.survivor, me.a) then l.survivor end, l.merged_at from led l, me
   where may_see_case(l.survivor, me.a)
      or (me.a).org_kind = 'institution' and (exists (select from cases c where c.id = p_case and c.reporting_institution_id = (me.a).org_id)
        or exists (select from case_merge_rows r join treatments t on t.id = (r.key ->> 'id')::uuid
                    where r.merge_id = l.id and r.table_name = 'treatments' and t.institution_id = (me.a).org_id))
$$;

/* What goes with a row that is put aside is put aside before it: else it would be gone, and the undo would not know. (The newest definition was 0036.) */
create or replace function merge_aside(p_merge uuid, p_table text, p_row jsonb) returns void language plpgsql set search_path = public, pg_temp as $$
declare r record;
begin
  if p_table = 'notification_drafts' then
    for r in select to_jsonb(x) as row from likeness_answers x where x.draft_id = (p_row ->> 'id')::uuid loop
      perform merge_aside(p_merge, 'likeness_answers', r.row);
    end loop;
  end if;
  execute format('delete from %I t using jsonb_populate_record(null::%I, $1) k where %s', p_table, p_table, where_key(p_table)) using p_row;
  perform note_merge_row(p_merge, p_table, 'aside', key_of(p_table, p_row), p_row);
end $$;

do $$
declare was text; changed text; old text;
begin
  was := pg_get_functiondef('merge_prepare'::regproc);
  old := substring(was from '  select to_jsonb\(p\) into mine from observation_plans .*?  end if;\n');
  changed := replace(was, old, E'  perform merge_plans(p_merge, s, g, ws, wg, p_by, p_now);\n');
  if changed is null or changed = was then raise exception 'merge_prepare has changed: which plan stands is to be looked at'; end if;
  execute changed;

  was := pg_get_functiondef('moved_tables'::regproc);
  changed := replace(was, 'of two plans the one with more channels stands', 'the union of both plans is a plan of its own');
  changed := replace(changed, '''one living plan a case: the survivor''''s''', '''one living plan a case: the times of both''');
  if changed = was then raise exception 'moved_tables has changed: what it says of plans is to be looked at'; end if;
  execute changed;

  -- A case that lost a telephone or a channel by the undo is judged by its plan again.
  was := pg_get_functiondef('undo_merge'::regproc);
  changed := replace(was, '      insert into key_queue (case_id) values (r.id);', E'      insert into key_queue (case_id) values (r.id);\n      insert into plan_queue (case_id) values (r.id);');
  if changed = was then raise exception 'undo_merge has changed: whether plans are judged again is to be looked at'; end if;
  execute changed;
end $$;
revoke execute on function merge_plans(uuid, uuid, uuid, watches, watches, uuid, timestamptz), first_times(text[], text[]), merged_away(uuid) from public;
grant execute on function merged_away(uuid) to hersys_web;
