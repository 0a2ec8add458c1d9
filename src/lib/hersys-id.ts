/** A typed HER-SYS ID as its digits: 6 to 8 of them, in any width, spaces and hyphens left out; null for anything else. */
export function readHersysId(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s‐‑‒–—―−ー-]/g, '')
  return /^\d{6,8}$/.test(digits) ? digits : null
}
