import type { Context, Reply, Staff } from '../../platform/http/route.server.ts'
import { pageOfContacts, readAfter } from '../close-contact/queries.server.ts'
import { listCentresOf } from '../statistics/queries.server.ts'
import { ContactsWatchedPage } from './ContactsWatchedPage.tsx'

/** 濃厚接触者 of one centre of this prefecture: the first, or the one that is chosen. */
export async function contacts(c: Context<Staff>): Promise<Reply> {
  const centres = await listCentresOf(c.sql, c.actor.orgId)
  const chosen = centres.find(({ id }) => id === c.query.centre)?.id ?? centres[0]?.id ?? ''
  const show = c.query.show === 'ended' ? 'ended' : 'observing'
  const after = readAfter(c.query.after, show)
  const { lines, last } = chosen ? await pageOfContacts(c.sql, chosen, show, after) : { lines: [], last: null }
  c.shows(...lines.map(({ caseId }) => caseId))
  const next = last ? `/prefecture/contacts?centre=${chosen}&show=${show}&after=${last}` : null
  return { page: <ContactsWatchedPage {...{ lines, centres, chosen, show, next }} now={c.now} isFirst={after === null} /> }
}
