import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import type { ContainerFault } from './spreadsheet.ts'

/** What a workbook may hold: entries of its zip, bytes when inflated, and how many times larger an entry may become. */
export const limits = { entries: 500, inflatedBytes: 150 * 2 ** 20, ratio: 200 } as const
/** A small entry may be as repetitive as it likes. */
const ratioCountsFrom = 2 ** 20

type Entry = { name: string; isEncrypted: boolean; method: number; start: number; packed: number }

const oleMagic = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const encryptedPackage = Buffer.from('EncryptedPackage', 'utf16le')

/** What can be said without inflating anything: cheap enough for the web process. Null: nothing against it so far. */
export function faultAtFirstSight(bytes: Buffer): ContainerFault | null {
  if (bytes.subarray(0, 8).equals(oleMagic)) return bytes.includes(encryptedPackage) ? 'encrypted' : 'old-format'
  const entries = directoryOf(bytes)
  if (entries === null) return 'not-a-workbook'
  if (entries === 'too-many') return 'too-big-inside'
  if (entries.some(({ isEncrypted }) => isEncrypted)) return 'encrypted'
  if (entries.some(({ name }) => /vbaProject|\/macrosheets\//i.test(name))) return 'macros'
  return entries.some(({ name }) => name === 'xl/workbook.xml') ? null : 'not-a-workbook'
}

/** The same, and every entry inflated within the limits: what passes cannot swell in the reader. For the worker. */
export async function faultOfContainer(bytes: Buffer): Promise<ContainerFault | null> {
  const early = faultAtFirstSight(bytes)
  if (early) return early
  let left: number = limits.inflatedBytes
  for (const entry of directoryOf(bytes) as Entry[]) {
    const inflated = await inflate(bytes, entry, left)
    if (!Buffer.isBuffer(inflated)) return inflated
    left -= inflated.length
    if (inflated.length > ratioCountsFrom && inflated.length > entry.packed * limits.ratio) return 'too-big-inside'
    // A document type may define entities that grow without end; no spreadsheet program writes one.
    if (inflated.includes('<!DOCTYPE')) return 'not-a-workbook'
    if (entry.name === '[Content_Types].xml' && inflated.includes('macroEnabled')) return 'macros'
  }
  return null
}

/** The text of an entry, within the limits; null when there is none. */
export async function readEntry(bytes: Buffer, name: string): Promise<string | null> {
  const entries = directoryOf(bytes)
  const entry = Array.isArray(entries) ? entries.find((each) => each.name === name) : undefined
  const inflated = entry && (await inflate(bytes, entry, limits.inflatedBytes))
  return Buffer.isBuffer(inflated) ? inflated.toString('utf8') : null
}

async function inflate(bytes: Buffer, { start, packed, method }: Entry, left: number): Promise<Buffer | ContainerFault> {
  if (bytes.length < start + 30 || bytes.readUInt32LE(start) !== 0x04034b50) return 'not-a-workbook'
  const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28)
  const data = bytes.subarray(from, from + packed)
  if (data.length < packed || (method !== 0 && method !== 8)) return 'not-a-workbook'
  if (method === 0) return data.length > left ? 'too-big-inside' : data
  try {
    return await promisify(inflateRaw)(data, { maxOutputLength: Math.max(left, 1) })
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-big-inside' : 'not-a-workbook'
  }
}

/** The zip's own table of contents. Zip64 is for files far larger than we take: null, as for everything that is no zip. */
function directoryOf(bytes: Buffer): Entry[] | 'too-many' | null {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (bytes.length < 22 || bytes.readUInt32LE(0) !== 0x04034b50 || end < 0 || end + 22 > bytes.length) return null
  const count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  if (count === 0xffff || at === 0xffffffff) return null
  if (count > limits.entries) return 'too-many'
  const entries: Entry[] = []
  for (let n = 0; n < count; n++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) return null
    const nameLength = bytes.readUInt16LE(at + 28)
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      isEncrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      start: bytes.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}
