-- The operator, too, takes lists along: accounts, audit, alerts.
alter table exports drop constraint exports_org_kind_check, add constraint exports_org_kind_check
  check (org_kind in ('institution', 'centre', 'prefecture', 'operator'));
-- The worker, which writes the files, asks the same function as the page whose accounts somebody keeps.
grant execute on function kept_organisations(actor) to hersys_worker;

/* Which of these login IDs are taken: for who issues accounts by a list, so that all faults are told before any account is made. At most a hundred. */
create function taken_logins(p_logins text[]) returns table (login_id text) language sql stable security definer set search_path = public, pg_temp as $$
  select s.login_id from staff_accounts s, current_actor() a
   where s.login_id = any (p_logins[1:100]) and (a.org_kind in ('centre', 'prefecture') and a.role = 'manager' or a.org_kind = 'operator')
$$;
revoke execute on function taken_logins(text[]) from public;
grant execute on function taken_logins(text[]) to hersys_web;

/* For the worker's list of accounts: whether a key is somebody's second factor. It has no other business with the keys. */
create function has_security_key(p_account uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from security_keys f where f.account_id = p_account and f.removed_at is null)
$$;
revoke execute on function has_security_key(uuid) from public;
grant execute on function has_security_key(uuid) to hersys_worker;
