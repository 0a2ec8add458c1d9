/** Full-width letters and digits become half-width, half-width kana full-width; spaces are trimmed and joined into one. */
export function tidy(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim()
}

/** Any kana as full-width katakana: half width and hiragana are turned, a hyphen after kana becomes the long mark ー. */
export function toKatakana(text: string): string {
  return tidy(text)
    .replace(/[ぁ-ゖゝゞ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))
    .replace(/(?<=[ァ-ヺー])[-‐‑‒–—―−]/g, 'ー')
}

/** Katakana with ー ・ and spaces; Latin letters too, for names that have no kana yet. */
export function isKatakanaName(text: string): boolean {
  return /^[ァ-ヺーヽヾ・A-Za-z .'-]+$/.test(text)
}
