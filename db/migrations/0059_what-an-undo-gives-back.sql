-- What an undo gives back. The beginning of an observation is its own again: a merge gave the survivor the earlier beginning of the two, an undo left it there: the
-- page said that observation had begun before there was a 発生届, and a silence was looked for in days when nobody was observed yet.
create or replace function merge_view(c cases, w watches) returns jsonb language sql stable set search_path = public, pg_temp as $$
  select jsonb_build_object('hersysId', c.hersys_id, 'phone', c.phone, 'ownerId', w.owner_centre_id, 'owner', (select name from organisations where id = w.owner_centre_id),
    'state', w.state, 'periodFrom', w.period_from, 'periodTo', w.period_to, 'level', w.level, 'beganAt', w.began_at,
    'items', (select count(*) from attention_items i where i.case_id = c.id and i.closed_at is null))
$$;

/* A case's own beginning, or the earliest of those that are still part of it: merges are undone in any order. A merge of before this release kept no beginning. */
create function begin_again(p_case uuid) returns void language sql set search_path = public, pg_temp as $$
  update watches w set began_at = least((own.survivor_was ->> 'beganAt')::timestamptz,
           (select min((x.before ->> 'began_at')::timestamptz) from case_merges m join case_merge_rows x on x.merge_id = m.id and x.table_name = 'watches' and x.what = 'aside'
             where m.survivor_id = p_case and m.kind = 'same-case' and m.undone_at is null))
    from (select survivor_was from case_merges where survivor_id = p_case and kind = 'same-case' order by merged_at, id limit 1) own
   where w.case_id = p_case and own.survivor_was ? 'beganAt'
$$;

/*
 * The silence of each is its own again. What the other was heard to say, and what was closed or confirmed in view of it, covers nothing here: it shows at
 * the first deadline after the merge that neither a report of its own covers nor a confirmation since.
 */
create function first_deadline(p_at timestamptz, p_hour time) returns timestamptz language sql immutable set search_path = public, pg_temp as $$
  select ((p_at at time zone 'Asia/Tokyo')::date + case when (p_at at time zone 'Asia/Tokyo')::time < p_hour then 0 else 1 end + p_hour) at time zone 'Asia/Tokyo'
$$;
create function own_silence_again(m case_merges) returns void language plpgsql set search_path = public, pg_temp as $$
declare r record; hour time; uncovered timestamptz; heard boolean; quiet boolean;
begin
  for r in select i.id, i.case_id, i.acknowledged_at, i.answered_at, w.began_at, o.settings
             from attention_items i join watches w on w.case_id = i.case_id join organisations o on o.id = w.owner_centre_id
            where i.case_id in (m.survivor_id, m.absorbed_id) and i.kind = 'no-report' and i.closed_at is null and w.state = 'observing' loop
    hour := coalesce(substring(r.settings ->> 'reportDeadline' from '^(?:[01]\d|2[0-3]):[0-5]\d$'), '18:00')::time;
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
 * What an undo owes the two cases for the time in which they were one. A time agreed upon for a call that came meanwhile has its call at the survivor, or
 * none: it is looked at again, and what is written already stays. A call or text of the absorbed one that reached nobody meanwhile was told at the
 * survivor: it is told where it belongs too.
 */
create function settle_after_undo(m case_merges, p_now timestamptz) returns void language plpgsql set search_path = public, pg_temp as $$
declare r record; item uuid;
begin
  perform begin_again(m.survivor_id);
  perform own_silence_again(m);
  update call_plans set next_at = least(next_at, greatest(set_at, m.merged_at)) where case_id in (m.survivor_id, m.absorbed_id) and ended_at is null;
  update calls c set settled_at = null from case_merge_rows x
   where x.merge_id = m.id and x.table_name = 'calls' and c.id = (x.key ->> 'id')::uuid and c.case_id = m.absorbed_id and c.settled_at >= m.merged_at;
  for r in select t.id, t.kind, t.state_reason from case_merge_rows x
             join messages t on t.id = (x.key ->> 'id')::uuid and t.created_at = (x.key ->> 'created_at')::timestamptz and t.case_id = m.absorbed_id
            where x.merge_id = m.id and x.table_name = 'messages' and t.state = 'failed' and t.channel = 'sms' and t.updated_at >= m.merged_at
              and t.kind in ('my-hersys-invitation', 'report-reminder', 'centre-message', 'centre-message-urgent')
              and exists (select from watches w where w.case_id = m.absorbed_id and w.state = 'observing') loop
    item := raise_item(gen_random_uuid(), null, m.absorbed_id, '', 'sms-undeliverable', false, p_now,
                       jsonb_build_object('kind', r.kind, 'messageId', r.id, 'reason', r.state_reason), p_now);
  end loop;
end $$;
revoke execute on function begin_again(uuid), first_deadline(timestamptz, time), own_silence_again(case_merges), settle_after_undo(case_merges, timestamptz) from public;

do $$
declare was text; changed text;
begin
  was := pg_get_functiondef((select oid from pg_proc where proname = 'undo_merge'));
  changed := replace(was, '    update watches w set updated_at = p_now where w.case_id in (m.survivor_id, m.absorbed_id);', '    perform settle_after_undo(m, p_now);
    update watches w set updated_at = p_now where w.case_id in (m.survivor_id, m.absorbed_id);');
  if changed = was then raise exception 'undo_merge has changed: what it owes the time in which two cases were one is to be looked at'; end if;
  execute changed;
end $$;

/*
 * An open item that a merge brings to another owner follows that owner's hours, as in a hand-over: earlier where those are shorter, and their own roster
 * is rung for it. What it was stands in the merge's rows: an undo puts it back.
 */
create function under_new_owner(i attention_items, w watches, p_owner uuid, p_now timestamptz) returns jsonb language sql stable set search_path = public, pg_temp as $$
  select jsonb_build_object('alerted_step', 0,
      'due_at', case when i.due_at <= p_now then i.due_at
                     when i.kind = 'no-report' then ((i.due_at at time zone 'Asia/Tokyo')::date + deadline) at time zone 'Asia/Tokyo'
                     when i.kind = 'not-registered' then greatest(p_now, w.began_at + hours_of(n.settings, 'registerHours', 24))
                     when i.kind = 'unconfirmed' then greatest(p_now, i.due_at + hours_of(n.settings, 'confirmHours', 4) - hours_of(g.settings, 'confirmHours', 4))
                     else i.due_at end,
      'again_at', ((i.again_at at time zone 'Asia/Tokyo')::date + deadline) at time zone 'Asia/Tokyo')
    from organisations g, organisations n, lateral (select coalesce(substring(n.settings ->> 'reportDeadline' from '^(?:[01]\d|2[0-3]):[0-5]\d$'), '18:00')::time as deadline) d
   where g.id = w.owner_centre_id and n.id = p_owner
$$;
revoke execute on function under_new_owner(attention_items, watches, uuid, timestamptz) from public;

do $$
declare was text; changed text;
begin
  was := pg_get_functiondef('merge_prepare'::regproc);
  changed := replace(was, $old$jsonb_build_object('case_id', s, 'centre_id', ws.owner_centre_id));
    end if;$old$, $new$jsonb_build_object('case_id', s, 'centre_id', ws.owner_centre_id)
      || case when ws.owner_centre_id = wg.owner_centre_id then '{}' else under_new_owner(i, wg, ws.owner_centre_id, p_now) end);
    end if;$new$);
  if changed = was then raise exception 'merge_prepare has changed: under whose hours an item comes is to be looked at'; end if;
  execute changed;
end $$;
