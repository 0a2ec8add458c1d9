import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A page as it lies on paper: grey values 0 (ink) to 255, row by row. */
export type Picture = { width: number; height: number; grey: Uint8Array }

/** What poppler paints of one page of a PDF. A text that can be extracted may still be missing on paper, so tests look at this. */
export function rasterise(pdf: Buffer, dpi = 72, page = 1): Picture {
  const folder = mkdtempSync(join(tmpdir(), 'her-sys-raster-'))
  try {
    writeFileSync(join(folder, 'in.pdf'), pdf)
    execFileSync('pdftoppm', ['-gray', '-r', String(dpi), '-f', String(page), '-singlefile', join(folder, 'in.pdf'), join(folder, 'out')])
    return readPgm(readFileSync(join(folder, 'out.pgm')))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function readPgm(file: Buffer): Picture {
  const [head, width, height] = /^P5\s(\d+)\s(\d+)\s255\s/.exec(file.subarray(0, 40).toString('latin1')) ?? []
  if (!head) throw new Error('no grey picture')
  return { width: Number(width), height: Number(height), grey: new Uint8Array(file.subarray(head.length)) }
}

/** The darkness of every pixel in a box, given in points (1/72 inch) from the upper left corner: who compares two boxes compares what is seen. */
export function inkOf({ width, grey }: Picture, dpi: number, box: { x: number; y: number; width: number; height: number }): number[] {
  const at = (points: number) => Math.round((points * dpi) / 72)
  const rows = Array.from({ length: at(box.height) }, (_, row) => (at(box.y) + row) * width + at(box.x))
  return rows.flatMap((start) => [...grey.subarray(start, start + at(box.width))].map((value) => 255 - value))
}

/** For readers of QR codes, which want colours. */
export function rgbaOf({ grey }: Picture): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: grey.length * 4 }, (_, n) => (n % 4 === 3 ? 255 : grey[n >> 2]!))
}
