import { check } from '../../../fields/check.ts'
import { type Field, type Form, formRef, type Raw } from '../../../fields/fields.ts'
import { japaneseDay } from '../../../lib/japanese-day.ts'
import { isUuid, uuidv7 } from '../../../lib/uuid.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import type { Settings } from '../../../platform/settings.server.ts'
import { recordFormFor } from '../../../programmes/tabs.ts'
import { headOf } from '../../case-record/desk.server.ts'
import type { CaseHead } from '../../case-record/head.server.ts'
import { getOrganisation } from '../../organisation/queries.server.ts'
import { institutionStaff } from '../can.ts'
import { disease, facilitiesOf, formOfDay } from '../desk.server.ts'
import { prefill } from '../draft.ts'
import { EarlyConfirmPage, EarlyDonePage, EarlyFormPage, UnfiledPage } from '../EarlyPages.tsx'
import { reflectTabs, registerEarly } from '../early.server.ts'
import { listClosings } from '../early-close.server.ts'
import { hersysIdKey } from '../hersys-id.server.ts'
import { findOpenFiling, insertDraft, updateDraft } from '../queries/drafts.server.ts'

type C = Context<Staff>

/** 発生届の提出前に使用 (D30–D32), and from there to the 発生届. */
export function earlyRoutes(settings: Pick<Settings, 'secret'>): Route[] {
  const who = institutionStaff
  return [
    route({ method: 'GET', url: '/institution/early', who, audit: 'notification.early', handle: (c) => formPage(c, uuidv7(c.now), {}) }),
    route({ method: 'POST', url: '/institution/early', who, audit: 'notification.register', handle: (c) => posted(c, settings.secret) }),
    route({
      method: 'GET',
      url: '/institution/cases/:caseId/registered',
      who,
      audit: 'notification.early-done',
      handle: async (c) => ({ page: <EarlyDonePage head={await headOf(c)} now={c.now} /> }),
    }),
    route({ method: 'POST', url: '/institution/cases/:caseId/notification', who, audit: 'notification.begin', handle: beginFiling }),
  ]
}

/** ID管理情報 with 国籍 after 性別, as the manual shows it (D31): 国籍 is kept in 基礎情報, where it belongs. */
function earlyForm(now: Date): Form {
  const of = (tab: 'identity' | 'basics') => recordFormFor({ disease, tab, isFiled: false, on: japaneseDay(now) })!
  const identity = of('identity')
  const nationality = { ...(of('basics').fields.nationality as Field), section: 'person' }
  const fields = Object.entries(identity.fields).flatMap(([name, field]) =>
    name === 'sexUndisclosed'
      ? [
          [name, field],
          ['nationality', nationality],
        ]
      : [[name, field]],
  )
  return { ...identity, fields: Object.fromEntries(fields) }
}

async function formPage(
  { sql, now }: C,
  caseId: string,
  given: Raw,
  faults?: Parameters<typeof EarlyFormPage>[0]['faults'],
): Promise<Reply> {
  const props = { form: earlyForm(now), caseId, given, facilities: await facilitiesOf(sql) }
  return faults ? { page: <EarlyFormPage {...props} faults={faults} />, status: 422 } : { page: <EarlyFormPage {...props} /> }
}

async function posted(c: C, secret: string): Promise<Reply> {
  const { sql, actor, now, body, shows } = c
  const caseId = typeof body.caseId === 'string' ? body.caseId : ''
  if (!isUuid(caseId)) throw new AppError('not-found')
  if (body.go === 'edit') return formPage(c, caseId, body)
  const form = earlyForm(now)
  const { answers, faults } = check(form, body, { today: japaneseDay(now), facilities: await facilitiesOf(sql) })
  if (faults) return formPage(c, caseId, body, faults)
  if (body.go !== 'register') return { page: <EarlyConfirmPage form={form} caseId={caseId} answers={answers} /> }
  await registerEarly(sql, { caseId, disease, answers, actor, hersysIdKey: hersysIdKey(secret), now })
  shows(caseId)
  return { redirect: `/institution/cases/${caseId}/registered` }
}

const isReporter = (actor: Staff, head: CaseHead) => head.reportingInstitutionId === actor.orgId

const earlyNotices: Record<string, string> = { reopened: '登録を再開しました。' }

/** The tab 発生届 of a case that has none yet. */
export async function unfiledPage(c: C, head: CaseHead): Promise<Reply> {
  const may = isReporter(c.actor, head)
  const [draft, closings] = await Promise.all([may ? findOpenFiling(c.sql, head.id) : null, listClosings(c.sql, head.id)])
  return {
    page: (
      <UnfiledPage head={head} now={c.now} may={may} draft={draft} closings={closings} notice={earlyNotices[c.query.done ?? ''] ?? null} />
    ),
  }
}

/** 発生届を入力する: a draft with what the tabs hold. One begun before is gone on with; what was typed there stays, what the tabs learnt since is added. */
async function beginFiling(c: C): Promise<Reply> {
  const { sql, actor, now } = c
  const head = await headOf(c)
  if (head.state !== 'draft') throw new AppError('conflict')
  if (!isReporter(actor, head)) throw new AppError('not-allowed')
  await sql`select 1 from cases where id = ${head.id} for no key update`
  const institution = await getOrganisation(sql, actor.orgId)
  const today = japaneseDay(now)
  const form = formOfDay(institution.prefectureCode, today)
  const tabs = await reflectTabs(sql, head.id, form)
  const open = await findOpenFiling(sql, head.id)
  if (open) {
    await updateDraft(
      sql,
      { id: open.id, formVersion: open.formVersion, answers: withBlanksFilled(form, tabs, open.answers), authorId: actor.accountId },
      now,
    )
    return { redirect: `/institution/drafts/${open.id}` }
  }
  const doctor = actor.role === 'doctor' ? actor.name : null
  const answers: Raw = { ...prefill(form, { institution, doctor, today }), ...tabs }
  const draft = {
    id: uuidv7(now),
    orgId: actor.orgId,
    authorId: actor.accountId,
    formVersion: formRef(form),
    answers,
    filesCaseId: head.id,
  }
  if (!(await insertDraft(sql, draft, now))) throw new AppError('conflict')
  return { redirect: `/institution/drafts/${draft.id}` }
}

/** Question by question: what somebody has begun to answer in the draft is not mixed with what a tab says. */
function withBlanksFilled(form: Form, tabs: Raw, typed: Raw): Raw {
  const isTyped = (key: string) => Object.keys(typed).some((each) => each.split('.')[0] === key.split('.')[0])
  return {
    ...Object.fromEntries(Object.entries(tabs).filter(([key]) => Object.hasOwn(form.fields, key.split('.')[0]!) && !isTyped(key))),
    ...typed,
  }
}
