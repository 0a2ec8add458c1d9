/** PostgreSQL's own classes for "not now" (08, 57P0x) and the driver's and the system's words for a connection that is gone. */
const outOfReach = /^(08|57P0|CONNECT|ECONN|EPIPE|ENOTFOUND)/

/** True when the database could not be asked, in contrast to one that was asked and said no: the same request may succeed in a minute. */
export function isOutOfReach(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && outOfReach.test(code)
}
