import type { Sql } from '../../platform/db/sql.server.ts'
import { type HandOver, listPendingUnder } from '../hand-over/queries.server.ts'
import { centreSettings } from '../organisation/centre-settings.ts'
import { findItem, listOfCentres } from './queries.server.ts'
import type { Item } from './state.ts'

/** `own`: what concerns the prefecture's own staff, which no centre hears of. */
export type Escalated = { urgent: Item[]; toSettle: Item[]; handOvers: HandOver[]; withoutDuty: Item[]; own: Item[] }

/** What has come up to the prefecture by the clock alone: no job has to run for it to be seen. Times are each centre's own settings. */
export async function listEscalated(sql: Sql, prefectureId: string, now: Date): Promise<Escalated> {
  const centres = await sql<
    { id: string; settings: unknown }[]
  >`select id, settings from organisations where parent_id = ${prefectureId} and kind = 'centre'`
  const settings = new Map(centres.map(({ id, settings }) => [id, centreSettings(settings)]))
  const ids = [...settings.keys()]
  const items = ids.length === 0 ? [] : await listOfCentres(sql, ids, now)
  const waited = (since: string) => now.getTime() - Date.parse(since)
  const handOvers = await listPendingUnder(sql, ids)
  return {
    own: await listOwn(sql, prefectureId, now),
    urgent: items.filter((item) => item.urgent && waited(item.raisedAt) >= settings.get(item.centreId)!.alertMinutes.prefecture * 60_000),
    toSettle: items.filter(({ kind }) => kind === 'owner-to-settle'),
    withoutDuty: items.filter(({ kind }) => kind === 'no-roster'),
    handOvers: handOvers.filter(
      ({ fromCentreId, askedAt }) => waited(askedAt) >= (settings.get(fromCentreId)?.handOverHours ?? 2) * 3_600_000,
    ),
  }
}

/** Items in the prefecture's own name: few, and none on most days. The longest waiting first. */
async function listOwn(sql: Sql, prefectureId: string, now: Date): Promise<Item[]> {
  const rows = await sql<{ id: string }[]>`
    select id from attention_items where centre_id = ${prefectureId} and closed_at is null and due_at <= ${now} order by raised_at, id limit 50`
  const found: Item[] = []
  for (const { id } of rows) {
    const item = await findItem(sql, id)
    if (item) found.push(item)
  }
  return found
}
