import jsQR from 'jsqr'

/** The text of a QR code in a picture, or null. For browsers that cannot read codes themselves; left on `window` for verify.web.ts. */
function readQr({ data, width, height }: ImageData): string | null {
  return jsQR(data, width, height, { inversionAttempts: 'dontInvert' })?.data ?? null
}
Object.assign(window, { readQr })
