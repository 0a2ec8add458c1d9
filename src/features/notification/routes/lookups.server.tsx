import type { Raw } from '../../../fields/fields.ts'
import { tidy } from '../../../lib/kana.ts'
import { readPostalCode } from '../../../lib/postal-code.ts'
import { isUuid } from '../../../lib/uuid.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { findInstitution, foundAtMost, searchInstitutions } from '../../organisation/institutions.server.ts'
import { listPlacesOfPostalCode } from '../../organisation/queries.server.ts'
import { centreStaff } from '../../organisation/who.ts'
import { institutionStaff } from '../can.ts'
import { getDraft } from '../desk.server.ts'
import { InstitutionSearchPage } from '../InstitutionSearchPage.tsx'
import { updateDraft } from '../queries/drafts.server.ts'

/** What the form looks up while it is filled in: another institution (D18), the address of a postal code (D20). */
export const lookupRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/institution/drafts/:id/institutions',
    who: institutionStaff,
    audit: 'notification.institutions',
    handle: async (c) => {
      const draft = await getDraft(c.sql, c.params.id ?? '')
      return { page: <InstitutionSearchPage draftId={draft.id} typed="" found={null} isMore={false} /> }
    },
  }),
  route({
    method: 'POST',
    url: '/institution/drafts/:id/institutions',
    who: institutionStaff,
    audit: 'notification.choose-institution',
    handle: async (c) => (typeof c.body.choose === 'string' ? choose(c, c.body.choose) : search(c)),
  }),
  postalCode('institution', institutionStaff),
  postalCode('centre', centreStaff),
]

/** A POST: a patient's postal code stands in no address and no log. */
function postalCode(portal: string, who: typeof institutionStaff | typeof centreStaff): Route {
  return route({
    method: 'POST',
    url: `/${portal}/postal-code`,
    who,
    audit: 'notification.postal-code',
    handle: async ({ sql, body }) => {
      const code = typeof body.code === 'string' ? readPostalCode(body.code) : null
      const places = code === null ? [] : await listPlacesOfPostalCode(sql, code)
      const first = places[0]
      if (!first || places.some((place) => place.municipalityCode !== first.municipalityCode)) return { json: { found: false } }
      const { prefectureName: prefecture, municipalityName: municipality } = first
      return { json: { found: true, prefecture, municipality, towns: places.map(({ town }) => town) } }
    },
  })
}

async function search({ sql, params, body }: Context<Staff>): Promise<Reply> {
  const draft = await getDraft(sql, params.id ?? '')
  const typed = typeof body.q === 'string' ? tidy(body.q).slice(0, 100) : ''
  const found = await searchInstitutions(sql, typed)
  const shown = found.slice(0, foundAtMost)
  return {
    page: (
      <InstitutionSearchPage draftId={draft.id} typed={typed} found={typed === '' ? null : shown} isMore={found.length > foundAtMost} />
    ),
  }
}

async function choose({ sql, params, actor, now }: Context<Staff>, id: string): Promise<Reply> {
  const draft = await getDraft(sql, params.id ?? '')
  const chosen = isUuid(id) ? await findInstitution(sql, id) : null
  if (!chosen) throw new AppError('not-found')
  const filled = { institutionName: chosen.name, institutionAddress: chosen.address, institutionPhone: chosen.phone }
  const answers: Raw = { ...draft.answers, ...Object.fromEntries(Object.entries(filled).filter(([, value]) => value)) }
  const { formVersion } = draft
  if (!(await updateDraft(sql, { id: draft.id, formVersion, answers, authorId: actor.accountId }, now))) throw new AppError('not-found')
  return { redirect: `/institution/drafts/${draft.id}#q-institutionName` }
}
