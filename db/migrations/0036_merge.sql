-- The acts: two cases become one, one becomes two again, two cases become one person's. Everything that a merge does to a row is written down.

/* How each table that leads to a case follows when its case is absorbed. A test reads the foreign keys of the catalogue: a column that is missing here
   fails it. `way`: 'move' – the row goes to the survivor; 'first' – it goes, unless the survivor has one in its place: then the survivor's stands and
   this one is put aside, whole; 'prepared' – merge_prepare() makes room first, then it moves; 'derived' – made anew from the survivor; 'paired' – see the line;
   'combined' – becomes part of the survivor's row; 'kept' – stays, and why. `arrived`: the column that tells what came after a merge.
   `expires`: what becomes of it when the period of a closed case is over (0026): 'delete' or 'keep'. */
create function moved_tables() returns table (place int, table_name text, column_name text, way text, arrived text, expires text, why text)
language sql immutable set search_path = public, pg_temp as $$
  select row_number() over ()::int, t.* from (values
    ('watches',              'case_id',          'combined', null,          'keep',   'later end, worse level, earlier beginning; the absorbed row is put aside'),
    ('attention_items',      'case_id',          'prepared', 'raised_at',   'delete', 'open items of one kind become one that shows as soon as either would have'),
    ('attention_events',     'case_id',          'move',     'at',          'delete', ''),
    ('daily_reports',        'case_id',          'prepared', 'received_at', 'delete', 'two of the same day with the same key both stay'),
    ('case_records',         'case_id',          'prepared', 'recorded_at', 'delete', 'of a tab with one entry the survivor''s is current'),
    ('place_stays',          'case_id',          'first',    null,          'delete', 'follows its record'),
    ('notifications',        'case_id',          'prepared', 'filed_at',    'delete', 'revisions of the absorbed count down from zero: the survivor''s stay the newest'),
    ('case_forms',           'case_id',          'first',    null,          'delete', 'what is unanswered in the survivor''s own 発生届'),
    ('notification_drafts',  'case_id',          'move',     null,          'delete', ''),
    ('notification_drafts',  'corrects_case_id', 'prepared', null,          'delete', 'an open correction becomes a draft of its own: nothing typed is lost'),
    ('notification_drafts',  'files_case_id',    'first',    null,          'delete', ''),
    ('faxes',                'case_id',          'move',     'uploaded_at', 'delete', ''),
    ('inquiries',            'case_id',          'prepared', 'asked_at',    'delete', 'of two open questions the absorbed one''s is closed'),
    ('sms_replies',          'case_id',          'move',     'at',          'delete', ''),
    ('registrations',        'case_id',          'prepared', 'created_at',  'delete', 'both telephones go on; two of one account become one'),
    ('registrations',        'merged_from',      'kept',     null,          'delete', 'under whose HER-SYS ID it was made'),
    ('surveys',              'case_id',          'move',     'answered_at', 'delete', ''),
    ('messages',             'case_id',          'move',     'created_at',  'delete', ''),
    ('message_marks',        'case_id',          'first',    null,          'delete', 'one daily notice a day'),
    ('notice_stops',         'case_id',          'first',    'asked_at',    'delete', 'what was said about the survivor''s notices stands'),
    ('call_attempts',        'case_id',          'move',     'planned_at',  'delete', ''),
    ('call_plans',           'case_id',          'first',    'set_at',      'delete', 'one living plan a case: the survivor''s'),
    ('calls',                'case_id',          'prepared', 'planned_at',  'delete', 'two attempts of the same minute both stay'),
    ('observation_plans',    'case_id',          'prepared', 'set_at',      'delete', 'of two plans the one with more channels stands'),
    ('plan_queue',           'case_id',          'derived',  null,          'delete', ''),
    ('case_facts',           'case_id',          'kept',     null,          'delete', 'its worker books the absorbed case out of the figures'),
    ('fact_queue',           'case_id',          'kept',     null,          'delete', 'likewise'),
    ('hand_overs',           'case_id',          'prepared', 'asked_at',    'delete', 'what waits for an answer about the absorbed is taken back'),
    ('withdrawals',          'case_id',          'first',    'asked_at',    'delete', ''),
    ('correction_requests',  'case_id',          'move',     'asked_at',    'delete', ''),
    ('watch_reopenings',     'case_id',          'move',     'reopened_at', 'delete', ''),
    ('treatments',           'case_id',          'move',     'named_at',    'delete', ''),
    ('early_closings',       'case_id',          'first',    'closed_at',   'delete', ''),
    ('certificates',         'case_id',          'prepared', 'issued_at',   'delete', 'the absorbed one''s is revoked: it names an ID of its own'),
    ('contact_corrections',  'case_id',          'move',     'at',          'delete', ''),
    ('contacts',             'case_id',          'first',    'entered_at',  'delete', 'nobody is their own contact'),
    ('contacts',             'index_case_id',    'first',    'entered_at',  'delete', ''),
    ('api_filings',          'case_id',          'move',     null,          'delete', ''),
    ('import_rows',          'case_id',          'move',     null,          'delete', ''),
    ('import_rows',          'known_case_id',    'move',     null,          'delete', ''),
    ('bulk_rows',            'case_id',          'move',     null,          'delete', ''),
    ('retired_hersys_ids',   'case_id',          'move',     'retired_at',  'keep',   ''),
    ('likeness_answers',     'case_id',          'prepared', null,          'delete', 'what was said between the two themselves is put aside'),
    ('likeness_answers',     'other_case_id',    'first',    null,          'delete', ''),
    ('likeness_candidates',  'case_id',          'paired',   null,          'delete', 'pairs with others become the survivor''s; the pair of the two keeps the decision'),
    ('likeness_candidates',  'other_case_id',    'paired',   null,          'delete', 'likewise'),
    ('likeness_queue',       'case_id',          'derived',  null,          'delete', ''),
    ('likeness_queue',       'other_case_id',    'derived',  null,          'delete', ''),
    ('likeness_blocks',      'case_id',          'derived',  null,          'delete', ''),
    ('case_keys',            'case_id',          'derived',  null,          'delete', ''),
    ('key_queue',            'case_id',          'derived',  null,          'delete', ''),
    ('listings',             'case_id',          'derived',  null,          'delete', ''),
    ('cases',                'merged_into',      'move',     null,          'keep',   'what the absorbed had absorbed itself'),
    ('likeness_decisions',   'case_id',          'kept',     null,          'delete', 'who decided what about which two'),
    ('likeness_decisions',   'other_case_id',    'kept',     null,          'delete', 'likewise'),
    ('likeness_asks',        'case_id',          'kept',     null,          'delete', 'who asked to see which two'),
    ('likeness_asks',        'other_case_id',    'kept',     null,          'delete', 'likewise'),
    ('case_merges',          'survivor_id',      'kept',     null,          'delete', 'the merges themselves'),
    ('case_merges',          'absorbed_id',      'kept',     null,          'delete', 'likewise')
  ) t (table_name, column_name, way, arrived, expires, why)
