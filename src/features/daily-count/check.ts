import { tidy } from '../../lib/kana.ts'
import type { Band } from '../../programmes/covid-19/daily-count.ts'
import type { Counts } from './reconcile.ts'

export type Typed = Record<string, string>
export type Checked = { counts: Counts; faults: Record<string, string> }

const most = 9_999

/** Every box at once. Blank and 0 are the same here: nobody of that age was diagnosed. Full-width digits are read too. */
export function checkCounts(bands: Band[], typed: Typed): Checked {
  const counts: Counts = {}
  const faults: Record<string, string> = {}
  for (const { key, label } of bands) {
    const text = tidy(typed[key] ?? '').replace(/[,，人\s]/g, '')
    if (text === '') continue
    const n = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
    if (!(n <= most)) faults[key] = `${label}：0から${most.toLocaleString('ja-JP')}までの数字を入力してください。`
    else if (n > 0) counts[key] = n
  }
  return { counts, faults }
}
