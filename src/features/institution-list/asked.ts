import { isDay } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'

export const sizes = [10, 50, 100] as const
export const orders = { desc: '新しい順', asc: '古い順' } as const
export type Order = keyof typeof orders

/** From here on a count is told as 「…件以上」. */
export const mostCounted = 1000

/** Where a page goes on: the last line's day (records) or instant (cases, watches), and its id. */
export type After = { at: string; id: string }
/** What a list is asked for. `show`: one of its filters; null: everything. */
export type Asked = { show: string | null; order: Order; size: number; after: After | null }

type Query = Record<string, string | undefined>

/** From the address, which holds no word about anybody. What does not fit is as if it were not there. */
export function readAsked(query: Query, shows: Record<string, string>, by: 'day' | 'instant'): Asked {
  return {
    show: query.show !== undefined && Object.hasOwn(shows, query.show) ? query.show : null,
    order: query.order === 'asc' ? 'asc' : 'desc',
    size: sizes.find((size) => String(size) === query.size) ?? 50,
    after: readAfter(query.after, by),
  }
}

/** '2022-07-20_<id>' or '1658278800000_<id>'. Anything else begins at the top. */
function readAfter(text: string | undefined, by: 'day' | 'instant'): After | null {
  const [, at, id] = /^([\d-]{1,14})_(.+)$/.exec(text ?? '') ?? []
  if (!at || !id || !isUuid(id)) return null
  if (by === 'day') return isDay(at) ? { at, id } : null
  return /^\d+$/.test(at) ? { at: new Date(Number(at)).toISOString(), id } : null
}

/** The address of the page that goes on after this line. */
export function nextHref({ show, order, size }: Asked, by: 'day' | 'instant', last: After): string {
  const place = by === 'day' ? last.at : String(Date.parse(last.at))
  return `?${new URLSearchParams({ ...(show ? { show } : {}), order, size: String(size), after: `${place}_${last.id}` })}`
}
