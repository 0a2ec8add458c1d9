-- Security keys as a second factor beside the telephone, the history of each staff account, and the keeping of accounts by lists that are bounded.
-- As in 0004: the web role reads no row of these tables; each function asks who is behind the session.

create table security_keys (
  id uuid primary key,
  account_id uuid not null references staff_accounts on delete restrict,
  credential_id text not null unique,                     -- base64url, as the authenticator named it
  public_key bytea not null,                              -- COSE
  counter bigint not null,                                -- of the last signature; some authenticators never count and stay at 0
  transports text[] not null default '{}',
  name text not null check (length(name) between 1 and 40),
  registered_at timestamptz not null, last_used_at timestamptz, removed_at timestamptz
);
create index on security_keys (account_id) where removed_at is null;

-- What a key has to sign: one for each session and purpose, good once and for minutes.
create table security_key_challenges (
  session_hash text not null references sessions on delete cascade, purpose text not null check (purpose in ('register', 'sign-in')),
  challenge text not null, name text,                     -- name: of the key to be registered
  expires_at timestamptz not null,
  primary key (session_hash, purpose)
);

-- What was done to an account, by whom: its history, and how somebody's identity was checked. Never a password, a code or a telephone number.
create table staff_events (
  id uuid primary key, account_id uuid not null references staff_accounts on delete restrict, at timestamptz not null,
  by_id uuid references staff_accounts on delete restrict,
  what text not null check (what in ('issued', 'letter', 'password-reset', 'factor-reset', 'locked', 'unlocked', 'role-changed', 'ended', 'looked-up')),
  detail jsonb not null default '{}',
  n bigint generated always as identity                   -- which came first of two at one instant
);
create index on staff_events (account_id, at desc, n desc);

-- Locked by a keeper's hand: the helpdesk does not undo it. Null where ten wrong tries have locked.
alter table staff_accounts add column locked_by uuid references staff_accounts on delete restrict, add column letter_at timestamptz;

