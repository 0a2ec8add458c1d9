/** SMS reaches 'mobile' only; a code can be spoken to 'mobile', 'fixed' and 'ip'. */
export type PhoneKind = 'mobile' | 'fixed' | 'ip' | 'free' | 'foreign' | 'invalid'

/** A normalised mobile number; also understood by PostgreSQL. 060 is opened for mobiles. */
export const mobilePattern = /^0[6789]0[1-9]\d{7}$/

/** 電気通信番号規則 別表: first digits and length. The first match wins. */
const plan: [RegExp, PhoneKind][] = [
  [mobilePattern, 'mobile'],
  [/^050[1-9]\d{7}$/, 'ip'],
  [/^(0120\d{6}|0800\d{7}|0570\d{6})$/, 'free'],
  [/^0[1-9][1-9]\d{7}$/, 'fixed'],
  [/^0[1-9]0[1-9]\d{6}$/, 'invalid'],
  [/^\+(?!81)[1-9]\d{6,14}$/, 'foreign'],
]

/**
 * Digits as they are dialled inside Japan ('09012345678'), or '+' and digits for other countries. Full width, hyphens of every kind,
 * brackets and +81 are taken away; what is no number stays as it was typed, so that a person can still read and mend it.
 */
export function normalisePhone(text: string): string {
  const tidy = text.normalize('NFKC').trim()
  const digits = tidy.replace(/[\s()‐‑‒–—―−ー.·・-]/g, '')
  const national = digits.replace(/^(\+|010)81\(?0?/, '0')
  return /^\+?\d+$/.test(national) ? national : tidy
}

/** What kind of number it is; takes any spelling that `normalisePhone` takes. */
export function phoneKind(text: string): PhoneKind {
  const number = normalisePhone(text)
  return plan.find(([pattern]) => pattern.test(number))?.[1] ?? 'invalid'
}

/** '+819012345678'; null when it is no telephone number. */
export function e164(text: string): string | null {
  const number = normalisePhone(text)
  const kind = phoneKind(number)
  if (kind === 'invalid') return null
  return kind === 'foreign' ? number : `+81${number.slice(1)}`
}

/** '090****5678': enough for its owner to recognise, too little for anyone else. */
export function maskPhone(text: string): string {
  const number = normalisePhone(text)
  return number.length < 8 ? '****' : `${number.slice(0, 3)}****${number.slice(-4)}`
}
