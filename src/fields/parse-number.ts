import { tidy } from '../lib/kana.ts'
import type { Fault } from './faults.ts'

type Limits = { min: number; max: number; step: number; unit: string }

/** Reads '36.5', '３６．５', '36,5', '36.5℃', '36度5分'. Null for blank. Never rounds: 93.5 % must not become 94 %. */
export function parseNumber(text: string, limits: Limits): { value: number | null } | { fault: Fault } {
  const plain = plainNumber(text, limits.unit)
  if (plain === '') return { value: null }
  if (!/^[+-]?\d{1,12}(\.\d{1,12})?$/.test(plain)) return { fault: { code: 'not-a-number' } }
  const { min, max, step, unit } = limits
  const value = Number(plain)
  if (value < min) return { fault: { code: 'too-low', params: { min, unit } } }
  if (value > max) return { fault: { code: 'too-high', params: { max, unit } } }
  const steps = Math.round(value / step)
  if (Math.abs(steps * step - value) > step / 1e6) return { fault: { code: 'too-fine', params: { step } } }
  return { value: Number(value.toFixed(6)) }
}

function plainNumber(text: string, unit: string): string {
  const tight = tidy(text).normalize('NFKC').replace(/\s/g, '')
  const withoutUnit = [unit.normalize('NFKC'), '°C', '℃', '度', '%'].reduce(
    (rest, each) => (each !== '' && rest.endsWith(each) ? rest.slice(0, -each.length) : rest),
    tight,
  )
  return withoutUnit.replace(/^(\d+)度(\d)分?$/, '$1.$2').replace(/^([+-]?\d+),(\d+)$/, '$1.$2')
}
