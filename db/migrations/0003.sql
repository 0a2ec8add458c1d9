-- The few writes that many features share, each in one place. They run as hersys_system, so the web role needs no wider grants.

/* Who is behind the session set for this transaction, also before the second factor (stage 'password'). One row or none. */
create function session_context() returns table (
  kind text, stage text, account_id uuid, org_id uuid, org_kind text, org_name text, institution_kind text, role text, name text, login_id text,
  language text, must_change_password boolean, phone_verified boolean, last_seen_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select s.kind, s.stage, s.account_id, o.id, o.kind, o.name, o.institution_kind, sa.role, sa.name, sa.login_id,
         pa.language, sa.must_change_password, sa.phone_verified_at is not null, s.last_seen_at
    from sessions s
    left join staff_accounts sa on s.kind = 'staff' and sa.id = s.account_id
    left join organisations o on o.id = sa.org_id
    left join patient_accounts pa on s.kind = 'patient' and pa.id = s.account_id
   where s.token_hash = nullif(current_setting('app.session', true), '') and s.revoked_at is null
     and s.expires_at > nullif(current_setting('app.now', true), '')::timestamptz and s.ends_at > nullif(current_setting('app.now', true), '')::timestamptz
     and (s.kind = 'patient' or sa.ended_at is null)   -- a lock bars the door, it throws nobody out
$$;

/* Raises an item, or appends an occurrence to the open one of the same case and kind (or centre, kind and subject where there is no case).
   Whoever waited for the lock may be the earlier one: latest_at never goes back. A new occurrence cancels the acknowledgement and any "answered". p_centre null: the queue of the case's owner, read under the lock of its watch row. */
create function raise_item(p_id uuid, p_centre uuid, p_case uuid, p_subject text, p_kind text, p_urgent boolean, p_due timestamptz, p_detail jsonb, p_now timestamptz)
returns uuid language plpgsql security definer set search_path = public, pg_temp as $$
declare centre uuid := p_centre; item uuid; n int;
begin
  if p_case is not null then
    select coalesce(p_centre, owner_centre_id) into centre from watches where case_id = p_case for no key update;
    if not found then select coalesce(p_centre, notified_centre_id) into centre from cases where id = p_case; end if;
    insert into attention_items as i (id, centre_id, case_id, subject, kind, urgent, raised_at, latest_at, due_at, detail)
    values (p_id, centre, p_case, p_subject, p_kind, p_urgent, p_now, p_now, p_due, p_detail)
    on conflict (case_id, kind) where closed_at is null and case_id is not null do update set
      occurrences = i.occurrences + 1, latest_at = greatest(i.latest_at, p_now), due_at = least(i.due_at, p_due), urgent = i.urgent or p_urgent, detail = i.detail || p_detail,
      raised_at = case when i.acknowledged_at is null then i.raised_at else p_now end, alerted_step = case when i.acknowledged_at is null then i.alerted_step else 0 end,
      acknowledged_at = null, acknowledged_by = null, answered_at = null
    returning i.id, i.occurrences into item, n;
  else
    insert into attention_items as i (id, centre_id, case_id, subject, kind, urgent, raised_at, latest_at, due_at, detail)
    values (p_id, centre, null, p_subject, p_kind, p_urgent, p_now, p_now, p_due, p_detail)
    on conflict (centre_id, kind, subject) where closed_at is null and case_id is null do update set
      occurrences = i.occurrences + 1, latest_at = greatest(i.latest_at, p_now), due_at = least(i.due_at, p_due), urgent = i.urgent or p_urgent, detail = i.detail || p_detail,
      raised_at = case when i.acknowledged_at is null then i.raised_at else p_now end, alerted_step = case when i.acknowledged_at is null then i.alerted_step else 0 end,
      acknowledged_at = null, acknowledged_by = null, answered_at = null
    returning i.id, i.occurrences into item, n;
  end if;
  insert into attention_events (id, item_id, case_id, at, what, detail) values (gen_random_uuid(), item, p_case, p_now, case when n = 1 then 'raised' else 'again' end, p_detail);
  perform pg_notify('centre', centre::text);
  return item;
end $$;

/* What an item waited for has happened. Not yet due: it never arose, and closes without a name. Already due: it stays, marked as answered. */
create function meet_item(p_case uuid, p_kind text, p_now timestamptz) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from watches where case_id = p_case for no key update;
  with met as (
    update attention_items set
      closed_at = case when due_at > p_now then p_now end, outcome = case when due_at > p_now then 'met-in-time' end,
      answered_at = case when due_at > p_now then null else p_now end
    where case_id = p_case and kind = p_kind and closed_at is null returning id, case_id, closed_at)
  insert into attention_events (id, item_id, case_id, at, what) select gen_random_uuid(), id, case_id, p_now, case when closed_at is null then 'answered' else 'closed' end from met;
end $$;

/* Raising and meeting as the web role may: for a case that the visitor sees, in its owner's queue, or in the queue of the visitor's own
   organisation. A patient asks for corrections, nothing else; what is red is due at once. */
create function raise_own_item(p_id uuid, p_centre uuid, p_case uuid, p_subject text, p_kind text, p_urgent boolean, p_due timestamptz, p_detail jsonb, p_now timestamptz)
returns uuid language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  if not (case when p_case is null then coalesce(p_centre = a.org_id, false) else p_centre is null and may_see_case(p_case, a) end)
     or (a.kind = 'patient' and p_kind <> 'correction-asked') then raise insufficient_privilege; end if;
  return raise_item(p_id, p_centre, p_case, p_subject, p_kind, p_urgent, case when p_urgent or p_kind in ('red-flag', 'report-without-watch') then p_now else p_due end, p_detail, p_now);
end $$;
/* Only what is due from the moment it is raised, so that no made-up clock closes it without a name: it is answered. */
create function meet_own_item(p_case uuid, p_kind text, p_now timestamptz) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare a actor := current_actor();
begin
  if a.kind is distinct from 'staff' or p_kind <> 'sms-undeliverable' or not may_see_case(p_case, a) then raise insufficient_privilege; end if;
  perform meet_item(p_case, p_kind, p_now);
end $$;

grant execute on function session_context() to hersys_worker, hersys_web;
grant execute on function raise_item(uuid, uuid, uuid, text, text, boolean, timestamptz, jsonb, timestamptz), meet_item(uuid, text, timestamptz) to hersys_worker;
grant execute on function raise_own_item(uuid, uuid, uuid, text, text, boolean, timestamptz, jsonb, timestamptz), meet_own_item(uuid, text, timestamptz) to hersys_web;
