/** The kinds of frame in a backup, in the order in which they come: a header, each table with its rows, the files beside the database, the end. */
export type FrameKind = 'header' | 'table' | 'rows' | 'table-end' | 'file' | 'end'
export type Frame = { kind: FrameKind; body: Uint8Array }

const letters: Record<FrameKind, string> = { header: 'H', table: 'T', rows: 'R', 'table-end': 'E', file: 'F', end: 'Z' }
const kinds = Object.fromEntries(Object.entries(letters).map(([kind, letter]) => [letter.charCodeAt(0), kind])) as Record<number, FrameKind>

/** No frame is longer: a reader never has to hold more. 16 MiB. */
export const longestFrame = 16 * 1024 * 1024

/** One letter, the length in four bytes (big-endian), the body. */
export function frame(kind: FrameKind, body: Uint8Array | string | object = ''): Uint8Array {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  if (bytes.length > longestFrame) throw new Error(`a frame of ${bytes.length} bytes`)
  const head = Buffer.alloc(5)
  head[0] = letters[kind].charCodeAt(0)
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

/** The frames of a stream that comes in pieces of any size. Throws when it stops within a frame, or before the end frame, or goes on after it. */
export async function* framesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0)
  let isOver = false
  for await (const piece of pieces) {
    rest = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece])
    while (rest.length >= 5) {
      const length = rest.readUInt32BE(1)
      const kind = kinds[rest[0]!]
      if (!kind || length > longestFrame || isOver) throw new Error('This is no backup of this program, or it is damaged')
      if (rest.length < 5 + length) break
      isOver = kind === 'end'
      yield { kind, body: rest.subarray(5, 5 + length) }
      rest = rest.subarray(5 + length)
    }
  }
  if (!isOver || rest.length > 0) throw new Error('The backup is not whole: it stops before its end')
}

export const textOf = <T>({ body }: Frame) => JSON.parse(Buffer.from(body).toString('utf8')) as T
