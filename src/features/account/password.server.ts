import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { turns } from '../../platform/turns.ts'

/** argon2id as OWASP's Password Storage Cheat Sheet asks at least: 19 MiB, two passes. About 25 ms of one core. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Half the cores at most: a flood of sign-ins leaves the others to the people who report their health. */
const atOnce = Math.max(1, Math.floor(availableParallelism() / 2))
/** A place in the queue is worth about 25 ms: whoever would wait longer than two seconds is told to come again. */
const inTurn = turns({ atOnce, queueLimit: 80 })

/** The hash to store. Throws 'busy' when too many wait. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normal(password), cost))
}

/** Whether the password fits. `stored` null (an unknown account) takes the same time and is always false. Throws 'busy' when too many wait. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  nobody ??= inTurn(() => hash('no password has this hash', cost))
  const against = stored ?? (await nobody)
  const isRight = await inTurn(() => verify(against, normal(password)))
  return isRight && stored !== null
}

/** Made with the first sign-in, whoever it is, so that an unknown account never costs more than a known one. */
let nobody: Promise<string> | undefined

/** One key may give a letter in several spellings (full width, composed): they are one password. */
const normal = (password: string) => password.normalize('NFKC')
