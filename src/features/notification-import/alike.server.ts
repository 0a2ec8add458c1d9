import type { AnyAnswers } from '../../fields/fields.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { caseRowOf } from '../notification/case-row.ts'
import { blocksOf } from '../same-person/blocks.ts'
import { type Traits, traitsOf } from '../same-person/person.ts'
import { listOwnSharing } from '../same-person/queries.server.ts'
import { compareTraits } from '../same-person/score.ts'

/** Rows of one file by what likely same persons share; a key that half a file shares (a hospital's own telephone) says nothing. */
export type Neighbours = { byKey: Map<number, { row: number; traits: Traits }[]> }
const atMostAKey = 50

export const noNeighbours = (): Neighbours => ({ byKey: new Map() })

/** The first row further up that is likely the same person's, null when there is none; from now on this row is further up too. */
export function rowAlike({ byKey }: Neighbours, row: number, answers: AnyAnswers): number | null {
  const traits = traitsOf(caseRowOf(answers, null))
  const keys = blocksOf(traits)
  const near = keys.flatMap((key) => byKey.get(key) ?? [])
  const found = near.filter((other) => compareTraits(traits, other.traits).isLikely).map((other) => other.row)
  for (const key of keys) {
    const known = byKey.get(key) ?? []
    if (known.length < atMostAKey) byKey.set(key, [...known, { row, traits }])
  }
  return found.length === 0 ? null : Math.min(...found)
}

/** The HER-SYS ID of a case of this institution that is likely the same person's, the likeliest; null when there is none. */
export async function caseAlike(sql: Sql, orgId: string, answers: AnyAnswers): Promise<string | null> {
  const traits = traitsOf(caseRowOf(answers, null))
  const found = await listOwnSharing(sql, orgId, blocksOf(traits))
  const likely = found
    .map((other) => ({ hersysId: other.hersysId, ...compareTraits(traits, traitsOf(other)) }))
    .filter((each) => each.isLikely)
  return likely.sort((a, b) => b.score - a.score)[0]?.hersysId ?? null
}
