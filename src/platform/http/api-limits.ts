/** What a key may be used for. The first two are what a record system needs; the last gives whole notifications back. */
export const scopes = ['notifications:write', 'notifications:read-own-status', 'notifications:read-own'] as const
export type Scope = (typeof scopes)[number]

/** So many requests a minute and key: two a second, as the busiest hospital never reached on one day. */
export const perKey = { limit: 120, seconds: 60 } as const
