import { commonPasswords, commonWords } from './common-passwords.ts'

export type PasswordFault = 'too-short' | 'too-long' | 'too-simple' | 'common'

/**
 * Why a new password is refused, all reasons at once; empty when it is good. At least eight characters, three of the four kinds
 * (capital, small, digit, sign), not one of those everybody tries first, and not `unlike` what an attacker knows: login ID, address.
 */
export function passwordFaults(password: string, unlike: string[] = []): PasswordFault[] {
  const text = password.normalize('NFKC')
  const faults: PasswordFault[] = []
  const length = [...text].length
  if (length < 8) faults.push('too-short')
  if (length > 128) faults.push('too-long')
  if (Object.values(passwordKinds(text)).filter(Boolean).length < 3) faults.push('too-simple')
  if (isCommon(text) || unlike.some((known) => contains(text, known))) faults.push('common')
  return faults
}

const kinds = { upper: /\p{Lu}/u, lower: /\p{Ll}/u, digit: /\p{Nd}/u, sign: /[^\p{L}\p{Nd}\s]/u }

/** Which of the four kinds of characters a password has: what a page ticks off while it is typed. */
export function passwordKinds(password: string): Record<keyof typeof kinds, boolean> {
  const text = password.normalize('NFKC')
  const has = (kind: keyof typeof kinds) => kinds[kind].test(text)
  return { upper: has('upper'), lower: has('lower'), digit: has('digit'), sign: has('sign') }
}

/** 'P@ssw0rd2022!' is 'password' with the usual disguises. */
function isCommon(text: string): boolean {
  const lower = text.toLowerCase()
  if (commonPasswords.has(lower) || commonPasswords.has(undisguised(lower))) return true
  if (/^(.)\1+$/u.test(lower) || isRun(lower)) return true
  const core = undisguised(lower.replace(/[\d\p{P}\p{S}]+$/u, '').replace(/^[\d\p{P}\p{S}]+/u, ''))
  return commonWords.has(core)
}

const disguises: Record<string, string> = { '@': 'a', '4': 'a', '0': 'o', '1': 'i', '!': 'i', '3': 'e', $: 's', '5': 's', '7': 't' }
const undisguised = (text: string) => text.replace(/[@401!3$57]/g, (sign) => disguises[sign]!)

/** Every character follows the one before it: '12345678', 'abcdefgh', 'hgfedcba'. */
function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((sign, n) => sign.codePointAt(0)! - text.codePointAt(n)!)
  return steps.length > 0 && Math.abs(steps[0]!) === 1 && steps.every((step) => step === steps[0])
}

function contains(text: string, known: string): boolean {
  const word = known.split('@')[0]!.toLowerCase()
  return word.length >= 4 && text.toLowerCase().includes(word)
}