$$;
grant execute on function moved_tables() to hersys_web, hersys_worker;

-- ── One row at a time ───────────────────────────────────────────────────────────────────────────────────────────────────
create function key_columns(p_table text) returns text[] language sql stable set search_path = public, pg_temp as $$
  select array_agg(a.attname::text order by a.attnum) from pg_index x join pg_attribute a on a.attrelid = x.indrelid and a.attnum = any (x.indkey)
   where x.indrelid = p_table::regclass and x.indisprimary
$$;
create function key_of(p_table text, p_row jsonb) returns jsonb language sql stable set search_path = public, pg_temp as $$
  select jsonb_object_agg(k, p_row -> k) from unnest(key_columns(p_table)) k
$$;
create function where_key(p_table text) returns text language sql stable set search_path = public, pg_temp as $$
  select string_agg(format('t.%I = k.%I', k, k), ' and ') from unnest(key_columns(p_table)) k
$$;
create function note_merge_row(p_merge uuid, p_table text, p_what text, p_key jsonb, p_before jsonb) returns void language sql set search_path = public, pg_temp as $$
  insert into case_merge_rows (merge_id, n, table_name, what, key, before)
  select p_merge, coalesce(max(n), 0) + 1, p_table, p_what, p_key, p_before from case_merge_rows where merge_id = p_merge
