-- Staff accounts: who may read and change them, below the application.
-- The web role reads names alone. Passwords, telephones and locks go through the functions here, and each of those asks who is behind the session.
-- Session lifetimes come as instants from the app (src/platform/http/session.server.ts); the clock is app.now, as everywhere.
alter table staff_accounts add column pending_phone text, add column pending_channel text check (pending_channel in ('sms', 'voice'));

alter table staff_accounts enable row level security;
alter table staff_accounts force row level security;
create policy system on staff_accounts to hersys_system, hersys_worker using (true) with check (true);
create policy names on staff_accounts for select to hersys_web using ((select (current_actor()).kind) = 'staff');
revoke select, insert, update on staff_accounts from hersys_web;
grant select (id, org_id, name, role) on staff_accounts to hersys_web;

-- A session with both factors is opened by pass_second_factor and change_own_password alone; what the sign-in page opens still lacks the second.
drop policy own on sessions;
create policy own on sessions for select to hersys_web using (
  account_id = (select (current_actor()).account_id) or token_hash = nullif(current_setting('app.session', true), ''));
create policy touch on sessions for update to hersys_web using (
  account_id = (select (current_actor()).account_id) or token_hash = nullif(current_setting('app.session', true), ''));
create policy begin on sessions for insert to hersys_web with check (kind = 'staff' and stage = 'password');
revoke update (stage) on sessions from hersys_web;

-- ── One-time codes, for staff and patients ──────────────────────────────────────────────────────────────────────────
create function issue_code(p_id uuid, p_purpose text, p_subject text, p_hash text, p_tries int, p_now timestamptz, p_expires timestamptz)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update one_time_codes set used_at = p_now where subject = p_subject and purpose = p_purpose and used_at is null;
  insert into one_time_codes (id, purpose, subject, code_hash, tries_left, created_at, expires_at)
  values (p_id, p_purpose, p_subject, p_hash, p_tries, p_now, p_expires);
end $$;

