// Whatever was acknowledged is written down here and looked for in the database: nothing that a person was told is done may be lost.

/** What was acknowledged → the keys of it that the database does not hold. `$1`: the keys. */
const lost = {
  report: `select k from unnest($1::text[]) k left join daily_reports d on d.id = k::uuid where d.id is null`,
  'staff-report': `select k from unnest($1::text[]) k left join (select split_part(idempotency_key, '.', 1) as key, count(*) as n from daily_reports where channel = 'staff' group by 1) d
    on d.key = k where d.n is distinct from 1`,
  filing: `select k from unnest($1::text[]) k left join notification_drafts d on d.id = k::uuid left join watches w on w.case_id = d.case_id where w.case_id is null`,
  // colleagues work on one draft: the first to send it files it for all
  amendment: `select k from unnest($1::text[]) k left join notification_drafts d on d.id = k::uuid left join notifications n on n.case_id = d.case_id and (n.revision = d.base_revision + 1 or n.revision <= 0)
    where n.id is null`,
  registration: `select k from unnest($1::text[]) k left join registrations r on r.account_id = k::uuid where r.id is null`,
  'correction-request': once('correction_requests', 'text'),
  'hand-over': once('hand_overs', 'reason'),
  decision: `select k from unnest($1::text[]) k left join hand_overs h on h.id = split_part(k, ' ', 1)::uuid and h.state = split_part(k, ' ', 2) where h.id is null`,
  // an end that was taken back is kept with the taking back
  end: once(
    `(select end_note from watches union all select end_note from watch_reopenings
      union all select r.before ->> 'end_note' from case_merge_rows r join case_merges m on m.id = r.merge_id where r.table_name = 'watches' and m.undone_at is null)`,
    'end_note',
  ),
  // every row of it was done or says why not, and what it says was done was done once
  bulk: `select k from unnest($1::text[]) k left join bulk_jobs j on j.id = k::uuid where j.state is distinct from 'done'
    or exists (select from bulk_rows r where r.job_id = j.id and r.state = 'waiting')
    or j.kind = 'hand-over-ask' and (select count(*) from bulk_rows r where r.job_id = j.id and r.state = 'done')
         <> (select count(*) from hand_overs h where h.reason = j.params ->> 'reason')
          + (select count(*) from case_merge_rows m join case_merges g on g.id = m.merge_id and g.undone_at is null
              where m.table_name = 'hand_overs' and m.what = 'aside' and m.before ->> 'reason' = j.params ->> 'reason')
    or j.kind = 'hand-over-accept' and exists (select from bulk_rows r join hand_overs h on h.id = r.thing_id where r.job_id = j.id and r.state = 'done' and h.state <> 'accepted')`,
  plan: once(
    `(select reason from observation_plans union select r.before ->> 'reason' from case_merge_rows r where r.table_name = 'observation_plans')`,
    'reason',
  ),
  merge: once('case_merges', 'reason'),
  unmerge: once('case_merges', 'undo_reason'),
  reopening: once('watch_reopenings', 'reason'),
  period: once('attention_events', "detail ->> 'note'"),
  withdrawal: once('withdrawals', 'reason'),
  'withdrawal-answer': once('withdrawals', 'decision_note'),
  take: event('taken'),
  acknowledge: event('acknowledged'),
  note: once('attention_events', "detail ->> 'note'"),
  close: `select k from unnest($1::text[]) k left join attention_items i on i.id = split_part(k, ' ', 1)::uuid and i.closed_at is not null and i.closed_by = split_part(k, ' ', 2)::uuid
    where i.id is null`,
}

function once(table, column) {
  return `select k from unnest($1::text[]) k left join (select ${column} as key, count(*) as n from ${table} as kept group by 1) t on t.key = k where t.n is distinct from 1`
}
function event(what) {
  return `select k from unnest($1::text[]) k where not exists (
    select from attention_events e where e.item_id = split_part(k, ' ', 1)::uuid and e.by_account_id = split_part(k, ' ', 2)::uuid and e.what = '${what}')`
}

export function createJournal({ clock }) {
  const kept = new Map(Object.keys(lost).map((kind) => [kind, new Set()]))
  const faults = []
  let [confirmations, closedAnswered] = [0, 0]
  return {
    add(kind, key) {
      if (kind === 'confirmation') confirmations++
      else kept.get(kind).add(key)
    },
    closedAnswered: (count) => {
      closedAnswered += count
    },
    keysOf: (kind) => kept.get(kind),
    fault: (text) => faults.push(text),
    /** Not within the minutes around midnight, where two taps are on two days. */
    sameDay: () => {
      const minutes = Math.floor((clock.now().getTime() + 9 * 3_600_000) / 60_000) % 1440
      return minutes > 2 && minutes < 1437
    },
    size: () => [...kept.values()].reduce((sum, { size }) => sum + size, confirmations + closedAnswered),
    /** One line per kind: { what, acknowledged, lost: keys }. */
    async verify(sql) {
      const lines = []
      for (const [what, keys] of kept) {
        const rows = keys.size === 0 ? [] : await sql.unsafe(lost[what], [[...keys]])
        lines.push({ what, acknowledged: keys.size, lost: rows.map(({ k }) => k) })
      }
      const [{ n }] = await sql`select count(*)::int as n from audits where action = 'case.confirm' and outcome = 'ok'`
      lines.push({
        what: 'confirmation',
        acknowledged: confirmations,
        lost: n < confirmations ? [`${confirmations - n} without an audit row`] : [],
      })
      const [{ m }] =
        await sql`select count(*)::int as m from attention_items where kind = 'no-report' and outcome = 'reported-late' and note is null`
      lines.push({
        what: 'closed together',
        acknowledged: closedAnswered,
        lost: m < closedAnswered ? [`${closedAnswered - m} are open`] : [],
      })
      lines.push({ what: 'double tap', acknowledged: 0, lost: faults })
      return lines
    },
  }
}
