export type Part = { text: string; href: string | null }

/** A text in pieces, its web addresses apart. A stop or bracket after an address belongs to the sentence. */
export function withLinks(text: string): Part[] {
  return text
    .split(/(https?:\/\/[\w\-.~:/?#[\]@!$&'*+,;=%]+[\w\-~/?#@$&*+=%])/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, href: /^https?:\/\//.test(part) ? part : null }))
}
