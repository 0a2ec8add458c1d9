import { formatShortInstant } from '../../i18n/format.ts'
import { wordsIn } from '../../i18n/t.ts'
import { connect, type Sql } from '../../platform/db/sql.server.ts'
import { type Route, route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { ruleOf } from '../message/kinds.ts'
import { readDemoAccounts } from './accounts.server.ts'
import { InboxPage } from './InboxPage.tsx'
import { phoneRoutes } from './phone-routes.server.tsx'
import { listNewestMessages, type Shown } from './queries.server.ts'
import { TourPage } from './TourPage.tsx'

/** /dev, /dev/inbox and /dev/phone. Outside a demo there are none of these: not refused, not registered. */
export function devRoutes(settings: Settings): Route[] {
  if (!settings.demo) return []
  // Messages hold codes, which the web role may never read; so this page signs in as the worker does.
  let worker: Sql | null = null
  const sql = () => {
    worker ??= connect(settings.workerDatabaseUrl, 1)
    return worker
  }
  return [
    ...phoneRoutes(settings, sql),
    route({
      method: 'GET',
      url: '/dev',
      who: 'anyone',
      audit: 'dev.tour',
      transaction: 'own',
      handle: () => ({ page: <TourPage accounts={readDemoAccounts(settings.stateDir)} /> }),
    }),
    route({
      method: 'GET',
      url: '/dev/inbox',
      who: 'anyone',
      audit: 'dev.inbox',
      transaction: 'own',
      handle: async (c) => {
        const channel = (['sms', 'mail', 'voice'] as const).find((name) => name === c.query.channel) ?? null
        const messages = await listNewestMessages(sql(), channel)
        return {
          page: <InboxPage channel={channel} leaves={settings.mail !== null || settings.sms !== null} messages={messages.map(dressed)} />,
        }
      },
    }),
  ]
}

const dressed = (m: Shown) => ({ ...m, at: formatShortInstant(wordsIn('ja'), new Date(m.createdAt)), isCode: ruleOf(m.kind).secret })
