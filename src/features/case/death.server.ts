import type { Day } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

type Death = { caseId: string; diedOn: Day | null; deathPlace: string | null; now: Date }

/** When and where, as far as anybody knows; a day that the 発生届 gave stays where none is given here. */
export async function recordDeath(sql: Sql, { caseId, diedOn, deathPlace, now }: Death): Promise<void> {
  const { count } = await sql`
    update cases set died_on = coalesce(${diedOn}, died_on), death_place = coalesce(${deathPlace}, death_place), updated_at = ${now} where id = ${caseId}`
  if (count !== 1) throw new Error('the case of somebody who has died is gone')
}

/** A death that was recorded by mistake is taken back with its day and place; those of the 発生届 are the institution's to correct. */
export async function takeBackDeath(sql: Sql, caseId: string, now: Date): Promise<void> {
  const [latest] = await sql<{ diedOn: Day | null }[]>`
    select (answers ->> 'deathOn')::date as died_on from notifications where case_id = ${caseId} order by revision desc limit 1`
  await sql`update cases set died_on = ${latest?.diedOn ?? null}, death_place = null, updated_at = ${now} where id = ${caseId}`
}
