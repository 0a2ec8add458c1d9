import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const account = z.object({ loginId: z.string(), password: z.string(), role: z.string(), organisation: z.string() })
export type DemoAccount = z.infer<typeof account>

/** The staff accounts this demo was seeded with, passwords and all; none when it was not. */
export function readDemoAccounts(stateDir: string): DemoAccount[] {
  const path = join(stateDir, 'demo-accounts.json')
  return existsSync(path) ? z.array(account).parse(JSON.parse(readFileSync(path, 'utf8'))) : []
}
