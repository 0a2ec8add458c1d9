-- The first schema. Read top down: places and people, cases, what a case gathers, plumbing, then who may see what.
-- Instants are timestamptz (`_at`), days are Japanese days (`_on`). Ids are UUIDv7 made in the app. No default reads the database's clock.

-- A new function is nobody's to call until it is granted: most of ours run with the rights of hersys_system.
alter default privileges revoke execute on functions from public;

-- ── Places and organisations ────────────────────────────────────────────────────────────────────────────────────────
create table organisations (
  id uuid primary key,
  kind text not null check (kind in ('ministry', 'prefecture', 'centre', 'institution', 'helpdesk', 'operator')),
  code text not null,
  name text not null,
  kana text not null,
  prefecture_code text,                                  -- JIS X 0401, two digits; null for ministry, helpdesk, operator
  parent_id uuid references organisations on delete restrict,  -- institution → its 管轄保健所, centre → its prefecture
  institution_kind text check (institution_kind in ('outpatient', 'inpatient')),
  phone text, email text, postal_code text, address text,
  message_note text,                                     -- the centre's own sentence in the SMS (C12)
  settings jsonb not null default '{}',                  -- overrides of the programme's defaults, e.g. {"reportDeadline":"18:00"}
  created_at timestamptz not null,
  unique (kind, code),
  check ((kind = 'institution') = (institution_kind is not null))
);
create index on organisations (parent_id);

create table municipalities (
  code text primary key,                                 -- 全国地方公共団体コード, six digits with check digit
  prefecture_code text not null, prefecture_name text not null, name text not null, kana text not null,
  centre_id uuid references organisations on delete restrict   -- null: outside every known centre
);
create table postal_codes (
  postal_code text not null, municipality_code text not null references municipalities on delete restrict, town text not null,
  primary key (postal_code, municipality_code, town)
);

-- ── Accounts and sessions ───────────────────────────────────────────────────────────────────────────────────────────
create table staff_accounts (
  id uuid primary key,
  org_id uuid not null references organisations on delete restrict,
  login_id text not null unique,
  name text not null,
  role text not null check (role in ('doctor', 'clerk', 'manager', 'nurse', 'officer', 'analyst', 'helpdesk', 'operator')),
  password_hash text not null,
  must_change_password boolean not null default true,
  phone text, phone_channel text check (phone_channel in ('sms', 'voice')), phone_verified_at timestamptz,
  failed_count int not null default 0, locked_at timestamptz, ended_at timestamptz, last_sign_in_at timestamptz,
  created_at timestamptz not null, created_by uuid references staff_accounts on delete restrict
);
create index on staff_accounts (org_id);

create table patient_accounts (
  id uuid primary key,
  email text not null unique,                            -- normalised to lower case
  password_hash text not null,
  language text not null default 'ja',
  created_at timestamptz not null, last_sign_in_at timestamptz
);

create table sessions (
  token_hash text primary key,                           -- sha256 of the cookie's token, hex
  kind text not null check (kind in ('staff', 'patient')),
  account_id uuid not null,
  stage text not null default 'full' check (stage in ('password', 'full')),  -- 'password': the second factor is still missing
  created_at timestamptz not null, last_seen_at timestamptz not null,
  expires_at timestamptz not null, ends_at timestamptz not null,             -- sliding and absolute
  revoked_at timestamptz,
  device text                                            -- what the list of sessions shows: browser and system, nothing more
);
create index on sessions (account_id);

-- Codes sent to a phone or an e-mail address. The subject is an account id or the hash of an address, never the address.
create table one_time_codes (
  id uuid primary key, purpose text not null check (purpose in ('sign-up', 'sign-in', 'phone', 'password-reset', 'email-change')),
  subject text not null, code_hash text not null, tries_left smallint not null,
  created_at timestamptz not null, expires_at timestamptz not null, used_at timestamptz
);
create index on one_time_codes (subject, purpose, created_at desc);

-- A sign-up under way (C7): held here, so that going back or changing device loses nothing.
create table sign_ups (
  token_hash text primary key, email text not null, language text not null default 'ja',
  verified_at timestamptz, created_at timestamptz not null, expires_at timestamptz not null
);

-- Counters that slow guessing. In the database, so that any number of web processes agree.
create table throttles (key text primary key, count int not null, window_started_at timestamptz not null, blocked_until timestamptz);

