-- Nobody falls silent: the invariant, judged by plain SQL that shares nothing with the product. Each rule is one query that returns its violations
-- (case_id, what); :now is the instant at which to judge. Reads only. Run it as the owner or the worker role: row-level security hides rows from others.

-- rule: watch-missing | every accepted case is watched by exactly one row
select c.id as case_id, 'state ' || c.state as what from cases c where c.state not in ('draft', 'merged', 'expired') and not exists (select from watches w where w.case_id = c.id)

-- rule: owner-no-centre | the owner of every case is a health centre
select w.case_id, 'owner ' || w.owner_centre_id as what from watches w left join organisations o on o.id = w.owner_centre_id where o.kind is distinct from 'centre'

-- rule: end-without-person | observation ends by a person's release, death or agreed withdrawal alone
select w.case_id, coalesce(w.end_kind, 'no kind') as what from watches w
 where w.state = 'ended' and (w.ended_at is null or w.end_kind is null or not exists (select from staff_accounts s where s.id = w.ended_by))

-- rule: no-report-one | every case under observation has exactly one open item for the next silence
select w.case_id, count(i.id) || ' open' as what from watches w left join attention_items i on i.case_id = w.case_id and i.kind = 'no-report' and i.closed_at is null
 where w.state = 'observing' group by w.case_id having count(i.id) <> 1

-- rule: no-report-late | silence shows by the first deadline that no report, closing or acknowledgement covers
with centre as (
  select id, coalesce(substring(settings ->> 'reportDeadline' from '^(?:[01]\d|2[0-3]):[0-5]\d$'), '18:00')::time as deadline from organisations where kind = 'centre'),
observed as (
  select w.case_id, w.owner_centre_id, w.began_at, i.due_at, i.acknowledged_at, i.raised_at,
         case when i.acknowledged_at is not null or i.answered_at is not null then coalesce(i.again_at, 'infinity') else i.due_at end as wakes_at
    from watches w join attention_items i on i.case_id = w.case_id and i.kind = 'no-report' and i.closed_at is null
   where w.state = 'observing'),
settled as (
  select case_id, began_at as at, (began_at at time zone 'Asia/Tokyo')::date as covers from observed
  union all
  select d.case_id, d.received_at, d.reported_on from daily_reports d join observed o on o.case_id = d.case_id where d.revises_id is null
  union all
  select i.case_id, i.closed_at, null from attention_items i join observed o on o.case_id = i.case_id where i.kind = 'no-report' and i.closed_by is not null
  union all
  select case_id, acknowledged_at, null from observed where acknowledged_at is not null
  union all
  select r.case_id, r.reopened_at, null from watch_reopenings r join observed o on o.case_id = r.case_id),
-- What settled a silence is measured by the deadline of whoever owned the case then; in the minute of a hand-over by that of whoever comes near it.
expected as (
  select s.case_id, max(greatest(s.covers + 1, case when s.at < ((s.at at time zone 'Asia/Tokyo')::date + c.deadline) at time zone 'Asia/Tokyo'
           then (s.at at time zone 'Asia/Tokyo')::date else (s.at at time zone 'Asia/Tokyo')::date + 1 end)) as day
    from settled s join observed o on o.case_id = s.case_id cross join (values (interval '-1 minute'), (interval '0'), (interval '1 minute')) near(slack)
    left join lateral (select x.from_centre_id from hand_overs x where x.case_id = s.case_id and x.state = 'accepted' and x.decided_at > s.at + near.slack
                        order by x.decided_at limit 1) h on true
    -- A case that was two has had two owners at a time: what settled a silence then is measured by whichever is later.
    join centre c on c.id = coalesce(h.from_centre_id, o.owner_centre_id)
      or exists (select from case_merges m where m.survivor_id = s.case_id) and (c.id = o.owner_centre_id
         or exists (select from hand_overs x where x.case_id = s.case_id and x.state = 'accepted' and c.id = x.from_centre_id))
   group by s.case_id)
select o.case_id, 'shows ' || o.wakes_at || ', expected on ' || e.day as what from observed o join expected e on e.case_id = o.case_id
 where o.wakes_at = 'infinity' or (o.wakes_at at time zone 'Asia/Tokyo')::date > e.day