do $$
declare t text;
begin
  foreach t in array array['security_keys', 'security_key_challenges', 'staff_events'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
  end loop;
end $$;
grant select, delete on security_key_challenges to hersys_worker;

-- Names of colleagues are no business of the helpdesk's.
drop policy names on staff_accounts;
create policy names on staff_accounts for select to hersys_web using (
  (select (current_actor()).kind) = 'staff' and (select (current_actor()).org_kind) is distinct from 'helpdesk');

-- A colleague may stop a bulk action, and neither start nor change what runs in another's name (0022).
create policy in_own_name on bulk_jobs as restrictive for update to hersys_web using (true)
  with check (created_by = (select (current_actor()).account_id) or state = 'stopped');

/* As before, and whether a security key is registered. */
drop function session_context();
create function session_context() returns table (
  kind text, stage text, account_id uuid, org_id uuid, org_kind text, org_name text, institution_kind text, role text, name text, login_id text,
  language text, must_change_password boolean, phone_verified boolean, has_key boolean, last_seen_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select s.kind, s.stage, s.account_id, o.id, o.kind, o.name, o.institution_kind, sa.role, sa.name, sa.login_id,
         pa.language, sa.must_change_password, sa.phone_verified_at is not null,
         s.kind = 'staff' and exists (select from security_keys k where k.account_id = sa.id and k.removed_at is null), s.last_seen_at
    from sessions s
    left join staff_accounts sa on s.kind = 'staff' and sa.id = s.account_id
    left join organisations o on o.id = sa.org_id
    left join patient_accounts pa on s.kind = 'patient' and pa.id = s.account_id
   where s.token_hash = nullif(current_setting('app.session', true), '') and s.revoked_at is null
     and s.expires_at > nullif(current_setting('app.now', true), '')::timestamptz and s.ends_at > nullif(current_setting('app.now', true), '')::timestamptz
     and (s.kind = 'patient' or sa.ended_at is null)   -- a lock by wrong tries bars the door, it throws nobody out
$$;

-- ── The second factor ───────────────────────────────────────────────────────────────────────────────────────────────
/* May a factor be registered in this session? With both factors behind one, or at the first sign-in, when there is none yet. */
create function may_add_factor(p_account uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((current_actor()).kind = 'staff' and (current_actor()).account_id = p_account, false)
      or exists (select from staff_accounts where id = p_account and phone_verified_at is null)
         and not exists (select from security_keys where account_id = p_account and removed_at is null)
$$;

/* A telephone to be proved by a code. With a password alone only somebody who has no second factor yet may name one. */
create or replace function ask_staff_phone(p_phone text, p_channel text) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update staff_accounts set pending_phone = p_phone, pending_channel = p_channel where id = session_staff() and may_add_factor(id);
  return found;
end $$;

/* As before; who has a security key cannot prove a new telephone with a password alone. */
create or replace function pass_second_factor(p_purpose text, p_hash text, p_token text, p_expires timestamptz, p_ends timestamptz, p_device text, p_limit int, p_now timestamptz)
returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare me uuid := session_staff(); old sessions; verdict text;
begin
  if me is null or p_purpose not in ('sign-in', 'phone') then return 'void'; end if;
  if exists (select from staff_accounts where id = me and (locked_at is not null or (p_purpose = 'phone' and (pending_phone is null or not may_add_factor(me)))
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

create function own_security_keys() returns table (
  id uuid, credential_id text, public_key bytea, counter double precision, transports text[], name text, registered_at timestamptz, last_used_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select id, credential_id, public_key, counter, transports, name, registered_at, last_used_at
    from security_keys where account_id = session_staff() and removed_at is null order by registered_at, id
$$;

/* Asks a key of this session to sign; an earlier question of the same purpose is void. False when this session may not ask. */
create function ask_security_key(p_purpose text, p_challenge text, p_name text, p_expires timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare me uuid := session_staff(); hash text := nullif(current_setting('app.session', true), '');
begin
  if me is null then return false; end if;
  if p_purpose = 'register' and not may_add_factor(me) then return false; end if;
  if p_purpose = 'sign-in' and not exists (select from security_keys where account_id = me and removed_at is null) then return false; end if;
  insert into security_key_challenges as c values (hash, p_purpose, p_challenge, p_name, p_expires)
  on conflict (session_hash, purpose) do update set challenge = p_challenge, name = p_name, expires_at = p_expires;
  return true;
end $$;

/* What a key of this session has been asked; p_take: it is spent, whatever comes of it. None when nothing was asked, or too long ago. */
create function asked_security_key(p_purpose text, p_take boolean, p_now timestamptz) returns table (challenge text, name text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare hash text := nullif(current_setting('app.session', true), '');
begin
  if session_staff() is null then return; end if;
  if p_take then
    return query with spent as (
      delete from security_key_challenges c where c.session_hash = hash and c.purpose = p_purpose returning c.challenge, c.name, c.expires_at)
      select s.challenge, s.name from spent s where s.expires_at > p_now;
  else
    return query select c.challenge, c.name from security_key_challenges c where c.session_hash = hash and c.purpose = p_purpose and c.expires_at > p_now;
  end if;
end $$;

/* A full session in the place of this one, under a new token. Not a security definer: the two functions below lend it their rights. */
create function open_full_session(p_account uuid, p_token text, p_expires timestamptz, p_ends timestamptz, p_now timestamptz) returns void
language plpgsql set search_path = public, pg_temp as $$
declare old sessions;
begin
  update sessions set revoked_at = p_now where token_hash = current_setting('app.session', true) returning * into old;
  insert into sessions (token_hash, kind, account_id, stage, created_at, last_seen_at, expires_at, ends_at, device)
  values (p_token, 'staff', p_account, 'full', p_now, p_now, p_expires, p_ends, old.device);
  update staff_accounts set failed_count = 0, last_sign_in_at = p_now where id = p_account;
end $$;

/* Registers a key whose answer the web process has checked. At the first sign-in that is the second factor: a full session opens under p_token.
   'known' when this very key is registered already, here or elsewhere; 'many' beyond ten; 'no' when this session may not. */
create function add_security_key(p_id uuid, p_credential text, p_public_key bytea, p_counter bigint, p_transports text[], p_name text,
  p_token text, p_expires timestamptz, p_ends timestamptz, p_now timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare me uuid := session_staff(); is_full boolean := (current_actor()).kind = 'staff';
begin
  perform from staff_accounts where id = me and locked_at is null and ended_at is null for no key update;
  if not found or not may_add_factor(me) then return 'no'; end if;
  if (select count(*) from security_keys where account_id = me and removed_at is null) >= 10 then return 'many'; end if;
  insert into security_keys (id, account_id, credential_id, public_key, counter, transports, name, registered_at)
  values (p_id, me, p_credential, p_public_key, p_counter, p_transports, p_name, p_now) on conflict (credential_id) do nothing;
  if not found then return 'known'; end if;
  if is_full is not true then perform open_full_session(me, p_token, p_expires, p_ends, p_now); end if;
  return 'added';
end $$;

/* The second factor by a key whose signature the web process has checked. False: not this account's, removed, locked meanwhile, or its counter went
   back, which only a copy of the key does. */
create function pass_security_key(p_key uuid, p_counter bigint, p_token text, p_expires timestamptz, p_ends timestamptz, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare me uuid := session_staff();
begin
  if me is null or (current_actor()).kind = 'staff' or exists (select from staff_accounts where id = me and locked_at is not null) then return false; end if;
  update security_keys set counter = p_counter, last_used_at = p_now
   where id = p_key and account_id = me and removed_at is null and (p_counter > counter or (p_counter = 0 and counter = 0));
  if not found then return false; end if;
  perform open_full_session(me, p_token, p_expires, p_ends, p_now);
  return true;
end $$;

/* One's own key, with both factors behind one. Every other session ends: who holds the key may hold one of them. 'last': no factor would be left. */
create function remove_security_key(p_key uuid, p_now timestamptz) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  if a.kind is distinct from 'staff' then return 'no'; end if;
  perform from staff_accounts where id = a.account_id for no key update;
  if exists (select from staff_accounts where id = a.account_id and phone_verified_at is null)
     and not exists (select from security_keys where account_id = a.account_id and removed_at is null and id <> p_key) then return 'last'; end if;
  update security_keys set removed_at = p_now where id = p_key and account_id = a.account_id and removed_at is null;
  if not found then return 'no'; end if;
  update sessions set revoked_at = p_now where kind = 'staff' and account_id = a.account_id and revoked_at is null
     and token_hash <> current_setting('app.session', true);
  return 'removed';
end $$;

-- ── Keeping accounts ────────────────────────────────────────────────────────────────────────────────────────────────
/* A prefecture's manager keeps the accounts of the prefecture's own staff; the others as before. */
create or replace function may_keep_account(p_org uuid, p_role text, a actor) returns boolean language sql stable set search_path = public, pg_temp as $$
  select exists (select from organisations o where o.id = p_org and case a.org_kind
    when 'centre' then a.role = 'manager' and (o.id = a.org_id or (o.parent_id = a.org_id and o.kind = 'institution'))
    when 'prefecture' then a.role = 'manager' and o.id = a.org_id
    when 'operator' then o.kind in ('operator', 'helpdesk', 'ministry', 'prefecture') or (o.kind = 'centre' and p_role = 'manager')
    else false end)
$$;

create function is_role_of(p_org uuid, p_role text) returns boolean language sql stable set search_path = public, pg_temp as $$
  select exists (select from organisations where id = p_org and case kind
    when 'centre' then p_role in ('nurse', 'clerk', 'manager') when 'institution' then p_role in ('doctor', 'clerk', 'manager')
    when 'prefecture' then p_role in ('officer', 'manager') when 'ministry' then p_role = 'analyst'
    when 'helpdesk' then p_role = 'helpdesk' when 'operator' then p_role = 'operator' else false end)
$$;

/* The organisations whose accounts the visitor keeps. */
create function kept_organisations(a actor) returns table (id uuid, name text, kind text, kana text) language sql stable set search_path = public, pg_temp as $$
  select o.id, o.name, o.kind, coalesce(o.kana, '') from organisations o where a.org_kind = 'operator' and o.kind in ('operator', 'helpdesk', 'ministry', 'prefecture', 'centre')
  union all
  select o.id, o.name, o.kind, coalesce(o.kana, '') from organisations o where a.org_kind in ('centre', 'prefecture') and a.role = 'manager' and o.id = a.org_id
  union all
  select o.id, o.name, o.kind, coalesce(o.kana, '') from organisations o where a.org_kind = 'centre' and a.role = 'manager' and o.parent_id = a.org_id and o.kind = 'institution'
$$;

drop function staff_kept();
/* The accounts the visitor keeps, one page: own staff first, then by reading of the organisation and login ID. p_state: 'locked', 'never' (issued
   p_issue_days ago and never signed in), 'idle' (not for p_idle_days), 'no-factor', 'in-use', 'ended', null (all that have not ended).
   p_after: the last account of the page before. p_id or p_login_id: that one alone, ended or not. */
create function staff_kept(p_id uuid, p_login_id text, p_kind text, p_org text, p_role text, p_state text, p_issue_days int, p_idle_days int,
  p_after uuid, p_limit int, p_now timestamptz)
returns table (
  id uuid, org_id uuid, org_name text, org_kind text, login_id text, name text, role text, must_change_password boolean, phone_channel text,
  phone_verified boolean, keys int, locked_at timestamptz, is_locked_by_hand boolean, ended_at timestamptz, last_sign_in_at timestamptz,
  letter_at timestamptz, created_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  with a as (select (current_actor()).*),
  kept as (
    select s.*, o.name as org_name, o.kind as org_kind, row(o.kind = 'institution', o.kana, o.id, s.login_id) as place
      from a join lateral kept_organisations(row(a.kind, a.account_id, a.org_id, a.org_kind, a.role)::actor) o on true
      join staff_accounts s on s.org_id = o.id
     where s.role <> 'record-system' and (a.org_kind <> 'operator' or o.kind <> 'centre' or s.role = 'manager'))
  select k.id, k.org_id, k.org_name, k.org_kind, k.login_id, k.name, k.role, k.must_change_password, k.phone_channel,
         k.phone_verified_at is not null, (select count(*)::int from security_keys f where f.account_id = k.id and f.removed_at is null),
         k.locked_at, k.locked_by is not null, k.ended_at, k.last_sign_in_at, k.letter_at, k.created_at
    from kept k
   where (p_id is null or k.id = p_id) and (p_login_id is null or k.login_id = lower(p_login_id))
     and (p_kind is null or k.org_kind = p_kind) and (p_role is null or k.role = p_role)
     and (p_org is null or position(p_org in k.org_name) > 0)
     and case when p_id is not null or p_login_id is not null then true when p_state = 'ended' then k.ended_at is not null
         else k.ended_at is null and case p_state
           when 'locked' then k.locked_at is not null
           when 'never' then k.last_sign_in_at is null and k.created_at < p_now - make_interval(days => p_issue_days)
           when 'idle' then k.last_sign_in_at < p_now - make_interval(days => p_idle_days)
           when 'no-factor' then k.phone_verified_at is null and not exists (select from security_keys f where f.account_id = k.id and f.removed_at is null)
           when 'in-use' then k.locked_at is null and k.last_sign_in_at is not null
           else true end end
     and (p_after is null or k.place > (select l.place from kept l where l.id = p_after))
   order by k.place limit p_limit
$$;

/* How many of the accounts the visitor keeps are locked, were never used, or not for long. */
create function staff_kept_counts(p_issue_days int, p_idle_days int, p_now timestamptz) returns table (locked int, never int, idle int)
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*) filter (where s.locked_at is not null)::int,
         count(*) filter (where s.last_sign_in_at is null and s.created_at < p_now - make_interval(days => p_issue_days))::int,
         count(*) filter (where s.last_sign_in_at < p_now - make_interval(days => p_idle_days))::int
    from current_actor() a join lateral kept_organisations(a) o on true join staff_accounts s on s.org_id = o.id
   where s.ended_at is null and s.role <> 'record-system' and (a.org_kind <> 'operator' or o.kind <> 'centre' or s.role = 'manager')
$$;

create function note_staff_event(p_account uuid, p_what text, p_detail jsonb, p_now timestamptz) returns void
language sql set search_path = public, pg_temp as $$
  insert into staff_events (id, account_id, at, by_id, what, detail) values (gen_random_uuid(), p_account, p_now, (current_actor()).account_id, p_what, p_detail)
$$;

/* An account of those the visitor keeps, locked for a change: its organisation first, so that two managers who end each other wait for one another. */
create function hold_kept_account(p_id uuid) returns staff_accounts language plpgsql set search_path = public, pg_temp as $$
declare s staff_accounts;
begin
  perform from organisations where id = (select org_id from staff_accounts where id = p_id) for no key update;
  select * into s from staff_accounts where id = p_id and ended_at is null and role <> 'record-system' and may_keep_account(org_id, role, current_actor()) for no key update;
  return s;
end $$;

/* Would nobody be left who keeps the accounts of the organisation? A clinic's are kept by its centre, so this asks about authorities alone. */
create function is_last_manager(s staff_accounts) returns boolean language sql stable set search_path = public, pg_temp as $$
  select s.role = 'manager' and exists (select from organisations o where o.id = s.org_id and o.kind in ('centre', 'prefecture'))
     and not exists (select from staff_accounts t where t.org_id = s.org_id and t.id <> s.id and t.role = 'manager' and t.ended_at is null and t.locked_at is null)
$$;

create or replace function issue_staff(p_id uuid, p_org uuid, p_login_id text, p_name text, p_role text, p_hash text, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  if not may_keep_account(p_org, p_role, a) or not is_role_of(p_org, p_role) then raise insufficient_privilege; end if;
  insert into staff_accounts (id, org_id, login_id, name, role, password_hash, created_at, created_by)
  values (p_id, p_org, lower(p_login_id), p_name, p_role, p_hash, p_now, a.account_id) on conflict (login_id) do nothing;
  if not found then return false; end if;
  perform note_staff_event(p_id, 'issued', jsonb_build_object('role', p_role), p_now);
  return true;
end $$;

create or replace function reset_staff_password(p_id uuid, p_hash text, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare s staff_accounts := hold_kept_account(p_id);
begin
  if s.id is null then return false; end if;
  update staff_accounts set password_hash = p_hash, must_change_password = true, failed_count = 0, locked_at = null, locked_by = null, letter_at = null where id = p_id;
  perform end_staff_sessions(p_id, p_now);
  perform note_staff_event(p_id, 'password-reset', '{}', p_now);
  return true;
end $$;

/* The telephone and every key go. p_checked: how the keeper made sure who asks. */
drop function reset_staff_factor(uuid, timestamptz);
create function reset_staff_factor(p_id uuid, p_checked jsonb, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare s staff_accounts := hold_kept_account(p_id);
begin
  if s.id is null or s.id = (current_actor()).account_id then return false; end if;
  update staff_accounts set phone = null, phone_channel = null, phone_verified_at = null, pending_phone = null, pending_channel = null where id = p_id;
  update security_keys set removed_at = p_now where account_id = p_id and removed_at is null;
  perform end_staff_sessions(p_id, p_now);
  perform note_staff_event(p_id, 'factor-reset', p_checked, p_now);
  return true;
end $$;

/* Where somebody whose account the visitor keeps can be told of a change: a proved telephone, else none. */
create function staff_reach(p_id uuid) returns table (phone text, channel text) language sql stable security definer set search_path = public, pg_temp as $$
  select s.phone, s.phone_channel from staff_accounts s
   where s.id = p_id and s.ended_at is null and s.phone_verified_at is not null and may_keep_account(s.org_id, s.role, current_actor())
$$;

/* Never one's own, and never the last manager of an authority: somebody must be left who can open the door again. 'last', 'no', 'done'. */
drop function end_staff(uuid, timestamptz);
create function end_staff(p_id uuid, p_now timestamptz) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare s staff_accounts := hold_kept_account(p_id);
begin
  if s.id is null or s.id = (current_actor()).account_id then return 'no'; end if;
  if is_last_manager(s) then return 'last'; end if;
  update staff_accounts set ended_at = p_now where id = p_id;
  perform end_staff_sessions(p_id, p_now);
  perform note_staff_event(p_id, 'ended', '{}', p_now);
  return 'done';
end $$;

/* By hand, at once and everywhere: for a telephone or a key that was lost, or a suspicion. The helpdesk does not undo it. */
create function lock_staff(p_id uuid, p_now timestamptz) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare s staff_accounts := hold_kept_account(p_id);
begin
  if s.id is null or s.id = (current_actor()).account_id then return 'no'; end if;
  if is_last_manager(s) then return 'last'; end if;
  update staff_accounts set locked_at = p_now, locked_by = (current_actor()).account_id where id = p_id;
  perform end_staff_sessions(p_id, p_now);
  perform note_staff_event(p_id, 'locked', '{}', p_now);
  return 'done';
end $$;

/* Nobody lifts himself. What one may not give to a new account one cannot give by a change either. */
create function change_staff_role(p_id uuid, p_role text, p_now timestamptz) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare s staff_accounts := hold_kept_account(p_id);
begin
  if s.id is null or s.id = (current_actor()).account_id or not may_keep_account(s.org_id, p_role, current_actor()) or not is_role_of(s.org_id, p_role) then return 'no'; end if;
  if s.role = p_role then return 'done'; end if;
  if is_last_manager(s) then return 'last'; end if;
  update staff_accounts set role = p_role where id = p_id;
  perform end_staff_sessions(p_id, p_now);
  perform note_staff_event(p_id, 'role-changed', jsonb_build_object('from', s.role, 'to', p_role), p_now);
  return 'done';
end $$;

/* The letter with the initial password: marked before it is made, so that it is made once. The hash to compare with the password of the page that
   showed it; none when there is no such account, the password was changed, or the letter has been made. */
create function take_staff_letter(p_id uuid, p_now timestamptz) returns table (login_id text, name text, password_hash text, org_name text, postal_code text, address text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare s staff_accounts := hold_kept_account(p_id);
begin
  if s.id is null or not s.must_change_password or s.letter_at is not null then return; end if;
  update staff_accounts set letter_at = p_now where id = p_id;
  perform note_staff_event(p_id, 'letter', '{}', p_now);
  return query select s.login_id, s.name, s.password_hash, o.name, o.postal_code, o.address from organisations o where o.id = s.org_id;
end $$;

/* The keeper of the account; the helpdesk what ten wrong tries have locked, with what it made sure of by telephone (D5). */
drop function unlock_staff(uuid);
create function unlock_staff(p_id uuid, p_checked jsonb, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  update staff_accounts set failed_count = 0, locked_at = null, locked_by = null
   where id = p_id and ended_at is null and locked_at is not null
     and ((a.org_kind = 'helpdesk' and locked_by is null) or may_keep_account(org_id, role, a));
  if not found then return false; end if;
  perform note_staff_event(p_id, 'unlocked', p_checked, p_now);
  return true;
end $$;

/* What has happened to an account, for whoever keeps it: the newest first. */
create function staff_history(p_id uuid, p_limit int) returns table (at timestamptz, what text, detail jsonb, by_name text, by_org text)
language sql stable security definer set search_path = public, pg_temp as $$
  select e.at, e.what, e.detail, b.name, o.name from staff_accounts s join staff_events e on e.account_id = s.id
    left join staff_accounts b on b.id = e.by_id left join organisations o on o.id = b.org_id
   where s.id = p_id and may_keep_account(s.org_id, s.role, current_actor()) order by e.at desc, e.n desc limit p_limit
$$;

drop function staff_state(text);
/* What the helpdesk sees of an account: its state, whether it is set up, and which organisation to name at the telephone (D5). Each look is written down. */
create function staff_state(p_login_id text, p_now timestamptz) returns table (
  id uuid, login_id text, org_name text, org_phone text, centre_name text, must_change_password boolean, has_factor boolean,
  locked_at timestamptz, is_locked_by_hand boolean, ended_at timestamptz, last_sign_in_at timestamptz
) language plpgsql security definer set search_path = public, pg_temp as $$
declare found_id uuid;
begin
  if (current_actor()).org_kind is distinct from 'helpdesk' then return; end if;
  select s.id into found_id from staff_accounts s where s.login_id = lower(p_login_id) and s.role <> 'record-system';
  if found_id is null then return; end if;
  perform note_staff_event(found_id, 'looked-up', '{}', p_now);
  return query select s.id, s.login_id, o.name, o.phone, c.name, s.must_change_password,
      s.phone_verified_at is not null or exists (select from security_keys k where k.account_id = s.id and k.removed_at is null),
      s.locked_at, s.locked_by is not null, s.ended_at, s.last_sign_in_at
    from staff_accounts s join organisations o on o.id = s.org_id
    left join organisations c on c.id = o.parent_id and c.kind = 'centre' where s.id = found_id;
end $$;

grant execute on function session_context() to hersys_worker, hersys_web;
grant execute on function own_security_keys(), ask_security_key(text, text, text, timestamptz), asked_security_key(text, boolean, timestamptz),
  add_security_key(uuid, text, bytea, bigint, text[], text, text, timestamptz, timestamptz, timestamptz),
  pass_security_key(uuid, bigint, text, timestamptz, timestamptz, timestamptz), remove_security_key(uuid, timestamptz),
  staff_kept(uuid, text, text, text, text, text, int, int, uuid, int, timestamptz), staff_kept_counts(int, int, timestamptz),
  reset_staff_factor(uuid, jsonb, timestamptz), staff_reach(uuid), end_staff(uuid, timestamptz), lock_staff(uuid, timestamptz),
  change_staff_role(uuid, text, timestamptz), take_staff_letter(uuid, timestamptz), unlock_staff(uuid, jsonb, timestamptz),
  staff_history(uuid, int), staff_state(text, timestamptz) to hersys_web;
