/* Reports of a merged case locked the remaining one behind those of their batch: two batches, or one and a merge, could wait for each other. */
create or replace function store_reports(given_rows report_row[], p_now timestamptz) returns table (n int, outcome text, report_id uuid)
language plpgsql set search_path = public, pg_temp as $$
#variable_conflict use_column
declare done report_outcome[]; r report_outcome; ids uuid[] := array(select distinct x.case_id from unnest(given_rows) x);
begin
  -- One that became part of another meanwhile: the remaining case reports. All watches are locked in the order of their ids, as everybody does: one that was
  -- found to be merged only behind its lock gives the others back first.
  loop
    if exists (select from cases c where c.id = any(ids) and c.merged_into is not null) then
      given_rows := array(select jsonb_populate_record(x, jsonb_build_object('case_id', survivor_of(x.case_id))) from unnest(given_rows) x order by x.n);
      ids := array(select distinct x.case_id from unnest(given_rows) x);
    end if;
    begin
      perform from watches w where w.case_id = any(ids) order by w.case_id for no key update;
      exit when not exists (select from cases c where c.id = any(ids) and c.merged_into is not null);
      raise sqlstate 'HS001';
    exception when sqlstate 'HS001' then null;
    end;
  end loop;

  with given as (select g.* from unnest(given_rows) g),
  stored as (
    insert into daily_reports (id, case_id, reported_on, reported_at, received_at, channel, form_version, answers, language, document_hash,
                               level, reasons, temperature, spo2, idempotency_key, author_kind, author_id, revises_id, reason)
    select id, case_id, reported_on, reported_at, p_now, channel, form_version, answers, language, document_hash,
           level, coalesce(reasons, '{}'), temperature, spo2, key, author_kind, author_id, revises_id, reason
      from given order by case_id, n
    on conflict (case_id, reported_on, idempotency_key) do nothing
    returning id, case_id, reported_on, reported_at, level, temperature, spo2, channel, idempotency_key, revises_id),
  newest as (select distinct on (case_id) * from stored order by case_id, reported_at desc, id desc),
  shown as (
    update watches w set level = r.level, last_report_at = r.reported_at, last_report_id = r.id, last_temperature = r.temperature,
                         last_spo2 = r.spo2, last_channel = r.channel, updated_at = p_now
      from newest r
     where w.case_id = r.case_id
       and (w.last_report_at is null or w.last_report_id = r.revises_id or (w.last_report_at, w.last_report_id) < (r.reported_at, r.id))),
  -- Whatever the sender says: a report leaves open the deadline of the day after its own at the latest.
  heard as (
    select g.case_id, max(least(g.next_deadline, (g.reported_on + 2)::timestamp at time zone 'Asia/Tokyo')) as next_deadline from given g join stored s on s.id = g.id
     where g.next_deadline is not null group by g.case_id),
  -- Not yet due: the deadline moves on. Already due: it stays until a person closes it, marked as answered up to the next deadline.
  answered as (
    update attention_items i set
      due_at = case when i.due_at > p_now then greatest(i.due_at, h.next_deadline) else i.due_at end,
      answered_at = case when i.due_at > p_now then i.answered_at else p_now end,
      again_at = case when i.due_at > p_now then i.again_at else greatest(i.again_at, h.next_deadline) end
      from heard h where i.case_id = h.case_id and i.kind = 'no-report' and i.closed_at is null
    returning i.id, i.case_id, i.due_at <= p_now as was_due),
  told as (
    insert into attention_events (id, item_id, case_id, at, what) select gen_random_uuid(), id, case_id, p_now, 'answered' from answered where was_due),
  owners as (select w.case_id, w.owner_centre_id, w.state from watches w where w.case_id = any(ids)),
  -- A case under observation without its item would fall silent unnoticed: whoever lost it, the next report brings it back.
  restored as (
    insert into attention_items (id, centre_id, case_id, kind, raised_at, latest_at, due_at)
    select gen_random_uuid(), o.owner_centre_id, h.case_id, 'no-report', p_now, p_now, h.next_deadline
      from heard h join owners o on o.case_id = h.case_id and o.state = 'observing'
     where not exists (select from answered a where a.case_id = h.case_id)
    on conflict do nothing),
  audited as (
    insert into audits (id, at, actor_kind, actor_id, action, case_ids, detail, request_id)
    select g.audit_id, p_now, g.author_kind, g.author_id, 'daily-report.submit', array[g.case_id],
           jsonb_build_object('report', g.id) || case when s.id is null then '{"duplicate": true}'::jsonb else '{}'::jsonb end, g.request_id
      from given g left join stored s on s.id = g.id where g.audit_id is not null)
  select array_agg((g.n, case when s.id = g.id then 'stored' else 'duplicate' end,
                    coalesce(s.id, (select d.id from daily_reports d
                                     where d.case_id = g.case_id and d.reported_on = g.reported_on and d.idempotency_key = g.key)),
                    g.case_id, g.level, g.reasons, g.item_id, o.owner_centre_id,
                    coalesce(o.owner_centre_id, c.notified_centre_id, c.responsible_centre_id))::report_outcome)
    into done
    from given g
    join cases c on c.id = g.case_id
    left join owners o on o.case_id = g.case_id
    left join stored s on s.case_id = g.case_id and s.reported_on = g.reported_on and s.idempotency_key = g.key;

  for r in select d.* from unnest(done) d where d.outcome = 'stored' and (d.level = 'urgent' or d.owner_id is null) order by d.case_id, d.n loop
    if r.centre_id is null then
      insert into system_alerts (id, at, kind, detail)
      values (gen_random_uuid(), p_now, 'report-without-centre', jsonb_build_object('caseId', r.case_id, 'reportId', r.id));
      continue;
    end if;
    if r.owner_id is null then
      perform raise_item(gen_random_uuid(), r.centre_id, r.case_id, '', 'report-without-watch', true, p_now, jsonb_build_object('reportId', r.id), p_now);
    end if;
    if r.level = 'urgent' then
      perform raise_item(r.item_id, r.centre_id, r.case_id, '', 'red-flag', true, p_now,
        jsonb_build_object('reportId', r.id, 'reasons', to_jsonb(r.reasons)), p_now);
    end if;
  end loop;
  perform pg_notify('centre', x.centre_id::text)
     from (select distinct d.centre_id from unnest(done) d where d.outcome = 'stored' and d.centre_id is not null) x;
  return query select d.n, d.outcome, d.id from unnest(done) d;
end $$;
