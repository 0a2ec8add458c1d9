import { check } from '../../fields/check.ts'
import type { PersonName } from '../../fields/fields.ts'
import { refill } from '../../fields/refill.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { normalisePhone } from '../../lib/phone-number.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Reply, type Route, route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { listClosings } from '../notification/early-close.server.ts'
import { listRevisions } from '../notification/queries/filed.server.ts'
import { centreStaff, prefectureStaff } from '../organisation/who.ts'
import { ask, end, endInquiry, handOver, noticeStop, period, reopen, restore, unlock, withdrawal } from './acts.server.tsx'
import { CorrectPage } from './CorrectPage.tsx'
import { canConfirm, canCorrect } from './can.ts'
import { confirmCase } from './confirm.server.ts'
import { correctIdentity } from './correct.server.ts'
import { identityForm } from './identity-form.ts'
import { ContactFilePage, NotificationPage, UnfiledPage } from './NotificationPage.tsx'
import { type Acted, reissueAct, unlinkAct } from './registration-acts.server.ts'
import { type C, fileOf, show } from './show.server.tsx'

/** The case as the centre works on it, and as the prefecture over it reads it. */
export function centreCaseRoutes({ settings }: { settings: Settings }): Route[] {
  const post = (verb: string, handle: (c: C) => Promise<Reply>) =>
    route({ method: 'POST', url: `/centre/cases/:id/${verb}`, who: centreStaff, audit: `case.${verb}`, handle })
  return [
    route({ method: 'GET', url: '/centre/cases/:id', who: centreStaff, audit: 'case.show', handle: (c) => show(c, '/centre') }),
    route({ method: 'GET', url: '/prefecture/cases/:id', who: prefectureStaff, audit: 'case.show', handle: (c) => show(c, '/prefecture') }),
    route({
      method: 'GET',
      url: '/centre/cases/:id/notification',
      who: centreStaff,
      audit: 'case.notification',
      handle: (c) => notification(c, '/centre'),
    }),
    route({
      method: 'GET',
      url: '/prefecture/cases/:id/notification',
      who: prefectureStaff,
      audit: 'case.notification',
      handle: (c) => notification(c, '/prefecture'),
    }),
    route({ method: 'GET', url: '/centre/cases/:id/correct', who: centreStaff, audit: 'case.correct', handle: correction }),
    post('correct', (c) => correct(c, settings.publicUrl)),
    post('confirm', confirm),
    post('end', end),
    post('reopen', reopen),
    post('period', period),
    post('hand-over', handOver),
    post('withdrawal', withdrawal),
    post('restore', restore),
    post('ask', ask),
    post('close-inquiry', endInquiry),
    post('unlock', unlock),
    post('unlink', async (c) => after(c, await unlinkAct(c, await fileOf(c)))),
    post('reissue', async (c) => after(c, await reissueAct(c, await fileOf(c), settings))),
    post('notice-stop', noticeStop),
  ]
}

async function after(c: C, acted: Acted): Promise<Reply> {
  return 'done' in acted ? { redirect: `/centre/cases/${c.params.id}?done=${acted.done}` } : show(c, '/centre', acted)
}

async function notification(c: C, base: string): Promise<Reply> {
  const file = await fileOf(c)
  const revisions = await listRevisions(c.sql, file.id)
  const shown = revisions.find(({ revision }) => String(revision) === c.query.revision) ?? revisions[0]
  if (file.state === 'contact') return { page: <ContactFilePage file={file} now={c.now} base={base} /> }
  if (file.state === 'draft') {
    const closings = await listClosings(c.sql, file.id)
    return { page: <UnfiledPage file={file} now={c.now} base={base} closings={closings} /> }
  }
  if (!shown) throw new AppError('not-found')
  return { page: <NotificationPage file={file} now={c.now} base={base} revisions={revisions} shown={shown} /> }
}

async function confirm(c: C): Promise<Reply> {
  const file = await fileOf(c)
  if (!canConfirm(c.actor, file)) throw new AppError('not-allowed')
  await confirmCase(c.sql, { caseId: file.id, by: c.actor.accountId, now: c.now })
  const back = typeof c.body.back === 'string' && c.body.back.startsWith('/centre/notifications') ? c.body.back : null
  return { redirect: back ?? `/centre/cases/${file.id}?done=confirmed` }
}

async function correction(c: C): Promise<Reply> {
  const file = await fileOf(c)
  if (!canCorrect(c.actor, file)) throw new AppError('not-allowed')
  const [latest] = await listRevisions(c.sql, file.id)
  if (!latest && file.state !== 'contact') throw new AppError('not-found')
  const given = refill(identityForm, {
    name: { family: file.familyName, given: file.givenName || null, familyKana: file.familyKana, givenKana: file.givenKana },
    birthOn: file.birthOn,
    phone: file.phone,
    reason: null,
  })
  return { page: <CorrectPage file={file} now={c.now} given={given} baseRevision={latest?.revision ?? 0} /> }
}

async function correct(c: C, publicUrl: string): Promise<Reply> {
  const file = await fileOf(c)
  if (!canCorrect(c.actor, file)) throw new AppError('not-allowed')
  const baseRevision = Number(c.body.baseRevision)
  const { answers, faults: wrong } = check(identityForm, c.body, { today: japaneseDay(c.now) })
  if (wrong) return { page: <CorrectPage file={file} now={c.now} given={c.body} baseRevision={baseRevision} faults={wrong} />, status: 422 }
  const phone = answers.phone === null ? null : normalisePhone(answers.phone)
  const identity = { name: answers.name as PersonName, birthOn: answers.birthOn, phone }
  const said = await correctIdentity(c.sql, {
    caseId: file.id,
    baseRevision,
    identity,
    reason: answers.reason,
    actor: c.actor,
    publicUrl,
    now: c.now,
  })
  if (said === 'not-found') throw new AppError('not-found')
  if (said === 'done') return { redirect: `/centre/cases/${file.id}?done=corrected` }
  const [latest] = await listRevisions(c.sql, file.id)
  return { page: <CorrectPage file={file} now={c.now} given={c.body} baseRevision={latest?.revision ?? 0} conflict />, status: 409 }
}
