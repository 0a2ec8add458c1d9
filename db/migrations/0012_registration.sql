-- Registration, whole: an account that changes its address or is deleted; a centre that takes a case out of an account or gives it a new ID.

-- ── The account ────────────────────────────────────────────────────────────────────────────────────────────────────────
-- A deleted account keeps its row, because reports name their author, and nothing that could tell whose it was.
alter table patient_accounts alter column email drop not null, alter column password_hash drop not null, add column deleted_at timestamptz,
  add constraint deleted_is_blank check (case when deleted_at is null then email is not null and password_hash is not null else email is null and password_hash is null end);
-- Address and password change by the functions here and in 0008 alone.
revoke update (email, password_hash) on patient_accounts from hersys_web;

-- A new address is proved like that of a sign-up, for one account.
alter table sign_ups drop constraint sign_ups_purpose_check, add column account_id uuid references patient_accounts on delete cascade,
  add constraint sign_ups_purpose_check check (purpose in ('sign-up', 'password-reset', 'email-change')),
  add constraint sign_ups_account_check check ((purpose = 'email-change') = (account_id is not null));

/* Starts the proof of another address for the account of this session, or notes that one more code went out. Whether anybody has the address is not asked. */
create function begin_email_change(p_token text, p_email text, p_language text, p_now timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  if a.kind is distinct from 'patient' then raise insufficient_privilege; end if;
  delete from sign_ups where account_id = a.account_id and token_hash <> p_token;
  insert into sign_ups (token_hash, purpose, email, language, account_id, created_at, sent_at, expires_at)
  values (p_token, 'email-change', p_email, p_language, a.account_id, p_now, p_now, p_now + interval '1 hour')
  on conflict (token_hash) do update set sent_count = sign_ups.sent_count + 1, sent_at = excluded.sent_at, expires_at = excluded.expires_at
   where sign_ups.account_id = a.account_id;
end $$;

/* As in 0008; a change of address is seen by its own account alone. */
create or replace function mail_proof(p_token text, p_purpose text, p_now timestamptz)
returns table (email text, language text, sent_count int, sent_at timestamptz, is_verified boolean, has_account boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.email, s.language, s.sent_count, s.sent_at, s.verified_at is not null,
         case when s.verified_at is not null then exists (select from patient_accounts a where a.email = s.email) end
    from sign_ups s where s.token_hash = p_token and s.purpose = p_purpose and s.expires_at > p_now
     and (s.account_id is null or s.account_id = (current_actor()).account_id)
$$;

/* The proved address becomes the account's. 'done' with the former one, 'taken' (another account has it), 'void' (no such proof of this account). */
create function finish_email_change(p_token text, p_now timestamptz, out outcome text, out former text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); wished text;
begin
  outcome := 'void';
  select s.email into wished from sign_ups s
   where s.token_hash = p_token and s.account_id = a.account_id and s.verified_at is not null and s.expires_at > p_now for update;
  if not found then return; end if;
  select x.email into former from patient_accounts x where x.id = a.account_id and x.deleted_at is null for update;
  if not found then return; end if;
  begin
    update patient_accounts set email = wished where id = a.account_id;
  exception when unique_violation then
    outcome := 'taken'; former := null; return;
  end;
  delete from sign_ups where token_hash = p_token;
  outcome := 'done';
end $$;

-- ── Registrations end ──────────────────────────────────────────────────────────────────────────────────────────────────
alter table registrations drop column ended_by,
  add column ended_by uuid references staff_accounts on delete restrict,   -- null: the account's owner
  add column end_kind text check (end_kind in ('wrong', 'freed', 'reissued', 'account-deleted')), add column end_reason text;

/* Ends the registration of a case, if there is one. While the case is observed its centre is told again that nobody is registered, from p_due on. */
create function end_registration(p_case uuid, p_registration uuid, p_kind text, p_by uuid, p_reason text, p_due timestamptz, p_now timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare observed boolean;
begin
  select w.state = 'observing' into observed from watches w where w.case_id = p_case for no key update;
  update registrations set ended_at = p_now, ended_by = p_by, end_kind = p_kind, end_reason = p_reason where id = p_registration and ended_at is null;
  if not found then raise exception 'no such registration'; end if;
  if observed then
    perform raise_item(gen_random_uuid(), null, p_case, '', 'not-registered', false, p_due, jsonb_build_object('why', p_kind), p_now);
  end if;
end $$;

/* Deletes the account of this session: sessions and registrations end, what it typed about persons goes, reports stay with their cases, whose centres
   hear at once. Says whom to tell and which cases it was; null email: there is no such account any more. */
create function delete_patient_account(p_now timestamptz, out email text, out language text, out case_ids uuid[])
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); r record;
begin
  if a.kind is distinct from 'patient' then raise insufficient_privilege; end if;
  -- The lock of claim_case: a case claimed meanwhile on another device is seen here, or sees the deleted account.
  perform pg_advisory_xact_lock(hashtextextended('claim account ' || a.account_id, 0));
  case_ids := '{}';
  select x.email, x.language into email, language from patient_accounts x where x.id = a.account_id and x.deleted_at is null for update;
  if not found then return; end if;
  for r in select x.id, x.case_id from registrations x where x.account_id = a.account_id and x.ended_at is null order by x.case_id loop
    perform end_registration(r.case_id, r.id, 'account-deleted', null, null, p_now, p_now);
    case_ids := case_ids || r.case_id;
  end loop;
  update registrations set family_name = '', given_name = '', phone = null where account_id = a.account_id;
  delete from registration_drafts d using sessions s where s.token_hash = d.session_hash and s.account_id = a.account_id;
  delete from sign_ups s where s.account_id = a.account_id or s.email = delete_patient_account.email;
  update patient_accounts x set email = null, password_hash = null, deleted_at = p_now where x.id = a.account_id;
  update sessions set revoked_at = p_now where kind = 'patient' and account_id = a.account_id and revoked_at is null;
end $$;

create function refuse_deleted_account() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from patient_accounts where id = new.account_id and deleted_at is not null) then raise exception 'the account is deleted'; end if;
  return new;
end $$;
create trigger of_living_accounts before insert on registrations for each row execute function refuse_deleted_account();

-- ── The centre: a wrong registration, one member of a family, a new ID ─────────────────────────────────────────────────────
-- IDs that opened a case once. They are given to nobody again.
create table retired_hersys_ids (
  hersys_id text primary key, case_id uuid not null references cases on delete restrict,
  retired_at timestamptz not null, retired_by uuid not null references staff_accounts on delete restrict, reason text not null
);
create index on retired_hersys_ids (case_id);
alter table retired_hersys_ids enable row level security;
alter table retired_hersys_ids force row level security;
create policy system on retired_hersys_ids to hersys_system, hersys_worker using (true) with check (true);
create policy see on retired_hersys_ids for select to hersys_web using ((select (current_actor()).kind) = 'staff' and may_see_case(case_id, (select current_actor())));
grant select on retired_hersys_ids to hersys_web, hersys_worker;

/* A new case with an ID that is taken is passed over by its insert, which asks for another: so is one with an ID that is retired. */
create function pass_over_retired_id() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  return case when exists (select from retired_hersys_ids where hersys_id = new.hersys_id) then null else new end;
end $$;
create trigger never_a_retired_id before insert on cases for each row execute function pass_over_retired_id();

/* The owner's staff take a case out of the account it stands in. p_registration is the one they saw. One row, whom to tell; none when it is not
   theirs or has ended meanwhile. */
create function unlink_registration(p_case uuid, p_registration uuid, p_kind text, p_reason text, p_now timestamptz)
returns table (account_id uuid, email text, language text, name text) language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); due timestamptz;
begin
  if a.kind is distinct from 'staff' or p_kind not in ('wrong', 'freed') or coalesce(p_reason, '') = '' then raise insufficient_privilege; end if;
  select p_now + hours_of(o.settings, 'registerHours', 24) into due from watches w join organisations o on o.id = w.owner_centre_id
   where w.case_id = p_case and w.owner_centre_id = a.org_id for no key update of w;
  if not found then return; end if;
  return query select p.id, p.email, p.language, r.family_name || ' ' || r.given_name from registrations r join patient_accounts p on p.id = r.account_id
    where r.id = p_registration and r.case_id = p_case and r.ended_at is null;
  if found then perform end_registration(p_case, p_registration, p_kind, a.account_id, p_reason, due, p_now); end if;
