import type { Sql } from '../../platform/db/sql.server.ts'
import { type Route, route } from '../../platform/http/route.server.ts'
import { publicJwk } from '../../platform/signing/signing.server.ts'
import { listRevoked, listTrustedKeys } from './queries.server.ts'
import { VerifyPage } from './VerifyPage.tsx'

const seconds = 60

/** /verify for anybody: the page, the published keys (RFC 7517), and the opaque ids of what was revoked. Nothing comes in. */
export function verifyRoutes(): Route[] {
  // Asked for by strangers: at most one look at the database a minute and process.
  let list: { asOf: Date; ids: string[] } | null = null
  const revoked = async (sql: Sql, now: Date) => {
    const age = list ? now.getTime() - list.asOf.getTime() : Number.POSITIVE_INFINITY
    if (!list || age < 0 || age >= seconds * 1000) list = { asOf: now, ids: await listRevoked(sql) }
    return list
  }
  return [
    route({
      method: 'GET',
      url: '/verify',
      who: 'anyone',
      audit: 'certificate.verify',
      handle: (c) => {
        c.reply.header('permissions-policy', 'camera=(self)')
        return { page: <VerifyPage /> }
      },
    }),
    route({
      method: 'GET',
      url: '/verify/keys.json',
      who: 'anyone',
      audit: 'certificate.keys',
      handle: async (c) => {
        c.reply.header('cache-control', `public, max-age=${seconds}`)
        return { json: { keys: (await listTrustedKeys(c.sql)).map(publicJwk) } }
      },
    }),
    route({
      method: 'GET',
      url: '/verify/revoked.json',
      who: 'anyone',
      audit: 'certificate.revoked',
      handle: async (c) => {
        c.reply.header('cache-control', `public, max-age=${seconds}`)
        const { asOf, ids } = await revoked(c.sql, c.now)
        return { json: { asOf: asOf.toISOString(), ids } }
      },
    }),
  ]
}