-- ── Cases ───────────────────────────────────────────────────────────────────────────────────────────────────────────
create table persons (id uuid primary key, created_at timestamptz not null);
create sequence hersys_id_counter;

create table cases (
  id uuid primary key,
  hersys_id text not null unique check (hersys_id ~ '^[0-9]{6,8}$'),
  person_id uuid not null references persons on delete restrict,
  kind text not null default 'patient' check (kind in ('patient', 'close-contact')),
  disease text not null,
  state text not null default 'filed' check (state in ('draft', 'filed', 'withdrawal-asked', 'withdrawn')),
  reporting_institution_id uuid references organisations on delete restrict,
  notified_centre_id uuid references organisations on delete restrict,      -- 届出保健所
  responsible_centre_id uuid references organisations on delete restrict,   -- 担当保健所 as the address says; the owner now is watches.owner_centre_id
  centre_number text,                                    -- 保健所独自ID
  case_class text,                                       -- 類型
  family_name text not null, given_name text not null, family_kana text, given_kana text,
  sex text, birth_on date, nationality text, entered_japan_on date, passport_number text, passport_entered_by text,
  phone text, phone_kind text, postal_code text, municipality_code text, address text,
  severity text, diagnosed_on date, onset_on date, sampled_on date, died_on date, reported_on date,
  risk_factors text[], hospitalised boolean,
  language text not null default 'ja',
  created_at timestamptz not null, updated_at timestamptz not null,
  confirmed_at timestamptz, confirmed_by uuid references staff_accounts on delete restrict    -- 保健所確認済
);
create index on cases (reporting_institution_id, created_at desc, id desc);
create index on cases (notified_centre_id, created_at desc, id desc);
create index on cases (person_id);
create index on cases (phone);

-- What was reported, as it was shown. A correction is a new revision, never an overwrite.
create table notifications (
  id uuid primary key,
  case_id uuid not null references cases on delete restrict,
  revision int not null, form_version text not null, answers jsonb not null, language text not null default 'ja', document_hash text not null,
  author_id uuid not null references staff_accounts on delete restrict, org_id uuid not null references organisations on delete restrict,
  reason text, filed_at timestamptz not null,
  unique (case_id, revision)
);
create table notification_drafts (
  id uuid primary key,
  org_id uuid not null references organisations on delete restrict,
  author_id uuid not null references staff_accounts on delete restrict,
  form_version text not null, answers jsonb not null default '{}',
  case_id uuid references cases on delete restrict,      -- set once filed, so that a second 報告 of the same draft files nothing new
  created_at timestamptz not null, updated_at timestamptz not null
);
create index on notification_drafts (org_id, updated_at desc);
create table doctors (                                   -- 医師マスタ (D17)
  org_id uuid not null references organisations on delete restrict, name text not null, created_at timestamptz not null,
  primary key (org_id, name)
);

-- ── Observation ─────────────────────────────────────────────────────────────────────────────────────────────────────
-- One row per case since its 発生届 was accepted: who owns it, and what the centre's list shows. It stays when observation ends.
-- Every change that concerns a case locks this row first (in case_id order when there are several): that is what makes hand-over atomic.
create table watches (
  case_id uuid primary key references cases on delete restrict,
  owner_centre_id uuid not null references organisations on delete restrict,
  owner_prefecture_id uuid references organisations on delete restrict,
  state text not null default 'observing' check (state in ('observing', 'ended')),
  began_at timestamptz not null, period_from date not null, period_to date not null,
  ended_at timestamptz, ended_by uuid references staff_accounts on delete restrict,
  end_kind text check (end_kind in ('release', 'death', 'withdrawal')), end_note text,
  level text not null default 'stable' check (level in ('urgent', 'watch', 'stable')),
  level_rank smallint not null generated always as (case level when 'urgent' then 0 when 'watch' then 1 else 2 end) stored,
  last_report_at timestamptz, last_report_id uuid, last_temperature numeric(3,1), last_spo2 smallint, last_channel text,
  updated_at timestamptz not null,
  check ((state = 'ended') = (ended_at is not null and ended_by is not null and end_kind is not null))
);
create index watches_list on watches (owner_centre_id, level_rank, (coalesce(last_report_at, 'epoch'::timestamptz)), case_id) where state = 'observing';
create index watches_prefecture on watches (owner_prefecture_id, level_rank, case_id) where state = 'observing';

