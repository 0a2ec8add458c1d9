-- What is red and open at a centre, and at the centres of a prefecture, without passing over what is routine.
create index attention_red on attention_items (centre_id, raised_at) where closed_at is null and urgent;

-- As in 0027, but who asks is asked once and not for every row.
create or replace function staff_kept(p_id uuid, p_login_id text, p_kind text, p_org text, p_role text, p_state text, p_issue_days int, p_idle_days int,
                                      p_after uuid, p_limit int, p_now timestamptz)
returns table (id uuid, org_id uuid, org_name text, org_kind text, login_id text, name text, role text, must_change_password boolean, phone_channel text,
               phone_verified boolean, keys int, locked_at timestamptz, is_locked_by_hand boolean, ended_at timestamptz, last_sign_in_at timestamptz,
               letter_at timestamptz, created_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  with a as materialized (select * from current_actor()),
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
