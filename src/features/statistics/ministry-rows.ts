import type { Counted } from './figures.ts'
import { leastShown } from './suppress.ts'

/** A number as the read model holds it: of the nation or of the prefecture `scope`. */
export type Row = Counted & { level: string; scope: string }

/** What is counted and not told. */
export const hiddenWord = `非表示（${leastShown}人未満）`

export const groupBy = <T>(rows: T[], keyOf: (row: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
  return groups
}
/** Sums by key. */
export const cellsOf = (rows: { key: string; n: number }[]) => {
  const cells: Record<string, number> = {}
  for (const { key, n } of rows) cells[key] = (cells[key] ?? 0) + n
  return cells
}
