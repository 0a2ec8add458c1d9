// 同一人物, merging and undoing; the audit's search and what is out of the ordinary; retention. What each entry means: tools/faults.mjs.
const merge = { test: 'src/features/same-person/merge.db.test.ts', project: 'database' }
const moved = { test: 'src/features/same-person/moved-tables.db.test.ts', project: 'database' }
const retention = { test: 'src/features/retention/retention.db.test.ts', project: 'database' }
export const faults = [
  {
    name: 'merge: a table has no line and its rows stay behind',
    file: 'db/migrations/0036_merge.sql',
    find: "    ('surveys',              'case_id',          'move',     'answered_at', 'delete', ''),\n",
    put: '',
    ...moved,
  },
  {
    name: 'merge: what stands in the way is not written down and lost',
    file: 'db/migrations/0036_merge.sql',
    find: "  perform note_merge_row(p_merge, p_table, 'aside', key_of(p_table, p_row), p_row);",
    put: '',
    ...moved,
  },
  {
    name: 'merge: the period ends with the earlier of the two',
    file: 'db/migrations/0037_merge_acts.sql',
    find: 'period_to = greatest(w.period_to, wg.period_to), began_at',
    put: 'period_to = least(w.period_to, wg.period_to), began_at',
    ...merge,
  },
  {
    name: 'merge: an absorbed red flag stays in the queue of whoever owned it',
    file: 'db/migrations/0037_merge_acts.sql',
    find: "jsonb_build_object('case_id', s, 'centre_id', ws.owner_centre_id)",
    put: "jsonb_build_object('case_id', s)",
    ...merge,
  },
  {
    name: 'merge: the other side of a pair is shown before anybody has asked',
    file: 'db/migrations/0038_merge_undo.sql',
    find: '  select may_see_case(p_case, a) or exists (select from likeness_asks k',
    put: '  select true or exists (select from likeness_asks k',
    ...merge,
  },
  {
    name: 'merge: a report under way to the absorbed case is stored where nobody looks',
    file: 'db/migrations/0038_merge_undo.sql',
    find: 'c.id = any(ids) and c.merged_into is not null) then',
    put: 'c.id = any(ids) and c.merged_into is not null and false) then',
    ...merge,
  },
  {
    name: 'merge: somebody told to be another person is proposed again for the same reasons',
    file: 'src/features/same-person/queries.server.ts',
    find: "likeness_candidates.state = 'other-person' and not excluded.reasons <@",
    put: "likeness_candidates.state = 'other-person' and excluded.reasons <@",
    ...merge,
  },
  {
    name: 'retention: a case goes on the last day of its period',
    file: 'db/migrations/0026_audit_retention.sql',
    find: "::date > (p_ended at time zone 'Asia/Tokyo')::date + p_days",
    put: "::date >= (p_ended at time zone 'Asia/Tokyo')::date + p_days",
    ...retention,
  },
  {
    name: 'retention: a case with something that waits for a person goes',
    file: 'db/migrations/0026_audit_retention.sql',
    find: '     or exists (select from attention_items where case_id = p_case and closed_at is null)\n     or exists (select from hand_overs',
    put: '     or exists (select from hand_overs',
    ...retention,
  },
  {
    name: 'audit: a manager finds what another centre did to a case that is not theirs',
    file: 'db/migrations/0026_audit_retention.sql',
    find: 'if wanted is null or not exists (select from unnest(wanted) w where may_see_case(survivor_of(w), a)) then return; end if;',
    put: 'if wanted is null then return; end if;',
    test: 'src/features/audit/search.db.test.ts',
    project: 'database',
  },
  {
    name: 'audit: the hour before midnight is not of the night that goes over it',
    file: 'src/features/audit/unusual.ts',
    find: 'hour >= nightFrom || hour < nightTo',
    put: 'hour >= nightFrom && hour < nightTo',
    test: 'src/features/audit/unusual.test.ts',
  },
]
