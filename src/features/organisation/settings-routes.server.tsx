import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { type CentreSettings, centreSettings } from './centre-settings.ts'
import { countCalledOutside, getOrganisation, saveCentreSettings } from './queries.server.ts'
import { SettingsPage } from './SettingsPage.tsx'
import { type Given, settingsFaults } from './settings-check.ts'
import { changesOf, givenOf, settingNames } from './settings-fields.ts'

const who = { org: ['centre'], roles: ['manager'] } as const

/**
 * What a health centre sets for itself: its own sentence in the SMS (C12), when the daily notice goes out (C31), by when each day's report is
 * expected, when it answers the telephone and by what rules it calls (C34, C35).
 */
export function centreSettingsRoutes(): Route[] {
  return [
    route({ method: 'GET', url: '/centre/settings', who, audit: 'organisation.settings-page', handle: show }),
    route({ method: 'POST', url: '/centre/settings', who, audit: 'organisation.save-settings', handle: save }),
  ]
}

async function inForce({ sql, actor }: Context<Staff>): Promise<{ settings: CentreSettings; given: Given }> {
  const { messageNote, settings: stored } = await getOrganisation(sql, actor.orgId)
  const settings = centreSettings(stored)
  return { settings, given: { messageNote: messageNote ?? '', ...givenOf(settings) } }
}

async function show(c: Context<Staff>): Promise<Reply> {
  const { settings, given } = await inForce(c)
  const calledOutside = await countCalledOutside(c.sql, c.actor.orgId, settings.calls)
  return { page: <SettingsPage {...{ given, calledOutside }} faults={{}} saved={c.query.saved === '1'} /> }
}

/** What a form leaves out stays as it is. */
async function save(c: Context<Staff>): Promise<Reply> {
  const { settings, given: before } = await inForce(c)
  const given = { ...before }
  for (const name of settingNames) {
    const typed = c.body[name]
    if (typeof typed === 'string') given[name] = typed.normalize('NFKC').trim()
  }
  if (typeof c.body.messageNote === 'string') given.messageNote = c.body.messageNote.trim().replace(/\s+/g, ' ')
  const faults = settingsFaults(given)
  if (Object.keys(faults).length > 0) {
    c.fails()
    return { page: <SettingsPage given={given} faults={faults} />, status: 422 }
  }
  const changes = changesOf(settings, given)
  const { messageNote, reportDeadline } = given
  const moved = await saveCentreSettings(c.sql, c.actor.orgId, { messageNote, reportDeadline, changes }, c.now)
  c.note({ ...changes, moved })
  return { redirect: '/centre/settings?saved=1' }
}
