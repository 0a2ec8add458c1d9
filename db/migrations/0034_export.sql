-- What the ministry may read, and exports of lists.

-- ── 厚生労働省 (C2) ─────────────────────────────────────────────────────────────────────────────────────────────────────
-- Its requests run as hersys_ministry: the nation's figures, the prefectures' by week, the names of prefectures. Cells under 10 are suppressed on the
-- way out; no row of this role's names, dates or numbers anybody.
grant select on figures to hersys_ministry;
create policy ministry on figures for select to hersys_ministry using (level = 'nation' or level = 'prefecture' and kind = 'cell');
grant select (kind, name, prefecture_code) on organisations to hersys_ministry;
create policy ministry on organisations for select to hersys_ministry using (kind = 'prefecture');
/* 日次報告 by prefecture as they stood at 24:00 of their day. */
create function ministry_daily_counts(p_from date, p_to date) returns table (prefecture_code text, on_day date, band text, n int)
language sql stable security definer set search_path = public, pg_temp as $$
  select o.prefecture_code, s.on_day, s.band, sum(s.at_cut)::int from daily_count_sums(p_from, p_to) s join organisations o on o.id = s.centre_id
   where o.prefecture_code is not null group by 1, 2, 3 having sum(s.at_cut) > 0
$$;
revoke execute on function ministry_daily_counts(date, date) from public;
grant execute on function ministry_daily_counts(date, date) to hersys_ministry;