-- rule: red-flag-missing | every urgent report has an open item, or a closing by a named person after it came
select d.case_id, 'report ' || d.id as what from daily_reports d join cases c on c.id = d.case_id
 where d.level = 'urgent' and (c.notified_centre_id is not null or exists (select from watches w where w.case_id = d.case_id))
   and not exists (select from attention_items i where i.case_id = d.case_id and i.kind = 'red-flag' and i.latest_at >= d.received_at
                      and (i.closed_at is null or (i.closed_by is not null and i.closed_at >= d.received_at)))

-- rule: red-flag-hidden | no acknowledgement covers an urgent report that came after it
select i.case_id, 'item ' || i.id as what from attention_items i
 where i.kind = 'red-flag' and i.closed_at is null and i.acknowledged_at is not null and (i.again_at is null or i.again_at > :now)
   and exists (select from daily_reports d where d.case_id = i.case_id and d.level = 'urgent' and d.received_at > i.acknowledged_at)

-- rule: list-behind | the list shows no older report than the newest that stands
select w.case_id, 'list ' || coalesce(w.last_report_at::text, 'none') || ', newest ' || d.newest as what
  from watches w join (select case_id, max(reported_at) as newest from daily_reports where superseded_at is null group by case_id) d on d.case_id = w.case_id
 where w.last_report_at is null or w.last_report_at < d.newest

-- rule: report-unwatched | a report of a case that nobody watches has its item, or a closing by a person
select d.case_id, 'report ' || d.id as what from daily_reports d join cases c on c.id = d.case_id
 where c.notified_centre_id is not null and not exists (select from watches w where w.case_id = d.case_id)
   and not exists (select from attention_items i where i.case_id = d.case_id and i.kind = 'report-without-watch'
                      and (i.closed_at is null or (i.closed_by is not null and i.closed_at >= d.received_at)))

-- rule: sms-failed | a text that did not reach a patient under observation has its item, or a closing by a person after the failure
select m.case_id, 'message ' || m.id as what from messages m join watches w on w.case_id = m.case_id and w.state = 'observing'
 where m.state = 'failed' and m.channel = 'sms' and m.kind in ('my-hersys-invitation', 'report-reminder', 'centre-message', 'centre-message-urgent')
   and not exists (select from attention_items i where i.case_id = m.case_id and i.kind = 'sms-undeliverable'
                      and (i.closed_at is null or (i.closed_by is not null and i.closed_at >= m.updated_at)))

-- rule: no-channel | who has a plan by which nobody can reach them, and they cannot report, has an open item, or a closing by a person since
select p.case_id, 'plan of ' || p.set_at as what from observation_plans p join watches w on w.case_id = p.case_id and w.state = 'observing' join cases c on c.id = p.case_id
 where p.superseded_at is null and not exists (select from plan_queue q where q.case_id = p.case_id)
   and not ('web' = any (p.channels) and (exists (select from registrations r where r.case_id = p.case_id and r.ended_at is null)
            or (c.phone ~ '^0[6789]0[1-9][0-9]{7}$' and not exists (select from phone_facts f where f.phone = c.phone and f.ended_at is null))))
   and not exists (select from call_plans l where l.case_id = p.case_id and l.ended_at is null)
   and not ('inbound-call' = any (p.channels) and c.birth_on is not null)
   and not ('staff-call' = any (p.channels) and c.phone ~ '^[0-9+]{10,16}$')
   and not exists (select from attention_items i where i.case_id = p.case_id and i.kind = 'no-channel'
                      and (i.closed_at is null or (i.closed_by is not null and i.closed_at >= p.set_at)))

-- rule: not-registered | who has not registered in time, or not again since the registration ended, has an open item, or a closing by a person since
select w.case_id, 'since ' || s.since as what from watches w join organisations o on o.id = w.owner_centre_id
  cross join lateral (select greatest(w.began_at, max(r.ended_at)) as since from registrations r where r.case_id = w.case_id) s
 where w.state = 'observing'
   and s.since + (case when o.settings ->> 'registerHours' ~ '^\d+(\.\d+)?$' then (o.settings ->> 'registerHours')::numeric else 24 end) * interval '1 hour' <= :now
   and not exists (select from registrations r where r.case_id = w.case_id and r.ended_at is null)
   and not exists (select from attention_items i where i.case_id = w.case_id and i.kind = 'not-registered'
                      and (i.closed_by is not null and i.closed_at >= s.since or i.closed_at is null and i.due_at <= :now))

