-- Record systems of institutions (電子カルテ等): the key that the health centre issues, whose name it files in, and what was answered to a filing.

alter table staff_accounts drop constraint staff_accounts_role_check, add constraint staff_accounts_role_check
  check (role in ('doctor', 'clerk', 'manager', 'nurse', 'officer', 'analyst', 'helpdesk', 'operator', 'record-system'));
alter table audits drop constraint audits_actor_kind_check, add constraint audits_actor_kind_check
  check (actor_kind in ('staff', 'patient', 'record-system', 'system', 'nobody'));

create table api_keys (
  id uuid primary key references staff_accounts on delete restrict,   -- the account in whose name it files: of role record-system, ended from the first
  institution_id uuid not null references organisations on delete restrict,
  name text not null check (length(name) between 1 and 50),           -- which system it is for
  prefix text not null unique,                                        -- public beginning of the key: what people and the audit call it by
  key_hash text not null unique,                                      -- sha256 of the whole key, hex
  scopes text[] not null check (cardinality(scopes) > 0
    and scopes <@ array['notifications:write', 'notifications:read-own-status', 'notifications:read-own']),
  issued_at timestamptz not null, issued_by uuid not null references staff_accounts on delete restrict,
  last_used_at timestamptz, window_started_at timestamptz, window_count int not null default 0,
  revoked_at timestamptz, revoked_by uuid references staff_accounts on delete restrict,
  check ((revoked_at is null) = (revoked_by is null))
);
create index on api_keys (institution_id, issued_at);

-- One row for each filing that was accepted: the same Idempotency-Key is answered with it again. It goes after thirty days.
create table api_filings (
  institution_id uuid not null references organisations on delete restrict, idempotency_key uuid not null,
  key_id uuid not null references api_keys on delete restrict,
  body_hash text not null, case_id uuid references cases on delete restrict, answer text, filed_at timestamptz not null,
  primary key (institution_id, idempotency_key)
);
create index on api_filings (filed_at);

/* As before; a record system brings its institution's key (its hash in app.key) in the place of a session. */
create or replace function current_actor() returns actor language plpgsql stable security definer set search_path = public, pg_temp as $$
declare a actor; s record; t timestamptz := nullif(current_setting('app.now', true), '')::timestamptz;
  key text := nullif(current_setting('app.key', true), '');
begin
  select kind, account_id into s from sessions
   where token_hash = nullif(current_setting('app.session', true), '') and revoked_at is null and stage = 'full' and expires_at > t and ends_at > t;
  if found and s.kind = 'patient' then
    a.kind := 'patient'; a.account_id := s.account_id;
  elsif found then
    select 'staff', sa.id, o.id, o.kind, sa.role into a.kind, a.account_id, a.org_id, a.org_kind, a.role
      from staff_accounts sa join organisations o on o.id = sa.org_id where sa.id = s.account_id and sa.ended_at is null;
  elsif key is not null and t is not null then
    select 'record-system', k.id, o.id, o.kind, 'record-system' into a.kind, a.account_id, a.org_id, a.org_kind, a.role
      from api_keys k join organisations o on o.id = k.institution_id where k.key_hash = key and k.revoked_at is null;
  end if;
  return a;
end $$;

do $$
declare t text;
begin
  foreach t in array array['api_keys', 'api_filings'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to hersys_worker', t);
  end loop;
end $$;
-- The hash of a key is read by functions alone.
grant select (id, institution_id, name, prefix, scopes, issued_at, issued_by, last_used_at, revoked_at, revoked_by) on api_keys to hersys_web;
create policy keep on api_keys for select to hersys_web using (
  (select (current_actor()).org_kind) = 'centre' and (select (current_actor()).role) = 'manager'
  and institution_id in (select o.id from organisations o where o.parent_id = (select (current_actor()).org_id)));
grant select, insert on api_filings to hersys_web;
grant update (case_id, answer) on api_filings to hersys_web;
create policy own on api_filings to hersys_web
  using ((select (current_actor()).kind) = 'record-system' and institution_id = (select (current_actor()).org_id))
  with check ((select (current_actor()).kind) = 'record-system' and institution_id = (select (current_actor()).org_id));

/* Who knocks with a key: one row, or none when the key is unknown or revoked. Counts the request; wait_seconds > 0 when the key has used up its
   turns of this window. Run where it commits: before the request's own transaction. */
create function enter_by_key(p_prefix text, p_hash text, p_limit int, p_window_seconds int, p_now timestamptz)
returns table (account_id uuid, org_id uuid, scopes text[], wait_seconds int)
language sql security definer set search_path = public, pg_temp as $$
  update api_keys k set last_used_at = p_now,
    window_count = case when k.window_started_at > p_now - make_interval(secs => p_window_seconds) then least(k.window_count, p_limit) + 1 else 1 end,
    window_started_at = case when k.window_started_at > p_now - make_interval(secs => p_window_seconds) then k.window_started_at else p_now end
   where k.prefix = p_prefix and k.key_hash = p_hash and k.revoked_at is null
  returning k.id, k.institution_id, k.scopes,
    case when k.window_count <= p_limit then 0
         else greatest(1, ceil(extract(epoch from k.window_started_at + make_interval(secs => p_window_seconds) - p_now)))::int end
$$;

/* A centre's manager issues a key to an institution under the centre, with the account in whose name it files. Throws for anybody else. */
create function issue_api_key(p_id uuid, p_institution uuid, p_name text, p_prefix text, p_hash text, p_scopes text[], p_now timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  if a.org_kind is distinct from 'centre' or not may_keep_account(p_institution, 'clerk', a)
     or not exists (select from organisations where id = p_institution and kind = 'institution') then raise insufficient_privilege; end if;
  insert into staff_accounts (id, org_id, login_id, name, role, password_hash, must_change_password, created_at, created_by, ended_at)
  values (p_id, p_institution, 'key:' || p_prefix, p_name, 'record-system', '!', false, p_now, a.account_id, p_now);
  insert into api_keys (id, institution_id, name, prefix, key_hash, scopes, issued_at, issued_by)
  values (p_id, p_institution, p_name, p_prefix, p_hash, p_scopes, p_now, a.account_id);
end $$;

/* False when there is no such key among those the visitor keeps, or it was revoked before. */
create function revoke_api_key(p_id uuid, p_now timestamptz) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  update api_keys set revoked_at = p_now, revoked_by = a.account_id
   where id = p_id and revoked_at is null and a.org_kind = 'centre' and may_keep_account(institution_id, 'clerk', a);
  return found;
end $$;

-- A record system is no person: it is no account among those a keeper gives out.
create or replace function staff_kept() returns table (
  id uuid, org_id uuid, login_id text, name text, role text, must_change_password boolean, phone_channel text, phone_verified boolean,
  locked_at timestamptz, ended_at timestamptz, last_sign_in_at timestamptz, created_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.org_id, s.login_id, s.name, s.role, s.must_change_password, s.phone_channel, s.phone_verified_at is not null,
         s.locked_at, s.ended_at, s.last_sign_in_at, s.created_at
    from current_actor() a join staff_accounts s on may_keep_account(s.org_id, s.role, a) where s.role <> 'record-system'
$$;

revoke execute on function enter_by_key(text, text, int, int, timestamptz), issue_api_key(uuid, uuid, text, text, text, text[], timestamptz),
  revoke_api_key(uuid, timestamptz) from public;
grant execute on function enter_by_key(text, text, int, int, timestamptz), issue_api_key(uuid, uuid, text, text, text, text[], timestamptz),
  revoke_api_key(uuid, timestamptz) to hersys_web;
