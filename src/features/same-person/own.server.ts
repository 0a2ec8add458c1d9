import type { Sql } from '../../platform/db/sql.server.ts'
import { blocksOf } from './blocks.ts'
import { type Person, traitsOf } from './person.ts'
import { type Answer, type Found, listAnswers, listOwnSharing } from './queries.server.ts'
import { compareTraits, type Reason } from './score.ts'

/** One of the institution's own cases that is likely the same person's, and what was said about it. */
export type Alike = Found & { score: number; reasons: Reason[]; answer: Answer | null }

/** `correctsCaseId`: the case that the draft corrects, or that was registered before it; it is not like itself. */
type Asked = { person: Person; orgId: string; draftId: string; correctsCaseId: string | null }
const most = 10

/** The likeliest first, at most ten. */
export async function listAlike(sql: Sql, { person, orgId, draftId, correctsCaseId }: Asked): Promise<Alike[]> {
  const traits = traitsOf(person)
  const keys = blocksOf(traits)
  const [found, answers] = await Promise.all([listOwnSharing(sql, orgId, keys), listAnswers(sql, draftId, correctsCaseId)])
  const alike = found.flatMap((other) => {
    const { score, reasons, isLikely } = compareTraits(traits, traitsOf(other))
    return isLikely && other.id !== correctsCaseId ? [{ ...other, score, reasons, answer: answers.get(other.id) ?? null }] : []
  })
  return alike.sort((a, b) => b.score - a.score).slice(0, most)
}

/**
 * Whose case a draft becomes: the person of a case that somebody here has called the same person's (the same case, or a new infection of theirs;
 * 追加登録 says so too), as long as the two are still alike: a copy under another name is another person. Null: a person of its own.
 */
export async function personOf(sql: Sql, asked: Asked): Promise<string | null> {
  const alike = await listAlike(sql, asked)
  return alike.find(({ answer }) => answer === 'new-infection' || answer === 'same-case')?.personId ?? null
}
