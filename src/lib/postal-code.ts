/** Seven digits without hyphen ('1008916'), from any width, with 〒, hyphen or spaces; null when it is no postal code. */
export function readPostalCode(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[〒\s‐‑‒–—―−ー-]/g, '')
  return /^\d{7}$/.test(digits) ? digits : null
}

/** '100-8916' for people to read. */
export function showPostalCode(code: string): string {
  return `${code.slice(0, 3)}-${code.slice(3)}`
}
