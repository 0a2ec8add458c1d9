-- Functions that 0027 replaced by others of the same name: the former release calls them as they were, while it serves beside this one (decision 0047).
-- Each does what the present one does; the release after this one takes them away.

create function staff_kept() returns table (
  id uuid, org_id uuid, login_id text, name text, role text, must_change_password boolean, phone_channel text, phone_verified boolean,
  locked_at timestamptz, ended_at timestamptz, last_sign_in_at timestamptz, created_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.org_id, s.login_id, s.name, s.role, s.must_change_password, s.phone_channel, s.phone_verified_at is not null,
         s.locked_at, s.ended_at, s.last_sign_in_at, s.created_at
    from current_actor() a join staff_accounts s on may_keep_account(s.org_id, s.role, a) where s.role <> 'record-system'
$$;

create function reset_staff_factor(p_id uuid, p_now timestamptz) returns boolean language sql set search_path = public, pg_temp as $$
  select reset_staff_factor(p_id, '{"checked": ["以前の版の画面から"]}'::jsonb, p_now)
$$;

/* The former release names no instant here: that of the transaction stands. */
create function unlock_staff(p_id uuid) returns boolean language sql set search_path = public, pg_temp as $$
  select unlock_staff(p_id, '{"checked": ["以前の版の画面から"]}'::jsonb, nullif(current_setting('app.now', true), '')::timestamptz)
$$;

create function staff_state(p_login_id text) returns table (
  id uuid, login_id text, org_name text, org_phone text, centre_name text, must_change_password boolean, phone_verified boolean,
  locked_at timestamptz, ended_at timestamptz, last_sign_in_at timestamptz
) language sql set search_path = public, pg_temp as $$
  select id, login_id, org_name, org_phone, centre_name, must_change_password, has_factor, locked_at, ended_at, last_sign_in_at
    from staff_state(p_login_id, nullif(current_setting('app.now', true), '')::timestamptz)
$$;

revoke execute on function staff_kept(), reset_staff_factor(uuid, timestamptz), unlock_staff(uuid), staff_state(text) from public;
grant execute on function staff_kept(), reset_staff_factor(uuid, timestamptz), unlock_staff(uuid), staff_state(text) to hersys_web;
