import { uuidv7 } from '../../lib/uuid.ts'
import { type Route, route } from '../../platform/http/route.server.ts'
import type { OutageBoard } from './board.server.ts'
import { OutagePage } from './OutagePage.tsx'
import { checkOutage, type OutageTexts, usualTexts } from './outage.ts'
import { addOutage, findOutage } from './queries.server.ts'

const who = { org: ['operator'] } as const

/** The operators switch the notice of an outage on and off (0011). */
export function outageRoutes({ outage }: { outage: OutageBoard }): Route[] {
  return [
    route({
      method: 'GET',
      url: '/operator/outage',
      who,
      audit: 'outage.show',
      handle: async ({ sql, query }) => {
        const last = await findOutage(sql)
        return {
          page: (
            <OutagePage
              last={last}
              isOn={last?.isOn ?? false}
              texts={last?.texts ?? usualTexts()}
              faults={{}}
              saved={query.saved === '1'}
            />
          ),
        }
      },
    }),
    route({
      method: 'POST',
      url: '/operator/outage',
      who,
      audit: 'outage.set',
      handle: async ({ sql, body, actor, now, note }) => {
        const { isOn, texts, faults } = checkOutage(body)
        if (Object.keys(faults).length > 0)
          return { page: <OutagePage last={await findOutage(sql)} isOn={isOn} texts={texts} faults={faults} saved={false} />, status: 422 }
        await addOutage(sql, { id: uuidv7(now), isOn, texts, by: actor.accountId }, now)
        note({ isOn })
        outage.show(isOn ? (texts as OutageTexts) : null)
        return { redirect: '/operator/outage?saved=1' }
      },
    }),
  ]
}
