import type { Form, Raw } from '../../fields/fields.ts'
import { type VoiceStep, voiceSteps } from '../../fields/voice.ts'
import type { Lang } from '../../i18n/t.ts'
import type { Day } from '../../lib/japanese-day.ts'
import type { Prompt } from './prompts.ts'

/** Where a call stands. 'language' and 'id' are asked of who calls, 'ready' of who is called: no machine presses a key. */
export type Place = 'language' | 'ready' | 'id' | 'birth' | 'question' | 'confirm' | 'dialling' | 'next' | 'over'

/** A call between two requests, as it is stored. The birth date never stands in it. */
export type State = {
  direction: 'in' | 'out'
  lang: Lang
  place: Place
  /** Which step of the question table is asked. */
  q: number
  /** Silent or wrong tries in a row at this place. */
  misses: number
  /** Wrong proofs of identity in this call. */
  tries: number
  hersysId: string | null
  identified: boolean
  /** Presence of each group and symptom, numbers and ticks, in the form's own names. */
  said: Record<string, string>
  /** Options of the groups, by the key chosen. */
  signs: string[]
  /** A number that was typed and not yet confirmed. */
  pending: string | null
  /** Reasons for which the centre was alarmed in this call. */
  alarmed: string[]
  /** Where to go on when nobody could be reached. */
  back: Place | null
  /** Whom the call rings. */
  ringing: 'centre' | 'duty' | null
}

export type CallEvent =
  | { is: 'begin' }
  | { is: 'keys'; keys: string }
  | { is: 'silence' }
  | { is: 'hang-up' }
  /** Answers of the system to an `ask`. */
  | { is: 'identity'; outcome: 'right' | 'wrong' | 'locked' | 'slow' }
  | { is: 'line'; who: 'centre' | 'duty' | null; known: boolean }
  | { is: 'dialled'; answered: boolean }
  | { is: 'reported'; level: 'urgent' | 'watch' | 'stable' }

/** What must be found out before the call can go on; it is answered by an event. */
export type Ask =
  | { is: 'identify'; hersysId: string | null; birthOn: Day }
  /** `tried`: the centre did not answer. */
  | { is: 'staff'; tried: boolean }
  | { is: 'report'; raw: Raw }
/** What must be done before the answer leaves the house. `spoke`: somebody of the centre has talked with them. */
export type Act =
  | { is: 'alarm'; reasons: string[] }
  | { is: 'abort'; at: string; spoke: boolean }
  | { is: 'lost-staff' }
  | { is: 'next-person' }
/** What the telephone does after the prompts: waits for keys (with or without # at the end), rings somebody, or hangs up. */
export type Listen = { is: 'keys'; most: number; finish: boolean } | { is: 'dial' } | { is: 'end' }
export type Turn = { state: State; say: Prompt[]; listen: Listen; acts: Act[]; ask: Ask | null }

/** The script's question table and the triage that judges what has been said so far: the reasons that are urgent, worst first. */
export type Script = { form: Form; steps: VoiceStep[]; urgent: (answers: Record<string, unknown>) => string[] }

export const scriptOf = (form: Form, urgent: Script['urgent']): Script => ({ form, steps: voiceSteps(form), urgent })

export function newCall(direction: State['direction'], lang: Lang): State {
  const place = direction === 'in' ? 'language' : 'ready'
  return { direction, lang, place, ...nobody, misses: 0 }
}

/** Nothing known yet of whom the call is about. */
export const nobody = {
  q: 0,
  tries: 0,
  hersysId: null,
  identified: false,
  said: {},
  signs: [],
  pending: null,
  alarmed: [],
  back: null,
  ringing: null,
}
