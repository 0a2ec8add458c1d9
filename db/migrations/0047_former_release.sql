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

/* As in 0036, and what came for this case while another was part of it: told by an item of the other's, it went back with it when the merge was undone. */
create or replace function keep_watched(p_case uuid, p_now timestamptz) returns void language plpgsql set search_path = public, pg_temp as $$
declare w watches; c cases; since timestamptz; item uuid; r record;
begin
  select * into w from watches where case_id = p_case and state = 'observing';
  if not found then return; end if;
  select * into c from cases where id = p_case;
  if not exists (select from attention_items where case_id = p_case and kind = 'no-report' and closed_at is null) then
    select greatest(w.began_at, (select max(received_at) from daily_reports where case_id = p_case and revises_id is null),
                    (select max(closed_at) from attention_items where case_id = p_case and kind = 'no-report' and closed_by is not null)) into since;
    item := raise_item(gen_random_uuid(), null, p_case, '', 'no-report', false, since, '{}', p_now);
  end if;
  if not exists (select from attention_items where case_id = p_case and kind = 'release-due' and closed_at is null) then
    item := raise_item(gen_random_uuid(), null, p_case, '', 'release-due', false, greatest(p_now, ((w.period_to + 1)::text || ' 00:00+09')::timestamptz), '{}', p_now);
  end if;
  if not exists (select from registrations where case_id = p_case and ended_at is null)
     and not exists (select from attention_items where case_id = p_case and kind = 'not-registered' and closed_at is null) then
    select greatest(w.began_at, max(ended_at)) + hours_of((select settings from organisations where id = w.owner_centre_id), 'registerHours', 24) into since
      from registrations where case_id = p_case;
    item := raise_item(gen_random_uuid(), null, p_case, '', 'not-registered', false, since, '{}', p_now);
  end if;
  if c.confirmed_at is null and c.state not in ('withdrawn', 'contact') then
    select coalesce(max(n.filed_at), w.began_at) into since from notifications n join organisations o on o.id = n.org_id where n.case_id = p_case and o.kind = 'institution';
    if not exists (select from attention_items i where i.case_id = p_case and i.kind = 'unconfirmed'
                      and (i.closed_at is null or i.closed_by is not null and i.closed_at >= since)) then
      since := since + hours_of((select settings from organisations where id = w.owner_centre_id), 'confirmHours', 4);
      item := raise_item(gen_random_uuid(), null, p_case, '', 'unconfirmed', false, since, '{}', p_now);
    end if;
  end if;
  for r in select d.id from daily_reports d where d.case_id = p_case and d.level = 'urgent'
             and not exists (select from attention_items i where i.case_id = p_case and i.kind = 'red-flag' and i.latest_at >= d.received_at
                                and (i.closed_at is null or i.closed_by is not null and i.closed_at >= d.received_at))
            order by d.received_at desc, d.id desc limit 1 loop
    item := raise_item(gen_random_uuid(), null, p_case, '', 'red-flag', true, p_now, jsonb_build_object('reportId', r.id), p_now);
  end loop;
  for r in select i.subject, i.kind, i.urgent, i.due_at, i.detail from case_merges m
             join case_merge_rows x on x.merge_id = m.id and x.table_name = 'attention_items' and x.what = 'moved'
             join attention_items i on i.id = (x.key ->> 'id')::uuid and i.case_id = m.absorbed_id
            where m.survivor_id = p_case and m.kind = 'same-case' and m.undone_at = p_now and i.closed_at is null and i.latest_at > m.merged_at
              and i.kind not in ('no-report', 'release-due', 'not-registered', 'unconfirmed', 'red-flag', 'hand-over-waiting', 'likely-same')
              and not exists (select from attention_items o where o.case_id = p_case and o.kind = i.kind and o.closed_at is null) loop
    item := raise_item(gen_random_uuid(), null, p_case, r.subject, r.kind, r.urgent, r.due_at, r.detail, p_now);
  end loop;
end $$;
