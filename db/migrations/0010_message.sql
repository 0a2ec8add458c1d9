-- Messages: who holds a claim, what was already handed to a provider, until when a message is worth sending.
alter table messages
  add column valid_until timestamptz,       -- from then on it is suppressed instead of sent (a code, a reminder of yesterday)
  add column item_id uuid,                  -- the item of the queue that an alert speaks of: acknowledged items need no text
  add column claimed_by uuid,               -- the run of a worker that holds it while state is 'sending'
  add column handed_at timestamptz,         -- set just before the provider is called: without it, a dropped claim was surely not sent
  add column check_after timestamptz;       -- when to ask the provider again whether a sent message has arrived; null: no more

create index messages_claimed on messages (claimed_at, id) where state = 'sending';
create index messages_check on messages (check_after, id) where state = 'sent' and check_after is not null;

-- The daily reminder: once per case and Japanese day, and which centres are done for a day. Kept for three days.
create table message_marks (
  kind text not null, on_day date not null, case_id uuid not null references cases on delete restrict,
  primary key (on_day, kind, case_id)
);
create table reminder_runs (on_day date not null, centre_id uuid not null references organisations on delete restrict, primary key (on_day, centre_id));
alter table message_marks enable row level security;
alter table message_marks force row level security;
create policy system on message_marks to hersys_system, hersys_worker using (true) with check (true);
grant select, insert, update, delete on message_marks, reminder_runs to hersys_worker;

/* A time-ordered id (RFC 9562, version 7) for rows that one statement makes by the thousand: everywhere else the app makes it. */
create function uuid_at(at timestamptz) returns uuid language sql volatile set search_path = public, pg_temp as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(r, 2, 3) || to_hex(8 + get_byte(decode(substr(r, 5, 2), 'hex'), 0) % 4) || substr(r, 7, 15))::uuid
    from (select replace(gen_random_uuid()::text, '-', '') as r) random
$$;
grant execute on function uuid_at(timestamptz) to hersys_worker;

-- One line per channel: codes and alerts first, a flood of reminders last.
alter table messages add column priority smallint not null default 1;
drop index messages_due;
create index messages_queued on messages (channel, priority, send_after, id) where state = 'queued';
