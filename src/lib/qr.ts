import { encode } from 'uqr'

export type QrDrawing = {
  /** Modules on each side, quiet zone included: the side of the view box. */
  size: number
  /** The dark modules as one SVG path of runs. */
  path: string
}

/** A text as a QR code (ISO/IEC 18004) with the quiet zone of four modules that readers need. Throws when it is longer than a QR code holds (2,953 bytes). */
export function drawQr(text: string): QrDrawing {
  const { size, data } = encode(text, { ecc: 'L', border: 4 })
  return { size, path: data.map(runsOf).join('') }
}

function runsOf(row: boolean[], y: number): string {
  let path = ''
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue
    const from = x
    while (row[x + 1]) x++
    path += `M${from} ${y}h${x + 1 - from}v1h${from - x - 1}z`
  }
  return path
}
