import type { Context, Route } from '../../platform/http/route.server.ts'
import { route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { domainOf } from '../account/patient-proof-routes.server.tsx'
import type { Contact } from './contact.ts'
import { HelpPage, TopicPage } from './HelpPages.tsx'
import { LeafletPage } from './LeafletPage.tsx'
import { listOwnCentres } from './queries.server.ts'
import { topics } from './topics.ts'

/** Help and leaflet: for everybody, signed in or not. */
export function helpRoutes({ settings }: { settings: Settings }): Route[] {
  const senderDomain = domainOf(settings)
  const contactOf = async (c: Context): Promise<Contact> => ({
    centres: c.actor?.kind === 'patient' ? await listOwnCentres(c.sql, c.actor.accountId) : [],
    helpPhone: settings.helpPhone,
    helpHours: settings.helpHours,
    healthCall: settings.healthCall,
  })
  return [
    route({
      method: 'GET',
      url: '/portal',
      who: 'anyone',
      audit: 'help.leaflet',
      handle: async (c) => ({ page: <LeafletPage contact={await contactOf(c)} publicUrl={settings.publicUrl} /> }),
    }),
    route({
      method: 'GET',
      url: '/help',
      who: 'anyone',
      audit: 'help.show',
      handle: async (c) => ({ page: <HelpPage contact={await contactOf(c)} senderDomain={senderDomain} /> }),
    }),
    ...topics.map((topic) =>
      route({
        method: 'GET',
        url: `/help/${topic.slug}`,
        who: 'anyone',
        audit: 'help.show',
        handle: async (c) => ({ page: <TopicPage topic={topic} contact={await contactOf(c)} senderDomain={senderDomain} /> }),
      }),
    ),
  ]
}
