import { createHmac, randomInt } from 'node:crypto'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

export type CodePurpose = 'sign-up' | 'sign-in' | 'phone' | 'password-reset' | 'email-change'
/** `subject`: an account id or the hash of an address, never the address. `secret`: settings.secret. */
export type CodeFor = { purpose: CodePurpose; subject: string; secret: string }

export const codeLife = 10 * 60_000
export const codeTries = 5

/** A new code of six digits, good for ten minutes and five tries; an earlier one for the same purpose and subject is void. */
export async function issueCode(sql: Sql, { purpose, subject, secret }: CodeFor, now: Date): Promise<string> {
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const expiresAt = new Date(now.getTime() + codeLife)
  await sql`select issue_code(${uuidv7(now)}, ${purpose}, ${subject}, ${codeHash({ purpose, subject, secret }, code)}, ${codeTries}, ${now}, ${expiresAt})`
  return code
}

/**
 * Whether the code is right; a right one is used up. Each call costs a try, so it must commit: answer a wrong code with a page, not by throwing.
 * 'void': expired, used, replaced, or no tries left.
 */
export async function checkCode(sql: Sql, given: CodeFor & { code: string }, now: Date): Promise<'right' | 'wrong' | 'void'> {
  const [row] = await sql<{ found: 'right' | 'wrong' | 'void' }[]>`
    select check_code(${given.purpose}, ${given.subject}, ${codeHash(given, given.code)}, ${now}) as found`
  return row!.found
}

/** What is stored: keyed, since a million possibilities are quickly tried by whoever reads the table. Full-width digits and blanks are taken as typed. */
export function codeHash({ purpose, subject, secret }: CodeFor, code: string): string {
  const digits = code.normalize('NFKC').replace(/[\s-]/g, '')
  return createHmac('sha256', secret).update(`${purpose}\n${subject}\n${digits}`).digest('hex')
}
