import type { ThrottleRule } from '../throttle.server.ts'

/** So many wrong passwords or codes in a row lock the account, until the health centre or the helpdesk unlocks it. */
export const failureLimit = 10

/** Per login ID as typed, whether or not it exists: after five tries a minute's pause. */
export const accountRule: ThrottleRule = { limit: 5, windowMs: 15 * 60_000, blockMs: 60_000 }
/** Per network address: slowed, never locked, since whole hospitals and carriers share one. Right passwords do not count. */
export const addressRule: ThrottleRule = { limit: 60, windowMs: 10 * 60_000, blockMs: 30_000 }
/** Codes asked for, per account: a telephone must not ring all night, and re-issuing must not buy endless guesses. */
export const codeRule: ThrottleRule = { limit: 5, windowMs: 15 * 60_000, blockMs: 5 * 60_000 }
/** All wrong passwords of the installation: beyond it somebody tries many accounts, and the operator hears of it. */
export const globalRule: ThrottleRule = { limit: 300, windowMs: 10 * 60_000, blockMs: 10 * 60_000 }

/** Between the password and the code. */
export const passwordStageLife = 15 * 60_000
