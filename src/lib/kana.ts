/**
 * Full-width letters, digits and spaces become half-width, half-width kana full-width; spaces are trimmed and joined into one, control
 * characters dropped. Ideographs are never touched: Unicode normalisation would swap the old forms in people's names.
 */
export function tidy(text: string): string {
  return storable(text).replace(/\s+/g, ' ').trim()
}

/** As `tidy`, keeping line breaks. */
export function tidyLines(text: string): string {
  return storable(text.replace(/\r\n?/g, '\n'))
    .replace(/[^\S\n]+/g, ' ')
    .trim()
}

/** Any kana as full-width katakana: half width and hiragana are turned, a hyphen after kana becomes the long mark ー. */
export function toKatakana(text: string): string {
  return tidy(text)
    .replace(/[ぁ-ゖゝゞ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))
    .replace(/([ァ-ヺー])[-‐‑‒–—―−]+/g, '$1ー')
}

/** Katakana with ー ・ and spaces; Latin letters too, for names that have no kana yet. */
export function isKatakanaName(text: string): boolean {
  return /^[ァ-ヺーヽヾ・A-Za-z .'-]+$/.test(text)
}

/** Neither NUL nor half a surrogate pair: PostgreSQL takes none of them in jsonb. */
function storable(text: string): string {
  return (
    text
      .replace(/[　\uff00-\uffef]+/g, (run) => run.normalize('NFKC'))
      // biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the purpose
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]|\p{Surrogate}/gu, '')
  )
}
