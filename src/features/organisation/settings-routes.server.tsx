import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { centreSettings } from './centre-settings.ts'
import { getOrganisation, saveCentreSettings } from './queries.server.ts'
import { type Given, SettingsPage } from './SettingsPage.tsx'
import { settingsFaults } from './settings-check.ts'

const who = { org: ['centre'], roles: ['manager'] } as const

/** What a health centre sets for itself: its own sentence in the SMS (C12), when the daily notice goes out (C31) and by when each day's report is expected. */
export function centreSettingsRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      url: '/centre/settings',
      who,
      audit: 'organisation.settings-page',
      handle: async ({ sql, actor, query }) => {
        const { messageNote, settings } = await getOrganisation(sql, actor.orgId)
        const { reportDeadline, reminderAt, quietFrom, quietTo, unusedAccountDays: days } = centreSettings(settings)
        const given = {
          messageNote: messageNote ?? '',
          reportDeadline,
          reminderAt,
          quietFrom,
          quietTo,
          issueDays: String(days.issue),
          idleDays: String(days.idle),
        }
        return { page: <SettingsPage given={given} faults={{}} saved={query.saved === '1'} /> }
      },
    }),
    route({ method: 'POST', url: '/centre/settings', who, audit: 'organisation.save-settings', handle: save }),
  ]
}

async function save(c: Context<Staff>): Promise<Reply> {
  const text = (name: string) => (typeof c.body[name] === 'string' ? c.body[name].trim() : '')
  const given: Given = {
    messageNote: text('messageNote').replace(/\s+/g, ' '),
    reportDeadline: text('reportDeadline'),
    reminderAt: text('reminderAt'),
    quietFrom: text('quietFrom'),
    quietTo: text('quietTo'),
    issueDays: text('issueDays').normalize('NFKC'),
    idleDays: text('idleDays').normalize('NFKC'),
  }
  const faults = settingsFaults(given)
  if (Object.keys(faults).length > 0) {
    c.fails()
    return { page: <SettingsPage given={given} faults={faults} />, status: 422 }
  }
  const moved = await saveCentreSettings(c.sql, c.actor.orgId, given, c.now)
  const { reportDeadline, reminderAt, quietFrom, quietTo } = given
  c.note({ reportDeadline, reminderAt, quietFrom, quietTo, moved })
  return { redirect: '/centre/settings?saved=1' }
}