end $$;

/* A case gets another HER-SYS ID; the old one opens nothing from this moment on and is given to nobody again. Whoever is registered loses the case;
   a lock of the old ID is over. p_seen is the ID they saw. outcome: 'done' (with whom to tell, if anybody), 'taken' (p_new has had a case: ask for
   another), 'gone' (not theirs, or not this ID any more). */
create function reissue_hersys_id(p_case uuid, p_seen text, p_new text, p_reason text, p_now timestamptz,
  out outcome text, out account_id uuid, out email text, out language text, out name text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor(); due timestamptz; registration uuid;
begin
  if a.kind is distinct from 'staff' or coalesce(p_reason, '') = '' then raise insufficient_privilege; end if;
  outcome := 'gone';
  -- Whoever claims the old ID right now is either before this, and loses the case, or after it, and finds none. Locks in the order of claim_case.
  perform pg_advisory_xact_lock(hashtextextended('claim id ' || p_seen, 0));
  select p_now + hours_of(o.settings, 'registerHours', 24) into due
    from watches w join organisations o on o.id = w.owner_centre_id join cases c on c.id = w.case_id
   where w.case_id = p_case and w.owner_centre_id = a.org_id and c.hersys_id = p_seen and c.state <> 'withdrawn' for no key update of w;
  if not found then return; end if;
  outcome := 'taken';
  if exists (select from retired_hersys_ids where hersys_id = p_new) then return; end if;
  begin
    update cases set hersys_id = p_new, updated_at = p_now where id = p_case;
  exception when unique_violation then
    return;
  end;
  insert into retired_hersys_ids (hersys_id, case_id, retired_at, retired_by, reason) values (p_seen, p_case, p_now, a.account_id, p_reason);
  with closed as (
    update attention_items i set closed_at = p_now, closed_by = a.account_id, outcome = 'reissued' where i.case_id = p_case and i.kind = 'claim-locked' and i.closed_at is null
    returning i.id)
  insert into attention_events (id, item_id, case_id, at, what, by_account_id) select gen_random_uuid(), closed.id, p_case, p_now, 'closed', a.account_id from closed;
  select r.id, p.id, p.email, p.language, r.family_name || ' ' || r.given_name into registration, account_id, email, language, name
    from registrations r join patient_accounts p on p.id = r.account_id where r.case_id = p_case and r.ended_at is null;
  if found then perform end_registration(p_case, registration, 'reissued', a.account_id, p_reason, due, p_now); end if;
  outcome := 'done';
end $$;

revoke execute on function end_registration(uuid, uuid, text, uuid, text, timestamptz, timestamptz), refuse_deleted_account(), pass_over_retired_id() from public;
grant execute on function begin_email_change(text, text, text, timestamptz), finish_email_change(text, timestamptz), delete_patient_account(timestamptz),
  unlink_registration(uuid, uuid, text, text, timestamptz), reissue_hersys_id(uuid, text, text, text, timestamptz) to hersys_web;
