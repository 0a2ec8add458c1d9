-- Who may see what, below the application: the web role owns nothing and every table with a row about a person or case has forced row-level security.
-- The web process sets, per transaction, app.session (hash of the session's token) and app.now (the shifted clock). It cannot name itself anybody
-- without a live session's hash, and it can read no session but its own account's.

create type actor as (kind text, account_id uuid, org_id uuid, org_kind text, role text);

/* The person behind this transaction: null fields when the session is unknown, expired, revoked or still lacks the second factor. */
create function current_actor() returns actor language plpgsql stable security definer set search_path = public, pg_temp as $$
declare a actor; s record; t timestamptz := nullif(current_setting('app.now', true), '')::timestamptz;
begin
  select kind, account_id into s from sessions
   where token_hash = nullif(current_setting('app.session', true), '') and revoked_at is null and stage = 'full' and expires_at > t and ends_at > t;
  if not found then return a; end if;
  if s.kind = 'patient' then
    a.kind := 'patient'; a.account_id := s.account_id;
  else
    select 'staff', sa.id, o.id, o.kind, sa.role into a.kind, a.account_id, a.org_id, a.org_kind, a.role
      from staff_accounts sa join organisations o on o.id = sa.org_id where sa.id = s.account_id and sa.ended_at is null;
  end if;
  return a;
end $$;

/* The one rule of who sees a case. Ministry, helpdesk and operator see none (C2). */
create function may_see_case(c uuid, a actor) returns boolean language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if c is null or a.kind is null then return false; end if;
  if a.kind = 'patient' then
    return exists (select from registrations r where r.case_id = c and r.account_id = a.account_id and r.ended_at is null);
  end if;
  case a.org_kind
    when 'institution' then return exists (select from cases x where x.id = c and x.reporting_institution_id = a.org_id);
    when 'centre' then
      return exists (select from watches w where w.case_id = c and w.owner_centre_id = a.org_id)
          or exists (select from cases x where x.id = c and x.notified_centre_id = a.org_id)
          or exists (select from hand_overs h where h.case_id = c and h.to_centre_id = a.org_id and h.state = 'pending');
    when 'prefecture' then return exists (select from watches w where w.case_id = c and w.owner_prefecture_id = a.org_id);
    else return false;
  end case;
end $$;

do $$
declare t text;
begin
  foreach t in array array['persons', 'cases', 'notifications', 'notification_drafts', 'watches', 'daily_reports', 'attention_items', 'attention_events',
    'hand_overs', 'duty_roster', 'registrations', 'messages', 'call_attempts', 'audits', 'patient_accounts', 'sessions', 'sign_ups', 'one_time_codes'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
  end loop;
end $$;

grant select, insert, update, delete on all tables in schema public to hersys_worker;
grant usage on all sequences in schema public to hersys_worker, hersys_web;
grant execute on function current_actor(), may_see_case(uuid, actor) to hersys_worker, hersys_web;
grant execute on function ensure_partitions(date, date) to hersys_worker;

grant select on organisations, municipalities, postal_codes, staff_accounts, heartbeats, doctors, throttles, system_alerts, persons, cases, notifications,
  notification_drafts, watches, daily_reports, attention_items, attention_events, hand_overs, duty_roster, registrations, messages, call_attempts,
  sessions, patient_accounts to hersys_web;
grant insert, update on staff_accounts, throttles, notification_drafts, doctors, watches, attention_items, duty_roster, registrations to hersys_web;
-- Whose case it is never changes by an update: these columns decide who sees it.
grant insert on cases to hersys_web;
grant update (responsible_centre_id, centre_number, case_class, family_name, given_name, family_kana, given_kana, sex, birth_on, nationality, entered_japan_on,
  passport_number, passport_entered_by, phone, phone_kind, postal_code, municipality_code, address, severity, diagnosed_on, onset_on, sampled_on, died_on,
  reported_on, risk_factors, hospitalised, language, state, updated_at, confirmed_at, confirmed_by) on cases to hersys_web;
grant update (state, decided_at, decided_by, decision_note) on hand_overs to hersys_web;
grant insert on persons, notifications, daily_reports, attention_events, messages, audits, system_alerts, sessions to hersys_web;
grant update (superseded_at) on daily_reports to hersys_web;
grant update (message_note, settings) on organisations to hersys_web;
grant update (last_seen_at, expires_at, revoked_at, stage) on sessions to hersys_web;
grant update (seen_at, seen_by) on system_alerts to hersys_web;
grant update (password_hash, language, last_sign_in_at, email) on patient_accounts to hersys_web;
grant delete on notification_drafts, doctors, duty_roster to hersys_web;

-- Rows about a case: who may see the case may see its rows.
create policy see on cases for select to hersys_web using (may_see_case(id, (select current_actor())));
create policy see on notifications for select to hersys_web using (may_see_case(case_id, (select current_actor())));
create policy see on daily_reports for select to hersys_web using (may_see_case(case_id, (select current_actor())));
create policy see on call_attempts for select to hersys_web using (may_see_case(case_id, (select current_actor())));
create policy change on daily_reports for update to hersys_web using (may_see_case(case_id, (select current_actor())));
create policy see on attention_events for select to hersys_web using (
  may_see_case(case_id, (select current_actor())) or (case_id is null and exists (select from attention_items i where i.id = item_id)));
create policy see on registrations to hersys_web using (
  account_id = (select (current_actor()).account_id) or ((select (current_actor()).org_kind) = 'centre' and may_see_case(case_id, (select current_actor()))));
create policy see on persons for select to hersys_web using (exists (select from cases c where c.person_id = persons.id));

-- Lists are driven from these: plain equality that an index serves.
create policy own on watches for select to hersys_web using (owner_centre_id = (select (current_actor()).org_id));
create policy prefecture on watches for select to hersys_web using (owner_prefecture_id = (select (current_actor()).org_id));
create policy other on watches for select to hersys_web using (
  coalesce((select (current_actor()).org_kind), '') not in ('centre', 'prefecture') and may_see_case(case_id, (select current_actor())));
create policy pending on watches for select to hersys_web using (
  (select (current_actor()).org_kind) = 'centre' and case_id in (select h.case_id from hand_overs h where h.to_centre_id = (select (current_actor()).org_id) and h.state = 'pending'));
create policy own on attention_items to hersys_web using (centre_id = (select (current_actor()).org_id)) with check (centre_id = (select (current_actor()).org_id));
create policy of_case on attention_items for select to hersys_web using (may_see_case(case_id, (select current_actor())));
create policy of_prefecture on attention_items to hersys_web using (
  (select (current_actor()).org_kind) = 'prefecture' and centre_id in (select o.id from organisations o where o.parent_id = (select (current_actor()).org_id)));
create policy party on hand_overs to hersys_web using ((select (current_actor()).org_id) in (from_centre_id, to_centre_id));
create policy prefecture on hand_overs for select to hersys_web using (
  (select (current_actor()).org_kind) = 'prefecture' and from_centre_id in (select o.id from organisations o where o.parent_id = (select (current_actor()).org_id)));
create policy own on duty_roster to hersys_web using (centre_id = (select (current_actor()).org_id)) with check (centre_id = (select (current_actor()).org_id));
create policy own on notification_drafts to hersys_web using (org_id = (select (current_actor()).org_id)) with check (org_id = (select (current_actor()).org_id));
create policy of_case on messages for select to hersys_web using (may_see_case(case_id, (select current_actor())));

-- What the web may write: about a case it may see, in its own name, and never so that another's rows change hands. (Hand-over is a function of 0007.)
create policy file on cases for insert to hersys_web with check (
  (select (current_actor()).org_kind) = 'institution' and reporting_institution_id = (select (current_actor()).org_id));
create policy change on cases for update to hersys_web using (
  (select (current_actor()).org_kind) in ('institution', 'centre') and may_see_case(id, (select current_actor())));
create policy add on persons for insert to hersys_web with check ((select (current_actor()).org_kind) = 'institution');
create policy add on notifications for insert to hersys_web with check (
  author_id = (select (current_actor()).account_id) and org_id = (select (current_actor()).org_id) and may_see_case(case_id, (select current_actor())));
create policy begin on watches for insert to hersys_web with check (
  (select (current_actor()).org_kind) = 'institution' and exists (
    select from cases c where c.id = case_id and c.reporting_institution_id = (select (current_actor()).org_id)
       and owner_centre_id in (c.responsible_centre_id, c.notified_centre_id)));
create policy keep on watches for update to hersys_web using (owner_centre_id = (select (current_actor()).org_id));
create policy begin on attention_items for insert to hersys_web with check (
  (select (current_actor()).org_kind) = 'institution' and exists (select from watches w where w.case_id = attention_items.case_id and w.owner_centre_id = centre_id));
create policy add on daily_reports for insert to hersys_web with check (may_see_case(case_id, (select current_actor())));
create policy add on attention_events for insert to hersys_web with check (
  exists (select from attention_items i where i.id = item_id) and coalesce(by_account_id = (select (current_actor()).account_id), true));
create policy add on messages for insert to hersys_web with check (case_id is null or may_see_case(case_id, (select current_actor())));
create policy add on audits for insert to hersys_web with check (true);

-- Sessions: one sees one's own account's; anybody may open one (only the sign-in code does, with a fresh random token).
create policy own on sessions to hersys_web using (
  account_id = (select (current_actor()).account_id) or token_hash = nullif(current_setting('app.session', true), '')) with check (true);
create policy own on patient_accounts to hersys_web using (id = (select (current_actor()).account_id));
