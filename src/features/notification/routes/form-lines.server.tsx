import { formRef } from '../../../fields/fields.ts'
import { japaneseDay } from '../../../lib/japanese-day.ts'
import { isUuid } from '../../../lib/uuid.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { programmeOf } from '../../../programmes/registry.ts'
import { institutionStaff } from '../can.ts'
import { disease } from '../desk.server.ts'
import { IncompletePage, type OldVersion, OldVersionsPage } from '../FormLinesPages.tsx'
import { type AfterLine, type FormLine, linesAPage, listIncomplete, listOfVersion, settleGaps } from '../queries/case-forms.server.ts'

/** Lists by the form itself: 未完了 (what a report leaves open) and 旧登録情報一覧 (reports in an earlier version). */
export const formLineRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/institution/incomplete',
    who: institutionStaff,
    audit: 'notification.incomplete',
    handle: async (c) => {
      const found = await listIncomplete(c.sql, c.actor.orgId, readAfter(c.query.after))
      const notice = c.query.done === 'settled' ? '未完了一覧から外しました。発生届の「編集」で、いつでも追記できます。' : null
      return { page: <IncompletePage {...pageOf(c, found, '/institution/incomplete?')} notice={notice} /> }
    },
  }),
  route({
    method: 'POST',
    url: '/institution/incomplete/:caseId/settle',
    who: institutionStaff,
    audit: 'notification.settle-gaps',
    handle: async ({ sql, actor, params, now, shows }) => {
      const id = params.caseId ?? ''
      if (!isUuid(id) || !(await settleGaps(sql, id, actor.accountId, now))) throw new AppError('not-found')
      shows(id)
      return { redirect: '/institution/incomplete?done=settled' }
    },
  }),
  route({
    method: 'GET',
    url: '/institution/old-notifications',
    who: institutionStaff,
    audit: 'notification.old-list',
    handle: async (c) => {
      const versions = oldVersions(japaneseDay(c.now))
      const chosen = versions.find(({ key }) => key === c.query.version) ?? versions[0] ?? null
      const found = chosen ? await listOfVersion(c.sql, c.actor.orgId, chosen.ref, readAfter(c.query.after)) : []
      const lines = pageOf(c, found, `/institution/old-notifications?version=${chosen?.key ?? ''}&`)
      return { page: <OldVersionsPage versions={versions} chosen={chosen} {...lines} /> }
    },
  }),
]

/** Forms that no report of today can be in, the latest first. */
function oldVersions(today: string): OldVersion[] {
  const old = programmeOf(disease).notificationForms.filter(({ until }) => until !== null && until < today)
  return old.map(({ form, until }) => ({ ref: formRef(form), key: form.version, title: form.title, until: until! })).reverse()
}

/** One page of lines, named to the audit, and the way to the next. */
function pageOf(c: Context<Staff>, found: FormLine[], path: string) {
  const lines = found.slice(0, linesAPage)
  c.shows(...lines.map(({ caseId }) => caseId))
  const last = found.length > linesAPage ? lines.at(-1)! : null
  return { lines, nextHref: last && `${path}after=${Date.parse(last.filedAt)}_${last.caseId}` }
}

/** '1658278800000_<id>'; anything else begins at the top. */
function readAfter(text: string | undefined): AfterLine | null {
  const [, ms, id] = /^(\d{1,14})_(.+)$/.exec(text ?? '') ?? []
  return ms && id && isUuid(id) ? { filedAt: new Date(Number(ms)).toISOString(), caseId: id } : null
}
