import { createHmac } from 'node:crypto'

const first = 10_000_000
/** How many HER-SYS IDs of eight digits there are: counters run from 0 to this, exclusive. */
export const hersysIdCount = 90_000_000
/** Two halves of this size hold every ID (9487² = 90,003,169 ≥ 90,000,000), with almost nothing left over to walk past. */
const half = 9487
const rounds = 8

/**
 * The HER-SYS ID of a counter: eight digits, 10000000–99999999, no two alike, and nobody without the key can tell the next one.
 * A keyed permutation: Feistel rounds with HMAC-SHA256 on two digits to the base 9487, walking on while the result is outside the range.
 * Throws RangeError when the counter is no integer from 0 to 89,999,999.
 */
export function issueHersysId(counter: number, key: Uint8Array): string {
  assertInRange(counter)
  let place = shuffle(counter, key)
  while (place >= hersysIdCount) place = shuffle(place, key)
  return String(first + place)
}

/** The counter behind an issued ID, for operators and tests. Throws RangeError on anything but eight digits from 10000000. */
export function counterOfHersysId(id: string, key: Uint8Array): number {
  const issued = /^\d{8}$/.test(id) ? Number(id) - first : -1
  assertInRange(issued)
  let place = unshuffle(issued, key)
  while (place >= hersysIdCount) place = unshuffle(place, key)
  return place
}

function shuffle(place: number, key: Uint8Array): number {
  let left = Math.floor(place / half)
  let right = place % half
  for (let round = 0; round < rounds; round++) [left, right] = [right, (left + mix(round, right, key)) % half]
  return left * half + right
}

function unshuffle(place: number, key: Uint8Array): number {
  let left = Math.floor(place / half)
  let right = place % half
  for (let round = rounds - 1; round >= 0; round--) [left, right] = [(right + half - mix(round, left, key)) % half, left]
  return left * half + right
}

const mix = (round: number, value: number, key: Uint8Array) =>
  createHmac('sha256', key).update(`${round}:${value}`).digest().readUInt32BE(0) % half

function assertInRange(counter: number) {
  if (!Number.isInteger(counter) || counter < 0 || counter >= hersysIdCount) throw new RangeError('counter outside the HER-SYS IDs')
}
