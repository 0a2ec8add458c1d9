import { centreSettings } from '../organisation/centre-settings.ts'
import type { CallRules } from './slots.ts'

/** The rules of a centre for its automatic calls, from what `organisations.settings` holds. */
export function callRules(stored: unknown): CallRules {
  const { calls } = centreSettings(stored)
  const { spreadMinutes, windowMinutes, tries, pauseMinutes, earliest, latest } = calls
  return { spreadMinutes, windowMinutes, tries, pauseMinutes, earliest, latest }
}