-- rule: unconfirmed | a notification that no centre has confirmed in time has an open item, or a closing by a person since it was last filed
select c.id as case_id, 'filed ' || w.began_at as what from cases c join watches w on w.case_id = c.id join organisations o on o.id = w.owner_centre_id
  cross join lateral (select coalesce(max(n.filed_at), w.began_at) as filed_at from notifications n join organisations a on a.id = n.org_id
                       where n.case_id = c.id and a.kind = 'institution') n
 where c.confirmed_at is null and c.state not in ('withdrawn', 'contact')
   and n.filed_at + (case when o.settings ->> 'confirmHours' ~ '^\d+(\.\d+)?$' then (o.settings ->> 'confirmHours')::numeric else 4 end) * interval '1 hour' <= :now
   and not exists (select from attention_items i where i.case_id = c.id and i.kind = 'unconfirmed'
                      and (i.closed_at is null and i.due_at <= :now or (i.closed_by is not null and i.closed_at >= n.filed_at)))

-- rule: contact-unowned | a close contact is observed by exactly one centre and says whose contact; no 発生届 that is filed for them begins a second watch
select c.id as case_id, 'contact' as what from cases c
 where c.kind = 'close-contact' and c.state not in ('merged', 'expired')
   and (c.state <> 'contact' or not exists (select from contacts n where n.case_id = c.id)
    or not exists (select from watches w where w.case_id = c.id and w.kind = 'close-contact'))
union all
select n.case_id, 'became a case' from contacts n join cases c on c.id = n.case_id left join watches w on w.case_id = c.id
 where n.became_case_at is not null and c.state not in ('merged', 'expired') and (c.kind <> 'patient' or w.kind is distinct from 'patient'
    or w.state = 'observing' and w.began_at > n.became_case_at)

-- rule: inquiry | a question to an institution has an open item until a person of the centre has closed it
select q.case_id, 'question ' || q.id as what from inquiries q join cases c on c.id = q.case_id
 where q.closed_at is null and c.state <> 'withdrawn'
   and not exists (select from attention_items i where i.case_id = q.case_id and i.kind = 'inquiry' and i.closed_at is null
                      and (q.answered_at is null or i.due_at <= greatest(q.answered_at, i.raised_at)))

-- rule: fax-waiting | a fax that nobody has typed has an open item, until it is typed or a person says why not
select null::uuid as case_id, 'fax ' || f.id as what from faxes f
 where f.entered_at is null and f.discarded_at is null
   and not exists (select from attention_items i where i.centre_id = f.centre_id and i.kind = 'fax-waiting' and i.subject = f.id::text and i.closed_at is null)

-- rule: early-closed | a registration that was closed although a test is positive has an open item, or a closing by a person since
select e.case_id, 'closed ' || e.closed_at as what from early_closings e join cases c on c.id = e.case_id and c.state = 'draft'
 where e.reopened_at is null
   and exists (select from case_records r where r.case_id = e.case_id and r.tab = 'tests' and r.superseded_at is null and not r.struck and r.answers ->> 'result' = 'positive')
   and not exists (select from attention_items i where i.case_id = e.case_id and i.kind = 'early-closed'
                      and (i.closed_at is null or (i.closed_by is not null and i.closed_at >= e.closed_at)))

-- rule: release-due | the end of the period is a matter for a person: it has an open item at its time, and ends nothing by itself
select w.case_id, 'period to ' || w.period_to as what from watches w
 where w.state = 'observing'
   and not exists (select from attention_items i where i.case_id = w.case_id and i.kind = 'release-due' and i.closed_at is null
                      and i.due_at <= greatest((w.period_to + 1) at time zone 'Asia/Tokyo', w.began_at, i.raised_at))

