-- 療養証明書: what was certified under which opaque id, when it ceased to hold, and the keys it is signed with; who looked at one's own record.

-- ── Keys ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
/* One key signs; those before it stay, so that what they signed still verifies. The secret half is sealed under SECRET: a copy of the
   database alone signs nothing. A key that is no longer trusted (it leaked) is not published any more. */
create table certificate_keys (
  kid text primary key, public_key text not null,        -- x of the JWK, base64url
  sealed_key text not null, created_at timestamptz not null,
  signs boolean not null default true, distrusted_at timestamptz, check (not signs or distrusted_at is null)
);
create unique index certificate_key_one on certificate_keys ((true)) where signs;

/* The very first key, made by whichever process needs one; later ones are an operator's command. False when one signs already. */
create function add_first_certificate_key(p_kid text, p_public text, p_sealed text, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtext('certificate keys'));
  if exists (select from certificate_keys) then return false; end if;
  insert into certificate_keys (kid, public_key, sealed_key, created_at) values (p_kid, p_public, p_sealed, p_now);
  return true;
end $$;

-- ── Certificates ────────────────────────────────────────────────────────────────────────────────────────────────────────
/* One row as long as what is printed stays the same; the next text is a new row with a new public id. `doubted`: a new revision of the 発生届
   came, and the worker still has to look whether this person is certified at all. */
create table certificates (
  id uuid primary key, public_id text not null unique check (public_id ~ '^[A-Za-z0-9_-]{16}$'),
  case_id uuid not null references cases on delete restrict, fields_hash text not null, issued_at timestamptz not null,
  doubted boolean not null default false,
  revoked_at timestamptz, revoked_why text check (revoked_why in ('fields', 'eligibility', 'withdrawal', 'death')),
  check ((revoked_at is null) = (revoked_why is null))
);
create unique index certificate_one on certificates (case_id) where revoked_at is null;
create index certificates_doubted on certificates (id) where doubted and revoked_at is null;
create index certificates_revoked on certificates (revoked_at) where revoked_at is not null;

/* The standing certificate of one's own case for exactly these printed fields, made if there is none; what stood for other fields is revoked.
   p_hash null: this person is not certified (any more). Returns public id and day of issue, or nothing. */
create function issue_certificate(p_id uuid, p_public_id text, p_case uuid, p_hash text, p_now timestamptz)
returns table (public_id text, issued_at timestamptz) language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  if a.kind is distinct from 'patient' or not may_see_case(p_case, a) then raise insufficient_privilege; end if;
  perform from watches w where w.case_id = p_case for no key update;
  update certificates c set revoked_at = p_now, revoked_why = case when p_hash is null then 'eligibility' else 'fields' end
   where c.case_id = p_case and c.revoked_at is null and c.fields_hash is distinct from p_hash;
  if p_hash is null then return; end if;
  insert into certificates (id, public_id, case_id, fields_hash, issued_at) values (p_id, p_public_id, p_case, p_hash, p_now)
  on conflict (case_id) where certificates.revoked_at is null do nothing;
  return query select c.public_id, c.issued_at from certificates c where c.case_id = p_case and c.revoked_at is null;
end $$;

/* A printed field changed, the notification was withdrawn, or the person died: whatever the way there, in the same transaction. */
create function revoke_certificates(p_case uuid, p_why text, p_at timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
  update certificates set revoked_at = greatest(issued_at, coalesce(nullif(current_setting('app.now', true), '')::timestamptz, p_at)), revoked_why = p_why
   where case_id = p_case and revoked_at is null
$$;
create function revoke_by_case() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform revoke_certificates(new.id, case when new.state = 'withdrawn' then 'withdrawal' when new.died_on is not null then 'death' else 'fields' end, new.updated_at);
  return null;
end $$;
create trigger revoke_certificate after update of family_name, given_name, birth_on, hersys_id, disease, diagnosed_on, state, died_on on cases
  for each row when (new.state = 'withdrawn' and old.state <> 'withdrawn' or new.died_on is distinct from old.died_on
    or (new.family_name, new.given_name, new.birth_on, new.hersys_id, new.disease, new.diagnosed_on)
       is distinct from (old.family_name, old.given_name, old.birth_on, old.hersys_id, old.disease, old.diagnosed_on))
  execute function revoke_by_case();
create function revoke_by_watch() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform revoke_certificates(new.case_id, case when new.end_kind in ('death', 'withdrawal') then new.end_kind else 'fields' end, new.updated_at);
  return null;
end $$;
create trigger revoke_certificate after update of owner_centre_id, end_kind on watches
  for each row when (new.owner_centre_id is distinct from old.owner_centre_id
    or new.end_kind in ('death', 'withdrawal') and new.end_kind is distinct from old.end_kind)
  execute function revoke_by_watch();
create function doubt_certificate() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update certificates set doubted = true where case_id = new.case_id and revoked_at is null;
  return null;
end $$;
create trigger doubt_certificate after insert on notifications for each row when (new.revision > 1) execute function doubt_certificate();

/* For everybody: the opaque ids of what no longer holds. Nothing else leaves. */
create function revoked_certificates() returns setof text language sql stable security definer set search_path = public, pg_temp as $$
  select public_id from certificates where revoked_at is not null order by public_id
$$;

-- ── My data: who looked at or changed my record ─────────────────────────────────────────────────────────────────────────
/* By day, organisation, role and action, newest first: no names, no refusals, nothing of what is not one's own. */
create function own_record_accesses(p_case uuid, p_limit int)
returns table (day date, actor_kind text, is_mine boolean, organisation text, role text, action text, times bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select (a.at at time zone 'Asia/Tokyo')::date as day, a.actor_kind,
         a.actor_kind = 'patient' and a.actor_id = (current_actor()).account_id, o.name, s.role, a.action, count(*)
    from audits a
    left join organisations o on o.id = a.org_id
    left join staff_accounts s on a.actor_kind = 'staff' and s.id = a.actor_id
   where a.case_ids @> array[p_case] and a.outcome <> 'refused'
     and (current_actor()).kind = 'patient' and may_see_case(p_case, current_actor())
   group by 1, 2, 3, 4, 5, 6 order by 1 desc, 4, 5, 6 limit p_limit
$$;

-- ── Who may what ────────────────────────────────────────────────────────────────────────────────────────────────────────
do $$
declare t text;
begin
  foreach t in array array['certificates', 'certificate_keys'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy system on %I to hersys_system, hersys_worker using (true) with check (true)', t);
  end loop;
end $$;
create policy see on certificates for select to hersys_web using (may_see_case(case_id, (select current_actor())));
create policy see on certificate_keys for select to hersys_web using (true);
grant select on certificates, certificate_keys to hersys_web;
grant select, update on certificates to hersys_worker;

revoke execute on function add_first_certificate_key(text, text, text, timestamptz), issue_certificate(uuid, text, uuid, text, timestamptz),
  revoke_certificates(uuid, text, timestamptz), revoke_by_case(), revoke_by_watch(), doubt_certificate(), revoked_certificates(), own_record_accesses(uuid, int) from public;
grant execute on function add_first_certificate_key(text, text, text, timestamptz), issue_certificate(uuid, text, uuid, text, timestamptz),
  revoked_certificates(), own_record_accesses(uuid, int) to hersys_web;
