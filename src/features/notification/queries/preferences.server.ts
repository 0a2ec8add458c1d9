import type { Sql } from '../../../platform/db/sql.server.ts'

/** How the 発生届 is laid out for this person (D16): on screen one question below the other, or as the paper of the FAX. */
export type Layout = 'screen' | 'paper'

export async function layoutOf(sql: Sql, accountId: string): Promise<Layout> {
  const [row] = await sql<{ value: string }[]>`
    select value from staff_preferences where account_id = ${accountId} and name = 'notification-layout'`
  return row?.value === 'paper' ? 'paper' : 'screen'
}

export async function keepLayout(sql: Sql, accountId: string, layout: Layout, now: Date): Promise<void> {
  await sql`
    insert into staff_preferences (account_id, name, value, updated_at) values (${accountId}, 'notification-layout', ${layout}, ${now})
    on conflict (account_id, name) do update set value = excluded.value, updated_at = excluded.updated_at`
}
