-- Whoever accepted last owns: a time of acceptance is never before that of the acceptance before it. A merge and an acceptance each carry the instant at which
-- they were asked for; whichever waited for the other's lock came later, and its history said that the former owner had been the last.
create function accepted_last() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'UPDATE' and old.state = 'accepted' then return new; end if;
  new.decided_at := greatest(new.decided_at,
    (select max(h.decided_at) + interval '1 microsecond' from hand_overs h where h.case_id = new.case_id and h.state = 'accepted' and h.id <> new.id));
  return new;
end $$;
revoke execute on function accepted_last() from public;
create trigger accepted_last before insert or update of state on hand_overs for each row when (new.state = 'accepted') execute function accepted_last();
