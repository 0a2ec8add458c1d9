import type { Lang } from '../../i18n/t.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { OutageTexts } from './outage.ts'

export type Outage = { at: string; isOn: boolean; texts: Partial<Record<Lang, string>>; by: string }

/** The notice as it was last set, on or off; null when there never was one. */
export async function findOutage(sql: Sql): Promise<Outage | null> {
  const [row] = await sql<Outage[]>`
    select o.at, o.is_on, o.texts, s.name as by from outage_notices o left join staff_accounts s on s.id = o.by
     order by o.at desc, o.id desc limit 1`
  return row ?? null
}

/** The texts that everybody is shown now; null when there is nothing to say. */
export async function findShownTexts(sql: Sql): Promise<OutageTexts | null> {
  const [row] = await sql<{ isOn: boolean; texts: OutageTexts }[]>`
    select is_on, texts from outage_notices order by at desc, id desc limit 1`
  return row?.isOn ? row.texts : null
}

export async function addOutage(
  sql: Sql,
  { id, isOn, texts, by }: { id: string; isOn: boolean; texts: Partial<Record<Lang, string>>; by: string },
  now: Date,
): Promise<void> {
  await sql`insert into outage_notices (id, at, is_on, texts, by) values (${id}, ${now}, ${isOn}, ${sql.json(texts as never)}, ${by})`
}
