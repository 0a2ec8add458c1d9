import type { Hours } from '../../lib/hours.ts'

/** Whom a patient may call. What the installation has not set is null, and then nothing is said of it. */
export type Contact = {
  /** The centres that watch over the people of this account: none for a stranger. */
  centres: { name: string; phone: string | null }[]
  helpPhone: string | null
  helpHours: Hours | null
  healthCall: { phone: string; hours: Hours } | null
}