-- rule: owner-to-settle | a case without a responsible centre has an open item, or a closing by a person
select c.id as case_id, 'no responsible centre' as what from cases c
 where c.responsible_centre_id is null and c.state not in ('draft', 'withdrawn', 'merged', 'expired')
   and not exists (select from attention_items i where i.case_id = c.id and i.kind = 'owner-to-settle' and (i.closed_at is null or i.closed_by is not null))

-- rule: withdrawal-asked | a request to take a notification back waits for a person
select c.id as case_id, 'asked' as what from cases c where c.state = 'withdrawal-asked'
   and not exists (select from attention_items i where i.case_id = c.id and i.kind = 'withdrawal-asked' and i.closed_at is null)

-- rule: hand-over-waiting | a pending hand-over stands in the receiver's queue, and nothing else does under that name
select coalesce(h.case_id, i.case_id) as case_id, coalesce('hand-over ' || h.id, 'item ' || i.id) as what
  from (select * from hand_overs where state = 'pending') h
  full join (select * from attention_items where kind = 'hand-over-waiting' and closed_at is null) i on i.case_id = h.case_id and i.centre_id = h.to_centre_id
 where h.id is null or i.id is null

-- rule: hand-over-owner | the owner is whoever accepted last; while nobody has, the giver
select w.case_id, 'hand-over ' || h.id as what
  from watches w join lateral (select * from hand_overs x where x.case_id = w.case_id and x.state = 'accepted' order by x.decided_at desc, x.asked_at desc, x.id desc limit 1) h on true
 where w.owner_centre_id <> h.to_centre_id
union all
select h.case_id, 'hand-over ' || h.id from hand_overs h join watches w on w.case_id = h.case_id
 where h.state = 'pending' and (w.owner_centre_id <> h.from_centre_id or w.state <> 'observing')

-- rule: item-elsewhere | every open item of a case stands in its owner's queue
select i.case_id, i.kind || ' ' || i.id as what from attention_items i join watches w on w.case_id = i.case_id
 where i.closed_at is null and i.kind <> 'hand-over-waiting' and i.centre_id <> w.owner_centre_id

-- rule: prefecture-elsewhere | the prefecture of a case is that of its owner
select w.case_id, 'prefecture ' || coalesce(w.owner_prefecture_id::text, 'none') as what
  from watches w join organisations o on o.id = w.owner_centre_id where w.owner_prefecture_id is distinct from o.parent_id

-- rule: closed-by-nobody | what came due was closed by a named person with an outcome
select i.case_id, i.kind || ' ' || i.id as what from attention_items i
 where i.closed_at is not null and (i.outcome is null or i.closed_at >= i.due_at and not exists (select from staff_accounts s where s.id = i.closed_by))

-- rule: notice-stop-asked | a request to stop the daily notice waits for a person while anybody observes
select s.case_id, 'request ' || s.id as what from notice_stops s join watches w on w.case_id = s.case_id and w.state = 'observing'
 where s.state = 'asked' and not exists (select from attention_items i where i.case_id = s.case_id and i.kind = 'notice-stop-asked' and i.closed_at is null)

-- rule: merged-watched | a case that became part of another keeps nothing that anybody would have to look at: all of it is the remaining case's
select c.id as case_id, 'keeps ' || x.what as what from cases c
  cross join lateral (select 'a watch' as what from watches where case_id = c.id
    union all select 'an open item' from attention_items where case_id = c.id and closed_at is null
    union all select 'a report' from daily_reports where case_id = c.id
    union all select 'a registration' from registrations where case_id = c.id and ended_at is null
    union all select 'a hand-over' from hand_overs where case_id = c.id and state = 'pending') x
 where c.state = 'merged'

-- rule: merged-into-none | the case that remains is one that is watched
select c.id as case_id, 'into ' || c.merged_into as what from cases c join cases s on s.id = c.merged_into
 where c.state = 'merged' and s.state <> 'merged' and not exists (select from watches w where w.case_id = s.id)

-- rule: bulk-failed | what a bulk action failed to do, by no decision of anybody, was told to its centre
select r.case_id, 'bulk ' || r.job_id || ' row ' || r.n as what from bulk_rows r join bulk_jobs j on j.id = r.job_id
 where r.state = 'failed' and j.state = 'done'
   and not exists (select from attention_items i where i.centre_id = r.org_id and i.kind = 'job-failed' and i.subject = 'bulk:' || r.job_id
                      and (i.closed_at is null or i.closed_by is not null))

