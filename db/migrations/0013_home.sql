-- The patient's home: 健康調査 (asked once), the stop of the daily notice (asked by the patient, decided by the centre), and what became of
-- a request to correct a report.

-- ── 健康調査回答フォーム (C20) ─────────────────────────────────────────────────────────────────────────────────────────────
-- Once for each registration: whoever registers a case after a wrong registration was ended is asked anew.
create table surveys (
  registration_id uuid primary key references registrations on delete restrict,
  id uuid not null unique, case_id uuid not null references cases on delete restrict, account_id uuid not null references patient_accounts on delete restrict,
  answered_at timestamptz not null, form_version text not null, answers jsonb not null, language text not null, document_hash text not null
);
create index on surveys (case_id, answered_at);

-- ── 通知の停止 (C31–C33) ─────────────────────────────────────────────────────────────────────────────────────────────────
-- The newest row of a case is its state. Accepted alone stops, and it stops reminders only.
create table notice_stops (
  id uuid primary key, case_id uuid not null references cases on delete restrict, account_id uuid not null references patient_accounts on delete restrict,
  asked_at timestamptz not null, state text not null default 'asked' check (state in ('asked', 'accepted', 'refused')),
  decided_at timestamptz, decided_by uuid references staff_accounts on delete restrict,
  other_channel text check (other_channel in ('call', 'automatic-call', 'inbound-call', 'visit', 'none')),  -- how this person is watched from now on
  note text check (length(note) <= 1000),
  check ((state = 'asked') = (decided_at is null) and (decided_at is null) = (decided_by is null)),
  check ((state = 'accepted') = (other_channel is not null)),
  check (other_channel is distinct from 'none' or btrim(note) <> '')
);
-- Nobody asks twice while it is asked or granted.
create unique index notice_stop_one on notice_stops (case_id) where state in ('asked', 'accepted');

alter table attention_items drop constraint attention_items_kind_check;
alter table attention_items add check (kind in (
    'red-flag', 'no-report', 'sms-undeliverable', 'not-registered', 'unconfirmed', 'owner-to-settle', 'hand-over-waiting', 'release-due',
    'report-without-watch', 'claim-locked', 'correction-asked', 'withdrawal-asked', 'job-failed', 'no-roster', 'system-alert', 'notice-stop-asked'));

-- Another hour set on the same day is another round: nobody whose observation began in between is left out.
alter table reminder_runs add column hour text;

do $$
declare t text;
begin
  foreach t in array array['surveys', 'notice_stops'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select on %I to hersys_web', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
grant insert on surveys to hersys_web;
create policy see on surveys for select to hersys_web using (
  account_id = (select (current_actor()).account_id)
  or ((select (current_actor()).org_kind) in ('centre', 'prefecture') and may_see_case(case_id, (select current_actor()))));
create policy answer on surveys for insert to hersys_web with check (
  account_id = (select (current_actor()).account_id)
  and exists (select from registrations r where r.id = registration_id and r.case_id = surveys.case_id and r.account_id = surveys.account_id and r.ended_at is null));
create policy see on notice_stops for select to hersys_web using (may_see_case(case_id, (select current_actor())));

/* 「停止を依頼する」 (C32) for some of one's own registrations: each gets its row and its item in the owner's queue. What is asked or granted already, or
   no longer observed, is passed over. Returns the cases for which it was asked. */
create function ask_notice_stops(p jsonb, p_now timestamptz) returns setof uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); g record; made uuid;
begin
  if a.kind is distinct from 'patient' then raise insufficient_privilege; end if;
  for g in
    select x.id, x.item_id, r.case_id from jsonb_to_recordset(p) as x(id uuid, item_id uuid, registration_id uuid)
      join registrations r on r.id = x.registration_id and r.account_id = a.account_id and r.ended_at is null order by r.case_id
  loop
    perform from watches w where w.case_id = g.case_id and w.state = 'observing' for no key update;
    continue when not found;
    insert into notice_stops (id, case_id, account_id, asked_at) values (g.id, g.case_id, a.account_id, p_now)
    on conflict (case_id) where state in ('asked', 'accepted') do nothing returning id into made;
    continue when made is null;
    perform raise_item(g.item_id, null, g.case_id, '', 'notice-stop-asked', false, p_now, jsonb_build_object('request', g.id), p_now);
    return next g.case_id;
  end loop;
end $$;

/* The owner's staff accept (naming another channel, or 'none' with the reason) or refuse, in their own name; the item closes with it.
   'ok', 'gone' (decided by somebody else, or nothing was asked), 'not-found' (not the owner). */
create function decide_notice_stop(p_case uuid, p_state text, p_channel text, p_note text, p_now timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  perform from watches w where w.case_id = p_case and w.owner_centre_id = a.org_id for no key update;
  if not found or a.org_kind is distinct from 'centre' then return 'not-found'; end if;
  update notice_stops set state = p_state, other_channel = p_channel, note = nullif(btrim(p_note), ''), decided_at = p_now, decided_by = a.account_id
   where case_id = p_case and state = 'asked';
  if not found then return 'gone'; end if;
  perform settle_items(p_case, array['notice-stop-asked'], case p_state when 'accepted' then 'stop-accepted' else 'stop-refused' end, nullif(btrim(p_note), ''), p_now);
  return 'ok';
end $$;

/* One's own requests to correct a report, newest first, and what the centre did: its item closes with an outcome; until then null. */
create function own_correction_requests(p_case uuid) returns table (id uuid, text text, asked_at timestamptz, closed_at timestamptz, outcome text)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.id, r.text, r.asked_at, i.closed_at, i.outcome
    from correction_requests r
    left join lateral (
      select x.closed_at, x.outcome from attention_items x
       where x.case_id = r.case_id and x.kind = 'correction-asked' and x.closed_at >= r.asked_at order by x.closed_at limit 1) i on true
   where r.case_id = p_case and r.account_id = (current_actor()).account_id and (current_actor()).kind = 'patient'
   order by r.asked_at desc, r.id desc limit 50
$$;

revoke execute on function ask_notice_stops(jsonb, timestamptz), decide_notice_stop(uuid, text, text, text, timestamptz), own_correction_requests(uuid) from public;
grant execute on function ask_notice_stops(jsonb, timestamptz), decide_notice_stop(uuid, text, text, text, timestamptz), own_correction_requests(uuid) to hersys_web;
