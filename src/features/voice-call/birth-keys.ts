import { dayOfEra, type Era } from '../../lib/era.ts'
import { type Day, dayOf } from '../../lib/japanese-day.ts'

const eraKeys: Record<string, Era> = { '1': 'meiji', '2': 'taisho', '3': 'showa', '4': 'heisei', '5': 'reiwa' }

/** A birth date by keys: 19500503, or with the number of the era (明治 1 … 令和 5) 3250503; null when it is no day. */
export function birthOfKeys(keys: string): Day | null {
  const [, western, month, date] = /^(\d{4})(\d{2})(\d{2})$/.exec(keys) ?? []
  if (western) return dayOf(Number(western), Number(month), Number(date))
  const [, era, year, eraMonth, eraDate] = /^(\d)(\d{2})(\d{2})(\d{2})$/.exec(keys) ?? []
  return era && eraKeys[era] ? dayOfEra(eraKeys[era], Number(year), Number(eraMonth), Number(eraDate)) : null
}
