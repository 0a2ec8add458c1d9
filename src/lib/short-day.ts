import { readDay } from './era.ts'
import { type Day, dayOf } from './japanese-day.ts'

/**
 * A day as somebody in a hurry types it into one box: '19800102', 'S550102', '2022/7/20' and all that `readDay` takes; '0720' and '7/20' are
 * the last such day up to `today`. Null for anything else, a year alone too.
 */
export function readShortDay(text: string, today: Day): Day | null {
  const plain = text.normalize('NFKC').replace(/\s/g, '')
  const together = /^([RHSTM])(\d{2})(\d{2})(\d{2})$/i.exec(plain)
  if (together)
    return readDay(
      together
        .slice(1, 4)
        .join('')
        .replace(/(\d{2})$/, '/$1')
        .concat('/', together[4]!),
    )
  const short = /^(\d{2})(\d{2})$/.exec(plain) ?? /^(\d{1,2})[/.月-](\d{1,2})日?$/.exec(plain)
  if (!short) return readDay(plain)
  const year = Number(today.slice(0, 4))
  const [month, date] = [Number(short[1]), Number(short[2])]
  const days = Array.from({ length: 8 }, (_, ago) => dayOf(year - ago, month, date))
  return days.find((day) => day !== null && day <= today) ?? null
}
