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
revoke execute on function begin_again(uuid) from public;

do $$
declare was text; changed text;
begin
  was := pg_get_functiondef((select oid from pg_proc where proname = 'undo_merge'));
  changed := replace(was, '    update watches w set updated_at = p_now where w.case_id in (m.survivor_id, m.absorbed_id);', '    perform begin_again(m.survivor_id);
    update watches w set updated_at = p_now where w.case_id in (m.survivor_id, m.absorbed_id);');
  if changed = was then raise exception 'undo_merge has changed: when an observation began after an undo is to be looked at'; end if;
  -- A time agreed upon that came while the case was part of another has its call there, or none: it is looked at again, and what is written already stays.
  was := changed;
  changed := replace(was, '      perform keep_watched(r.id, p_now);', '      update call_plans p set next_at = least(p.next_at, greatest(p.set_at, m.merged_at)) where p.case_id = r.id and p.ended_at is null;
      perform keep_watched(r.id, p_now);');
  if changed = was then raise exception 'undo_merge has changed: which calls are planned again after an undo is to be looked at'; end if;
  execute changed;
end $$;