/* Takes one try. 'void': none is live, so that a new one must be asked for. Two guesses at once wait for one another. */
create function check_code(p_purpose text, p_subject text, p_hash text, p_now timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare c one_time_codes;
begin
  select * into c from one_time_codes where subject = p_subject and purpose = p_purpose and used_at is null order by created_at desc, id desc limit 1 for update;
  if not found or c.expires_at <= p_now or c.tries_left <= 0 then return 'void'; end if;
  update one_time_codes set tries_left = tries_left - 1, used_at = case when code_hash = p_hash then p_now end where id = c.id;
  return case when c.code_hash = p_hash then 'right' else 'wrong' end;
end $$;

-- ── Signing in ──────────────────────────────────────────────────────────────────────────────────────────────────────
/* What the sign-in page needs of the account that somebody names; nothing that it shows. */
create function staff_for_sign_in(p_login_id text) returns table (id uuid, org_id uuid, password_hash text, is_open boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select id, org_id, password_hash, locked_at is null and ended_at is null from staff_accounts where login_id = lower(p_login_id)
$$;

/* One wrong password or code more; true when that locked the account. Sessions already open stay: a stranger must not be able to throw out a nurse. */
create function staff_failed(p_id uuid, p_limit int, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare n int;
begin
  update staff_accounts set failed_count = failed_count + 1, locked_at = case when failed_count + 1 >= p_limit then p_now end
   where id = p_id and locked_at is null and ended_at is null returning failed_count into n;
  if n is null or n < p_limit then return false; end if;
  insert into system_alerts (id, at, kind, detail)
  select gen_random_uuid(), p_now, 'staff-locked', jsonb_build_object('accountId', id, 'orgId', org_id) from staff_accounts where id = p_id;
  return true;
end $$;

/* The staff account behind this transaction's session, at either stage; null when there is none. */
create function session_staff() returns uuid language sql stable security definer set search_path = public, pg_temp as $$
  select account_id from session_context() where kind = 'staff'
$$;

create function own_staff_account() returns table (
  id uuid, org_id uuid, login_id text, name text, role text, password_hash text, phone text, phone_channel text, phone_verified_at timestamptz,
  pending_phone text, pending_channel text, must_change_password boolean, locked_at timestamptz, last_sign_in_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select id, org_id, login_id, name, role, password_hash, phone, phone_channel, phone_verified_at,
         pending_phone, pending_channel, must_change_password, locked_at, last_sign_in_at
    from staff_accounts where id = session_staff()
$$;

/* A telephone to be proved by a code. With a password alone only somebody who has none yet may name one. */
create function ask_staff_phone(p_phone text, p_channel text) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update staff_accounts set pending_phone = p_phone, pending_channel = p_channel
   where id = session_staff() and (phone_verified_at is null or (current_actor()).kind = 'staff');
  return found;
end $$;

/* Every session of an account ends. Not a security definer: the functions below lend it their rights, the web role has none. */
create function end_staff_sessions(p_account uuid, p_now timestamptz) returns void language sql set search_path = public, pg_temp as $$
  update sessions set revoked_at = p_now where kind = 'staff' and account_id = p_account and revoked_at is null
$$;

/* The second factor. A right code of the purpose ends this session and opens a full one under a new token; 'phone' also makes the number just proved the account's. */
create function pass_second_factor(p_purpose text, p_hash text, p_token text, p_expires timestamptz, p_ends timestamptz, p_device text, p_limit int, p_now timestamptz)
returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare me uuid := session_staff(); old sessions; verdict text;
begin
  if me is null or p_purpose not in ('sign-in', 'phone') then return 'void'; end if;
  if exists (select from staff_accounts where id = me and (locked_at is not null or (p_purpose = 'phone' and pending_phone is null)
             or (p_purpose = 'phone' and phone_verified_at is not null and (current_actor()).kind is null)
             or (p_purpose = 'sign-in' and phone_verified_at is null))) then return 'void'; end if;
  verdict := check_code(p_purpose, me::text, p_hash, p_now);
  if verdict = 'wrong' then perform staff_failed(me, p_limit, p_now); end if;
  if verdict <> 'right' then return verdict; end if;
  update sessions set revoked_at = p_now where token_hash = current_setting('app.session', true) returning * into old;
  insert into sessions (token_hash, kind, account_id, stage, created_at, last_seen_at, expires_at, ends_at, device)
  values (p_token, 'staff', me, 'full', p_now, p_now, p_expires, p_ends, coalesce(p_device, old.device));
  if p_purpose = 'phone' then
    update staff_accounts set phone = pending_phone, phone_channel = pending_channel, phone_verified_at = p_now, pending_phone = null, pending_channel = null where id = me;
  end if;
  update staff_accounts set failed_count = 0, last_sign_in_at = p_now where id = me;
  return 'right';
end $$;

/* A new password of one's own, at the full stage. Every session ends, this one too; it goes on under a new token. */
create function change_own_password(p_hash text, p_token text, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare s sessions;
begin
  select * into s from sessions where token_hash = nullif(current_setting('app.session', true), '') and kind = 'staff' and stage = 'full';
  if not found or session_staff() is null then return false; end if;
  update staff_accounts set password_hash = p_hash, must_change_password = false where id = s.account_id;
  perform end_staff_sessions(s.account_id, p_now);
  insert into sessions (token_hash, kind, account_id, stage, created_at, last_seen_at, expires_at, ends_at, device)
  values (p_token, 'staff', s.account_id, 'full', s.created_at, p_now, s.expires_at, s.ends_at, s.device);
  return true;
end $$;

-- ── Managing others ─────────────────────────────────────────────────────────────────────────────────────────────────
/* A health centre's manager keeps the accounts of the centre and of the institutions under it (D2). */
create function may_keep_staff(p_org uuid, a actor) returns boolean language sql stable set search_path = public, pg_temp as $$
  select a.org_kind = 'centre' and a.role = 'manager'
     and exists (select from organisations o where o.id = p_org and (o.id = a.org_id or (o.parent_id = a.org_id and o.kind = 'institution')))
$$;

create function staff_kept() returns table (
  id uuid, org_id uuid, login_id text, name text, role text, must_change_password boolean, phone_channel text, phone_verified boolean,
  locked_at timestamptz, ended_at timestamptz, last_sign_in_at timestamptz, created_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.org_id, s.login_id, s.name, s.role, s.must_change_password, s.phone_channel, s.phone_verified_at is not null,
         s.locked_at, s.ended_at, s.last_sign_in_at, s.created_at
    from current_actor() a
    join organisations o on a.org_kind = 'centre' and a.role = 'manager' and (o.id = a.org_id or (o.parent_id = a.org_id and o.kind = 'institution'))
    join staff_accounts s on s.org_id = o.id
$$;

/* False when the login ID is taken. */
create function issue_staff(p_id uuid, p_org uuid, p_login_id text, p_name text, p_role text, p_hash text, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  if not may_keep_staff(p_org, a) then raise insufficient_privilege; end if;
  if not exists (select from organisations where id = p_org and
     case kind when 'centre' then p_role in ('nurse', 'clerk', 'manager') when 'institution' then p_role in ('doctor', 'clerk', 'manager') end) then
    raise insufficient_privilege;
  end if;
  insert into staff_accounts (id, org_id, login_id, name, role, password_hash, created_at, created_by)
  values (p_id, p_org, lower(p_login_id), p_name, p_role, p_hash, p_now, a.account_id) on conflict (login_id) do nothing;
  return found;
end $$;

create function reset_staff_password(p_id uuid, p_hash text, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update staff_accounts set password_hash = p_hash, must_change_password = true, failed_count = 0, locked_at = null
   where id = p_id and ended_at is null and may_keep_staff(org_id, current_actor());
  if not found then return false; end if;
  perform end_staff_sessions(p_id, p_now);
  return true;
end $$;

create function reset_staff_factor(p_id uuid, p_now timestamptz) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update staff_accounts set phone = null, phone_channel = null, phone_verified_at = null, pending_phone = null, pending_channel = null
   where id = p_id and ended_at is null and may_keep_staff(org_id, current_actor());
  if not found then return false; end if;
  perform end_staff_sessions(p_id, p_now);
  return true;
end $$;

/* Never one's own: somebody must be left who can open the door again. */
create function end_staff(p_id uuid, p_now timestamptz) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update staff_accounts set ended_at = p_now
   where id = p_id and ended_at is null and may_keep_staff(org_id, current_actor()) and id <> (current_actor()).account_id;
  if not found then return false; end if;
  perform end_staff_sessions(p_id, p_now);
  return true;
end $$;

/* The centre's manager for the accounts they keep, the helpdesk for anybody's. */
create function unlock_staff(p_id uuid) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update staff_accounts set failed_count = 0, locked_at = null
   where id = p_id and ended_at is null and ((current_actor()).org_kind = 'helpdesk' or may_keep_staff(org_id, current_actor()));
  return found;
end $$;

/* What the helpdesk sees of an account: its state, whether it is set up, and which organisation to name at the telephone (D5). */
create function staff_state(p_login_id text) returns table (
  id uuid, login_id text, org_name text, org_phone text, centre_name text, must_change_password boolean, phone_verified boolean,
  locked_at timestamptz, ended_at timestamptz, last_sign_in_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.login_id, o.name, o.phone, c.name, s.must_change_password, s.phone_verified_at is not null, s.locked_at, s.ended_at, s.last_sign_in_at
    from current_actor() a
    join staff_accounts s on a.org_kind = 'helpdesk' and s.login_id = lower(p_login_id)
    join organisations o on o.id = s.org_id
    left join organisations c on c.id = o.parent_id and c.kind = 'centre'
$$;

-- ── Operators ───────────────────────────────────────────────────────────────────────────────────────────────────────
/* How many messages wait or failed since then: numbers, no rows. */
create function message_counts(p_since timestamptz) returns table (state text, n bigint, oldest timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select m.state, count(*), min(m.created_at) from current_actor() a join messages m on a.org_kind = 'operator'
   where m.created_at >= p_since and m.state in ('queued', 'sending', 'failed', 'unknown') group by m.state
$$;

alter table system_alerts enable row level security;
alter table system_alerts force row level security;
create policy system on system_alerts to hersys_system, hersys_worker using (true) with check (true);
create policy raise on system_alerts for insert to hersys_web with check (seen_at is null);
create policy see on system_alerts for select to hersys_web using ((select (current_actor()).org_kind) = 'operator');
create policy mark on system_alerts for update to hersys_web using ((select (current_actor()).org_kind) = 'operator');

-- A centre's own sentence and settings: its manager's alone.
alter table organisations enable row level security;
alter table organisations force row level security;
create policy system on organisations to hersys_system, hersys_worker using (true) with check (true);
create policy known on organisations for select to hersys_web using (true);
create policy own on organisations for update to hersys_web using (id = (select (current_actor()).org_id) and (select (current_actor()).role) = 'manager');

grant execute on function issue_code(uuid, text, text, text, int, timestamptz, timestamptz), check_code(text, text, text, timestamptz),
  staff_for_sign_in(text), staff_failed(uuid, int, timestamptz), own_staff_account(), ask_staff_phone(text, text),
  pass_second_factor(text, text, text, timestamptz, timestamptz, text, int, timestamptz), change_own_password(text, text, timestamptz),
  staff_kept(), issue_staff(uuid, uuid, text, text, text, text, timestamptz), reset_staff_password(uuid, text, timestamptz),
  reset_staff_factor(uuid, timestamptz), end_staff(uuid, timestamptz), unlock_staff(uuid), staff_state(text), message_counts(timestamptz) to hersys_web;
