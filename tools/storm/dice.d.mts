export type Dice = {
  next(): number
  below(n: number): number
  between(from: number, to: number): number
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
  weighted<K extends string>(table: Record<K, number>): K
  child(): Dice
  hex(length: number): string
}
export function createDice(seed: number): Dice
