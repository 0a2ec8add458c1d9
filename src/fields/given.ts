import type { Raw } from './fields.ts'

/** What was given for one question, whatever the spelling: form keys 'name.family' or JSON `name: { family }`. Blank is ''. */
export type Given = {
  text: () => string
  texts: () => string[]
  part: (key: string) => string
}

export function givenFor(raw: Raw, name: string): Given {
  const whole = own(raw, name)
  return {
    text: () => asText(whole),
    texts: () => (Array.isArray(whole) ? whole.map(asText) : [asText(whole)]),
    part: (key) => asText(own(raw, `${name}.${key}`) ?? own(whole, key)),
  }
}

/** A question posted twice counts once: the later value, as browsers show it. */
function asText(given: unknown): string {
  if (Array.isArray(given)) return asText(given.at(-1))
  return typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean' ? String(given) : ''
}

function own(holder: unknown, key: string): unknown {
  return typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key) ? (holder as Raw)[key] : undefined
}
