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

-- Demos of before lost these rows when they were filled: the operator's page of periods and the age bands were empty there. Elsewhere all are there.
insert into policies (name, value) values
  ('merge-undo-days', 30), ('many-records', 500), ('night-from', 0), ('night-to', 5), ('night-records', 20), ('surname-records', 3), ('surname-common', 100),
  ('retention-on', 0), ('cases-days', 1826), ('messages-days', 400), ('drafts-days', 365), ('audits-days', 3653), ('faxes-days', 365), ('replies-days', 400)
on conflict (name) do nothing;
insert into daily_count_divisions (from_on, starts) select '2022-09-26', '{0,1,5,10,15,20,30,40,50,60,70,80,90}' where not exists (select from daily_count_divisions);
