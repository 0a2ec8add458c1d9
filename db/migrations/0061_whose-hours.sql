-- One rule for whose hours an item follows that comes to another owner, by a hand-over or by a merge, and one name for the hour of the report.
-- Written to hold also where it was tried before it had a migration of its own.
create or replace function report_hour(p_settings jsonb) returns time language sql immutable set search_path = public, pg_temp as $$
  select coalesce(substring(p_settings ->> 'reportDeadline' from '^(?:[01]\d|2[0-3]):[0-5]\d$'), '18:00')::time
$$;
revoke execute on function report_hour(jsonb) from public;

create or replace function own_silence_again(m case_merges) returns void language plpgsql set search_path = public, pg_temp as $$
declare r record; hour time; uncovered timestamptz; heard boolean; quiet boolean;
begin
  for r in select i.id, i.case_id, i.acknowledged_at, i.answered_at, w.began_at, o.settings
             from attention_items i join watches w on w.case_id = i.case_id join organisations o on o.id = w.owner_centre_id
            where i.case_id in (m.survivor_id, m.absorbed_id) and i.kind = 'no-report' and i.closed_at is null and w.state = 'observing' loop
    hour := report_hour(r.settings);
    select greatest(first_deadline(m.merged_at, hour),
                    (greatest(max(d.reported_on), (r.began_at at time zone 'Asia/Tokyo')::date) + 1 + hour) at time zone 'Asia/Tokyo'),
           coalesce(bool_or(d.received_at >= m.merged_at), false)
      into uncovered, heard from daily_reports d where d.case_id = r.case_id and d.revises_id is null;
    quiet := r.acknowledged_at is not null or r.answered_at < m.merged_at or r.answered_at is not null and heard;
    update attention_items set due_at = least(due_at, uncovered),
           answered_at = case when r.answered_at < m.merged_at or heard then r.answered_at end,
           again_at = case when quiet then least(again_at, greatest(uncovered, first_deadline(r.acknowledged_at, hour))) end
     where id = r.id;
  end loop;
end $$;

/*
 * An open item that comes to another owner, by a hand-over or by a merge, follows that owner's hours, and their own roster is rung for it however far the
 * former's was. `w`: the watch as the former owned it. What an item was before a merge stands in the merge's rows: an undo puts it back.
 */
create or replace function under_new_owner(i attention_items, w watches, p_owner uuid, p_now timestamptz) returns jsonb language sql stable set search_path = public, pg_temp as $$
  select jsonb_build_object('alerted_step', 0,
      'due_at', case when i.due_at <= p_now then i.due_at
                     when i.kind = 'no-report' then ((i.due_at at time zone 'Asia/Tokyo')::date + deadline) at time zone 'Asia/Tokyo'
                     when i.kind = 'not-registered' then greatest(p_now, w.began_at + hours_of(n.settings, 'registerHours', 24))
                     when i.kind = 'unconfirmed' then greatest(p_now, i.due_at + hours_of(n.settings, 'confirmHours', 4) - hours_of(g.settings, 'confirmHours', 4))
                     else i.due_at end,
      'again_at', ((i.again_at at time zone 'Asia/Tokyo')::date + deadline) at time zone 'Asia/Tokyo')
    from organisations g, organisations n, report_hour(n.settings) deadline
   where g.id = w.owner_centre_id and n.id = p_owner
$$;

do $$
declare was text; changed text; old text;
begin
  was := pg_get_functiondef('decide_hand_over'::regproc);
  if was like '%under_new_owner%' then return; end if;
  old := substring(was from 'alerted_step = 0,\s+due_at = case .*?\n\s+where case_id = h.case_id and closed_at is null and kind <> ''hand-over-waiting''');
  changed := replace(was, old, $new$alerted_step = 0,
        due_at = (under_new_owner(attention_items, w, receiver.id, p_now) ->> 'due_at')::timestamptz,
        again_at = (under_new_owner(attention_items, w, receiver.id, p_now) ->> 'again_at')::timestamptz
       where case_id = h.case_id and closed_at is null and kind <> 'hand-over-waiting'$new$);
  -- What only the former hours needed goes with them.
  changed := regexp_replace(changed, '    deadline := [^\n]*\n|    select \* into giver [^\n]*\n', '', 'g');
  changed := replace(changed, 'giver organisations; receiver organisations; deadline time;', 'receiver organisations;');
  if changed is null or changed = was then raise exception 'decide_hand_over has changed: under whose hours an item comes is to be looked at'; end if;
  execute changed;
end $$;
