import type { Parts, Traits } from './person.ts'

/**
 * What two records of one person still share when something is mistyped: one key for each way of being alike, hashed to 32 bits with a sign
 * (a chance collision only costs a comparison). Records without a common key are never compared.
 */
export function blocksOf(traits: Traits): number[] {
  const { written, reading, birthOn, phone, postalCode } = traits
  const [year, day] = birthOn === null ? [null, null] : [birthOn.slice(0, 4), birthOn.slice(5)]
  const keys = [
    phone && `phone ${phone}`,
    // Birth date right, one part of the name right: typing errors in the other, a new family name, no reading, family and given name swapped.
    ...(birthOn === null
      ? []
      : [...starts(reading, 2).map((part) => `birth ${birthOn} ${part}`), ...starts(written, 9).map((part) => `born ${birthOn} ${part}`)]),
    // Name right in either order, birth date half right: another era, a mistyped year, month or day.
    ...[reading, written].flatMap((parts) => (parts && year ? [`year ${year} ${both(parts)}`, `day ${day} ${both(parts)}`] : [])),
    birthOn && postalCode && `home ${birthOn} ${postalCode}`,
    ...(birthOn === null ? [reading, written].flatMap((parts) => (parts ? [`name ${both(parts)}`] : [])) : []),
  ]
  return [...new Set(keys.filter((key) => key !== null && key !== '').map((key) => hash(key as string)))]
}

const starts = (parts: Parts, length: number) =>
  parts ? [...new Set([parts.family, parts.given])].filter((part) => part !== '').map((part) => [...part].slice(0, length).join('')) : []

/** The characters in a fixed order: neither swapping the parts nor typing all into one field makes a difference. */
const both = ({ family, given }: NonNullable<Parts>) => [...(family + given)].sort().join('')

/** FNV-1a with the last bits stirred once more, as a signed 32-bit number: PostgreSQL's int. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  return h ^ (h >>> 13)
}
