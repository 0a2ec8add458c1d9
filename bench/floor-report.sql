\set case random(1, 100000)
\set key random(1, 1000000000)
\set spo2 random(92, 99)
with report as (
  insert into floor.reports (id, case_id, reported_on, reported_at, answers, level, spo2, idempotency_key)
  values (gen_random_uuid(), :case, current_date, now(), '{"temperature": 36.8, "spo2": 97, "cough": "yes", "fatigue": "no", "nausea": "no", "diarrhoea": "no", "breathless": "no", "note": null}', 'stable', :spo2, :key::text)
  on conflict (case_id, reported_on, idempotency_key) do nothing returning *),
watched as (update floor.watches w set last_report_at = r.reported_at, last_spo2 = r.spo2 from report r where w.case_id = r.case_id),
raised as (
  insert into floor.items (id, case_id, kind, raised_at) select gen_random_uuid(), case_id, 'red-flag', reported_at from report where spo2 <= 92
  on conflict (case_id, kind) where closed_at is null do update set raised_at = excluded.raised_at)
insert into floor.audits (id, at, action, case_ids) select gen_random_uuid(), reported_at, 'daily-report.submit', array[case_id] from report;
