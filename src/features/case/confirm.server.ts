import type { Sql } from '../../platform/db/sql.server.ts'

type Confirm = { caseId: string; by: string; now: Date }

/** 保健所確認 (D38): this person read the notification. The item "unconfirmed" closes in their name. False: there was nothing left to confirm. */
export async function confirmCase(sql: Sql, { caseId, by, now }: Confirm): Promise<boolean> {
  await sql`select lock_case(${caseId})`
  const { count } = await sql`
    update cases set confirmed_at = ${now}, confirmed_by = ${by}, updated_at = ${now} where id = ${caseId} and confirmed_at is null and state <> 'withdrawn'`
  const [settled] = await sql<{ items: number }[]>`select settle_items(${caseId}, ${['unconfirmed']}, 'confirmed', null, ${now}) as items`
  return count === 1 || settled!.items > 0
}
