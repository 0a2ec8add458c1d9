/* As in 0053, but by indexes of the centre: the condition over observed and ended together read every watch there is, once for each centre. And a report tells
   the day on which it was made (reported_on is the Japanese day of reported_at), so the last one answers for its own day and for none after it; only days
   before it have to be looked up. */
create index watches_ended_of_centre on watches (owner_centre_id, ended_at) where state = 'ended';

create or replace function settle_answers_of(p_day date, p_centre uuid) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare day_begin timestamptz := p_day::timestamp at time zone 'Asia/Tokyo'; day_end timestamptz := (p_day + 1)::timestamp at time zone 'Asia/Tokyo';
begin
  perform pg_advisory_xact_lock(hashtext('hersys answers'));
  delete from figures where kind = 'answers' and day = p_day and level = 'centre' and scope = p_centre::text;
  insert into figures (level, scope, kind, day, key, n)
  select 'centre', p_centre::text, 'answers', p_day,
         coalesce(case when w.last_report_at is null or w.last_report_at < day_begin then null
                       when w.last_report_at < day_end then w.last_channel
                       else (select d.channel from daily_reports d where d.case_id = w.case_id and d.reported_on = p_day and d.superseded_at is null
                              order by d.reported_at desc, d.id desc limit 1) end, 'none'), count(*)
    from (select * from watches where owner_centre_id = p_centre and state = 'observing'
          union all
          select * from watches where owner_centre_id = p_centre and state = 'ended' and ended_at >= day_begin and end_kind <> 'withdrawal'
             and began_at > (p_day - 60)::timestamp at time zone 'Asia/Tokyo') w
   where w.period_from <= p_day and w.period_to >= p_day and w.began_at < day_end
   group by 5;
end $$;
