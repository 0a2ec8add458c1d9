/** Check digit of a 全国地方公共団体コード (総務省): weights 6 5 4 3 2, the last digit of 11 − (sum mod 11). '13101' → '6'. */
export function municipalityCheckDigit(fiveDigits: string): string {
  if (!/^\d{5}$/.test(fiveDigits)) throw new Error('a municipality code has five digits before its check digit')
  const sum = [6, 5, 4, 3, 2].reduce((total, weight, place) => total + weight * Number(fiveDigits[place]), 0)
  return String(11 - (sum % 11)).slice(-1)
}

/** Six digits: prefecture (JIS X 0401), municipality (JIS X 0402), check digit. */
export function isMunicipalityCode(text: string): boolean {
  return /^\d{6}$/.test(text) && municipalityCheckDigit(text.slice(0, 5)) === text[5]
}
