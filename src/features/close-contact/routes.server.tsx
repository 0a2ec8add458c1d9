import { check } from '../../fields/check.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid, uuidv7 } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { headOf } from '../case-record/desk.server.ts'
import type { CaseHead } from '../case-record/head.server.ts'
import { centreStaff } from '../organisation/who.ts'
import { ContactsPage } from './ContactsPage.tsx'
import { enterContact } from './enter.server.ts'
import { contactForm } from './fields.ts'
import { ContactsOfPage, NewContactPage } from './NewContactPage.tsx'
import { pageOfContacts, readAfter } from './queries.server.ts'
import { contactsOf } from './section.server.tsx'

type C = Context<Staff>

/** 濃厚接触者: named from a case, and a list of their own. */
export function closeContactRoutes({ settings }: { settings: Settings }): Route[] {
  const at = '/centre/cases/:caseId/contacts/new'
  return [
    route({ method: 'GET', url: '/centre/contacts', who: centreStaff, audit: 'close-contact.list', handle: list }),
    route({
      method: 'GET',
      url: '/centre/cases/:caseId/contacts',
      who: centreStaff,
      audit: 'close-contact.of-case',
      handle: async (c) => {
        const head = await headOf(c)
        return { page: <ContactsOfPage head={head} now={c.now} section={await contactsOf(c, head, mayName(c.actor, head))} /> }
      },
    }),
    route({
      method: 'GET',
      url: at,
      who: centreStaff,
      audit: 'close-contact.new',
      handle: async (c) => ({ page: <NewContactPage head={await indexOf(c)} now={c.now} newId={uuidv7(c.now)} given={{}} /> }),
    }),
    route({ method: 'POST', url: at, who: centreStaff, audit: 'close-contact.enter', handle: (c) => enter(c, settings) }),
  ]
}

/** The infected person. Only the centre that observes them, or was told, names contacts; a contact's contacts are nobody's to observe. */
async function indexOf(c: C): Promise<CaseHead> {
  const head = await headOf(c)
  if (!mayName(c.actor, head)) throw new AppError('not-allowed')
  return head
}

const mayName = ({ orgId }: Staff, { ownerCentreId, notifiedCentreId, state }: CaseHead) =>
  [ownerCentreId, notifiedCentreId].includes(orgId) && ['filed', 'withdrawal-asked'].includes(state)

async function enter(c: C, { secret, publicUrl }: Settings): Promise<Reply> {
  const head = await indexOf(c)
  const typed = c.body.newId
  const newId = typeof typed === 'string' && isUuid(typed) ? typed : uuidv7(c.now)
  const { answers, faults } = check(contactForm, c.body, { today: japaneseDay(c.now) })
  if (faults) return { page: <NewContactPage head={head} now={c.now} newId={newId} given={c.body} faults={faults} />, status: 422 }
  await enterContact(c.sql, { caseId: newId, index: head, answers, actor: c.actor, secret, publicUrl, now: c.now })
  c.shows(newId)
  return { redirect: `/centre/cases/${newId}?done=contact` }
}

async function list(c: C): Promise<Reply> {
  const show = c.query.show === 'ended' ? 'ended' : 'observing'
  const { lines, last } = await pageOfContacts(c.sql, c.actor.orgId, show, readAfter(c.query.after, show))
  c.shows(...lines.map(({ caseId }) => caseId))
  const next = last ? `/centre/contacts?${show === 'ended' ? 'show=ended&' : ''}after=${last}` : null
  return { page: <ContactsPage lines={lines} show={show} next={next} now={c.now} /> }
}
