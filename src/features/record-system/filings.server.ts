import { createHash } from 'node:crypto'
import { isUuid } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { ApiContext } from '../../platform/http/api.server.ts'
import { Problem } from '../../platform/http/problem.ts'
import { keptDays } from './kept-days.ts'

/** The header as RFC drafts have it (in quotes) or bare: a UUID, so that no two systems of one institution meet by counting. Throws Problem. */
export function idempotencyKey(c: Pick<ApiContext, 'header'>): string {
  const key = (c.header('idempotency-key') ?? '')
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .toLowerCase()
  if (!isUuid(key)) throw new Problem('no-idempotency-key')
  return key
}

/** The same content is the same body, however its keys are ordered and spaced. */
export const bodyHash = (url: string, body: unknown) =>
  createHash('sha256')
    .update(`${url}\n${ordered(body)}`)
    .digest('hex')

function ordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(ordered).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${ordered(inner)}`).join()}}`
}

type Filing = { orgId: string; key: string; hash: string }
export type Answered = { caseId: string; answer: string }

/** What was answered to this key before; null when it is new. Throws Problem when it was another body's. */
export async function findAnswered(sql: Sql, { orgId, key, hash }: Filing): Promise<Answered | null> {
  const [row] = await sql<(Answered & { bodyHash: string })[]>`
    select body_hash, case_id, answer from api_filings where institution_id = ${orgId} and idempotency_key = ${key}`
  if (!row) return null
  if (row.bodyHash !== hash) throw new Problem('other-body')
  return row
}

/** Takes the key for this transaction: whoever comes with the same one waits for its end. False when another was first. */
export async function takeKey(sql: Sql, { orgId, key, hash }: Filing, keyId: string, now: Date): Promise<boolean> {
  const { count } = await sql`
    insert into api_filings (institution_id, idempotency_key, key_id, body_hash, filed_at)
    values (${orgId}, ${key}, ${keyId}, ${hash}, ${now}) on conflict do nothing`
  return count === 1
}

export async function keepAnswer(sql: Sql, { orgId, key }: Filing, { caseId, answer }: Answered): Promise<void> {
  const { count } = await sql`
    update api_filings set case_id = ${caseId}, answer = ${answer} where institution_id = ${orgId} and idempotency_key = ${key}`
  if (count !== 1) throw new Error('the filing that was just begun is gone')
}

/** As the worker: answers that nobody will ask for again. */
export async function sweepFilings(sql: Sql, now: Date): Promise<void> {
  await sql`delete from api_filings where filed_at < ${new Date(now.getTime() - keptDays * 86_400_000)}`
}
