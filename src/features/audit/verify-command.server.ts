import type { Sql } from '../../platform/db/sql.server.ts'
import { readHeads } from './heads.server.ts'
import { verdictText, verifyAudit } from './verify.server.ts'

/** `npm run audit:verify`: prints the verdict; throws (so that the command fails) when something does not fit. */
export async function verifyCommand(sql: Sql, stateDir: string, print: (text: string) => void = console.log): Promise<void> {
  const heads = readHeads(stateDir)
  const verdict = await verifyAudit(sql, heads)
  print(verdictText(verdict, heads.at(-1)))
  if (verdict.faults.length > 0) throw new Error('The audit does not fit its published heads')
}
