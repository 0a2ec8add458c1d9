import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Gentle } from '../../platform/jobs/loop.server.ts'
import { unsealedSince } from '../audit/queries.server.ts'

const week = 7 * 86_400_000
/** Items of so many centres are read in one statement: some thousand, a hundredth of a second. */
const atOnce = 20

type Reading = { name: string; kind: string; value: number }

/** Takes the numbers that /metrics shows; those that are gone go. What grows with the cases is read some centres at a time (decision 0051). */
export async function takeReadings(sql: Sql, now: Date, gentle: Gentle = {}): Promise<void> {
  const unsealed = await unsealedSince(sql)
  const age = unsealed ? (now.getTime() - new Date(unsealed).getTime()) / 1000 : 0
  const items = await readItems(sql, now, gentle)
  if (gentle.signal?.aborted) return
  const others = await sql<Reading[]>`
    with waiting as (
      select state, count(*)::int as n, extract(epoch from ${now}::timestamptz - min(created_at))::float8 as oldest
        from messages where created_at >= ${new Date(now.getTime() - week)} and state in ('queued', 'sending', 'failed', 'unknown') group by state)
    select 'messages' as name, state as kind, n::float8 as value from waiting
    union all select 'oldest_message_seconds', state, oldest from waiting
    union all select 'unseen_alerts', kind, count(*)::float8 from system_alerts where seen_at is null group by kind`
  const names = ['open_items', 'oldest_item_seconds', 'messages', 'oldest_message_seconds', 'unseen_alerts', 'unsealed_audit_seconds']
  await put(sql, names, [...items, ...others, { name: 'unsealed_audit_seconds', kind: '', value: age }], now)
}

/** How many are observed at each level: every watch there is, so seldom, and one centre at a time. */
export async function takeWatched(sql: Sql, now: Date, { breathMs = 0, signal }: Gentle = {}): Promise<void> {
  const levels = ['urgent', 'watch', 'stable']
  const watched = new Map<string, number>()
  for (const { id } of await owners(sql)) {
    if (signal?.aborted) return
    const ranks = await sql<{ rank: number; n: number }[]>`
      select level_rank as rank, count(*)::int as n from watches where owner_centre_id = ${id} and state = 'observing' group by level_rank`
    for (const { rank, n } of ranks) watched.set(levels[rank]!, (watched.get(levels[rank]!) ?? 0) + n)
    if (breathMs > 0) await sleep(breathMs)
  }
  await put(sql, ['watched_cases'], named('watched_cases', watched), now)
}

const owners = (sql: Sql) => sql<{ id: string }[]>`select id from organisations where kind <> 'institution' order by id`
const named = (name: string, values: Map<string, number>): Reading[] => [...values].map(([kind, value]) => ({ name, kind, value }))

/** What is due, over all organisations that can own an item. */
async function readItems(sql: Sql, now: Date, { breathMs = 0, signal }: Gentle): Promise<Reading[]> {
  const all = await owners(sql)
  const [open, oldest] = [new Map<string, number>(), new Map<string, number>()]
  for (let from = 0; from < all.length && !signal?.aborted; from += atOnce) {
    const ids = all.slice(from, from + atOnce).map(({ id }) => id)
    const due = await sql<{ kind: string; n: number; age: number }[]>`
      select i.kind, count(*)::int as n, extract(epoch from ${now}::timestamptz - min(i.due_at))::float8 as age
        from unnest(${ids}::uuid[]) o(id)
        cross join lateral (select kind, due_at from attention_items where centre_id = o.id and closed_at is null and due_at <= ${now}) i group by i.kind`
    for (const { kind, n, age } of due) {
      open.set(kind, (open.get(kind) ?? 0) + n)
      oldest.set(kind, Math.max(oldest.get(kind) ?? 0, age))
    }
    if (breathMs > 0) await sleep(breathMs)
  }
  return [...named('open_items', open), ...named('oldest_item_seconds', oldest)]
}

/** These names have these readings and no others from now on. */
async function put(sql: Sql, names: string[], readings: Reading[], now: Date): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('readings'))`
    await tx`
      with fresh as (select * from jsonb_to_recordset(${sql.json(readings as never)}::jsonb) g(name text, kind text, value float8)),
      put as (
        insert into readings (name, kind, value, taken_at) select name, kind, value, ${now} from fresh
        on conflict (name, kind) do update set value = excluded.value, taken_at = excluded.taken_at returning name, kind)
      delete from readings r where r.name = any(${names}) and not exists (select from put p where (p.name, p.kind) = (r.name, r.kind))`
  })
}
