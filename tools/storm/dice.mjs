// Chance with a memory: the same seed throws the same dice.

/** Numbers in [0, 1) from a seed (mulberry32). */
export function createDice(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n) => Math.floor(next() * n)
  return {
    next,
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (share) => next() < share,
    pick: (list) => list[below(list.length)],
    /** One key of { key: weight }. */
    weighted(table) {
      const entries = Object.entries(table)
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [key, weight] of entries) {
        left -= weight
        if (left < 0) return key
      }
      return entries.at(-1)[0]
    },
    /** Another source that does not disturb this one: one for each connection. */
    child: () => createDice(below(4_294_967_296)),
    hex: (length) => Array.from({ length }, () => below(16).toString(16)).join(''),
  }
}
