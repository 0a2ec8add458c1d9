-- What a merge put off comes at its own time again. While a case was part of another its item could be the other's open one, whose end somebody moved,
-- or the survivor's end was moved in between: after the undo it waited for an end that was not its own any more.
do $$
declare was text; changed text;
begin
  was := pg_get_functiondef((select oid from pg_proc where proname = 'keep_watched'));
  changed := replace(was, '    if not exists (select from attention_items where case_id = p_case and kind = ''release-due'' and closed_at is null) then', $new$    -- Due when its own period ends; one that shows already goes on showing.
    update attention_items set due_at = greatest(((w.period_to + 1)::text || ' 00:00+09')::timestamptz, w.began_at)
     where case_id = p_case and kind = 'release-due' and closed_at is null
       and due_at <> greatest(((w.period_to + 1)::text || ' 00:00+09')::timestamptz, w.began_at)
       and due_at > least(greatest(((w.period_to + 1)::text || ' 00:00+09')::timestamptz, w.began_at), p_now);
    if not exists (select from attention_items where case_id = p_case and kind = 'release-due' and closed_at is null) then$new$);
  if changed = was then raise exception 'keep_watched has changed: when an end of observation is due after an undo is to be looked at'; end if;
  execute changed;
end $$;

-- Whoever was parted from another in such a way before.
update attention_items i set due_at = greatest(((w.period_to + 1)::text || ' 00:00+09')::timestamptz, w.began_at)
  from watches w
 where w.case_id = i.case_id and w.state = 'observing' and i.kind = 'release-due' and i.closed_at is null
   and i.due_at > greatest(((w.period_to + 1)::text || ' 00:00+09')::timestamptz, w.began_at, i.raised_at);
