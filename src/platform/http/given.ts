type Given = Record<string, string | string[] | undefined>

/**
 * NUL and its like, which no keyboard types and no column of text holds; marks that turn the direction of what follows, or take no room at all:
 * with them two names look alike and are not, or one runs backwards through a list. The joiners of emoji and of Persian stay.
 */
const unseen = /(?![\t\n\r])\p{Cc}|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu
const someUnseen = new RegExp(unseen.source, 'u')

/** What a visitor sent, as far as it can be seen. */
export function onlyVisible(given: Given): Given {
  const clean = (value: string) => value.replace(unseen, '')
  const has = (value: Given[string]) => (typeof value === 'string' ? someUnseen.test(value) : value?.some((one) => someUnseen.test(one)))
  if (!Object.values(given).some(has)) return given
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === 'string' ? clean(value) : Array.isArray(value) ? value.map(clean) : undefined,
    ]),
  )
}

/** As above, for parameters that are asked for once: of `?a=1&a=2` the first counts. */
export function oneEach(given: Given): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(onlyVisible(given)).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]))
}

const deepest = 40

/**
 * JSON as it was sent, without what nobody can see and without halves of characters, which no column of jsonb takes. Throws RangeError when it
 * goes deeper than any document of ours, and for a key that would become something else than a key.
 */
export function visibleJson(given: unknown, depth = 0): unknown {
  if (depth > deepest) throw new RangeError('deeper than any document')
  if (typeof given === 'string') return visibleText(given)
  if (Array.isArray(given)) return given.map((each) => visibleJson(each, depth + 1))
  if (typeof given !== 'object' || given === null) return given
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      if (key === '__proto__') throw new RangeError('no name of ours')
      return [visibleText(key), visibleJson(value, depth + 1)]
    }),
  )
}

const visibleText = (text: string) => text.replace(unseen, '').replace(/\p{Cs}/gu, '\ufffd')
