/** Cells smaller than this are not shown to the ministry. */
export const leastShown = 10

/** What may be shown of a group: cells of `least` and more, and all the others together. `rest` null: the group is too small to be told of at all. */
export type Published = { shown: Record<string, number>; rest: number | null }

/**
 * Cells under `least` are pooled; where the pool would itself be small, or could only be made up in one way, the smallest cell that could be
 * shown (with all of its size) joins it. Whatever the ministry sees is a sum of shown cells and of whole pools, and of a group nothing but these is ever told: not which
 * cells the pool holds, nor which are empty. So no hidden cell follows from any total. `universe`: how many cells the group could have.
 */
export function publish(cells: Record<string, number>, universe: number, least = leastShown): Published {
  const filled = Object.entries(cells).filter(([, n]) => n > 0)
  let big = filled.filter(([, n]) => n >= least)
  let rest = filled.reduce((sum, [, n]) => sum + (n < least ? n : 0), 0)
  // Full to the brim (each hidden cell least - 1) says as much as a small pool does.
  const isTelling = rest > 0 && (rest < least || rest >= (universe - big.length) * (least - 1))
  if (isTelling && big.length > 0) {
    // All of the same size together: which of them was taken would tell where the small ones stand.
    const smallest = Math.min(...big.map(([, n]) => n))
    rest += big.reduce((sum, [, n]) => sum + (n === smallest ? n : 0), 0)
    big = big.filter(([, n]) => n > smallest)
  }
  if (rest > 0 && rest < least) return { shown: {}, rest: null }
  return { shown: Object.fromEntries(big), rest }
}

/** A nation of groups: those too small are pooled as cells are, and of the others the cells are published. */
export type Nation = {
  groups: Record<string, { total: number; published: Published }>
  /** Everybody of the groups that are not shown; null when even that is too few. */
  rest: number | null
}

export function publishNation(groups: Record<string, Record<string, number>>, universe: { groups: number; cells: number }): Nation {
  const totals = Object.fromEntries(Object.entries(groups).map(([key, cells]) => [key, sumOf(cells)]))
  const { shown, rest } = publish(totals, universe.groups)
  return {
    rest,
    groups: Object.fromEntries(
      Object.entries(shown).map(([key, total]) => [key, { total, published: publish(groups[key]!, universe.cells) }]),
    ),
  }
}

const sumOf = (cells: Record<string, number>) => Object.values(cells).reduce((sum, n) => sum + n, 0)

/** Several publications added up, week by week or prefecture by prefecture; a withheld one adds nothing and is said (`isPartial`). */
export function addUp(published: Published[]): { shown: Record<string, number>; rest: number; isPartial: boolean } {
  const shown: Record<string, number> = {}
  for (const one of published) for (const [key, n] of Object.entries(one.shown)) shown[key] = (shown[key] ?? 0) + n
  return {
    shown,
    rest: published.reduce((sum, { rest }) => sum + (rest ?? 0), 0),
    isPartial: published.some(({ rest }) => rest === null),
  }
}
