import { japaneseDay } from '../../lib/japanese-day.ts'
import { type Route, route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { addressKey } from '../account/patient-session.server.ts'
import { checkRegistration, typedOf } from './checks.ts'
import { claimCase, dropDraft, findDraft, keepDraft } from './queries.server.ts'
import { RegistrationConfirmPage } from './RegistrationConfirmPage.tsx'
import { RegistrationPage } from './RegistrationPage.tsx'

const page = '/registrations/new'
const confirmPage = '/registrations/new/confirm'

/** 属性入力 and its confirmation: the account takes on a case, its own or a family member's (C16, C17, C29). */
export function registrationRoutes({ settings }: { settings: Settings }): Route[] {
  return [
    route({
      method: 'GET',
      url: page,
      who: 'patient',
      audit: 'registration.enter',
      handle: async (c) => ({ page: <RegistrationPage typed={(await findDraft(c.sql, c.sessionHash))?.typed ?? {}} /> }),
    }),
    route({
      method: 'POST',
      url: page,
      who: 'patient',
      audit: 'registration.enter',
      handle: async (c) => {
        const typed = typedOf(c.body)
        const { faults } = checkRegistration(typed, japaneseDay(c.now))
        if (faults) return { page: <RegistrationPage typed={typed} faults={faults} />, status: 422 }
        await keepDraft(c.sql, c.sessionHash, typed, c.now)
        return { redirect: confirmPage }
      },
    }),
    route({
      method: 'GET',
      url: confirmPage,
      who: 'patient',
      audit: 'registration.confirm',
      handle: async (c) => {
        const draft = await findDraft(c.sql, c.sessionHash)
        const { answers } = checkRegistration(draft?.typed ?? {}, japaneseDay(c.now))
        return draft && answers ? { page: <RegistrationConfirmPage draftId={draft.id} answers={answers} /> } : { redirect: page }
      },
    }),
    route({
      method: 'POST',
      url: confirmPage,
      who: 'patient',
      audit: 'registration.claim',
      handle: async (c) => {
        const draft = await findDraft(c.sql, c.sessionHash)
        const { answers } = checkRegistration(draft?.typed ?? {}, japaneseDay(c.now))
        if (!draft || !answers) return { redirect: page }
        // Another tab typed something else meanwhile: nothing is saved that was not seen.
        if (c.body.draft !== draft.id) return { redirect: confirmPage }
        const claim = await claimCase(c.sql, answers, addressKey(c.request, settings.secret), c.now)
        c.note({ outcome: claim.outcome })
        if (claim.claimed) c.shows(claim.claimed)
        if (claim.outcome !== 'registered') {
          if (claim.outcome !== 'already-mine') c.fails()
          const status = claim.outcome === 'slow' ? 429 : 422
          return {
            page: <RegistrationPage typed={draft.typed} refused={claim.outcome} waitMinutes={Math.ceil(claim.waitSeconds / 60)} />,
            status,
          }
        }
        await dropDraft(c.sql, c.sessionHash)
        return { redirect: '/home' }
      },
    }),
  ]
}
