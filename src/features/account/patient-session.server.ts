import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Sql } from '../../platform/db/sql.server.ts'
import { cookieNames, hashToken, newToken, sessionLife } from '../../platform/http/session.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { deviceOf } from './device.ts'
import { insertPatientSession } from './patient-queries.server.ts'

/** Opens a session for the account, always under a new token. Returns the token: give it to `giveCookie` once the transaction is done. */
export async function openPatientSession(sql: Sql, accountId: string, request: FastifyRequest, now: Date): Promise<string> {
  const token = newToken()
  await insertPatientSession(sql, hashToken(token), accountId, deviceOf(request.headers['user-agent']), now)
  return token
}

export const givePatientCookie = (reply: FastifyReply, settings: Settings, token: string) =>
  giveCookie(reply, settings, cookieNames.patient, token, sessionLife.patient.absolute)

/** A cookie that only this server reads, on every path. `lifeMs`: when the browser forgets it; the server decides by its own clock. */
export function giveCookie(reply: FastifyReply, settings: Settings, name: string, value: string, lifeMs: number): void {
  reply.setCookie(name, value, { ...cookieOptions(settings), maxAge: Math.floor(lifeMs / 1000) })
}

export function takeCookie(reply: FastifyReply, settings: Settings, name: string): void {
  reply.clearCookie(name, cookieOptions(settings))
}

const cookieOptions = (settings: Settings) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: settings.publicUrl.startsWith('https:') }) as const

/** Stands for the network address in counters and tables; keyed, so that the table gives no address away. IPv6 counts by its /64. */
export function addressKey(request: FastifyRequest, secret: string): string {
  const ip = request.ip.includes(':') && !request.ip.includes('.') ? request.ip.split(':').slice(0, 4).join(':') : request.ip
  return createHmac('sha256', secret).update(`address ${ip}`).digest('hex').slice(0, 32)
}
