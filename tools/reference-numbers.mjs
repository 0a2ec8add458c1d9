/**
 * The numbered behaviours of the reference documents (A…E) and their texts (G), and the ones that will never have a test, with the reason.
 * `later` names what is planned but not yet there: it counts as open, never as covered.
 */
export const chapters = { A: 24, B: 18, C: 39, D: 46, E: 14, G: 33 }

/** Number → why no test can assert it. */
export const notApplicable = {}

/** @returns {string[]} 'A1' … 'G33' */
export const referenceNumbers = () =>
  Object.entries(chapters).flatMap(([letter, count]) => Array.from({ length: count }, (_, n) => `${letter}${n + 1}`))

/** The numbers that stand in a test title. */
export const numbersIn = (title) =>
  [...title.matchAll(/\b([A-EG])(\d{1,2})\b/g)].map((m) => m[0]).filter((n) => referenceNumbers().includes(n))
