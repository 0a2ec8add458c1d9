// Texts on which a life may hang. Each stands with a translation back into Japanese, so that a health centre can judge it before a native
// speaker has signed it off; a text that changes needs a new one.
import type { Dictionary } from './language-faults.ts'

/** `text` is what was translated back; `reviewedBy` names the native speaker who signed it off, null until then. */
export type Review = { text: string; back: string; reviewedBy: string | null }
export type Reviews = Record<string, Record<string, Review>>

const urgentKeys =
  /^[\w-]+\.daily\.(urgentSigns|sections\.signs)\.|^[\w-]+\.triage\.|^report\.(danger|sure\.danger|sent\.(urgent|watch|worse))/

/** The signs of high urgency, the reasons and advice of the triage, and whatever says 119. */
export function isUrgent(key: string, japanese: string): boolean {
  return urgentKeys.test(key) || japanese.includes('119')
}

/** Faults of the reviews: an urgent text without a back-translation of its present words, or one that nobody needs. */
export function reviewFaults(source: Dictionary, dictionaries: Record<string, Dictionary>, reviews: Reviews): string[] {
  const urgent = Object.keys(source).filter((key) => isUrgent(key, source[key]!))
  const lacking = urgent.flatMap((key) =>
    Object.keys(dictionaries).flatMap((lang) => {
      const review = reviews[key]?.[lang]
      const text = dictionaries[lang]![key]
      if (text === undefined) return []
      if (!review?.back.trim()) return [`${lang}: urgent, without back-translation: ${key}`]
      return review.text === text ? [] : [`${lang}: urgent, changed since its back-translation: ${key}`]
    }),
  )
  return [
    ...lacking,
    ...Object.keys(reviews)
      .filter((key) => !urgent.includes(key))
      .map((key) => `urgent-review.json: no urgent text: ${key}`),
  ]
}

/** How many urgent texts of each language no native speaker has signed off. */
export function unreviewed(reviews: Reviews): Record<string, number> {
  const open: Record<string, number> = {}
  for (const byLang of Object.values(reviews))
    for (const [lang, { reviewedBy }] of Object.entries(byLang)) open[lang] = (open[lang] ?? 0) + (reviewedBy === null ? 1 : 0)
  return open
}
