import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '../../platform/db/sql.server.ts'
import { unsealedSince } from '../audit/queries.server.ts'

const week = 7 * 86_400_000
/** So many centres are read in one statement: some thousand items, a few hundredths of a second. */
const atOnce = 20

type Reading = { name: string; kind: string; value: number }
type Gentle = { breathMs?: number; signal?: AbortSignal }

/** Takes the numbers that /metrics shows; those that are gone go. What grows with the cases is read some centres at a time, with a breath in between (decision 0051). */
export async function takeReadings(sql: Sql, now: Date, { breathMs = 0, signal }: Gentle = {}): Promise<void> {
  const unsealed = await unsealedSince(sql)
  const age = unsealed ? (now.getTime() - new Date(unsealed).getTime()) / 1000 : 0
  const grown = await readCentres(sql, now, { breathMs, ...(signal ? { signal } : {}) })
  if (signal?.aborted) return
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('readings'))`
    await tx`
      with waiting as (
        select state, count(*) as n, extract(epoch from ${now}::timestamptz - min(created_at)) as oldest
          from messages where created_at >= ${new Date(now.getTime() - week)} and state in ('queued', 'sending', 'failed', 'unknown') group by state),
      fresh (name, kind, value) as (
        select g.name, g.kind, g.value from jsonb_to_recordset(${sql.json(grown as never)}::jsonb) g(name text, kind text, value float8)
        union all select 'messages', state, n from waiting
        union all select 'oldest_message_seconds', state, oldest from waiting
        union all select 'unseen_alerts', kind, count(*) from system_alerts where seen_at is null group by kind
        union all select 'unsealed_audit_seconds', '', ${age}::float8),
      put as (
        insert into readings (name, kind, value, taken_at) select name, kind, value, ${now} from fresh
        on conflict (name, kind) do update set value = excluded.value, taken_at = excluded.taken_at returning name, kind)
      delete from readings r where not exists (select from put p where (p.name, p.kind) = (r.name, r.kind))`
  })
}

/** What is due and who is observed, over all organisations that can own either. */
async function readCentres(sql: Sql, now: Date, { breathMs = 0, signal }: Gentle): Promise<Reading[]> {
  const owners = await sql<{ id: string }[]>`select id from organisations where kind <> 'institution' order by id`
  const [items, oldest, watched] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  for (let from = 0; from < owners.length && !signal?.aborted; from += atOnce) {
    const ids = owners.slice(from, from + atOnce).map(({ id }) => id)
    const due = await sql<{ kind: string; n: number; age: number }[]>`
      select i.kind, count(*)::int as n, extract(epoch from ${now}::timestamptz - min(i.due_at))::float8 as age
        from unnest(${ids}::uuid[]) o(id)
        cross join lateral (select kind, due_at from attention_items where centre_id = o.id and closed_at is null and due_at <= ${now}) i group by i.kind`
    const levels = await sql<{ level: string; n: number }[]>`
      select w.level, count(*)::int as n from unnest(${ids}::uuid[]) o(id)
        cross join lateral (select level from watches where owner_centre_id = o.id and state = 'observing') w group by w.level`
    for (const { kind, n, age } of due) {
      items.set(kind, (items.get(kind) ?? 0) + n)
      oldest.set(kind, Math.max(oldest.get(kind) ?? 0, age))
    }
    for (const { level, n } of levels) watched.set(level, (watched.get(level) ?? 0) + n)
    if (breathMs > 0) await sleep(breathMs)
  }
  const named = (name: string, values: Map<string, number>) => [...values].map(([kind, value]) => ({ name, kind, value }))
  return [...named('open_items', items), ...named('oldest_item_seconds', oldest), ...named('watched_cases', watched)]
}
