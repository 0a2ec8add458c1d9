/* Numbers of one's own institutions from one index, institution by institution: over all cases of those days it took a third of a second. */
create index cases_diagnosed_counted on cases (reporting_institution_id, diagnosed_on) include (state);
drop index cases_diagnosed;

create or replace function notified_by_institution(p_from date, p_to date) returns table (institution_id uuid, on_day date, n int)
language sql stable security definer set search_path = public, pg_temp as $$
  with me as materialized (select (current_actor()).*),
       own as materialized (
         select i.id from me, organisations i left join organisations c on c.id = i.parent_id
          where i.kind = 'institution' and (i.id = me.org_id or i.parent_id = me.org_id or me.org_kind = 'prefecture' and c.parent_id = me.org_id))
  select own.id, found.diagnosed_on, found.n
    from own cross join lateral (
      select diagnosed_on, count(*)::int as n from cases
       where reporting_institution_id = own.id and diagnosed_on between p_from and p_to and state not in ('draft', 'withdrawn') group by 1) found
$$;

/* Whoever reported a case, or was notified of it, sees it by its own row: `may_see_case` says the same of them and is asked for the others only. Asked for
   each of two thousand rows it took a third of a second of every list that counts. */
alter policy see on cases using (
  (reporting_institution_id = (select (current_actor()).org_id) and (select (current_actor()).org_kind) = 'institution' and state not in ('merged', 'expired'))
  or (notified_centre_id = (select (current_actor()).org_id) and (select (current_actor()).org_kind) = 'centre' and state not in ('merged', 'expired'))
  or may_see_case(id, (select current_actor())));

/* What the dry run of the retention counts is found by an index, not by a look at every case. */
create index cases_draft_closed on cases (early_closed_at) where state = 'draft' and early_closed_at is not null;
create index watches_by_begin on watches (began_at);
create or replace function retention_due(p_now timestamptz) returns table (kind text, days int, due int, held int)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare before timestamptz;
begin
  if session_user = 'hersys_web' and (current_actor()).org_kind is distinct from 'operator' then raise insufficient_privilege; end if;
  before := p_now - policy('cases-days') * interval '1 day';
  return query select 'cases', policy('cases-days'), (select count(*)::int from (
      select from watches w where w.state = 'ended' and w.ended_at <= before and is_over(w.ended_at, policy('cases-days'), p_now)
         and not exists (select from attention_items i where i.case_id = w.case_id and i.closed_at is null) limit 100000) x)
    + (select count(*)::int from (select from cases c where c.state = 'draft' and c.early_closed_at <= before and is_over(c.early_closed_at, policy('cases-days'), p_now) limit 100000) x),
    (select count(*)::int from (
      select from watches w where w.began_at <= before and (w.state = 'observing' or exists (select from attention_items i where i.case_id = w.case_id and i.closed_at is null)) limit 100000) x);
  return query select 'messages', policy('messages-days'), (select count(*)::int from (
      select from messages m where is_over(m.created_at, policy('messages-days'), p_now) and m.created_at <= p_now - policy('messages-days') * interval '1 day'
         and m.state not in ('queued', 'sending') limit 100000) x), 0;
  return query select 'drafts', policy('drafts-days'), (select count(*)::int from (
      select from notification_drafts d where d.case_id is null and d.files_case_id is null and is_over(d.updated_at, policy('drafts-days'), p_now) limit 100000) x), 0;
  return query select 'audits', policy('audits-days'), (select count(*)::int from (
      select from audits a where a.at <= p_now - policy('audits-days') * interval '1 day' and is_over(a.at, policy('audits-days'), p_now) limit 100000) x), 0;
end $$;

/* Urgent items for which somebody is still to be rung: looked for every few seconds. */
create index attention_to_ring on attention_items (centre_id) where closed_at is null and urgent and alerted_step < 3;
