import { cut } from '../../lib/cut.ts'
import { addDays, instantOfJapaneseTime, isDay, japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { prefectureStaff } from '../organisation/who.ts'
import { type Asked, AuditPage } from './AuditPage.tsx'
import {
  auditState,
  type Entry,
  entriesPerPage,
  listMarkable,
  listSearchable,
  listUnusual,
  markSeenUnusual,
  searchAudits,
} from './search.server.ts'

type C = Context<Staff>
const centreManager = { org: ['centre'], roles: ['manager'] } as const
const prefectureManager = { org: ['prefecture'], roles: ['manager'] } as const
const operator = { org: ['operator'] } as const
const daysAtMost = 31
const daysByDefault = 7

/** 監査記録 for a centre's manager, a prefecture and the operator. A search names a HER-SYS ID or a person and is a POST. */
export function auditRoutes(): Route[] {
  const portals = [
    ['/centre', centreManager],
    ['/prefecture', prefectureStaff],
    ['/operator', operator],
  ] as const
  return [
    ...portals.flatMap(([base, who]) => [
      route({ method: 'GET', url: `${base}/audit`, who, audit: 'audit.page', handle: (c) => show(c, base) }),
      route({ method: 'POST', url: `${base}/audit`, who, audit: 'audit.search', handle: (c) => search(c, base) }),
    ]),
    ...(
      [
        ['/centre', centreManager],
        ['/prefecture', prefectureManager],
      ] as const
    ).map(([base, who]) =>
      route({ method: 'POST', url: `${base}/audit/unusual/:accessId`, who, audit: 'audit.unusual-seen', handle: (c) => seen(c, base) }),
    ),
  ]
}

const text = (c: C, name: string) => (typeof c.body[name] === 'string' ? cut(c.body[name].trim(), 200) : '')

type Found = { asked?: Asked; entries?: Entry[]; next?: { at: string; id: string } | null; faults?: string[]; status?: number }

async function show(c: C, base: string, found: Found = {}): Promise<Reply> {
  const today = japaneseDay(c.now)
  const asked = found.asked ?? { from: addDays(today, 1 - daysByDefault), to: today, hersysId: '', loginId: '', orgId: '' }
  const orgs = base === '/centre' ? [] : await listSearchable(c.sql, base === '/prefecture' ? c.actor.orgId : null)
  return {
    page: (
      <AuditPage
        at={`${base}/audit`}
        {...{ asked, orgs }}
        entries={found.entries ?? null}
        next={found.next ?? null}
        state={await auditState(c.sql)}
        unusual={await listUnusual(c.sql, c.now)}
        byCase={base !== '/operator'}
        markable={
          base !== '/operator' && c.actor.role === 'manager' ? await listMarkable(c.sql, c.actor.orgId, c.actor.accountId) : new Set()
        }
        faults={found.faults ?? []}
        done={c.query.done === 'seen' ? '確認済みにしました。' : null}
      />
    ),
    ...(found.status ? { status: found.status } : {}),
  }
}

async function search(c: C, base: string): Promise<Reply> {
  const today = japaneseDay(c.now)
  const asked: Asked = {
    from: text(c, 'from') || addDays(today, 1 - daysByDefault),
    to: text(c, 'to') || today,
    hersysId: base === '/operator' ? '' : text(c, 'hersysId').normalize('NFKC'),
    loginId: text(c, 'loginId'),
    orgId: text(c, 'orgId'),
  }
  const faults = [
    ...(isDay(asked.from) && isDay(asked.to) ? [] : ['期間は日付で入力してください。']),
    ...(isDay(asked.from) && isDay(asked.to) && (asked.to < asked.from || asked.to >= addDays(asked.from, daysAtMost))
      ? [`期間は初日から${daysAtMost}日以内にしてください。`]
      : []),
    ...(asked.hersysId !== '' && !/^\d{6,8}$/.test(asked.hersysId) ? ['HER-SYS IDは6～8桁の数字です。'] : []),
  ]
  if (faults.length > 0) return show(c, base, { asked, faults, status: 422 })
  const [beforeAt, beforeId] = [text(c, 'beforeAt'), text(c, 'beforeId')]
  const found = await searchAudits(c.sql, {
    from: instantOfJapaneseTime(asked.from, '00:00'),
    to: instantOfJapaneseTime(addDays(asked.to, 1), '00:00'),
    hersysId: asked.hersysId,
    loginId: asked.loginId,
    orgId: isUuid(asked.orgId) ? asked.orgId : null,
    before: !Number.isNaN(Date.parse(beforeAt)) && isUuid(beforeId) ? { at: beforeAt, id: beforeId } : null,
  })
  const entries = found.slice(0, entriesPerPage)
  const last = found.length > entriesPerPage ? entries.at(-1) : undefined
  // What was searched for is on record itself: whom, and whether a case was named; the ID stands in no log.
  c.note({
    from: asked.from,
    to: asked.to,
    byCase: asked.hersysId !== '',
    loginId: asked.loginId || null,
    orgId: asked.orgId || null,
    found: entries.length,
  })
  return show(c, base, { asked, entries, next: last ? { at: last.at, id: last.id } : null })
}

async function seen(c: C, base: string): Promise<Reply> {
  const { accessId } = c.params
  if (!accessId || !isUuid(accessId)) throw new AppError('not-found')
  const note = text(c, 'note')
  if (!(await markSeenUnusual(c.sql, accessId, c.actor, note, c.now))) throw new AppError('conflict')
  return { redirect: `${base}/audit?done=seen` }
}
