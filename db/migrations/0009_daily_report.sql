-- Daily reports: one way in for every channel. Reports that arrive together share a statement, so the sessions are checked inside it.

alter table daily_reports add column reason text;       -- why a member of staff corrected it
create table correction_requests (                      -- 「訂正を依頼する」: the words stay here; the queue's item knows only the id
  id uuid primary key,
  case_id uuid not null references cases on delete restrict,
  account_id uuid not null references patient_accounts on delete restrict,
  text text not null check (length(text) between 1 and 1000),
  asked_at timestamptz not null
);
create index on correction_requests (case_id, asked_at);
alter table correction_requests enable row level security;
alter table correction_requests force row level security;
create policy system on correction_requests to hersys_system, hersys_worker using (true) with check (true);
create policy see on correction_requests for select to hersys_web using (
  (select (current_actor()).org_kind) = 'centre' and may_see_case(case_id, (select current_actor())));
create policy add on correction_requests for insert to hersys_web with check (
  account_id = (select (current_actor()).account_id) and may_see_case(case_id, (select current_actor())));
grant select, insert on correction_requests to hersys_web;
grant select, insert, update, delete on correction_requests to hersys_worker;

-- From here on a report is written by the functions below alone, whoever asks.
revoke insert, update on daily_reports from hersys_web;
revoke update (superseded_at) on daily_reports from hersys_web;

create type report_row as (
  n int, id uuid, case_id uuid, key text, reported_on date, reported_at timestamptz, channel text,
  form_version text, answers jsonb, language text, document_hash text, level text, reasons text[], temperature numeric(3,1), spo2 smallint,
  author_kind text, author_id uuid, revises_id uuid, reason text,
  next_deadline timestamptz,   -- first deadline that this report leaves open; null: it says nothing about silence (a correction)
  item_id uuid, audit_id uuid, request_id text
);
create type report_outcome as (n int, outcome text, id uuid, case_id uuid, level text, reasons text[], item_id uuid, owner_id uuid, centre_id uuid);

/* Stores reports, shows them on their centres' lists, answers their silence, raises the queue, audits. Several rows, one statement after the
   lock: a watch row locked first and a snapshot taken after it, so that no hand-over or closing slips in between. Not for the web role. */
create function store_reports(given_rows report_row[], p_now timestamptz) returns table (n int, outcome text, report_id uuid)
language plpgsql set search_path = public, pg_temp as $$
#variable_conflict use_column
declare done report_outcome[]; r report_outcome; ids uuid[] := array(select distinct x.case_id from unnest(given_rows) x);
begin
  perform from watches w where w.case_id = any(ids) order by w.case_id for no key update;

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
revoke execute on function store_reports(report_row[], timestamptz) from public;

/* The last SpO2 of the last days (48 hours matter to triage). No SQL function, so that it is not unfolded into the statement below. */
create function spo2_before(p_case uuid, p_now timestamptz) returns table (spo2 smallint, reported_at timestamptz)
language plpgsql stable strict rows 1 set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  return query select d.spo2, d.reported_at from daily_reports d
    where d.case_id = p_case and d.spo2 is not null and d.superseded_at is null
      and d.reported_on between (p_now at time zone 'Asia/Tokyo')::date - 2 and (p_now at time zone 'Asia/Tokyo')::date
    order by d.reported_at desc, d.id desc limit 1;
end $$;
revoke execute on function spo2_before(uuid, timestamptz) from public;

