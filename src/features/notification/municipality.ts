import { tidy } from '../../lib/kana.ts'

export type Municipality = { code: string; prefectureName: string; name: string; centreId: string | null }

/**
 * The municipality of a typed address: prefecture and name must both fit. 'みなと市中央区' finds みなと市 where the list has no wards, and a
 * district before the name (○○郡丘ノ上町) does not hide it. Null when none or more than one fits.
 */
export function findMunicipality(list: readonly Municipality[], prefecture: string | null, name: string | null): Municipality | null {
  if (prefecture === null || name === null) return null
  const typed = tight(name)
  const near = list.filter((each) => tight(each.prefectureName) === tight(prefecture))
  const same = near.filter((each) => tight(each.name) === typed)
  if (same.length > 0) return same.length === 1 ? same[0]! : null
  const within = near.filter((each) => typed.replace(/^.+?郡/, '').startsWith(tight(each.name)))
  const longest = Math.max(0, ...within.map((each) => each.name.length))
  const best = within.filter((each) => each.name.length === longest)
  return best.length === 1 ? best[0]! : null
}

const tight = (text: string) => tidy(text).replace(/\s/g, '')
