import type { PaperType } from './sniff.ts'

export type Drawn = { bytes: Uint8Array; width: number; height: number }
/** 'unreadable': broken, locked by a password, or not what it begins like. 'too-many-pages', 'too-large': more than anybody faxes. */
export type Refusal = 'unreadable' | 'too-many-pages' | 'too-large'

export const mostPages = 20
/** Twice A4 at 200 dpi, and room; a picture that claims more is a bomb. */
const mostPixels = 60_000_000
/** A page as it is shown: A4 at about 200 dpi. */
const largest = { width: 1700, height: 2400 }

/**
 * The pages of a fax as pictures of our own making: decoded, turned the right way up, no larger than a page, encoded anew as WebP. Nothing that a
 * camera, a scanner or somebody ill-meaning wrote beside the picture survives. Runs in the thread of `pagesOf` alone.
 */
export async function redraw(bytes: Uint8Array, type: PaperType): Promise<Drawn[] | Refusal> {
  try {
    return type === 'application/pdf' ? await drawPdf(bytes) : await drawPicture(bytes)
  } catch (error) {
    return /pixel limit/.test(String((error as Error | null)?.message)) ? 'too-large' : 'unreadable'
  }
}

async function drawPicture(bytes: Uint8Array): Promise<Drawn[] | Refusal> {
  const { default: sharp } = await import('sharp')
  const { pages = 1 } = await sharp(bytes, { limitInputPixels: mostPixels }).metadata()
  if (pages > mostPages) return 'too-many-pages'
  const drawn: Drawn[] = []
  for (let page = 0; page < pages; page++) {
    const opened = sharp(bytes, { page, limitInputPixels: mostPixels, failOn: 'error' }).rotate()
    drawn.push(await encode(opened))
  }
  return drawn
}

async function drawPdf(bytes: Uint8Array): Promise<Drawn[] | Refusal> {
  const [{ default: sharp }, { PDFiumLibrary }] = await Promise.all([import('sharp'), import('@hyzyla/pdfium')])
  const library = await PDFiumLibrary.init()
  const document = await library.loadDocument(bytes)
  if (document.getPageCount() > mostPages) return 'too-many-pages'
  const drawn: Drawn[] = []
  for (const page of document.pages()) {
    const { originalWidth, originalHeight } = page.getOriginalSize()
    const scale = Math.min(largest.width / originalWidth, largest.height / originalHeight)
    const { data, width, height } = await page.render({ scale, colorSpace: 'Gray', renderFormFields: true })
    drawn.push(await encode(sharp(data, { raw: { width, height, channels: 1 } })))
  }
  return drawn.length === 0 ? 'unreadable' : drawn
}

async function encode(picture: import('sharp').Sharp): Promise<Drawn> {
  const { data, info } = await picture
    .resize({ ...largest, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .webp({ quality: 72 })
    .toBuffer({ resolveWithObject: true })
  return { bytes: new Uint8Array(data), width: info.width, height: info.height }
}