create table daily_reports (
  id uuid not null,
  case_id uuid not null references cases on delete restrict,
  reported_on date not null, reported_at timestamptz not null,   -- the state of health of that day and moment
  received_at timestamptz not null,                              -- when it reached us (later for staff entry of past days)
  channel text not null check (channel in ('web', 'call', 'inbound', 'staff')),
  form_version text not null, answers jsonb not null, language text not null default 'ja', document_hash text,
  level text not null check (level in ('urgent', 'watch', 'stable')), reasons text[] not null default '{}',
  temperature numeric(3,1), spo2 smallint,
  idempotency_key text not null,
  author_kind text not null check (author_kind in ('patient', 'staff')), author_id uuid not null,
  revises_id uuid,                                               -- a correction names the report it replaces; both stay
  superseded_at timestamptz,
  primary key (case_id, reported_on, id),
  unique (case_id, reported_on, idempotency_key)
) partition by range (reported_on);

-- ── 要対応: the queue ────────────────────────────────────────────────────────────────────────────────────────────────
-- One open item per case and kind. `due_at` in the future: it shows by the clock alone, no job needed.
-- The check is the promise of the house: what has come due is closed by a named person, or not at all.
create table attention_items (
  id uuid primary key,
  centre_id uuid not null references organisations on delete restrict,     -- whose queue (a centre; an operator's for system alerts)
  case_id uuid references cases on delete restrict,                        -- null: about the centre itself (no roster, failed job)
  subject text not null default '',                                        -- tells items without a case apart
  kind text not null check (kind in (
    'red-flag', 'no-report', 'sms-undeliverable', 'not-registered', 'unconfirmed', 'owner-to-settle', 'hand-over-waiting', 'release-due',
    'report-without-watch', 'claim-locked', 'correction-asked', 'withdrawal-asked', 'job-failed', 'no-roster', 'system-alert')),
  urgent boolean not null default false,
  raised_at timestamptz not null,                        -- since when it waits unacknowledged (a new occurrence after an acknowledgement sets it anew)
  latest_at timestamptz not null, due_at timestamptz not null,
  again_at timestamptz,                                  -- from then on an acknowledgement no longer counts (the next silent day)
  occurrences int not null default 1, detail jsonb not null default '{}',  -- ids and codes only, never personal data
  taken_at timestamptz, taken_by uuid references staff_accounts on delete restrict,
  acknowledged_at timestamptz, acknowledged_by uuid references staff_accounts on delete restrict,
  answered_at timestamptz,                               -- a calm report came after all: may be closed in bulk
  alerted_step smallint not null default 0,              -- duty, deputy, prefecture: how far the alert texts have gone
  closed_at timestamptz, closed_by uuid references staff_accounts on delete restrict, outcome text, note text,
  check ((acknowledged_at is null) = (acknowledged_by is null)),
  check (closed_at is null or outcome is not null),
  check (closed_at is null or closed_by is not null or closed_at < due_at)
);
create unique index attention_one_open on attention_items (case_id, kind) where closed_at is null and case_id is not null;
create unique index attention_one_open_centre on attention_items (centre_id, kind, subject) where closed_at is null and case_id is null;
create index attention_queue on attention_items (centre_id, due_at) where closed_at is null;
create index attention_case on attention_items (case_id);
create index attention_urgent on attention_items (raised_at) where closed_at is null and urgent;

create table attention_events (
  id uuid primary key, item_id uuid not null references attention_items on delete restrict, case_id uuid references cases on delete restrict,
  at timestamptz not null, what text not null check (what in ('raised', 'again', 'taken', 'acknowledged', 'answered', 'moved', 'alerted', 'closed', 'note')),
  by_account_id uuid, detail jsonb not null default '{}'
);
create index on attention_events (item_id, at);
create index on attention_events (case_id);

create table hand_overs (
  id uuid primary key, case_id uuid not null references cases on delete restrict,
  from_centre_id uuid not null references organisations on delete restrict, to_centre_id uuid not null references organisations on delete restrict,
  state text not null default 'pending' check (state in ('pending', 'accepted', 'refused', 'withdrawn')),
  reason text not null, asked_at timestamptz not null, asked_by uuid not null references staff_accounts on delete restrict,
  decided_at timestamptz, decided_by uuid references staff_accounts on delete restrict, decision_note text,
  check (from_centre_id <> to_centre_id), check ((state = 'pending') = (decided_at is null))
);
create unique index hand_over_one_pending on hand_overs (case_id) where state = 'pending';
create index on hand_overs (to_centre_id, asked_at) where state = 'pending';
create index on hand_overs (from_centre_id, asked_at) where state = 'pending';

create table duty_roster (                               -- who is rung when an urgent item stays unacknowledged
  id uuid primary key, centre_id uuid not null references organisations on delete restrict,
  position text not null check (position in ('duty', 'deputy')), name text not null, phone text not null,
  from_at timestamptz not null, to_at timestamptz, created_at timestamptz not null
);
create index on duty_roster (centre_id, from_at);

-- ── My HER-SYS registrations ────────────────────────────────────────────────────────────────────────────────────────
create table registrations (
  id uuid primary key,
  account_id uuid not null references patient_accounts on delete restrict,
  case_id uuid not null references cases on delete restrict,
  family_name text not null, given_name text not null, phone text,
  created_at timestamptz not null, ended_at timestamptz, ended_by text
);
create unique index registration_one on registrations (case_id) where ended_at is null;
create index on registrations (account_id) where ended_at is null;

-- ── Messages and calls ──────────────────────────────────────────────────────────────────────────────────────────────
create table messages (
  id uuid not null, created_at timestamptz not null,
  kind text not null, channel text not null check (channel in ('sms', 'mail', 'voice')),
  recipient text not null, subject text, body text not null, language text not null default 'ja',
  case_id uuid references cases on delete restrict, account_id uuid, org_id uuid references organisations on delete restrict,
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'delivered', 'failed', 'suppressed', 'unknown')),
  state_reason text, attempts smallint not null default 0, send_after timestamptz not null,
  claimed_at timestamptz, sent_at timestamptz, provider_id text, updated_at timestamptz not null,
  primary key (id, created_at)
) partition by range (created_at);
create index messages_due on messages (send_after, id) where state in ('queued', 'sending');
create index on messages (case_id, created_at);
create index on messages (provider_id) where provider_id is not null;

