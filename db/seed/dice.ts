/** Dice that fall the same way on every machine (mulberry32): seeds and benches must be repeatable. */
export type Dice = {
  next: () => number
  chance: (p: number) => boolean
  between: (from: number, to: number) => number
  pick: <T>(of: readonly T[]) => T
}

export function dice(seed: number): Dice {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    chance: (p) => next() < p,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: (of) => of[Math.floor(next() * of.length)]!,
  }
}
