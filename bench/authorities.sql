-- Managers of the centres, officers of the prefectures, the ministry, the helpdesk and the operators, signed in; and what a busy centre has besides.
set session_replication_role = replica;
set synchronous_commit = off;
set timezone = 'Asia/Tokyo';
create or replace function pg_temp.id(kind int, n bigint) returns uuid language sql immutable as
  $$ select (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
create temp table people (name text, n int, account uuid, org uuid, role text);
insert into people
select 'manager', n, pg_temp.id(40, n), pg_temp.id(2, n), 'manager' from generate_series(0, 469) n
union all select 'officer', n, pg_temp.id(41, n), pg_temp.id(1, n), 'officer' from generate_series(0, 46) n
union all select 'analyst', 0, pg_temp.id(42, 0), pg_temp.id(43, 0), 'analyst'
union all select 'helpdesk', 0, pg_temp.id(42, 1), pg_temp.id(43, 1), 'helpdesk'
union all select 'operator', 0, pg_temp.id(42, 2), pg_temp.id(43, 2), 'operator';
insert into organisations (id, kind, code, name, kana, created_at)
values (pg_temp.id(43, 0), 'ministry', 'M', '架空省', 'カクウショウ', '2022-06-01'),
       (pg_temp.id(43, 1), 'helpdesk', 'H', '架空ヘルプデスク', 'カクウヘルプデスク', '2022-06-01'),
       (pg_temp.id(43, 2), 'operator', 'O', '架空システム運用', 'カクウシステムウンヨウ', '2022-06-01');
insert into staff_accounts (id, org_id, login_id, name, role, password_hash, must_change_password, phone, phone_channel, phone_verified_at, created_at)
select account, org, name || '@' || n, '架空 職員', role, 'not-a-hash', false, '09090000004', 'sms', timestamptz '2022-06-01', timestamptz '2022-06-01' from people;
insert into sessions (token_hash, kind, account_id, created_at, last_seen_at, expires_at, ends_at)
select encode(sha256((name || '-' || n)::bytea), 'hex'), 'staff', account, timestamptz '2022-07-20 09:00', timestamptz '2022-07-20 10:00', timestamptz '2022-07-21', timestamptz '2022-07-21' from people;
insert into fact_queue (case_id) select id from cases;
set session_replication_role = default;
set synchronous_commit = on;