create table call_attempts (
  id uuid not null, planned_at timestamptz not null, case_id uuid not null references cases on delete restrict,
  phone text not null, state text not null, state_reason text, provider_id text, detail jsonb not null default '{}', updated_at timestamptz not null,
  primary key (case_id, planned_at, id)
) partition by range (planned_at);

-- ── Audit: append-only, sealed in blocks whose heads are published outside the database ────────────────────────────
create table audits (
  id uuid not null, at timestamptz not null,
  actor_kind text not null check (actor_kind in ('staff', 'patient', 'system', 'nobody')), actor_id uuid, org_id uuid,
  action text not null, outcome text not null default 'ok' check (outcome in ('ok', 'refused', 'failed')),
  case_ids uuid[] not null default '{}', detail jsonb not null default '{}', request_id text,
  tx xid8 not null default pg_current_xact_id(),
  primary key (id, at)
) partition by range (at);
create index audits_tx on audits (tx);
create index audits_case on audits using gin (case_ids);
create table audit_blocks (
  height bigint primary key, sealed_at timestamptz not null, below_tx xid8 not null, rows int not null,
  rows_hash text not null, previous_hash text not null, hash text not null
);

-- ── Plumbing ────────────────────────────────────────────────────────────────────────────────────────────────────────
create table heartbeats (name text primary key, at timestamptz not null);
create table system_alerts (id uuid primary key, at timestamptz not null, kind text not null, detail jsonb not null default '{}', seen_at timestamptz, seen_by uuid);

-- One partition a month for what grows without end. The default partition means that a forgotten month never refuses a report.
create function ensure_partitions(from_day date, to_day date) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare parent text; month date; name text;
begin
  foreach parent in array array['daily_reports', 'messages', 'call_attempts', 'audits'] loop
    execute format('create table if not exists %I partition of %I default', parent || '_default', parent);
    month := date_trunc('month', from_day)::date;
    while month <= to_day loop
      name := parent || '_' || to_char(month, 'YYYYMM');
      if to_regclass(name) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)', name, parent,
          case when parent = 'daily_reports' then month::text else month::text || ' 00:00:00+09' end,
          case when parent = 'daily_reports' then (month + interval '1 month')::date::text else (month + interval '1 month')::date::text || ' 00:00:00+09' end);
      end if;
      month := (month + interval '1 month')::date;
    end loop;
  end loop;
end $$;
select ensure_partitions('2022-01-01', '2023-12-31');
