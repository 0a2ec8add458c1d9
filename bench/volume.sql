-- People by the million, invented by arithmetic: $CASES cases in 470 centres, ten reports each, all under observation on 2022-07-20 10:00 JST.
-- Case n belongs to centre n % 470; one in forty has a red flag open, one in ten is silent since yesterday.
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
select pg_temp.id(4, n), pg_temp.id(2, n), 'nurse@' || n, '架空 保健師', 'nurse', '$PASSWORD_HASH', false, '09090000001', 'sms', timestamptz '2022-06-01', timestamptz '2022-06-01' from generate_series(0, 469) n
union all
select pg_temp.id(5, n), pg_temp.id(3, n), 'doctor@' || n, '架空 医師', 'doctor', '$PASSWORD_HASH', false, '09090000002', 'sms', timestamptz '2022-06-01', timestamptz '2022-06-01' from generate_series(0, 469) n;
insert into duty_roster (id, centre_id, position, name, phone, from_at, created_at)
select pg_temp.id(6, n), pg_temp.id(2, n), 'duty', '架空 当番', '09090000003', '2022-06-01', '2022-06-01' from generate_series(0, 469) n;

insert into persons (id, created_at) select pg_temp.id(9, n), '2022-07-12' from generate_series(1, $CASES) n;
insert into cases (id, hersys_id, person_id, disease, reporting_institution_id, notified_centre_id, responsible_centre_id, case_class, family_name, given_name,
                   family_kana, given_kana, sex, birth_on, phone, phone_kind, severity, diagnosed_on, onset_on, reported_on, created_at, updated_at, confirmed_at, confirmed_by)
select pg_temp.id(10, n), (10000000 + n)::text, pg_temp.id(9, n), 'covid-19', pg_temp.id(3, n % 470), pg_temp.id(2, n % 470), pg_temp.id(2, n % 470), 'confirmed',
       '架空', '花' || n, 'カクウ', 'ハナ', 'female', date '1940-01-01' + (n % 28000)::int, '0908' || lpad((n % 10000000)::text, 7, '1'), 'mobile', 'mild',
       '2022-07-12', '2022-07-11', '2022-07-12', '2022-07-12 09:00', '2022-07-12 09:00', '2022-07-12 12:00', pg_temp.id(4, n % 470)
  from generate_series(1, $CASES) n;
insert into watches (case_id, owner_centre_id, owner_prefecture_id, began_at, period_from, period_to, level, last_report_at, last_report_id, last_temperature, last_spo2, last_channel, updated_at)
select pg_temp.id(10, n), pg_temp.id(2, n % 470), pg_temp.id(1, n % 470 % 47), '2022-07-12 09:00', '2022-07-12', '2022-07-21',
       case when n % 40 = 0 then 'urgent' when n % 8 = 0 then 'watch' else 'stable' end,
       timestamptz '2022-07-20 06:00' - case when n % 10 = 3 then interval '1 day' else '0' end + (n % 7200) * interval '1 second',
       pg_temp.id(20, n * 10), 36.5 + (n % 25) / 10.0, case when n % 40 = 0 then 92 else 96 + n % 4 end, 'web', '2022-07-20 06:00'
  from generate_series(1, $CASES) n;
insert into attention_items (id, centre_id, case_id, kind, urgent, raised_at, latest_at, due_at)
select pg_temp.id(11, n * 3), pg_temp.id(2, n % 470), pg_temp.id(10, n), 'no-report', false, timestamptz '2022-07-19 06:00', timestamptz '2022-07-19 06:00',
       case when n % 10 = 3 then timestamptz '2022-07-19 18:00' else timestamptz '2022-07-21 18:00' end from generate_series(1, $CASES) n
union all
select pg_temp.id(11, n * 3 + 1), pg_temp.id(2, n % 470), pg_temp.id(10, n), 'release-due', false, timestamptz '2022-07-12', timestamptz '2022-07-12', timestamptz '2022-07-22' from generate_series(1, $CASES) n
union all
select pg_temp.id(11, n * 3 + 2), pg_temp.id(2, n % 470), pg_temp.id(10, n), 'red-flag', true, timestamptz '2022-07-20 07:00', timestamptz '2022-07-20 07:00', timestamptz '2022-07-20 07:00'
  from generate_series(40, $CASES, 40) n;
insert into daily_reports (id, case_id, reported_on, reported_at, received_at, channel, form_version, answers, level, temperature, spo2, idempotency_key, author_kind, author_id)
select pg_temp.id(20, n * 10 - d), pg_temp.id(10, n), date '2022-07-20' - d, timestamptz '2022-07-20 06:00' - d * interval '1 day', timestamptz '2022-07-20 06:00' - d * interval '1 day',
       'web', 'covid-19.daily/1', '{"temperature": 36.8, "spo2": 97, "cough": "yes", "fatigue": "no"}', 'stable', 36.8, 97, 'v' || d, 'patient', pg_temp.id(30, n % 20000)
  from generate_series(1, $CASES) n, generate_series(0, 9) d;
-- The first 20,000 are registered, signed in, and may report.
insert into patient_accounts (id, email, password_hash, created_at) select pg_temp.id(30, n), 'kakuu' || n || '@example.invalid', '$PASSWORD_HASH', '2022-07-12' from generate_series(1, 20000) n;
insert into registrations (id, account_id, case_id, family_name, given_name, created_at)
select pg_temp.id(31, n), pg_temp.id(30, n), pg_temp.id(10, n), '架空', '花' || n, '2022-07-12' from generate_series(1, 20000) n;
insert into sessions (token_hash, kind, account_id, created_at, last_seen_at, expires_at, ends_at)
select encode(sha256(('patient-' || n)::bytea), 'hex'), 'patient', pg_temp.id(30, n), timestamptz '2022-07-12', timestamptz '2022-07-20 09:59', timestamptz '2022-08-30', timestamptz '2022-08-30' from generate_series(1, 20000) n
union all
select encode(sha256(('nurse-' || n)::bytea), 'hex'), 'staff', pg_temp.id(4, n), timestamptz '2022-07-20 09:00', timestamptz '2022-07-20 10:00', timestamptz '2022-07-21', timestamptz '2022-07-21' from generate_series(0, 469) n
union all
select encode(sha256(('doctor-' || n)::bytea), 'hex'), 'staff', pg_temp.id(5, n), timestamptz '2022-07-20 09:00', timestamptz '2022-07-20 10:00', timestamptz '2022-07-21', timestamptz '2022-07-21' from generate_series(0, 469) n;
-- The day's reminders are another measurement: not while these figures are taken.
update organisations set settings = '{"reminderAt": "23:00"}' where kind = 'centre';
select setval('hersys_id_counter', 1);
set session_replication_role = default;
set synchronous_commit = on;