/* Who stands behind each row of a batch, and what its report needs to be judged. No row: no live session. case_id null: not this account's. */
create function find_reporters(p jsonb, p_now timestamptz) returns table (
  n int, account_id uuid, language text, registration_id uuid, case_id uuid, family_name text, given_name text, disease text,
  centre_name text, centre_phone text, settings jsonb, previous_spo2 smallint, previous_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select g.n, s.account_id, a.language, r.id, r.case_id, r.family_name, r.given_name, c.disease,
         o.name, o.phone, o.settings, coalesce(b.spo2, w.last_spo2), coalesce(b.reported_at, w.last_report_at)
    from jsonb_to_recordset(p) as g(n int, session_hash text, registration_id uuid)
    join sessions s on s.token_hash = g.session_hash and s.kind = 'patient' and s.stage = 'full' and s.revoked_at is null
                   and s.expires_at > p_now and s.ends_at > p_now
    join patient_accounts a on a.id = s.account_id
    left join registrations r on r.id = g.registration_id and r.account_id = s.account_id and r.ended_at is null
    left join cases c on c.id = r.case_id
    left join watches w on w.case_id = r.case_id
    left join organisations o on o.id = coalesce(w.owner_centre_id, c.notified_centre_id)
    -- The list's row knows the last report; only where that one has no SpO2 the reports themselves are read.
    left join lateral spo2_before(case when w.last_spo2 is null then r.case_id end, p_now) b on true
$$;

/* Reports of patients, each with its own session: 'stored', 'duplicate' or 'refused' for every row. Today's only (C22). */
create function submit_reports(p jsonb, p_now timestamptz) returns table (n int, outcome text, report_id uuid)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare good report_row[];
begin
  select array_agg((g.n, g.id, g.case_id, g.key, g.reported_on, g.reported_at, 'web', g.form_version, g.answers, g.language, g.document_hash, g.level,
                    g.reasons, g.temperature, g.spo2, 'patient', s.account_id, null, null, g.next_deadline, g.item_id, g.audit_id, g.request_id)::report_row)
    into good
    from jsonb_to_recordset(p) as g(n int, session_hash text, id uuid, case_id uuid, key text, reported_on date, reported_at timestamptz, form_version text,
           answers jsonb, language text, document_hash text, level text, reasons text[], temperature numeric, spo2 smallint, next_deadline timestamptz,
           item_id uuid, audit_id uuid, request_id text)
    join sessions s on s.token_hash = g.session_hash and s.kind = 'patient' and s.stage = 'full' and s.revoked_at is null
                   and s.expires_at > p_now and s.ends_at > p_now
    join registrations r on r.account_id = s.account_id and r.case_id = g.case_id and r.ended_at is null
   where g.reported_at <= p_now and g.reported_on = (g.reported_at at time zone 'Asia/Tokyo')::date;
  return query
    select g.n, coalesce(d.outcome, 'refused'), d.report_id
      from jsonb_to_recordset(p) as g(n int)
      left join store_reports(coalesce(good, '{}'), p_now) d on d.n = g.n;
end $$;

/* A report that a member of the owning centre's staff enters (by telephone, past days too) or corrects (`revises_id`): 'stored', 'duplicate',
   'refused' (not the owner's), 'conflict' (corrected by somebody else meanwhile). The request's transaction audits. */
create function record_report(p jsonb, p_now timestamptz) returns table (outcome text, report_id uuid)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare a actor := current_actor(); r report_row := jsonb_populate_record(null::report_row, p); begun date;
begin
  if a.kind is distinct from 'staff' or a.org_kind is distinct from 'centre' or a.role not in ('nurse', 'clerk', 'manager') then
    return query select 'refused', null::uuid; return;
  end if;
  select least(w.period_from, (w.began_at at time zone 'Asia/Tokyo')::date) into begun
    from watches w where w.case_id = r.case_id and w.owner_centre_id = a.org_id for no key update;
  if not found then return query select 'refused', null::uuid; return; end if;
  r.n := 1; r.channel := 'staff'; r.author_kind := 'staff'; r.author_id := a.account_id; r.audit_id := null;
  if r.revises_id is not null then
    if exists (select from daily_reports d where d.case_id = r.case_id and d.reported_on = r.reported_on and d.idempotency_key = r.key) then
      return query select 'duplicate', d.id from daily_reports d where d.case_id = r.case_id and d.reported_on = r.reported_on and d.idempotency_key = r.key;
      return;
    end if;
    update daily_reports d set superseded_at = p_now
     where d.case_id = r.case_id and d.reported_on = r.reported_on and d.id = r.revises_id and d.superseded_at is null
    returning d.reported_at into r.reported_at;
    if not found then return query select 'conflict', null::uuid; return; end if;
    r.next_deadline := null;
  elsif r.reported_at > p_now or r.reported_on < begun or r.reported_on <> (r.reported_at at time zone 'Asia/Tokyo')::date then
    return query select 'refused', null::uuid; return;
  end if;
  return query select s.outcome, s.report_id from store_reports(array[r], p_now) s;
end $$;

grant execute on function find_reporters(jsonb, timestamptz), submit_reports(jsonb, timestamptz), record_report(jsonb, timestamptz) to hersys_web, hersys_worker;
