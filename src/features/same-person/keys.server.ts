import { nameKeysOf } from '../../lib/name-keys.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { blocksOf } from './blocks.ts'
import { type Person, traitsOf } from './person.ts'
import { findCompared } from './queries.server.ts'

/**
 * What a case is found by and compared by, made anew from its person. Whoever files or corrects calls it in the same transaction, so that a list
 * finds the case at once; what anybody else writes is caught up by the worker (`catchUp`).
 */
export async function keepKeys(sql: Sql, caseId: string, person: Person): Promise<void> {
  const { name, nameSwapped, kana, kanaSwapped } = nameKeysOf(person)
  await sql`select keep_case_keys(${caseId}, ${[name, nameSwapped, kana, kanaSwapped]}, ${blocksOf(traitsOf(person))}::int[])`
}

/** The same for a case whose person has just been changed, as it stands now. */
export async function renewKeys(sql: Sql, caseId: string): Promise<void> {
  const person = await findCompared(sql, caseId)
  if (person) await keepKeys(sql, caseId, person)
}
