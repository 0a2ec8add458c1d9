export type PaperType = 'application/pdf' | 'image/jpeg' | 'image/png' | 'image/webp' | 'image/tiff'

const beginnings: [PaperType, (bytes: Uint8Array) => boolean][] = [
  ['application/pdf', (bytes) => text(bytes, 0, 5) === '%PDF-'],
  ['image/jpeg', (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff],
  ['image/png', (bytes) => text(bytes, 1, 3) === 'PNG' && bytes[0] === 0x89 && bytes[4] === 0x0d],
  ['image/webp', (bytes) => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 4) === 'WEBP'],
  ['image/tiff', (bytes) => ['II*\0', 'MM\0*'].includes(text(bytes, 0, 4))],
]

/** What a file is by its own first bytes; its name and what the browser says of it count for nothing. Null: nothing that a fax may be. */
export function sniffPaper(bytes: Uint8Array): PaperType | null {
  return beginnings.find(([, fits]) => fits(bytes))?.[0] ?? null
}

const text = (bytes: Uint8Array, from: number, length: number) => String.fromCharCode(...bytes.subarray(from, from + length))
