/** Bits that count up inside one millisecond; they start at a random place in the lower half, so they cannot run over. */
const counterBits = 26
let last = { at: -1, counter: 0 }

/**
 * A UUID version 7 (RFC 9562): ordered by `now`, and by order of call within one millisecond of this process.
 * A `now` earlier than the last one gives an earlier id: the time inside is always the time given.
 */
export function uuidv7(now: Date): string {
  const at = now.getTime()
  const random = threeWords()
  const counter = at === last.at ? last.counter + 1 : random[0]! >>> (32 - counterBits + 1)
  last = { at, counter }
  const time = hex(at, 12)
  const versionAndHigh = hex(0x7000 | (counter >>> 14), 4)
  const variantAndLow = hex(0x8000 | (counter & 0x3fff), 4)
  const rest = (hex(random[1]!, 8) + hex(random[2]!, 8)).slice(0, 12)
  return `${time.slice(0, 8)}-${time.slice(8)}-${versionAndHigh}-${variantAndLow}-${rest}`
}

/** The system is asked for randomness by the page: asking for each id costs more than the id. Used words are never given twice. */
const page = new Uint32Array(1024)
let used = page.length

function threeWords(): Uint32Array {
  if (used + 3 > page.length) {
    crypto.getRandomValues(page)
    used = 0
  }
  used += 3
  return page.subarray(used - 3, used)
}

/** True for the spelling of any UUID: what an address may name before the database is asked. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}

const hex = (value: number, width: number) => value.toString(16).padStart(width, '0')