-- rule: bulk-forgotten | a row of a bulk action that has ended waits for nobody: it was done, or it says why not
select r.case_id, 'bulk ' || r.job_id || ' row ' || r.n as what from bulk_rows r join bulk_jobs j on j.id = r.job_id
 where j.state = 'done' and (r.state = 'waiting' or r.state in ('refused', 'failed') and r.reason is null)

-- rule: call-missed | every time agreed upon for an automatic call that has come has its call, however it ended
select p.case_id, d.day::date || ' ' || t.time as what
  from call_plans p join watches w on w.case_id = p.case_id and w.state = 'observing'
  cross join unnest(p.times) t(time)
  cross join lateral generate_series((p.set_at at time zone 'Asia/Tokyo')::date, (:now::timestamptz at time zone 'Asia/Tokyo')::date, interval '1 day') d(day)
 where p.ended_at is null and (p.days is null or extract(isodow from d.day)::int = any (p.days))
   and (d.day::date + t.time::time) at time zone 'Asia/Tokyo' > p.set_at
   and (d.day::date + t.time::time) at time zone 'Asia/Tokyo' <= :now::timestamptz - interval '10 minutes'
   and not exists (select from watch_reopenings r where r.case_id = p.case_id and r.reopened_at >= (d.day::date + t.time::time) at time zone 'Asia/Tokyo')
   and not exists (select from calls c where c.case_id = p.case_id and c.plan_day = d.day::date and c.plan_time = t.time)

-- rule: call-silent | a time whose calls reached nobody has an item, or a closing by a person, while it is agreed upon and the patient observed
select c.case_id, c.plan_day || ' ' || c.plan_time || ' ' || c.state as what
  from calls c join watches w on w.case_id = c.case_id and w.state = 'observing'
  join call_plans p on p.case_id = c.case_id and p.ended_at is null and c.plan_time = any (p.times) and p.set_at <= c.planned_at
 where c.direction = 'out' and c.state in ('no-answer', 'busy', 'machine', 'failed', 'unknown') and c.ended_at <= :now::timestamptz - interval '10 minutes'
   and not exists (select from calls n where n.case_id = c.case_id and n.plan_day = c.plan_day and n.plan_time = c.plan_time and n.attempt_no > c.attempt_no)
   -- Two workers read two clocks: one may end a call some milliseconds after the time at which the other tells of it.
   and not exists (select from attention_items i where i.case_id = c.case_id and i.kind = 'call-failed' and i.latest_at >= c.ended_at - interval '1 second')
   and not exists (select from organisations o join daily_reports r on r.case_id = c.case_id and r.reported_on = c.plan_day and r.channel <> 'call'
                    where o.id = w.owner_centre_id and o.settings -> 'callUnlessReported' = 'true')

-- rule: call-stuck | no call waits or rings beyond its hours, and none talks for hours: it has ended, or nobody knows and the item says so
select c.case_id, c.plan_day || ' ' || coalesce(c.plan_time, '') || ' ' || c.state as what from calls c
 where c.state = 'planned' and c.window_to <= :now::timestamptz - interval '30 minutes'
    or c.state in ('dialling', 'ringing', 'answered', 'identified') and c.updated_at <= :now::timestamptz - interval '3 hours'

-- rule: call-after-end | no call is begun after the observation has ended
select c.case_id, 'call ' || c.id as what from calls c join watches w on w.case_id = c.case_id and w.state = 'ended'
 where c.direction = 'out' and c.dialled_at > w.ended_at

-- rule: call-two-patients | one number, one patient (C37), and one line at a time
select p.case_id, 'number of another plan' as what from call_plans p where p.ended_at is null
   and exists (select from call_plans o where o.phone = p.phone and o.ended_at is null and o.case_id <> p.case_id)
union all
select c.case_id, 'two lines' from calls c where c.direction = 'out' and c.state in ('dialling', 'ringing', 'answered', 'identified')
   and exists (select from calls o where o.direction = 'out' and o.phone = c.phone and o.id <> c.id and o.state in ('dialling', 'ringing', 'answered', 'identified'))
