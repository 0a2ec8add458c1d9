import { japaneseDay } from '../../lib/japanese-day.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { DivisionsPage } from './DivisionsPage.tsx'
import { readDivision } from './division.ts'
import { listDivisions, setDivision } from './queries.server.ts'

type C = Context<Staff>
const who = { org: ['operator'] } as const
const at = '/operator/daily-count-bands'

/** The age bands of 日次報告, which the operator sets from a day to come on. */
export function divisionRoutes(): Route[] {
  return [
    route({ method: 'GET', url: at, who, audit: 'daily-count.bands', handle: (c) => show(c) }),
    route({ method: 'POST', url: at, who, audit: 'daily-count.set-bands', handle: save }),
  ]
}

async function show(c: C, more: { typed?: { from: string; starts: string }; faults?: string[]; status?: number } = {}): Promise<Reply> {
  const { typed = { from: '', starts: '' }, faults = [], status } = more
  const today = japaneseDay(c.now)
  const page = <DivisionsPage divisions={await listDivisions(c.sql)} {...{ today, typed, faults }} isSaved={c.query.saved === '1'} />
  return status ? { page, status } : { page }
}

async function save(c: C): Promise<Reply> {
  const text = (name: string) => (typeof c.body[name] === 'string' ? c.body[name].trim().slice(0, 300) : '')
  const typed = { from: text('from'), starts: text('starts') }
  const isTakenBack = text('go') === 'delete'
  const { from, starts, faults } = readDivision(isTakenBack ? { ...typed, starts: '0' } : typed, japaneseDay(c.now))
  const said = faults.length > 0 ? null : await setDivision(c.sql, from, isTakenBack ? null : starts)
  if (said === 'past' || said === 'wrong') faults.push('この区分は保存できません。適用日と年齢を確かめてください。')
  if (faults.length > 0) {
    c.fails()
    return show(c, { typed, faults, status: 422 })
  }
  c.note({ from, starts: isTakenBack ? null : starts })
  return { redirect: `${at}?saved=1` }
}