$$;
/* Sets columns of one row. Returns how many rows that were: 0 or 1. */
create function set_row(p_table text, p_key jsonb, p_set jsonb) returns int language plpgsql set search_path = public, pg_temp as $$
declare n int;
begin
  execute format('update %I t set %s from jsonb_populate_record(null::%I, $1) s, jsonb_populate_record(null::%I, $2) k where %s', p_table,
    (select string_agg(format('%I = s.%I', c, c), ', ') from jsonb_object_keys(p_set) c), p_table, p_table, where_key(p_table)) using p_set, p_key;
  get diagnostics n = row_count;
  return n;
end $$;
create function merge_change(p_merge uuid, p_table text, p_row jsonb, p_set jsonb) returns void language plpgsql set search_path = public, pg_temp as $$
begin
  if set_row(p_table, key_of(p_table, p_row), p_set) <> 1 then raise exception 'a row of % was not there to be moved', p_table; end if;
  perform note_merge_row(p_merge, p_table, 'moved', key_of(p_table, p_row || p_set), (select jsonb_object_agg(c, p_row -> c) from jsonb_object_keys(p_set) c));
end $$;
create function merge_aside(p_merge uuid, p_table text, p_row jsonb) returns void language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('delete from %I t using jsonb_populate_record(null::%I, $1) k where %s', p_table, p_table, where_key(p_table)) using p_row;
  perform note_merge_row(p_merge, p_table, 'aside', key_of(p_table, p_row), p_row);
end $$;
create function put_back(p_table text, p_row jsonb) returns int language plpgsql set search_path = public, pg_temp as $$
declare n int; columns text;
begin
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into columns from pg_attribute a
   where a.attrelid = p_table::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
  execute format('insert into %I (%s) select %s from jsonb_populate_record(null::%I, $1) on conflict do nothing', p_table, columns, columns, p_table) using p_row;
  get diagnostics n = row_count;
  return n;
end $$;
create function survivor_of(p_case uuid) returns uuid language sql stable set search_path = public, pg_temp as $$
  with recursive way as (select id, merged_into from cases where id = p_case union all select c.id, c.merged_into from way join cases c on c.id = way.merged_into)
  select id from way where merged_into is null
$$;

-- ── What the columns of a case and its watch say of its rows, judged anew ───────────────────────────────────────────────────
create function resettle_case(p_case uuid, p_now timestamptz) returns void language plpgsql set search_path = public, pg_temp as $$
declare measure jsonb; place record;
begin
  select answers into measure from case_records where case_id = p_case and tab = 'measures' and superseded_at is null and not struck
   order by on_day desc nulls last, recorded_at desc, id desc limit 1;
  select case when tab = 'medical' then 'hospital' else answers ->> 'place' end as kind,
         case when tab = 'medical' then coalesce(answers -> 'hospital' ->> 'name', answers ->> 'hospitalOther') else coalesce(answers -> 'facility' ->> 'name', answers ->> 'placeName') end as name, until_day
    into place from case_records
   where case_id = p_case and superseded_at is null and not struck and (tab = 'places' or tab = 'medical' and answers ->> 'care' = 'inpatient')
   order by on_day desc nulls last, recorded_at desc, id desc limit 1;
  update cases set updated_at = p_now,
    infection_class = measure ->> 'infectionClass', current_status = measure ->> 'status', measured_on = (measure ->> 'measuredOn')::date,
    whereabouts = case when place.until_day is null then place.kind end,
    place_name = case when place.until_day is null then place.name end,
    severity_now = (select answers ->> 'severity' from case_records where case_id = p_case and tab = 'course' and superseded_at is null and not struck
                       and answers ->> 'severity' is not null order by on_day desc, recorded_at desc, id desc limit 1)
   where id = p_case;
  update watches w set last_report_at = d.reported_at, last_report_id = d.id, last_temperature = d.temperature, last_spo2 = d.spo2, last_channel = d.channel
    from (select 1) one left join lateral (select * from daily_reports x where x.case_id = p_case and x.superseded_at is null order by x.reported_at desc, x.id desc limit 1) d on true
   where w.case_id = p_case;
  perform settle_listings(p_case);
end $$;

/* A case under observation has what comes due by the clock. What is missing is raised as of the last sign of life, so that it shows at once where that is due. */
create function keep_watched(p_case uuid, p_now timestamptz) returns void language plpgsql set search_path = public, pg_temp as $$
declare w watches; since timestamptz; item uuid;
begin
  select * into w from watches where case_id = p_case and state = 'observing';
  if not found then return; end if;
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
end $$;
