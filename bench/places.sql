-- 47 prefectures, 470 centres and as many institutions with a doctor each, signed in: for people that another measure brings.
set session_replication_role = replica;  -- foreign keys hold by construction
set synchronous_commit = off;
set timezone = 'Asia/Tokyo';
create or replace function pg_temp.id(kind int, n bigint) returns uuid language sql immutable as
  $$ select (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;

insert into organisations (id, kind, code, name, kana, prefecture_code, created_at)
select pg_temp.id(1, n), 'prefecture', 'P' || n, '架空県' || n, 'カクウケン', lpad(n::text, 2, '0'), '2022-06-01' from generate_series(0, 46) n;
insert into organisations (id, kind, code, name, kana, prefecture_code, parent_id, phone, created_at)
select pg_temp.id(2, n), 'centre', 'C' || n, '架空保健所' || n, 'カクウホケンジョ', lpad((n % 47)::text, 2, '0'), pg_temp.id(1, n % 47), '0481000000', '2022-06-01'
  from generate_series(0, 469) n;
insert into organisations (id, kind, code, name, kana, prefecture_code, parent_id, institution_kind, phone, address, created_at)
select pg_temp.id(3, n), 'institution', 'I' || n, '架空医院' || n, 'カクウイイン', lpad((n % 47)::text, 2, '0'), pg_temp.id(2, n), 'outpatient', '0481000001', '架空県', '2022-06-01'
  from generate_series(0, 469) n;
insert into municipalities (code, prefecture_code, prefecture_name, name, kana, centre_id) values ('482013', '48', '架空県', 'あおば市', 'アオバシ', pg_temp.id(2, 0));
insert into staff_accounts (id, org_id, login_id, name, role, password_hash, must_change_password, phone, phone_channel, phone_verified_at, created_at)
select pg_temp.id(4, n), pg_temp.id(2, n), 'nurse@' || n, '架空 保健師', 'nurse', 'not-a-hash', false, '09090000001', 'sms', timestamptz '2022-06-01', timestamptz '2022-06-01' from generate_series(0, 469) n
union all
select pg_temp.id(5, n), pg_temp.id(3, n), 'doctor@' || n, '架空 医師', 'doctor', 'not-a-hash', false, '09090000002', 'sms', timestamptz '2022-06-01', timestamptz '2022-06-01' from generate_series(0, 469) n;
insert into duty_roster (id, centre_id, position, name, phone, from_at, created_at)
select pg_temp.id(6, n), pg_temp.id(2, n), 'duty', '架空 当番', '09090000003', '2022-06-01', '2022-06-01' from generate_series(0, 469) n;

insert into sessions (token_hash, kind, account_id, created_at, last_seen_at, expires_at, ends_at)
select encode(sha256(('doctor-' || n)::bytea), 'hex'), 'staff', pg_temp.id(5, n), timestamptz '2022-07-20 09:00', timestamptz '2022-07-20 10:00', timestamptz '2022-07-21', timestamptz '2022-07-21' from generate_series(0, 469) n;
update organisations set settings = '{"reminderAt": "23:00"}' where kind = 'centre';
set session_replication_role = default;
set synchronous_commit = on;
