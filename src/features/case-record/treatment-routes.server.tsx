import { japaneseDay } from '../../lib/japanese-day.ts'
import { tidy } from '../../lib/kana.ts'
import { isUuid, uuidv7 } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Reply, type Route, route } from '../../platform/http/route.server.ts'
import { findInstitution, foundAtMost, searchInstitutions } from '../organisation/institutions.server.ts'
import { centreStaff, institutionStaff } from '../organisation/who.ts'
import { readDays } from '../treatment/can.ts'
import { NamePage } from '../treatment/NamePage.tsx'
import { endTreatment, insertTreatment, mayNameTreatment } from '../treatment/queries.server.ts'
import { CaseHeader } from './CaseHeader.tsx'
import { type C, headOf } from './desk.server.ts'
import type { CaseHead } from './head.server.ts'
import { type Portal, tabHref } from './tabs.ts'

/** Naming an institution that treats the patient, and ending it: by the owning centre and by who reported the case. */
export const treatmentRoutes: Route[] = [...portal('institution', institutionStaff), ...portal('centre', centreStaff)]

function portal(name: 'institution' | 'centre', who: typeof institutionStaff | typeof centreStaff): Route[] {
  const at = `/${name}/cases/:caseId/treatments`
  return [
    route({ method: 'GET', url: `${at}/new`, who, audit: 'treatment.new', handle: (c) => search(c, name) }),
    route({ method: 'POST', url: `${at}/new`, who, audit: 'treatment.name', handle: (c) => give(c, name) }),
    route({ method: 'POST', url: `${at}/:treatmentId/end`, who, audit: 'treatment.end', handle: (c) => finish(c, name) }),
  ]
}

async function namable(c: C): Promise<CaseHead> {
  const head = await headOf(c)
  if (head.state === 'withdrawn' || !(await mayNameTreatment(c.sql, head.id))) throw new AppError('not-allowed')
  return head
}

const textOf = (value: unknown) => (typeof value === 'string' ? tidy(value).slice(0, 60) : '')

async function search(c: C, name: Portal, fault: string | null = null): Promise<Reply> {
  const head = await namable(c)
  const wanted = textOf(c.body.q ?? c.query.q)
  const found = await searchInstitutions(c.sql, wanted)
  const page = (
    <NamePage
      base={`/${name}/cases/${head.id}`}
      header={<CaseHeader head={head} now={c.now} portal={name} tab="medical" />}
      wanted={wanted === '' ? null : wanted}
      found={found.slice(0, foundAtMost)}
      isMore={found.length > foundAtMost}
      typed={{
        institution: textOf(c.body.institution),
        fromOn: fault === null ? japaneseDay(c.now) : textOf(c.body.fromOn),
        untilOn: textOf(c.body.untilOn),
      }}
      fault={fault}
    />
  )
  return { page, status: fault === null ? 200 : 422 }
}

async function give(c: C, name: Portal): Promise<Reply> {
  const head = await namable(c)
  const institutionId = textOf(c.body.institution)
  const days = readDays(textOf(c.body.fromOn), textOf(c.body.untilOn), japaneseDay(c.now))
  if (!isUuid(institutionId) || !(await findInstitution(c.sql, institutionId))) return search(c, name, '医療機関を選択してください。')
  if (institutionId === head.reportingInstitutionId)
    return search(c, name, 'この医療機関は発生届を登録した医療機関です。登録しなくても閲覧できます。')
  if (typeof days === 'string') return search(c, name, days)
  const id = uuidv7(c.now)
  const by = { by: c.actor.accountId, orgId: c.actor.orgId }
  if (!(await insertTreatment(c.sql, { id, caseId: head.id, institutionId, ...days, ...by }, c.now)))
    return search(c, name, 'この医療機関は、この期間にすでに登録されています。期間を変えるときは、いまの担当を終えてから登録してください。')
  c.note({ institution: institutionId, ...days })
  return { redirect: `${tabHref(name, head.id, 'medical')}?done=named` }
}

async function finish(c: C, name: Portal): Promise<Reply> {
  const head = await namable(c)
  const id = c.params.treatmentId ?? ''
  if (!isUuid(id)) throw new AppError('not-found')
  if (!(await endTreatment(c.sql, { caseId: head.id, id, by: c.actor.accountId, now: c.now }))) throw new AppError('conflict')
  return { redirect: `${tabHref(name, head.id, 'medical')}?done=finished` }
}
