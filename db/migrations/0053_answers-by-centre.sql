/* Answers of a day, one centre at a time, and the sums above: counted for all of a million cases in one statement they took a core for half a minute, every ten
   minutes, from those who report. `settle_answers` stays for the former release. */
create function settle_answers_of(p_day date, p_centre uuid) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtext('hersys answers'));
  delete from figures where kind = 'answers' and day = p_day and level = 'centre' and scope = p_centre::text;
  insert into figures (level, scope, kind, day, key, n)
  select 'centre', p_centre::text, 'answers', p_day, coalesce(r.channel, 'none'), count(*)
    from watches w
    left join lateral (select d.channel from daily_reports d where d.case_id = w.case_id and d.reported_on = p_day and d.superseded_at is null
                        order by d.reported_at desc, d.id desc limit 1) r on true
   where w.owner_centre_id = p_centre and (w.state = 'observing' or w.began_at > (p_day - 60)::timestamp at time zone 'Asia/Tokyo')
     and w.period_from <= p_day and w.period_to >= p_day and w.began_at < (p_day + 1)::timestamp at time zone 'Asia/Tokyo'
     and (w.ended_at is null or w.ended_at >= p_day::timestamp at time zone 'Asia/Tokyo') and w.end_kind is distinct from 'withdrawal'
   group by 5;
end $$;

create function sum_answers(p_day date) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtext('hersys answers'));
  delete from figures where kind = 'answers' and day = p_day and level <> 'centre';
  insert into figures (level, scope, kind, day, key, n)
  select l.level, l.scope, 'answers', p_day, f.key, sum(f.n)
    from figures f join organisations o on o.id = f.scope::uuid
    cross join lateral (values ('prefecture', o.prefecture_code), ('nation', 'JP')) l (level, scope)
   where f.kind = 'answers' and f.day = p_day and f.level = 'centre' and l.scope is not null group by 1, 2, 5;
end $$;

revoke execute on function settle_answers_of(date, uuid), sum_answers(date) from public;
grant execute on function settle_answers_of(date, uuid) to hersys_worker;
grant execute on function sum_answers(date) to hersys_worker;
