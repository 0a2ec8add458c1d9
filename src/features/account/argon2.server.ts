import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { turns } from '../../platform/turns.ts'

/** argon2id as OWASP's Password Storage Cheat Sheet asks at least: 19 MiB, two passes. About 25 ms of one core. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Half the cores at most: a flood of sign-ins leaves the others to the people who report their health. */
const atOnce = Math.max(1, Math.floor(availableParallelism() / 2))
/** A place in the queue is worth about 25 ms: whoever would wait longer than two seconds is told to come again. */
const inTurn = turns({ atOnce, queueLimit: 80 })

/** Throws 'busy' when too many wait. */
export function hashInTurn(text: string): Promise<string> {
  return inTurn(() => hash(text, cost))
}

/** Whether the hash was made of this text. Throws 'busy' when too many wait. */
export function verifyInTurn(hashed: string, text: string): Promise<boolean> {
  return inTurn(() => verify(hashed, text))
}
