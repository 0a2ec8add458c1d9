-- The patient's way in: proving an e-mail address, the account, the claim of a case. All of it happens before there is anybody whom row-level
-- security could know, or reaches beyond what the patient may see; so the web role gets narrow functions and no table.

-- ── An e-mail address being proved (C7): for a new account or a new password ───────────────────────────────────────────
alter table sign_ups
  add column purpose text not null default 'sign-up' check (purpose in ('sign-up', 'password-reset')),
  add column sent_count int not null default 1, add column sent_at timestamptz;

/* Starts a proof, or notes that another code went out for the one under way. Nothing here asks whether an account has this address: known and
   unknown are the same work. */
create function begin_mail_proof(p_token text, p_purpose text, p_email text, p_language text, p_now timestamptz)
returns void language sql security definer set search_path = public, pg_temp as $$
  insert into sign_ups (token_hash, purpose, email, language, created_at, sent_at, expires_at)
  values (p_token, p_purpose, p_email, p_language, p_now, p_now, p_now + interval '1 hour')
  on conflict (token_hash) do update set sent_count = sign_ups.sent_count + 1, sent_at = excluded.sent_at, expires_at = excluded.expires_at
$$;

/* The proof under way, one row or none. Whether the address has an account is said only once it is proved. */
create function mail_proof(p_token text, p_purpose text, p_now timestamptz)
returns table (email text, language text, sent_count int, sent_at timestamptz, is_verified boolean, has_account boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.email, s.language, s.sent_count, s.sent_at, s.verified_at is not null,
         case when s.verified_at is not null then exists (select from patient_accounts a where a.email = s.email) end
    from sign_ups s where s.token_hash = p_token and s.purpose = p_purpose and s.expires_at > p_now
$$;

/* Tries a code: 'right' marks the address as proved. The code's subject is the proof itself, so nobody else's guesses use up its tries. */
create function prove_mail(p_token text, p_purpose text, p_code_hash text, p_now timestamptz)
returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare found_code text;
begin
  perform from sign_ups where token_hash = p_token and purpose = p_purpose and expires_at > p_now for update;
  if not found then return 'void'; end if;
  found_code := check_code(p_purpose, p_token, p_code_hash, p_now);
  if found_code = 'right' then
    update sign_ups set verified_at = p_now, expires_at = p_now + interval '1 hour' where token_hash = p_token;
  end if;
  return found_code;
end $$;

-- ── Account and session ────────────────────────────────────────────────────────────────────────────────────────────
/* Makes the account of a proved address. Null when the proof is gone or the address has an account by now. */
create function create_patient_account(p_token text, p_account uuid, p_password_hash text, p_now timestamptz)
returns uuid language plpgsql security definer set search_path = public, pg_temp as $$
declare proof record; made uuid;
begin
  select email, language into proof from sign_ups
   where token_hash = p_token and purpose = 'sign-up' and verified_at is not null and expires_at > p_now for update;
  if not found then return null; end if;
  insert into patient_accounts (id, email, password_hash, language, created_at) values (p_account, proof.email, p_password_hash, proof.language, p_now)
  on conflict (email) do nothing returning id into made;
  if made is not null then delete from sign_ups where token_hash = p_token; end if;
  return made;
end $$;

/* Sets a new password and ends every session of the account. Null when the proof is gone or nobody has the address. */
create function reset_patient_password(p_token text, p_password_hash text, p_now timestamptz)
returns uuid language plpgsql security definer set search_path = public, pg_temp as $$
declare proof record; account uuid;
begin
  select email into proof from sign_ups
   where token_hash = p_token and purpose = 'password-reset' and verified_at is not null and expires_at > p_now for update;
  if not found then return null; end if;
  update patient_accounts set password_hash = p_password_hash where email = proof.email returning id into account;
  if account is not null then
    update sessions set revoked_at = p_now where kind = 'patient' and account_id = account and revoked_at is null;
    delete from sign_ups where token_hash = p_token;
  end if;
  return account;
end $$;

/* For the sign-in alone: what the typed password is compared with. One row or none. */
create function patient_login(p_email text) returns table (account_id uuid, password_hash text)
language sql stable security definer set search_path = public, pg_temp as $$
  select id, password_hash from patient_accounts where email = p_email
$$;

/* Until when the last of an account's cases was, or is still to be, observed; one that runs past its period is observed now. Null: no case. */
create function patient_observed_until(p_account uuid, p_now timestamptz) returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$
  select max(case when w.state = 'observing' then greatest(p_now, (w.period_to + 1)::timestamp at time zone 'Asia/Tokyo') else w.ended_at end)
    from registrations r join watches w using (case_id) where r.account_id = p_account and r.ended_at is null
$$;

/* Opens a session: it slides by a week from visit to visit, until a week after the end of observation, and lasts a week in any case. */
create function open_patient_session(p_token_hash text, p_account uuid, p_device text, p_now timestamptz)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update patient_accounts set last_sign_in_at = p_now where id = p_account;
  if not found then raise exception 'no such account'; end if;
  insert into sessions (token_hash, kind, account_id, created_at, last_seen_at, expires_at, ends_at, device)
  values (p_token_hash, 'patient', p_account, p_now, p_now, p_now + interval '7 days', greatest(p_now, patient_observed_until(p_account, p_now)) + interval '7 days', p_device);
end $$;

/* Slides the visitor's own session; its last end moves on only with the observation. */
create function slide_patient_session(p_now timestamptz) returns void language sql security definer set search_path = public, pg_temp as $$
  with own as (
    select token_hash, greatest(ends_at, patient_observed_until(account_id, p_now) + interval '7 days') as ends_at
      from sessions where token_hash = nullif(current_setting('app.session', true), '') and kind = 'patient' and revoked_at is null)
  update sessions s set last_seen_at = p_now, ends_at = own.ends_at, expires_at = least(own.ends_at, p_now + interval '7 days')
    from own where s.token_hash = own.token_hash
$$;

-- ── 属性入力: the claim of a case ───────────────────────────────────────────────────────────────────────────────────────
-- Typed on the first page, confirmed on the second; held here so that going back loses nothing. One per session.
create table registration_drafts (
  session_hash text primary key references sessions on delete cascade,
  id uuid not null, typed jsonb not null, updated_at timestamptz not null
);
-- A wrong pair of HER-SYS ID and birth date. The ID stands as typed, whether or not a case has it.
create table claim_failures (
  id uuid primary key, at timestamptz not null, hersys_id text not null, account_id uuid not null references patient_accounts on delete restrict, address_hash text not null
);
create index on claim_failures (hersys_id, at);
create index on claim_failures (account_id, at);
create index on claim_failures (address_hash, at);
create index on claim_failures (at);
-- IDs that can no longer be claimed until their centre says so. A lock older than its case does not count: somebody guessed an ID not yet given out.
create table claim_locks (
  hersys_id text primary key, locked_at timestamptz not null,
  unlocked_at timestamptz, unlocked_by uuid references staff_accounts on delete restrict
);

do $$
declare t text;
begin
  foreach t in array array['registration_drafts', 'claim_failures', 'claim_locks'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
grant select, insert, update, delete on registration_drafts to hersys_web;
create policy own on registration_drafts to hersys_web using (
  session_hash = nullif(current_setting('app.session', true), '') and (select (current_actor()).kind) = 'patient');

-- Registrations come from claim_case alone: an account that could insert or change rows could take any case.
revoke insert, update on registrations from hersys_web;

/* How long this account must wait before another try, in seconds; 0: not at all. Five wrong tries are free, then 1, 2, 4 … 60 minutes.
   An address (shared by hospitals and carriers) is slowed to 30 wrong tries in ten minutes, and an account's first two tries never wait for its neighbours'. */
create function claim_wait(p_account uuid, p_address text, p_now timestamptz) returns int language plpgsql stable security definer set search_path = public, pg_temp as $$
declare wrong int; latest timestamptz; until_own timestamptz; until_address timestamptz;
begin
  select count(*), max(at) into wrong, latest from claim_failures where account_id = p_account and at > p_now - interval '24 hours';
  if wrong >= 5 then until_own := latest + least(2 ^ least(wrong - 5, 6), 60) * interval '1 minute'; end if;
  if wrong >= 2 then
    select at + interval '10 minutes' into until_address from claim_failures
     where address_hash = p_address and at > p_now - interval '10 minutes' order by at desc offset 29 limit 1;
  end if;
  return greatest(0, ceil(extract(epoch from greatest(until_own, until_address) - p_now)))::int;
end $$;

/* The only way to a registration: HER-SYS ID and birth date must both match (C13, C14). The account is the session's, never an argument.
   Answers, and does the same work, alike for an unknown ID and a wrong birth date. outcome: 'registered', 'already-mine', 'taken' (C14), 'closed' (withdrawn,
   or more than 60 days after observation ended), 'mismatch' (C13), 'locked' (ten wrong in 24 h), 'slow' with wait_seconds.
   claimed: the case, only where ID and birth date matched and the ID is not locked. */
create function claim_case(p_registration uuid, p_hersys_id text, p_birth_on date, p_family text, p_given text, p_phone text, p_address text,
  p_failure uuid, p_item uuid, p_now timestamptz, out outcome text, out claimed uuid, out wait_seconds int)
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); c record; matches boolean; is_locked boolean; unlocked timestamptz; mine boolean := false; wrong int; claimable boolean; made uuid;
begin
  if a.kind is distinct from 'patient' then raise exception 'only a patient claims a case'; end if;
  perform pg_advisory_xact_lock(hashtextextended('claim account ' || a.account_id, 0));
  perform pg_advisory_xact_lock(hashtextextended('claim id ' || p_hersys_id, 0));
  wait_seconds := claim_wait(a.account_id, p_address, p_now);
  if wait_seconds > 0 then outcome := 'slow'; return; end if;

  select x.id, x.birth_on, x.created_at, x.state into c from cases x where x.hersys_id = p_hersys_id;
  matches := coalesce(c.birth_on = p_birth_on, false);
  select l.locked_at > coalesce(l.unlocked_at, '-infinity') and l.locked_at >= coalesce(c.created_at, '-infinity'), l.unlocked_at into is_locked, unlocked
    from claim_locks l where l.hersys_id = p_hersys_id;
  if matches then
    perform from watches w where w.case_id = c.id for no key update;
    mine := exists (select from registrations r where r.case_id = c.id and r.account_id = a.account_id and r.ended_at is null);
  end if;
  if mine then outcome := 'already-mine'; claimed := c.id; return; end if;
  if is_locked then
    outcome := 'locked';
    -- Somebody closed the item and left the lock: whoever stands before it is heard again.
    if exists (select from watches w where w.case_id = c.id)
       and not exists (select from attention_items i where i.case_id = c.id and i.kind = 'claim-locked' and i.closed_at is null) then
      perform raise_item(p_item, null, c.id, '', 'claim-locked', false, p_now, '{}', p_now);
    end if;
    return;
  end if;

  if not matches then
    outcome := 'mismatch';
    insert into claim_failures (id, at, hersys_id, account_id, address_hash) values (p_failure, p_now, p_hersys_id, a.account_id, p_address);
    select count(*) into wrong from claim_failures f
     where f.hersys_id = p_hersys_id and f.at > greatest(unlocked, p_now - interval '24 hours') and f.at >= coalesce(c.created_at, '-infinity');
    if wrong >= 10 then
      insert into claim_locks (hersys_id, locked_at) values (p_hersys_id, p_now)
      on conflict (hersys_id) do update set locked_at = p_now, unlocked_at = null, unlocked_by = null;
      if exists (select from watches w where w.case_id = c.id) then
        perform raise_item(p_item, null, c.id, '', 'claim-locked', false, p_now, jsonb_build_object('wrong', wrong), p_now);
      end if;
    end if;
    perform alert_of_claims(p_now);
    return;
  end if;

  claimed := c.id;
  select c.state in ('filed', 'withdrawal-asked') and coalesce(w.end_kind, '') <> 'withdrawal' and (w.state = 'observing'
      or (p_now at time zone 'Asia/Tokyo')::date - (w.ended_at at time zone 'Asia/Tokyo')::date <= 60)
    into claimable from watches w where w.case_id = c.id;
  if not coalesce(claimable, false) then outcome := 'closed'; return; end if;
  insert into registrations (id, account_id, case_id, family_name, given_name, phone, created_at)
  values (p_registration, a.account_id, c.id, p_family, p_given, p_phone, p_now)
  on conflict (case_id) where ended_at is null do nothing returning id into made;
  if made is null then outcome := 'taken'; return; end if;
  outcome := 'registered';
  perform meet_item(c.id, 'not-registered', p_now);
  perform slide_patient_session(p_now);
end $$;

/* 200 wrong claims in ten minutes over the whole country are no typing errors: one alert an hour to the operator. */
create function alert_of_claims(p_now timestamptz) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if (select count(*) from (select from claim_failures where at > p_now - interval '10 minutes' limit 200) recent) < 200 then return; end if;
  perform pg_advisory_xact_lock(hashtextextended('claim alert', 0));
  if exists (select from system_alerts where kind = 'claim-failures' and at > p_now - interval '1 hour') then return; end if;
  insert into system_alerts (id, at, kind, detail) values (gen_random_uuid(), p_now, 'claim-failures', '{"atLeast": 200, "minutes": 10}');
end $$;

/* Since when a case's ID is locked for claiming; null when it is not, or when the asker is not its owner's staff. */
create function claim_locked_at(p_case uuid) returns timestamptz language sql stable security definer set search_path = public, pg_temp as $$
  select l.locked_at from claim_locks l join cases c on c.hersys_id = l.hersys_id join watches w on w.case_id = c.id
   where c.id = p_case and w.owner_centre_id = (current_actor()).org_id
     and l.locked_at > coalesce(l.unlocked_at, '-infinity') and l.locked_at >= c.created_at
$$;

/* The owner's staff open a locked ID again; that closes the item in their name. False when it was not locked. */
create function unlock_claim(p_case uuid, p_now timestamptz) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  perform from watches w where w.case_id = p_case and w.owner_centre_id = a.org_id for no key update;
  if not found or a.kind is distinct from 'staff' or claim_locked_at(p_case) is null then return false; end if;
  update claim_locks l set unlocked_at = p_now, unlocked_by = a.account_id from cases c where c.id = p_case and l.hersys_id = c.hersys_id;
  with closed as (
    update attention_items i set closed_at = p_now, closed_by = a.account_id, outcome = 'unlocked' where i.case_id = p_case and i.kind = 'claim-locked' and i.closed_at is null
    returning i.id)
  insert into attention_events (id, item_id, case_id, at, what, by_account_id) select gen_random_uuid(), closed.id, p_case, p_now, 'closed', a.account_id from closed;
  return true;
end $$;

/* What is no longer of use: proofs that ran out, confirmations never sent, failures older than a quarter. */
create function sweep_patient_traces(p_now timestamptz) returns void language sql security definer set search_path = public, pg_temp as $$
  delete from sign_ups where expires_at < p_now;
  delete from registration_drafts where updated_at < p_now - interval '1 day';
  delete from claim_failures where at < p_now - interval '90 days';
$$;

revoke execute on function patient_observed_until(uuid, timestamptz), claim_wait(uuid, text, timestamptz), alert_of_claims(timestamptz), sweep_patient_traces(timestamptz) from public;
grant execute on function begin_mail_proof(text, text, text, text, timestamptz), mail_proof(text, text, timestamptz), prove_mail(text, text, text, timestamptz),
  create_patient_account(text, uuid, text, timestamptz), reset_patient_password(text, text, timestamptz), patient_login(text),
  open_patient_session(text, uuid, text, timestamptz), slide_patient_session(timestamptz),
  claim_case(uuid, text, date, text, text, text, text, uuid, uuid, timestamptz), claim_locked_at(uuid), unlock_claim(uuid, timestamptz) to hersys_web;
grant execute on function sweep_patient_traces(timestamptz) to hersys_worker;
