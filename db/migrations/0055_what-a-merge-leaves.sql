-- What was still missing around a merge: the record system of whoever reported the absorbed case, and the figures after an undo.

/* Of a case that the asking institution reported and that became part of another which it may see: that one, the HER-SYS ID that was given out for the
   reported one (it goes on leading to the remaining case), and the institution's notifications of it, the newest first: they count down from zero there,
   among those of others. No row: nothing was merged, it is not theirs, or the remaining case is not theirs to see. */
create function own_absorbed(p_case uuid) returns table (survivor_id uuid, hersys_id text, notification_ids uuid[])
language sql stable security definer set search_path = public, pg_temp as $$
  with me as materialized (select current_actor() as a)
  select s.id, c.hersys_id, array(
           select (r.key ->> 'id')::uuid from case_merge_rows r
            where r.merge_id = m.id and r.table_name = 'notifications' and (r.before ->> 'revision')::int > 0 order by (r.before ->> 'revision')::int desc)
    from me, cases c
    join case_merges m on m.absorbed_id = c.id and m.kind = 'same-case' and m.undone_at is null
    join cases s on s.id = survivor_of(c.id) and s.state not in ('merged', 'expired')
   where c.id = p_case and c.state = 'merged' and (me.a).org_kind = 'institution' and c.reporting_institution_id = (me.a).org_id and may_see_case(s.id, me.a)
$$;
revoke execute on function own_absorbed(uuid) from public;
grant execute on function own_absorbed(uuid) to hersys_web;

/* What leaves a case by a merge or its undo is counted anew on both sides: without this the survivor kept in the figures what an undo had taken back. */
create or replace function queue_facts_of_case() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.case_id is not null then insert into fact_queue (case_id) values (new.case_id); end if;
  if tg_op = 'UPDATE' and old.case_id is not null and old.case_id is distinct from new.case_id then insert into fact_queue (case_id) values (old.case_id); end if;
  return null;
end $$;
insert into fact_queue (case_id) select distinct survivor_id from case_merges where kind = 'same-case' and undone_at is not null;

/* What a merge or its undo leaves without its item. Confirming, a red flag and whatever else was asked are owed by an ended observation too: the survivor
   of a merge that was undone after its release lost the confirmation of a 発生届 filed in between. (The newest definition was 0038.) */
create or replace function keep_watched(p_case uuid, p_now timestamptz) returns void language plpgsql set search_path = public, pg_temp as $$
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
end $$;

/* Two cases of one pair that change their owner at once: each saw the other's former owner, and both wrote the same row. One pair at a time, in one order. */
create or replace function settle_pair(p_one uuid, p_other uuid) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('likeness pair ' || p_one || p_other, 0));
  delete from likeness_queue where case_id = p_one and other_case_id = p_other;
  insert into likeness_queue (centre_id, case_id, other_case_id, found_at)
  select distinct centre, p.case_id, p.other_case_id, p.found_at from likeness_candidates p, unnest(array[centre_of_case(p.case_id), centre_of_case(p.other_case_id)]) centre
   where p.case_id = p_one and p.other_case_id = p_other and p.state = 'open' and p.likely and centre is not null;
end $$;
create or replace function settle_pairs() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;

-- Demos of before lost these rows when they were filled: the operator's page of periods and the age bands were empty there. Elsewhere all are there.
insert into policies (name, value) values
  ('merge-undo-days', 30), ('many-records', 500), ('night-from', 0), ('night-to', 5), ('night-records', 20), ('surname-records', 3), ('surname-common', 100),
  ('retention-on', 0), ('cases-days', 1826), ('messages-days', 400), ('drafts-days', 365), ('audits-days', 3653), ('faxes-days', 365), ('replies-days', 400)
on conflict (name) do nothing;
insert into daily_count_divisions (from_on, starts) select '2022-09-26', '{0,1,5,10,15,20,30,40,50,60,70,80,90}' where not exists (select from daily_count_divisions);
