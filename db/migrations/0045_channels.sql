-- What the plan of 0028 could not name yet: an automatic call is a live channel while there is a call plan (0030), and not because one was wished for.
create or replace function live_channels(p_case uuid) returns text[] language plpgsql stable security definer set search_path = public, pg_temp as $$
declare c cases; p observation_plans; live text[] := '{}';
begin
  if session_user = 'hersys_web' and not may_see_case(p_case, current_actor()) then return null; end if;
  select * into c from cases where id = p_case;
  select * into p from observation_plans where case_id = p_case and superseded_at is null;
  if (p.id is null or 'web' = any (p.channels)) and (exists (select from registrations r where r.case_id = p_case and r.ended_at is null)
     or (c.phone ~ '^0[6789]0[1-9]\d{7}$' and can_be_texted(c.phone))) then live := live || 'web'::text; end if;
  if exists (select from call_plans l where l.case_id = p_case and l.ended_at is null) then
    live := live || 'automatic-call'::text; end if;
  if 'inbound-call' = any (p.channels) and c.birth_on is not null then live := live || 'inbound-call'::text; end if;
  if 'staff-call' = any (p.channels) and c.phone ~ '^(0\d{9,10}|\+\d{7,15})$' then live := live || 'staff-call'::text; end if;
  return live;
end $$;
create trigger plan after insert or update of ended_at, case_id on call_plans for each row execute function queue_plan();

/* The language in which a patient is written to: the account's, because its owner chose it; else the one the 発生届 names. */
create function language_of_case(p_case uuid) returns text language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((select a.language from registrations r join patient_accounts a on a.id = r.account_id where r.case_id = c.id and r.ended_at is null), c.language)
    from cases c where c.id = p_case and may_see_case(p_case, current_actor())
$$;
revoke execute on function language_of_case(uuid) from public;
grant execute on function language_of_case(uuid) to hersys_web;
