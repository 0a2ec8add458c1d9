/** 点数表: 1 医科, 3 歯科, 4 調剤. */
const shape = /^(0[1-9]|[1-4]\d)[134]\d{7}$/

/** Check digit of a 10-digit 医療機関コード from its first nine: Luhn. '011011371' → '9'. */
export function institutionCheckDigit(nineDigits: string): string {
  if (!/^\d{9}$/.test(nineDigits)) throw new Error('an institution code has nine digits before its check digit')
  const sum = [...nineDigits].reverse().reduce((total, digit, place) => total + digitSum(Number(digit) * (place % 2 === 0 ? 2 : 1)), 0)
  return String((10 - (sum % 10)) % 10)
}

/** Ten digits: prefecture 2, 点数表 1, district 2, number 4, check digit 1. */
export function isInstitutionCode(text: string): boolean {
  return shape.test(text) && institutionCheckDigit(text.slice(0, 9)) === text[9]
}

const digitSum = (number: number) => Math.floor(number / 10) + (number % 10)
