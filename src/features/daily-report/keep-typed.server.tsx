import type { Day } from '../../lib/japanese-day.ts'
import type { Context, Reply } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { keptFormCookie, sealForm } from './kept-form.server.ts'
import { SignedOutPage } from './SignedOutPage.tsx'

/** Signed out meanwhile: keeps what was typed until they have signed in again. Changes nothing else. */
export function keepTyped(
  c: Context<null>,
  settings: Settings,
  kept: { registrationId: string; day: Day; typed: Record<string, string | string[]> } | null,
): Reply {
  const sealed = kept && sealForm(settings.secret, kept)
  const secure = settings.publicUrl.startsWith('https:')
  if (sealed) c.reply.setCookie(keptFormCookie, sealed, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: 3600 })
  return { page: <SignedOutPage isKept={sealed !== null} />, status: 401 }
}

/** What was kept has been sent. */
export function forgetTyped(c: Context<null>): void {
  if (c.request.cookies[keptFormCookie]) c.reply.clearCookie(keptFormCookie, { path: '/' })
}
