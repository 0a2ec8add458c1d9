/** Up to nine capital letters and digits ('TK1234567'), from any width or case, spaces and hyphens left out; null when it is no passport number (A23, B16). */
export function readPassportNumber(text: string): string | null {
  const plain = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s‐‑‒–—―−ー-]/g, '')
  return /^[A-Z0-9]{1,9}$/.test(plain) ? plain : null
}
