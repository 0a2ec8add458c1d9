// Three faults of the kind the storm is there for, planted into its own database to see that it finds them.

/** Each replaces text in one function of the product; a function that no longer holds that text is said, not passed over. */
export const plants = {
  'lost-watch-row': {
    about: 'a report whose case has no watch row is stored and nobody is told',
    function: 'store_reports',
    change: (source) => replaced(source, 'if r.owner_id is null then', 'if r.owner_id is null and false then'),
    foundBy: ['report-unwatched'],
  },
  'non-atomic-acceptance': {
    about: 'an accepted hand-over moves the owner, the open items are left for later',
    function: 'decide_hand_over',
    change: (source) => replaced(source, "kind <> 'hand-over-waiting' returning id", "kind <> 'hand-over-waiting' and false returning id"),
    foundBy: ['item-elsewhere'],
  },
  'ack-hides-second-flag': {
    about: 'a second red flag is appended to an acknowledged item and the acknowledgement stays',
    function: 'raise_item',
    change: (source) => replaced(source, 'acknowledged_at = null, acknowledged_by = null, answered_at = null', 'answered_at = null'),
    foundBy: ['red-flag-hidden'],
  },
}

export async function plant(sql, name) {
  const fault = plants[name]
  if (!fault) throw new Error(`--plant= takes ${Object.keys(plants).join(', ')}`)
  const [found] = await sql`select pg_get_functiondef(oid) as source from pg_proc where proname = ${fault.function}`
  await sql.unsafe(fault.change(found.source))
}

function replaced(source, from, to) {
  if (!source.includes(from)) throw new Error(`The function to spoil no longer holds: ${from}`)
  return source.replaceAll(from, to)
}
