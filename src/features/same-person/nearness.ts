/** The voiced kana and what they are without their mark: ヤマザキ and ヤマサキ are often one family. */
const voiced = 'ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポ'
const voiceless = 'カキクケコサシスセソタチツテトハヒフヘホハヒフヘホ'
const withoutVoice = (text: string) => text.replace(/[ガ-ポ]/g, (kana) => voiceless[voiced.indexOf(kana)] ?? kana)

/** Two folded parts of a name: the same, one slip of the fingers apart (from three characters on), or two names. */
export function nearness(one: string, other: string): 'same' | 'near' | 'other' {
  if (one === other) return 'same'
  if (one === '' || other === '') return 'other'
  const [a, b] = [withoutVoice(one).replaceAll('ー', ''), withoutVoice(other).replaceAll('ー', '')]
  if (a === b) return 'near'
  return Math.max(a.length, b.length) >= 3 && isOneEdit([...a], [...b]) ? 'near' : 'other'
}

/** One character more, less or another, or two neighbours that have changed places. */
function isOneEdit(one: string[], other: string[]): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (long.length - short.length > 1) return false
  let head = 0
  while (head < short.length && short[head] === long[head]) head++
  let tail = 0
  while (tail < short.length - head && short.at(-1 - tail) === long.at(-1 - tail)) tail++
  const [a, b] = [short.slice(head, short.length - tail), long.slice(head, long.length - tail)]
  return b.length <= 1 || (a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0])
}
