import { isLang, languages } from '../../i18n/t.ts'
import { normalisePhone, phoneKind } from '../../lib/phone-number.ts'
import { type CallHours, isChannel, timesFault } from './channels.ts'
import type { NewPlan } from './set.server.ts'

/** What was typed into the form of a plan, as it comes back with faults. */
export type Typed = { channels: string[]; phone: string; times: string[]; language: string; reason: string }
export type PlanFaults = { channels?: string; phone?: string; times?: string; language?: string; reason?: string }

const list = (value: string | string[] | undefined) => [value ?? []].flat().filter((each) => each !== '')
const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value.trim() : '')

export function readTyped(body: Record<string, string | string[] | undefined>): Typed {
  return {
    channels: list(body.channel),
    phone: text(body.phone),
    times: list(body.time),
    language: text(body.language),
    reason: text(body.reason).slice(0, 1000),
  }
}

/**
 * The plan that was typed, or every fault at once. With `shared` it is meant for many: number and language of a call are then each patient's own
 * and are not asked. Choosing no channel is allowed where the reason says why: an item opens. `hours`: in which the centre calls.
 */
export function readPlan(
  typed: Typed,
  hours: CallHours,
  { shared = false } = {},
): { plan: NewPlan; faults: null } | { plan: null; faults: PlanFaults } {
  const faults: PlanFaults = {}
  const channels = [...new Set(typed.channels)].filter(isChannel)
  if (channels.length !== new Set(typed.channels).size) faults.channels = '選択してください'
  const isCalled = channels.includes('automatic-call')
  const times = [...new Set(typed.times)].sort()
  if (isCalled) {
    const fault = timesFault(times, hours)
    if (fault) faults.times = fault
    if (!shared && !['mobile', 'fixed', 'ip'].includes(phoneKind(typed.phone))) faults.phone = 'かけられる電話番号を入力してください'
    if (!shared && !isLang(typed.language)) faults.language = '選択してください'
  }
  if (typed.reason === '') faults.reason = 'この方法にする理由を入力してください'
  if (Object.keys(faults).length > 0) return { plan: null, faults }
  const call = isCalled ? { phone: normalisePhone(typed.phone), times, language: typed.language } : null
  return { plan: { channels, call, reason: typed.reason }, faults: null }
}

/** A language that calls are spoken in. */
export const callLanguages = Object.entries(languages) as [string, string][]
