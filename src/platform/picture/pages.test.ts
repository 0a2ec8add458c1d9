import sharp from 'sharp'
import { expect, test } from 'vitest'
import { pagesOf } from './pages.server.ts'
import { sniffPaper } from './sniff.ts'

const blank = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#fff' } })
/** One blank page, as short as a PDF gets. */
const pdf = (pages = 1) => {
  const kids = Array.from({ length: pages }, (_, n) => `${n + 3} 0 R`).join(' ')
  const leaves = Array.from({ length: pages }, (_, n) => `${n + 3} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n`).join('')
  return Buffer.from(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[${kids}]/Count ${pages}>>endobj\n${leaves}trailer<</Root 1 0 R>>\n%%EOF`,
  )
}

test('a file is what its first bytes say', async () => {
  expect(sniffPaper(pdf())).toBe('application/pdf')
  expect(sniffPaper(await blank(8, 8).png().toBuffer())).toBe('image/png')
  expect(sniffPaper(await blank(8, 8).jpeg().toBuffer())).toBe('image/jpeg')
  expect(sniffPaper(await blank(8, 8).webp().toBuffer())).toBe('image/webp')
  expect(sniffPaper(await blank(8, 8).tiff().toBuffer())).toBe('image/tiff')
  for (const other of ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'GIF89a', '<html>', 'PK\u0003\u0004', ''])
    expect(sniffPaper(Buffer.from(other))).toBeNull()
})

test('a picture is drawn anew: right way up, no larger than a page, and nothing that stood beside it', async () => {
  const sent = await blank(3000, 1200)
    .withMetadata({ orientation: 6 })
    .withExif({ IFD0: { Copyright: 'himitsu' } })
    .jpeg()
    .toBuffer()
  expect(sent.includes('himitsu')).toBe(true)
  const paper = await pagesOf(sent)
  if (typeof paper === 'string') throw new Error(paper)
  const [page] = paper.pages
  expect(page!.height).toBe(2400)
  expect(page!.width).toBe(960)
  const made = await sharp(page!.bytes).metadata()
  expect([made.format, made.exif, made.orientation]).toEqual(['webp', undefined, undefined])
  expect(Buffer.from(page!.bytes).includes('himitsu')).toBe(false)
})

test('a PDF becomes a picture of each page; too many, broken ones and bombs are refused by name', async () => {
  const paper = await pagesOf(pdf(2))
  if (typeof paper === 'string') throw new Error(paper)
  expect(paper.type).toBe('application/pdf')
  expect(paper.pages.map(({ width, height }) => [Math.round(width / 10), Math.round(height / 10)])).toEqual([
    [170, 240],
    [170, 240],
  ])
  expect(await pagesOf(pdf(21))).toBe('too-many-pages')
  expect(await pagesOf(Buffer.from('%PDF-1.4 nothing'))).toBe('unreadable')
  expect(await pagesOf(Buffer.from('svg'))).toBe('wrong-type')
  const torn = await blank(400, 400).png().toBuffer()
  expect(await pagesOf(torn.subarray(0, 60))).toBe('unreadable')
  expect(await pagesOf(await blank(9000, 7000).png({ compressionLevel: 9 }).toBuffer())).toBe('too-large')
})
